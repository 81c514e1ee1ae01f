"""Glyphs of a PDF page as they are painted: names and outlines from the font programs.

The text layer's boxes are those of the type, not of the ink, and its characters are those the file
cares to name; mathematics needs what is really drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from docparse.schemas import Box, Word
from docparse.sources.bitmap_fonts import Metric, TexFont, recognise
from docparse.sources.mupdf import mupdf, pymupdf

_PREFIX = re.compile(r"^[A-Z]{6}\+")
_ENCODED = re.compile(r"-Identity-[HV]$")
_LONGEST = 31
"""Characters of a font's name that MuPDF keeps in a trace of text."""
_UNKNOWN = 0xFFFD
"""What MuPDF gives for a character that nobody names."""
_STRETCHED = frozenset("()[]{}|√∥⟨⟩⌊⌋⌈⌉∫")
"""Signs that word processors stretch."""
_PAINTED = (0, 1, 2)
"""Kinds of text in a trace that leave ink: filled, stroked, both."""
_CODES = re.compile(r"(\d+)|/([^\s/\]]+)")
_HEAD = 200
"""Bytes of a drawing within which it says how wide it is."""
_METRICS = re.compile(rb"([-\d.]+)\s+[-\d.]+\s+([-\d.]+)\s+([-\d.]+)\s+([-\d.]+)\s+([-\d.]+)\s+d1")
"""The operator `d1`, which gives a glyph's width and its box (ISO 32000, 9.6.5)."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph that stands upright, in points of the page.

    Attributes:
        text: Its character, "" when the file names none.
        name: Its name in the font program, "" when it has none.
        font: Name of the font, without the prefix of a subset.
        size: Type size.
        x: Where the pen stood, on the baseline.
        y: The baseline.
        advance: How far the pen went on.
        ink: `(x0, y0, x1, y1)` of the outline.
    """

    text: str
    name: str
    font: str
    size: float
    x: float
    y: float
    advance: float
    ink: tuple[float, float, float, float]


Corners = tuple[float, float, float, float]
"""`(x0, y0, x1, y1)`."""
Outline = tuple[str, Corners | None]
"""Name and box of a glyph, in ems with y upwards; no box when it is not known."""


@dataclass
class _Program:
    """A font program, its glyphs looked up once each."""

    font: Any
    outlines: dict[int, Outline] = field(default_factory=dict)
    tex: TexFont | None = None

    def outline(self, glyph: int) -> Outline:
        if glyph not in self.outlines:
            self.outlines[glyph] = self._look_up(glyph)
        return self.outlines[glyph]

    def _look_up(self, glyph: int) -> Outline:
        if self.font is None:
            return "", None
        name = mupdf.fz_get_glyph_name2(self.font, glyph) or ""
        box = mupdf.fz_bound_glyph(self.font, glyph, mupdf.FzMatrix())
        known = box.x1 > box.x0 and box.y1 > box.y0
        named = "" if name.isdigit() or name == ".notdef" else name
        return named, (box.x0, box.y0, box.x1, box.y1) if known else None


class FontPrograms:
    """The font programs of a document, opened once each."""

    def __init__(self, document: pymupdf.Document) -> None:
        self._document = document
        self._opened: dict[int, _Program] = {}

    def of(self, page: pymupdf.Page) -> dict[str, _Program]:
        """Return the programs of a page's fonts by the names its text trace uses."""
        return {
            _ENCODED.sub("", str(name))[:_LONGEST]: self._program(xref, str(kind))
            for xref, _, kind, name, *_ in page.get_fonts(full=True)
        }

    def recognised(self, page: pymupdf.Page) -> dict[str, TexFont]:
        """Return the fonts of TeX that a page holds as nameless bitmaps, by their names there."""
        programs = self.of(page).items()
        return {name: program.tex for name, program in programs if program.tex is not None}

    def _program(self, xref: int, kind: str) -> _Program:
        if xref not in self._opened:
            self._opened[xref] = self._read(xref, kind)
        return self._opened[xref]

    def _read(self, xref: int, kind: str) -> _Program:
        if kind == "Type3":
            metrics = _bitmaps(self._document, xref)
            tex = recognise({code: metric for code, (metric, _) in metrics.items()})
            names = dict(enumerate(tex.glyphs)) if tex else {}
            outlines: dict[int, Outline] = {
                code: (names.get(code, ""), box) for code, (_, box) in metrics.items()
            }
            return _Program(None, outlines, tex)
        data = self._document.extract_font(xref)[3] if xref > 0 else b""
        if not data:
            return _Program(None)
        try:
            copied: Any = mupdf.fz_new_buffer_from_copied_data  # annotated with C's arguments
            buffer = copied(data)
            return _Program(mupdf.fz_new_font_from_buffer(None, buffer, 0, 1))
        except Exception:  # a damaged program leaves the text layer's boxes
            return _Program(None)


def read_glyphs(page: pymupdf.Page, programs: FontPrograms) -> Iterator[Glyph]:
    """Yield the glyphs of a page that stand upright and leave ink, in the order they are drawn."""
    named = programs.of(page)
    for span in _trace(page):
        if span["type"] not in _PAINTED or span["dir"][0] < 0.999 or span["size"] <= 0:
            continue
        full = span["font"]
        program = named.get(full) or named.get(_PREFIX.sub("", full)) or _Program(None)
        font = program.tex.name if program.tex else _PREFIX.sub("", full)
        for code, glyph, (x, y), bbox in span["chars"]:
            name, outline = program.outline(glyph)
            text = "" if code in {_UNKNOWN, 0} else chr(code)
            if program.tex:
                text = named_character(name)
            if not _is_blank(text, name, drawn=outline is not None):
                ink = _placed(outline, x, y, span["size"]) if outline else _typed(bbox)
                text = "" if text.isspace() else text
                yield Glyph(text, name, font, span["size"], x, y, bbox[2] - bbox[0], ink)


def _is_blank(text: str, name: str, *, drawn: bool) -> bool:
    """Tell spaces and selectors of variants, which leave no ink, from signs misnamed as such."""
    if text.isspace():
        return not drawn or name in {"space", "nbspace", "uni00A0"} or not name
    return "\ufe00" <= text <= "\ufe0f"


def stretched(glyphs: tuple[Glyph, ...], words: Iterable[Word]) -> tuple[Glyph, ...]:
    """Give glyphs that are drawn taller than their type is wide their true height.

    The trace says one size, where word processors stretch brackets and radicals in one direction.
    """
    alone = {
        (word.text, round(word.baseline)): word.box
        for word in words
        if len(word.text) == 1 and word.text in _STRETCHED
    }
    if not alone:
        return glyphs
    return tuple(_as_tall_as(glyph, alone.get((glyph.text, round(glyph.y)))) for glyph in glyphs)


def _as_tall_as(glyph: Glyph, box: Box | None) -> Glyph:
    height = glyph.ink[3] - glyph.ink[1]
    if box is None or abs(glyph.x - box.x0) > 0.25 * glyph.size or box.height < 1.15 * height:
        return glyph
    return replace(glyph, ink=(glyph.ink[0], box.y0, glyph.ink[2], box.y1))


def _trace(page: pymupdf.Page) -> list[dict[str, Any]]:
    """The page's text as it is drawn, fonts with the prefixes that keep subsets apart."""
    pymupdf.TOOLS.set_subset_fontnames(True)
    try:
        spans: list[dict[str, Any]] = page.get_texttrace()
    finally:
        pymupdf.TOOLS.set_subset_fontnames(False)
    return spans


def _placed(box: Corners, x: float, y: float, size: float) -> Corners:
    return x + box[0] * size, y - box[3] * size, x + box[2] * size, y - box[1] * size


def _typed(bbox: Corners) -> Corners:
    """Guess the ink from the box of the type, which reaches from ascender to descender."""
    x0, y0, x1, y1 = bbox
    return x0, y0 + 0.2 * (y1 - y0), x1, y1 - 0.2 * (y1 - y0)


def named_character(name: str) -> str:
    """Return the character of a glyph's name in Adobe's list; "" where it is not in it."""
    code = mupdf.fz_unicode_from_glyph_name(name) if name else _UNKNOWN
    return "" if code in {_UNKNOWN, 0} else chr(code)


def _bitmaps(document: pymupdf.Document, xref: int) -> dict[int, tuple[Metric, Corners]]:
    """Metrics and boxes of the glyphs of a Type 3 font, from the head of each drawing, in ems."""
    kind, matrix = document.xref_get_key(xref, "FontMatrix")
    scale = [float(part) for part in matrix.strip("[]").split()] if kind == "array" else []
    if len(scale) != 6:
        return {}
    codes = _encoded(document.xref_get_key(xref, "Encoding/Differences")[1])
    heads = ((code, _METRICS.search(_head(document, xref, name))) for code, name in codes)
    return {code: _bitmap(head, scale[0], scale[3]) for code, head in heads if head}


def _head(document: pymupdf.Document, xref: int, name: str) -> bytes:
    """The first bytes of the drawing of a glyph of a Type 3 font."""
    kind, value = document.xref_get_key(xref, f"CharProcs/{name}")
    drawing = document.xref_stream(int(value.split()[0])) if kind == "xref" else b""
    return (drawing or b"")[:_HEAD]


def _bitmap(head: re.Match[bytes], across: float, up: float) -> tuple[Metric, Corners]:
    """Metric and box a drawing begins with, scaled to ems."""
    width, x0, y0, x1, y1 = (float(part) for part in head.groups())
    left, right = sorted((x0 * across, x1 * across))
    low, high = sorted((y0 * up, y1 * up))
    return Metric(width * across, high, -low), (left, low, right, high)


def _encoded(differences: str) -> Iterator[tuple[int, str]]:
    code = 0
    for number, name in _CODES.findall(differences):
        if number:
            code = int(number)
        else:
            yield code, name
            code += 1

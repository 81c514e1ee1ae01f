"""Find where formulas and tags stand, by their colours in the coloured copy of a document.

The copy must have every glyph where the document that is handed out has it; else the marks changed
what is drawn, and the measure is refused. Boxes are of the ink.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from docparse.sources.mupdf import pymupdf

_DPI = 216
_MIN_SHARE = 0.5
"""Of the rough box's width: a narrower box of ink is only what was not blurred."""
_TOLERANCE_PT, _PIXEL_PT = 0.02, 0.13
"""How exactly the copy must agree; dvips puts glyphs on the pixels of 600 dots an inch."""
_FORMULA, _TAG = 16, 48
_NEW_LINE, _BACK = 0.6, 4.0
"""A glyph so many sizes below the one before, and so many left of it, begins another line."""

Corners = tuple[float, float, float, float]


class MarksMovedError(Exception):
    """The coloured copy is not the same drawing."""


@dataclass(frozen=True)
class Glyph:
    """A glyph as it stands on a page; `colour` in 64 levels of red, green and blue."""

    page: int
    x: float
    y: float
    size: float
    character: str
    colour: tuple[int, int, int]


@dataclass(frozen=True)
class Measured:
    """Where a formula stands.

    Attributes:
        regions: Its box of ink on each page it stands on.
        lines: A rough box for each line an inline formula is broken over.
        tags: As printed, from top to bottom, without parentheses.
    """

    regions: tuple[tuple[int, Corners], ...]
    lines: tuple[tuple[int, Corners], ...]
    tags: tuple[str, ...]


def measure(plain: Path, marked: Path, *, pixels: bool = False) -> Mapping[int, Measured]:
    """Return the regions and tags of formulas by their numbers.

    Args:
        plain: Without marks.
        marked: With them.
        pixels: Whether positions are rounded to pixels.

    Raises:
        MarksMovedError: A glyph of the marked copy stands elsewhere than in the plain one.
    """
    with pymupdf.open(plain) as handed_out, pymupdf.open(marked) as copy:
        glyphs = list(_glyphs(copy))
        _compare(list(_glyphs(handed_out)), glyphs, _PIXEL_PT if pixels else _TOLERANCE_PT)
        ink = _ink(copy)
    own: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        red, green, blue = glyph.colour
        own[red * 64 + green, blue].append(glyph)
    return {
        number: Measured(
            tuple(_regions(found, ink, number)),
            tuple(_box_of(line) for line in _lines(found)),
            tuple(_tags(own.get((number, _TAG), []))),
        )
        for (number, kind), found in own.items()
        if kind == _FORMULA
    }


def _glyphs(document: Any) -> Iterator[Glyph]:
    for page in document:
        for span in page.get_texttrace():
            red, green, blue = (*_levels(span["color"]), 0, 0)[:3]
            for code, _, (x, y), _ in span["chars"]:
                yield Glyph(page.number + 1, x, y, span["size"], chr(code), (red, green, blue))


def _levels(colour: tuple[float, ...]) -> tuple[int, ...]:
    return tuple(round(part * 255 / 4) for part in colour) if len(colour) == 3 else (0, 0, 0)


def _compare(plain: list[Glyph], marked: list[Glyph], tolerance: float) -> None:
    if len(plain) != len(marked):
        raise MarksMovedError(f"{len(plain)} glyphs without marks, {len(marked)} with them")
    for before, after in zip(plain, marked, strict=True):
        moved = max(abs(before.x - after.x), abs(before.y - after.y), before.page != after.page)
        if moved > tolerance:
            raise MarksMovedError(f"{before} without marks is {after} with them")


def _ink(document: Any) -> Mapping[tuple[int, int], Corners]:
    """Return the box of the pixels of each formula on each page, by page and number."""
    boxes: dict[tuple[int, int], Corners] = {}
    level = pymupdf.TOOLS.show_aa_level()["graphics"]
    pymupdf.TOOLS.set_aa_level(0)
    try:
        for page in document:
            picture = page.get_pixmap(dpi=_DPI, alpha=False)
            pixels = np.frombuffer(picture.samples, np.uint8).reshape(
                picture.height, picture.width, 3
            )
            levels = np.rint(pixels / 4).astype(np.int32)
            number = np.where(
                levels[:, :, 2] == _FORMULA, levels[:, :, 0] * 64 + levels[:, :, 1], 0
            )
            for found in np.unique(number[number > 0]):
                ys, xs = np.nonzero(number == found)
                edges = (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
                x0, y0, x1, y1 = (float(edge) * 72 / _DPI for edge in edges)
                boxes[page.number + 1, int(found)] = (x0, y0, x1, y1)
    finally:
        pymupdf.TOOLS.set_aa_level(level)
    return boxes


def _regions(
    glyphs: list[Glyph], ink: Mapping[tuple[int, int], Corners], number: int
) -> Iterator[tuple[int, Corners]]:
    """Yield the ink's box on each page; a rough box where bitmaps have blurred the colours."""
    for page in dict.fromkeys(glyph.page for glyph in glyphs):
        _, rough = _box_of([glyph for glyph in glyphs if glyph.page == page])
        found = ink.get((page, number), rough)
        blurred = found[2] - found[0] < _MIN_SHARE * (rough[2] - rough[0])
        x0, y0, x1, y1 = rough if blurred else found
        yield page, (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))


def _lines(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Cut where a glyph stands lower, or on another page, and left of the one before."""
    line: list[Glyph] = []
    for glyph in glyphs:
        before = line[-1] if line else glyph
        back = before.x - glyph.x > _BACK * glyph.size
        if glyph.page != before.page or (back and abs(glyph.y - before.y) > _NEW_LINE * glyph.size):
            yield line
            line = []
        line.append(glyph)
    yield line


def _box_of(line: list[Glyph]) -> tuple[int, Corners]:
    edges = (
        min(glyph.x for glyph in line),
        min(glyph.y - 0.8 * glyph.size for glyph in line),
        max(glyph.x + 0.5 * glyph.size for glyph in line),
        max(glyph.y + 0.3 * glyph.size for glyph in line),
    )
    x0, y0, x1, y1 = (round(edge, 2) for edge in edges)
    return line[0].page, (x0, y0, x1, y1)


def _tags(glyphs: list[Glyph]) -> Iterator[str]:
    """Yield the tags from top to bottom, without their parentheses."""
    lines: dict[tuple[int, float], str] = defaultdict(str)
    for glyph in glyphs:
        lines[glyph.page, round(glyph.y)] += glyph.character
    for text in lines.values():
        bare = text.strip().removeprefix("(").removesuffix(")")
        yield bare.strip().replace("∗", "*")

"""PDF files through PyMuPDF: text layer, rules, pictures, rendering.

Everything PyMuPDF raises on a broken file becomes a `SourceError` here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from docparse.errors import DocparseError, LimitError, PasswordError, SourceError
from docparse.memory import is_exhausted
from docparse.schemas import Box, OutlineEntry, Rule, SourceInfo, Word
from docparse.sources.base import Limits, Source, SourcePage, check_pixels
from docparse.sources.form_fields import FormField, read_form_fields, with_form_fields
from docparse.sources.glyphs import FontPrograms, Glyph, read_glyphs, stretched
from docparse.sources.mupdf import mupdf_lock, pymupdf
from docparse.sources.tex_text import with_tex_fonts
from docparse.sources.text_layer import read_words

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)

_TEXT_FLAGS = (
    pymupdf.TEXT_PRESERVE_WHITESPACE
    | pymupdf.TEXT_COLLECT_STYLES
    | pymupdf.TEXT_ACCURATE_BBOXES
    | pymupdf.TEXT_IGNORE_ACTUALTEXT
)
_THIN_PICTURE = 1.6
"""Pictures up to this many points thick are lines, as PostScript's converters make of them."""
_SQUARE = 0.22
"""By which share of the larger the sides of a square may differ."""
_RULE_THICKNESS = 3.0
"""Filled rectangles up to this many points thick are rules."""


class _Upright(NamedTuple):
    page: pymupdf.Page
    orientation: int
    words: tuple[Word, ...]
    fields: tuple[FormField, ...]


class PdfSource(Source):
    """An open PDF."""

    def __init__(self, document: pymupdf.Document, name: str, limits: Limits) -> None:
        self.document, self.limits = document, limits
        self.fonts = FontPrograms(document)
        with reading(name):
            self.info = _describe(document, name)

    @classmethod
    def of_path(cls, path: Path, password: str | None, limits: Limits) -> PdfSource:
        """Open a file; only what is read of it comes into memory."""
        return cls._open(lambda: pymupdf.open(path, filetype="pdf"), path.name, password, limits)

    @classmethod
    def of_bytes(cls, data: bytes, name: str, password: str | None, limits: Limits) -> PdfSource:
        """Open a PDF held in memory."""
        return cls._open(lambda: pymupdf.open(stream=data, filetype="pdf"), name, password, limits)

    @classmethod
    def _open(
        cls,
        opener: Callable[[], pymupdf.Document],
        name: str,
        password: str | None,
        limits: Limits,
    ) -> PdfSource:
        with reading(name):
            document = opener()
            _unlock(document, name, password)
            if document.page_count == 0:
                raise SourceError(f"{name}: the PDF has no pages that can be found")
        return cls(document, name, limits)

    def page(self, number: int) -> PdfPage:
        """Return page `number`, from 1."""
        return PdfPage(self, number)

    def close(self) -> None:
        """Close the file."""
        with mupdf_lock:
            self.document.close()


class PdfPage(SourcePage):
    """A page of a PDF, its `/Rotate` applied and, where most text runs sideways, turned upright."""

    def __init__(self, source: PdfSource, number: int) -> None:
        self.number = number
        self._source = source
        self._name = f"{source.info.name}, page {number}"

    @cached_property
    def _upright(self) -> _Upright:
        with reading(self._name):
            page = self._source.document[self.number - 1]
            if page.rotation:
                page.remove_rotation()
            raw = _characters(page)
            orientation = _sideways(raw)
            if orientation:
                page.set_rotation(orientation)
                page = self._source.document.reload_page(page)  # or its links stay where they were
                page.remove_rotation()
                raw = _characters(page)
            links = [
                (Box.of(link["from"]), str(link["uri"]))
                for link in page.get_links()
                if link["kind"] == pymupdf.LINK_URI
            ]
            raw = with_tex_fonts(raw, self._source.fonts.recognised(page))
            words = tuple(read_words(raw, links))
            fields: tuple[FormField, ...] = ()
            if self._source.document.is_form_pdf:
                fields = tuple(read_form_fields(page))
                words = with_form_fields(words, fields)
        return _Upright(page, orientation, words, fields)

    @property
    def pdf_page(self) -> pymupdf.Page:
        """The page in PyMuPDF's terms, upright."""
        return self._upright.page

    @property
    def orientation(self) -> int:  # type: ignore[override]
        """Degrees the page was turned clockwise because its text runs sideways."""
        return self._upright.orientation

    @property
    def width(self) -> float:  # type: ignore[override]
        """Points."""
        with mupdf_lock:
            return float(self.pdf_page.rect.width)

    @property
    def height(self) -> float:  # type: ignore[override]
        """Points."""
        with mupdf_lock:
            return float(self.pdf_page.rect.height)

    @property
    def words(self) -> tuple[Word, ...]:
        """Words of the text layer in file order, those off the page included."""
        return self._upright.words

    @property
    def form_fields(self) -> tuple[FormField, ...]:
        """What was filled in and ticked on the page's form."""
        return self._upright.fields

    @cached_property
    def glyphs(self) -> tuple[Glyph, ...]:
        """The glyphs as they are painted, with their names and outlines."""
        with reading(self._name):
            return stretched(tuple(read_glyphs(self.pdf_page, self._source.fonts)), self.words)

    @cached_property
    def _drawings(self) -> Sequence[dict[str, Any]]:
        drawings: Sequence[dict[str, Any]] = self.pdf_page.get_cdrawings()
        return drawings

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Straight horizontal and vertical lines, and thin filled rectangles."""
        with reading(self._name):
            drawn = (box for box in self.pictures if min(box.width, box.height) <= _THIN_PICTURE)
            return (*_rules(self._drawings), *_thin(drawn))

    @cached_property
    def squares(self) -> tuple[Box, ...]:
        """Boxes of the squares drawn with strokes on the page itself, not by its form."""
        with reading(self._name):
            drawn = tuple(_squares(self._drawings))
        own = [field.box for field in self.form_fields]
        return tuple(box for box in drawn if not any(box.intersection(one) for one in own))

    @cached_property
    def pictures(self) -> tuple[Box, ...]:
        """Boxes of the images placed on the page."""
        with reading(self._name):
            return tuple(Box.of(image["bbox"]) for image in self.pdf_page.get_image_info())

    def image(self, dpi: float, crop: Box | None = None) -> Image.Image:
        """Render the page or a region of it."""
        region = pymupdf.Rect(crop.corners) if crop is not None else self.pdf_page.rect
        scale = dpi / 72
        check_pixels(region.width * scale, region.height * scale, self._source.limits, self._name)
        with reading(self._name):
            pixmap = self.pdf_page.get_pixmap(
                matrix=pymupdf.Matrix(scale, scale),
                clip=region,
                alpha=False,
                colorspace=pymupdf.csRGB,
            )
            return Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples)


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn whatever PyMuPDF raises on a broken file into a `SourceError`, one thread at a time."""
    try:
        with mupdf_lock:
            yield
    except DocparseError:
        raise
    except Exception as error:
        if is_exhausted(error):
            raise LimitError(f"{name}: there is not enough memory to read it") from error
        reason = str(error).strip().splitlines()
        raise SourceError(
            f"{name}: the PDF is damaged and cannot be read "
            f"({reason[0] if reason else type(error).__name__})"
        ) from error


def _unlock(document: pymupdf.Document, name: str, password: str | None) -> None:
    if not document.needs_pass:
        return
    if password is None:
        raise PasswordError(f"{name} is encrypted; give its password")
    if not document.authenticate(password):
        raise PasswordError(f"{name}: the password is wrong")


def _describe(document: pymupdf.Document, name: str) -> SourceInfo:
    metadata = document.metadata or {}
    try:
        outline = document.get_toc(simple=True)
    except Exception:  # a damaged outline does not make the pages unreadable
        outline = []
    return SourceInfo(
        name=name,
        format="pdf",
        page_count=document.page_count,
        title=_clean(metadata.get("title")),
        author=_clean(metadata.get("author")),
        outline=tuple(
            OutlineEntry(level=max(1, level), title=_clean(title), page=max(0, page))
            for level, title, page in outline
        ),
    )


def _clean(text: str | None) -> str:
    return " ".join((text or "").replace("\x00", "").encode("utf-8", "replace").decode().split())


def _characters(page: pymupdf.Page) -> dict[str, Any]:
    raw: dict[str, Any] = page.get_text("rawdict", flags=_TEXT_FLAGS, clip=pymupdf.INFINITE_RECT())
    return raw


def _sideways(raw: dict[str, Any]) -> int:
    """Return the clockwise turn that sets most of the page's text upright."""
    weights: Counter[int] = Counter()
    for block in raw["blocks"]:
        for line in block.get("lines", ()):
            if line["wmode"] == 0:
                x, y = (round(part) for part in line["dir"])
                turn = {(1, 0): 0, (0, -1): 90, (-1, 0): 180, (0, 1): 270}.get((x, y), 0)
                weights[turn] += sum(len(span["chars"]) for span in line["spans"])
    total = weights.total()
    turn, weight = max(weights.items(), key=lambda item: item[1], default=(0, 0))
    return turn if weight > 0.75 * total else 0


def _thin(boxes: Iterable[Box]) -> Iterator[Rule]:
    """Lines that were painted as pictures a pixel high or wide."""
    for box in boxes:
        if max(box.width, box.height) > _RULE_THICKNESS:
            yield Rule(box=box, horizontal=box.width > box.height)


def _rules(drawings: Sequence[dict[str, Any]]) -> Iterator[Rule]:
    for drawing in drawings:
        for item in drawing["items"]:
            for box in _edges(item, stroked="color" in drawing):
                if box.height <= _RULE_THICKNESS < box.width:
                    yield Rule(box=box, horizontal=True)
                elif box.width <= _RULE_THICKNESS < box.height:
                    yield Rule(box=box, horizontal=False)


def _squares(drawings: Sequence[dict[str, Any]]) -> Iterator[Box]:
    """Closed paths of straight strokes that are about as wide as high."""
    for drawing in drawings:
        kinds = {item[0] for item in drawing["items"]}
        if "color" not in drawing or not kinds <= {"re", "qu", "l"}:
            continue
        boxes = [Box.of(item[1]) for item in drawing["items"] if item[0] == "re"]
        whole = Box.of(drawing["rect"])
        if kinds == {"qu"} or (kinds == {"l"} and len(drawing["items"]) in {3, 4}):
            boxes.append(whole)
        yield from (box for box in boxes if _is_square(box))


def _is_square(box: Box) -> bool:
    return abs(box.width - box.height) <= _SQUARE * max(box.width, box.height)


def _edges(item: tuple[Any, ...], *, stroked: bool) -> Iterator[Box]:
    """A line; a rectangle; the four sides of a rectangle that is large and stroked."""
    if item[0] == "l":
        yield Box.of((*item[1], *item[2]))
    elif item[0] == "re":
        box = Box.of(item[1])
        if not stroked or min(box.width, box.height) <= _RULE_THICKNESS:
            yield box
        else:
            x0, y0, x1, y1 = box.corners
            yield from map(Box.of, ((x0, y0, x1, y0), (x0, y1, x1, y1)))
            yield from map(Box.of, ((x0, y0, x0, y1), (x1, y0, x1, y1)))

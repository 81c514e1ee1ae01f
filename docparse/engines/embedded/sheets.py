"""Make pages for the layout model to look at: a picture with its words laid under it.

The model knows pages. A picture that was cut out of one, its text running to the very edge, is
set on an empty page at a common type size; regions are translated back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from typing import TYPE_CHECKING

from docparse.schemas import Box, Word
from docparse.sources.mupdf import pymupdf

if TYPE_CHECKING:
    from PIL.Image import Image

_MIN_SIDE = 1.0
_MARGIN = 0.03
"""Margin, as a share of the longer side, below which a picture was cut out of a page."""
_TYPE_SIZE = 9.0
_PAPER = (595.0, 842.0)
_BORDER = (50.0, 100.0)
"""Least white space left and right, above and below, around a cut-out."""
_DPI = 100.0


@dataclass(frozen=True)
class Sheet:
    """A page for the layout model, and how its points relate to those of the page it stands for.

    A point of the sheet is `scale` times that of the page plus `(dx, dy)`.
    """

    page: pymupdf.Page
    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def back(self, box: Box) -> Box:
        """Translate a box on the sheet into the page's points."""
        return Box(
            x0=(box.x0 - self.dx) / self.scale,
            y0=(box.y0 - self.dy) / self.scale,
            x1=(box.x1 - self.dx) / self.scale,
            y1=(box.y1 - self.dy) / self.scale,
        )


def lay_under(image: Image | None, words: Sequence[Word], width: float, height: float) -> Sheet:
    """Make a sheet of a picture with words laid under it.

    Args:
        image: The upright page image; None for the words on white paper.
        words: Its words, in points; at least one.
        width: Width of the page in points.
        height: Height of the page in points.

    Returns:
        The sheet, a page of a new document that lives as long as the page.
    """
    scale, dx, dy = 1.0, 0.0, 0.0
    paper = (width, height)
    if _is_cut_out(words, width, height):
        scale = _TYPE_SIZE / max(1.0, median(word.size for word in words))
        paper = (
            max(_PAPER[0], width * scale + 2 * _BORDER[0]),
            max(_PAPER[1], height * scale + 2 * _BORDER[1]),
        )
        dx, dy = (paper[0] - width * scale) / 2, _BORDER[1]
    page = pymupdf.open().new_page(width=paper[0], height=paper[1])
    if image is not None:
        place = pymupdf.Rect(dx, dy, dx + width * scale, dy + height * scale)
        page.insert_image(place, stream=_jpeg(image, place.width))
    sheet = Sheet(page, scale, dx, dy)
    _write(sheet, words)
    return sheet


def _is_cut_out(words: Sequence[Word], width: float, height: float) -> bool:
    """Tell a picture whose text leaves hardly a margin on three sides or more."""
    ink = Box.around(word.box for word in words)
    margins = (ink.x0, ink.y0, width - ink.x1, height - ink.y1)
    return sum(margin < _MARGIN * max(width, height) for margin in margins) >= 3


def _jpeg(image: Image, width: float) -> bytes:
    shown = image.copy()
    pixels = max(1, round(width * _DPI / 72))
    if shown.width > pixels:
        shown.thumbnail((pixels, shown.height))
    jpeg = BytesIO()
    shown.save(jpeg, "JPEG", quality=80)
    return jpeg.getvalue()


def _write(sheet: Sheet, words: Sequence[Word]) -> None:
    """Write each line invisibly over its picture, as wide as it is there."""
    writer = pymupdf.TextWriter(sheet.page.rect)
    font = pymupdf.Font("cjk")
    for line in _lines(words):
        text = " ".join(word.text for word in line)
        box = Box.around(word.box for word in line)
        length = font.text_length(text, fontsize=1)
        if length > 0 and box.width > _MIN_SIDE:
            x = box.x0 * sheet.scale + sheet.dx
            y = (box.y1 - 0.2 * box.height) * sheet.scale + sheet.dy
            size = box.width * sheet.scale / length
            writer.append((x, y), text, font=font, fontsize=size)
    writer.write_text(sheet.page, render_mode=3)


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return list(lines.values())

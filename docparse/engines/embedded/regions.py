"""Find the regions of a page with PyMuPDF's layout model."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal, cast

import pymupdf

from docparse.schemas import Box, Word

if TYPE_CHECKING:
    from PIL.Image import Image

Label = Literal[
    "text",
    "title",
    "section-header",
    "list-item",
    "caption",
    "footnote",
    "page-header",
    "page-footer",
    "table",
    "picture",
    "formula",
]

_ONE_AT_A_TIME = threading.Lock()
"""The layout model and MuPDF hold process-wide state."""
_MIN_SIDE = 1.0


@dataclass(frozen=True)
class Grid:
    """Row and column borders of a table, outer ones included, in points.

    `header_rows` counts the leading rows the model takes for a header.
    """

    ys: tuple[float, ...]
    xs: tuple[float, ...]
    header_rows: int = 0


@dataclass(frozen=True)
class Region:
    """A labelled region.

    Attributes:
        label: What it is.
        box: Where.
        lines: Boxes of the text lines it was formed from.
        grid: Borders of rows and columns, for tables.
        drawn: Formed of line drawings, not seen by the layout model.
    """

    label: Label
    box: Box
    lines: tuple[Box, ...] = ()
    grid: Grid | None = None
    drawn: bool = False


def find_regions(page: pymupdf.Page) -> list[Region]:
    """Return the regions the layout model sees on a page, in no order.

    Args:
        page: An upright page with a text layer; the model sees nothing but pictures without one.
    """
    with _ONE_AT_A_TIME:
        page.get_layout(return_raw=True, do_sort=False)
    groups = cast("list[dict[str, Any]]", page.layout_information or [])
    regions = (_region(group) for group in groups)
    return [region for region in regions if min(region.box.width, region.box.height) > 0]


def lay_under(image: Image, words: Sequence[Word], width: float, height: float) -> pymupdf.Page:
    """Make a page of a picture with words laid under it, for the layout model to read.

    Args:
        image: The upright page image.
        words: Its words, in points.
        width: Width of the page in points.
        height: Height of the page in points.

    Returns:
        The page of a new document, which lives as long as the page.
    """
    page = pymupdf.open().new_page(width=width, height=height)
    jpeg = BytesIO()
    image.save(jpeg, "JPEG", quality=80)
    page.insert_image(page.rect, stream=jpeg.getvalue())
    writer = pymupdf.TextWriter(page.rect)
    font = pymupdf.Font("cjk")
    for line in _lines(words):
        text = " ".join(word.text for word in line)
        box = Box.around(word.box for word in line)
        length = font.text_length(text, fontsize=1)
        if length > 0 and box.width > _MIN_SIDE:
            size = box.width / length
            writer.append((box.x0, box.y1 - 0.2 * box.height), text, font=font, fontsize=size)
    writer.write_text(page, render_mode=3)
    return page


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return list(lines.values())


def _region(group: dict[str, Any]) -> Region:
    box = Box.of(group["group_bbox"][:4])
    label = cast("Label", group["class_name"])
    grid = group.get("table_grid")
    return Region(
        label=label,
        box=box,
        lines=tuple(Box.of(line[:4]) for line in group.get("bboxes", ())),
        grid=None if grid is None else _grid(grid, box),
    )


def _grid(prediction: Any, box: Box) -> Grid:  # noqa: ANN401 (PyMuPDF's GridPrediction)
    ys = [box.y0, *(box.y0 + float(y) for y in prediction.h_lines), box.y1]
    xs = [box.x0, *(box.x0 + float(x) for x in prediction.v_lines), box.x1]
    classes = [] if prediction.h_cls is None else [int(kind) for kind in prediction.h_cls]
    header_rows = max((row + 1 for row, kind in enumerate(classes) if kind == 2), default=0)
    return Grid(ys=tuple(sorted(ys)), xs=tuple(sorted(xs)), header_rows=header_rows)

"""Find the regions of a page with PyMuPDF's layout model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np

from docparse.engines.embedded.sheets import Sheet
from docparse.errors import LimitError
from docparse.schemas import Box
from docparse.sources.pdf import reading

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

_LARGEST = 150e6
"""Square points of a page; the model has it drawn, a pixel for each."""


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


def find_regions(sheet: Sheet) -> list[Region]:
    """Return the regions the layout model sees on a page, in no order.

    Args:
        sheet: An upright page with a text layer; the model sees nothing but pictures without one.

    Raises:
        LimitError: The page is so large that its picture would take all memory.
        SourceError: The model stumbles over what is drawn there.
    """
    width, height = sheet.page.rect.width, sheet.page.rect.height
    if width * height > _LARGEST:
        raise LimitError(f"a page of {width:.0f} × {height:.0f} points is too large to be laid out")
    # empty boxes make the model divide by zero
    with np.errstate(all="ignore"), reading("the layout of the page"):
        sheet.page.get_layout(return_raw=True, do_sort=False)
    groups = cast("list[dict[str, Any]]", sheet.page.layout_information or [])
    regions = (_region(group, sheet) for group in groups)
    return [region for region in regions if min(region.box.width, region.box.height) > 0]


def _region(group: dict[str, Any], sheet: Sheet) -> Region:
    box = Box.of(group["group_bbox"][:4])
    label = cast("Label", group["class_name"])
    grid = group.get("table_grid")
    return Region(
        label=label,
        box=sheet.back(box),
        lines=tuple(sheet.back(Box.of(line[:4])) for line in group.get("bboxes", ())),
        grid=None if grid is None else _grid(grid, box, sheet),
    )


def _grid(prediction: Any, box: Box, sheet: Sheet) -> Grid:  # noqa: ANN401 (PyMuPDF's GridPrediction)
    ys = [box.y0, *(box.y0 + float(y) for y in prediction.h_lines), box.y1]
    xs = [box.x0, *(box.x0 + float(x) for x in prediction.v_lines), box.x1]
    classes = [] if prediction.h_cls is None else [int(kind) for kind in prediction.h_cls]
    header_rows = max((row + 1 for row, kind in enumerate(classes) if kind == 2), default=0)
    return Grid(
        ys=tuple(sorted((y - sheet.dy) / sheet.scale for y in ys)),
        xs=tuple(sorted((x - sheet.dx) / sheet.scale for x in xs)),
        header_rows=header_rows,
    )

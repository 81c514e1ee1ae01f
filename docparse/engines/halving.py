"""Cut what is shown of a page in two, where no line of text is cut, and join what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from docparse.errors import SourceError
from docparse.schemas import Box, Page
from docparse.tasks.parse import ParsePage

_DPI = 50.0
_DARK = 60
"""Grey levels below the paper's for ink."""
_MIDDLE = (0.25, 0.75)
_GUTTER_MIDDLE = (0.35, 0.65)
_GUTTER = 0.015
"""Least width of a blank band between columns, as a share of the region's."""
_LEAST_SIDE = 100.0
"""Points a region must be high, or wide, to be cut."""


@dataclass(frozen=True)
class _Band:
    """A blank stretch of a profile, in pixels."""

    start: int
    end: int

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def halves(task: ParsePage) -> tuple[ParsePage, ParsePage] | None:
    """Return the task for two parts of its region, in reading order; None when it is too small.

    Columns are told apart first, where a blank band runs between them from top to bottom; else the
    cut is across, at the widest blank band near the middle.
    """
    region = task.region
    if region.height < _LEAST_SIDE and region.width < _LEAST_SIDE:
        return None
    try:
        paper = np.asarray(task.page.image(_DPI, region).convert("L"), dtype=np.int16)
    except SourceError:
        return None
    ink = paper < np.median(paper) - _DARK
    return _with_crops(task, *_cut(region, ink))


def _cut(region: Box, ink: NDArray[np.bool_]) -> tuple[Box, Box]:
    """Return left and right, or top and bottom. `ink` is (rows, columns)."""
    gutter = _widest(np.logical_not(ink.any(axis=0)), _GUTTER_MIDDLE)
    if gutter is not None and gutter.end - gutter.start > _GUTTER * ink.shape[1]:
        x = round(region.x0 + gutter.middle / ink.shape[1] * region.width, 2)
        return (
            Box(x0=region.x0, y0=region.y0, x1=x, y1=region.y1),
            Box(x0=x, y0=region.y0, x1=region.x1, y1=region.y1),
        )
    band = _widest(np.logical_not(ink.any(axis=1)), _MIDDLE)
    share = 0.5 if band is None else band.middle / ink.shape[0]
    y = round(region.y0 + share * region.height, 2)
    return (
        Box(x0=region.x0, y0=region.y0, x1=region.x1, y1=y),
        Box(x0=region.x0, y0=y, x1=region.x1, y1=region.y1),
    )


def _widest(blank: NDArray[np.bool_], part: tuple[float, float]) -> _Band | None:
    """Return the widest blank band whose middle lies in that part of what is inked."""
    inked = np.flatnonzero(np.logical_not(blank))
    if not len(inked):
        return None
    first, last = int(inked[0]), int(inked[-1])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], blank, [False]]).astype(np.int8)))
    bands = [_Band(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
    length, middle = last - first + 1, (first + last) / 2
    central = [band for band in bands if part[0] <= (band.middle - first) / length <= part[1]]
    return max(
        central,
        key=lambda band: (band.end - band.start, -abs(band.middle - middle)),
        default=None,
    )


def _with_crops(task: ParsePage, first: Box, second: Box) -> tuple[ParsePage, ParsePage]:
    return replace(task, crop=first), replace(task, crop=second)


def joined(parts: Sequence[Page]) -> Page:
    """Return the parts of one page as that page, its blocks numbered anew."""
    first = parts[0]
    blocks = chain.from_iterable(part.blocks for part in parts)
    numbered = tuple(
        block.model_copy(update={"id": f"p{first.number}-b{index}"})
        for index, block in enumerate(blocks, start=1)
    )
    notes = tuple(dict.fromkeys(chain.from_iterable(part.info.notes for part in parts)))
    return first.model_copy(
        update={"blocks": numbered, "info": first.info.model_copy(update={"notes": notes})}
    )

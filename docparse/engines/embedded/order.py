"""Reading order of boxes: columns top to bottom, full-width boxes between them.

A wide white band across the page parts it. Then each part is cut recursively. Where a white gap
runs from top to bottom the parts are columns and are read one after the other. Where none does,
the page is cut into bands at the white gaps that run from left to right, and neighbouring bands
that share a column gap are read as one. What cannot be cut is read by the rules of Breuel (“High
performance document layout analysis”, 2003).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from docparse.schemas import Box

_MIN_GUTTER = 3.0
"""Points between columns."""
_SLACK = 1.5
"""Points by which boxes of different bands or columns may overlap."""

_WIDE = 2.8
"""White space across the page, in line heights, that parts what stands above and below it."""
_BREAK = 8.0
"""Points of white space above what begins something new below level columns."""
_LEVEL = 12.0
"""Points by which the ends of columns may differ and still be level."""

Span = tuple[float, float]


def reading_order(boxes: Sequence[Box], *, line_height: float = 10.0) -> list[int]:
    """Return the indices of the boxes in reading order, left to right and top to bottom.

    Args:
        boxes: Blocks of a page or of a part of it.
        line_height: Height of a common word, in points; white bands are wide by its measure.
    """
    bands = _cut(range(len(boxes)), lambda i: (boxes[i].y0, boxes[i].y1), _WIDE * line_height)
    return [i for band in bands for i in _order(band, boxes)]


def _order(indices: list[int], boxes: Sequence[Box]) -> list[int]:
    if len(indices) < 2:
        return indices
    columns = _cut(indices, lambda i: (boxes[i].x0, boxes[i].x1), _MIN_GUTTER)
    if len(columns) > 1 and _side_by_side(columns, boxes):
        return [i for column in columns for i in _order(column, boxes)]
    bands = _cut(indices, lambda i: (boxes[i].y0, boxes[i].y1), -_SLACK)
    if len(bands) > 1:
        groups = _merge_bands(bands, boxes)
        if len(groups) > 1:
            return [i for group in groups for i in _order(group, boxes)]
    return _breuel(indices, boxes)


def _cut(indices: Sequence[int], span: Callable[[int], Span], gap: float) -> list[list[int]]:
    """Split where the projection of the boxes leaves a gap of at least `gap` points."""
    parts: list[list[int]] = []
    end = float("-inf")
    for i in sorted(indices, key=span):
        start, stop = span(i)
        if parts and start - end < gap:
            parts[-1].append(i)
        else:
            parts.append([i])
            end = float("-inf")
        end = max(end, stop)
    return parts


def _merge_bands(bands: list[list[int]], boxes: Sequence[Box]) -> list[list[int]]:
    """Join bands to the columns above them as long as a column gap runs through all of them."""
    groups: list[list[int]] = []
    for band in bands:
        if groups and _shares_gutter(groups[-1], band, boxes):
            groups[-1].extend(band)
        else:
            groups.append(list(band))
    return groups


def _shares_gutter(group: list[int], band: list[int], boxes: Sequence[Box]) -> bool:
    if _columns(group, boxes) < 2 or _columns([*group, *band], boxes) < 2:
        return False
    return _columns(band, boxes) > 1 or not _is_closed(group, band, boxes)


def _is_closed(group: list[int], band: list[int], boxes: Sequence[Box]) -> bool:
    """Tell columns that end level: what stands alone, well below them, begins something new."""
    columns = _cut(group, lambda i: (boxes[i].x0, boxes[i].x1), _MIN_GUTTER)
    ends = [max(boxes[i].y1 for i in column) for column in columns]
    gap = min(boxes[i].y0 for i in band) - max(ends)
    return max(ends) - min(ends) < _LEVEL and gap > _BREAK


def _columns(indices: list[int], boxes: Sequence[Box]) -> int:
    return len(_cut(indices, lambda i: (boxes[i].x0, boxes[i].x1), _MIN_GUTTER))


def _side_by_side(columns: list[list[int]], boxes: Sequence[Box]) -> bool:
    """Tell columns from blocks that merely stand left and right, one below the other."""
    extents = [Box.around(boxes[i] for i in column) for column in columns]
    return any(
        min(one.y1, other.y1) - max(one.y0, other.y0) > _SLACK for one, other in pairwise(extents)
    )


def _breuel(indices: list[int], boxes: Sequence[Box]) -> list[int]:
    """Sort topologically: above goes first in a column, and a whole column before the next."""
    rest = sorted(indices, key=lambda i: (boxes[i].y0, boxes[i].x0))
    ordered: list[int] = []
    while rest:
        free = next((i for i in rest if not any(_before(j, i, rest, boxes) for j in rest)), rest[0])
        ordered.append(free)
        rest.remove(free)
    return ordered


def _before(a: int, b: int, among: Sequence[int], boxes: Sequence[Box]) -> bool:
    if a == b:
        return False
    one, other = boxes[a], boxes[b]
    if min(one.x1, other.x1) - max(one.x0, other.x0) > _SLACK:
        return one.center[1] < other.center[1]
    if one.x1 > other.x0 + _SLACK:
        return False
    top, bottom = min(one.y0, other.y0), max(one.y1, other.y1)
    left, right = min(one.x0, other.x0), max(one.x1, other.x1)
    return not any(
        top < boxes[c].center[1] < bottom
        and boxes[c].x0 < one.x1 - _SLACK
        and boxes[c].x1 > other.x0 + _SLACK
        and left <= boxes[c].center[0] <= right
        for c in among
        if c not in {a, b}
    )

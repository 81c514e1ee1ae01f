"""Grids of which lines draw a part: the columns drawn there go on through the other rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from docparse.engines.embedded.open_rows import open_spans
from docparse.engines.embedded.regions import Grid
from docparse.engines.embedded.ruled import Slots, drawn_slots
from docparse.schemas import Box, Rule, Word

_CUT = 0.03
"""Share of the words outside the lines that the drawn columns may cut."""
_CROWDED = 0.1
"""Share of the cells outside the lines that may hold two texts far apart: more columns."""
_WIDE = 1.5
"""White space, in type sizes, between such texts."""
_FEWEST_COLUMNS = 3
_SNAP = 3.0
"""Points within which a model's row border is that of the lines."""


def half_ruled_slots(
    region: Box, grid: Grid, rules: Sequence[Rule], words: Sequence[Word]
) -> Slots | None:
    """Return the drawn cells with the layout model's rows above and below them, or None.

    Args:
        region: Where the table is.
        grid: The borders the layout model sees.
        rules: All lines of the page.
        words: The table's words.
    """
    drawn = drawn_slots(region, rules, words)
    if drawn is None or len(drawn.xs) <= _FEWEST_COLUMNS:
        return None
    frame = drawn.frame
    open_words = [w for w in words if not frame.y0 <= w.box.center[1] <= frame.y1]
    beside = [w for w in words if not frame.x0 - _SNAP <= w.box.center[0] <= frame.x1 + _SNAP]
    if not open_words or len(beside) > _CUT * len(words) or _cut(drawn, open_words):
        return None
    top = [y for y in grid.ys if y < frame.y0 - _SNAP]
    bottom = [y for y in grid.ys if y > frame.y1 + _SNAP]
    slots = _with_rows(drawn, top, bottom, open_words)
    if _hides_columns(slots, len(top), len(bottom), words):
        return None
    heads = len(top) + len(drawn.ys) - 1
    return replace(slots, header_rows=heads if heads < len(bottom) else grid.header_rows)


def _cut(drawn: Slots, words: Sequence[Word]) -> bool:
    """Tell columns that do not go on: their borders run through words."""
    crossed = sum(any(w.box.x0 + 1 < x < w.box.x1 - 1 for x in drawn.xs) for w in words)
    return crossed > max(1, _CUT * len(words))


def _with_rows(
    drawn: Slots, top: Sequence[float], bottom: Sequence[float], words: Sequence[Word]
) -> Slots:
    """The drawn grid, with open rows from the borders `top` to it, and from it to `bottom`."""
    frame, down = drawn.frame, len(top)
    last = down + len(drawn.ys) - 1
    above = [w for w in words if w.box.center[1] < frame.y0]
    below = [w for w in words if w.box.center[1] > frame.y1]
    spans = [(row + down, column, high, wide) for row, column, high, wide in drawn.spans]
    spans += open_spans((*top, frame.y0), drawn.xs, above) if top else ()
    if bottom:
        under = open_spans((frame.y1, *bottom), drawn.xs, below)
        spans += [(row + last, column, high, wide) for row, column, high, wide in under]
    return replace(drawn, ys=(*top, *drawn.ys, *bottom), spans=tuple(sorted(spans)))


def _hides_columns(slots: Slots, top: int, bottom: int, words: Sequence[Word]) -> bool:
    """Tell rows whose cells hold texts far apart: there are more columns than are drawn."""
    last = len(slots.ys) - 1
    rows = [*range(top), *range(last - bottom, last)]
    crowded = filled = 0
    for row in rows:
        for left, right in pairwise(slots.xs):
            cell = Box(x0=left, y0=slots.ys[row], x1=right, y1=slots.ys[row + 1])
            inside = sorted(
                (w for w in words if cell.contains(w.box.center)), key=lambda w: w.box.x0
            )
            filled += bool(inside)
            crowded += any(
                b.box.x0 - a.box.x1 > _WIDE * max(a.size, 4) for a, b in pairwise(inside)
            )
    return crowded > _CROWDED * filled

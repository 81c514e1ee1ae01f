"""Cells of a table from the lines drawn around them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from docparse.schemas import Box, Rule, Word

_REACH = 8.0
"""Points a table's lines may stand outside the region the layout model gave it."""
_SNAP = 3.0
"""Points within which lines are one border."""
_COVERED = 0.6
"""Share of a slot's side a line must cover to bound it."""
_TEXT_GAP = 1.2
"""White space, in type sizes, between texts of different columns."""
_RAGGED = 0.02
"""Share of the words that may stand in joined slots which form no rectangle."""
_FEWEST_NAMES = 3
"""Rows that must be named to the left of a grid for the names to be a column of it."""
_MIN_LENGTH = 5.0
"""Points; shorter lines are decoration."""


Slot = tuple[int, int]
"""Row and column."""
Span = tuple[int, int, int, int]
"""Row, column, rows, columns."""


@dataclass(frozen=True)
class Slots:
    """Row and column borders, and the cells as `(row, column, rows, columns)`."""

    ys: tuple[float, ...]
    xs: tuple[float, ...]
    spans: tuple[Span, ...]
    ruled: bool
    header_rows: int = 0

    @property
    def frame(self) -> Box:
        """Around all cells."""
        return Box(x0=self.xs[0], y0=self.ys[0], x1=self.xs[-1], y1=self.ys[-1])


def ruled_slots(region: Box, rules: Sequence[Rule], words: Sequence[Word]) -> Slots | None:
    """Return the cells that lines bound, or None where the table is not ruled both ways.

    Args:
        region: Where the table is.
        rules: All lines of the page.
        words: The table's words; when a part of them stands outside the lines the table is not
            fully ruled and None is returned.
    """
    for closed in (True, False):
        slots = drawn_slots(region, rules, words, closed=closed)
        if slots is not None:
            inside = slots.frame.expanded(_SNAP)
            if sum(inside.contains(word.box.center) for word in words) >= 0.95 * len(words):
                return slots
    return None


def drawn_slots(
    region: Box, rules: Sequence[Rule], words: Sequence[Word], *, closed: bool = False
) -> Slots | None:
    """Return the cells that lines bound, whatever stands outside them; see `ruled_slots`.

    With `closed`, lines outside the region count that close its outer cells.
    """
    across, down = _near(region, rules)
    if closed:
        across, down = _with_closing(across, down, rules)
    borders = _grid(across, down)
    if borders is None:
        return None
    ys, xs = borders
    spans = _spans(ys, xs, across, down, words)
    if spans is None or len(spans) < 4 or _overfull(spans, ys, words):
        return None
    if _hides_columns(spans, ys, xs, words):
        return None
    return _with_stub(Slots(ys=ys, xs=xs, spans=spans, ruled=True), words)


def _with_stub(slots: Slots, words: Sequence[Word]) -> Slots:
    """Add a column for the names of the rows where they stand to the left of the lines.

    Each name must be level with what a single row of the grid holds.
    """
    ys, xs = slots.ys, slots.xs
    names = [w for w in words if w.box.x1 <= xs[0] + _SNAP and ys[0] < w.box.center[1] < ys[-1]]
    if not names:
        return slots
    filled = {
        bisect_right(ys, word.box.center[1]) - 1
        for word in words
        if xs[0] < word.box.center[0] < xs[-1] and ys[0] < word.box.center[1] < ys[-1]
    }
    rows = {bisect_right(ys, word.box.center[1]) - 1 for word in names}
    if len(rows) < _FEWEST_NAMES or not rows <= filled or len(rows) < 0.5 * len(filled):
        return slots
    stub = min(word.box.x0 for word in names) - 1.0
    spans = [(row, column + 1, down, right) for row, column, down, right in slots.spans]
    spans += [(row, 0, 1, 1) for row in range(len(ys) - 1)]
    return replace(slots, xs=(stub, *xs), spans=tuple(sorted(spans)))


def ruled_frame(region: Box, rules: Sequence[Rule]) -> Box | None:
    """Return the outline of the grid of lines in a region, None where there is none."""
    borders = _grid(*_with_closing(*_near(region, rules), rules))
    if borders is None:
        return None
    ys, xs = borders
    return Box(x0=xs[0], y0=ys[0], x1=xs[-1], y1=ys[-1]).expanded(_SNAP)


def _near(region: Box, rules: Sequence[Rule]) -> tuple[list[Box], list[Box]]:
    """Boxes of the horizontal and of the vertical lines that touch a region."""
    near = [rule for rule in rules if _touches(region.expanded(_REACH), rule)]
    across = [rule.box for rule in near if rule.horizontal]
    down = [rule.box for rule in near if not rule.horizontal]
    return across, down


def _with_closing(
    across: list[Box], down: list[Box], rules: Sequence[Rule]
) -> tuple[list[Box], list[Box]]:
    return (
        [*across, *_closing([r.box for r in rules if r.horizontal], across, down, "y")],
        [*down, *_closing([r.box for r in rules if not r.horizontal], down, across, "x")],
    )


def _closing(
    rules: Sequence[Box], near: Sequence[Box], ends: Sequence[Box], axis: Literal["x", "y"]
) -> Iterator[Box]:
    """The next line on either side that closes cells whose own lines run up to it.

    Where the outer cells of a table are not full the layout model's region ends with their text.
    """
    if len(ends) < 2 or not near:
        return
    start, stop = (min(_of(box, axis)[0] for box in near), max(_of(box, axis)[1] for box in near))
    first, last = (min(_of(box, axis)[0] for box in ends), max(_of(box, axis)[1] for box in ends))
    other: Literal["x", "y"] = "x" if axis == "y" else "y"
    low, high = (min(_of(box, other)[0] for box in ends), max(_of(box, other)[1] for box in ends))
    sides = [box for box in rules if _overlap(_of(box, other), (low, high)) > 0.9 * (high - low)]
    before = [box for box in sides if first - _SNAP <= _of(box, axis)[0] < start - _SNAP]
    after = [box for box in sides if stop + _SNAP < _of(box, axis)[1] <= last + _SNAP]
    yield from sorted(before, key=lambda box: -_of(box, axis)[0])[:1]
    yield from sorted(after, key=lambda box: _of(box, axis)[1])[:1]


def _of(box: Box, axis: Literal["x", "y"]) -> tuple[float, float]:
    return (box.x0, box.x1) if axis == "x" else (box.y0, box.y1)


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def _grid(
    across: Sequence[Box], down: Sequence[Box]
) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """Row and column borders, when there are enough of both."""
    ys = _borders([(box.y0 + box.y1) / 2 for box in across])
    xs = _borders([(box.x0 + box.x1) / 2 for box in down])
    if len(ys) < 3 or len(xs) < 2 or len(xs) + len(ys) < 6:
        return None
    xs = _with_open_sides(xs, across)
    return None if len(xs) < 3 else (ys, xs)


def _touches(region: Box, rule: Rule) -> bool:
    length = max(rule.box.width, rule.box.height)
    return length >= _MIN_LENGTH and (
        rule.box.x0 < region.x1
        and rule.box.x1 > region.x0
        and rule.box.y0 < region.y1
        and rule.box.y1 > region.y0
    )


def _borders(positions: Sequence[float]) -> tuple[float, ...]:
    """Merge positions that lie within `_SNAP` of the last."""
    groups: list[list[float]] = []
    for position in sorted(positions):
        if groups and position - groups[-1][-1] <= _SNAP:
            groups[-1].append(position)
        else:
            groups.append([position])
    return tuple(sum(group) / len(group) for group in groups)


def _with_open_sides(xs: tuple[float, ...], across: Sequence[Box]) -> tuple[float, ...]:
    """Add the left and right ends of the horizontal lines where no vertical line closes them."""
    left, right = min(box.x0 for box in across), max(box.x1 for box in across)
    if left < xs[0] - 2 * _SNAP:
        xs = (left, *xs)
    if right > xs[-1] + 2 * _SNAP:
        xs = (*xs, right)
    return xs


def _spans(
    ys: tuple[float, ...],
    xs: tuple[float, ...],
    across: Sequence[Box],
    down: Sequence[Box],
    words: Sequence[Word],
) -> tuple[Span, ...] | None:
    """Join slots no line divides; None where words stand in joined slots that are no rectangle.

    A few may: a gap between two parts of a grid that is open to one side is cut into its rows.
    """
    rows, columns = len(ys) - 1, len(xs) - 1
    root = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def find(slot: Slot) -> Slot:
        while root[slot] != slot:
            slot = root[slot]
        return slot

    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and not _walled(xs[c + 1], ys[r], ys[r + 1], down, vertical=True):
                root[find((r, c + 1))] = find((r, c))
            if r + 1 < rows and not _walled(ys[r + 1], xs[c], xs[c + 1], across, vertical=False):
                root[find((r + 1, c))] = find((r, c))
    groups: dict[Slot, list[Slot]] = {}
    for slot in root:
        groups.setdefault(find(slot), []).append(slot)
    spans: list[Span] = []
    ragged: set[Slot] = set()
    for slots in groups.values():
        around = _around(slots)
        if around[2] * around[3] == len(slots):
            spans.append(around)
        else:
            ragged.update(slots)
            spans += _rows_of(slots)
    astray = sum(_slot_of(ys, xs, word) in ragged for word in words) if ragged else 0
    return None if astray > _RAGGED * len(words) else tuple(sorted(spans))


def _around(slots: Sequence[Slot]) -> Span:
    top, left = min(r for r, _ in slots), min(c for _, c in slots)
    return (
        top,
        left,
        max(r for r, _ in slots) - top + 1,
        max(c for _, c in slots) - left + 1,
    )


def _rows_of(slots: Sequence[Slot]) -> Iterator[Span]:
    """The stretches of neighbouring slots in each row."""
    stretch: list[Slot] = []
    for slot in sorted(slots):
        if stretch and slot != (stretch[-1][0], stretch[-1][1] + 1):
            yield _around(stretch)
            stretch = []
        stretch.append(slot)
    yield _around(stretch)


def _slot_of(ys: tuple[float, ...], xs: tuple[float, ...], word: Word) -> Slot:
    x, y = word.box.center
    return bisect_right(ys, y) - 1, bisect_right(xs, x) - 1


def _walled(at: float, start: float, stop: float, lines: Sequence[Box], *, vertical: bool) -> bool:
    """Tell whether lines at position `at` cover the side from `start` to `stop`."""
    covered = 0.0
    end = start
    for low, high in sorted(
        (box.y0, box.y1) if vertical else (box.x0, box.x1)
        for box in lines
        if abs((box.center[0] if vertical else box.center[1]) - at) <= _SNAP
    ):
        covered += max(0.0, min(high, stop) - max(low, end))
        end = max(end, high)
    return covered >= _COVERED * (stop - start)


def _hides_columns(
    spans: Sequence[Span], ys: tuple[float, ...], xs: tuple[float, ...], words: Sequence[Word]
) -> bool:
    """Tell a grid whose wide cells hold rows of several texts: its columns are not drawn."""
    wide = [span for span in spans if span[3] > 2]
    hiding = 0
    for row, column, rows, columns in wide:
        cell = Box(x0=xs[column], y0=ys[row], x1=xs[column + columns], y1=ys[row + rows])
        inside = sorted(
            (word for word in words if cell.contains(word.box.center)), key=lambda w: w.box.x0
        )
        gaps = sum(b.box.x0 - a.box.x1 > _TEXT_GAP * max(a.size, 4) for a, b in pairwise(inside))
        hiding += gaps >= 3
    return hiding > 0.25 * (len(ys) - 1)


def _overfull(spans: Sequence[Span], ys: tuple[float, ...], words: Sequence[Word]) -> bool:
    """Tell a frame around an unruled body: one row of cells that holds most of the lines."""
    rows = [
        sum(1 for word in words if top <= word.box.center[1] < bottom)
        for top, bottom in pairwise(ys)
    ]
    lines = len({round(word.baseline) for word in words})
    tallest = max(range(len(rows)), key=rows.__getitem__)
    baselines = {
        round(word.baseline)
        for word in words
        if ys[tallest] <= word.box.center[1] < ys[tallest + 1]
    }
    return len(baselines) > 8 and len(baselines) > 0.6 * lines

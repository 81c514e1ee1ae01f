"""Find column headers that stand over several columns of a table.

A spanner is told by the line drawn beneath it, from its first column to its last, or, in a header
of several rows, by standing in the middle above columns that have nothing else in its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docparse.engines.embedded.ruled import Slots
from docparse.schemas import Box, Rule, Word

_DEEPEST = 4
"""Rows at the top of a table among which spanners are looked for."""
_UNDER = 0.6
"""Share of a column's text a line must run above to be above the column."""
_CENTRED = 0.35
"""Share of a column's width by which a centred text may stand beside the middle."""

Stretch = tuple[int, int]
"""First and last column."""


@dataclass(frozen=True)
class _Row:
    """A row of the header: its columns with text, and where that stands."""

    index: int
    texts: dict[int, Box]

    @property
    def bottom(self) -> float:
        return max(box.y1 for box in self.texts.values())


def widen_spanners(slots: Slots, words: Sequence[Word], rules: Sequence[Rule]) -> Slots:
    """Return the slots with those of each spanner joined.

    Args:
        slots: A grid whose cells span one row.
        words: The table's words.
        rules: Lines drawn on the page.
    """
    columns = _column_extents(slots, words)
    widened: dict[int, list[Stretch]] = {}
    for row in _header_rows(slots, words):
        stretches = [*_underlined(row, columns, rules), *_centred(row, columns, slots)]
        cells = [(c, c + w - 1) for r, c, _, w in slots.spans if r == row.index]
        widened[row.index] = _disjoint([_whole(stretch, cells) for stretch in stretches])
    spans = [
        span
        for span in slots.spans
        if not any(
            first <= span[1] <= last or first <= span[1] + span[3] - 1 <= last
            for first, last in widened.get(span[0], ())
        )
    ]
    spans += [
        (row, first, 1, last - first + 1)
        for row, stretches in widened.items()
        for first, last in stretches
    ]
    return replace(slots, spans=tuple(sorted(spans)))


def deepen_headers(slots: Slots, words: Sequence[Word], rules: Sequence[Rule]) -> Slots:
    """Return the slots with the header cells beside a spanner as high as it and what it spans.

    The header rows beside a spanner are lines of one text, unless a line is drawn between them.

    Args:
        slots: A grid whose cells span one row; with `header_rows`.
        words: The table's words.
        rules: Lines drawn on the page.
    """
    depth = min(slots.header_rows, len(slots.ys) - 2)
    wide = {row for row, _, _, width in slots.spans if width > 1 and row < depth - 1}
    narrow = {(row, column) for row, column, _, width in slots.spans if width == 1}
    spans = set(slots.spans)
    for column in range(len(slots.xs) - 1):
        row = 0
        while row < depth:
            stop = row
            while stop < depth and (stop, column) in narrow:
                stop += 1
            tall = range(row, stop)
            if wide & set(tall[:-1]) and not _cut(tall, column, slots, words, rules):
                spans -= {(r, column, 1, 1) for r in tall}
                spans.add((row, column, len(tall), 1))
            row = max(stop, row + 1)
    return replace(slots, spans=tuple(sorted(spans)))


def _cut(
    rows: range, column: int, slots: Slots, words: Sequence[Word], rules: Sequence[Rule]
) -> bool:
    """Tell whether a line is drawn between the texts of a column's header, or it has no text."""
    x0, x1 = slots.xs[column], slots.xs[column + 1]
    y0, y1 = slots.ys[rows.start], slots.ys[rows.stop]
    frame = Box(x0=x0, y0=y0, x1=x1, y1=y1)
    texts = [word.box for word in words if frame.contains(word.box.center)]
    if not texts:
        return True
    ink = Box.around(texts)
    return any(
        rule.horizontal
        and ink.center[0] > rule.box.x0
        and ink.center[0] < rule.box.x1
        and any(box.y1 <= rule.box.center[1] + 1 for box in texts)
        and any(box.y0 >= rule.box.center[1] - 1 for box in texts)
        for rule in rules
    )


def _column_extents(slots: Slots, words: Sequence[Word]) -> dict[int, tuple[float, float]]:
    """Left and right end of the text in each column, that of wider cells left out."""
    extents: dict[int, tuple[float, float]] = {}
    for _, column, _, width in slots.spans:
        if width == 1:
            x0, x1 = slots.xs[column], slots.xs[column + 1]
            inside = [w.box for w in words if x0 <= w.box.x0 and w.box.x1 <= x1]
            if inside:
                extents[column] = (min(b.x0 for b in inside), max(b.x1 for b in inside))
    return extents


def _header_rows(slots: Slots, words: Sequence[Word]) -> Iterator[_Row]:
    """Rows with another one below; each column's text boxed."""
    for index in range(min(len(slots.ys) - 2, _DEEPEST)):
        texts: dict[int, Box] = {}
        for row, column, _, width in slots.spans:
            frame = Box(
                x0=slots.xs[column],
                y0=slots.ys[index],
                x1=slots.xs[column + width],
                y1=slots.ys[index + 1],
            )
            inside = [w.box for w in words if row == index and frame.contains(w.box.center)]
            if inside:
                texts[column] = Box.around(inside)
        if texts:
            yield _Row(index, texts)


def _underlined(
    row: _Row, columns: dict[int, tuple[float, float]], rules: Sequence[Rule]
) -> Iterator[Stretch]:
    """Columns above which one line runs, with a single text above it."""
    height = max(box.height for box in row.texts.values())
    for rule in rules:
        if not rule.horizontal or not -0.5 * height < rule.box.y0 - row.bottom < height:
            continue
        under = [
            column
            for column, (x0, x1) in columns.items()
            if min(x1, rule.box.x1) - max(x0, rule.box.x0) > _UNDER * (x1 - x0)
        ]
        above = [
            column
            for column, box in row.texts.items()
            if rule.box.x0 - 2 <= box.center[0] <= rule.box.x1 + 2
        ]
        if len(under) > 1 and len(above) == 1 and len(under) < len(columns):
            yield (min(*under, *above), max(*under, *above))


def _centred(row: _Row, columns: dict[int, tuple[float, float]], slots: Slots) -> Iterator[Stretch]:
    """The widest stretch of otherwise empty columns a text stands in the middle of."""
    if row.index >= slots.header_rows - 1:
        return
    for column, box in row.texts.items():
        best: Stretch | None = None
        for first in range(column, -1, -1):
            if first != column and (first in row.texts or first not in columns):
                break
            for last in range(column, len(slots.xs) - 1):
                if last != column and (last in row.texts or last not in columns):
                    break
                if last > first and _is_centred(box, columns, (first, last)):
                    best = (first, last) if best is None else max(best, (first, last), key=_width)
        if best is not None:
            yield best


def _is_centred(box: Box, columns: dict[int, tuple[float, float]], stretch: Stretch) -> bool:
    first, last = stretch
    if first not in columns or last not in columns:
        return False
    left, right = columns[first][0], columns[last][1]
    width = (right - left) / (last - first + 1)
    return abs((left + right) / 2 - box.center[0]) < _CENTRED * width


def _whole(stretch: Stretch, cells: Sequence[Stretch]) -> Stretch:
    """The stretch, grown to take in the whole of every cell it touches."""
    touched = [cell for cell in cells if cell[0] <= stretch[1] and stretch[0] <= cell[1]]
    return min(first for first, _ in touched), max(last for _, last in touched)


def _width(stretch: Stretch) -> int:
    return stretch[1] - stretch[0]


def _disjoint(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Keep the first of those that overlap."""
    kept: list[Stretch] = []
    for stretch in stretches:
        if not any(stretch[0] <= last and first <= stretch[1] for first, last in kept):
            kept.append(stretch)
    return kept

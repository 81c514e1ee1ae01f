"""Put the further lines of a cell back into the row they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from docparse.engines.embedded.ruled import Slots, Span
from docparse.schemas import Word

_TIGHT = 0.8
"""Pitch of lines in one cell, over that of the rows."""
_SAME_TYPE = 0.1
"""Relative difference of type sizes within one cell."""


@dataclass(frozen=True)
class _Row:
    """A row of the grid: its filled columns, and where its lines begin and end."""

    columns: frozenset[int]
    first: float
    last: float
    size: float


def join_broken_rows(slots: Slots, words: dict[Span, list[Word]]) -> Slots:
    """Join a row to the one above it where it can only be the second line of its cells.

    It stands closer to the row above than rows do, fills at most half of the columns that are
    filled there and no other, and each of its texts goes on with a small letter.

    Args:
        slots: A grid that no lines draw; its cells span one row.
        words: The words in each of them.
    """
    rows = [_row(index, slots, words) for index in range(len(slots.ys) - 1)]
    pitches = [below.first - above.last for above, below in pairwise(rows) if above and below]
    if len(pitches) < 2:
        return slots
    usual = median(pitches)
    broken = [
        index
        for index in range(max(1, slots.header_rows), len(rows))
        if _continues(rows[index - 1], rows[index], usual) and _is_rest(index, slots, words)
    ]
    return _without_borders(slots, broken) if broken else slots


def _row(index: int, slots: Slots, words: dict[Span, list[Word]]) -> _Row | None:
    filled = {span: words[span] for span in slots.spans if span[0] == index and words[span]}
    every = [word for some in filled.values() for word in some]
    if not every:
        return None
    return _Row(
        frozenset(c for span in filled for c in range(span[1], span[1] + span[3])),
        min(word.baseline for word in every),
        max(word.baseline for word in every),
        median(word.size for word in every),
    )


def _continues(above: _Row | None, row: _Row | None, usual: float) -> bool:
    return (
        above is not None
        and row is not None
        and row.columns < above.columns
        and 2 * len(row.columns) <= len(above.columns)
        and 0 < row.first - above.last < _TIGHT * usual
        and abs(row.size - above.size) <= _SAME_TYPE * above.size
    )


def _is_rest(index: int, slots: Slots, words: dict[Span, list[Word]]) -> bool:
    """Tell texts that go on with what stands above them: each begins with a small letter."""
    firsts = [
        min(words[span], key=lambda word: (round(word.baseline), word.box.x0)).text
        for span in slots.spans
        if span[0] == index and words[span]
    ]
    return all(text[0].islower() or text[0] in "(&" for text in firsts)


def _without_borders(slots: Slots, broken: Sequence[int]) -> Slots:
    """Take out the upper borders of rows; each column keeps the cell of the row above."""
    ys = tuple(y for index, y in enumerate(slots.ys) if index not in broken)
    spans = tuple(
        (row - sum(b <= row for b in broken), column, down, right)
        for row, column, down, right in slots.spans
        if row not in broken
    )
    header_rows = slots.header_rows - sum(b < slots.header_rows for b in broken)
    return replace(slots, ys=ys, spans=spans, header_rows=header_rows)

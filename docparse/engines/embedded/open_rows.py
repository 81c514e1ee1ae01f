"""Rows without lines: texts by their white space, and the columns each of them runs over."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from docparse.engines.embedded.lines import group_lines
from docparse.engines.embedded.ruled import Span
from docparse.schemas import Box, Word

_GAP, _GAP_AT_BORDER = 0.6, 0.4
"""White space, in type sizes, between two cells; where a border runs less will do."""
_REACH = 0.25
"""Share of a column's width a text must cover to count as standing in it."""


def open_spans(ys: Sequence[float], xs: Sequence[float], words: Sequence[Word]) -> Iterator[Span]:
    """Yield the cells of rows between borders: slots of a row that one text runs over are joined.

    Args:
        ys: Borders of the rows.
        xs: Borders of the columns.
        words: The words in them.
    """
    taken: dict[int, list[tuple[int, int]]] = {}
    for piece in pieces_of(words, xs):
        taken.setdefault(slot_index(ys, piece.center[1]), []).append(_reach(xs, piece))
    for row in range(len(ys) - 1):
        for first, last in _disjoint(taken.get(row, []), len(xs) - 1):
            yield row, first, 1, last - first + 1


def pieces_of(words: Sequence[Word], borders: Sequence[float]) -> list[Box]:
    """Boxes of the stretches of words that stand close together, closer where a border runs."""
    pieces: list[Box] = []
    for line in group_lines(words):
        stretch = [line.words[0]]
        for before, word in pairwise(line.words):
            gap = (word.box.x0 - before.box.x1) / max(word.size, 4)
            bordered = any(before.box.x1 - 1 < x < word.box.x0 + 1 for x in borders)
            if gap > (_GAP_AT_BORDER if bordered else _GAP):
                pieces.append(Box.around(w.box for w in stretch))
                stretch = []
            stretch.append(word)
        pieces.append(Box.around(w.box for w in stretch))
    return pieces


def slot_index(borders: Sequence[float], value: float) -> int:
    """Return the number of the slot between borders in which a value lies, or the nearest."""
    return bisect_right(borders, value, 1, len(borders) - 1) - 1


def _reach(xs: Sequence[float], piece: Box) -> tuple[int, int]:
    """First and last column a text stands in."""
    covered = [
        column
        for column, (x0, x1) in enumerate(pairwise(xs))
        if min(x1, piece.x1) - max(x0, piece.x0) > _REACH * min(x1 - x0, piece.width)
    ]
    middle = slot_index(xs, piece.center[0])
    return (min(covered, default=middle), max(covered, default=middle))


def _disjoint(reaches: Iterable[tuple[int, int]], columns: int) -> list[tuple[int, int]]:
    """Merge overlapping stretches of columns, and add the columns between them one by one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(reaches):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    taken = {column for first, last in merged for column in range(first, last + 1)}
    merged += [(column, column) for column in range(columns) if column not in taken]
    return sorted(merged)

"""Columns of a ruled table that no line parts: the white between their texts does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.embedded.cells import is_mark
from docparse.engines.embedded.open_rows import pieces_of
from docparse.engines.embedded.ruled import Slots, Span
from docparse.schemas import Box, Word

_WIDE = 1.2
"""White space, in type sizes, that runs down between the texts of two columns."""
_FEWEST = 4
"""Cells of a column with texts on both sides of it."""
_PARTED = 0.8
"""The share of the column's filled cells that those must be."""


def split_columns(slots: Slots, words: Sequence[Word]) -> Slots:
    """Return the slots with a border in every column whose cells all hold texts side by side.

    Args:
        slots: A grid of lines.
        words: The table's words.
    """
    for column in range(len(slots.xs) - 2, -1, -1):
        border = _gutter(slots, column, words)
        if border is not None:
            slots = _split(slots, column, border, words)
    return slots


def _gutter(slots: Slots, column: int, words: Sequence[Word]) -> float | None:
    """The middle of the white that parts the texts of a column's own cells."""
    own = [span for span in slots.spans if span[1] == column and span[3] == 1]
    filled = [inside for span in own if (inside := _inside(slots, span, words))]
    texts = [pieces_of(inside, ()) for inside in filled]
    boxes = sorted((b for found in texts if len(found) > 1 for b in found), key=lambda b: b.x0)
    if len(filled) < _FEWEST or not boxes:
        return None
    end = boxes[0].x1
    for box in boxes[1:]:
        if box.x0 - end > _WIDE * box.height:
            border = (end + box.x0) / 2
            both = sum(_on_both_sides(inside, border) for inside in filled)
            if both >= _FEWEST and both >= _PARTED * len(filled):
                return border
        end = max(end, box.x1)
    return None


def _inside(slots: Slots, span: Span, words: Sequence[Word]) -> list[Word]:
    row, column, down, right = span
    cell = Box(
        x0=slots.xs[column],
        y0=slots.ys[row],
        x1=slots.xs[column + right],
        y1=slots.ys[row + down],
    )
    return [word for word in words if cell.contains(word.box.center)]


def _on_both_sides(words: Sequence[Word], border: float) -> bool:
    """Tell words on both sides of a border; the marks of a list's items are none."""
    left = [word for word in words if word.box.x1 < border and not is_mark(word.text)]
    return bool(left) and any(word.box.x0 > border for word in words)


def _split(slots: Slots, column: int, border: float, words: Sequence[Word]) -> Slots:
    spans: list[Span] = []
    for row, first, down, width in slots.spans:
        if first > column:
            spans.append((row, first + 1, down, width))
        elif first + width <= column:
            spans.append((row, first, down, width))
        else:
            inside = _inside(slots, (row, first, down, width), words)
            spans += _halves((row, first, down, width + 1), column, border, inside)
    xs = (*slots.xs[: column + 1], border, *slots.xs[column + 1 :])
    return replace(slots, xs=xs, spans=tuple(sorted(spans)))


def _halves(span: Span, column: int, border: float, words: Sequence[Word]) -> list[Span]:
    """The parts of a cell left and right of a new border, or the cell where a text runs over it."""
    row, first, down, width = span
    left = column + 1 - first
    texts = pieces_of(words, ()) if words else []
    over = any(box.x0 < border < box.x1 for box in texts)
    if over or not (width == 2 or _on_both_sides(words, border)):
        return [span]
    return [(row, first, down, left), (row, column + 1, down, width - left)]

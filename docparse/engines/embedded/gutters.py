"""Columns of a ruled table that no line parts: the white between their texts does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    texts = [_texts(slots, span, words) for span in own]
    filled = [found for found in texts if found]
    boxes = sorted((b for found in filled if len(found) > 1 for b in found), key=lambda b: b.x0)
    if len(filled) < _FEWEST or not boxes:
        return None
    end = boxes[0].x1
    for box in boxes[1:]:
        if box.x0 - end > _WIDE * box.height:
            border = (end + box.x0) / 2
            both = sum(_on_both_sides(found, border) for found in filled)
            if both >= _FEWEST and both >= _PARTED * len(filled):
                return border
        end = max(end, box.x1)
    return None


def _texts(slots: Slots, span: Span, words: Sequence[Word]) -> list[Box]:
    row, column, down, right = span
    cell = Box(
        x0=slots.xs[column],
        y0=slots.ys[row],
        x1=slots.xs[column + right],
        y1=slots.ys[row + down],
    )
    inside = [word for word in words if cell.contains(word.box.center)]
    return pieces_of(inside, ()) if inside else []


def _on_both_sides(texts: Sequence[Box], border: float) -> bool:
    """Tell texts on both sides of a border; the marks of a list's items are none."""
    left = [box for box in texts if box.x1 < border]
    return any(box.width > box.height for box in left) and any(box.x0 > border for box in texts)


def _split(slots: Slots, column: int, border: float, words: Sequence[Word]) -> Slots:
    spans: list[Span] = []
    for row, first, down, width in slots.spans:
        if first > column:
            spans.append((row, first + 1, down, width))
        elif first + width <= column:
            spans.append((row, first, down, width))
        else:
            texts = _texts(slots, (row, first, down, width), words)
            spans += _halves((row, first, down, width + 1), column, border, texts)
    xs = (*slots.xs[: column + 1], border, *slots.xs[column + 1 :])
    return replace(slots, xs=xs, spans=tuple(sorted(spans)))


def _halves(span: Span, column: int, border: float, texts: Sequence[Box]) -> list[Span]:
    """The parts of a cell left and right of a new border, or the cell where a text runs over it."""
    row, first, down, width = span
    left = column + 1 - first
    alone = width == 2
    if any(box.x0 < border < box.x1 for box in texts) or not (
        alone or _on_both_sides(texts, border)
    ):
        return [span]
    return [(row, first, down, left), (row, column + 1, down, width - left)]

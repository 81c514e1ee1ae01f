"""Ways to set labelled values: with colons, above each other, in cells, with dots, in a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.form_press.facts import Fact
from benchmarks.form_press.sheet import BLACK, GREY, PALE, Sheet, Style, Tint

_VALUE_SHARE = 0.66
"""Of the width, that a value may have beside its label."""


@dataclass(frozen=True)
class Look:
    """How a document looks.

    Attributes:
        size: Of its text.
        accent: Colour of heads and rules.
        pairs: One of `PAIRS`.
        columns: Cells beside each other, where a way has cells.
    """

    size: float = 9.5
    accent: Tint = BLACK
    pairs: str = "colon"
    columns: int = 4

    @property
    def plain(self) -> Style:
        return Style(self.size)

    @property
    def bold(self) -> Style:
        return Style(self.size, bold=True)

    @property
    def small(self) -> Style:
        return Style(self.size * 0.76)

    @property
    def faint(self) -> Style:
        return Style(self.size * 0.76, tint=GREY)


Way = Callable[[Sheet, float, float, float, Sequence[Fact], Look], float]
"""Prints facts at x and y in a width; returns where the next thing is."""


def draw_pairs(
    sheet: Sheet, x: float, y: float, width: float, facts: Sequence[Fact], look: Look
) -> float:
    """Print labelled values in the way of a look."""
    return PAIRS[look.pairs](sheet, x, y, width, facts, look) if facts else y


def _colon(
    sheet: Sheet, x: float, y: float, width: float, facts: Sequence[Fact], look: Look
) -> float:
    widest = max(sheet.measure(f"{fact.label}: ", look.plain) for fact in facts)
    column = min(widest + 6, width * 0.6)
    for fact in facts:
        label = replace(fact, label=f"{fact.label}:")
        sheet.label(x, y, label, sheet.fit(label.label, look.plain, column - 4))
        style = replace(look.plain, bold=fact.strong)
        y = sheet.fact(x + column, y, fact, style, width=width - column) + 2
    return y


def _columns(
    sheet: Sheet, x: float, y: float, width: float, facts: Sequence[Fact], look: Look
) -> float:
    for fact in facts:
        style = sheet.fit(fact.text, replace(look.plain, bold=fact.strong), width * _VALUE_SHARE)
        room = width - sheet.measure(fact.text, style) - 8
        sheet.label(x, y, fact, sheet.fit(fact.label, look.plain, room))
        y = sheet.fact(x + width, y, fact, style, "right") + 2.5
    return y


def _above(
    sheet: Sheet, x: float, y: float, width: float, facts: Sequence[Fact], look: Look
) -> float:
    cell = width / look.columns
    for row in _rows(facts, look.columns):
        ends = []
        for number, fact in enumerate(row):
            left, room = x + number * cell, cell - 8
            sheet.label(left, y, fact, sheet.fit(fact.label, look.faint, room))
            style = replace(look.plain, bold=fact.strong)
            below = y + look.faint.leading
            ends.append(
                sheet.fact(left, below, fact, sheet.fit(fact.text, style, room), width=room)
            )
        y = max(ends) + 7
    return y


def _grid(
    sheet: Sheet, x: float, y: float, width: float, facts: Sequence[Fact], look: Look
) -> float:
    for row in _rows(facts, look.columns):
        cell = width / len(row)
        lines = max(fact.text.count("\n") for fact in row) + 1
        height = look.small.leading + lines * look.plain.leading + 7
        for number, fact in enumerate(row):
            left = x + number * cell
            sheet.rect((left, y, left + cell, y + height), edge=look.accent, wide=0.7)
            sheet.label(left + 3, y + 2, fact, sheet.fit(fact.label, look.small, cell - 6))
            below = y + look.small.leading + 3
            sheet.fact(left + 6, below, fact, sheet.fit(fact.text, look.plain, cell - 10))
        y += height
    return y + 4


def _dotted(
    sheet: Sheet, x: float, y: float, width: float, facts: Sequence[Fact], look: Look
) -> float:
    dot = sheet.measure(".", look.plain)
    for fact in facts:
        style = sheet.fit(fact.text, look.plain, width * _VALUE_SHARE)
        wide = sheet.measure(fact.text, style)
        box = sheet.label(x, y, fact, sheet.fit(fact.label, look.plain, width - wide - 4 * dot))
        start, end = box[2] + dot, x + width - wide - dot
        sheet.text(end, y, "." * int((end - start) / dot), look.plain, "right")
        y = sheet.fact(x + width, y, fact, style, "right") + 2
    return y


def _header_row(
    sheet: Sheet, x: float, y: float, width: float, facts: Sequence[Fact], look: Look
) -> float:
    for row in _rows(facts, look.columns + 1):
        cell = width / len(row)
        height = look.small.leading + 5
        sheet.rect((x, y, x + width, y + height), fill=PALE, edge=None)
        for number, fact in enumerate(row):
            left, room = x + number * cell + 3, cell - 6
            bold = replace(look.small, bold=True)
            sheet.label(left, y + 3, fact, sheet.fit(fact.label, bold, room))
            sheet.fact(left, y + height + 3, fact, sheet.fit(fact.text, look.plain, room))
        y += height + look.plain.leading + 5
        sheet.rule(x, y, width, look.accent)
        y += 5
    return y


def _sentence(
    sheet: Sheet, x: float, y: float, width: float, facts: Sequence[Fact], look: Look
) -> float:
    pieces: list[str | Fact] = []
    for number, fact in enumerate(facts):
        between = " · " if number else ""
        pieces += [f"{between}{fact.label} ", fact]
    return sheet.flow(x, y, pieces, look.plain, width) + 2


def _rows(facts: Sequence[Fact], columns: int) -> list[Sequence[Fact]]:
    """Deal facts into rows that are about equally long."""
    count = -(-len(facts) // columns)
    each = -(-len(facts) // count)
    return [facts[start : start + each] for start in range(0, len(facts), each)]


PAIRS: Mapping[str, Way] = {
    "colon": _colon,
    "columns": _columns,
    "above": _above,
    "grid": _grid,
    "dotted": _dotted,
    "header_row": _header_row,
    "sentence": _sentence,
}

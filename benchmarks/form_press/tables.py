"""Tables of items with rules, with stripes, or with blank between; and the totals beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.form_press.facts import Fact
from benchmarks.form_press.pairs import Look
from benchmarks.form_press.sheet import BLACK, GREY, PALE, Sheet, Style

Kind = Literal["ruled", "zebra", "lines", "space"]
TotalsKind = Literal["rules", "plain", "boxed", "colon"]
_TOP = 60.0
_PAD = 4.0


@dataclass(frozen=True)
class Column:
    """A column: its share of the width, and whether it is flush right."""

    share: float
    right: bool = False


ITEM_COLUMNS = (
    Column(0.07),
    Column(0.45),
    Column(0.12, right=True),
    Column(0.17, right=True),
    Column(0.19, right=True),
)


@dataclass(frozen=True)
class Table:
    """A table to print.

    Attributes:
        kind: How its rows are kept apart.
        columns: Its columns.
        head: Cells of the first row, printed again on each page.
        rows: The other cells.
        notes: A line under the second cell of each row, or nothing.
    """

    kind: Kind
    columns: tuple[Column, ...]
    head: tuple[Fact, ...]
    rows: tuple[tuple[Fact, ...], ...]
    notes: tuple[str, ...] = ()


def draw_table(sheet: Sheet, x: float, y: float, width: float, table: Table, look: Look) -> float:
    """Print a table, on several pages where it is long; return where the next thing is."""
    y = _head(sheet, x, y, width, table, look)
    for number, row in enumerate(table.rows):
        height = _height(sheet, width, table, row, look, noted=bool(table.notes))
        if y + height > sheet.bottom:
            sheet.start()
            y = _head(sheet, x, _TOP, width, table, look)
        if table.kind == "zebra" and number % 2:
            sheet.rect((x, y, x + width, y + height), fill=PALE, edge=None)
        for cell, left, room, column in _cells(x, width, table, row):
            _cell(sheet, cell, left, y + _PAD / 2 + 1, room, column, look.plain)
        if table.notes:
            below = y + height - look.faint.leading - 1
            sheet.text(
                x + width * table.columns[0].share + _PAD, below, table.notes[number], look.faint
            )
        _frame(sheet, x, y, width, height, table, look)
        y += height
    if table.kind in {"space", "zebra"}:
        sheet.rule(x, y + 1, width, look.accent, 0.8)
    return y + 4


def _head(sheet: Sheet, x: float, y: float, width: float, table: Table, look: Look) -> float:
    style = replace(look.bold, size=look.size * 0.93)
    height = style.leading + _PAD
    if table.kind in {"ruled", "zebra"}:
        light = table.kind == "ruled"
        fill, tint = (PALE, BLACK) if light else (look.accent, (1.0, 1.0, 1.0))
        sheet.rect((x, y, x + width, y + height), fill=fill, edge=None)
        style = replace(style, tint=tint)
    for cell, left, room, column in _cells(x, width, table, table.head):
        fitted = sheet.fit(cell.text, style, room)
        _cell(sheet, cell, left, y + _PAD / 2 + 1, room, column, fitted)
    if table.kind == "ruled":
        _frame(sheet, x, y, width, height, table, look)
    else:
        sheet.rule(x, y + height, width, look.accent, 0.9)
    return y + height + (0 if table.kind == "ruled" else 1)


def _cells(
    x: float, width: float, table: Table, row: Sequence[Fact]
) -> list[tuple[Fact, float, float, Column]]:
    cells = []
    for cell, column in zip(row, table.columns, strict=True):
        cells.append((cell, x + _PAD, column.share * width - 2 * _PAD, column))
        x += column.share * width
    return cells


def _cell(
    sheet: Sheet, cell: Fact, left: float, y: float, room: float, column: Column, style: Style
) -> None:
    if column.right:
        sheet.fact(left + room, y, cell, sheet.fit(cell.text, style, room), "right")
    else:
        sheet.fact(left, y, cell, style, width=room)


def _height(
    sheet: Sheet, width: float, table: Table, row: Sequence[Fact], look: Look, *, noted: bool
) -> float:
    lines = max(
        1 if column.right else len(sheet.wrap(cell.text, look.plain, room))
        for cell, _, room, column in _cells(0, width, table, row)
    )
    return lines * look.plain.leading + _PAD + 1 + (look.faint.leading if noted else 0)


def _frame(
    sheet: Sheet, x: float, y: float, width: float, height: float, table: Table, look: Look
) -> None:
    if table.kind == "lines":
        sheet.rule(x, y + height, width, GREY, 0.3)
    if table.kind != "ruled":
        return
    for column in table.columns:
        sheet.rect((x, y, x + column.share * width, y + height), edge=look.accent, wide=0.5)
        x += column.share * width


def draw_totals(
    sheet: Sheet,
    right: float,
    y: float,
    facts: Sequence[Fact],
    look: Look,
    kind: TotalsKind,
    width: float = 250,
) -> float:
    """Print the totals flush right under a table; return where the next thing is."""
    left = right - width
    height = sum(_line_height(fact, look) for fact in facts)
    if kind == "boxed":
        sheet.rect((left - 6, y, right + 6, y + height + 4), edge=look.accent, wide=0.9)
        y += 3
    for fact in facts:
        style = replace(look.bold, size=look.size * 1.1) if fact.strong else look.plain
        label = replace(fact, label=f"{fact.label}:") if kind == "colon" else fact
        if kind == "rules" and fact.strong:
            sheet.rule(left, y, width, look.accent, 1.0)
            sheet.rule(left, y + style.leading + 3, width, look.accent, 0.5)
            sheet.rule(left, y + style.leading + 4.6, width, look.accent, 0.5)
        room = width - sheet.measure(fact.text, style) - 10
        fitted = sheet.fit(label.label, style, room)
        at, align = (right - width * 0.42, "right") if kind == "colon" else (left, "left")
        if kind == "colon":
            fitted = sheet.fit(label.label, style, width * 0.58)
        sheet.text(
            at, y + 2, label.label, fitted, "right" if align == "right" else "left", fact.parts
        )
        sheet.fact(right, y + 2, fact, style, "right")
        y += _line_height(fact, look)
    return y + 8


def _line_height(fact: Fact, look: Look) -> float:
    return look.plain.leading + (7 if fact.strong else 3)


def totals_height(facts: Sequence[Fact], look: Look) -> float:
    """Return the room that totals need."""
    return sum(_line_height(fact, look) for fact in facts) + 16

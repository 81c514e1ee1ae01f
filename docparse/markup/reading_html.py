"""Tables written as HTML, whole or broken, to grids.

Slots are given out as browsers do it (HTML Living Standard, section 4.9.12), but a cell may span
from the head into the body: models write such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docparse.markup.html_words import html_text, parsed, runs_of, tag, words_of
from docparse.schemas import Box, Cell, Table

if TYPE_CHECKING:
    from lxml import html

__all__ = ["TableRead", "html_text", "read_html_table"]

_BROKEN_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*|/)?$")
_TABLE = re.compile(r"<table\b", re.I)
_END = re.compile(r"</table\s*>", re.I)
_SHORTENED = "a cell reached into another and was shortened"
_MOST_SPANNED = 1000


@dataclass(frozen=True)
class TableRead:
    """A table that was read.

    Attributes:
        table: None where there was none.
        notes: What was lost or mended.
        caption: Its caption, where it came inside.
    """

    table: Table | None
    notes: tuple[str, ...] = ()
    caption: str = ""


def read_html_table(
    text: str,
    *,
    page: int,
    box: Box,
    id: str,  # noqa: A002
    delimiters: bool = True,
) -> TableRead:
    """Read the largest table of an HTML text.

    Args:
        text: HTML; tags may be missing, and the end too.
        page: Its page, from 1.
        box: Its place.
        id: Its id.
        delimiters: Whether `$…$` and its kin are formulas, as models write them.
    """
    if not _TABLE.search(text):
        return TableRead(None)
    notes = []
    whole = _BROKEN_TAG.sub("", text)
    if len(_TABLE.findall(text)) > len(_END.findall(text)):
        notes.append("the table is not closed; the rows that came are kept")
        if whole != text and len(words := text[len(whole) :].split()) > 1:
            notes.append(f"left out, a tag that was cut off: {' '.join(words)[:60]}")
    tables = [one for one in parsed(whole).iter("table") if not _inside_table(one)]
    if not tables:
        return TableRead(None, tuple(notes))
    element = max(tables, key=lambda one: len(one.findall(".//td")) + len(one.findall(".//th")))
    if len(tables) > 1:
        notes.append(f"{len(tables)} tables came, the largest is kept")
    layout = _Layout(delimiters)
    rows = list(_rows(element))
    for number, row in enumerate(rows):
        layout.place(number, len(rows), row)
    cells, columns, trimming = _trimmed_columns(layout.cells, layout.columns)
    table = Table(
        id=id,
        page=page,
        box=box,
        source="model",
        rows=len(rows),
        columns=columns,
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
    )
    notes += [*dict.fromkeys(layout.notes), *trimming, *_stray_words(element)]
    caption = " ".join(words_of(part) for part in element.iter("caption")).strip()
    if rows and columns:
        table = _with_stub(table, layout.names)
    return TableRead(table if rows and columns else None, tuple(notes), caption)


def _inside_table(element: html.HtmlElement) -> bool:
    return any(True for _ in element.iterancestors("table"))


@dataclass
class _Row:
    """Cells side by side, and the part of the table they stand in."""

    part: str
    cells: list[html.HtmlElement] = field(default_factory=list)


def _rows(table: html.HtmlElement) -> Iterator[_Row]:
    """The rows of a table, those of tables inside it left out, heads first and feet last.

    Cells without a row around them are a row.
    """
    rows: list[_Row] = []
    before: html.HtmlElement | None = None  # the parent of a row that was not written
    for element in table.iter("tr", "td", "th"):
        if next(element.iterancestors("table")) is not table or _inside_cell(element, table):
            continue
        parent = element.getparent()
        if element.tag == "tr":
            rows.append(_Row(tag(parent)))
            before = None
            continue
        if tag(parent) != "tr" and (before is None or before is not parent):
            rows.append(_Row(tag(parent)))
            before = parent
        rows[-1].cells.append(element)
    order = {"thead": 0, "tfoot": 2}
    yield from sorted(rows, key=lambda row: order.get(row.part, 1))


def _inside_cell(element: html.HtmlElement, table: html.HtmlElement) -> bool:
    for ancestor in element.iterancestors():
        if ancestor is table:
            return False
        if ancestor.tag in {"td", "th"}:
            return True
    return False


@dataclass
class _Layout:
    """Slots given out so far."""

    delimiters: bool
    cells: list[Cell] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    columns: int = 0
    taken: set[tuple[int, int]] = field(default_factory=set)
    names: set[tuple[int, int]] = field(default_factory=set)
    """Slots of cells that are said to name a row."""

    def place(self, number: int, rows: int, row: _Row) -> None:
        """Give the cells of a row their slots."""
        column = 0
        for element in row.cells:
            while (number, column) in self.taken:
                column += 1
            right = self._right(element, number, column)
            cell = self._cell(element, number, column, row.part == "thead")
            down = self._down(element, number, rows)
            cell = cell.model_copy(update={"row_span": down, "column_span": right})
            cell = cell.model_copy(update={"row_span": self._free(cell)})
            self.taken.update(cell.slots())
            self.names.update(cell.slots() if _names_row(element) and not cell.header else ())
            self.cells.append(cell)
            if element.find(".//table") is not None:
                self.notes.append("a table inside a cell became the text of the cell")
            column += right
            self.columns = max(self.columns, column)

    def _cell(self, element: html.HtmlElement, row: int, column: int, head: bool) -> Cell:
        runs = runs_of(element, delimiters=self.delimiters)
        return Cell(
            row=row,
            column=column,
            text="".join(run.text for run in runs),
            runs=tuple(runs) if any(not run.plain for run in runs) else (),
            header=head or (element.tag == "th" and not _names_row(element)),
        )

    def _down(self, element: html.HtmlElement, number: int, rows: int) -> int:
        wanted = _span(element, "rowspan", rows - number)
        if wanted > rows - number:
            self.notes.append("a cell reached below the last row and was shortened")
        return min(wanted, rows - number)

    def _right(self, element: html.HtmlElement, number: int, column: int) -> int:
        wanted = _span(element, "colspan", 1)
        free = 1
        while free < wanted and (number, column + free) not in self.taken:
            free += 1
        if free < wanted:
            self.notes.append(_SHORTENED)
        return free

    def _free(self, cell: Cell) -> int:
        """Rows the cell can reach down without reaching into another."""
        for down in range(1, cell.row_span):
            row = [(cell.row + down, cell.column + right) for right in range(cell.column_span)]
            if not self.taken.isdisjoint(row):
                self.notes.append(_SHORTENED)
                return down
        return cell.row_span


def _names_row(element: html.HtmlElement) -> bool:
    return element.tag == "th" and str(element.get("scope", "")).strip(" \"'\\").lower() == "row"


def _with_stub(table: Table, names: set[tuple[int, int]]) -> Table:
    """Count the leading columns of names of rows; what names a row elsewhere is a header."""
    headers = {slot for cell in table.cells if cell.header for slot in cell.slots()}
    stub = 0
    while stub < table.columns - 1 and _all_names(stub, table, names, headers):
        stub += 1
    cells = tuple(
        cell.model_copy(update={"header": True})
        if (cell.row, cell.column) in names and cell.column >= stub
        else cell
        for cell in table.cells
    )
    return table.model_copy(update={"stub_columns": stub, "cells": cells})


def _all_names(
    column: int, table: Table, names: set[tuple[int, int]], headers: set[tuple[int, int]]
) -> bool:
    slots = {(row, column) for row in range(table.rows)}
    return slots <= names | headers and not names.isdisjoint(slots)


def _span(element: html.HtmlElement, name: str, whole: int) -> int:
    """A span as written; 0 reaches to the end, nonsense is 1."""
    digits = re.match(r"[\s\"'\\]*(\d{1,9})", str(element.get(name, "1")), re.A)
    span = int(digits[1]) if digits is not None else 1
    return whole if span == 0 else min(span, _MOST_SPANNED)


def _trimmed_columns(cells: Sequence[Cell], columns: int) -> tuple[list[Cell], int, list[str]]:
    """Shorten cells that span far more columns than all other rows have."""
    starts = {cell.column for cell in cells}
    widths = {
        row: max(cell.column + cell.column_span for cell in cells if row in _rows_of(cell))
        for row in {row for cell in cells for row in _rows_of(cell)}
    }
    wide = [row for row, width in widths.items() if width == columns]
    others = [width for row, width in widths.items() if row not in wide]
    limit = max(max(others, default=columns), max(starts, default=0) + 1)
    absurd = columns > 10 * limit
    if limit >= columns or (len(others) <= len(wide) and not absurd):
        return list(cells), columns, []
    kept = [
        cell.model_copy(update={"column_span": min(cell.column_span, limit - cell.column)})
        for cell in cells
    ]
    return kept, limit, ["a cell reached beyond the last column and was shortened"]


def _rows_of(cell: Cell) -> range:
    return range(cell.row, cell.row + cell.row_span)


def _stray_words(table: html.HtmlElement) -> list[str]:
    """Say what stands in the table but in no cell."""
    stray: list[str] = []

    def visit(element: html.HtmlElement) -> None:
        if tag(element) in {"td", "th", "caption", "style", ""}:
            return
        stray.append(element.text or "")
        for child in element:
            visit(child)
            stray.append(child.tail or "")

    visit(table)
    words = " ".join("".join(f" {part} " for part in stray).split())
    return [f"left out, words between the cells of a table: {words[:80]}"] if words else []

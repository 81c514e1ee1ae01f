"""Tables as values: cells fit the grid, and the grid can be read off."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from docparse import Box, Table
from docparse.schemas import Cell

BOX = Box(x0=0, y0=0, x1=100, y1=100)


def table(rows: int, columns: int, *cells: Cell) -> Table:
    return Table(id="p1-b1", page=1, box=BOX, rows=rows, columns=columns, cells=cells)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables of up to five by five slots, some of them spanned, some empty."""
    rows, columns = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    free = {(row, column) for row in range(rows) for column in range(columns)}
    cells = []
    for row, column in sorted(free):
        cell = Cell(
            row=row,
            column=column,
            row_span=draw(st.integers(1, 3)),
            column_span=draw(st.integers(1, 3)),
            text=draw(st.text(max_size=8)),
            header=draw(st.booleans()),
        )
        if free.issuperset(cell.slots()) and draw(st.booleans()):
            free -= set(cell.slots())
            cells.append(cell)
    return table(rows, columns, *cells)


def test_cell_covers_the_slots_of_its_spans() -> None:
    assert Cell(row=1, column=2, row_span=2, column_span=2).slots() == [
        (1, 2),
        (1, 3),
        (2, 2),
        (2, 3),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        Cell(row=2, column=0),
        Cell(row=0, column=2),
        Cell(row=1, column=0, row_span=2),
        Cell(row=0, column=1, column_span=2),
    ],
)
def test_cell_that_leaves_the_grid_is_refused(cell: Cell) -> None:
    with pytest.raises(ValidationError, match="leaves the grid of p1-b1"):
        table(2, 2, cell)


def test_cells_that_overlap_are_refused() -> None:
    with pytest.raises(ValidationError, match="cell 1,1 of p1-b1 overlaps"):
        table(2, 2, Cell(row=0, column=0, row_span=2, column_span=2), Cell(row=1, column=1))


def test_grid_holds_spanning_text_once() -> None:
    spanned = table(
        2, 2, Cell(row=0, column=0, column_span=2, text="both"), Cell(row=1, column=1, text="one")
    )
    assert spanned.grid() == [["both", ""], ["", "one"]]
    assert spanned.text == "both\t\n\tone"


def test_header_rows_are_the_leading_rows_of_headers_alone() -> None:
    def row(number: int, *headers: bool) -> list[Cell]:
        return [Cell(row=number, column=c, header=flag) for c, flag in enumerate(headers)]

    assert table(2, 2, *row(0, True, True), *row(1, True, False)).header_rows == 1
    assert table(2, 2, *row(0, True, False), *row(1, True, True)).header_rows == 0
    assert table(2, 2, *row(0, True, True), *row(1, True, True)).header_rows == 2
    assert table(2, 2).header_rows == 0


@given(tables())
def test_csv_read_back_is_the_grid(any_table: Table) -> None:
    text = any_table.to_csv()
    if any_table.columns and "\x00" not in text:
        assert list(csv.reader(StringIO(text, newline=""))) == any_table.grid()


@given(tables())
def test_json_read_back_is_the_table(any_table: Table) -> None:
    assert Table.model_validate_json(any_table.model_dump_json()) == any_table

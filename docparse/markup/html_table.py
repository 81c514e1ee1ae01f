"""Tables as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from docparse.markup.inline_html import runs_to_html
from docparse.markup.styled import Inline, unemphasised
from docparse.schemas import Cell, Table

CellRuns = Callable[[Cell], Iterable[Inline]]
"""What to write into a cell, where it is not the cell's own runs."""


def table_to_html(table: Table, *, attributes: str = "", runs: CellRuns | None = None) -> str:
    """Return a `<table>` element, a line for each row and no empty lines.

    The leading rows of headers stand in `<thead>`, unless one of their cells reaches below them:
    a cell cannot span both parts. Names of rows are `<th scope="row">`. Slots that no cell covers
    become empty cells.

    Args:
        table: The table.
        attributes: Put into the opening tag as they are.
        runs: Gives the content of a cell; its own runs by default.
    """
    opening = f"<table {attributes}>" if attributes else "<table>"
    head = _head_rows(table)
    cells = _cells_by_row(table)
    parts = [("thead", range(head)), ("tbody", range(head, table.rows))]
    lines = [opening]
    for part, rows in parts:
        if rows:
            content = [_row(cells[row], runs or _own_runs, table) for row in rows]
            lines += [f"<{part}>", *content, f"</{part}>"]
    return "\n".join([*lines, "</table>"])


def _own_runs(cell: Cell) -> Iterable[Inline]:
    return cell.inline


def _head_rows(table: Table) -> int:
    head = table.header_rows
    reaches_below = any(cell.row < head < cell.row + cell.row_span for cell in table.cells)
    return 0 if reaches_below else head


def _cells_by_row(table: Table) -> list[list[Cell]]:
    """The cells that begin in each row, left to right, with empty ones for uncovered slots."""
    covered = {slot for cell in table.cells for slot in cell.slots()}
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in (*table.cells, *_fillers(table, covered)):
        rows[cell.row].append(cell)
    return [sorted(row, key=lambda cell: cell.column) for row in rows]


def _fillers(table: Table, covered: set[tuple[int, int]]) -> Iterator[Cell]:
    head = table.header_rows
    for row in range(table.rows):
        for column in range(table.columns):
            if (row, column) not in covered:
                yield Cell(row=row, column=column, header=row < head)


def _row(cells: list[Cell], runs: CellRuns, table: Table) -> str:
    return "<tr>" + "".join(_cell(cell, runs, table) for cell in cells) + "</tr>"


def _cell(cell: Cell, runs: CellRuns, table: Table) -> str:
    names_row = not cell.header and cell.column + cell.column_span <= table.stub_columns
    name = "th" if cell.header or names_row else "td"
    attributes = ' scope="row"' if names_row else ""
    attributes += f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    attributes += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    content = unemphasised(runs(cell)) if cell.header else runs(cell)
    return f"<{name}{attributes}>{runs_to_html(content)}</{name}>"

"""Tables as GitHub Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from docparse.markup.html_table import CellRuns, table_to_html
from docparse.markup.inline_markdown import runs_to_markdown
from docparse.markup.literal import CELL
from docparse.markup.styled import unemphasised
from docparse.schemas import Table


def table_to_markdown(table: Table, *, runs: CellRuns | None = None) -> str:
    """Return a GitHub pipe table, or HTML when a cell spans more than one slot.

    A pipe table must have a head of one row: a table without headers gets an empty one, so that
    no value is taken for a label, and further header rows stand at the top of the body.

    Args:
        table: The table.
        runs: Gives the content of a cell in a pipe table; its own runs by default.
    """
    if not table.rows or not table.columns:
        return ""
    if has_spans(table):
        return table_to_html(table)
    grid = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        content = cell.inline if runs is None else runs(cell)
        if cell.header and cell.row == 0 and table.header_rows:
            content = unemphasised(content)
        grid[cell.row][cell.column] = runs_to_markdown(content, CELL)
    head, *body = grid if table.header_rows else [[""] * table.columns, *grid]
    return "\n".join(_line(row) for row in (head, ["---"] * table.columns, *body))


def has_spans(table: Table) -> bool:
    """Tell whether a cell covers more than one slot."""
    return any(cell.row_span * cell.column_span > 1 for cell in table.cells)


def _line(cells: Iterable[str]) -> str:
    return "|" + "|".join(f" {cell} " if cell else "  " for cell in cells) + "|"

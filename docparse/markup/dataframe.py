"""Tables as pandas DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docparse.extras import load
from docparse.schemas import Table

if TYPE_CHECKING:
    import pandas


def table_to_dataframe(table: Table) -> pandas.DataFrame:
    """Return the body of the table as strings, labelled by its header rows.

    One header row becomes the column labels, several become a MultiIndex, none leaves the columns
    numbered. A spanning cell is repeated in every slot it covers.

    Raises:
        MissingDependencyError: pandas is not installed.
    """
    make_frame = load("pandas:DataFrame", extra="pandas")
    grid = _filled_grid(table)
    head = table.header_rows
    frame: pandas.DataFrame = make_frame(
        grid[head:], columns=_labels(grid[:head], table.columns), dtype="str"
    )
    return frame


def _filled_grid(table: Table) -> list[list[str]]:
    grid = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        for row, column in cell.slots():
            grid[row][column] = cell.text
    return grid


def _labels(head: list[list[str]], columns: int) -> Any:  # noqa: ANN401 (an index of pandas)
    if not head:
        return load("pandas:RangeIndex", extra="pandas")(columns)
    if len(head) == 1:
        return load("pandas:Index", extra="pandas")(head[0])
    return load("pandas:MultiIndex", extra="pandas").from_arrays(head)

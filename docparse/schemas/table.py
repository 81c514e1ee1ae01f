"""Tables: a grid of cells that may span rows and columns."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from docparse.errors import OutputError
from docparse.schemas.geometry import Box, Value
from docparse.schemas.placed import Placed, Run

if TYPE_CHECKING:
    import pandas


class Cell(Value):
    """A cell; `row` and `column` count from 0 and name its top left corner in the grid.

    `box` is None where the engine knows no place. `confidence` is that of the cell's OCR words.
    """

    row: int = Field(ge=0)
    column: int = Field(ge=0)
    row_span: int = Field(default=1, ge=1)
    column_span: int = Field(default=1, ge=1)
    text: str = ""
    runs: tuple[Run, ...] = ()
    header: bool = False
    box: Box | None = None
    confidence: float | None = Field(default=None, ge=0, le=1)

    @property
    def inline(self) -> tuple[Run, ...]:
        """The runs, or the text as one plain run."""
        return self.runs or (Run(text=self.text),)

    def slots(self) -> list[tuple[int, int]]:
        """List the grid positions `(row, column)` the cell covers."""
        return [
            (self.row + down, self.column + right)
            for down in range(self.row_span)
            for right in range(self.column_span)
        ]


class Table(Placed):
    """A table of `rows` × `columns` grid slots; cells are sorted and never overlap.

    Slots no cell covers are empty.
    """

    kind: Literal["table"] = "table"
    rows: int = Field(ge=0)
    columns: int = Field(ge=0)
    cells: tuple[Cell, ...] = ()

    @model_validator(mode="after")
    def _cells_fit_the_grid(self) -> Self:
        taken: set[tuple[int, int]] = set()
        for cell in self.cells:
            slots = cell.slots()
            if slots[-1][0] >= self.rows or slots[-1][1] >= self.columns:
                raise ValueError(f"cell {cell.row},{cell.column} leaves the grid of {self.id}")
            if not taken.isdisjoint(slots):
                raise ValueError(f"cell {cell.row},{cell.column} of {self.id} overlaps another")
            taken.update(slots)
        return self

    @staticmethod
    def from_html(markup: str, *, page: int = 1, box: Box | None = None) -> Table:
        """Read the largest table of an HTML text, as browsers lay it out.

        What `to_html` writes comes back as the same grid; slots that no cell covered come back as
        empty cells. What had to be mended, or was left out, is said in a `UserWarning`.

        Args:
            markup: HTML, in which tags may be missing.
            page: The page it is to be on.
            box: Its place there; an empty one by default.

        Raises:
            OutputError: There is no table in it.
        """
        from docparse.markup.reading_html import read_html_table

        place = box or Box(x0=0, y0=0, x1=0, y1=0)
        read = read_html_table(markup, page=page, box=place, id=f"p{page}-b1", delimiters=False)
        if read.table is None:
            raise OutputError(f"there is no table in {markup[:80]!r}")
        for note in read.notes:
            warnings.warn(note, stacklevel=2)
        return read.table

    @property
    def text(self) -> str:
        """The cells' text, tabs between columns and a line for each row."""
        return "\n".join("\t".join(row) for row in self.grid())

    @property
    def header_rows(self) -> int:
        """Number of leading rows in which every cell is a header."""
        count = 0
        while count < self.rows:
            row = [cell for cell in self.cells if cell.row == count]
            if not row or not all(cell.header for cell in row):
                break
            count += 1
        return count

    def grid(self) -> list[list[str]]:
        """Return the text as `rows` lists of `columns` strings.

        The text of a spanning cell stands in its first slot, the others are empty.
        """
        grid = [[""] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            grid[cell.row][cell.column] = cell.text
        return grid

    def to_html(self) -> str:
        """Return a `<table>` element with `rowspan`, `colspan` and `th`."""
        from docparse.markup.html_table import table_to_html

        return table_to_html(self)

    def to_markdown(self) -> str:
        """Return a GitHub pipe table, or HTML when a cell spans more than one slot."""
        from docparse.markup.markdown import table_to_markdown

        return table_to_markdown(self)

    def to_csv(self) -> str:
        """Return the grid as CSV (RFC 4180, CRLF line ends)."""
        import csv
        from io import StringIO

        buffer = StringIO(newline="")
        csv.writer(buffer).writerows(self.grid())
        return buffer.getvalue()

    def to_dataframe(self) -> pandas.DataFrame:
        """Return the grid as a DataFrame of strings, its header rows as column labels.

        Several header rows become a MultiIndex; spanning cells are repeated in every slot.

        Raises:
            MissingDependencyError: pandas is not installed.
        """
        from docparse.markup.dataframe import table_to_dataframe

        return table_to_dataframe(self)

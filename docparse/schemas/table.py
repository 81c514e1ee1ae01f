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

ColumnType = Literal["empty", "integer", "number", "percent", "money", "date", "text"]


class Cell(Value):
    """A cell; `row` and `column` count from 0 and name its top left corner in the grid.

    Attributes:
        text: What stands in it, numbers as they are printed. Lines are joined, but for the items
            of a list: each begins a new line, `<br>` in HTML.
        header: Names columns; names of rows are told by `Table.stub_columns`.
        box: Around the text, on the page of the cell's row; None where the engine knows no place.
        confidence: Mean character score of the cell's OCR words; None for text layers.
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

    Slots no cell covers are empty. Captions and notes are blocks of their own.

    Attributes:
        stub_columns: Number of leading columns that name the rows, `th scope="row"` in HTML.
        row_pages: The page of each row, where the table goes over pages; empty where all rows
            stand on `page`.
        structure_confidence: The share of its texts that agree with its cells: a text is a stretch
            of words on a line without a wide gap or a drawn line in it, and agrees when it lies in
            one cell that holds no other text on that line. It speaks of columns rather than rows,
            and is no probability. None where it was not computed.
    """

    kind: Literal["table"] = "table"
    rows: int = Field(ge=0)
    columns: int = Field(ge=0)
    cells: tuple[Cell, ...] = ()
    stub_columns: int = Field(default=0, ge=0)
    row_pages: tuple[int, ...] = ()
    structure_confidence: float | None = Field(default=None, ge=0, le=1)

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

    @model_validator(mode="after")
    def _stub_leaves_a_column(self) -> Self:
        if self.stub_columns and self.stub_columns >= self.columns:
            raise ValueError(f"{self.id} has {self.columns} columns, all of them names of rows")
        return self

    @model_validator(mode="after")
    def _every_row_has_its_page(self) -> Self:
        if self.row_pages and len(self.row_pages) != self.rows:
            raise ValueError(f"{self.id} has {self.rows} rows on {len(self.row_pages)} pages")
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

    @property
    def column_types(self) -> tuple[ColumnType, ...]:
        """What the cells of each column below the header are, as they are printed.

        A column has a type when all its texts have it: `integer` (`1,204`, `(3)`, `−7`), `number`
        (integers among them), `percent` (`3.5 %`), `money` (`€ 12.50`), `date` (`2024-03-01`,
        `1.3.2024`, `3 March 2024`); else it is `text`. Dashes, dots, `n/a` and the like count as
        nothing said, as do marks of notes behind a text, and cells that span columns. A column of
        which nothing is said is `empty`.
        """
        from docparse.markup.column_types import column_types

        return column_types(self)

    def page_of(self, row: int) -> int:
        """Return the page a row stands on."""
        return self.row_pages[row] if self.row_pages else self.page

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
        """Return a GitHub pipe table, or HTML when a cell spans more than one slot.

        A pipe table has no way to say that a cell spans; GitHub shows HTML tables.
        """
        from docparse.markup.markdown import table_to_markdown

        return table_to_markdown(self)

    def to_csv(self, *, excel: bool = False) -> str:
        """Return the grid as CSV (RFC 4180, CRLF line ends).

        Args:
            excel: Make it safe to open in a spreadsheet: begin with a byte order mark, so that
                letters with accents are read as such, and put an apostrophe before every text that
                would be run as a formula (`=`, `+`, `-`, `@` at its beginning, numbers excepted).
        """
        from docparse.markup.csv_text import table_to_csv

        return table_to_csv(self, excel=excel)

    def to_dataframe(self) -> pandas.DataFrame:
        """Return the grid as a DataFrame of strings, its header rows as column labels.

        Several header rows become a MultiIndex; spanning cells are repeated in every slot.

        Raises:
            MissingDependencyError: pandas is not installed.
        """
        from docparse.markup.dataframe import table_to_dataframe

        return table_to_dataframe(self)

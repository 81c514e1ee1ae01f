"""Rows of goods in the tables of a document."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence

from docparse.engines.embedded.fields.item_grid import Grid, Heads, Row
from docparse.engines.embedded.fields.printed import Piece, Sheet, piece_of
from docparse.engines.embedded.lines import group_lines
from docparse.schemas import Box, Cell, Table, Word

_MOST_HEADS = 8
"""Rows of a table without a marked head that may be its head."""


class _Words:
    """Words of a page, found by their place.

    Args:
        words: In any order.
    """

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = sorted(enumerate(words), key=lambda one: one[1].box.center[1])
        self._heights = [word.box.center[1] for _, word in self._words]

    def within(self, box: Box) -> list[Word]:
        """Return the words whose centre lies in a box, in their order."""
        first, last = bisect_left(self._heights, box.y0), bisect_right(self._heights, box.y1)
        own = sorted(self._words[first:last], key=lambda one: one[0])
        return [word for _, word in own if box.contains(word.box.center)]


def table_grids(
    tables: Sequence[Table], sheets: Sequence[Sheet], fits: Callable[[Heads], bool]
) -> Iterator[Grid]:
    """Yield the rows of each table; of one without a marked head below each of its first rows.

    Those of several tables with the same head, as on pages that follow, are rows of one as well.

    Args:
        tables: Of the document.
        sheets: The words of its pages.
        fits: Tells heads that are looked for.
    """
    parts: dict[Heads, list[Grid]] = {}
    for grid in _grids(tables, sheets, fits):
        yield grid
        parts.setdefault(grid.heads, []).append(grid)
    for heads, grids in parts.items():
        if len(grids) > 1:
            yield Grid(heads, tuple(row for grid in grids for row in grid.rows))


def _grids(
    tables: Sequence[Table], sheets: Sequence[Sheet], fits: Callable[[Heads], bool]
) -> Iterator[Grid]:
    by_number = {sheet.number: _Words(sheet.words) for sheet in sheets}
    for table in tables:
        rows: dict[int, list[Cell]] = {}
        for cell in table.cells:
            rows.setdefault(cell.row, []).append(cell)
        marked = {row for cell in table.cells if cell.header for row, _ in cell.slots()}
        ways = [marked] if marked else [{row} for row in sorted(rows)[:_MOST_HEADS]]
        for heads in ways:
            names = _names([cell for row in heads for cell in rows.get(row, ())], table.columns)
            if fits(names):
                body = [rows[row] for row in sorted(rows) if row > min(heads) and row not in heads]
                read = (_row(cells, table, by_number) for cells in body)
                yield Grid(names, tuple(row for row in read if row.cells))


def _names(cells: Sequence[Cell], columns: int) -> Heads:
    """What the head of each column says: its lowest cell, and all of them together."""
    own: list[list[str]] = [[] for _ in range(columns)]
    for cell in sorted(cells, key=lambda cell: cell.row):
        for column in range(cell.column, min(cell.column + cell.column_span, columns)):
            own[column].append(cell.text)
    return tuple((texts[-1], " ".join(texts)) if texts else () for texts in own)


def _row(cells: Sequence[Cell], table: Table, pages: Mapping[int, _Words]) -> Row:
    placed = {cell.column: _lines(cell, table, pages) for cell in cells}
    return Row({column: lines for column, lines in placed.items() if lines})


def _lines(cell: Cell, table: Table, pages: Mapping[int, _Words]) -> tuple[Piece, ...]:
    """The words of a cell, line by line."""
    page = table.row_pages[cell.row] if table.row_pages else table.page
    if cell.box is None or page not in pages:
        return ()
    own = pages[page].within(cell.box.expanded(0.5))
    return tuple(piece_of(line.words, page, -1) for line in group_lines(own)) if own else ()

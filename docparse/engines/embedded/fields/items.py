"""The items of a list from the rows of a table: columns by their heads, values by their kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from docparse.engines.embedded.fields.candidates import Option, Values
from docparse.engines.embedded.fields.concepts import (
    Concept,
    best_label,
    concept_of,
    concepts,
)
from docparse.engines.embedded.fields.printed import Piece, Sheet, piece_of
from docparse.engines.embedded.fields.wanting import Sought, as_json, own_concept
from docparse.schemas import Cell, Table
from docparse.tasks.wanted import WantedField

_ALIKE = 0.75
"""Likeness from which the head of a column names a field."""
_FEWEST = 2
"""Columns by which a table is known for that of a list; one where the items have one field."""
_CONTEXT = ("line", "item")
"""What the names of fields in items are tried with first: the total of a line is not the sum."""
_SURE = 0.92
"""Likeness from which a cell is the label of a sum."""
_SUMS = frozenset({"net_total", "tax_amount", "gross_total", "amount_due"})


@dataclass(frozen=True)
class Item:
    """A row that was read.

    Attributes:
        values: As JSON has them, by the path of the field.
        options: Where each was found, by the name of the field.
        lacking: Fields the type requires that the row does not have.
    """

    values: dict[tuple[str, ...], object] = field(default_factory=dict)
    options: dict[str, Option] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Columns:
    """Which column of a table holds which field, and how sure that is, all together."""

    table: Table
    numbers: Mapping[int, Sought]
    score: float
    required: tuple[str, ...]


def read_items(
    wanted: WantedField, tables: Sequence[Table], sheets: Sequence[Sheet], values: Values
) -> list[Item]:
    """Read the rows of the table whose columns fit the fields of an item best.

    Args:
        wanted: The list.
        tables: Of the document.
        sheets: The words of its pages.
        values: Reads values of a kind.

    Returns:
        An item for each row with values, sums below the table left out; empty without a table.
    """
    sought = [Sought(inner, _concept(inner)) for inner in wanted.items]
    fitting = [_columns(table, sought) for table in tables]
    best = max(fitting, key=lambda columns: columns.score, default=None)
    if best is None or len(best.numbers) < min(_FEWEST, len(sought)):
        return []
    by_number = {sheet.number: sheet for sheet in sheets}
    rows = (_item(best, row, by_number, values) for row in _body(best.table))
    return [item for item in rows if item.values]


def _concept(wanted: WantedField) -> Concept:
    for context in _CONTEXT:
        if known := concept_of(f"{context} {wanted.path[-1]}", wanted.aliases):
            return known
    return own_concept(wanted)


def _columns(table: Table, sought: Sequence[Sought]) -> _Columns:
    heads = [list(_heads(table, column)) for column in range(table.columns)]
    likeness = np.array(
        [
            [max((best_label(head, one.labels) for head in own), default=0.0) for own in heads]
            for one in sought
        ]
    ).reshape(len(sought), table.columns)
    likeness[likeness < _ALIKE] = 0.0
    rows, columns = linear_sum_assignment(likeness, maximize=True)
    pairs = [
        (int(row), int(column))
        for row, column in zip(rows, columns, strict=True)
        if likeness[row, column] > 0
    ]
    score = float(sum(likeness[row, column] for row, column in pairs))
    required = tuple(one.field.name for one in sought if one.field.required)
    return _Columns(table, {column: sought[row] for row, column in pairs}, score, required)


def _heads(table: Table, column: int) -> Iterator[str]:
    """What the head of a column says: its lowest cell, and all of them together."""
    own = [
        cell.text
        for cell in table.cells
        if cell.header and column in range(cell.column, cell.column + cell.column_span)
    ]
    if own:
        yield own[-1]
        yield " ".join(own)


def _body(table: Table) -> Iterator[list[Cell]]:
    """The cells of each row below the head that holds no sum."""
    labels = tuple(
        label for concept in concepts() if concept.name in _SUMS for label in concept.labels
    )
    heads = {row for cell in table.cells if cell.header for row, _ in cell.slots()}
    for row in range(table.rows):
        cells = [cell for cell in table.cells if cell.row == row]
        summed = any(best_label(cell.text.rstrip(": "), labels) >= _SURE for cell in cells)
        if row not in heads and not summed:
            yield cells


def _item(
    columns: _Columns, cells: Sequence[Cell], sheets: Mapping[int, Sheet], values: Values
) -> Item:
    found: dict[tuple[str, ...], object] = {}
    options: dict[str, Option] = {}
    for cell in cells:
        sought = columns.numbers.get(cell.column)
        piece = _piece(cell, columns.table, sheets) if sought else None
        if sought is None or piece is None:
            continue
        for reading in values.of(sought.kind, piece)[:1]:
            option = Option(reading, f"in the column of {sought.field.name!r}", {"column": 1.0})
            value = as_json(sought.field, option)
            if value is not None:
                found[sought.field.path] = value
                options[sought.field.name] = option
    lacking = [name for name in columns.required if name not in options]
    return Item(found, options, tuple(lacking))


def _piece(cell: Cell, table: Table, sheets: Mapping[int, Sheet]) -> Piece | None:
    """The words of a cell, its lines one behind the other."""
    page = table.row_pages[cell.row] if table.row_pages else table.page
    if cell.box is None or page not in sheets:
        return None
    box = cell.box.expanded(0.5)
    own = [word for word in sheets[page].words if box.contains(word.box.center)]
    return piece_of(own, page, -1) if own else None

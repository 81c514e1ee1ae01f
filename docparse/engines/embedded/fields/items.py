"""The items of a list: rows of tables, of words below heads or above a sum; the best of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from docparse.engines.embedded.fields.candidates import Option, Values
from docparse.engines.embedded.fields.item_cells import Line, read_line
from docparse.engines.embedded.fields.item_columns import AMOUNT, DESCRIPTION, Column, Fields
from docparse.engines.embedded.fields.item_doubts import problems_of
from docparse.engines.embedded.fields.item_grid import Grid
from docparse.engines.embedded.fields.item_rows import word_grids
from docparse.engines.embedded.fields.item_slips import slip_grids
from docparse.engines.embedded.fields.item_sums import Goods, PrintedSums, goods
from docparse.engines.embedded.fields.item_tables import table_grids
from docparse.engines.embedded.fields.item_words import describes
from docparse.engines.embedded.fields.printed import Sheet
from docparse.engines.embedded.fields.wanting import as_json
from docparse.schemas import Table
from docparse.schemas.extraction import Problem
from docparse.tasks.wanted import WantedField

_PROVEN = 4.99
"""Score of rows that make a printed sum and have nearly all fields."""


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
class _Found:
    """The rows of a grid, and how far they can be trusted.

    Attributes:
        goods: Those that are items.
        columns: What their columns hold.
        score: The share of the fields that have a column, the share of them that rows have, the
            share of rows whose amount is the product of quantity and price, and 2 where the
            amounts make a sum that is printed; less 2 where rows have numbers in no column.
        parts: How many columns the rows were parted into.
    """

    goods: Goods
    columns: Mapping[int, Column]
    score: float
    parts: int

    def rank(self) -> tuple[float, int, int]:
        """What the best of several is known by, in this order."""
        return round(self.score, 3), len(self.goods.lines), self.parts


@dataclass(frozen=True)
class Items:
    """What was read of a list.

    Attributes:
        items: An item for each row with values, sums left out.
        problems: Rows that are in doubt, and a total that the items do not make.
        made: What the amounts of several items make together; None where some have none.
    """

    items: Sequence[Item] = ()
    problems: Sequence[Problem] = ()
    made: Decimal | None = None


def read_items(
    wanted: WantedField, tables: Sequence[Table], sheets: Sequence[Sheet], values: Values
) -> Items:
    """Read the rows whose columns fit the fields of an item best.

    Args:
        wanted: The list.
        tables: Of the document.
        sheets: The words of its pages.
        values: Reads values of a kind, of the same pages.
    """
    fields = Fields(wanted.items)
    document = values.document
    sums = PrintedSums(document, values)

    def read(grids: Iterable[Grid]) -> list[_Found]:
        return [found for grid in grids if (found := _found(grid, fields, sums, values))]

    found = read([*table_grids(tables, sheets, fields.is_head), *word_grids(document, fields)])
    if fields.has(DESCRIPTION, AMOUNT) and not any(one.score >= _PROVEN for one in found):
        found += read(slip_grids(document, values, fields.may_head))
    best = max(found, key=_Found.rank, default=None)
    if best is None:
        return Items()
    items = [_item(line, best.columns, fields) for line in best.goods.lines]
    problems = tuple(problems_of(wanted.name, best.goods, sums))
    return Items(items, problems, _made(best.goods.lines))


def _made(lines: Sequence[Line]) -> Decimal | None:
    amounts = [line.amount for line in lines if line.amount is not None]
    return sum(amounts, Decimal()) if 1 < len(amounts) == len(lines) else None


def _found(grid: Grid, fields: Fields, sums: PrintedSums, values: Values) -> _Found | None:
    columns = fields.of(grid, values)
    asked = {number for number, column in columns.items() if column.sought is not None}
    if len(asked) < fields.fewest:
        return None
    every = [read_line(row, columns, values) for row in grid.rows]
    own = goods(every, columns, fields.fewest, sums)
    lines = own.lines
    if not lines:
        return None
    checked = [line.multiplied for line in lines if line.multiplied is not None]
    score = len(asked) / len(fields.sought)
    score += sum(_filled(line, columns) for line in lines) / (len(asked) * len(lines))
    score += sum(checked) / len(lines)
    score += 2 * (own.adds_up and not (own.alone and grid.roles)) - 2 * grid.doubt
    parts = sum(any(heads) for heads in grid.heads)
    return _Found(own, columns, score, parts)


def _filled(line: Line, columns: Mapping[int, Column]) -> int:
    """How many fields a row has that are asked for; the number of an article describes nothing."""
    return sum(
        columns[number].role != DESCRIPTION or describes(reading.span.text)
        for number, reading in line.readings.items()
        if columns[number].sought is not None
    )


def _item(line: Line, columns: Mapping[int, Column], fields: Fields) -> Item:
    found: dict[tuple[str, ...], object] = {}
    options: dict[str, Option] = {}
    for number, reading in line.readings.items():
        column = columns[number]
        if column.sought is None:
            continue
        wanted = column.sought.field
        option = Option(reading, column.how, {"column": column.worth})
        value = as_json(wanted, option)
        if value is not None:
            found[wanted.path] = value
            options[wanted.name] = option
    required = (one.field.name for one in fields.sought if one.field.required)
    return Item(found, options, tuple(name for name in required if name not in options))

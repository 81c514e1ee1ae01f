"""The items of a list: rows of tables, of words below heads or above a sum; the best of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from docparse.engines.embedded.fields.candidates import Option, Reading, Values
from docparse.engines.embedded.fields.item_columns import (
    AMOUNT,
    DESCRIPTION,
    PRICE,
    PRODUCT,
    QUANTITY,
    Column,
    Fields,
    multiplies,
)
from docparse.engines.embedded.fields.item_grid import (
    Grid,
    Row,
    description_lines,
    is_allowance,
    is_sum,
)
from docparse.engines.embedded.fields.item_rows import word_grids
from docparse.engines.embedded.fields.item_slips import slip_grids
from docparse.engines.embedded.fields.item_tables import table_grids
from docparse.engines.embedded.fields.printed import Piece, Printed, Sheet, Span, piece_of
from docparse.engines.embedded.fields.wanting import as_json
from docparse.markup.joining import is_cjk
from docparse.schemas import Table
from docparse.tasks.wanted import WantedField
from docparse.values.amounts import find_numbers

_KINDS = {QUANTITY: "number", PRICE: "amount", AMOUNT: "amount"}
_MISREAD = re.compile(
    r"(?<![\d.,])(?P<whole>\d{1,3}(?:[.,]\s?\d{3})+)[.,]\s?(?P<cents>\d\d)(?![\d.,])"
)
"""An amount whose points and commas OCR has not told apart: 4.282.77."""
_PROVEN = 4.0
"""Score of rows that make a printed sum and have nearly all fields."""
_MOST_WAYS = 5
"""Ways to read a number that are tried."""


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
class _Line:
    """A row that was read, before it is put into the fields.

    Attributes:
        row: It.
        readings: By the number of the column.
        roles: The numbers that columns of goods have, by the concept.
    """

    row: Row
    readings: Mapping[int, Reading]
    roles: Mapping[str, Decimal]

    @property
    def counted(self) -> bool:
        """Whether it has a quantity or a price, as sums do not."""
        return QUANTITY in self.roles or PRICE in self.roles

    @property
    def multiplied(self) -> bool | None:
        """Whether its amount is the product of quantity and price; None where it lacks one."""
        if not all(role in self.roles for role in PRODUCT):
            return None
        return multiplies(*(self.roles[role] for role in PRODUCT))


@dataclass(frozen=True)
class _Found:
    """The rows of a grid, and how far they can be trusted.

    Attributes:
        items: Those that have values.
        score: The share of the fields that have a column, the share of them that rows have, the
            share of rows whose amount is the product of quantity and price, and 2 where the
            amounts make a sum that is printed; less 2 where rows have numbers in no column.
        parts: How many columns the rows were parted into.
    """

    items: list[Item]
    score: float
    parts: int

    def rank(self) -> tuple[float, int, int]:
        """What the best of several is known by, in this order."""
        return round(self.score, 3), len(self.items), self.parts


def read_items(
    wanted: WantedField, tables: Sequence[Table], sheets: Sequence[Sheet], values: Values
) -> list[Item]:
    """Read the rows whose columns fit the fields of an item best.

    Args:
        wanted: The list.
        tables: Of the document.
        sheets: The words of its pages.
        values: Reads values of a kind, of the same pages.

    Returns:
        An item for each row with values, sums below the rows left out; empty without rows.
    """
    fields = Fields(wanted.items)
    document = values.document
    grids = [*table_grids(tables, sheets, fields.is_head), *word_grids(document, fields)]
    found = [read for grid in grids if (read := _found(grid, fields, document, values))]
    if fields.has(DESCRIPTION, AMOUNT) and not any(one.score >= _PROVEN for one in found):
        more = slip_grids(document, values)
        found += [read for grid in more if (read := _found(grid, fields, document, values))]
    best = max(found, key=_Found.rank, default=None)
    return best.items if best else []


def _found(grid: Grid, fields: Fields, document: Printed, values: Values) -> _Found | None:
    columns = fields.of(grid, values)
    asked = {number for number, column in columns.items() if column.sought is not None}
    if len(asked) < fields.fewest:
        return None
    every = [_line(row, columns, values) for row in grid.rows]
    lines, adds_up = _adding_up(list(_goods(every, columns, fields.fewest)), document, values)
    if not lines:
        return None
    checked = [line.multiplied for line in lines if line.multiplied is not None]
    score = len(asked) / len(fields.sought)
    score += sum(len(asked & line.readings.keys()) for line in lines) / (len(asked) * len(lines))
    score += sum(checked) / len(lines)
    score += 2 * (adds_up - grid.doubt)
    parts = sum(any(heads) for heads in grid.heads)
    return _Found([_item(line, columns, fields) for line in lines], score, parts)


def _line(row: Row, columns: Mapping[int, Column], values: Values) -> _Line:
    cells = {
        number: _readings(column, row.cells[number], values)
        for number, column in columns.items()
        if row.cells.get(number) and (column.sought or column.role in PRODUCT)
    }
    readings = {number: own[0] for number, own in cells.items() if own}
    line = _Line(row, readings, _roles(readings, columns))
    by_role = {columns[number].role: number for number in cells}
    if line.multiplied or not all(role in by_role for role in PRODUCT):
        return line
    numbers = [by_role[role] for role in PRODUCT]
    ways = [[*cells[number], *_otherwise(_joined(row.cells[number]))] for number in numbers]
    readings |= dict(zip(numbers, _multiplying(ways), strict=False))
    return _Line(row, readings, _roles(readings, columns))


def _roles(readings: Mapping[int, Reading], columns: Mapping[int, Column]) -> dict[str, Decimal]:
    return {
        columns[number].role: reading.value
        for number, reading in readings.items()
        if isinstance(reading.value, Decimal)
    }


def _readings(column: Column, pieces: tuple[Piece, ...], values: Values) -> Sequence[Reading]:
    """The values in a cell, the likeliest first."""
    kind = column.sought.kind if column.sought else _KINDS[column.role]
    if kind == "text":
        return _text(description_lines(pieces) if column.role == DESCRIPTION else pieces, values)
    piece = _joined(pieces)
    if kind in {"number", "amount", "percent"} and not any(map(str.isdecimal, piece.text)):
        return ()
    return values.of(kind, piece)


def _joined(pieces: Sequence[Piece]) -> Piece:
    """The lines of a cell as one."""
    if len(pieces) == 1:
        return pieces[0]
    words = [word for piece in pieces for word in piece.words]
    return piece_of(words, pieces[0].page, -1)


def _otherwise(piece: Piece) -> Iterator[Reading]:
    """Numbers with another decimal sign than the document has, or with a misread one."""
    for sign in (",", "."):
        for number in find_numbers(piece.text, decimal=sign):
            if not number.percent:
                yield Reading(Span(piece, number.start, number.end), number.value)
    for match in _MISREAD.finditer(piece.text):
        whole = re.sub(r"\D", "", match["whole"])
        yield Reading(Span(piece, *match.span()), Decimal(f"{whole}.{match['cents']}"))


def _text(pieces: Sequence[Piece], values: Values) -> list[Reading]:
    """The words of a cell, its lines one behind the other."""
    spans = [found[0].span for piece in pieces if (found := values.of("text", piece))]
    if not spans:
        return []
    lines = [Span(span.piece, span.start, len(span.piece.text)) for span in spans[:-1]]
    lines.append(spans[-1])
    said = lines[0].text
    for line in lines[1:]:
        close = is_cjk(said[-1]) and is_cjk(line.text[0])
        said += ("" if close else " ") + line.text
    return [Reading(lines[0], said, more=tuple(lines[1:]))]


def _multiplying(ways: Sequence[Sequence[Reading]]) -> Sequence[Reading]:
    """The likeliest readings of quantity, price and amount of which one is the product, if any."""
    several = [list(enumerate(_distinct(own)[:_MOST_WAYS])) for own in ways]
    for chosen in sorted(product(*several), key=lambda chosen: sum(way[0] for way in chosen)):
        readings = [way[1] for way in chosen]
        if _multiplies(*readings):
            return readings
    return ()


def _distinct(readings: Sequence[Reading]) -> list[Reading]:
    """Each value once, where it is first."""
    first: dict[tuple[int, object], Reading] = {}
    for reading in readings:
        first.setdefault((reading.span.start, reading.value), reading)
    return list(first.values())


def _multiplies(quantity: Reading, price: Reading, amount: Reading) -> bool:
    values = [one.value for one in (quantity, price, amount)]
    numbers = [value for value in values if isinstance(value, Decimal)]
    return len(numbers) == len(values) and multiplies(*numbers)


def _goods(lines: Sequence[_Line], columns: Mapping[int, Column], fewest: int) -> Iterator[_Line]:
    """The rows that are no sums; below the first sum only those that have all that others do."""
    whole: set[str] = set()
    total, count, ended = Decimal(0), 0, False
    for line in lines:
        labels = [piece.text for own in line.row.cells.values() for piece in own]
        amount = line.roles.get(AMOUNT)
        carried = count > 0 and not line.counted and amount == total
        if not line.multiplied and (
            any(map(is_sum, labels)) or (carried and (count > 1 or QUANTITY in whole))
        ):
            ended = True
            continue
        if not line.counted and any(map(is_allowance, labels)):
            continue
        asked = [number for number in line.readings if columns[number].sought]
        if len(asked) < fewest or (ended and not _is_whole(line, whole)):
            continue
        whole |= line.roles.keys()
        total, count = total + (amount or Decimal(0)), count + 1
        yield line


def _is_whole(line: _Line, whole: set[str]) -> bool:
    return whole <= line.roles.keys() and line.multiplied is not False


def _adding_up(lines: list[_Line], document: Printed, values: Values) -> tuple[list[_Line], bool]:
    """The rows, without such at the end as lack something if the others make a printed sum."""
    if _adds_up(lines, document, values):
        return lines, True
    whole = {role for line in lines for role in line.roles}
    last = max((n for n, line in enumerate(lines) if _is_whole(line, whole)), default=-1)
    if 0 <= last < len(lines) - 1 and _adds_up(lines[: last + 1], document, values):
        return lines[: last + 1], True
    return lines, False


def _adds_up(lines: Sequence[_Line], document: Printed, values: Values) -> bool:
    """Whether the amounts of all rows make a number that is printed elsewhere."""
    amounts = [line.roles[AMOUNT] for line in lines if AMOUNT in line.roles]
    if len(amounts) < len(lines):
        return False
    own = {
        id(word)
        for line in lines
        for pieces in line.row.cells.values()
        for piece in pieces
        for word in piece.words
    }
    total = sum(amounts)
    return any(
        number.value == total
        for piece in document.pieces
        if id(piece.words[0]) not in own
        for number in values.numbers(piece)
    )


def _item(line: _Line, columns: Mapping[int, Column], fields: Fields) -> Item:
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

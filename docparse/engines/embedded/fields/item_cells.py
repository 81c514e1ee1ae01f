"""The cells of a row of goods as values: numbers that multiply, lines of text as one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from docparse.engines.embedded.fields.candidates import Reading, Values
from docparse.engines.embedded.fields.item_columns import (
    AMOUNT,
    DESCRIPTION,
    PRICE,
    PRODUCT,
    QUANTITY,
    Column,
    multiplies,
)
from docparse.engines.embedded.fields.item_grid import Row, description_lines
from docparse.engines.embedded.fields.printed import Piece, Span, piece_of
from docparse.markup.joining import is_cjk
from docparse.values.amounts import find_numbers

_KINDS = {QUANTITY: "number", PRICE: "amount", AMOUNT: "amount"}
_MISREAD = re.compile(
    r"(?<![\d.,])(?P<whole>\d{1,3}(?:[.,]\s?\d{3})+)[.,]\s?(?P<cents>\d\d)(?![\d.,])"
)
"""An amount whose points and commas OCR has not told apart: 4.282.77."""
_MOST_WAYS = 5
"""Ways to read a number that are tried."""


@dataclass(frozen=True, eq=False)
class Line:
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

    @property
    def amount(self) -> Decimal | None:
        """What it adds to the sum."""
        return self.roles.get(AMOUNT)


def read_line(row: Row, columns: Mapping[int, Column], values: Values) -> Line:
    """Read the cells of a row.

    Args:
        row: It.
        columns: What the columns hold, by number.
        values: Reads values of a kind.
    """
    cells = {
        number: _readings(column, row.cells[number], values)
        for number, column in columns.items()
        if row.cells.get(number) and (column.sought or column.role in PRODUCT)
    }
    readings = {number: own[0] for number, own in cells.items() if own}
    line = Line(row, readings, _roles(readings, columns))
    by_role = {columns[number].role: number for number in cells}
    if line.multiplied or not all(role in by_role for role in PRODUCT):
        return line
    numbers = [by_role[role] for role in PRODUCT]
    ways = [[*cells[number], *_otherwise(_joined(row.cells[number]))] for number in numbers]
    readings |= dict(zip(numbers, _multiplying(ways), strict=False))
    return Line(row, readings, _roles(readings, columns))


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
    if not any(map(str.isdecimal, piece.text)):
        return
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

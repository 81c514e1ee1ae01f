"""Rows of goods without heads, as receipts have them: words, and an amount at the right end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from docparse.engines.embedded.fields.candidates import Values
from docparse.engines.embedded.fields.item_columns import (
    AMOUNT,
    DESCRIPTION,
    PRICE,
    QUANTITY,
    multiplies,
)
from docparse.engines.embedded.fields.item_grid import (
    Grid,
    Row,
    is_allowance,
    is_number,
    is_said,
    is_sum,
)
from docparse.engines.embedded.fields.printed import Piece, Printed, joined, piece_of
from docparse.values.amounts import FoundNumber

_TIMES = re.compile(
    r"(?:^|(?<=\s))(?P<count>\d{1,4}(?:[.,]\d{1,3})?)\s*(?P<unit>[^\W\d_]{1,4}\.?)?"
    r"\s*(?:[xX×*@]|(?<=\s)(?:à|a|at|je|por|per|à)(?=\s))\s*(?P<price>(?:[^\w\s]|[A-Z]{2,3})?\s?\d[\d.,]*)"
)
"""`3 x 2,50`, `0,5 kg à 3,00`, `2 @ $ 1.20`."""
_COUNTED = re.compile(r"(?P<count>\d{1,3})\s*[xX×*]\s+(?=[^\W\d_])")
"""`2 x` before a description."""
_FIRST = re.compile(r"(?P<count>\d{1,3})\s+(?=[^\W\d_]{2})")
"""A number before a description, a quantity where it stands in every row."""
_AFTER = 4
"""Signs that may stand behind an amount: a currency, the letter of a tax rate."""
_ALIGNED = 1.0
"""Type sizes by which the right ends of amounts in a column may differ."""
_MOST_ROWS = 60
"""Amounts above a line that may make its sum."""
_FEWEST = 2
"""Rows that show that numbers stand before all descriptions."""
_NONE = Decimal(0)
_ROLES = {0: DESCRIPTION, 1: QUANTITY, 2: PRICE, 3: AMOUNT}


_Cells = dict[str, Piece]
"""What is in a row, by the concept."""


@dataclass(frozen=True)
class _Line:
    """A line of a page.

    Attributes:
        piece: All its words.
        label: The words it begins with.
        amount: The number at its right end.
        cells: The words before that, and the numbers of `3 x 2,50`.
        unread: Whether numbers stand apart in it that are none of these.
    """

    piece: Piece
    label: str
    amount: FoundNumber | None
    cells: Mapping[str, Piece]
    unread: bool

    @property
    def edge(self) -> float:
        """Where its amount ends."""
        assert self.amount is not None
        return self.piece.words_at(self.amount.start, self.amount.end)[-1].box.x1

    @property
    def size(self) -> float:
        """Of its type."""
        return self.piece.size


def slip_grids(document: Printed, values: Values) -> Iterator[Grid]:
    """Yield the rows above the first sum of a document that has rows above it.

    Args:
        document: The words of all pages.
        values: Reads numbers.
    """
    lines = [_line(row, values) for row in document.rows.values()]
    start = 0
    while (end := _end(lines, start)) is not None:
        rows = _adding_up(list(_rows(lines[start:end], values)), lines[end:], values)
        if rows:
            counted = _counted(rows)
            unread = {id(line.cells.get(AMOUNT)) for line in lines[start:end] if line.unread}
            doubt = sum(id(row[AMOUNT]) in unread for row in rows) / len(rows)
            cells = (
                {number: (row[role],) for number, role in _ROLES.items() if role in row}
                for row in counted
            )
            roles = {n: role for n, role in _ROLES.items() if any(role in row for row in counted)}
            yield Grid(((),) * len(_ROLES), tuple(map(Row, cells)), roles, doubt)
            return
        start = end + 1


def _line(row: Sequence[Piece], values: Values) -> _Line:
    piece = row[0]
    for further in row[1:]:
        piece = joined(piece, further)
    numbers = values.numbers(piece)
    amount = numbers[-1] if numbers and _is_amount(numbers[-1], piece) else None
    apart = [one for one in row[1:-1] if is_number(one.text)] if amount else []
    if amount and (columns := _in_columns(row, apart, amount.value, values)):
        cells = columns | {AMOUNT: piece_of(row[-1].words, piece.page, piece.line)}
        return _Line(piece, row[0].text, amount, cells, unread=False)
    times = _TIMES.search(piece.text)
    if times and amount and amount.start < times.end():
        amount = None
    before = amount.start if amount else len(piece.text)
    counted = None if times else _COUNTED.match(piece.text)
    places = {
        DESCRIPTION: (counted.end() if counted else 0, times.start() if times else before),
        QUANTITY: times.span("count") if times else counted.span("count") if counted else (0, 0),
        PRICE: times.span("price") if times else (0, 0),
        AMOUNT: (amount.start, amount.end) if amount else (0, 0),
    }
    parts = {role: _part(piece, *place) for role, place in places.items()}
    said = parts[DESCRIPTION]
    if said is not None and not is_said(said.text):
        parts[DESCRIPTION] = None
    cells = {role: part for role, part in parts.items() if part is not None}
    return _Line(piece, row[0].text, amount, cells, unread=bool(apart))


def _in_columns(
    row: Sequence[Piece], apart: Sequence[Piece], amount: Decimal, values: Values
) -> _Cells:
    """A row whose quantity, words, price and amount stand apart; empty if they do not multiply."""
    words = [one for one in row[:-1] if is_said(one.text) and not is_number(one.text)]
    counts = [one for one in row[:-1] if is_number(one.text)]
    for count in counts if words else ():
        for price in (one for one in apart if one is not count):
            numbers = _number(count, values), _number(price, values)
            if None not in numbers and multiplies(numbers[0] or _NONE, numbers[1] or _NONE, amount):
                return {DESCRIPTION: words[0], QUANTITY: count, PRICE: price}
    return {}


def _is_amount(number: FoundNumber, piece: Piece) -> bool:
    rest = piece.text[number.end :].strip()
    money = number.decimals == 2 or number.currency is not None
    return money and not number.percent and len(rest) <= _AFTER


def _part(piece: Piece, start: int, end: int) -> Piece | None:
    words = piece.words_at(start, end) if end > start else ()
    return piece_of(words, piece.page, piece.line) if words else None


def _end(lines: Sequence[_Line], start: int) -> int | None:
    """The first line that is a sum, by its label or because it is what stands above it."""
    running: list[Decimal] = []
    for number, line in enumerate(lines[start:], start):
        if line.amount is None:
            continue
        if is_sum(line.label):
            return number
        value = line.amount.value
        if value and any(sum(running[first:]) == value for first in range(len(running) - 1)):
            return number
        running = [*running, value][-_MOST_ROWS:]
    return None


def _rows(lines: Sequence[_Line], values: Values) -> Iterator[_Cells]:
    """The rows among some lines: those whose amounts are right-aligned."""
    edge = median([line.edge for line in lines if line.amount] or [0.0])
    last: _Cells | None = None
    waiting: _Cells = {}
    for line in lines:
        cells = dict(line.cells)
        if line.amount is None or abs(line.edge - edge) > _ALIGNED * line.size:
            cells.pop(AMOUNT, None)
        if AMOUNT in cells and is_allowance(line.label):
            continue
        if last is not None and _is_of(last, cells, values):
            last |= {role: cells[role] for role in (QUANTITY, PRICE)}
        elif AMOUNT not in cells:
            waiting = {**({} if DESCRIPTION in cells else waiting), **cells}
        else:
            fits = DESCRIPTION not in cells or _multiplied(waiting | cells, values)
            row = {**(waiting if fits else {}), **cells}
            waiting = {}
            if DESCRIPTION in row:
                if last is not None:
                    yield last
                last = row
    if last is not None:
        yield last


def _is_of(row: _Cells, cells: _Cells, values: Values) -> bool:
    """Tell a line `3 x 2,50` under the row whose amount that makes."""
    if PRICE not in cells or DESCRIPTION in cells or PRICE in row:
        return False
    return _multiplied({**cells, AMOUNT: row[AMOUNT]}, values)


def _multiplied(cells: Mapping[str, Piece], values: Values) -> bool:
    """Whether a row has a quantity and a price, and its amount is their product."""
    if not {QUANTITY, PRICE, AMOUNT} <= cells.keys():
        return False
    found = [_number(cells[role], values) for role in (QUANTITY, PRICE, AMOUNT)]
    count, price, amount = found
    return None not in found and multiplies(count or _NONE, price or _NONE, amount or _NONE)


def _number(piece: Piece, values: Values) -> Decimal | None:
    return next((number.value for number in values.numbers(piece)), None)


def _adding_up(rows: list[_Cells], below: Sequence[_Line], values: Values) -> list[_Cells]:
    """The rows without those at the top that are none: what is left makes a sum printed below."""
    sums = {line.amount.value for line in below if line.amount is not None}
    amounts = [_number(row[AMOUNT], values) or _NONE for row in rows]
    for first in range(len(rows)):
        if sum(amounts[first:]) in sums:
            return rows[first:]
    return rows


def _counted(rows: list[_Cells]) -> list[_Cells]:
    """The rows with the numbers that all descriptions begin with as quantities."""
    found = [_FIRST.match(row[DESCRIPTION].text) for row in rows]
    counts = [int(match["count"]) for match in found if match]
    numbered = counts == list(range(1, len(rows) + 1))
    if len(rows) < _FEWEST or len(counts) < len(rows) or any(QUANTITY in row for row in rows):
        return rows
    return [
        row | _split(row[DESCRIPTION], match.end(), numbered=numbered)
        for row, match in zip(rows, found, strict=True)
        if match
    ]


def _split(piece: Piece, at: int, *, numbered: bool) -> _Cells:
    """A description without the number before it, which is the quantity but for that of the row."""
    count, rest = _part(piece, 0, at - 1), _part(piece, at, len(piece.text))
    parts = {DESCRIPTION: rest} if numbered else {QUANTITY: count, DESCRIPTION: rest}
    return {role: part for role, part in parts.items() if part is not None}

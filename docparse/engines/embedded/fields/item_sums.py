"""Which rows of a list are goods and which are sums: by labels, and by what is printed as sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations, islice, product
from typing import Literal

from docparse.engines.embedded.fields.candidates import Values
from docparse.engines.embedded.fields.item_cells import Line
from docparse.engines.embedded.fields.item_columns import QUANTITY, Column
from docparse.engines.embedded.fields.item_grid import (
    is_allowance,
    is_payment,
    is_said,
    is_sum,
    is_total,
)
from docparse.engines.embedded.fields.printed import Piece, Printed
from docparse.values.amounts import FoundNumber

_MOST_HAVE = 0.5
"""Share of the rows that have what a row of goods must have."""
_CENTS = Decimal("0.02")
"""By which rounded parts may miss their sum."""
_MOST_PARTS, _MOST_TERMS = 12, 2
"""Amounts below the rows of which some may lie between their sum and a total, and how many."""
_TELLING = 3
"""Rows from which it is no chance that a number is their sum."""
_DECIMALS = 2
"""Figures behind the decimal sign of amounts."""
_MOST_WORDS = 6
"""Words of the label of a total."""
_MOST_TOTALS = 60
"""Lines with amounts below the rows that are looked at for a total."""

Why = Literal["carried", "allowance", "short", "below"]
"""Why a row is no item: it is what stands above it, what is taken off, it lacks too much, or it
stands below a sum and lacks what the rows above have."""


@dataclass(frozen=True, eq=False)
class Total:
    """An amount with the label of a sum."""

    label: str
    value: Decimal
    piece: Piece


@dataclass(frozen=True, eq=False)
class Doubt:
    """A row that may be an item, and what was made of it.

    Attributes:
        line: It.
        why: Why it may be none.
        kept: Whether it was taken for an item.
    """

    line: Line
    why: Why
    kept: bool


@dataclass(frozen=True, eq=False)
class Goods:
    """The rows that are items.

    Attributes:
        lines: They.
        adds_up: Whether their amounts make a number that is printed elsewhere.
        doubts: The rows that could be taken otherwise.
        alone: Whether that number is but that of a row which was left out as their sum.
    """

    lines: Sequence[Line]
    adds_up: bool
    doubts: Sequence[Doubt]
    alone: bool = False


class PrintedSums:
    """The numbers of a document, to find sums among them.

    Args:
        document: Its words.
        values: Reads numbers.
    """

    def __init__(self, document: Printed, values: Values) -> None:
        self._document, self._values = document, values

    @cached_property
    def _by_value(self) -> Mapping[Decimal, list[tuple[Piece, FoundNumber]]]:
        found: dict[Decimal, list[tuple[Piece, FoundNumber]]] = {}
        for piece in self._document.pieces:
            for number in self._values.numbers(piece):
                if number.percent:
                    continue
                found.setdefault(number.value, []).append((piece, number))
        return found

    def hold(self, total: Decimal, own: set[int]) -> bool:
        """Tell whether a number is printed, not among some words, and not as what was paid."""
        return any(
            id(piece.words[0]) not in own and not self._is_paid(piece, number)
            for piece, number in self._by_value.get(total, ())
        )

    def _is_paid(self, piece: Piece, number: FoundNumber) -> bool:
        return any(map(is_payment, self._labels(piece, number)))

    def _labels(self, piece: Piece, number: FoundNumber) -> list[str]:
        """What stands before a number on its line."""
        row = self._document.rows.get((piece.page, piece.line), ())
        before = [one.text for one in row if one.box.x1 <= piece.box.x0]
        return [text for text in (piece.text[: number.start].strip(), *before) if is_said(text)]

    def around(
        self, lines: Sequence[Line], aside: Sequence[Line]
    ) -> tuple[list[Total], list[Decimal]]:
        """Return the totals beside some rows, and what else of amounts stands below them."""
        totals: list[Total] = []
        others: list[Decimal] = []
        for piece, number, below in islice(self._beside(lines, aside), _MOST_TOTALS):
            labels = self._labels(piece, number)
            short = [text for text in labels if len(text.split()) <= _MOST_WORDS]
            named = next(filter(is_total, short), None)
            if named is not None:
                totals.append(Total(named, number.value, piece))
            elif below and not any(map(is_payment, short)):
                others.append(number.value)
        return totals, others

    def _beside(
        self, lines: Sequence[Line], aside: Sequence[Line]
    ) -> Iterator[tuple[Piece, FoundNumber, bool]]:
        """The amounts at the ends of pieces from the first row on, and whether below all rows."""
        own = _words_of([*lines, *aside])
        places = [(piece.page, piece.box.y0) for line in lines for piece in _pieces(line)]
        first, last = min(places), max(places)
        for piece in self._document.pieces:
            place = piece.page, piece.box.y0
            if place < first or piece.page > last[0] + 1 or id(piece.words[0]) in own:
                continue
            for number in self._values.numbers(piece)[-1:]:
                if number.decimals == _DECIMALS or number.currency:
                    yield piece, number, place > last


def goods(
    lines: Sequence[Line], columns: Mapping[int, Column], fewest: int, sums: PrintedSums
) -> Goods:
    """Part the items among some rows from sums and what is taken off those.

    Rows that could be either are taken so that the amounts of all items make a printed sum.

    Args:
        lines: The rows, top to bottom.
        columns: What the columns hold, by number.
        fewest: How many of the fields that are asked for a row must have.
        sums: What is printed.
    """
    plain = _walked(lines, columns, fewest, frozenset())
    doubted: list[Why] = [
        why for why in ("carried", "allowance") if any(own == why for _, own in plain.left)
    ]
    ways = [plain] + [
        _walked(lines, columns, fewest, frozenset(kept))
        for count in range(1, len(doubted) + 1)
        for kept in combinations(doubted, count)
    ]
    for cut, way in product((_every, _without_last, _whole_ones), ways):
        kept = cut(way.kept)
        carried = [line for line, why in way.left if why == "carried"]
        if kept and _adds_up(kept, sums, aside=carried[:1]):
            return Goods(kept, True, list(_proven(way, kept)))
    way = _likelier(ways, sums)
    for kept in (way.kept, _without_last(way.kept)):
        if kept and _adds_up(kept, sums):
            return Goods(kept, True, list(_unproven(way)), alone=len(kept) < _TELLING)
    return Goods(way.kept, False, list(_unproven(way)))


@dataclass(frozen=True, eq=False)
class _Walk:
    """Rows parted in one way.

    Attributes:
        kept: Those taken for items.
        left: The others that have an amount, and why they are none; sums by label are not in it.
        forced: Those among the kept ones that are in doubt, and why.
        whole: What items have.
    """

    kept: list[Line]
    left: list[tuple[Line, Why]]
    forced: list[tuple[Line, Why]]
    whole: set[str]


def _walked(
    lines: Sequence[Line], columns: Mapping[int, Column], fewest: int, keep: frozenset[Why]
) -> _Walk:
    """Walk down the rows; below the first sum only those count that have all that others do."""
    way = _Walk([], [], [], set())
    total, ended = Decimal(0), False
    for line in lines:
        labels = [piece.text for piece in _pieces(line)]
        count, amount = len(way.kept), line.amount
        if not line.multiplied and any(map(is_sum, labels)):
            ended = True
            continue
        same = count > 0 and not line.counted and amount == total != 0
        carried = not line.multiplied and same and (count > 1 or QUANTITY in way.whole)
        asked = sum(columns[number].sought is not None for number in line.readings)
        why: Why | None = None
        if carried:
            why = "carried"
        elif not line.counted and any(map(is_allowance, labels)):
            if ended:
                continue
            why = "allowance"
        if why is not None and not (why in keep and asked >= fewest):
            ended = ended or carried
            way.left.append((line, why))
        elif asked < fewest or (ended and not _is_whole(line, way.whole)):
            if amount is not None:
                way.left.append((line, "below" if ended else "short"))
        else:
            if why is not None:
                way.forced.append((line, why))
            else:
                way.whole.update(line.roles)
            total += amount or Decimal(0)
            way.kept.append(line)
    return way


def _is_whole(line: Line, whole: set[str]) -> bool:
    return whole <= line.roles.keys() and line.multiplied is not False


def _every(lines: Sequence[Line]) -> list[Line]:
    return list(lines)


def _whole_ones(lines: Sequence[Line]) -> list[Line]:
    """The rows that have what most have, as the lines of a footer between pages do not."""
    have = Counter(role for line in lines for role in line.roles)
    whole = {role for role, count in have.items() if count >= _MOST_HAVE * len(lines)}
    return [line for line in lines if _is_whole(line, whole)]


def _without_last(lines: Sequence[Line]) -> list[Line]:
    """The rows without those at the end that lack something."""
    whole = {role for line in lines for role in line.roles}
    last = max((n for n, line in enumerate(lines) if _is_whole(line, whole)), default=-1)
    return list(lines[: last + 1])


def _adds_up(lines: Sequence[Line], sums: PrintedSums, aside: Sequence[Line] = ()) -> bool:
    """Whether the amounts of all rows make a number that is printed elsewhere."""
    amounts = [line.amount for line in lines if line.amount is not None]
    if len(amounts) < len(lines):
        return False
    return sums.hold(sum(amounts, Decimal(0)), _words_of([*lines, *aside]))


def _likelier(ways: Sequence[_Walk], sums: PrintedSums) -> _Walk:
    """The way to take rows that make no printed sum: with taxes they may make a total.

    Otherwise what is a sum has no rows right below it.
    """
    plain = ways[0]
    for way in ways if len(ways) > 1 else ():
        check = checked(way.kept, sums, [line for line, why in way.left if why == "carried"])
        if check is not None and check.reached:
            return way
    for way in ways[1:]:
        carried = [line for line, why in way.forced if why == "carried"]
        if len(way.forced) == len(carried) > 0 and QUANTITY not in plain.whole:
            after = [_page(line) for line in way.kept[way.kept.index(carried[-1]) + 1 :]]
            if _page(carried[-1]) in after:
                return way
    return plain


def _proven(way: _Walk, kept: Sequence[Line]) -> Iterator[Doubt]:
    """Where the items make a sum only what stands between them and was taken off is in doubt."""
    for line, why in way.left:
        if why == "allowance" and place_of(line) < place_of(kept[-1]):
            yield Doubt(line, why, kept=False)


def _unproven(way: _Walk) -> Iterator[Doubt]:
    last = place_of(way.kept[-1]) if way.kept else (0, 0.0)
    for line, why in way.forced:
        yield Doubt(line, why, kept=True)
    for line, why in way.left:
        told = {
            "carried": QUANTITY not in way.whole,
            "allowance": True,
            "short": place_of(line) < last,
            "below": place_of(line) < last,
        }
        if told[why]:
            yield Doubt(line, why, kept=False)


@dataclass(frozen=True)
class Check:
    """What the amounts of items make, and the labelled total that is nearest to it.

    Attributes:
        made: It.
        total: The total.
        reached: Whether it is a total, or what stands below the rows lies between both: taxes,
            carriage, what was taken off.
    """

    made: Decimal
    total: Total
    reached: bool


def checked(lines: Sequence[Line], sums: PrintedSums, aside: Sequence[Line] = ()) -> Check | None:
    """Hold what rows make against the totals; None where a row has no amount, or no total is.

    Args:
        lines: The rows that are items.
        sums: What is printed.
        aside: Rows that were taken for the sum of those above them.
    """
    amounts = [line.amount for line in lines if line.amount is not None]
    if not amounts or len(amounts) < len(lines):
        return None
    made = sum(amounts, Decimal(0))
    found, others = sums.around(lines, aside)
    totals = [total for total in found if total.value]
    if not totals:
        return None
    steps = _steps(others)
    reached = any(_reaches(made, total.value, steps) for total in totals)
    return Check(made, min(totals, key=lambda total: abs(total.value - made)), reached)


def _steps(others: Sequence[Decimal]) -> set[Decimal]:
    """What some amounts make, added or taken off."""
    parts = list(dict.fromkeys(abs(other) for other in others if other))[:_MOST_PARTS]
    return {
        sum((sign * part for sign, part in zip(signs, some, strict=True)), Decimal(0))
        for count in range(_MOST_TERMS + 1)
        for some in combinations(parts, count)
        for signs in product((1, -1), repeat=count)
    }


def _reaches(made: Decimal, total: Decimal, steps: set[Decimal]) -> bool:
    """Tell a total that is a sum with what lies between both, which is less than it."""
    return any(
        abs(abs(made + step) - abs(total)) <= _CENTS for step in steps if abs(step) < abs(total)
    )


def _pieces(line: Line) -> Iterator[Piece]:
    return (piece for own in line.row.cells.values() for piece in own)


def _words_of(lines: Sequence[Line]) -> set[int]:
    return {id(word) for line in lines for piece in _pieces(line) for word in piece.words}


def place_of(line: Line) -> tuple[int, float]:
    """Return the page of a row, and where it begins on it."""
    return min((piece.page, piece.box.y0) for piece in _pieces(line))


def _page(line: Line) -> int:
    return place_of(line)[0]

"""Which column of a table of goods holds which field: by its head, else by what stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product

import numpy as np

from docparse.engines.embedded.fields.assigning import best_pairs
from docparse.engines.embedded.fields.candidates import Values
from docparse.engines.embedded.fields.concepts import (
    Concept,
    best_label,
    concept_of,
    concepts,
    normalised,
)
from docparse.engines.embedded.fields.item_grid import Grid, Heads, bare, is_number, is_said
from docparse.engines.embedded.fields.wanting import Sought, own_concept
from docparse.markup.joining import is_cjk
from docparse.tasks.wanted import WantedField

ALIKE = 0.75
"""Likeness from which the head of a column names a field."""
FEWEST = 2
"""Columns by which a table is known for that of a list; one where the items have one field."""
DESCRIPTION, QUANTITY, PRICE, AMOUNT = (
    "item_description",
    "quantity",
    "unit_price",
    "line_total",
)
_OTHERS = (
    DESCRIPTION,
    QUANTITY,
    PRICE,
    AMOUNT,
    "position",
    "item_number",
    "unit",
    "line_tax_rate",
    "line_tax_amount",
    "line_discount",
    "weight",
    "batch_number",
    "customs_tariff_number",
)
"""What columns of goods hold besides what is asked for."""
_CONTEXT = ("line", "item")
"""What the names of fields in items are tried with first: the total of a line is not the sum."""
PRODUCT = (QUANTITY, PRICE, AMOUNT)
"""The last of them is the product of the first ones."""
_LONGEST = 60
"""Letters of the head of a column."""
_GUESSED = 0.6
"""Certainty of a column that is known by what stands in it."""
_MOST = 0.6
"""Share of the rows in which a column without a known head must hold what is looked for."""
_CENT = Decimal("0.015")
"""What the product of quantity and price may be off an amount, by rounding."""


@dataclass(frozen=True)
class Column:
    """What a column holds.

    Attributes:
        role: The name of a concept.
        sought: The field that is asked for; None where it is not.
        worth: How sure that is, 0 to 1.
        how: In words, how it is known.
    """

    role: str
    sought: Sought | None
    worth: float
    how: str


class Fields:
    """What is asked for of each row.

    Args:
        wanted: The fields of an item.
    """

    def __init__(self, wanted: Sequence[WantedField]) -> None:
        self.sought = tuple(Sought(inner, _concept(inner)) for inner in wanted)
        named = {one.concept.name for one in self.sought}
        self._labels = [
            *((one.concept.name, one, one.labels) for one in self.sought),
            *((one.name, None, one.labels) for one in concepts() if _is_other(one.name, named)),
        ]
        self._exact = frozenset(
            normalised(label) for _, _, labels in self._labels for label in labels
        )
        every = (label for one in self.sought for label in one.labels)
        self._words = frozenset(word for label in every for word in normalised(label).split())
        self._cjk = tuple(label for one in self.sought for label in one.labels if is_cjk(label[0]))
        self._likeness = lru_cache(maxsize=4096)(self._likenesses)
        self.by_heads = lru_cache(maxsize=512)(self._by_heads)

    @property
    def fewest(self) -> int:
        """How many of them a table must have."""
        return min(FEWEST, len(self.sought))

    def has(self, *roles: str) -> bool:
        """Tell whether all of some concepts are asked for."""
        return {one.concept.name for one in self.sought}.issuperset(roles)

    def may_head(self, texts: Sequence[str]) -> bool:
        """Tell what may be the heads of columns, quickly: one is a label, others have its words."""
        if not any(normalised(bare(text)) in self._exact for text in texts):
            return False
        known = sum(
            any(word in self._words for word in normalised(text).split())
            or any(label in text for label in self._cjk)
            for text in texts
        )
        return known >= self.fewest

    def known(self, text: str) -> float:
        """Return how alike a text and the likeliest head of a column of goods are."""
        return max(self._likeness(text))

    def _by_heads(self, heads: Heads) -> Mapping[int, Column]:
        """What the columns hold whose heads are known."""
        likeness = np.array(
            [
                np.max([self._likeness(text) for text in texts] or [self._likeness("")], axis=0)
                for texts in heads
            ]
        ).reshape(len(heads), len(self._labels))
        best = likeness.max(axis=1, initial=0.0, keepdims=True)
        likeness[(likeness < ALIKE) | (likeness < best - 0.1)] = 0.0
        asked = np.array([sought is not None for _, sought, _ in self._labels])
        columns: dict[int, Column] = {}
        for row, number in best_pairs(likeness + 0.01 * asked * (likeness > 0)):
            if likeness[row, number] > 0:
                role, sought, _ = self._labels[number]
                worth = float(likeness[row, number])
                columns[row] = Column(role, sought, worth, _told(role, sought))
        return columns

    def is_head(self, heads: Heads) -> bool:
        """Tell heads of which enough are known, and one of what is asked for."""
        columns = self.by_heads(heads)
        known = any(column.sought for column in columns.values())
        return known and len(columns) >= self.fewest

    def of(self, grid: Grid, values: Values) -> dict[int, Column]:
        """Return what the columns of a grid hold, also those whose heads are not known."""
        columns = {n: self._column(r, 1.0) for n, r in grid.roles.items()}
        columns = columns or dict(self.by_heads(grid.heads))
        numbers = [_numbers(grid, number, values) for number in range(len(grid.heads))]
        told = _multiplying(numbers, columns)
        if any(number not in columns or columns[number].role != r for r, number in told.items()):
            kept = {
                n: c for n, c in columns.items() if c.role not in told and n not in told.values()
            }
            same = {n: columns[n] for r, n in told.items() if n in columns and columns[n].role == r}
            guessed = {n: self._column(r, _GUESSED) for r, n in told.items() if n not in same}
            columns = kept | same | guessed
        roles = {column.role for column in columns.values()}
        if AMOUNT not in roles and PRICE in roles and not grid.roles:
            amounts = _amounts(numbers, columns)
            if amounts is not None:
                columns[amounts] = self._column(AMOUNT, _GUESSED)
        if DESCRIPTION not in roles:
            for number in _lettered(grid, columns):
                columns[number] = self._column(DESCRIPTION, _GUESSED)
        return columns

    def _column(self, role: str, worth: float) -> Column:
        sought = next((one for one in self.sought if one.concept.name == role), None)
        return Column(role, sought, worth, _told(role, sought))

    def _likenesses(self, text: str) -> tuple[float, ...]:
        if len(text) > _LONGEST:
            return (0.0,) * len(self._labels)
        said = dict.fromkeys((text, bare(text)))
        return tuple(
            max(best_label(one, labels) for one in said) if labels else 0.0
            for _, _, labels in self._labels
        )


def _is_other(name: str, named: set[str]) -> bool:
    return name in _OTHERS and name not in named


def _told(role: str, sought: Sought | None) -> str:
    return f"in the column of {sought.field.name if sought else role!r}"


def _concept(wanted: WantedField) -> Concept:
    """The concept of a field: one of rows, if its name is that of one with or without `line`."""
    name = wanted.path[-1]
    for tried in (name, *(f"{context} {name}" for context in _CONTEXT)):
        known = concept_of(tried, wanted.aliases)
        if known is not None and (tried != name or known.name in _OTHERS):
            return known
    return own_concept(wanted)


def _multiplying(
    numbers: Sequence[Mapping[int, Decimal]], columns: Mapping[int, Column]
) -> dict[str, int]:
    """The columns that are a quantity, a price and their product, where their heads do not say it.

    Heads are believed as long as the product is right below them.
    """
    known = {column.role: number for number, column in columns.items()}
    free = [number for number, own in enumerate(numbers) if own and _is_free(columns.get(number))]
    free += [known[role] for role in PRODUCT if role in known]
    believed = [[known[role]] if role in known else free for role in PRODUCT]
    for ways in (product(*believed), product(*([free] * len(PRODUCT)))):
        held = {
            way: _held(*(numbers[number] for number in way))
            for way in ways
            if len(set(way)) == len(way)
        }
        best = max(
            held, key=lambda way: (len(held[way]), way[0] < way[1] < way[2], way[0]), default=None
        )
        if best and held[best] and len(held[best]) >= _MOST * (held[best][-1] + 1):
            return dict(zip(PRODUCT, best, strict=True))
    return {}


def _amounts(numbers: Sequence[Mapping[int, Decimal]], columns: Mapping[int, Column]) -> int | None:
    """The column without a known head whose numbers make a sum below them, else the last one."""
    free = [number for number, own in enumerate(numbers) if own and number not in columns]
    for number in reversed(free):
        found = list(numbers[number].values())
        if any(sum(found[:row]) == found[row] != 0 for row in range(2, len(found))):
            return number
    filled = max(map(len, numbers), default=0)
    last = len(numbers) - 1
    return last if last in free and len(numbers[last]) >= _MOST * filled else None


def _is_free(column: Column | None) -> bool:
    """Whether a column may be another than its head says: `Unit` over quantities."""
    return column is None or (column.sought is None and column.role not in PRODUCT)


def _numbers(grid: Grid, column: int, values: Values) -> dict[int, Decimal]:
    """The numbers in a column, by the row."""
    found: dict[int, Decimal] = {}
    for index, row in enumerate(grid.rows):
        pieces = row.cells.get(column, ())
        if pieces and is_number(pieces[0].text):
            for number in values.numbers(pieces[0])[:1]:
                found[index] = number.value
    return found


def _held(
    quantities: Mapping[int, Decimal], prices: Mapping[int, Decimal], amounts: Mapping[int, Decimal]
) -> list[int]:
    """The rows in which the product is right."""
    rows = sorted(quantities.keys() & prices.keys() & amounts.keys())
    return [row for row in rows if multiplies(quantities[row], prices[row], amounts[row])]


def multiplies(quantity: Decimal, price: Decimal, amount: Decimal) -> bool:
    """Tell an amount that is the product of a quantity and a price, rounded, whatever the signs."""
    return abs(abs(quantity * price) - abs(amount)) <= _CENT


def _lettered(grid: Grid, columns: Mapping[int, Column]) -> Iterator[int]:
    """The column without a known head that has words in most rows, the one with most letters."""
    counted = [n for n, column in columns.items() if column.role in PRODUCT]
    numbers = [sum(is_number(row.text(number)) for number in counted) for row in grid.rows]
    most = max(numbers, default=0)
    rows = [row for row, count in zip(grid.rows, numbers, strict=True) if count == most]
    letters = {
        number: [sum(map(str.isalpha, text)) for text in texts if is_said(text)]
        for number in range(len(grid.heads))
        if number not in columns
        for texts in [[row.text(number) for row in rows]]
    }
    full = {n: sum(own) for n, own in letters.items() if len(own) >= _MOST * len(rows) > 0}
    if full:
        yield max(full, key=lambda number: full[number])

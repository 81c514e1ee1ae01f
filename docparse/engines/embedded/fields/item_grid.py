"""Rows of goods as they were found on pages: what stands in which column, and over it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from docparse.engines.embedded.fields.candidates import LETTERS
from docparse.engines.embedded.fields.concepts import best_label, concepts, normalised
from docparse.engines.embedded.fields.labels import composed
from docparse.engines.embedded.fields.printed import Piece
from docparse.markup.joining import is_cjk
from docparse.values.currencies import ISO_CODES

_SURE = 0.9
"""Likeness from which a text is the label of a sum, or of a number."""
_SUMS = frozenset({"net_total", "tax_amount", "gross_total", "amount_due"})
_TAXES = frozenset({"tax_amount"})
_PAYMENTS = frozenset({"amount_paid", "cash_tendered", "change"})
_ALLOWANCES = _PAYMENTS | {"discount", "rounding"}
_COLUMNS = frozenset({"quantity", "unit_price", "line_total"})
_NUMBERS = frozenset({"item_number", "position", "batch_number", "customs_tariff_number"})
"""What lines under a description say without being one."""
_ASIDE = re.compile(r"[(（\[][^)）\]]*[)）\]]|\d[\d.,]*\s*%|%")
"""What a label may have beside it: (19 %), （元）."""
_CODE = re.compile(r"(?P<label>\D*[^\W\d_]\D*?)\s*\S*\d\S*")
_MARKED = re.compile(r"\W*[^\W\d_]{0,4}\W{0,3}\d?\W*\d{3,}[\d/.-]*")
"""A number of an article with hardly anything before it."""
_CURRENCIES = re.compile(rf"\b(?:{'|'.join(ISO_CODES)}|RM|Rs|Fr|kr|Kč|Ft)\b|[€$£¥]|zł|元")
_NUMBER = re.compile(
    r"[^\w]{0,4}\d[\d.,'’\s]*[^\w]{0,2}(?:[^\W\d_]{1,10}(?:\(\w\))?\.?\d?)?\W{0,2}"
)
_DAY = re.compile(r"\W*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\W*")
_SMALL, _SMALL_SCAN = 0.9, 0.75
"""Share of the type size under which a further line is a note; of one that OCR has read."""


Heads = tuple[tuple[str, ...], ...]
"""What the head of each column may be called, in several ways."""


@dataclass(frozen=True, eq=False)
class Row:
    """A row of goods.

    Attributes:
        cells: The lines in each column by its number, top to bottom.
    """

    cells: Mapping[int, tuple[Piece, ...]]

    def text(self, column: int) -> str:
        """What stands in a column, in all lines."""
        return " ".join(piece.text for piece in self.cells.get(column, ()))


@dataclass(frozen=True, eq=False)
class Grid:
    """Rows below one head.

    Attributes:
        heads: Of its columns.
        rows: Below it, down to the end of the pages.
        roles: What is in each column, where no head says it: names of concepts.
        doubt: Share of the rows that have numbers which are in no column.
    """

    heads: Heads
    rows: tuple[Row, ...]
    roles: Mapping[int, str] = field(default_factory=dict)
    doubt: float = 0.0


@cache
def labels_of(*names: str) -> tuple[str, ...]:
    """Return the labels of some concepts."""
    return tuple(label for one in concepts() if one.name in names for label in one.labels)


def bare(text: str) -> str:
    """Return a label without what stands beside it: brackets, rates, currencies, a colon."""
    return _CURRENCIES.sub(" ", _ASIDE.sub(" ", text)).strip(" :：.,*-=")


@lru_cache(maxsize=4096)
def is_sum(text: str) -> bool:
    """Tell the label of a sum, which ends the rows."""
    return _is_label(text, _SUMS)


@lru_cache(maxsize=4096)
def is_allowance(text: str) -> bool:
    """Tell the label of what is taken off a sum or paid, which is no row."""
    return _is_label(text, _ALLOWANCES)


@lru_cache(maxsize=4096)
def is_total(text: str) -> bool:
    """Tell the label of a sum of rows, with or without taxes, from that of the taxes."""
    return _is_label(text, _SUMS - _TAXES)


@lru_cache(maxsize=4096)
def is_payment(text: str) -> bool:
    """Tell the label of what was paid or given back."""
    return _is_label(text, _PAYMENTS)


@lru_cache(maxsize=4096)
def is_column(text: str) -> bool:
    """Tell the label of a quantity, a price or an amount, as on each row of some receipts."""
    return _is_label(text, _COLUMNS)


def _is_label(text: str, names: frozenset[str]) -> bool:
    if not is_said(text):
        return False
    if any(names & (composed(normalised(said)) or {}).keys() for said in (text, bare(text))):
        return True
    labels = labels_of(*sorted(names))
    return any(best_label(said, labels) >= _SURE for said in {text.rstrip(": "), bare(text)})


def is_said(text: str) -> bool:
    """Tell a text with words from one of figures and signs."""
    return LETTERS.search(text) is not None or any(map(is_cjk, text))


def is_number(text: str) -> bool:
    """Tell a text that is a number, with a currency or a unit at most."""
    return _NUMBER.fullmatch(_CURRENCIES.sub("", text).strip()) is not None


def is_day(text: str) -> bool:
    """Tell a date of figures."""
    return _DAY.fullmatch(text) is not None


def description_lines(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the lines of a description without notes below it: small print, article numbers."""
    kept = [pieces[0]]
    least = pieces[0].size * (_SMALL_SCAN if pieces[0].recognised else _SMALL)
    for piece in pieces[1:]:
        if piece.size < least or _is_code(piece.text):
            break
        kept.append(piece)
    return tuple(kept)


def _is_code(text: str) -> bool:
    """Tell a line like `Art. no. 4711-02`."""
    if _MARKED.fullmatch(text.strip()):
        return True
    match = _CODE.fullmatch(text.strip())
    if match is None:
        return False
    label = match["label"].strip(" .:：")
    return best_label(label, (*labels_of(*sorted(_NUMBERS)), "no")) >= _SURE

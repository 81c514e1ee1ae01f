"""The words that could be the value of a field, each with the features that speak for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from functools import cache, cached_property

from docparse.engines.embedded.fields.printed import Piece, Printed, Span
from docparse.engines.embedded.fields.terms import terms_in
from docparse.engines.embedded.fields.ticks import answer_of, has_sign
from docparse.values.amounts import FoundNumber, decimal_sign, find_numbers
from docparse.values.codes import FoundCode, find_codes
from docparse.values.currencies import ISO_CODES
from docparse.values.dates import FoundDate, dated, day_first, find_dates, time_after

_CODE = re.compile(r"[^\s:：,;()]*\d[^\s,;()]*")
LETTERS = re.compile(r"[^\W\d_]{2,}")
_WORD = re.compile(r"[^\s:：#.,;\-–—=|]\S*")
_TRAILING = " ,;:"
_ISO = re.compile(rf"\b(?:{'|'.join(ISO_CODES)})\b")
_NUMBER_SIGN = re.compile(r"(?i)(?:n[°º]|№|#|nr\.|no\.)(?=\w*\d)")
"""What says that a number follows, without a blank before it."""
_SIGN = re.compile(r"[^\d\s.,'’+\-]+")
"""The sign or code of a currency in the text of an amount."""
_HAN, _KANA = re.compile("[\u4e00-\u9fff]"), re.compile("[\u3040-\u30ff]")
_UNNAMED = re.compile(r"\d{2}|[:|]|[^\W\d_]{5,}\.$")
"""What names of parties do not have."""
_SHORTEST_TAX_CODE, _MOST_PERCENT = 7, 30
"""Characters of the number of a taxpayer; the highest rate that may be printed without its sign."""
_TOLD = 0.5
"""Share of a text that is terms of payment from which all of it is."""
_LONG_NAME = 6
"""Words of the longest name of a party."""


@dataclass(frozen=True, eq=False)
class Reading:
    """A stretch of text and the value it is read as.

    Attributes:
        span: Where it stands, or begins.
        value: What it says, typed.
        worth: How well the text fits what is asked for, 0 to 1.
        more: Where it goes on, on further lines.
        valid: Whether its check digits hold; None where it has none.
    """

    span: Span
    value: object
    worth: float = 1.0
    more: tuple[Span, ...] = ()
    valid: bool | None = None

    @property
    def spans(self) -> tuple[Span, ...]:
        """All its stretches."""
        return (self.span, *self.more)


@dataclass(frozen=True, eq=False)
class Option:
    """A value a field may have.

    Attributes:
        reading: It.
        how: In words, how it was found.
        features: What speaks for it, by name; their sum is its score.
    """

    reading: Reading
    how: str
    features: Mapping[str, float]

    @property
    def text(self) -> str:
        """As printed, lines with spaces between them."""
        return " ".join(span.text for span in self.reading.spans)

    @property
    def score(self) -> float:
        """0 to 1."""
        return min(max(sum(self.features.values()), 0.0), 1.0)


class Values:
    """Reads stretches of a document's text as values of a kind.

    Dates are read day first or month first, and numbers with a comma or a point, all alike: as
    those of the document that leave no doubt have it.

    Args:
        document: It.
    """

    def __init__(self, document: Printed) -> None:
        self._document = document
        self._known: dict[tuple[str, Piece], tuple[Reading, ...]] = {}
        self._dates_in, self._codes_in = cache(find_dates), cache(find_codes)
        self._numbers_in = cache(self._found_numbers)

    @property
    def document(self) -> Printed:
        """What is read."""
        return self._document

    @cached_property
    def day_first(self) -> bool:
        """Whether 03/04 is in April."""
        found = (date for piece in self._document.pieces for date in self._dates_in(piece.text))
        return day_first(found) is not False

    @cached_property
    def _decimal(self) -> str | None:
        text = "\n".join(piece.text for piece in self._document.pieces)
        return decimal_sign(text, find_numbers(text))

    @cached_property
    def _chinese(self) -> bool:
        text = "".join(piece.text for piece in self._document.pieces)
        return bool(_HAN.search(text)) and not _KANA.search(text)

    def of(self, kind: str, piece: Piece) -> tuple[Reading, ...]:
        """All values of a kind in a piece, left to right.

        Args:
            kind: Of a concept: `date`, `amount`, `iban`, …
            piece: Where to look.
        """
        key = kind, piece
        if key not in self._known:
            self._known[key] = tuple(_READERS.get(kind, Values._texts)(self, piece))
        return self._known[key]

    def numbers(self, piece: Piece) -> tuple[FoundNumber, ...]:
        """The numbers in a piece."""
        return self._numbers_in(piece.text)

    def codes(self, piece: Piece) -> tuple[FoundCode, ...]:
        """The codes that are known by their form in a piece."""
        return self._codes_in(piece.text)

    def _found_numbers(self, text: str) -> tuple[FoundNumber, ...]:
        return find_numbers(text, decimal=self._decimal, chinese=self._chinese)

    def _dates(self, piece: Piece) -> Iterator[Reading]:
        for found in self._dates_in(piece.text):
            yield Reading(Span(piece, found.start, found.end), self._moment(found, piece))

    def _moment(self, found: FoundDate, piece: Piece) -> datetime:
        at = time_after(piece.text, found.end) or time()
        return datetime.combine(dated(found, day_first=self.day_first), at)

    def _amounts(self, piece: Piece) -> Iterator[Reading]:
        for number in self.numbers(piece):
            if not number.percent:
                worth = 1.0 if number.decimals == 2 or number.currency else 0.75
                yield Reading(Span(piece, number.start, number.end), number.value, worth)

    def _percents(self, piece: Piece) -> Iterator[Reading]:
        for number in self.numbers(piece):
            if not number.percent and not 0 <= number.value <= _MOST_PERCENT:
                continue
            worth = 1.0 if number.percent else 0.5
            yield Reading(Span(piece, number.start, number.end), number.value, worth)

    def _currencies(self, piece: Piece) -> Iterator[Reading]:
        for number in self.numbers(piece):
            sign = _SIGN.search(piece.text, number.start, number.end)
            if number.currency and sign:
                yield Reading(Span(piece, sign.start(), sign.end()), number.currency)
        for match in _ISO.finditer(piece.text):
            yield Reading(Span(piece, match.start(), match.end()), match[0])

    def _codes(self, piece: Piece) -> Iterator[Reading]:
        dates = [(date.start, date.end) for date in self._dates_in(piece.text)]
        for match in _CODE.finditer(piece.text):
            lead = _NUMBER_SIGN.match(match[0])
            first = match.start() + (lead.end() if lead else 0)
            text = piece.text[first : match.end()].rstrip(_TRAILING + ".")
            dated = any(start < match.end() and match.start() < end for start, end in dates)
            worth = 0.2 if dated and not text[:1].isalpha() else 1.0
            yield Reading(Span(piece, first, first + len(text)), text, worth)

    def _booleans(self, piece: Piece) -> Iterator[Reading]:
        """Yes and no at the end of what is printed, where there is no box to tick."""
        for match in _WORD.finditer(piece.text) if not has_sign(piece.text) else ():
            said = answer_of(piece.text[match.start() :])
            if said is not None:
                yield Reading(Span(piece, match.start(), len(piece.text)), said)

    def _texts(self, piece: Piece) -> Iterator[Reading]:
        for match in _WORD.finditer(piece.text) if not has_sign(piece.text) else ():
            rest = piece.text[match.start() :].rstrip(_TRAILING)
            if rest:
                yield Reading(Span(piece, match.start(), match.start() + len(rest)), rest)


def _terms(_: Values, piece: Piece) -> Iterator[Reading]:
    """Terms of payment; what begins with them and is mostly such words, up to its end."""
    found = list(terms_in(piece.text))
    for number, (start, end) in enumerate(found):
        rest = piece.text[start:].rstrip(_TRAILING)
        told = sum(last - first for first, last in found[number:])
        text = rest if told >= _TOLD * len(rest) else piece.text[start:end]
        yield Reading(Span(piece, start, start + len(text)), text)


def _parties(values: Values, piece: Piece) -> Iterator[Reading]:
    """Names of persons and firms; long ones, and those with figures, are hardly any."""
    for reading in values._texts(piece):
        text = reading.span.text
        if LETTERS.search(text) and text[0].isalnum() and not text[0].islower():
            usual = len(text.split()) <= _LONG_NAME and not _UNNAMED.search(text)
            yield replace(reading, worth=1.0 if usual else 0.0)


def _tax_codes(values: Values, piece: Piece) -> Iterator[Reading]:
    """Numbers of taxpayers: those of the VAT, or such as a label announces."""
    known = tuple(_READERS["vat"](values, piece))
    yield from known or (
        replace(code, worth=0.8 * code.worth)
        for code in values._codes(piece)
        if len(code.span.text) >= _SHORTEST_TAX_CODE
    )


def _bank_codes(values: Values, piece: Piece) -> Iterator[Reading]:
    """Codes of banks where the label that tells them from words in capitals stands elsewhere."""
    lead = "BIC "
    for code in find_codes(lead + piece.text):
        if code.kind == "bic":
            yield Reading(Span(piece, code.start - len(lead), code.end - len(lead)), code.text)


def _checked(kind: str) -> Callable[[Values, Piece], Iterator[Reading]]:
    def read(values: Values, piece: Piece) -> Iterator[Reading]:
        for code in values.codes(piece):
            if code.kind == kind:
                worth = 0.6 if code.valid is False else 1.0
                span = Span(piece, code.start, code.end)
                yield Reading(span, code.text, worth, valid=code.valid)

    return read


_READERS: Mapping[str, Callable[[Values, Piece], Iterator[Reading]]] = {
    "date": Values._dates,
    "amount": Values._amounts,
    "number": Values._amounts,
    "percent": Values._percents,
    "currency": Values._currencies,
    "boolean": Values._booleans,
    "code": Values._codes,
    "party": _parties,
    "terms": _terms,
    "iban": _checked("iban"),
    "bic": _checked("bic"),
    "vat": _checked("vat"),
    "labelled vat": _tax_codes,
    "labelled bic": _bank_codes,
    "phone": _checked("phone"),
    "email": _checked("email"),
}


def everywhere(kind: str, document: Printed, values: Values) -> Iterator[Reading]:
    """Yield all values of a kind, whatever stands around them."""
    for piece in document.pieces:
        yield from values.of(kind, piece)


def largest(readings: Sequence[Reading]) -> Decimal | None:
    """The largest of some amounts."""
    amounts = [r.value for r in readings if isinstance(r.value, Decimal)]
    return max(amounts, default=None)

"""The words that could be the value of a field, each with the features that speak for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from functools import cached_property
from itertools import islice

from docparse.engines.embedded.fields.labels import Label
from docparse.engines.embedded.fields.printed import Piece, Printed, Span
from docparse.schemas import Box
from docparse.values.amounts import FoundNumber, decimal_sign, find_numbers
from docparse.values.codes import find_codes
from docparse.values.currencies import ISO_CODES
from docparse.values.dates import FoundDate, dated, day_first, find_dates, time_after

_LEAD = re.compile(r"[\s:：.·…=#\-–—)\]|]*")
"""What may stand between a label and its value."""
_CODE = re.compile(r"[^\s:：,;()]*\d[^\s,;()]*")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_WORD = re.compile(r"[^\s:：#.,;\-–—=|]\S*")
_TRAILING = " ,;:"
_LINES_BELOW = 3
_LINES_OF_PARTY = 4
"""Lines below the title of a party in which its name is looked for."""
_COLUMNS = 3
_SHARED, _COLUMN = 0.08, 0.2
"""What it costs that a label names another concept as well, or that it heads a column."""
_ISO = re.compile(rf"\b(?:{'|'.join(ISO_CODES)})\b")
_UNNAMED = re.compile(r"\d{2}|:")
"""What names of parties do not have."""
_NAMES = frozenset({"full_name", "seller", "buyer"})
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

    @cached_property
    def day_first(self) -> bool:
        """Whether 03/04 is in April."""
        found = (date for piece in self._document.pieces for date in find_dates(piece.text))
        return day_first(found) is not False

    @cached_property
    def _decimal(self) -> str | None:
        text = "\n".join(piece.text for piece in self._document.pieces)
        return decimal_sign(text, find_numbers(text))

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
        return find_numbers(piece.text, decimal=self._decimal)

    def _dates(self, piece: Piece) -> Iterator[Reading]:
        for found in find_dates(piece.text):
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
            worth = 1.0 if number.percent else 0.6
            yield Reading(Span(piece, number.start, number.end), number.value, worth)

    def _currencies(self, piece: Piece) -> Iterator[Reading]:
        for number in self.numbers(piece):
            if number.currency:
                yield Reading(Span(piece, number.start, number.end), number.currency)
        for match in _ISO.finditer(piece.text):
            yield Reading(Span(piece, match.start(), match.end()), match[0])

    def _codes(self, piece: Piece) -> Iterator[Reading]:
        dates = [(date.start, date.end) for date in find_dates(piece.text)]
        for match in _CODE.finditer(piece.text):
            text = match[0].rstrip(_TRAILING + ".")
            dated = any(start < match.end() and match.start() < end for start, end in dates)
            worth = 0.2 if dated and not text[:1].isalpha() else 1.0
            yield Reading(Span(piece, match.start(), match.start() + len(text)), text, worth)

    def _texts(self, piece: Piece) -> Iterator[Reading]:
        for match in _WORD.finditer(piece.text):
            rest = piece.text[match.start() :].rstrip(_TRAILING)
            if rest:
                yield Reading(Span(piece, match.start(), match.start() + len(rest)), rest)


def _parties(values: Values, piece: Piece) -> Iterator[Reading]:
    """Names of persons and firms; long ones, and those with figures, are hardly any."""
    for reading in values._texts(piece):
        text = reading.span.text
        if _LETTERS.search(text) and text[0].isalnum() and not text[0].islower():
            usual = len(text.split()) <= _LONG_NAME and not _UNNAMED.search(text)
            yield replace(reading, worth=1.0 if usual else 0.0)


def _checked(kind: str) -> Callable[[Values, Piece], Iterator[Reading]]:
    def read(_: Values, piece: Piece) -> Iterator[Reading]:
        for code in find_codes(piece.text):
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
    "code": Values._codes,
    "party": _parties,
    "iban": _checked("iban"),
    "bic": _checked("bic"),
    "vat": _checked("vat"),
    "phone": _checked("phone"),
    "email": _checked("email"),
}


def labelled(
    name: str, kind: str, document: Printed, labels: Sequence[Label], values: Values
) -> Iterator[Option]:
    """Yield what stands beside and below the labels of a concept.

    Args:
        name: Of the concept.
        kind: Of its values.
        document: Where to look.
        labels: All labels of the document; a value behind another label is that one's.
        values: Reads them.
    """
    ends: dict[Piece, list[Label]] = {}
    for label in labels:
        ends.setdefault(label.span.piece, []).append(label)
    for label in labels:
        if worth := label.worth.get(name):
            rivals = any(other >= worth for one, other in label.worth.items() if one != name)
            for how, place, reading in _around(label, kind, document, ends, values):
                said = f"{how} {label.span.text!r}"
                features = {"label": 0.45 * worth, "place": place, "form": 0.2 * reading.worth}
                if rivals:
                    features["label of others too"] = -_SHARED
                if how == "below" and kind == "amount" and _is_header(label, document, ends):
                    features["head of a column"] = -_COLUMN
                yield Option(reading, said, features)


def _is_header(label: Label, document: Printed, others: Mapping[Piece, Sequence[Label]]) -> bool:
    """Tell the label of a table's column, whose first value is no total."""
    row = document.rows[label.span.piece.page, label.span.piece.line]
    return len(row) >= _COLUMNS and sum(piece in others for piece in row) >= _COLUMNS - 1


def _around(
    label: Label,
    kind: str,
    document: Printed,
    others: Mapping[Piece, Sequence[Label]],
    values: Values,
) -> Iterator[tuple[str, float, Reading]]:
    """The values near a label: how each stands to it, and what that is worth."""
    piece = label.span.piece
    limit = min(
        (o.span.start for o in others[piece] if o.span.start > label.span.end),
        default=len(piece.text),
    )
    behind = [r for r in values.of(kind, piece) if label.span.end <= r.span.start < limit]
    if behind:
        between = piece.text[label.span.end : behind[0].span.start]
        yield "right of", 0.35 - 0.08 * len(_LETTERS.findall(between)), behind[0]
    if limit < len(piece.text):
        return
    if not behind:
        yield from _on_line(piece, kind, document, others, values)
    rest = _LEAD.sub("", piece.text[label.span.end :])
    if len(_LETTERS.findall(rest)) <= 1 and not (label.span.start > 3 and kind == "text"):
        yield from _under(label, kind, document, others, values)


def _on_line(
    piece: Piece,
    kind: str,
    document: Printed,
    others: Mapping[Piece, Sequence[Label]],
    values: Values,
) -> Iterator[tuple[str, float, Reading]]:
    """The first value in the pieces behind a label's, up to the next label."""
    for rank, right in enumerate(document.right_of(piece)):
        if _is_label(right, others):
            return
        if found := values.of(kind, right):
            yield "right of", 0.33 - 0.05 * rank, found[0]
            return


def _under(
    label: Label,
    kind: str,
    document: Printed,
    others: Mapping[Piece, Sequence[Label]],
    values: Values,
) -> Iterator[tuple[str, float, Reading]]:
    """The values on the lines below a label, each the first of its piece."""
    box = label.span.box
    reach = _LINES_OF_PARTY if kind == "party" else _LINES_BELOW
    for lines, under in document.below(box, label.span.piece, reach):
        if _is_label(under, others):
            if kind == "party" and others[under][0].worth.keys() & _NAMES:
                yield from _named(others[under][0], document, values)
        elif not under.text.endswith((":", "：")):
            near = (r for r in values.of(kind, under) if _overlaps(r.span.box, box))
            for reading in islice(near, 1):
                yield "below", 0.27 - 0.06 * (lines - 1), reading


def _is_label(piece: Piece, labels: Mapping[Piece, Sequence[Label]]) -> bool:
    return piece in labels and labels[piece][0].span.start == 0


def _overlaps(one: Box, other: Box) -> bool:
    return min(one.x1, other.x1) > max(one.x0, other.x0) - 2


def _named(label: Label, document: Printed, values: Values) -> Iterator[tuple[str, float, Reading]]:
    """The name behind the label "name" below the title of a party."""
    piece = label.span.piece
    inside = [r for r in values.of("party", piece) if r.span.start >= label.span.end]
    beside = [r for right in document.right_of(piece) for r in values.of("party", right)]
    for reading in (*inside[:1], *beside[:1])[:1]:
        yield "named below", 0.33, reading


def everywhere(kind: str, document: Printed, values: Values) -> Iterator[Reading]:
    """Yield all values of a kind, whatever stands around them."""
    for piece in document.pieces:
        yield from values.of(kind, piece)


def largest(readings: Sequence[Reading]) -> Decimal | None:
    """The largest of some amounts."""
    amounts = [r.value for r in readings if isinstance(r.value, Decimal)]
    return max(amounts, default=None)

"""Values that the words of a sentence announce: days, sums and numbers in letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from docparse.engines.embedded.fields.candidates import Option, Reading, Values
from docparse.engines.embedded.fields.concepts import concepts
from docparse.engines.embedded.fields.phrases import anywhere, folded, pattern, says
from docparse.engines.embedded.fields.running import Sentence
from docparse.markup.joining import is_cjk

_LIMIT, _DUE, _DELIVERED = 0.42, 0.5, 0.6
"""Worth of a date behind the words of a limit, of what is due, of a delivery."""
_PAY, _MONEY = 0.2, 0.08
"""What it adds that the sentence tells to pay, or names what is paid."""
_OTHER, _DISCOUNT = 0.3, 0.35
"""What it costs that the date is one of something else, or of a smaller sum."""
_SUM, _OF_INVOICE, _ASKED, _FEE = 0.44, 0.12, 0.2, 0.3
"""Worth of a sum; what it adds that it is an invoice's, or asked for; what a fee costs."""
_NUMBER = 0.66
_IN_CHINESE = 0.64
_LEAST_CODE = 3
"""Signs of the number of an invoice."""
_NEAR_FEE = 24
"""Signs before a sum in which it is told to be a fee."""
_REACH = 80
"""Signs before a value, and behind a date, in which words about it stand."""
_GAP = r"[\s,:：(（]*"
_CODE = re.compile(r"(?=[A-Za-z./\-]*\d)[A-Za-z\d](?:[A-Za-z\d]|[./\-_](?=[A-Za-z\d]))*")
_CLAUSE = re.compile(r"[,;，；]\s")

Reader = Callable[[Sentence, Values], Iterator[Option]]


def told(concept: str, found: Sequence[Sentence], values: Values) -> Iterator[Option]:
    """Yield what sentences say that a concept is.

    Args:
        concept: By name; of most no sentence says anything.
        found: The sentences of the document.
        values: Reads values of a kind.
    """
    read = _READERS.get(concept)
    for sentence in found:
        if read is not None:
            yield from read(sentence, values)
        yield from _behind_chinese(concept, sentence, values)


def is_limit(date: Reading) -> bool:
    """Tell a date by which something is to be done."""
    return _due(folded(date.span.piece.text), date) > 0


def _due_dates(sentence: Sentence, values: Values) -> Iterator[Option]:
    """Dates that are a limit, and not one for something else than to pay."""
    text = folded(sentence.text)
    dates = values.of("date", sentence.piece)
    known = [(number, _due(text, one)) for number, one in enumerate(dates)]
    if not any(worth for _, worth in known):
        return
    pays = says("pay", text)
    sums = says("money", text) or _has_sum(sentence, values)
    other = says("other", text) and not pays
    for number, worth in known:
        reading = dates[number]
        first = dates[number - 1].span.end if number else 0
        clause = _clause(text, first, reading.span.start, reading.span.end)
        features = {
            "due" if worth == _DUE else "a limit": worth,
            "to pay": _PAY * pays,
            "names a sum": _MONEY * sums,
            "for something else": -_OTHER * (other and worth != _DUE),
            "with a discount": -_DISCOUNT * ("%" in clause or says("discount", clause)),
        }
        if worth:
            yield _option(sentence, reading, "as the limit of a sentence", features)


def _due(text: str, date: Reading) -> float:
    """What the words right before and behind a date make of it, as a limit."""
    if _stands_before("due", text, date.span.start):
        return _DUE
    before = _stands_before("limit", text, date.span.start)
    return _LIMIT if before or _behind("limit_behind").match(text, date.span.end) else 0.0


def _clause(text: str, first: int, start: int, end: int) -> str:
    """What is said of a date: behind the one before, up to the end of its clause."""
    before = [match.end() for match in _CLAUSE.finditer(text, first, start)] if first else []
    behind = _CLAUSE.search(text, end, end + _REACH)
    return text[before[-1] if before else first : behind.start() if behind else end + _REACH]


def _delivery_dates(sentence: Sentence, values: Values) -> Iterator[Option]:
    """Dates on which something was, or is to be, delivered; nothing by them else."""
    text = folded(sentence.text)
    for reading in values.of("date", sentence.piece):
        start, end = reading.span.start, reading.span.end
        near = _stands_before("delivered", text, start) or _handed().search(
            text, max(start - _REACH, 0), start
        )
        if near or _soon_behind("delivered_behind").match(text, end):
            yield _option(sentence, reading, "as told of a delivery", {"delivered": _DELIVERED})


@cache
def _handed() -> re.Pattern[str]:
    """What says, a few words before a date and its preposition, that goods are delivered."""
    day = rf"\s{pattern('on_day')}(?:[\s,]{{1,2}}{pattern('between')}){{0,2}}"
    return re.compile(rf"{pattern('handed')}(?:\s[^\W\d]+){{0,4}}?{day}[\s,]*\Z")


@cache
def _soon_behind(clue: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\s[^\W\d]+){{0,3}}?[\s,]*{pattern(clue)}")


def _invoice_sums(sentence: Sentence, values: Values) -> Iterator[Option]:
    for reading, features in _sums(sentence, values):
        yield _option(sentence, reading, "as the sum of a sentence", features)


def _sums_due(sentence: Sentence, values: Values) -> Iterator[Option]:
    """The sums of invoices, rather those that are asked for."""
    text = folded(sentence.text)
    for reading, features in _sums(sentence, values):
        asked = _stands_before("sum_paid", text, reading.span.start)
        more = {"to pay": 0.5 * _PAY * says("pay", text), "asked for": _ASKED * asked}
        yield _option(sentence, reading, "as the sum of a sentence", {**features, **more})


def _sums(sentence: Sentence, values: Values) -> Iterator[tuple[Reading, dict[str, float]]]:
    """Amounts in a currency behind words for a sum, or in short behind that for an invoice."""
    text = folded(sentence.text)
    noun = anywhere("invoice").search(text)
    money = {number.start for number in values.numbers(sentence.piece) if number.currency}
    for reading in values.of("amount", sentence.piece) if money else ():
        start = reading.span.start
        clues = ["sum_of", "sum_paid"]
        if noun is not None and noun.end() <= start:
            clues.append("sum_by")
        if start in money and any(_stands_before(clue, text, start) for clue in clues):
            fee = says("fee", text[max(start - _NEAR_FEE, 0) : start])
            features = {
                "as a sum": _SUM,
                "of an invoice": _OF_INVOICE * (noun is not None),
                "a fee": -_FEE * fee,
            }
            yield reading, features


def _invoice_numbers(sentence: Sentence, values: Values) -> Iterator[Option]:
    """Codes right behind the word for an invoice, dates between left out."""
    text = folded(sentence.text)
    dates = values.of("date", sentence.piece)
    for reading in dates:
        start, end = reading.span.start, reading.span.end
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    amounts = [
        (number.start, number.end)
        for number in values.numbers(sentence.piece)
        if number.currency or number.percent or number.decimals == 2
    ]
    for match in _behind_invoice().finditer(text):
        start, end = match.span("code")
        code = sentence.text[start:end].rstrip(".-/")
        summed = any(start < behind and first < end for first, behind in amounts)
        if len(code) >= _LEAST_CODE and not summed:
            reading = sentence.reading(start, start + len(code))
            yield Option(reading, "as the invoice of a sentence", {"invoice": _NUMBER})


@cache
def _behind_invoice() -> re.Pattern[str]:
    words = rf"(?:{_GAP}(?:{pattern('numbered')}|{pattern('place_date')}|{pattern('between')}))"
    return re.compile(
        rf"{pattern('invoice')}{words}{{0,4}}{_GAP}[.)）#]?\s*(?P<code>{_CODE.pattern})"
    )


def _behind_chinese(concept: str, sentence: Sentence, values: Values) -> Iterator[Option]:
    """Values right behind labels in Chinese text, which has no blanks around them."""
    if not sentence.is_chinese:
        return
    label, kind = _chinese(concept)
    for match in label.finditer(sentence.text) if label else ():
        features = {"label": 0.45, "in Chinese text": _IN_CHINESE - 0.45}
        how = f"right of {match[1]!r}"
        if kind == "code" and (code := _CODE.match(sentence.text, match.end())):
            reading = sentence.reading(match.end(), code.end())
            yield Option(reading, how, features)
        for reading in values.of(kind, sentence.piece) if kind != "code" else ():
            if reading.span.start == match.end():
                yield _option(sentence, reading, how, features)


@cache
def _chinese(name: str) -> tuple[re.Pattern[str] | None, str]:
    """What finds the Chinese labels of a concept, and the kind of its values."""
    known = next((concept for concept in concepts() if concept.name == name), None)
    labels = [one for one in known.labels if len(one) > 1 and is_cjk(one[0])] if known else []
    if known is None or not labels or known.kind not in _EXACT:
        return None, ""
    found = "|".join(re.escape(one) for one in sorted(labels, key=len, reverse=True))
    return re.compile(rf"({found})\s*[:：为是]?\s*"), known.kind


_EXACT = frozenset({"code", "date", "amount", "percent", "iban", "bic", "vat", "phone", "email"})
"""Kinds of values that end where they do whatever follows them."""


def _has_sum(sentence: Sentence, values: Values) -> bool:
    return any(number.currency for number in values.numbers(sentence.piece))


def _stands_before(clue: str, text: str, end: int) -> bool:
    """Tell whether a phrase of a clue stands before a place, with articles alone between."""
    return _before(clue).search(text, max(end - _REACH, 0), end) is not None


@cache
def _before(clue: str) -> re.Pattern[str]:
    return re.compile(rf"{pattern(clue)}(?:{_GAP}{pattern('between')}){{0,3}}{_GAP}\Z")


@cache
def _behind(clue: str) -> re.Pattern[str]:
    return re.compile(rf"[\s,]*{pattern(clue)}")


def _option(
    sentence: Sentence, reading: Reading, how: str, features: Mapping[str, float]
) -> Option:
    said = {name: worth for name, worth in features.items() if worth}
    return Option(sentence.placed(reading), how, said)


_READERS: Mapping[str, Reader] = {
    "due_date": _due_dates,
    "delivery_date": _delivery_dates,
    "gross_total": _invoice_sums,
    "amount_due": _sums_due,
    "invoice_number": _invoice_numbers,
}

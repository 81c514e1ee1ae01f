"""Find the values that a model named in the words of the pages, and say which are nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from rapidfuzz import fuzz

from docparse.engines.embedded.fields.printed import Piece, Printed, Sheet, Span, printed
from docparse.engines.embedded.fields.telling import MOST_OTHERS, candidate, evidence
from docparse.schemas import Word
from docparse.schemas.extraction import Evidence, Extraction, M, Problem
from docparse.values.amounts import find_numbers
from docparse.values.codes import find_codes
from docparse.values.dates import find_dates

_LEAST = 85.0
"""Per cent of likeness from which words of the page count as a value misspelt."""
_SHORTEST = 4
"""Letters from which a value may be misspelt."""
_LINES, _SHARE = 6, 0.85
"""Lines over which a value may go on, and the share of its words that must stand on them."""
_POINTS = ".,;:()"


@dataclass(frozen=True)
class _Place:
    span: Span
    score: float
    how: str
    more: tuple[Span, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        return (self.span, *self.more)


def located(extraction: Extraction[M], leaves: object, sheets: Iterable[Sheet]) -> Extraction[M]:
    """Give every value of an extraction its place on the pages.

    Args:
        extraction: What a model made of the pages.
        leaves: Its value as JSON has it.
        sheets: The words of the pages.

    Returns:
        The same with `evidence`: the value as it is printed, however a number or a date is
        written, or words that are nearly the same. A value that is nowhere is a problem,
        `unsupported`.
    """
    document = printed(sheets)
    found: dict[str, Evidence] = {}
    problems: list[Problem] = []
    for name, value in _named(leaves, ""):
        places = sorted(_places(value, document), key=lambda place: -place.score)
        if places:
            found[name] = _evidence(places)
        else:
            message = f"{value!r} stands nowhere on the pages"
            problems.append(Problem(field=name, kind="unsupported", message=message))
    return replace(extraction, evidence=found, problems=(*extraction.problems, *problems))


def _named(value: object, name: str) -> Iterator[tuple[str, object]]:
    """The values in objects and lists: `seller.name`, `lines[0].price`."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _named(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, inner in enumerate(value):
            yield from _named(inner, f"{name}[{index}]")
    elif value is not None and not isinstance(value, bool) and str(value).strip():
        yield name, value


def _places(value: object, document: Printed) -> Iterator[_Place]:
    text = str(value).strip()
    exact = [place for piece in document.pieces for place in _verbatim(text, piece)]
    if exact:
        yield from exact
        return
    number, day = _number(text), _day(text)
    same = [place for piece in document.pieces for place in _meant(text, number, day, piece)]
    if same or number is not None or day is not None:
        yield from same
        return
    near = [place for piece in document.pieces for place in _nearly(text, piece)]
    yield from near or _over_lines(text, document)


def _verbatim(text: str, piece: Piece) -> Iterator[_Place]:
    """Where a text stands letter by letter, and no letter or figure goes on at its ends."""
    inside, wanted = piece.text.casefold(), text.casefold()
    at = inside.find(wanted)
    while at >= 0:
        end = at + len(text)
        around = piece.text[max(at - 1, 0) : at], piece.text[end : end + 1]
        if not any(
            side.isalnum() and edge.isalnum()
            for side, edge in zip(around, (text[0], text[-1]), strict=True)
        ):
            yield _Place(Span(piece, at, end), 1.0, "as it is printed")
        at = inside.find(wanted, at + 1)


def _meant(text: str, number: Decimal | None, day: date | None, piece: Piece) -> Iterator[_Place]:
    """Where a number, a date or a code is printed in another form."""
    for found in find_numbers(piece.text) if number is not None else ():
        if found.value == number:
            yield _Place(Span(piece, found.start, found.end), 0.95, "as a number")
    for moment in find_dates(piece.text) if day is not None else ():
        if day in moment.readings:
            yield _Place(Span(piece, moment.start, moment.end), 0.95, "as a date")
    for code in find_codes(piece.text):
        if code.text == text.replace(" ", ""):
            yield _Place(Span(piece, code.start, code.end), 0.95, "as a code")


def _nearly(text: str, piece: Piece) -> Iterator[_Place]:
    """Where whole words are nearly the same, figures excepted: misread, or corrected."""
    if len(text) < _SHORTEST or len(piece.text) < 0.8 * len(text):
        return
    found = fuzz.partial_ratio_alignment(text.casefold(), piece.text.casefold())
    if found is None or not piece.words_at(found.dest_start, found.dest_end):
        return
    whole = Span(piece, found.dest_start, found.dest_end).whole
    span = replace(whole, end=whole.start + len(whole.text.rstrip(_POINTS)))
    likeness = fuzz.ratio(text.casefold(), span.text.casefold())
    if likeness >= _LEAST and _figures(text) == _figures(span.text):
        yield _Place(span, 0.9 * likeness / 100, "nearly as it is printed")


def _over_lines(text: str, document: Printed) -> Iterator[_Place]:
    """Where the words of a text stand on lines one under the other, as those of addresses."""
    wanted = [word.strip(_POINTS).casefold() for word in text.split()]
    wanted = [word for word in wanted if word]
    for piece in document.pieces if len(wanted) > 1 else ():
        if not any(_is_word(word, wanted[:1]) for word in piece.words):
            continue
        under = [piece, *(below for _, below in document.below(piece.box, piece, _LINES))]
        told = {word.text.strip(_POINTS).casefold() for one in under for word in one.words}
        share = sum(word in told for word in wanted) / len(wanted)
        missed = any(word not in told for word in wanted if any(map(str.isdigit, word)))
        if share >= _SHARE and not missed:
            own = [one for one in under if any(_is_word(word, wanted) for word in one.words)]
            first, *more = (Span(one, 0, len(one.text)) for one in own)
            yield _Place(first, 0.85 * share, "over several lines", tuple(more))


def _is_word(word: Word, wanted: Sequence[str]) -> bool:
    return word.text.strip(_POINTS).casefold() in wanted


def _figures(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _evidence(places: Sequence[_Place]) -> Evidence:
    told = [candidate(place.spans, place.how, place.score) for place in places[: 1 + MOST_OTHERS]]
    return evidence(places[0].spans, told[0], told[1:])

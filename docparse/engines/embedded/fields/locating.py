"""Find the values that a model named in the words of the pages, and say which are nowhere."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from itertools import accumulate

from rapidfuzz import fuzz, process

from docparse.engines.embedded.fields.printed import Piece, Printed, Sheet, Span, printed
from docparse.engines.embedded.fields.telling import MOST_OTHERS, candidate, evidence
from docparse.engines.merging import named
from docparse.schemas.extraction import Candidate, Evidence, Extraction, M, Problem
from docparse.values.amounts import find_numbers
from docparse.values.codes import find_codes
from docparse.values.dates import find_dates

_LEAST = 85.0
"""Per cent of likeness from which words of the page count as a value misspelt."""
_FAINTEST = 60.0
"""Per cent of likeness under which no part of a piece has whole words that reach `_LEAST`."""
_SHORTEST = 4
"""Letters from which a value may be misspelt."""
_LINES, _SHARE = 6, 0.85
"""Lines over which a value may go on, and the share of its words that must stand on them."""
_POINTS = ".,;:()"
_END = "\0"
"""What parts the pieces of a document in one text; no word has it."""


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
    return Finder(printed(sheets)).located(extraction, leaves)


class Finder:
    """Finds values in a document; the numbers, dates and codes of a piece are read once.

    Args:
        document: Where to look.
        known: What was read of its pieces so far.
    """

    def __init__(self, document: Printed, known: _Known | None = None) -> None:
        self._document = document
        self._known = known or _Known()
        self._parts: dict[frozenset[int], Finder] = {}

    def located(
        self,
        extraction: Extraction[M],
        leaves: object,
        told: Mapping[str, Collection[int]] | None = None,
    ) -> Extraction[M]:
        """Give every value of an extraction its place on the pages.

        Args:
            extraction: What a model made of the pages.
            leaves: Its value as JSON has it.
            told: For values by name, the pages a model was shown when it named them: places there
                come before all others.
        """
        found: dict[str, Evidence] = {}
        problems: list[Problem] = []
        for name, value in named(leaves):
            places = self._ranked(value, (told or {}).get(name, ()))
            if places:
                found[name] = _evidence(places)
            else:
                message = f"{value!r} stands nowhere on the pages"
                problems.append(Problem(field=name, kind="unsupported", message=message))
        return replace(extraction, evidence=found, problems=(*extraction.problems, *problems))

    def candidate(self, value: object, pages: Collection[int]) -> Candidate | None:
        """Return where a value stands best on some of the pages; None where it does not."""
        places = self._on(pages)._ranked(value, ())
        return candidate(places[0].spans, places[0].how, places[0].score) if places else None

    def _ranked(self, value: object, first: Collection[int]) -> list[_Place]:
        """The places of a value, the best first; those on some pages before all others."""
        places = sorted(self._places(value), key=lambda place: -place.score)
        if not first:
            return places
        near = self._on(first)._ranked(value, ())
        return [*near, *(place for place in places if place.span.piece.page not in first)]

    def _on(self, pages: Collection[int]) -> Finder:
        """The finder of some pages of the document."""
        key = frozenset(pages)
        if key not in self._parts:
            pieces = tuple(piece for piece in self._document.pieces if piece.page in key)
            self._parts[key] = Finder(replace(self._document, pieces=pieces), self._known)
        return self._parts[key]

    def _places(self, value: object) -> Iterator[_Place]:
        text = str(value).strip()
        if exact := list(self._verbatim(text)):
            yield from exact
            return
        number, day = _number(text), _day(text)
        same = list(self._meant(text, number, day))
        if same or number is not None or day is not None:
            yield from same
            return
        near = [place for piece in self._alike(text) for place in _nearly(text, piece)]
        yield from near or self._over_lines(text)

    def _verbatim(self, text: str) -> Iterator[_Place]:
        """Where a text stands letter by letter, and no letter or figure goes on at its ends."""
        for index, at in self._letters.hits(text.casefold()):
            piece = self._document.pieces[index]
            end = at + len(text)
            around = piece.text[max(at - 1, 0) : at], piece.text[end : end + 1]
            if not any(
                side.isalnum() and edge.isalnum()
                for side, edge in zip(around, (text[0], text[-1]), strict=True)
            ):
                yield _Place(Span(piece, at, end), 1.0, "as it is printed")

    def _meant(self, text: str, number: Decimal | None, day: date | None) -> Iterator[_Place]:
        """Where a number, a date or a code is printed in another form."""
        code = text.replace(" ", "")
        numbers, days, codes = self._with_number(number), self._with_day(day), self._with(code)
        for index in sorted({*numbers, *days, *codes}):
            piece = self._document.pieces[index]
            for found in self._known.numbers(piece.text) if index in numbers else ():
                if found.value == number:
                    yield _Place(Span(piece, found.start, found.end), 0.95, "as a number")
            for moment in self._known.dates(piece.text) if index in days else ():
                if day in moment.readings:
                    yield _Place(Span(piece, moment.start, moment.end), 0.95, "as a date")
            for one in self._known.codes(piece.text) if index in codes else ():
                if one.text == code:
                    yield _Place(Span(piece, one.start, one.end), 0.95, "as a code")

    def _with_number(self, number: Decimal | None) -> Collection[int]:
        """The pieces with the figures of a number, whatever parts and ends them."""
        if number is None:
            return ()
        figures = "".join(map(str, number.as_tuple().digits)).strip("0")
        return self._figures.pieces(figures or "0")

    def _with_day(self, day: date | None) -> Collection[int]:
        """The pieces with the figures of a day and those a year is never written without."""
        if day is None:
            return ()
        return self._figures.pieces(str(day.day)) & self._figures.pieces(f"{day.year % 100:02}")

    def _with(self, code: str) -> Collection[int]:
        """The pieces with the letters and figures of a code, whatever parts them."""
        signs = _alphanumeric(code)
        return self._signs.pieces(signs) if signs else ()

    def _alike(self, text: str) -> Iterator[Piece]:
        """The pieces a part of which may be nearly the same as a text."""
        if len(text) < _SHORTEST:
            return
        for index in sorted(
            index
            for _, _, index in process.extract(
                text.casefold(),
                self._folded,
                scorer=fuzz.partial_ratio,
                score_cutoff=_FAINTEST,
                limit=None,
            )
        ):
            yield self._document.pieces[index]

    def _over_lines(self, text: str) -> Iterator[_Place]:
        """Where the words of a text stand on lines one under the other, as those of addresses."""
        wanted = [word for word in map(_bare, text.split()) if word]
        for index in sorted(self._letters.pieces(wanted[0])) if len(wanted) > 1 else ():
            piece = self._document.pieces[index]
            if not any(_bare(word.text) == wanted[0] for word in piece.words):
                continue
            under = [piece, *(below for _, below in self._document.below(piece.box, piece, _LINES))]
            told = {_bare(word.text) for one in under for word in one.words}
            share = sum(word in told for word in wanted) / len(wanted)
            missed = any(word not in told for word in wanted if any(map(str.isdigit, word)))
            if share >= _SHARE and not missed:
                own = [
                    one for one in under if any(_bare(word.text) in wanted for word in one.words)
                ]
                first, *more = (Span(one, 0, len(one.text)) for one in own)
                yield _Place(first, 0.85 * share, "over several lines", tuple(more))

    @cached_property
    def _folded(self) -> list[str]:
        return [piece.text.casefold() for piece in self._document.pieces]

    @cached_property
    def _letters(self) -> _Index:
        return _Index(self._folded)

    @cached_property
    def _figures(self) -> _Index:
        figures = (_figures(piece.text) for piece in self._document.pieces)
        return _Index(some if some.isascii() else _in_ascii(some) for some in figures)

    @cached_property
    def _signs(self) -> _Index:
        """The letters and figures of each piece; without (0), which is no part of a telephone."""
        texts = (piece.text for piece in self._document.pieces)
        both = ((text, text.replace("(0)", "")) for text in texts)
        return _Index(" ".join(_alphanumeric(one) for one in {*some}) for some in both)


class _Known:
    """The numbers, dates and codes of texts, each text read once."""

    def __init__(self) -> None:
        self.numbers, self.dates, self.codes = (
            cache(find_numbers),
            cache(find_dates),
            cache(find_codes),
        )


class _Index:
    """The texts of the pieces as one, to find in which of them something stands.

    Args:
        texts: One for each piece.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        known = list(texts)
        self._text = _END.join(known)
        self._starts = [0, *accumulate(len(text) + 1 for text in known)]

    def hits(self, wanted: str) -> Iterator[tuple[int, int]]:
        """Yield the piece and the place in its text of each time something stands there."""
        at = self._text.find(wanted) if _END not in wanted else -1
        while at >= 0:
            index = bisect_right(self._starts, at) - 1
            yield index, at - self._starts[index]
            at = self._text.find(wanted, at + 1)

    def pieces(self, wanted: str) -> set[int]:
        """Return the pieces in which something stands."""
        found: set[int] = set()
        at = self._text.find(wanted) if _END not in wanted else -1
        while at >= 0:
            index = bisect_right(self._starts, at) - 1
            found.add(index)
            at = self._text.find(wanted, self._starts[index + 1])
        return found


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


def _bare(word: str) -> str:
    return word.strip(_POINTS).casefold()


def _figures(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _in_ascii(figures: str) -> str:
    return "".join(str(unicodedata.digit(one)) for one in figures)


def _alphanumeric(text: str) -> str:
    return "".join(filter(str.isalnum, text))


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

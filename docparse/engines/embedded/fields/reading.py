"""Read the fields of a type from the words of pages: candidates, scores, one assignment."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from docparse.engines.embedded.fields import senders
from docparse.engines.embedded.fields.assigning import LEAST, adding_up, assigned, ranked
from docparse.engines.embedded.fields.by_label import LabelledValues
from docparse.engines.embedded.fields.candidates import (
    Option,
    Reading,
    Values,
    everywhere,
    largest,
)
from docparse.engines.embedded.fields.concepts import Concept
from docparse.engines.embedded.fields.items import Item, read_items
from docparse.engines.embedded.fields.labels import TITLE, Label, Lexicon
from docparse.engines.embedded.fields.printed import Piece, Printed, Sheet, printed
from docparse.engines.embedded.fields.telling import MOST_OTHERS, candidate, evidence
from docparse.engines.embedded.fields.wanting import Sought, as_json, own_concept
from docparse.schemas import Table
from docparse.schemas.extraction import Candidate, Evidence, Extraction, Problem
from docparse.tasks.wanted import WantedField

M = TypeVar("M")

_NET, _TAX, _GROSS = "net_total", "tax_amount", "gross_total"
_PAID = ("cash_tendered", "change", "card_amount", "amount_paid", "rounding")
"""What stands near a total and is none."""
_DOUBT = 0.05
"""By how much the next candidate must be worse for there to be no doubt."""
_PART = LEAST - 0.1
"""Score of an amount without a label; it does once it adds up."""
_LONGEST = 60
"""Characters of a value that are told."""


class FieldReader:
    """Finds the values of fields in a document.

    Args:
        sheets: The words of its pages.
        fields: What is asked for.
    """

    def __init__(self, sheets: Iterable[Sheet], fields: Sequence[WantedField]) -> None:
        self._sought = [Sought(field, own_concept(field)) for field in fields if not field.many]
        self._document: Printed = printed(sheets)
        self._values = Values(self._document)
        own = [sought.concept for sought in self._sought]
        self._labels: tuple[Label, ...] = Lexicon(own).labels(self._document)
        self._labelled = LabelledValues(self._document, self._labels, self._values)

    @property
    def values(self) -> Values:
        """What reads stretches of the document's text."""
        return self._values

    def options(self) -> dict[str, list[Option]]:
        """Return all candidates of every field, by the name of the field."""
        found = {
            sought.field.name: list(self._options(sought.concept, sought.kind))
            for sought in self._sought
        }
        by_concept = {sought.concept.name: sought.field.name for sought in self._sought}
        if any(name in by_concept for name in (_NET, _TAX, _GROSS)):
            parts = self._any_amount()
            triple = [
                [*(found.get(by_concept.get(name, "")) or self._amounts(name)), *more]
                for name, more in ((_NET, parts), (_TAX, parts), (_GROSS, ()))
            ]
            for name, raised in zip((_NET, _TAX, _GROSS), adding_up(*triple), strict=True):
                if name in by_concept:
                    found[by_concept[name]] = raised
        return {
            sought.field.name: _fitting(sought.field, found[sought.field.name])
            for sought in self._sought
        }

    def _options(self, concept: Concept, kind: str) -> Iterator[Option]:
        if kind == "amount":
            yield from self._amounts(concept.name)
            return
        yield from self._labelled.options(concept.name, kind)
        stops = {label.span.piece for label in self._labels}
        if concept.name == "seller":
            yield from senders.names(self._document, stops)
        elif concept.name == "buyer":
            yield from senders.addressees(self._document, stops)
        elif concept.name in {"seller_address", "address"}:
            yield from senders.addresses(self._document, self._labels)
        elif concept.name == "issue_date":
            yield from self._titled_dates()
            yield from self._unlabelled(kind, 0.45, "the first date")
        elif kind in {"iban", "vat", "email", "currency"}:
            yield from self._unlabelled(kind, 0.45, "the first of its kind")

    def _any_amount(self) -> list[Option]:
        """All amounts, as parts of a sum that no label names."""
        every = everywhere("amount", self._document, self._values)
        return [Option(one, "as part of the sum", {"amount": _PART}) for one in every]

    def _titled_dates(self) -> Iterator[Option]:
        """Dates in a line with what the document calls itself: invoice 12 of 5 May."""
        for reading in everywhere("date", self._document, self._values):
            if TITLE.search(reading.span.piece.text[: reading.span.start]):
                yield Option(reading, "in the line of the title", {"title": 0.6})

    def _unlabelled(self, kind: str, worth: float, how: str) -> Iterator[Option]:
        for rank, reading in enumerate(everywhere(kind, self._document, self._values)):
            yield Option(reading, how, {"form": worth * reading.worth - 0.005 * min(rank, 20)})
            how = how.replace("the first", "one further")

    def _amounts(self, concept: str) -> list[Option]:
        document, values = self._document, self._values
        found = self._labelled_amounts(concept)
        if concept != _GROSS or not document.pieces:
            return found
        every = [r for r in everywhere("amount", document, values) if r.worth == 1.0]
        most = largest([option.reading for option in found])
        paid = {_start(one.reading) for name in _PAID for one in self._labelled_amounts(name)}
        raised: list[Option] = []
        for option in found:
            largest_one = 0.06 if option.reading.value == most else 0.0
            down = (
                option.reading.span.piece.box.y1 / document.heights[option.reading.span.piece.page]
            )
            added = {
                "no sum": -0.15 if option.reading.value == 0 else 0.0,
                "largest": largest_one,
                "far down": 0.04 * min(max(down, 0.0), 1.0),
            }
            raised.append(replace(option, features={**option.features, **added}))
        every = [r for r in every if _start(r) not in paid]
        top = largest(every)
        raised += [
            Option(reading, "the largest amount", {"largest": LEAST + 0.02})
            for reading in every
            if reading.value == top
        ]
        return [option for option in raised if _start(option.reading) not in paid]

    def _labelled_amounts(self, concept: str) -> list[Option]:
        return list(self._labelled.options(concept, "amount"))


def _start(reading: Reading) -> tuple[Piece, int]:
    return reading.span.piece, reading.span.start


def _fitting(field: WantedField, options: Iterable[Option]) -> list[Option]:
    """The options whose values the type of a field can hold."""
    return [option for option in options if as_json(field, option) is not None]


def read_fields(
    sheets: Sequence[Sheet],
    fields: Sequence[WantedField],
    adapter: TypeAdapter[M],
    tables: Sequence[Table] = (),
) -> Extraction[M]:
    """Read the fields of a type.

    Args:
        sheets: The words of the pages.
        fields: Of the type.
        adapter: Makes the type of JSON.
        tables: Of the pages, for lists of items.

    Returns:
        The value, its evidence and what is in doubt; a field that does not fit is left out.
    """
    reader = FieldReader(sheets, fields)
    options = reader.options()
    chosen = assigned(options)
    places = {name: _evidence(option, options[name]) for name, option in chosen.items()}
    given = {
        field.path: as_json(field, chosen[field.name]) for field in fields if field.name in chosen
    }
    problems: list[Problem] = []
    for field in fields:
        items = read_items(field, tables, sheets, reader.values) if field.items else []
        whole = [item for item in items if not item.lacking]
        if items:
            given[field.path] = [_nested(item.values) for item in whole]
            places |= dict(_evidence_of_items(field.name, whole))
            problems += _lacking(field.name, items)
        else:
            problems += _doubts(field, chosen.get(field.name), options.get(field.name, []))
    value, invalid = _made(adapter.validate_json, given, places)
    left = {problem.field for problem in invalid}
    kept = {name: found for name, found in places.items() if name not in left}
    return Extraction(value, kept, (*problems, *invalid))


def _evidence_of_items(name: str, items: Sequence[Item]) -> Iterator[tuple[str, Evidence]]:
    for number, item in enumerate(items):
        for inner, option in item.options.items():
            yield f"{name}[{number}].{inner}", _evidence(option, [option])


def _lacking(name: str, items: Sequence[Item]) -> Iterator[Problem]:
    for number, item in enumerate(items):
        for inner in item.lacking:
            message = (
                f"row {number + 1} of the table has no {inner}, which the type requires; left out: "
                + ", ".join(repr(option.text) for option in item.options.values())
            )
            yield Problem(field=name, kind="missing", message=message)


def _evidence(option: Option, options: Sequence[Option]) -> Evidence:
    rivals = [_candidate(one) for one in _rivals(option, options)[:MOST_OTHERS]]
    features = sorted(option.features.items(), key=lambda pair: -abs(pair[1]))
    told = [(name, round(worth, 3)) for name, worth in features if worth]
    return evidence(option.reading.spans, _candidate(option), rivals, told)


def _candidate(option: Option) -> Candidate:
    return candidate(option.reading.spans, option.how, option.score)


def _rivals(option: Option, options: Sequence[Option]) -> list[Option]:
    """The options of other values, the best first."""
    return [one for one in ranked(options) if one.reading.value != option.reading.value]


def _doubts(
    field: WantedField, chosen: Option | None, options: Sequence[Option]
) -> Iterator[Problem]:
    if chosen is None:
        need = "which the type requires" if field.required else "which may be left out"
        best = tuple(map(_candidate, ranked(options)[:MOST_OTHERS]))
        message = f"nothing on the pages was taken for {field.name}, {need}"
        if field.many:
            message = f"no table on the pages has columns for {field.name}"
        yield Problem(field=field.name, kind="missing", message=message, candidates=best)
        return
    if chosen.reading.valid is False:
        message = f"the check digits of {chosen.text!r} do not hold"
        itself = (_candidate(chosen),)
        yield Problem(field=field.name, kind="invalid", message=message, candidates=itself)
    near = [one for one in _rivals(chosen, options) if one.score > chosen.score - _DOUBT]
    if near:
        message = f"{chosen.text!r} was taken, but {near[0].text!r} would do nearly as well"
        told = tuple(map(_candidate, near[:MOST_OTHERS]))
        yield Problem(field=field.name, kind="ambiguous", message=message, candidates=told)


def _made(
    make: Callable[[str], M], given: Mapping[tuple[str, ...], object], found: Mapping[str, Evidence]
) -> tuple[M | None, list[Problem]]:
    """Make the type; values that it refuses are told and left out, once."""
    try:
        return make(json.dumps(_nested(given))), []
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False)
    bad = {
        path: str(fault["msg"])
        for fault in faults
        for path in given
        if tuple(map(str, fault["loc"]))[: len(path)] == path
    }
    problems = [
        Problem(
            field=".".join(path),
            kind="invalid",
            message=f"{_short(given[path])} does not fit the type: {why}",
            candidates=tuple(
                Candidate(**place.model_dump(include=set(Candidate.model_fields)))
                for name, place in found.items()
                if name == ".".join(path)
            ),
        )
        for path, why in bad.items()
    ]
    rest = {path: value for path, value in given.items() if path not in bad}
    try:
        return make(json.dumps(_nested(rest))), problems
    except ValidationError:
        return None, problems


def _short(value: object) -> str:
    said = repr(value)
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


def _nested(given: Mapping[tuple[str, ...], object]) -> dict[str, object]:
    whole: dict[str, object] = {}
    for path, value in given.items():
        inner = whole
        for name in path[:-1]:
            step = inner.setdefault(name, {})
            assert isinstance(step, dict)
            inner = step
        inner[path[-1]] = value
    return whole

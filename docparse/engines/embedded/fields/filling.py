"""Fill a type with the fields that were found: one assignment, evidence, what is in doubt."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from docparse.engines.embedded.fields.assigning import assigned, ranked
from docparse.engines.embedded.fields.candidates import Option
from docparse.engines.embedded.fields.items import Item, Items, read_items
from docparse.engines.embedded.fields.printed import Sheet
from docparse.engines.embedded.fields.reading import FieldReader
from docparse.engines.embedded.fields.telling import MOST_OTHERS, candidate, evidence
from docparse.engines.embedded.fields.wanting import as_json
from docparse.schemas import Table
from docparse.schemas.extraction import Candidate, Evidence, Extraction, Problem
from docparse.tasks.wanted import WantedField

M = TypeVar("M")

_DOUBT = 0.05
"""By how much the next candidate must be worse for there to be no doubt."""
_LONGEST = 60
"""Characters of a value that are told."""


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
    items_of = {
        field.name: read_items(field, tables, sheets, reader.values)
        for field in fields
        if field.items
    }
    options = reader.options([items.made for items in items_of.values() if items.made is not None])
    chosen, lists = assigned(options), reader.lists()
    places = {name: _evidence(option, options[name]) for name, option in chosen.items()}
    given = {
        field.path: as_json(field, chosen[field.name]) for field in fields if field.name in chosen
    }
    problems: list[Problem] = []
    for field in fields:
        if listed := lists.get(field.name):
            given[field.path] = [as_json(field, option) for option in listed]
            places |= {
                f"{field.name}[{number}]": _evidence(option, [option])
                for number, option in enumerate(listed)
            }
            continue
        read = items_of.get(field.name, Items())
        items = read.items
        whole = [item for item in items if not item.lacking]
        if items:
            problems += read.problems
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

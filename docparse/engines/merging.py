"""Join what a model said of a type, shown some pages of a document at a time, to one JSON value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from docparse.tasks.base import JsonSchema
from docparse.tasks.wanted import resolved
from docparse.values.amounts import find_numbers
from docparse.values.dates import find_dates


@dataclass(frozen=True)
class Part:
    """What was said when some pages were shown: their numbers in order, and JSON."""

    pages: tuple[int, ...]
    value: object


@dataclass(frozen=True)
class Merged:
    """Several parts as one.

    Attributes:
        value: JSON.
        told: For each value by name (`seller.name`, `lines[0].price`), the pages of its part.
        rivals: For each value of which parts say different things, those, the taken one first.
    """

    value: object = None
    told: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    rivals: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)

    @property
    def said(self) -> bool:
        """Whether any part has a value in it."""
        return bool(self.told)


def merged(schema: JsonSchema, parts: Sequence[Part]) -> Merged:
    """Join parts: of single values the first one is taken, lists are put one behind the other.

    Args:
        schema: Of the whole. What no part says is left out; where it is required, a list is empty
            and a value that may be null is null.
        parts: The most telling first; lists are joined in the order of their pages.
    """
    known = schema.get("$defs")
    return _merged("", schema, parts, known if isinstance(known, Mapping) else {})


def named(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """The values in objects and lists: `seller.name`, `lines[0].price`; no booleans."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from named(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, inner in enumerate(value):
            yield from named(inner, f"{name}[{index}]")
    elif value is not None and not isinstance(value, bool) and str(value).strip():
        yield name, value


def alike(one: object, other: object) -> bool:
    """Whether two values differ only in the way they are written: in case, spaces, form."""
    return not _readings(one).isdisjoint(_readings(other))


def _merged(name: str, schema: object, parts: Sequence[Part], known: Mapping[str, Any]) -> Merged:
    fields = resolved(schema, known)
    if "items" in fields:
        return _listed(name, parts)
    said = [part for part in parts if part.value is not None and str(part.value).strip()]
    if "properties" in fields or (said and all(isinstance(p.value, Mapping) for p in said)):
        return _joined(name, fields, said, known)
    return _first(name, said)


def _listed(name: str, parts: Sequence[Part]) -> Merged:
    """All items of all parts, in the order of the pages."""
    items: list[object] = []
    told: dict[str, tuple[int, ...]] = {}
    for part in sorted(parts, key=lambda part: part.pages):
        for item in part.value if isinstance(part.value, list) else ():
            told |= _told(item, f"{name}[{len(items)}]", part.pages)
            items.append(item)
    return Merged(items, told)


def _joined(
    name: str, fields: Mapping[str, Any], parts: Sequence[Part], known: Mapping[str, Any]
) -> Merged:
    """Objects, key by key; keys the type does not know are kept for it to judge."""
    objects = [(part.pages, part.value) for part in parts if isinstance(part.value, Mapping)]
    properties, others = fields.get("properties") or {}, fields.get("additionalProperties")
    needed = fields.get("required") or ()
    value: dict[str, object] = {}
    told: dict[str, tuple[int, ...]] = {}
    rivals: dict[str, tuple[Part, ...]] = {}
    for key in dict.fromkeys([*properties, *(key for _, given in objects for key in given)]):
        schema = properties.get(key, others)
        having = [Part(pages, given[key]) for pages, given in objects if key in given]
        one = _merged(f"{name}.{key}" if name else key, schema, having, known)
        if one.said:
            value[key] = one.value
        elif key in needed and _may_be_null(schema):
            value[key] = None
        elif key in needed and one.value is not None:
            value[key] = one.value
        told |= one.told
        rivals |= one.rivals if isinstance(schema, Mapping) else {}
    return Merged(value, told, rivals)


def _first(name: str, parts: Sequence[Part]) -> Merged:
    """The first value, and those that differ from it and from one another."""
    if not parts:
        return Merged()
    distinct: list[Part] = []
    for part in parts:
        if not any(alike(part.value, other.value) for other in distinct):
            distinct.append(part)
    taken = distinct[0]
    told = _told(taken.value, name, taken.pages) or {name: taken.pages}
    return Merged(taken.value, told, {name: tuple(distinct)} if len(distinct) > 1 else {})


def _told(value: object, name: str, pages: tuple[int, ...]) -> Mapping[str, tuple[int, ...]]:
    return {inner: pages for inner, _ in named(value, name)} or {name: pages}


def _may_be_null(schema: object) -> bool:
    return isinstance(schema, Mapping) and {"type": "null"} in (schema.get("anyOf") or ())


def _readings(value: object) -> frozenset[object]:
    """What a value may be read as: its text without case and spaces, a number, a date."""
    text = " ".join(str(value).split())
    readings: set[object] = {text.casefold().replace(" ", "")}
    readings |= {one.value for one in find_numbers(text) if one.end - one.start == len(text)}
    for one in find_dates(text):
        readings |= set(one.readings) if one.end - one.start == len(text) else set()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return frozenset(readings)
    return frozenset({*readings, number} if number.is_finite() else readings)

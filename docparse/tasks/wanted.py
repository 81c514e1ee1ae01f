"""Which values a type asks for: its JSON Schema as a flat list of fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from docparse.tasks.base import JsonSchema

FieldType = Literal["text", "date", "datetime", "decimal", "number", "integer", "boolean"]
"""What the value of a field is."""

_MOST_DEPTH = 6
_FORMATS: Mapping[str, FieldType] = {"date": "date", "date-time": "datetime"}
_TYPES: Mapping[str, FieldType] = {
    "string": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}


@dataclass(frozen=True, kw_only=True)
class WantedField:
    """A field of a type.

    Attributes:
        path: Its name, below those of the types it is in.
        type: What its value is; of a list, what each of its values is.
        required: Whether the type cannot be made without it.
        choices: The only values it may have; empty where it may have any.
        aliases: Further names and labels, from `aliases`, `title` and `description`.
        examples: Values it may have, from `examples`.
        many: Whether it is a list.
        items: The fields of each item of a list of objects.
    """

    path: tuple[str, ...]
    type: FieldType
    required: bool
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    many: bool = False
    items: tuple[WantedField, ...] = ()

    @property
    def name(self) -> str:
        """The path with dots."""
        return ".".join(self.path)


def wanted_fields(schema: JsonSchema) -> tuple[WantedField, ...]:
    """List the fields of a JSON Schema, those of objects in objects below their names."""
    definitions = schema.get("$defs")
    known = definitions if isinstance(definitions, Mapping) else {}
    return tuple(_fields(schema, known, (), required=True))


def _fields(
    schema: object, known: Mapping[str, Any], path: tuple[str, ...], *, required: bool
) -> Iterator[WantedField]:
    fields = resolved(schema, known)
    properties = fields.get("properties")
    if not isinstance(properties, Mapping) or len(path) >= _MOST_DEPTH:
        return
    needed = fields.get("required") or ()
    for name, field in properties.items():
        inner = resolved(field, known)
        own = (*path, str(name))
        must = required and name in needed
        if "properties" in inner:
            yield from _fields(inner, known, own, required=must)
            continue
        many = inner.get("type") == "array"
        items = resolved(inner.get("items"), known)
        each = items if many else inner
        hints = {**inner, **field} if isinstance(field, Mapping) else inner
        yield WantedField(
            path=own,
            type=_type(inner.get("items") if many else field, each, known),
            required=must,
            choices=tuple(str(choice) for choice in _choices(each)),
            aliases=tuple(_aliases(hints, str(name))),
            examples=tuple(_listed(hints, "examples")),
            many=many,
            items=tuple(_fields(items, known, (), required=True)),
        )


def _type(field: object, inner: Mapping[str, Any], known: Mapping[str, Any]) -> FieldType:
    options = _options(field)
    if {_resolved_type(option, known) for option in options} >= {"number", "string"}:
        return "decimal"
    return _FORMATS.get(inner.get("format", "")) or _TYPES.get(str(inner.get("type")), "text")


def _options(field: object) -> Sequence[object]:
    options = field.get("anyOf") if isinstance(field, Mapping) else None
    return options if isinstance(options, Sequence) else ()


def _resolved_type(option: object, known: Mapping[str, Any]) -> object:
    return resolved(option, known).get("type")


def _choices(field: Mapping[str, Any]) -> Sequence[object]:
    if "const" in field:
        return (field["const"],)
    choices = field.get("enum")
    return choices if isinstance(choices, Sequence) else ()


def _aliases(field: Mapping[str, Any], name: str) -> Iterator[str]:
    yield from _listed(field, "aliases")
    title = str(field.get("title") or "")
    if title and title != name.replace("_", " ").title():
        yield title
    described = str(field.get("description") or "")
    if described and len(described) < 40:  # longer ones are sentences, no labels
        yield re.sub(r"[.:]\s*$", "", described)


def _listed(field: Mapping[str, Any], name: str) -> Iterator[str]:
    listed = field.get(name)
    if isinstance(listed, Sequence) and not isinstance(listed, str):
        yield from map(str, listed)


def resolved(schema: object, definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow references, and pick what is not null of a union; empty where there is nothing."""
    for _ in range(8):
        if not isinstance(schema, Mapping):
            return {}
        options = schema.get("anyOf") or schema.get("allOf")
        if "$ref" in schema:
            schema = definitions.get(str(schema["$ref"]).rpartition("/")[2])
        elif isinstance(options, Sequence) and options:
            real = [each for each in options if each != {"type": "null"}]
            schema = real[0] if real else {}
        else:
            return schema
    return {}

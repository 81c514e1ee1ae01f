"""What a user gives to say which fields to read, as a type: a class, names, or a JSON Schema."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any, Literal, NotRequired

from pydantic import WithJsonSchema
from typing_extensions import TypedDict

from docparse.errors import SchemaError
from docparse.schemas import forms
from docparse.tasks.base import JsonSchema
from docparse.tasks.wanted import resolved

Given = type[Any] | Sequence[str] | JsonSchema
"""A class, a list of names of fields, or a JSON Schema."""

_PLAIN: Mapping[object, type[Any]] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
}
_NULLABLE = "null"


def as_type(given: Given) -> type[Any]:
    """Return what was given as a type: a class itself, names and schemas as a TypedDict.

    Raises:
        SchemaError: There are no names, or the schema has a field of no known type; it is named.
    """
    if isinstance(given, Mapping):
        known = given.get("$defs") or given.get("definitions") or {}
        made: type[Any] = _typed(given, known, "the schema")
        return made
    if isinstance(given, Sequence) and not isinstance(given, str):
        if not given or not all(isinstance(name, str) and name.strip() for name in given):
            raise SchemaError(f"{given!r} is no list of names of fields")
        return _dictionary(dict.fromkeys(given, NotRequired[str | None]))
    if not isinstance(given, type | GenericAlias):
        raise SchemaError(
            f"{given!r} says no fields: give a dataclass, a pydantic model, a TypedDict, a list of "
            "names or a JSON Schema"
        )
    return given


def type_named(name: str) -> type[Any]:
    """Return a ready type by its name, one of a module, or that of a file with a JSON Schema.

    Args:
        name: `invoice`, `module:Class` (of the folder one is in, too) or `file.json`.

    Raises:
        SchemaError: There is none.
    """
    if name.endswith(".json"):
        try:
            return as_type(json.loads(Path(name).read_text("utf-8")))
        except (OSError, ValueError, SchemaError) as error:
            raise SchemaError(f"{name!r}: {error}") from None
    module, _, attribute = name.rpartition(":")
    ready = {
        each.__name__.lower(): each
        for each in vars(forms).values()
        if isinstance(each, type) and each.__module__ == forms.__name__
    }
    found = (
        ready.get(name.lower().replace("_", "")) if not module else _of_module(module, attribute)
    )
    if not isinstance(found, type):
        names = ", ".join(sorted(each.__name__ for each in ready.values()))
        raise SchemaError(f"no type {name!r}; give one of {names}, or module:Class")
    return found


def _of_module(module: str, attribute: str) -> object:
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        return getattr(import_module(module), attribute, None)
    except ImportError as error:
        raise SchemaError(f"{module}:{attribute}: {error}") from None


def _dictionary(fields: Mapping[str, Any]) -> type[Any]:
    made: type[Any] = TypedDict("Fields", dict(fields))  # type: ignore[misc]
    return made


def _typed(schema: object, known: Any, name: str) -> Any:  # noqa: ANN401 (any type)
    """The type of values that obey a JSON Schema."""
    field = resolved(schema, known)
    kind = field.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != _NULLABLE), None)
    if isinstance(properties := field.get("properties"), Mapping):
        needed = field.get("required") or ()
        return _dictionary(
            {
                str(each): inner if each in needed else NotRequired[inner | None]
                for each, part in properties.items()
                for inner in [_typed(part, known, str(each))]
            }
        )
    if kind == "array":
        return list[_typed(field.get("items") or {"type": "string"}, known, name)]  # type: ignore[misc]
    if choices := field.get("enum"):
        return Annotated[Literal[tuple(choices)], WithJsonSchema(dict(field))]
    if kind not in _PLAIN:
        raise SchemaError(
            f"{name} has the type {kind!r}: docparse reads string, integer, number, boolean, array "
            "and object with properties"
        )
    return Annotated[_PLAIN[kind], WithJsonSchema({**field, "type": kind})]

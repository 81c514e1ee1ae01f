"""ExtractPart: what some pages of a long document say of a type, where nothing is required yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from docparse.schemas.extraction import Extraction
from docparse.tasks.base import JsonSchema
from docparse.tasks.extract import ExtractFields, Faults
from docparse.tasks.wanted import resolved

_MOST_DEPTH = 6
_NULL: JsonSchema = {"type": "null"}
_SAID = ("title", "description", "examples")
"""What is told of a field beside the type of its value."""
_LEFT = frozenset({"required", "default", "minItems", "minProperties"})
"""What cannot be asked of a part."""


@dataclass(frozen=True, kw_only=True)
class ExtractPart(ExtractFields[Any]):
    """Extract what is on some of the pages; the value is JSON, not yet the type.

    Values must fit the type, but may all be missing or null, and what the type asks of the whole
    (sums that agree, least lengths of lists) is not asked. The items of lists are whole: what is
    required of them is required here too.
    """

    @property
    def obeyed(self) -> JsonSchema:
        """The JSON Schema of the reply: that of the type, with nothing required."""
        schema = super().obeyed
        known = schema.get("$defs")
        free = _free(schema, known if isinstance(known, Mapping) else {}, 0)
        return {key: value for key, value in free.items() if key != "$defs" or _refers(free)}

    def filled(self, value: object) -> Extraction[Any] | Faults:
        """Return the JSON as it is, or what is wrong with its values.

        An object with none of the fields says nothing of them: it is judged like a whole.
        """
        whole = super().filled(value)
        faults = () if isinstance(whole, Extraction) else whole
        if not self._is_strange(value):
            faults = [fault for fault in faults if not _is_excused(fault)]
        return faults or Extraction(value)

    def _is_strange(self, value: object) -> bool:
        fields = self.obeyed.get("properties")
        known = fields if isinstance(fields, Mapping) else {}
        return isinstance(value, Mapping) and bool(value) and not value.keys() & known.keys()


def _is_excused(fault: ErrorDetails) -> bool:
    """Whether a fault may be none in the whole: a value is missing, or too few of a list are here.

    Nothing is excused within the items of lists.
    """
    if any(isinstance(step, int) for step in fault["loc"]):
        return False
    of_whole = isinstance(fault["input"], Mapping | list) and not fault["type"].endswith("_type")
    return fault["input"] is None or "missing" in fault["type"] or of_whole


def _free(schema: Mapping[str, Any], known: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """Return the schema of an object or value with nothing required, of lists as they are."""
    if "$ref" in schema and depth < _MOST_DEPTH:
        found = resolved({"$ref": schema["$ref"]}, known)
        return _free({**found, **_without(schema, "$ref")}, known, depth + 1)
    freed = _without(schema, *_LEFT)
    for name in ("anyOf", "oneOf", "allOf"):
        if name in schema:
            freed[name] = [_free(option, known, depth) for option in schema[name]]
    fields = schema.get("properties")
    if isinstance(fields, Mapping):
        freed["properties"] = {
            name: _nullable(_free(field, known, depth + 1)) for name, field in fields.items()
        }
    return freed


def _nullable(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    options = schema.get("anyOf")
    if isinstance(options, list):
        return schema if _NULL in options else {**schema, "anyOf": [*options, _NULL]}
    told = {key: schema[key] for key in _SAID if key in schema}
    return {**told, "anyOf": [_without(schema, *_SAID), _NULL]} if schema != told else schema


def _without(schema: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in keys}


def _refers(schema: object) -> bool:
    """Whether anything outside the definitions of a schema refers to them."""
    if isinstance(schema, Mapping):
        return "$ref" in schema or any(_refers(schema[key]) for key in schema if key != "$defs")
    return isinstance(schema, list) and any(map(_refers, schema))

"""What a field asks for: the concept its name means, and the kind of value its type holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from docparse.engines.embedded.fields.candidates import Option
from docparse.engines.embedded.fields.concepts import Concept, concept_of
from docparse.tasks.wanted import FieldType, WantedField

_KINDS: Mapping[FieldType, str] = {
    "date": "date",
    "datetime": "date",
    "decimal": "amount",
    "number": "amount",
    "integer": "number",
    "boolean": "boolean",
    "text": "text",
}
"""The kind of a field's values where its name says none."""
_NUMERIC = frozenset({"amount", "percent", "number"})


@dataclass(frozen=True)
class Sought:
    """A field, and the concept its name means."""

    field: WantedField
    concept: Concept

    @property
    def kind(self) -> str:
        """What its values look like."""
        typed = _KINDS[self.field.type]
        if typed == "text":
            return self.concept.kind
        numeric = typed in {"amount", "number"} and self.concept.kind in _NUMERIC
        return self.concept.kind if numeric else typed

    @property
    def labels(self) -> tuple[str, ...]:
        """What may stand over or beside its values."""
        own = (*self.field.aliases, self.field.path[-1].replace("_", " "))
        return tuple(dict.fromkeys((*own, *self.concept.labels)))


def own_concept(field: WantedField) -> Concept:
    """The concept a field means; one of its own where its name is none of the lexicon."""
    last = field.path[-1]
    own = tuple(dict.fromkeys((*field.aliases, last.replace("_", " "))))
    known = concept_of(" ".join(field.path), ()) or concept_of(last, field.aliases)
    if known is None and field.many:
        known = concept_of(last.removesuffix("s"), field.aliases)
    if known is None:
        return Concept(name=field.name, kind=_KINDS[field.type], names=(), labels=own)
    return replace(known, labels=tuple(dict.fromkeys((*field.aliases, *known.labels))))


def as_json(field: WantedField, option: Option) -> object:
    """Return the value of an option as JSON has it in a field; None where it has none."""
    value, text = option.reading.value, option.text
    if field.choices:
        said = str(value).casefold(), text.casefold()
        return next((choice for choice in field.choices if choice.casefold() in said), None)
    if isinstance(value, bool) or field.type == "boolean":
        return value if isinstance(value, bool) and field.type == "boolean" else None
    if isinstance(value, datetime):
        return {"date": value.date().isoformat(), "datetime": value.isoformat()}.get(
            field.type, text
        )
    if isinstance(value, Decimal):
        return _number(value, field.type, text)
    return str(value) if field.type == "text" else None


def _number(value: Decimal, kind: FieldType, text: str) -> object:
    if kind == "decimal":
        return str(value)
    if kind == "number":
        return float(value)
    if kind == "integer":
        return int(value) if value == value.to_integral_value() else None
    return text if kind == "text" else None

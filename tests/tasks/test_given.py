"""Fields as names or a JSON Schema become a type like any other."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from docparse import SchemaError, extract
from docparse.tasks.given import as_type
from docparse.tasks.wanted import wanted_fields
from tests.truth import SAMPLES

SCHEMA = {
    "type": "object",
    "required": ["number"],
    "properties": {
        "number": {"type": "string", "title": "Rechnung Nr."},
        "issued": {"type": ["string", "null"], "format": "date"},
        "currency": {"enum": ["EUR", "GBP"]},
        "seller": {"$ref": "#/$defs/party"},
        "total": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "lines": {
            "type": "array",
            "items": {"type": "object", "properties": {"price": {"type": "number"}}},
        },
    },
    "$defs": {"party": {"type": "object", "properties": {"name": {"type": "string"}}}},
}


def test_json_schema_keeps_its_types_formats_and_hints() -> None:
    fields = {
        field.name: field for field in wanted_fields(TypeAdapter(as_type(SCHEMA)).json_schema())
    }
    assert {name: field.type for name, field in fields.items()} == {
        "number": "text",
        "issued": "date",
        "currency": "text",
        "seller.name": "text",
        "total": "number",
        "lines": "text",
    }
    assert fields["number"].aliases == ("Rechnung Nr.",)
    assert fields["currency"].choices == ("EUR", "GBP")
    assert [field.required for field in fields.values()][:2] == [True, False]
    assert [inner.name for inner in fields["lines"].items] == ["price"]


def test_values_that_do_not_obey_the_schema_are_refused() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(as_type(SCHEMA))
    assert adapter.validate_python({"number": "7"}) == {"number": "7"}
    for wrong in ({}, {"number": "7", "currency": "USD"}, {"number": "7", "total": "much"}):
        with pytest.raises(ValidationError):
            adapter.validate_python(wrong)


def test_names_and_schemas_are_read_into_dictionaries() -> None:
    invoice = SAMPLES / "invoice.pdf"
    assert extract(invoice, ["invoice_number", "total"]).value == {
        "invoice_number": "HP-2026-0417",
        "total": "5,126.40",
    }
    assert extract(invoice, SCHEMA).value == {
        "number": "HP-2026-0417",
        "issued": "2026-04-17",
        "currency": "GBP",
        "seller": {"name": "Harrow & Pine Ltd"},
        "total": 5126.4,
        "lines": [{"price": price} for price in (486.0, 62.5, 214.9, 41.2, 3.75, 38.0)],
    }


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ([], "no list of names"),
        (["total", ""], "no list of names"),
        ("total", "says no fields"),
        (7, "says no fields"),
        ({"type": "object", "properties": {"scan": {"type": "binary"}}}, "scan has the type"),
    ],
)
def test_what_says_no_fields_is_refused_before_anything_is_read(given: Any, named: str) -> None:
    with pytest.raises(SchemaError, match=named):
        extract("no such file.pdf", given)

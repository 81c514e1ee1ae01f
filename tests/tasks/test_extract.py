"""Fields of a user's type: how they are asked for, filled, and complained about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated

import jsonschema
import pytest
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from docparse.errors import OutputError, SchemaError
from docparse.tasks.base import DIALECTS, Dialect, Language
from docparse.tasks.extract import ExtractFields, adapter_of, schema_of
from tests.tasks.paper import Sheet

PAGES = (Sheet(1), Sheet(2))


class Item(BaseModel):
    name: str = Field(description="as printed")
    price: Decimal


class Invoice(BaseModel):
    number: str
    issued: date | None = Field(default=None, description="date of issue")
    items: list[Item] = []


@dataclass
class Pair:
    left: int
    right: int | None = None


class Place(TypedDict, total=False):
    city: str
    zip: str


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)
    day: date
    sides: tuple[int, int]


def read(schema: type, reply: str) -> object:
    return ExtractFields(pages=PAGES, schema=schema).read(reply, "instruct").value.value


REPLY = '{"number": "A-7", "issued": "2024-05-01", "items": [{"name": "Nail", "price": "0.10"}]}'


def test_model_is_filled_and_its_type_kept() -> None:
    assert read(Invoice, REPLY) == Invoice(
        number="A-7", issued=date(2024, 5, 1), items=[Item(name="Nail", price=Decimal("0.10"))]
    )


def test_dataclasses_typed_dicts_lists_and_strict_models_are_filled_too() -> None:
    assert read(Pair, '{"left": 1}') == Pair(1)
    assert read(Place, '{"city": "Ulm"}') == {"city": "Ulm"}
    assert read(list[Pair], '[{"left": 1}, {"left": 2, "right": 3}]') == [Pair(1), Pair(2, 3)]
    strict = read(Strict, '{"day": "2024-05-01", "sides": [3, 4]}')
    assert strict == Strict(day=date(2024, 5, 1), sides=(3, 4))


def test_each_wrong_field_has_its_line() -> None:
    reply = '{"issued": "May", "items": [{"name": "Nail", "price": "cheap"}]}'
    with pytest.raises(OutputError) as caught:
        read(Invoice, reply)
    head, *lines = str(caught.value).splitlines()
    assert head == "the reply does not fit Invoice:"
    assert [line.partition(":")[0] for line in lines] == ["number", "issued", "items.0.price"]
    assert lines[0].endswith("Field required")
    assert lines[2].endswith('not "cheap"')


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_model_is_told_what_was_wrong(dialect: Dialect, language: Language) -> None:
    task = ExtractFields(pages=PAGES, schema=Invoice, language=language)
    again = task.asked_again(OutputError("number: Field\x00 required"))
    assert task.complaint is None
    assert again.prompt(dialect).startswith(task.prompt(dialect))
    assert "number: Field required" in again.prompt(dialect)


def test_complaint_of_any_length_leaves_room_for_the_pages() -> None:
    task = ExtractFields(pages=PAGES, schema=Invoice, complaint="x" * 100_000)
    assert len(task.prompt("instruct")) < 5000


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_field_is_named_in_the_prompt(dialect: Dialect, language: Language) -> None:
    prompt = ExtractFields(pages=PAGES, schema=Invoice, language=language).prompt(dialect)
    for word in ("number", "issued", "date of issue", "items", "price", "as printed"):
        assert word in prompt


def test_infmllm2_is_asked_by_names_alone() -> None:
    prompt = ExtractFields(pages=PAGES, schema=Invoice).prompt("infmllm2")
    assert prompt.endswith("number, issued (date of issue), items (name (as printed), price).")


@pytest.mark.parametrize("dialect", ["instruct", "infinity_parser2"])
def test_schema_is_one_the_reply_obeys(dialect: Dialect) -> None:
    schema = ExtractFields(pages=PAGES, schema=Invoice).json_schema(dialect)
    assert schema is not None
    jsonschema.validate({"number": "1", "items": [{"name": "a", "price": "1"}]}, dict(schema))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"items": []}, dict(schema))


def test_infmllm2_obeys_no_schema() -> None:
    assert ExtractFields(pages=PAGES, schema=Invoice).json_schema("infmllm2") is None


@pytest.mark.parametrize("kind", [object(), Callable[[], int], "Nowhere"])
def test_type_that_json_cannot_fill_is_refused_at_once(kind: object) -> None:
    with pytest.raises(SchemaError):
        ExtractFields(pages=PAGES, schema=kind)  # type: ignore[arg-type]


def test_type_without_a_hash_is_no_obstacle() -> None:
    kind = Annotated[dict[str, int], Field(json_schema_extra={"examples": [{}]})]
    assert schema_of(kind)["type"] == "object"  # type: ignore[arg-type]


def test_types_are_prepared_once_and_unions_in_another_order_are_others() -> None:
    assert adapter_of(Invoice) is adapter_of(Invoice)
    assert schema_of(list[int | str])["items"] == {
        "anyOf": [{"type": "integer"}, {"type": "string"}]
    }
    assert schema_of(list[str | int])["items"] == {
        "anyOf": [{"type": "string"}, {"type": "integer"}]
    }


def test_recursive_types_are_named_without_end_of_names() -> None:
    prompt = ExtractFields(pages=PAGES, schema=Tree).prompt("infmllm2")
    assert "children" in prompt
    assert len(prompt) < 500


class Tree(BaseModel):
    name: str
    children: list[Tree] = []


class Colour(Enum):
    RED = "red"


class Paint(BaseModel):
    colour: Colour


def test_enumerations_are_filled_by_value_and_others_refused() -> None:
    assert read(Paint, '{"colour": "red"}') == Paint(colour=Colour.RED)
    with pytest.raises(OutputError, match="colour: Input should be 'red'"):
        read(Paint, '{"colour": "blue"}')

"""The layout of a page: how it is asked for, and which replies obey."""

from __future__ import annotations

import jsonschema
import pytest

from docparse.schemas import Box, Region
from docparse.tasks.base import DIALECTS, Dialect, Language
from docparse.tasks.layout import FindLayout
from docparse.tasks.layout_reply import CATEGORIES, CATEGORY_KINDS, layout_schema
from tests.tasks.paper import Sheet

PAGES = (Sheet(2),)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_dialect_has_a_wording(dialect: Dialect, language: Language) -> None:
    assert FindLayout(pages=PAGES, language=language).prompt(dialect)


@pytest.mark.parametrize("dialect", ["infinity_parser2", "instruct"])
def test_prompt_names_every_category_and_each_has_a_kind(dialect: Dialect) -> None:
    prompt = FindLayout(pages=PAGES).prompt(dialect)
    assert [name for name in CATEGORIES if name not in prompt] == []
    assert [name for name in CATEGORIES if name not in CATEGORY_KINDS] == []


def test_regions_are_those_of_the_crop() -> None:
    crop = Box(x0=100, y0=100, x1=300, y1=500)
    task = FindLayout(pages=PAGES, crop=crop)
    read = task.read('[{"bbox": [0, 0, 500, 500], "category": "Section-header"}]', "instruct")
    assert read.value == (
        Region(
            kind="heading",
            page=2,
            box=Box(x0=100, y0=100, x1=200, y1=300),
            label="Section-header",
        ),
    )


@pytest.mark.parametrize(
    ("reply", "obeys"),
    [
        ([{"bbox": [0, 0, 10, 10], "category": "text"}], True),
        ([], True),
        ([{"bbox": [0, 0, 10], "category": "text"}], False),
        ([{"bbox": [0, 0, 10, 2000], "category": "text"}], False),
        ([{"bbox": [0, 0, 10, 10], "category": "thing"}], False),
        ([{"bbox": [0, 0, 10, 10]}], False),
        ({"bbox": [0, 0, 10, 10], "category": "text"}, False),
    ],
)
def test_schema_tells_layouts_from_other_json(reply: object, obeys: bool) -> None:
    schema = FindLayout(pages=PAGES).json_schema("instruct")
    assert schema is not None
    assert jsonschema.Draft202012Validator(dict(schema)).is_valid(reply) is obeys


def test_schema_of_a_layout_with_texts_wants_them() -> None:
    schema = dict(layout_schema(text=True))
    item = {"bbox": [0, 0, 10, 10], "category": "text"}
    assert not jsonschema.Draft202012Validator(schema).is_valid([item])
    assert jsonschema.Draft202012Validator(schema).is_valid([{**item, "text": "a"}])


def test_infmllm2_obeys_no_schema() -> None:
    assert FindLayout(pages=PAGES).json_schema("infmllm2") is None

"""Raw replies to what they are read as: the tables in `replies/`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from docparse.errors import OutputError
from docparse.schemas import Block, Box, Formula, Heading, Point, Table
from docparse.tasks.ask import AskPages
from docparse.tasks.base import Read
from docparse.tasks.extract import ExtractFields
from docparse.tasks.layout import FindLayout
from docparse.tasks.layout_reply import read_layout_page
from docparse.tasks.spot import SpotText
from tests.tasks.paper import Sheet

REPLIES = Path(__file__).parent / "replies"
PAGES = (Sheet(4, 1000, 1000),)
ALL = Box(x0=0, y0=0, x1=1000, y1=1000)

Case = dict[str, Any]


class Item(BaseModel):
    name: str
    price: float


class Invoice(BaseModel):
    number: str
    issued: date | None = None
    total: float
    items: list[Item] = []


SCHEMAS: dict[str, Any] = {"Invoice": Invoice, "Items": list[Item]}


def cases(name: str) -> list[Any]:
    table = tomllib.loads((REPLIES / f"{name}.toml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in table["reply"]]


def check(case: Case, read: Callable[[], Read[Any]], written: Callable[[Any], str]) -> None:
    """Compare what is read, written out, with what a case expects."""
    if "error" in case:
        with pytest.raises(OutputError) as caught:
            read()
        assert case["error"] in str(caught.value)
        return
    said = read()
    assert written(said.value) == case["expected"].strip("\n")
    for note in case.get("notes", ()):
        assert note in "\n".join(said.notes)
    assert said.notes == () or "notes" in case


def crop(case: Case) -> Box | None:
    return Box.of(case["crop"]) if "crop" in case else None


def numbers(box: Box) -> str:
    return " ".join(f"{side:.0f}" for side in box.corners)


@pytest.mark.parametrize("case", cases("layout"))
def test_layouts(case: Case) -> None:
    task = FindLayout(pages=PAGES, crop=crop(case))
    check(
        case,
        lambda: task.read(case["reply"], case["dialect"]),
        lambda regions: "\n".join(f"{each.kind} {numbers(each.box)}" for each in regions),
    )


@pytest.mark.parametrize("case", cases("infinity"))
def test_layouts_with_texts(case: Case) -> None:
    region = crop(case) or ALL
    levels = "heading1" in case.get("expected", "")
    check(
        case,
        lambda: read_layout_page(case["reply"], page=4, width=1000, height=1000, region=region),
        lambda page: "\n".join(written_block(block, levels) for block in page.blocks),
    )


def written_block(block: Block, levels: bool) -> str:
    text = block.text
    if isinstance(block, Table):
        text = " / ".join(" | ".join(row) for row in block.grid())
    elif isinstance(block, Formula):
        text = block.latex or ""
    level = block.level if levels and isinstance(block, Heading) else ""
    return f"{block.kind}{level} {numbers(block.box)}: {text}".replace("\n", "⏎").rstrip()


@pytest.mark.parametrize("case", cases("extract"))
def test_fields(case: Case) -> None:
    schema = SCHEMAS[case["schema"]]
    task = ExtractFields(pages=PAGES, schema=schema)
    dump = TypeAdapter(schema).dump_python
    if "expected" in case:
        case = {**case, "expected": json.dumps(json.loads(case["expected"]))}
    check(
        case,
        lambda: task.read(case["reply"], case["dialect"]),
        lambda found: json.dumps(dump(found.value, mode="json")),
    )


@pytest.mark.parametrize("case", cases("ask"))
def test_answers(case: Case) -> None:
    task = AskPages(pages=PAGES, question="What does it say?")
    check(case, lambda: task.read(case["reply"], case["dialect"]), str)


@pytest.mark.parametrize("case", cases("spot"))
def test_texts_by_their_place(case: Case) -> None:
    where = case["where"]
    if isinstance(where, list):
        where = Box.of(where) if len(where) == 4 else Point(x=where[0], y=where[1])
    task = SpotText(pages=PAGES, where=where)
    check(
        case,
        lambda: task.read(case["reply"], case["dialect"]),
        lambda spotted: (
            f"{numbers(spotted.box) if spotted.box else '-'}: " + spotted.text.replace("\n", "⏎")
        ),
    )


def test_names_of_replies_are_unique_in_each_table() -> None:
    for name in ("layout", "infinity", "extract", "ask", "spot"):
        names = [case.id for case in cases(name)]
        assert len(names) == len(set(names)), name


def test_blocks_of_a_layout_are_numbered_and_the_model_is_their_source() -> None:
    reply = '[{"bbox": [0, 0, 9, 9], "category": "list", "text": "- a\\n- b"}]'
    page = read_layout_page(reply, page=4, width=1000, height=1000, region=ALL).value
    assert (page.number, page.width, page.height) == (4, 1000, 1000)
    assert [block.id for block in page.blocks] == ["p4-b1", "p4-b2"]
    assert {(block.page, block.source) for block in page.blocks} == {(4, "model")}

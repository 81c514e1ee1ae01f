"""Text by its place: boxes, points and colours in prompts; texts and boxes in replies."""

from __future__ import annotations

import pytest

from docparse.errors import TaskError
from docparse.schemas import Box, Point, Spotted
from docparse.tasks.base import DIALECTS, Dialect, Language
from docparse.tasks.spot import SpotText, color_value
from tests.tasks.paper import Sheet

PAGES = (Sheet(3),)
BOX = Box(x0=60, y0=80, x1=300, y1=400)


def task(where: Box | Point | str, crop: Box | None = None) -> SpotText:
    return SpotText(pages=PAGES, where=where, crop=crop)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("where", "written"),
    [(BOX, "100"), (Point(x=300, y=600), "750"), ("Red", "red"), ("#00ff00", "#00ff00")],
)
def test_every_place_can_be_asked_about(
    where: Box | Point | str, written: str, dialect: Dialect, language: Language
) -> None:
    prompt = SpotText(pages=PAGES, where=where, language=language).prompt(dialect)
    assert written in prompt
    assert "{" not in prompt.replace('{"text": "…", "bbox": [x0, y0, x1, y1]}', "")


def test_box_is_written_relative_to_the_crop() -> None:
    crop = Box(x0=60, y0=80, x1=180, y1=240)
    prompt = task(Box(x0=60, y0=80, x1=120, y1=160), crop).prompt("infmllm2")
    assert "<box>(0,0),(500,500)</box>" in prompt


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("red", 0xFF0000),
        ("RebeccaPurple", 0x663399),
        (" #0a0B0c ", 0x0A0B0C),
        ("#0f8", 0x00FF88),
        ("black", 0),
    ],
)
def test_colours_are_css_names_or_hex(name: str, value: int) -> None:
    assert color_value(name) == value


@pytest.mark.parametrize("name", ["blurple", "", "#12", "#12345g", "rgb(1,2,3)", "ff0000"])
def test_other_colours_are_refused_with_what_to_write(name: str) -> None:
    with pytest.raises(TaskError, match="CSS colour name"):
        task(name)


@pytest.mark.parametrize("where", [Box(x0=700, y0=0, x1=800, y1=50), Point(x=10, y=801)])
def test_place_outside_of_the_page_is_refused(where: Box | Point) -> None:
    with pytest.raises(TaskError, match="outside of what is shown"):
        task(where)


def test_box_that_was_asked_about_is_the_answer_s_unless_the_reply_says_another() -> None:
    assert task(BOX).read("Total 12.50", "infmllm2").value == Spotted(
        text="Total 12.50", page=3, box=BOX
    )
    read = task(BOX).read("Total 12.50 <box>(100,100),(200,200)</box>", "infmllm2")
    assert read.value == Spotted(text="Total 12.50", page=3, box=Box(x0=60, y0=80, x1=120, y1=160))


def test_place_of_a_coloured_text_is_unknown_unless_the_reply_says_it() -> None:
    assert task("red").read("Overdue", "instruct").value.box is None

"""Forms: boxes that are ticked, fields of the file's form, lists of plain values."""

from __future__ import annotations

import datetime
from dataclasses import make_dataclass, replace
from enum import Enum
from typing import Any, Literal

import pytest

from docparse.engines.embedded.fields.printed import printed
from docparse.engines.embedded.fields.ticks import find_ticks
from docparse.schemas import Box
from docparse.sources.form_fields import FormField
from tests.engines.embedded.fields.setting import Placed, sheet
from tests.engines.embedded.fields.test_reading import read


def value_of(name: str, kind: Any, *lines: Placed) -> Any:
    holder = make_dataclass("Holder", [(name, kind, None)])
    return getattr(read(holder, sheet(*lines)).value, name)


@pytest.mark.parametrize(
    ("text", "ticked"),
    [
        ("☑ Newsletter", True),
        ("☐ Newsletter", False),
        ("☒ Newsletter", True),
        ("[x] Newsletter", True),
        ("[ ] Newsletter", False),
        ("◉ Newsletter", True),
        ("○ Newsletter", False),
        ("Newsletter ☒", True),
        ("Newsletter: ☐", False),
        ("Newsletter: yes", True),
        ("Newsletter: No", False),
        ("Newsletter: ☒ Yes ☐ No", True),
        ("Newsletter: ☐ ja ☒ nein", False),
        ("☒ I would like the newsletter", True),
    ],
)
def test_boolean_is_what_is_ticked_or_said(text: str, ticked: bool) -> None:
    assert value_of("newsletter", bool | None, (60, 60, text)) is ticked


def test_neither_box_ticked_is_no_answer() -> None:
    found = read(
        make_dataclass("Holder", [("married", bool | None, None)]),
        sheet((60, 60, "Married: ☐ Yes ☐ No")),
    )
    assert found.value.married is None
    assert [problem.kind for problem in found.problems] == ["missing"]


def test_question_stands_before_the_boxes_or_over_them() -> None:
    ticks = find_ticks(
        printed(
            [
                sheet(
                    (60, 60, "Sex: ☐ male ☒ female"),
                    (60, 100, "Kind of card (tick one)"),
                    (60, 114, "☐ single"),
                    (200, 114, "☒ family"),
                )
            ]
        )
    )
    said = [(t.group and t.group.text, t.words and t.words.text, t.on) for t in ticks]
    assert said == [
        ("Sex", "male", False),
        ("Sex", "female", True),
        ("Kind of card (tick one)", "single", False),
        ("Kind of card (tick one)", "family", True),
    ]


class Card(Enum):
    SINGLE = "single"
    FAMILY = "family"


@pytest.mark.parametrize("kind", [Literal["single", "family"], Card])
def test_choice_is_the_words_of_the_ticked_box(kind: Any) -> None:
    lines = ((60, 60, "Kind of card:"), (60, 74, "☐ single"), (200, 74, "☒ Family"))
    assert value_of("card", kind | None, *lines) in {"family", Card.FAMILY}


def test_field_of_the_form_is_found_by_its_name_and_read_whole() -> None:
    box = Box(x0=55, y0=48, x1=300, y1=64)
    field = FormField(
        kind="text", name="form[0].firstName[0]", label="", value="", ticked=None, box=box
    )
    page = replace(sheet((60, 60, "Anna Maria")), fields=(field,))
    found = read(make_dataclass("Holder", [("first_name", str)]), page)
    assert found.value.first_name == "Anna Maria"
    assert found.evidence["first_name"].how == "in the form's field 'form[0].firstName[0]'"


def test_what_is_filled_in_is_no_label() -> None:
    box = Box(x0=150, y0=48, x1=300, y1=64)
    field = FormField(kind="text", name="f2", label="", value="", ticked=None, box=box)
    page = replace(sheet((60, 60, "Surname"), (152, 60, "Town")), fields=(field,))
    assert read(make_dataclass("Holder", [("surname", str)]), page).value.surname == "Town"


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [
        (list[str], [(60, 60, "Skills: Python, Rust; Go")], ["Python", "Rust", "Go"]),
        (
            list[str],
            [(60, 60, "Skills"), (60, 74, "• Tiling"), (60, 88, "• Plastering")],
            ["Tiling", "Plastering"],
        ),
        (list[str], [(60, 60, "Skills: ☒ Print ☐ Scan ☑ Copy")], ["Print", "Copy"]),
        (
            list[datetime.date],
            [(60, 60, "Skills: 01.02.2024, 13.03.2024")],
            [datetime.date(2024, 2, 1), datetime.date(2024, 3, 13)],
        ),
        (list[int], [(60, 60, "Skills: 3 4"), (60, 74, "5")], [3, 4, 5]),
    ],
)
def test_list_of_plain_values(kind: Any, lines: list[Placed], expected: list[Any]) -> None:
    assert value_of("skills", kind, *lines) == expected


def test_mail_addresses_need_no_label() -> None:
    lines = ((60, 60, "Write to ann@x.example"), (60, 90, "or bob@y.example"))
    assert value_of("emails", list[str], *lines) == ["ann@x.example", "bob@y.example"]


def test_each_value_of_a_list_has_its_place() -> None:
    holder = make_dataclass("Holder", [("skills", list[str])])
    found = read(holder, sheet((60, 60, "Skills: Python, Rust")))
    assert [found.evidence[f"skills[{n}]"].text for n in (0, 1)] == ["Python", "Rust"]

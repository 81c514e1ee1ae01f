"""Forms of PDFs: what is filled in and ticked is words of the page, and known field by field."""

from __future__ import annotations

import pymupdf
import pytest

from docparse.schemas import Box, Word
from docparse.sources import SourcePage, open_source
from docparse.sources.form_fields import FormField, with_form_fields

TEXT, CHECK, COMBO = 7, 2, 3


def _widget(kind: int, name: str, value: object, rect: tuple[float, ...]) -> pymupdf.Widget:
    widget = pymupdf.Widget()
    widget.field_type, widget.field_name, widget.rect = kind, name, pymupdf.Rect(rect)
    if kind == COMBO:
        widget.choice_values = ["France", "Spain"]
    widget.field_value = value
    return widget


@pytest.fixture(scope="module")
def page() -> SourcePage:
    document = pymupdf.open()
    sheet = document.new_page()
    for y, label in ((72, "Name"), (112, "I agree"), (132, "Smoker")):
        sheet.insert_text((200, y), label)
    named = _widget(TEXT, "person.name", "Anna Berg", (72, 60, 180, 78))
    named.field_label = "Full name"
    hidden = _widget(TEXT, "secret", "not seen", (72, 200, 180, 218))
    hidden.field_display = 1
    for widget in (
        named,
        _widget(CHECK, "agree", True, (72, 100, 86, 114)),
        _widget(CHECK, "smoker", False, (72, 120, 86, 134)),
        _widget(COMBO, "country", "Spain", (72, 140, 180, 158)),
        hidden,
    ):
        sheet.add_widget(widget)
    data = document.tobytes()
    with open_source(data) as source:
        loaded = source.page(1)
        assert loaded.words
        return loaded


def test_fields_are_known_by_name_label_value_and_place(page: SourcePage) -> None:
    known = [(field.kind, field.name, field.label, field.value) for field in page.form_fields]
    assert known == [
        ("text", "person.name", "Full name", "Anna Berg"),
        ("check", "agree", "", "Yes"),
        ("check", "smoker", "", "Yes"),
        ("choice", "country", "", "Spain"),
    ]
    assert page.form_fields[0].box.corners == (72, 60, 180, 78)


def test_boxes_are_signs_in_place_of_the_marks_drawn_in_them(page: SourcePage) -> None:
    assert [field.ticked for field in page.form_fields] == [None, True, False, None]
    texts = [word.text for word in page.words]
    assert texts == ["Name", "I", "agree", "Smoker", "Anna", "Berg", "Spain", "☑", "☐"]


def test_value_that_the_file_holds_but_does_not_draw_is_words_in_its_place() -> None:
    box = Box(x0=10, y0=10, x1=110, y1=22)
    field = FormField(kind="text", name="a", label="", value="12 Mill Lane", ticked=None, box=box)
    printed = Word(text="Street", box=Box(x0=0, y0=50, x1=30, y1=60), line=4)
    words = with_form_fields((printed,), (field,))
    assert [word.text for word in words] == ["Street", "12", "Mill", "Lane"]
    assert words[1].box.x0 == 10
    assert words[-1].box.x1 == pytest.approx(110)
    assert {word.line for word in words[1:]} == {5}


def test_pages_without_a_form_have_no_fields() -> None:
    with open_source(_plain()) as source:
        assert source.page(1).form_fields == ()


def _plain() -> bytes:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), "Words")
    data: bytes = document.tobytes()
    return data


def test_signs_of_dingbats_are_read_as_what_they_look_like() -> None:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), "34lno", fontname="zadb")
    with open_source(document.tobytes()) as source:
        assert [word.text for word in source.page(1).words] == ["✓✔●■❏"]

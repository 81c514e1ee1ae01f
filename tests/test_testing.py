"""The helpers for tests do what they promise."""

from __future__ import annotations

import pytest

from docparse import Box, Page, SourceError, open_source, parse_document
from docparse.errors import EngineError
from docparse.schemas import Heading, Paragraph
from docparse.testing import ScriptedEngine, make_pdf

BOX = Box(x0=72, y0=72, x1=300, y1=90)


def _paragraph(text: str, page: int = 1) -> Paragraph:
    return Paragraph(id=f"p{page}-b1", page=page, box=BOX, text=text)


def _words(pdf: bytes) -> list[list[str]]:
    with open_source(pdf) as source:
        return [[word.text for word in page.words] for page in source.pages()]


def test_each_html_text_becomes_a_page() -> None:
    assert _words(make_pdf("<p>Good morning</p>", "plain text")) == [
        ["Good", "morning"],
        ["plain", "text"],
    ]


def test_html_sets_the_style_of_words() -> None:
    with open_source(make_pdf("<p>a <b>bold</b> and <i>slanted</i> word</p>")) as source:
        words = {word.text: word for word in source.page(1).words}
    assert words["bold"].bold
    assert words["slanted"].italic
    assert not words["word"].bold


def test_a_made_pdf_is_the_same_each_time() -> None:
    assert make_pdf("<h1>Title</h1>") == make_pdf("<h1>Title</h1>")


def test_size_and_margin_are_points() -> None:
    with open_source(make_pdf("x", width=200, height=100, margin=20)) as source:
        page = source.page(1)
        assert (page.width, page.height) == (200, 100)
        assert page.words[0].box.x0 == pytest.approx(20, abs=1)


def test_text_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="page 2 does not fit"):
        make_pdf("short", "<p>long</p>" * 200)


def test_scripted_blocks_become_pages_of_the_asked_size() -> None:
    engine = ScriptedEngine([[_paragraph("One.")], [_paragraph("Two.", page=2)]])
    document = parse_document(make_pdf("a", "b", width=300), engine=engine)
    assert [page.text for page in document.pages] == ["One.", "Two."]
    assert [page.width for page in document.pages] == [300, 300]
    assert document.engine == "scripted"


def test_a_scripted_page_is_returned_as_it_stands() -> None:
    heading = Heading(id="p1-b1", page=1, box=BOX, text="Title", level=1)
    page = Page(number=1, width=10, height=20, blocks=(heading,))
    assert parse_document(make_pdf("a"), engine=ScriptedEngine([page])).pages == (page,)


def test_a_scripted_error_stands_on_its_page() -> None:
    engine = ScriptedEngine([SourceError("the page is torn"), [_paragraph("whole", page=2)]])
    document = parse_document(make_pdf("a", "b"), engine=engine)
    assert document.errors == ("page 1: the page is torn",)
    assert document.pages[1].text == "whole"


def test_a_scripted_engine_remembers_what_it_was_asked() -> None:
    engine = ScriptedEngine([[], []])
    parse_document(make_pdf("a", "b", "c"), engine=engine, pages="1,3")
    assert [task.page.number for task in engine.asked] == [1, 3]


def test_a_question_beyond_the_script_is_an_error() -> None:
    with pytest.raises(EngineError, match="no line for question 1"):
        parse_document(make_pdf("a"), engine=ScriptedEngine([]))

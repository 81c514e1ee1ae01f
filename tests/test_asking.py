"""One question about a source: tables, formulas, layout, spots, conversations."""

from __future__ import annotations

import pytest

from docparse import (
    Box,
    Conversation,
    EngineError,
    OutputError,
    Point,
    UnsupportedTaskError,
    find_layout,
    open_source,
    parse_document,
    read_formula,
    read_table,
    spot_text,
)
from docparse.testing import make_pdf
from tests.engines.models import Parrot
from tests.papers import pdf
from tests.truth import SAMPLES


def test_table_of_a_page_is_its_largest() -> None:
    table = read_table(SAMPLES / "invoice.pdf")
    assert table.grid()[0][0] == "No."
    assert table.rows > 3


def test_table_in_a_box_is_the_one_there() -> None:
    tables = parse_document(SAMPLES / "invoice.pdf").tables
    for known in tables:
        assert read_table(SAMPLES / "invoice.pdf", box=known.box) == known


def test_page_without_a_table_says_so() -> None:
    with pytest.raises(OutputError, match="no table was found on page 1"):
        read_table(pdf("Nothing but words."))


def test_formula_of_a_picture_is_refused_with_the_names_of_engines_that_can() -> None:
    with open_source(pdf("E = m c")) as source:
        shown = source.page(1).image(100, Box(x0=60, y0=270, x1=260, y1=320))
    with pytest.raises(UnsupportedTaskError, match="pictures of formulas: infmllm2, remote"):
        read_formula(shown)


def test_formula_of_a_pdf_is_read_from_its_glyphs() -> None:
    asked = parse_document(SAMPLES / "article.pdf").formulas[1]
    formula = read_formula(SAMPLES / "article.pdf", box=asked.box.expanded(3))
    assert (formula.latex, formula.tag) == (asked.latex, "2")


def test_formula_where_none_can_be_read_says_so() -> None:
    with pytest.raises(OutputError, match="could not be read as a formula"):
        read_formula(SAMPLES / "invoice.pdf", box=Box(x0=0, y0=0, x1=600, y1=400))


def test_formula_is_the_models() -> None:
    with Parrot([r"$$ E = m c ^ { 2 } $$"]) as model:
        formula = read_formula(SAMPLES / "article.pdf", engine=model)
    assert formula.latex == "E = m c^{2}"


def test_layout_is_that_of_the_document() -> None:
    blocks = parse_document(SAMPLES / "article.pdf").blocks
    regions = find_layout(SAMPLES / "article.pdf")
    assert {(r.page, r.kind) for r in regions} >= {(1, "heading"), (2, "paragraph")}
    assert len(regions) >= len(list(blocks))


def test_box_gives_the_words_in_it() -> None:
    data = pdf("Left words.", "The second page says this.")
    spotted = spot_text(data, Box(x0=0, y0=0, x1=595, y1=842), page=2)
    assert spotted.text == "The second page says this."
    assert spotted.page == 2
    assert spotted.box is not None


def test_point_gives_the_block_there() -> None:
    data = make_pdf("<p>First paragraph here.</p><br><br><br><p>Second paragraph here.</p>")
    for block in parse_document(data).blocks:
        x, y = block.box.center
        assert spot_text(data, Point(x=x, y=y)).text == block.text


def test_colour_gives_the_words_in_it() -> None:
    data = make_pdf("<p>Plain <span style='color:#d00000'>warning words</span> plain again.</p>")
    assert spot_text(data, "red").text == "warning words"
    assert spot_text(data, "#cc0000").text == "warning words"


def test_empty_spot_says_so() -> None:
    with pytest.raises(OutputError, match="no text stands"):
        spot_text(pdf("Words."), Box(x0=500, y0=800, x1=510, y1=810))
    with pytest.raises(OutputError, match="no text stands"):
        spot_text(pdf("Words."), Point(x=500, y=800))


def test_conversation_remembers_its_turns() -> None:
    with (
        Parrot(["A report.", "On page two."]) as model,
        Conversation(pdf("One.", "Two."), engine=model) as conversation,
    ):
        assert conversation.ask("What is it?") == "A report."
        assert conversation.ask("Where is the end?") == "On page two."
        asked = [turn.question for turn in conversation.turns]
        assert asked == ["What is it?", "Where is the end?"]
        assert len(model.asked[1].images) == 2
        assert [turn.answer for turn in model.asked[1].history] == ["A report."]


def test_conversation_is_about_the_chosen_pages() -> None:
    with (
        Parrot(["Yes."]) as model,
        Conversation(pdf("One.", "Two."), engine=model, pages="-1") as conversation,
    ):
        conversation.ask("Really?")
        assert len(model.asked[0].images) == 1


def test_conversation_about_too_many_pages_says_how_many_it_may_be() -> None:
    with Parrot([]) as model, pytest.raises(EngineError, match="looks at 16 pages at once, not at"):
        Conversation(pdf(*["Words."] * 17), engine=model)


def test_embedded_engine_refuses_questions_with_the_names_of_those_that_answer() -> None:
    with (
        Conversation(pdf("Words."), engine="embedded") as conversation,
        pytest.raises(UnsupportedTaskError, match="infmllm2, remote"),
    ):
        conversation.ask("What is it?")

"""Markdown gets the pages, and the places on them, that have its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from docparse.schemas import Audit, Document, SourceInfo
from docparse.verify.auditing import audit_of_markdown
from docparse.verify.placing import place_markdown
from docparse.verify.witness import PageWords
from tests.verify.pages import page_words, printed

SOURCE = SourceInfo(name="form.pdf", format="pdf", page_count=1)
TERMS = (
    "Goods stay ours until they are paid in full.",
    "Nobody may give them to others before that day.",
    "What is broken must be told within eight days.",
)


def pages_of(*sheets: Sequence[str]) -> list[PageWords]:
    return [
        replace(page_words(printed(*lines)), number=number)
        for number, lines in enumerate(sheets, start=1)
    ]


def markdown_of(*sheets: Sequence[str]) -> str:
    return "\n\n".join(line for lines in sheets for line in lines)


def audited(text: str, pages: Sequence[PageWords]) -> tuple[Document, Audit]:
    return audit_of_markdown(text, pages, SOURCE)


def test_pages_that_say_the_same_each_have_their_own_text() -> None:
    document, found = audited(markdown_of(*[TERMS] * 6), pages_of(*[TERMS] * 6))
    assert [len(page.blocks) for page in document.pages] == [3] * 6
    assert found.findings == ()


def test_forms_that_differ_in_what_was_filled_in_each_have_their_own_text() -> None:
    forms = [
        (*TERMS[:2], f"Paid by {name} on day {at}", TERMS[2]) for at, name in enumerate("ABCD")
    ]
    document, found = audited(markdown_of(*forms), pages_of(*forms))
    assert [len(page.blocks) for page in document.pages] == [4] * 4
    assert found.findings == ()


def test_one_of_many_like_pages_that_was_left_out_is_missing_once() -> None:
    _, found = audited(markdown_of(*[TERMS] * 4), pages_of(*[TERMS] * 5))
    assert Counter(one.kind for one in found.findings) == {"missing": 1}
    assert found.counts.missing == sum(len(line.split()) for line in TERMS)


def test_what_like_pages_say_once_too_often_is_a_repetition() -> None:
    _, found = audited(markdown_of(*[TERMS] * 4), pages_of(*[TERMS] * 3))
    assert {one.kind for one in found.findings} == {"repeated"}
    assert found.counts.repeated == sum(len(line.split()) for line in TERMS)


def test_pages_may_come_in_any_order() -> None:
    first, second = pages_of(TERMS, ("A cargo of barrels left the port.",))
    document, found = audited(
        markdown_of(["A cargo of barrels left the port."], TERMS), [second, first]
    )
    assert [(page.number, len(page.blocks)) for page in document.pages] == [(2, 1), (1, 3)]
    assert found.clean


def test_picture_without_a_place_hides_nothing_that_is_missing() -> None:
    _, found = audited(f"![](a.png)\n\n{TERMS[0]}", pages_of(TERMS[:2]))
    assert [(one.kind, one.text) for one in found.findings] == [("missing", TERMS[1][:-1])]


def test_invented_block_stands_where_the_page_has_other_words_in_its_place() -> None:
    text = markdown_of([TERMS[0], "Nothing of this at all.", TERMS[2]])
    document = place_markdown(text, pages_of(TERMS), SOURCE).document
    between = document.pages[0].blocks[1].box
    assert 80 < between.y0 < between.y1 < 100


@pytest.mark.parametrize(
    "text",
    ["", "---", "![](a.png)", "| |\n|-|\n| |", "\x00\x1b[31m", "\ud800", "今天", "שלום עולם"],
)
def test_any_markdown_is_audited_and_written(text: str) -> None:
    document, found = audited(text, pages_of(TERMS, ()))
    assert Audit.model_validate_json(found.to_json()) == found
    assert Document.from_json(document.to_json()) == document
    assert found.counts.missing == found.counts.words

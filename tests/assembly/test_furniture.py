"""Running headers, footers and page numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from docparse.assembly.facts import gather
from docparse.assembly.furniture import with_furniture
from docparse.schemas import Block, Heading, Page
from tests.assembly.pages import heading, make, page, pages, paragraph

TOP, FOOT = 40, 770


def find_furniture(parsed: Sequence[Page]) -> tuple[Page, ...]:
    facts = gather(parsed, [])
    return tuple(with_furniture(page, facts.lines) for page in parsed)


def kinds(parsed: tuple[Page, ...]) -> list[str]:
    return [block.kind for page_ in parsed for block in page_.blocks]


def found(*contents: list[Block]) -> list[str]:
    return kinds(find_furniture(pages(*contents)))


BODY = paragraph("Some text.", 300)


def test_line_at_the_edge_of_three_pages_is_furniture() -> None:
    assert found(*[[paragraph("The Journal", TOP), BODY]] * 3) == ["page_header", "paragraph"] * 3
    assert found(*[[BODY, paragraph("The Journal", FOOT)]] * 3) == ["paragraph", "page_footer"] * 3


def test_line_at_the_edge_of_two_pages_is_text() -> None:
    assert set(found(*[[paragraph("The Journal", TOP), BODY]] * 2)) == {"paragraph"}


def test_numbers_in_it_may_differ() -> None:
    contents = [[paragraph(f"Chapter 2 — {i}", TOP), BODY] for i in (7, 18, 219)]
    assert found(*contents) == ["page_header", "paragraph"] * 3


def test_line_at_the_top_is_not_counted_with_one_at_the_foot() -> None:
    line = "The Journal"
    contents = [[paragraph(line, TOP), BODY]] * 2 + [[BODY, paragraph(line, FOOT)]]
    assert set(found(*contents)) == {"paragraph"}


def test_line_twice_on_a_page_is_counted_once() -> None:
    twice = [paragraph("Nothing", TOP), paragraph("Nothing", TOP + 20), BODY]
    assert set(found(twice, [BODY], twice)) == {"paragraph"}


def test_repeated_line_in_the_middle_of_pages_is_text() -> None:
    assert set(found(*[[paragraph("Again", 300)]] * 5)) == {"paragraph"}


def test_running_title_taken_for_a_heading_is_furniture() -> None:
    parsed = find_furniture(pages(*[[heading("The Journal", y=TOP), BODY]] * 3))
    assert kinds(parsed) == ["page_header", "paragraph"] * 3
    assert parsed[0].blocks[0].text == "The Journal"
    assert parsed[0].blocks[0].inline[0].bold


def test_long_paragraph_and_other_blocks_at_the_edge_are_no_furniture() -> None:
    for block in (paragraph("long " * 30, TOP), make("Table", y=TOP), make("Footnote", "x", FOOT)):
        assert "page_header" not in found(*[[block, BODY]] * 3)
        assert "page_footer" not in found(*[[block, BODY]] * 3)


NUMBERS = ["7", "- 7 -", "– 12 –", "Page 3", "page 3 of 10", "Seite 3 von 10", "3/10", "第3页"]


@pytest.mark.parametrize("text", [*NUMBERS, "Annual report 2024, page 3 of 10"])
def test_page_number_is_furniture_on_a_single_page(text: str) -> None:
    assert found([BODY, paragraph(text, FOOT)]) == ["paragraph", "page_footer"]
    assert found([paragraph(text, TOP), BODY]) == ["page_header", "paragraph"]


@pytest.mark.parametrize("text", ["12345", "7 pages", "Room 7", "see page 3", "1.5"])
def test_other_numbers_are_text(text: str) -> None:
    assert found([BODY, paragraph(text, FOOT)]) == ["paragraph", "paragraph"]


def test_number_with_text_beyond_it_is_text() -> None:
    assert found([BODY, paragraph("7", 730), paragraph("The end.", 760)]) == ["paragraph"] * 3


def test_page_number_taken_for_a_heading_is_furniture() -> None:
    assert found([BODY, heading("7", y=FOOT)]) == ["paragraph", "page_footer"]


def test_pages_keep_their_other_blocks_as_they_are() -> None:
    parsed = page(heading("Title", y=300), BODY)
    assert find_furniture([parsed]) == (parsed,)
    assert isinstance(parsed.blocks[0], Heading)
    assert find_furniture([]) == ()

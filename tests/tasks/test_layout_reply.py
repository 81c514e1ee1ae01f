"""Layout replies: order, ids, doubts, and what cannot be said in a table of replies."""

from __future__ import annotations

import json

import pytest

from docparse.errors import OutputError
from docparse.schemas import Box, Caption, Footnote, ListItem, Page, Table
from docparse.tasks.layout_reply import CATEGORY_KINDS, read_layout_page, read_regions

ALL = Box(x0=0, y0=0, x1=1000, y1=1000)


def page_of(*elements: dict[str, object], region: Box = ALL) -> Page:
    reply = json.dumps(elements)
    return read_layout_page(reply, page=2, width=1000, height=1000, region=region).value


def element(category: str, text: str, row: int = 0) -> dict[str, object]:
    return {"bbox": [0, row, 100, row + 10], "category": category, "text": text}


def test_blocks_keep_the_order_of_the_reply_and_are_numbered_in_it() -> None:
    page = page_of(element("text", "below", 500), element("text", "above\n\nagain", 10))
    assert [block.text for block in page.blocks] == ["below", "above", "again"]
    assert [block.id for block in page.blocks] == ["p2-b1", "p2-b2", "p2-b3"]


def test_page_says_that_a_model_was_its_source() -> None:
    page = page_of(element("text", "a"), element("what", "b"))
    assert page.info.text_source == "model"
    assert page.info.notes == ("1 element of unknown category 'what', read as paragraph",)


def test_caption_inside_a_table_s_element_stands_before_it() -> None:
    html = "<table><caption>Table 1: Sites</caption><tr><td>a</td></tr></table>"
    caption, table = page_of(element("table", html)).blocks
    assert isinstance(caption, Caption)
    assert isinstance(table, Table)
    assert (caption.text, table.id) == ("Table 1: Sites", "p2-b2")


def test_caption_that_names_its_table_follows_the_new_number() -> None:
    text = "<table><caption>T</caption><tr><td>a</td></tr></table>"
    blocks = page_of(element("text", "first"), element("text", text)).blocks
    of = [block.of for block in blocks if isinstance(block, Caption) and block.of]
    assert all(name in {block.id for block in blocks} for name in of)


def test_rows_without_a_table_around_them_are_a_table() -> None:
    (table,) = page_of(element("table", "<tr><td>a</td><td>b</td></tr>")).blocks
    assert isinstance(table, Table)
    assert table.grid() == [["a", "b"]]


@pytest.mark.parametrize(
    ("text", "mark", "rest"),
    [
        ("$^{2}$ The worst leaned.", "2", "The worst leaned."),
        ("<sup>a</sup> The worst leaned.", "a", "The worst leaned."),
        ("[^3]: The worst leaned.", "3", "The worst leaned."),
        ("** The worst leaned.", "**", "The worst leaned."),
        ("② 见附录。", "②", "见附录。"),
        ("As of May 2024.", None, "As of May 2024."),
    ],
)
def test_marks_of_footnotes_are_taken_apart(text: str, mark: str | None, rest: str) -> None:
    (note,) = page_of(element("page_footnote", text)).blocks
    assert isinstance(note, Footnote)
    assert (note.mark, note.text) == (mark, rest)


@pytest.mark.parametrize(
    ("text", "marker"), [("• a", "•"), ("(b) a", "(b)"), ("[7] a", "[7]"), ("③ a", "③"), ("a", "")]
)
def test_markers_of_items_are_those_that_are_printed(text: str, marker: str) -> None:
    (item,) = page_of(element("list", text)).blocks
    assert isinstance(item, ListItem)
    assert (item.marker, item.text) == (marker, "a")


def test_words_in_figures_are_kept_and_image_links_are_not() -> None:
    figure, chart = page_of(
        element("figure", "![raw and corrected](img/1.png)"), element("chart", "drift in mm")
    ).blocks
    assert (figure.text, chart.text) == ("raw and corrected", "drift in mm")


def page_blocks(*elements: dict[str, object]) -> list[str]:
    return [block.text for block in page_of(*elements).blocks]


def test_styles_are_runs_and_not_signs() -> None:
    texts = page_blocks(element("title", "## **On** Rivers"), element("header", "*J.* 7"))
    assert texts == ["On Rivers", "J. 7"]


def test_numbered_title_stays_a_title() -> None:
    (block,) = page_of(element("title", "1. Introduction")).blocks
    assert (block.kind, block.text) == ("heading", "1. Introduction")


def test_every_kind_of_category_is_a_kind_of_block() -> None:
    for category, kind in CATEGORY_KINDS.items():
        text = "<table><tr><td>a</td></tr></table>" if kind == "table" else "a: b"
        assert [block.kind for block in page_of(element(category, text)).blocks] == [kind], category


def test_confidence_is_told_where_the_reply_tells_it() -> None:
    reply = json.dumps(
        [
            {"bbox": [0, 0, 9, 9], "category": "text", "score": 0.5},
            {"bbox": [0, 20, 9, 29], "category": "text", "score": 87},
        ]
    )
    regions = read_regions(reply, page=1, region=ALL).value
    assert [region.confidence for region in regions] == [0.5, None]


@pytest.mark.parametrize("reply", ["", "{}", "[1, 2, 3]", '["a"]', "nothing to see", "null"])
def test_reply_without_elements_is_an_error(reply: str) -> None:
    with pytest.raises(OutputError):
        read_layout_page(reply, page=1, width=10, height=10, region=ALL)
    with pytest.raises(OutputError):
        read_regions(reply, page=1, region=ALL)

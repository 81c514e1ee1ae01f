"""From a region with its words to blocks."""

from __future__ import annotations

from typing import Any

import pytest

from docparse.engines.embedded.blocks import build_blocks
from docparse.engines.embedded.placing import PlacedRegion
from docparse.engines.embedded.regions import Grid, Label, Region
from docparse.schemas import (
    Block,
    Box,
    Caption,
    Code,
    Figure,
    Footnote,
    Formula,
    Heading,
    ListItem,
    PageFooter,
    PageHeader,
    Paragraph,
    Table,
    Word,
)
from tests.engines.embedded.parts import box, context, line, lines, placed, rows, word

FULL = "words that fill a line up to its end"


def build(words: list[Word], label: Label = "text", **page: Any) -> list[Block]:
    return build_blocks(placed(label, words), context(**page))


def texts(words: list[Word], label: Label = "text", **page: Any) -> list[str]:
    return [block.text for block in build(words, label, **page)]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("text", Paragraph),
        ("title", Heading),
        ("section-header", Heading),
        ("caption", Caption),
        ("page-header", PageHeader),
        ("page-footer", PageFooter),
        ("formula", Formula),
        ("footnote", Footnote),
        ("list-item", ListItem),
        ("picture", Figure),
    ],
)
def test_label_decides_the_kind_of_block(label: Label, kind: type[Block]) -> None:
    (block,) = build(line("some words in it"), label)
    assert type(block) is kind
    assert block.text == "some words in it"


def test_title_stands_above_section_headings() -> None:
    for label, level in (("title", 1), ("section-header", 2)):
        (block,) = build(line("Heading"), label)  # type: ignore[arg-type]
        assert isinstance(block, Heading)
        assert block.level == level


def test_block_knows_its_page_place_and_type_size() -> None:
    words = lines("some words", "in it", size=9)
    (block,) = build(words, number=7)
    assert isinstance(block, Paragraph)
    assert (block.page, block.font_size, block.source, block.confidence) == (
        7,
        9,
        "text_layer",
        None,
    )
    assert block.box == Box.around(w.box for w in words)


def test_block_of_ocr_words_has_their_mean_score_by_character() -> None:
    words = [word("abc", 50, 100, confidence=0.9), word("d", 80, 100, confidence=0.5)]
    (block,) = build(words)
    assert (block.source, block.confidence) == ("ocr", 0.8)


def test_indented_line_begins_a_paragraph() -> None:
    words = [
        *lines(FULL, "and goes on"),
        *line(FULL, x=65, y=124),
        *lines("and on", y=136),
        *line(FULL, x=65, y=148),
        *lines("and on", "and on", y=160),
    ]
    assert [text[:8] for text in texts(words)] == ["words th"] * 3


def test_hanging_lines_are_no_new_paragraphs() -> None:
    words = [*line(FULL), *lines("goes on", "and on", "and on", x=65, y=112)]
    assert len(texts(words)) == 1


def test_wide_gap_parts_paragraphs() -> None:
    words = [*lines(FULL, FULL, FULL), *lines(FULL, FULL, y=160)]
    assert len(texts(words)) == 2
    assert len(texts([*lines(FULL, FULL, FULL), *lines(FULL, FULL, y=138)])) == 1


def test_drop_cap_is_the_first_letter_of_its_word() -> None:
    words = [
        word("O", 50, 100, size=34, width=22, line=1),
        *line("nce upon a time there was", x=75, y=100),
        *line("a king in a far country", x=75, y=114),
        *line("and he was not very happy", x=50, y=128),
    ]
    (text,) = texts(words)
    assert text.startswith("Once upon a time there was a king")


def test_large_initial_before_a_word_of_its_own_is_set_apart() -> None:
    words = [
        word("A", 50, 100, size=34, width=22, line=1),
        *line("King was in a far country", x=75, y=100),
        *line("and he was not very happy", x=75, y=114),
    ]
    assert texts(words)[0].startswith("A King")


def test_lines_of_an_address_stay_lines() -> None:
    address = lines("Jane Doe", "1 High Street and Long Lane", "London", "N1 1AA")
    assert texts(address) == ["Jane Doe\n1 High Street and Long Lane\nLondon\nN1 1AA"]


def test_lines_that_were_full_are_joined() -> None:
    assert texts(lines(FULL, FULL, "and an end")) == [f"{FULL} {FULL} and an end"]


def test_code_keeps_its_line_breaks_and_indents() -> None:
    words = [
        *line("def area(side):", monospaced=True),
        *line("if side:", x=70, y=112, monospaced=True),
        *line("return side", x=90, y=124, monospaced=True),
        *line("return 0", x=70, y=136, monospaced=True),
    ]
    spaced = [
        w.model_copy(update={"box": w.box.model_copy(update={"x0": x, "x1": x + w.box.width})})
        for w, x in zip(words, _columns(words), strict=True)
    ]
    (block,) = build(spaced)
    assert isinstance(block, Code)
    assert block.text == "def area(side):\n    if side:\n        return side\n    return 0"


def _columns(words: list[Word]) -> list[float]:
    """Where the words of code stand when a space is as wide as a letter."""
    xs: list[float] = []
    for i, w in enumerate(words):
        follows = i > 0 and words[i - 1].line == w.line
        xs.append(xs[-1] + words[i - 1].box.width + 5 if follows else w.box.x0)
    return xs


def test_prose_with_some_monospaced_words_is_no_code() -> None:
    (block,) = build([*line("call the function"), *line("area", x=150, monospaced=True)])
    assert isinstance(block, Paragraph)
    assert [run.code for run in block.runs] == [False, True]


def test_few_characters_in_monospaced_type_are_no_code() -> None:
    assert isinstance(build(line("x = 1", monospaced=True))[0], Paragraph)


@pytest.mark.parametrize("marker", ["•", "-", "–", "▪", "✓", "*"])
def test_bullets_begin_list_items_in_text_regions_too(marker: str) -> None:
    first, second = build(lines(f"{marker} apples and", "pears", f"{marker} plums"))
    assert isinstance(first, ListItem)
    assert isinstance(second, ListItem)
    assert (first.marker, first.text, second.text) == (marker, "apples and pears", "plums")


@pytest.mark.parametrize("marker", ["1.", "12)", "(a)", "iv.", "[3]", "①", "一、", "（二）", "B."])
def test_ordered_items_keep_their_markers(marker: str) -> None:
    (item,) = build(line(f"{marker} apples"), "list-item")
    assert isinstance(item, ListItem)
    assert (item.marker, item.text) == (marker, "apples")


def test_marker_set_close_to_its_text_is_cut_off() -> None:
    (item,) = build(line("•apples and pears"), "list-item")
    assert isinstance(item, ListItem)
    assert (item.marker, item.text) == ("•", "apples and pears")


def test_item_takes_in_the_place_of_its_marker() -> None:
    (item,) = build(line("• apples", x=50), "list-item")
    assert item.box.x0 == 50


def test_item_without_a_marker_is_an_item_still() -> None:
    (item,) = build(line("apples"), "list-item")
    assert isinstance(item, ListItem)
    assert (item.marker, item.text) == ("", "apples")


def is_heading(*texts_: str, **style: Any) -> bool:
    (block,) = build(lines(*texts_, **style))
    return isinstance(block, Heading)


def test_short_line_in_large_type_is_a_heading() -> None:
    assert is_heading("Some heading", size=15)
    assert not is_heading("Some heading", size=13)


def test_bold_line_needs_to_be_a_little_larger_only() -> None:
    assert is_heading("Some heading", size=11, bold=True)
    assert not is_heading("Some heading", size=10, bold=True)


def test_numbered_line_in_bold_or_italics_is_a_heading() -> None:
    assert is_heading("2.1 Methods", bold=True)
    assert is_heading("IV. Results", italic=True)
    assert not is_heading("2.1 Methods")


@pytest.mark.parametrize("text", ["It ends.", "First,", "Such as:", "17 20 3"])
def test_sentences_and_figures_in_large_type_are_no_headings(text: str) -> None:
    assert not is_heading(text, size=15)


def test_many_lines_in_large_type_are_a_paragraph() -> None:
    assert not is_heading("large type", "over three", "whole lines", size=15, pitch=17)


def test_chinese_chapter_in_larger_type_is_a_heading() -> None:
    assert is_heading("第一章 绪论", size=12)
    assert not is_heading("第一章 绪论", size=10)


def notes(
    words: list[Word], label: Label = "footnote", **page: Any
) -> list[tuple[str | None, str]]:
    return [
        (block.mark, block.text)
        for block in build(words, label, **page)
        if isinstance(block, Footnote)
    ]


def test_notes_are_parted_at_their_marks() -> None:
    words = lines("1 The first note", "goes on here.", "2 The second.", "* A third.", y=700)
    assert notes(words) == [
        ("1", "The first note goes on here."),
        ("2", "The second."),
        ("*", "A third."),
    ]


def test_note_without_a_mark_is_a_note_still() -> None:
    assert notes(lines("Received in May.", y=700)) == [(None, "Received in May.")]


def test_text_low_on_the_page_behind_a_raised_mark_is_a_note() -> None:
    def marked(y: float) -> list[Word]:
        raised = word("3", 50, y, size=6, superscript=True, line=1)
        return [raised, *line("See there.", x=56, y=y, size=8)]

    assert notes(marked(700), "text") == [("3", "See there.")]
    assert notes(marked(100), "text") == []


def test_small_scanned_text_behind_a_mark_is_a_note() -> None:
    assert notes(lines("3 See there.", y=700, size=8, confidence=0.9), "text") == [
        ("3", "See there.")
    ]
    assert notes(lines("3 See there.", y=700, confidence=0.9), "text") == []
    assert notes(lines("3 See there.", y=700, size=8), "text") == []


def test_figure_keeps_its_own_box_and_the_lines_in_it() -> None:
    frame = box(0, 0, 500, 500)
    region = PlacedRegion(Region("picture", frame), tuple(lines("axis label", "5")))
    (figure,) = build_blocks(region, context())
    assert (figure.box, figure.text) == (frame, "axis label\n5")


def test_figure_without_words_has_no_text() -> None:
    (figure,) = build_blocks(PlacedRegion(Region("picture", box(0, 0, 50, 50)), ()), context())
    assert figure.text == ""


def test_table_region_with_a_grid_is_a_table() -> None:
    grid = Grid(ys=(95, 115, 135), xs=(50, 150, 250))
    (table,) = build_blocks(placed("table", rows("a|b", "c|d"), grid), context())
    assert isinstance(table, Table)
    assert (table.rows, table.columns) == (2, 2)


def test_table_region_without_a_grid_is_a_paragraph() -> None:
    (block,) = build(rows("a|b", "c|d"), "table")
    assert isinstance(block, Paragraph)
    assert block.text == "a b c d"


def test_words_of_the_page_decide_on_hyphens() -> None:
    words = lines("the rule is well-", "known to all of us")
    assert texts(words, vocabulary=frozenset({"well-known"})) == [
        "the rule is well-known to all of us"
    ]
    assert texts(words) == ["the rule is wellknown to all of us"]

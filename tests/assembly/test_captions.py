"""Captions and what they name."""

from __future__ import annotations

import pytest

from docparse.assembly.captions import tie_captions
from docparse.schemas import Block, Caption
from tests.assembly.pages import LEFT, RIGHT, make, page, paragraph


def figure(y: float, **place: object) -> Block:
    return make("Figure", "", y, **({"height": 100} | place))  # type: ignore[no-any-return]


def table(y: float, **place: object) -> Block:
    return make("Table", "", y, **({"height": 100} | place))  # type: ignore[no-any-return]


def caption(text: str, y: float, **place: object) -> Block:
    return make("Caption", text, y, **place)  # type: ignore[no-any-return]


def tied(*blocks: Block) -> list[int | None]:
    """For each caption the index of what it names."""
    parsed = tie_captions(page(*blocks))
    ids = [block.id for block in parsed.blocks]
    captions = [block for block in parsed.blocks if isinstance(block, Caption)]
    return [None if c.of is None else ids.index(c.of) for c in captions]


def test_caption_names_what_stands_next_to_it() -> None:
    assert tied(figure(100), caption("Figure 1. A view", 205)) == [0]
    assert tied(caption("Table 1: Sums", 80), table(100)) == [1]


def test_nearest_of_several_counts() -> None:
    assert tied(figure(100), caption("Figure 1", 230), figure(250)) == [2]
    assert tied(figure(100), caption("Figure 1", 205), figure(250)) == [0]


def test_word_it_begins_with_says_what_it_names() -> None:
    assert tied(figure(100), caption("Table 2. Sums", 203), table(230)) == [2]
    assert tied(table(100), caption("Fig. 2. A view", 203), figure(230)) == [2]


@pytest.mark.parametrize(
    "text",
    ["Tableau 3", "Tabelle 3", "Tab. 3", "TABLE IV", "Table A1. Sums", "Table S", "表 3", "表三"],
)
def test_tables_are_named_in_several_languages(text: str) -> None:
    assert tied(figure(100), caption(text, 203), table(230)) == [2]


@pytest.mark.parametrize("text", ["Fig. 3", "Figura 3", "Abbildung 3", "Chart 3", "图 3", "圖三"])
def test_figures_are_named_in_several_languages(text: str) -> None:
    assert tied(table(100), caption(text, 203), figure(230)) == [2]


def test_caption_without_such_a_word_names_what_is_nearest() -> None:
    assert tied(table(100), caption("Our new building", 205), figure(250)) == [0]


def test_each_thing_is_named_once() -> None:
    assert tied(caption("Figure 1", 80), figure(100), caption("Figure 2", 205), figure(230)) == [
        1,
        3,
    ]


def test_caption_far_from_everything_names_nothing() -> None:
    assert tied(figure(100), caption("Figure 1", 270)) == [None]
    assert tied(figure(100, column=LEFT), caption("Figure 1", 150, column=(360, 550))) == [None]


def test_caption_beside_its_figure_names_it() -> None:
    assert tied(figure(100, column=LEFT), caption("Figure 1", 150, column=RIGHT)) == [0]


def test_paragraph_that_begins_like_a_caption_beside_its_thing_is_one() -> None:
    block = paragraph("Table 1. Sums by year", 80)
    parsed = tie_captions(page(block, table(100)))
    (made, target) = parsed.blocks
    assert isinstance(made, Caption)
    assert (made.text, made.of, made.box) == (block.text, target.id, block.box)


@pytest.mark.parametrize(
    "text",
    [
        "Table 1 " + "is discussed at length " * 20,
        "Tables show sums",
        "Table of contents",
        "TABLE OF CONTENTS",
        "The figure 1 shows",
        "1",
    ],
)
def test_other_paragraphs_beside_a_table_stay_paragraphs(text: str) -> None:
    parsed = page(paragraph(text, 80), table(100))
    assert tie_captions(parsed) == parsed


def test_paragraph_that_begins_like_a_caption_with_nothing_to_name_stays_one() -> None:
    parsed = page(paragraph("Table 1. Sums by year", 80), figure(100))
    assert tie_captions(parsed) == parsed


def test_formula_may_have_a_caption_of_its_own_kind_only() -> None:
    assert tied(make("Formula", "E = mc²", 100), caption("Our new building", 115)) == [None]

"""Blocks without places get those of their words."""

from __future__ import annotations

import random
import time
from functools import cache
from pathlib import Path

import pytest

from docparse import Document
from docparse.engines.locating import locate
from docparse.schemas import (
    Block,
    Box,
    Cell,
    Figure,
    Formula,
    Heading,
    ListItem,
    Page,
    PageFooter,
    Paragraph,
    Place,
    Run,
    Table,
    TextBlock,
    Word,
)
from docparse.sources import open_source
from docparse.testing import make_pdf
from tests.truth import PRINTED, SAMPLES

GOLDEN = Path(__file__).parents[1] / "golden"
SHEET = Box(x0=0, y0=0, x1=600, y1=800)


def paragraph(text: str, box: Box = SHEET, runs: tuple[Run, ...] = ()) -> Paragraph:
    return Paragraph(id="b", page=1, box=box, text=text, runs=runs)


def sheet(*blocks: Block) -> Page:
    return Page(number=1, width=600, height=800, blocks=blocks)


def printed(text: str, x: float, y: float, size: float = 10.0) -> list[Word]:
    """Words of one line, each letter half as wide as the type is high, from its top left corner."""
    words = []
    for word in text.split():
        box = Box(x0=x, y0=y, x1=x + len(word) * size / 2, y1=y + size)
        words.append(Word(text=word, box=box, size=size, baseline=y + 0.75 * size))
        x = box.x1 + size / 2
    return words


def lines(texts: list[str], x: float, y: float, pitch: float = 12.0) -> list[Word]:
    return [word for row, text in enumerate(texts) for word in printed(text, x, y + row * pitch)]


def hull(words: list[Word]) -> Box:
    return Box.around(word.box for word in words)


def overlap(one: Box, other: Box) -> float:
    shared = one.intersection(other)
    return shared / (one.area + other.area - shared)


def whole_points(box: Box) -> Box:
    x0, y0, x1, y1 = map(round, box.corners)
    return Box(x0=x0, y0=y0, x1=x1, y1=y1)


@cache
def true_pages(name: str) -> tuple[Page, ...]:
    return Document.from_json((GOLDEN / f"{name}.json").read_text(encoding="utf-8")).pages


def without_places(page: Page) -> Page:
    """The page as a model that knows no places gives it."""
    shown = Box(x0=0, y0=0, x1=page.width, y1=page.height)
    return page.model_copy(update={"blocks": tuple(_placeless(b, shown) for b in page.blocks)})


def _placeless(block: Block, shown: Box) -> Block:
    if isinstance(block, Table):
        cells = tuple(cell.model_copy(update={"box": None}) for cell in block.cells)
        return block.model_copy(update={"box": shown, "cells": cells})
    return block.model_copy(update={"box": shown, "continued": ()})


@cache
def words_of(name: str, number: int) -> tuple[Word, ...]:
    with open_source(SAMPLES / f"{name}.pdf") as source:
        return source.page(number).words


def shuffled(words: tuple[Word, ...], seed: int = 1) -> list[Word]:
    return random.Random(seed).sample(words, len(words))


SAMPLE_PAGES = [(Path(name).stem, n) for name in PRINTED for n in (1, 2)]


def placed_samples(noise: float = 0.0) -> list[tuple[Block, Block]]:
    """True blocks, and those found again, that stand on one page."""
    pairs = []
    for name, number in SAMPLE_PAGES:
        for page in true_pages(name):
            if page.number == number:
                words = [misread(word, noise) for word in shuffled(words_of(name, number))]
                found = locate(without_places(page), words)
                pairs += zip(page.blocks, found.blocks, strict=True)
    return [
        (true, found)
        for true, found in pairs
        if all(place.page == true.page for place in true.places)
    ]


def misread(word: Word, share: float) -> Word:
    """The word with so many of its letters read wrongly, always the same ones."""
    if not share:
        return word
    chance = random.Random(f"{word.text}{word.box.corners}")
    letters = [chance.choice("xeoi1l") if chance.random() < share else c for c in word.text]
    return word.model_copy(update={"text": "".join(letters)})


@pytest.mark.parametrize(("noise", "least"), [(0.0, 0.95), (0.05, 0.9)])
def test_text_blocks_of_the_samples_come_back_to_their_places(noise: float, least: float) -> None:
    pairs = [pair for pair in placed_samples(noise) if isinstance(pair[0], TextBlock)]
    good = [overlap(true.box, whole_points(found.box)) >= 0.8 for true, found in pairs]
    assert len(good) > 100
    assert sum(good) >= least * len(good)


def test_paragraphs_over_a_column_break_have_both_regions() -> None:
    pairs = [(true, found) for true, found in placed_samples() if true.continued]
    assert pairs
    for true, found in pairs:
        assert len(found.continued) == len(true.continued)
        rest = whole_points(found.continued[0].box)
        assert overlap(true.continued[0].box, rest) >= 0.8


def test_cells_of_the_samples_come_back_to_their_places() -> None:
    tables = [(true, found) for true, found in placed_samples() if isinstance(true, Table)]
    assert len(tables) >= 8
    good = total = 0
    for true, found in tables:
        assert isinstance(found, Table)
        for before, after in zip(true.cells, found.cells, strict=True):
            if before.text and before.box is not None:
                total += 1
                good += after.box is not None and before.box.contains(after.box.center)
    assert total > 100
    assert good >= 0.97 * total


def test_words_may_come_in_any_order() -> None:
    page = without_places(true_pages("article")[0])
    words = words_of("article", 1)
    assert locate(page, shuffled(words, 1)) == locate(page, shuffled(words, 2))


def test_dense_page_takes_well_under_a_second() -> None:
    page = without_places(true_pages("article")[0])
    words = words_of("article", 1)
    locate(page, words)
    fastest = min(_seconds(page, words) for _ in range(3))
    assert fastest < 0.25  # 0.03 on a free processor


def _seconds(page: Page, words: tuple[Word, ...]) -> float:
    start = time.perf_counter()
    locate(page, words)
    return time.perf_counter() - start


def test_pages_made_for_tests_are_placed() -> None:
    html = "<h1>Rivers</h1><p>All of them drift, some far.</p><ul><li>first one</li></ul>"
    with open_source(make_pdf(html)) as source:
        words = source.page(1).words
    blocks = (
        Heading(id="b1", page=1, box=SHEET, text="Rivers"),
        paragraph("All of them **drift**, some far."),
        ListItem(id="b3", page=1, box=SHEET, text="first one", marker="-"),
    )
    found = locate(sheet(*blocks), words)
    tops = [block.box.y0 for block in found.blocks]
    assert tops == sorted(tops)
    assert all(block.box.width < 300 for block in found.blocks)
    assert found.info.notes == ()


def test_hyphens_ligatures_case_and_latex_do_not_matter() -> None:
    words = lines(["The ﬁrst mea-", "surement of α₁ is 5 µm."], 50, 100)
    runs = (
        Run(text="the FIRST measurement of "),
        Run(text=r"\mathbf{\alpha}_{1}", math=True),
        Run(text=" is 5 μm"),
    )
    text = "".join(run.text for run in runs)
    (block,) = locate(sheet(paragraph(text, runs=runs)), words).blocks
    assert block.box == hull(words)


def test_chinese_lines_are_divided_between_blocks_by_character() -> None:
    line = Word(
        text="编号：二〇二五年度。河流监测报告", box=Box(x0=100, y0=50, x1=260, y1=60), size=10
    )
    blocks = (paragraph("编号：二〇二五年度。"), paragraph("河流监测报告"))
    first, second = locate(sheet(*blocks), [line]).blocks
    assert first.box.corners == pytest.approx((100, 50, 190, 60))
    assert second.box.corners == pytest.approx((200, 50, 260, 60))


def test_chinese_paragraph_over_two_lines() -> None:
    texts = ["本报告汇总了二〇二五年全年的水质监", "测结果，说明监测方法。"]
    words = [
        Word(text=text, box=Box(x0=50, y0=y, x1=50 + 10 * len(text), y1=y + 10), size=10)
        for text, y in zip(texts, (100, 114), strict=True)
    ]
    blocks = (paragraph("".join(texts)), paragraph("说明监测方法"))
    found = locate(sheet(*blocks), words)
    assert found.blocks[0].box.corners == pytest.approx((50, 100, 230, 124), abs=11)


def test_repeated_phrases_are_given_out_in_reading_order() -> None:
    rows = [
        printed(text, 50, 100 + 40 * row) for row, text in enumerate(["Total", "Nails", "Total"])
    ]
    words = [word for row in rows for word in row]
    blocks = [paragraph("Total"), paragraph("Nails"), paragraph("Total")]
    found = locate(sheet(*blocks), words[::-1])
    assert [block.box for block in found.blocks] == [hull(row) for row in rows]


def test_heading_is_its_own_line_and_not_the_same_words_in_a_paragraph() -> None:
    text = ["as we said before, the method of least", "squares is the best method of all"]
    above, title = lines(text, 50, 100), printed("Method", 50, 150)
    below = lines(["and once more the method is praised"], 50, 180)
    blocks = (Heading(id="h", page=1, box=SHEET, text="Method"),)
    (found,) = locate(sheet(*blocks), [*above, *title, *below]).blocks
    assert found.box == hull(title)


def test_paragraph_that_goes_on_in_the_next_column_has_two_regions() -> None:
    first = ["zebras graze on yellow hills while", "quiet rivers bend around them and"]
    second = ["fishermen mend their heavy nets", "until the evening bells are rung"]
    left, right = lines(first, 50, 700), lines(second, 320, 60)
    other = lines(["something else that stands above", "the first part of the paragraph"], 50, 60)
    (block,) = locate(sheet(paragraph(" ".join([*first, *second]))), [*right, *other, *left]).blocks
    assert block.box == hull(left)
    assert block.continued == (Place(page=1, box=hull(right)),)


def test_cells_with_equal_texts_stand_in_their_own_rows_and_columns() -> None:
    grid = [["Item", "2023", "2024"], ["Nails", "10", "10"], ["Bolts", "10", "7"]]
    words, places = printed("Of 2023 only 10 are left.", 50, 60), {}
    for row, texts in enumerate(grid):
        for column, text in enumerate(texts):
            cell = printed(text, 50 + 100 * column, 100 + 20 * row)
            places[row, column] = hull(cell)
            words += cell
    cells = tuple(
        Cell(row=row, column=column, text=grid[row][column])
        for row in range(3)
        for column in range(3)
    )
    table = Table(id="t", page=1, box=SHEET, rows=3, columns=3, cells=cells)
    (found,) = locate(sheet(table), shuffled(tuple(words))).blocks
    assert isinstance(found, Table)
    assert {(cell.row, cell.column): cell.box for cell in found.cells} == places
    assert found.box == Box.around(places.values())


def test_formula_is_what_stands_free_between_its_neighbours() -> None:
    above, below = (
        printed("The law of motion says that bodies stay at rest unless", 50, 100),
        printed("for any mass m.", 50, 200),
    )
    formula = [*printed("F", 200, 150), *printed("= m", 220, 150), *printed("a (1)", 250, 144)]
    blocks = (
        paragraph("The law of motion says that bodies stay at rest unless"),
        Formula(id="f", page=1, box=SHEET, latex=r"\mathbf{F} = m \, a \tag{1}"),
        paragraph("for any mass m."),
    )
    found = locate(sheet(*blocks), [*above, *formula, *below])
    assert found.blocks[1].box == hull([word for word in formula if word.text != "="])


def test_what_is_not_on_the_page_keeps_its_box_and_is_counted() -> None:
    words = printed("Only this is printed here", 50, 100)
    blocks = (
        paragraph("Only this is printed here"),
        paragraph("A sentence the model invented"),
        Figure(id="f", page=1, box=SHEET),
    )
    found = locate(sheet(*blocks), words)
    assert [block.box for block in found.blocks] == [hull(words), SHEET, SHEET]
    assert found.info.notes == (
        "2 blocks were not found on the page; their boxes are that of what was shown",
    )


def test_half_of_a_text_is_enough_and_less_is_not() -> None:
    words = printed("one two three four five", 50, 100)
    more = paragraph("one two three four five that nobody printed")
    less = paragraph("one two three four five that nobody printed anywhere on this empty page")
    assert locate(sheet(more), words).blocks[0].box == hull(words)
    assert locate(sheet(less), words).blocks[0].box == SHEET


def test_blocks_that_have_a_place_keep_it() -> None:
    words = printed("First one here", 50, 100)
    own = Box(x0=40, y0=300, x1=200, y1=320)
    page = sheet(paragraph("First one here"), paragraph("First one here", own))
    found = locate(page, words)
    assert found.blocks[0].box == hull(words)
    assert found.blocks[1] == page.blocks[1]


def test_each_part_of_a_page_is_searched_for_its_own_blocks() -> None:
    upper, lower = printed("The same words", 50, 100), printed("The same words", 50, 600)
    halves = (Box(x0=0, y0=0, x1=600, y1=400), Box(x0=0, y0=400, x1=600, y1=800))
    page = sheet(*(paragraph("The same words", half) for half in reversed(halves)))
    found = locate(page, [*upper, *lower])
    assert [block.box for block in found.blocks] == [hull(lower), hull(upper)]


def test_page_number_is_found_beside_the_same_number_in_a_text() -> None:
    words = [*printed("chapter 7 has 7 parts", 50, 100), *printed("7", 300, 780)]
    blocks = (
        paragraph("chapter 7 has 7 parts"),
        PageFooter(id="f", page=1, box=SHEET, text="7"),
    )
    found = locate(sheet(*blocks), words)
    assert found.blocks[1].box == hull(words[-1:])


def test_page_without_words_or_blocks_is_no_obstacle() -> None:
    assert locate(sheet(), printed("a b", 1, 1)) == sheet()
    assert locate(sheet(paragraph("a")), []).blocks[0].box == SHEET
    signs = [Word(text="—", box=Box(x0=1, y0=1, x1=2, y1=2))]
    assert locate(sheet(paragraph("…")), signs).blocks[0].box == SHEET


def test_thousand_equal_words_are_placed_in_reasonable_time() -> None:
    words = lines(["the same again and " * 5] * 50, 50, 50)
    blocks = [paragraph("the same again and " * 5)] * 50
    start = time.perf_counter()
    found = locate(sheet(*blocks), words)
    assert time.perf_counter() - start < 5
    assert len({block.box for block in found.blocks}) > 25


def test_formula_without_letters_or_digits_keeps_the_box_of_what_was_shown() -> None:
    words = [*printed("A heading here", 100, 100), *printed("and some words below", 100, 130)]
    bare = Formula(id="b", page=1, box=SHEET, text="=", latex="=")
    found = locate(sheet(bare, paragraph("A heading here"), paragraph("and some words")), words)
    assert found.blocks[0].box == SHEET
    assert found.blocks[1].box == hull(words[:3])

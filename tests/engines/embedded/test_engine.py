"""From a page's text layer to blocks: nothing is lost on the way."""

from __future__ import annotations

from collections import Counter

import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docparse import open_source
from docparse.engines import open_engine
from docparse.engines.base import Engine
from docparse.schemas import Block, Footnote, ListItem, Page, Word
from docparse.tasks.parse import ParsePage
from docparse.testing import make_pdf
from tests.papers import A4

MARGIN = 50


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine("embedded")


def parsed(engine: Engine, pdf: bytes) -> tuple[Page, tuple[Word, ...]]:
    """The page as parsed without OCR, and the words of its text layer."""
    with open_source(pdf) as source:
        page = source.page(1)
        (answer,) = engine.run([ParsePage(pages=(page,), ocr="never")])
        return answer.unwrap(), page.words


def text_of(block: Block) -> str:
    mark = block.marker if isinstance(block, ListItem) else ""
    mark += (block.mark or "") if isinstance(block, Footnote) else ""
    return mark + block.text


def characters(*texts: str) -> Counter[str]:
    return Counter(c for text in texts for c in text if not c.isspace())


def assert_nothing_is_lost(page: Page, words: tuple[Word, ...]) -> None:
    given_out = [text_of(block) for block in page.blocks]
    dropped = [group.sample for group in page.info.dropped]
    assert characters(*given_out, *dropped) == characters(*(word.text for word in words))
    assert page.info.words == len(words)


letters = st.text("abcdefghijklmnopqrstuvwxyzABCDEXYZ0123456789äéß", min_size=1, max_size=9)
sizes = st.sampled_from([6, 9, 10, 12, 18, 30])
fonts = st.sampled_from(["helv", "hebo", "tiro", "cour"])


@st.composite
def texts_in_columns(draw: st.DrawFn) -> bytes:
    """One to three columns of lines, some with headings, gaps or ragged ends."""
    document = pymupdf.open()
    page = document.new_page(width=A4[0], height=A4[1])
    columns = draw(st.integers(1, 3))
    for column in range(columns):
        x = MARGIN + column * (A4[0] - 2 * MARGIN) / columns
        y = float(draw(st.integers(60, 400)))
        for line in draw(st.lists(st.lists(letters, min_size=1, max_size=4), max_size=12)):
            size = draw(st.sampled_from([9, 9, 9, 9, 14]))
            y += size * draw(st.sampled_from([1.2, 1.2, 1.2, 2.5]))
            page.insert_text((x, y), " ".join(line), fontsize=size, fontname=draw(fonts))
    return bytes(document.tobytes())


@st.composite
def scattered_words(draw: st.DrawFn) -> bytes:
    """Words anywhere, over each other and off the page too."""
    document = pymupdf.open()
    page = document.new_page(width=A4[0], height=A4[1])
    for word in draw(st.lists(letters, max_size=25)):
        place = draw(st.tuples(st.integers(-20, 600), st.integers(-20, 860)))
        page.insert_text(place, word, fontsize=draw(sizes), fontname=draw(fonts))
    return bytes(document.tobytes())


@given(pdf=texts_in_columns())
@settings(max_examples=7, deadline=None, derandomize=True)
def test_no_word_of_a_text_in_columns_is_lost(pdf: bytes, engine: Engine) -> None:
    assert_nothing_is_lost(*parsed(engine, pdf))


@given(pdf=scattered_words())
@settings(max_examples=7, deadline=None, derandomize=True)
def test_no_word_is_lost_wherever_it_stands(pdf: bytes, engine: Engine) -> None:
    assert_nothing_is_lost(*parsed(engine, pdf))


def test_blocks_are_numbered_in_reading_order(engine: Engine) -> None:
    page, _ = parsed(engine, make_pdf("<h1>Title</h1><p>One.</p><p>Two.</p>"))
    assert [block.id for block in page.blocks] == ["p1-b1", "p1-b2", "p1-b3"]
    assert [block.text for block in page.blocks] == ["Title", "One.", "Two."]


def test_empty_page_has_no_blocks(engine: Engine) -> None:
    page, _ = parsed(engine, make_pdf(""))
    assert (page.blocks, page.info.text_source) == ((), "none")


def test_line_alone_at_the_top_of_a_page_is_text(engine: Engine) -> None:
    page, _ = parsed(engine, make_pdf("A few words alone", margin=30))
    assert [block.kind for block in page.blocks] == ["paragraph"]

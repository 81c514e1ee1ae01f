"""Glyphs of a page: names and outlines from the fonts, not from the table of characters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pymupdf
import pytest

from docparse.sources import SourcePage, open_source
from docparse.sources.glyphs import Glyph
from docparse.sources.pdf import PdfPage
from docparse.testing import make_pdf
from tests.papers import encoded
from tests.sources.type3 import typed_pdf

SAMPLE = Path(__file__).parents[1] / "data" / "formulas.pdf"


def of_pdf(page: SourcePage) -> PdfPage:
    assert isinstance(page, PdfPage)
    return page


@pytest.fixture(scope="module")
def pages() -> Iterator[list[PdfPage]]:
    with open_source(SAMPLE) as source:
        yield [of_pdf(source.page(number)) for number in range(1, 7)]


@pytest.fixture(scope="module")
def glyphs(pages: list[PdfPage]) -> list[Glyph]:
    return [glyph for page in pages for glyph in page.glyphs]


def named(glyphs: list[Glyph], name: str) -> list[Glyph]:
    found = [glyph for glyph in glyphs if glyph.name == name]
    assert found
    return found


def test_glyphs_are_named_as_their_font_names_them(glyphs: list[Glyph]) -> None:
    names = {glyph.name for glyph in glyphs if glyph.font == "CMEX10"}
    assert {"summationdisplay", "parenleftBig", "parenlefttp", "bracehtipdownleft"} <= names
    assert {"theta", "x", "partialdiff"} <= {g.name for g in glyphs if g.font == "CMMI10"}


def test_names_of_fonts_are_without_the_prefix_of_a_subset(glyphs: list[Glyph]) -> None:
    assert {"CMR10", "CMMI10", "CMSY10", "CMEX10", "CMMI7"} <= {glyph.font for glyph in glyphs}
    assert not [glyph.font for glyph in glyphs if "+" in glyph.font]


@pytest.mark.parametrize(
    ("name", "depth"),
    [("summationdisplay", 1.4), ("integraldisplay", 2.22), ("parenleftBig", 1.76)],
)
def test_big_signs_hang_below_the_pen(glyphs: list[Glyph], name: str, depth: float) -> None:
    for glyph in named(glyphs, name):
        assert glyph.ink[1] >= glyph.y - 0.05 * glyph.size
        assert glyph.ink[3] - glyph.y == pytest.approx(depth * glyph.size, abs=0.03 * glyph.size)


def test_letters_stand_on_the_baseline(glyphs: list[Glyph]) -> None:
    for glyph in named(glyphs, "x"):
        assert glyph.ink[3] == pytest.approx(glyph.y, abs=0.03 * glyph.size)
        assert glyph.y - glyph.ink[1] == pytest.approx(0.44 * glyph.size, abs=0.03 * glyph.size)


def test_minus_is_a_line_on_the_axis(glyphs: list[Glyph]) -> None:
    for glyph in named(glyphs, "minus"):
        assert glyph.ink[3] - glyph.ink[1] < 0.08 * glyph.size
        assert glyph.y - (glyph.ink[1] + glyph.ink[3]) / 2 == pytest.approx(
            0.25 * glyph.size, abs=0.02 * glyph.size
        )


def test_pieces_of_a_tall_delimiter_touch(pages: list[PdfPage]) -> None:
    (top,) = [g for g in pages[0].glyphs if g.name == "parenlefttp"]
    (foot,) = [g for g in pages[0].glyphs if g.name == "parenleftbt"]
    assert top.x == foot.x
    assert foot.ink[1] == pytest.approx(top.ink[3], abs=0.6)


def test_pen_goes_on_by_the_advance(pages: list[PdfPage]) -> None:
    """In the word `formula`, which has no kerning."""
    row = sorted((g for g in pages[0].glyphs if g.font == "CMR10"), key=lambda g: (round(g.y), g.x))
    spelt = "".join(glyph.text for glyph in row)
    start = spelt.index("formula")
    for before, after in pairwise(row[start : start + 7]):
        assert after.x == pytest.approx(before.x + before.advance, abs=0.4)


def test_white_space_is_no_glyph(glyphs: list[Glyph]) -> None:
    assert not [glyph for glyph in glyphs if glyph.text.isspace()]


def test_ink_of_glyphs_is_on_the_page(pages: list[PdfPage]) -> None:
    for page in pages:
        for x0, y0, x1, y1 in (glyph.ink for glyph in page.glyphs):
            assert 0 < x0 <= x1 < page.width
            assert 0 < y0 <= y1 < page.height


def test_page_without_text_has_no_glyphs() -> None:
    with open_source(make_pdf("<p></p>")) as source:
        assert list(of_pdf(source.page(1)).glyphs) == []


def test_text_on_its_side_and_text_without_ink_are_no_glyphs() -> None:
    content = (
        "BT /F0 10 Tf 72 700 Td (seen) Tj ET\n"
        "BT /F0 10 Tf 3 Tr 72 600 Td (hidden) Tj ET\n"
        "BT /F0 10 Tf 0 Tr 0 1 -1 0 300 500 Tm (up) Tj ET"
    )
    with open_source(typed_pdf(content)) as source:
        assert "".join(glyph.text for glyph in of_pdf(source.page(1)).glyphs) == "seen"


def test_bracket_that_is_stretched_is_as_tall_as_it_is_drawn() -> None:
    content = (
        "BT /F0 10 Tf 1 0 0 1 72 700 Tm (\\() Tj ET\nBT /F0 10 Tf 1 0 0 3 172 700 Tm (\\() Tj ET"
    )
    with open_source(typed_pdf(content)) as source:
        plain, tall = of_pdf(source.page(1)).glyphs
    assert tall.ink[3] - tall.ink[1] > 2 * (plain.ink[3] - plain.ink[1])


def test_thin_picture_is_a_rule() -> None:
    """Word processors draw the bars of fractions so."""
    from PIL import Image

    document = pymupdf.open()
    page = document.new_page()
    black = encoded(Image.new("L", (40, 1)), "PNG")
    page.insert_image(pymupdf.Rect(100, 200, 140, 200.6), stream=black, keep_proportion=False)
    page.insert_image(pymupdf.Rect(100, 300, 140, 340), stream=black, keep_proportion=False)
    with open_source(document.tobytes()) as source:
        (rule,) = source.page(1).rules
    assert rule.horizontal
    assert rule.box.x0 == pytest.approx(100, abs=0.5)
    assert rule.box.x1 == pytest.approx(140, abs=0.5)

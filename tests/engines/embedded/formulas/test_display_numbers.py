"""Numbers beside displays, told from the displays by their glyphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest

from docparse.engines.embedded.formulas.page import Display, PageFormulas
from docparse.schemas import Box, Rule, Word
from docparse.sources.glyphs import Glyph
from docparse.sources.pdf import PdfPage
from tests.engines.embedded.formulas.setting import Hand, Setting, limits, row, together

T = Hand(unicode=False)


@dataclass(frozen=True)
class _Page:
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...] = ()
    words: tuple[Word, ...] = ()


def display(setting: Setting) -> Display:
    page = cast("PdfPage", _Page(setting.glyphs, setting.rules))
    return PageFormulas(page).display([], Box(x0=-10, y0=-50, x1=500, y1=50))


@pytest.mark.parametrize("gap", [5.0, 200.0])
def test_number_at_the_edge_is_a_tag_however_close(gap: float) -> None:
    read = display(row(T("a=b"), T("(12)"), gap=gap))
    assert (read.latex, read.tag) == ("a=b", "12")


def test_argument_is_no_tag() -> None:
    read = display(T("f(1)"))
    assert (read.latex, read.tag) == ("f(1)", None)


def test_small_number_over_a_relation_is_no_tag() -> None:
    over = row(T("a"), limits(T("="), over=T.small("(1)")), T("b"), gap=2.78)
    read = display(over)
    assert (read.latex, read.tag) == (r"a\overset{(1)}{=}b", None)


def test_display_without_a_letter_or_digit_is_read() -> None:
    number = row(T("("), T.tex("asteriskmath", "CMSY", "*"), T(")"))
    read = display(row(T("→="), number, gap=100.0))
    assert (read.latex, read.tag) == (r"\to=", "*")


def _norm() -> Setting:
    """A tall bar of three pieces, which have no characters."""
    piece = T.tex("vextenddouble", "CMEX")
    return together(*(piece.at(0, 6 * number - 10) for number in range(3)), width=5.6)


def test_delimiters_beside_a_region_are_taken_in() -> None:
    """They are in no word of the page, and so in no region made of words."""
    setting = row(_norm(), T("a=b"), _norm(), gap=1.0)
    words = Box(x0=6, y0=-9, x1=setting.width - 6, y1=2)
    page = cast("PdfPage", _Page(setting.glyphs))
    assert PageFormulas(page).display([], words).latex == r"\Bigl\|a=b\Bigr\|"

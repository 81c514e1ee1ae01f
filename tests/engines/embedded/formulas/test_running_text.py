"""Formulas among the words of running text, and what only looks like one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from docparse.engines.embedded.formulas.page import PageFormulas
from docparse.schemas import Box, Word
from docparse.sources import open_source
from docparse.sources.pdf import PdfPage
from docparse.testing import make_pdf

SAMPLE = Path(__file__).parents[3] / "data" / "formulas.pdf"
FACES = {"r": "Times-Roman", "i": "Times-Italic", "s": "Symbol", "c": "Courier"}
"""Fonts every reader of PDFs has, so that no file needs to hold them."""


@contextmanager
def page_of(data: bytes) -> Iterator[PdfPage]:
    with open_source(data) as source:
        page = source.page(1)
        assert isinstance(page, PdfPage)
        yield page


def formulas(data: bytes) -> list[str]:
    """The formulas found among all words of a page."""
    with page_of(data) as page:
        return [word.text for word in PageFormulas(page).mark(page.words) if word.math]


def set_in(*pieces: tuple[str, str, float], size: float = 11) -> bytes:
    """A line of pieces: face, text, and how far it is raised, what is raised being small."""
    made = BytesIO()
    canvas = Canvas(made, invariant=True)
    x = 72.0
    for face, text, rise in pieces:
        high = 0.7 * size if rise else size
        canvas.setFont(FACES[face], high)
        canvas.drawString(x, 600 + rise, text)
        x += canvas.stringWidth(text, FACES[face], high)
    canvas.save()
    return made.getvalue()


@pytest.mark.parametrize(
    "html",
    [
        "The word <i>ceteris paribus</i> is Latin, as is <i>a</i> priori.",
        "See <i>ibid.</i>, p. 12, and <i>op. cit.</i>, vol. 3.",
        "As was shown by others [12], [3, 4] and [5–7].",
        "Several hundred (Smith, 2019; Jones et al., 2020) were found.",
        "It was 1,234.50 in 1999 and 42 in 2001, about 3.5 % less.",
        "On 12/05/2021, at 14:30, from 9–5, in rooms 12/13.",
        "A claim that needs a note<sup>3</sup> and another<sup>4,5</sup>.",
        "The 1<sup>st</sup> and the 2<sup>nd</sup> came before the 10<sup>th</sup>.",
        "Items (a), (b) and (iii) hold; case A) does not.",
        "Write to a.b@example.org or see https://example.org/a_b?c=1&d=2.",
        "It weighs 5 kg, runs at 3 GHz, and costs $20 or €15.",
        "Temperatures of 20 °C at 60 dB, 5 mm × 3 mm.",
        "Call +44 20 7946 0958, or ISBN 978-3-16-148410-0.",
        "The <b>x</b> axis of Figure 2 and the <i>y</i> axis of Figure 3.",
        "Copyright © 2020 — all rights reserved ® ™ § 5 ¶ 3.",
        "<code>x = y + 1</code> and <code>if (a &lt; b) return;</code>",
        "Vitamin B12, carbon dioxide and the A4 from I-95.",
        "• First. • Second. ✓ Third.",
    ],
)
def test_text_is_no_formula(html: str) -> None:
    assert formulas(make_pdf(f"<p>{html}</p>")) == []


def test_page_of_prose_is_given_back_as_it_is() -> None:
    with page_of(make_pdf("<p>Nothing but words, <i>and</i> more words.</p>")) as page:
        assert PageFormulas(page).mark(page.words) == list(page.words)


def test_greek_letter_in_the_font_symbol_is_a_formula() -> None:
    assert formulas(set_in(("r", "The angle ", 0), ("s", "α", 0), ("r", " is small.", 0))) == [
        r"\alpha"
    ]


def test_equation_of_times_and_symbol_is_one_formula() -> None:
    found = formulas(
        set_in(
            ("r", "Here ", 0),
            ("i", "x", 0),
            ("r", " = ", 0),
            ("s", "π", 0),
            ("r", " holds.", 0),
        )
    )
    assert found == [r"x=\pi"]


def test_superscript_on_an_italic_letter_is_part_of_the_formula() -> None:
    found = formulas(
        set_in(
            ("r", "Here ", 0),
            ("i", "x", 0),
            ("r", "2", 4),
            ("r", " + ", 0),
            ("i", "y", 0),
            ("r", " = ", 0),
            ("s", "λ", 0),
            ("r", " holds.", 0),
        )
    )
    assert found == [r"x^2+y=\lambda"]


def test_words_around_a_formula_stay_and_keep_their_order() -> None:
    data = set_in(("r", "The angle ", 0), ("s", "β", 0), ("r", ", as above.", 0))
    with page_of(data) as page:
        marked = PageFormulas(page).mark(page.words)
    assert [word.text for word in marked] == ["The", "angle", r"\beta", ",", "as", "above."]
    assert [word.math for word in marked] == [False, False, True, False, False, False]
    assert [word.spaced for word in marked[1:]] == [True, True, False, True, True]


def test_formula_word_stands_where_its_signs_do() -> None:
    data = set_in(("r", "The angle ", 0), ("s", "β", 0), ("r", " is.", 0))
    with page_of(data) as page:
        (was,) = [word for word in page.words if word.text == "β"]
        (made,) = [word for word in PageFormulas(page).mark(page.words) if word.math]
    assert made.line == was.line
    assert abs(made.baseline - was.baseline) < 0.1
    assert was.box.x0 - 0.5 <= made.box.x0 < made.box.x1 <= was.box.x1 + 0.5


def _below(page: PdfPage, first: Word, reach: float) -> list[Word]:
    """The words of a word's line and of those under it, as far down as `reach` points."""
    return [word for word in page.words if -2 < word.baseline - first.baseline < reach]


def test_formulas_of_a_paragraph_of_tex_are_found_among_its_words() -> None:
    """`Let π: E → B be a fibre bundle with fibre F …` in a paper of Computer Modern."""
    with open_source(SAMPLE) as source:
        page = source.page(1)
        assert isinstance(page, PdfPage)
        (bundle,) = [word for word in page.words if word.text == "bundle"]
        marked = PageFormulas(page).mark(_below(page, bundle, 26))
    found = [word.text for word in marked if word.math]
    assert {"F", "B", r"E\cong B\times F", "B=S^1", "F=[0,1]"} <= set(found)
    assert "bundle" in [word.text for word in marked if not word.math]


def test_lines_of_prose_of_tex_have_no_formulas() -> None:
    """Years, scales, a citation and heights in metres, in Computer Modern."""
    with open_source(SAMPLE) as source:
        page = source.page(2)
        assert isinstance(page, PdfPage)
        (lake,) = [word for word in page.words if word.text == "Lake"]
        words = _below(page, lake, 26)
        marked = PageFormulas(page).mark(words)
    assert any("[2," in word.text for word in words)
    assert not [word.text for word in marked if word.math]


def test_display_is_read_from_its_words_and_region() -> None:
    with open_source(SAMPLE) as source:
        page = source.page(1)
        assert isinstance(page, PdfPage)
        (repeat,) = [word for word in page.words if word.text == "repeat"]
        words = [word for word in _below(page, repeat, 33) if word.line != repeat.line]
        display = PageFormulas(page).display(words, Box.around(word.box for word in words))
    assert display.latex == r"\vec{F}=q\left(\vec{E}+\vec{v}\times\vec{B}\right)."
    assert display.tag is None


def test_display_with_a_sign_nobody_names_is_refused() -> None:
    """The middle one of three letters is of a font without a table of characters."""
    with page_of(set_in(("i", "x", 0), ("r", " = ", 0), ("s", "\uf8e8", 0), ("i", "y", 0))) as page:
        display = PageFormulas(page).display(page.words, Box.around(w.box for w in page.words))
    assert display.latex is None

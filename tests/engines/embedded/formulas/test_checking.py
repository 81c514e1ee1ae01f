"""The check: what differs from the page, in signs or in places, is refused."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.formulas.checking import agrees
from docparse.engines.embedded.formulas.reading import read_glyphs
from tests.engines.embedded.formulas.setting import (
    Hand,
    Setting,
    accent,
    aligned,
    array,
    fraction,
    limits,
    overlined,
    radical,
    row,
    scripts,
)

T = Hand(unicode=False)
PAGE: dict[str, Setting] = {
    "row": T("a+b=c"),
    "script": row(scripts(T("x"), sup=T.small("2")), T("+y")),
    "index": row(scripts(T("x"), sub=T.small("i")), T("+y")),
    "both": scripts(T("x"), sub=T.small("i"), sup=T.small("2")),
    "twice": row(scripts(T("x"), sub=T.small("i")), scripts(T("y"), sup=T.small("2"))),
    "fraction": fraction(T("a+b"), T("c")),
    "radical": radical(T, T("x+y")),
    "root": radical(T, T("x"), degree=T.small.small("3")),
    "accent": row(accent(T.mark("hat"), T("x")), T("+y")),
    "overline": row(overlined(T("AB")), T("C")),
    "sum": row(
        limits(T.operator("∑", display=True), under=T.small("i=1"), over=T.small("n")),
        T("a"),
        gap=1.67,
    ),
    "matrix": row(
        T.delimiter("(", "bigg"),
        array([T("a"), T("b")], [T("c"), T("d")]),
        T.delimiter(")", "bigg"),
    ),
    "lines": aligned((T("a"), T("=b")), (T("c"), T("=d"))),
    "name": row(T.up("sin"), T("x"), gap=1.67),
    "greek": T("α+β"),
    "relation": T("a≤b"),
    "bold": row(T.alphabet("bf", "x"), T("+x")),
    "dots": T("a,...,b"),
}
RIGHT = [
    ("row", "a+b=c"),
    ("script", "x^2+y"),
    ("index", "x_i+y"),
    ("both", "x_i^2"),
    ("twice", "x_iy^2"),
    ("fraction", r"\frac{a+b}{c}"),
    ("radical", r"\sqrt{x+y}"),
    ("root", r"\sqrt[3]{x}"),
    ("accent", r"\hat{x}+y"),
    ("overline", r"\overline{AB}C"),
    ("sum", r"\sum_{i=1}^na"),
    ("matrix", r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}"),
    ("lines", r"\begin{aligned} a=b \\ c=d \end{aligned}"),
    ("name", r"\sin x"),
    ("greek", r"\alpha+\beta"),
    ("relation", r"a\leq b"),
    ("bold", r"\mathbf{x}+x"),
    ("dots", r"a,\ldots,b"),
]
DAMAGED = [
    ("row", "a+b=", "a sign dropped"),
    ("row", "a+bc", "a sign dropped inside"),
    ("row", "a+b=cc", "a sign invented"),
    ("row", "a-b=c", "another sign"),
    ("row", "A+b=c", "a capital for a small letter"),
    ("row", "b+a=c", "another order"),
    ("row", "c=a+b", "sides swapped"),
    ("row", "", "nothing left"),
    ("row", r"a+b=\unheard{c}", "an unknown command"),
    ("row", r"a+\frac{b=c", "a brace not closed"),
    ("row", r"\frac{a}{+b=c}", "a fraction invented"),
    ("row", "a_{+b=c}", "a subscript invented"),
    ("row", r"\hat{a}+b=c", "an accent invented"),
    ("script", "x_2+y", "a superscript lowered"),
    ("script", "x+y", "a superscript dropped"),
    ("script", "x^2+2y", "a digit twice"),
    ("script", "x^3+y", "another superscript"),
    ("index", "x^i+y", "a subscript raised"),
    ("both", "x_2^i", "scripts swapped"),
    ("twice", "x^iy_2", "scripts turned over"),
    ("twice", "xy_i^2", "scripts on another letter"),
    ("fraction", r"\frac{c}{a+b}", "numerator and denominator swapped"),
    ("fraction", r"\frac{a}{b+c}", "signs of the numerator in the denominator"),
    ("fraction", r"\frac{a+b}{}", "a denominator dropped"),
    ("radical", r"\sqrt{x}+", "a sign under the radical dropped"),
    ("radical", "x+y", "a radical dropped"),
    ("radical", r"\sqrt{\sqrt{x}+y}", "a radical invented"),
    ("root", r"\sqrt{x}", "the degree dropped"),
    ("root", r"\sqrt[x]{3}", "degree and content swapped"),
    ("root", r"x^3", "a root as a power"),
    ("accent", "x+y", "an accent lost"),
    ("accent", r"\tilde{x}+y", "another accent"),
    ("accent", r"\hat{\hat{x}}+y", "an accent twice"),
    ("sum", r"\sum_n^{i=1}a", "limits swapped"),
    ("sum", r"\sum_{i=1}a", "a limit dropped"),
    ("sum", r"\prod_{i=1}^na", "another operator"),
    ("matrix", r"\begin{pmatrix} c & d \\ a & b \end{pmatrix}", "rows swapped"),
    ("matrix", r"\begin{pmatrix} b & a \\ d & c \end{pmatrix}", "columns swapped"),
    ("matrix", r"\begin{pmatrix} a & c \\ b & d \end{pmatrix}", "transposed"),
    ("matrix", r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}", "other delimiters"),
    ("lines", r"\begin{aligned} c=d \\ a=b \end{aligned}", "lines swapped"),
    ("lines", r"\begin{aligned} a=b \end{aligned}", "a line dropped"),
    ("name", r"\cos x", "another operator's name"),
    ("name", r"\sin", "its argument dropped"),
    ("greek", r"\alpha+b", "a Latin letter for a Greek one"),
    ("name", r"\sin\mathbf{x}", "a bold letter invented"),
    ("greek", r"\alpha+\mathfrak{b}", "another alphabet"),
    ("greek", r"\beta+\alpha", "Greek letters swapped"),
    ("relation", r"a\geq b", "the relation turned round"),
    ("relation", "a<b", "a weaker relation"),
    ("script", "x2+y", "a superscript on the line"),
    ("index", "xi+y", "a subscript on the line"),
    ("accent", r"x+\hat{y}", "an accent on another letter"),
    ("overline", "ABC", "a line dropped"),
    ("overline", r"\overline{ABC}", "a line over one letter more"),
    ("overline", r"\overline{A}BC", "a line over one letter less"),
    ("overline", r"\underline{AB}C", "the line on the other side"),
    ("row", r"\overline{a+b}=c", "a line invented"),
    ("bold", r"x+\mathbf{x}", "bold and plain letters swapped"),
    ("dots", r"a,\cdots,b", "other dots"),
    ("dots", "a,,b", "dots dropped"),
]


def _passes(setting: Setting, latex: str) -> bool:
    item = read_glyphs(setting.glyphs, setting.rules, display=True)
    assert item is not None
    return agrees(latex, item.signs, display=True)


@pytest.mark.parametrize(("page", "latex"), RIGHT, ids=[page for page, _ in RIGHT])
def test_what_the_page_says_passes(page: str, latex: str) -> None:
    assert _passes(PAGE[page], latex)


@pytest.mark.parametrize(
    ("page", "latex"),
    [(page, latex) for page, latex, _ in DAMAGED],
    ids=[f"{page}: {damage}" for page, _, damage in DAMAGED],
)
def test_what_the_page_does_not_say_is_refused(page: str, latex: str) -> None:
    assert not _passes(PAGE[page], latex)


def test_other_spellings_of_the_same_pass() -> None:
    assert _passes(PAGE["row"], "{a}+{b} = c")
    assert _passes(PAGE["both"], "x^2_i")
    assert _passes(PAGE["fraction"], r"\dfrac{a + b}{c}")
    assert _passes(PAGE["matrix"], r"\left(\begin{matrix} a & b \\ c & d \end{matrix}\right)")


def test_pieces_left_alone_are_refused() -> None:
    setting = row(T("a"), T.tex("bracehtipupleft", "CMEX"), T("b"))
    item = read_glyphs(setting.glyphs, setting.rules, display=True)
    assert item is not None
    assert not agrees(item.latex, item.signs, display=True)


@pytest.mark.parametrize("page", PAGE)
def test_signs_of_a_page_say_nothing_of_another(page: str) -> None:
    for other, latex in RIGHT:
        assert _passes(PAGE[page], latex) == (other == page)

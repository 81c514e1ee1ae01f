"""LaTeX becomes MathML, or is refused; nothing is let through half understood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docparse import Box
from docparse.errors import OutputError
from docparse.markup.mathml import latex_to_mathml
from docparse.schemas import Formula

MACROS = [r"\frac", r"\sqrt", r"\foo", r"\left(", r"\right)", r"\\", r"\ ", r"\text{a & b}"]
ENVIRONMENTS = [r"\begin{aligned}", r"\end{aligned}"]
SIGNS = ["{a}", *"_^x&{}<% "]
PIECES = st.lists(st.sampled_from(MACROS + ENVIRONMENTS + SIGNS), max_size=8).map("".join)


def shape(latex: str, *, display: bool = True) -> str:
    """Names of elements and their texts, without attributes and rows that only group."""
    return written(etree.fromstring(latex_to_mathml(latex, display=display)))


def written(element: etree._Element) -> str:
    name = etree.QName(element).localname
    inside = " ".join([(element.text or "").strip(), *map(written, element)]).strip()
    return inside if name in {"math", "mrow"} else f"{name}({inside})"


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{a}{b}", "mfrac(mi(a) mi(b))"),
        (r"x < y", "mi(x) mo(<) mi(y)"),
        (r"a \& b", "mi(a) mi(&) mi(b)"),
        (r"\text{R\&D}", "mtext(R&D)"),
        (r"\sqrt[3]{x}", "mroot(mi(x) mn(3))"),
        (r"\lim_{x} f", "munder(mo(lim) mi(x)) mi(f)"),
        (r"\sum_1^n k", "munderover(mo(∑) mn(1) mi(n)) mi(k)"),
        (r"\operatorname{arg\,max} x", "mo(arg\u2009max) mi(x)"),
        (r"\operatorname*{sup}_x", "munder(mo(sup) mi(x))"),
        (r"a \nonumber \label{eq:1}", "mi(a)"),
        (
            r"\begin{aligned}a&=b\\c&=d\end{aligned}",
            "mtable(mtr(mtd(mi(a)) mtd(mi() mo(=) mi(b))) mtr(mtd(mi(c)) mtd(mi() mo(=) mi(d))))",
        ),
        (r"\begin{gathered}a\\b\end{gathered}", "mtable(mtr(mtd(mi(a))) mtr(mtd(mi(b))))"),
    ],
)
def test_mathml_has_the_structure_of_the_formula(latex: str, expected: str) -> None:
    assert shape(latex) == expected


def test_limits_stand_beside_where_the_author_says_so() -> None:
    assert shape(r"\sum\nolimits_1^n k") == "msubsup(mo(∑) mn(1) mi(n)) mi(k)"


def test_limits_stand_beside_in_a_line() -> None:
    assert shape(r"\sum_1^n k", display=False) == "msubsup(mo(∑) mn(1) mi(n)) mi(k)"


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        (r"\foo{x}", r"\\foo is not known"),
        (r"\text{a \foo}", r"\\foo is not known"),
        (r"\frac{a}", "argument is missing"),
        ("{a", "braces"),
        ("a}", "braces"),
        ("", "empty"),
        ("a & b", "& outside rows"),
        (r"\left(a", "ExtraLeft"),
        ("x^2^3", "DoubleSuperscripts"),
    ],
)
def test_what_is_not_understood_is_refused(latex: str, says: str) -> None:
    with pytest.raises(OutputError, match=says):
        latex_to_mathml(latex, display=True)


@given(PIECES)
@settings(max_examples=200, deadline=None)
def test_it_is_xml_or_a_typed_error(latex: str) -> None:
    try:
        markup = latex_to_mathml(latex, display=True)
    except OutputError:
        return
    assert etree.QName(etree.fromstring(markup)).localname == "math"
    assert "\\foo" not in markup


def test_formula_gives_its_mathml() -> None:
    place = {"id": "p1-b1", "page": 1, "box": Box(x0=0, y0=0, x1=9, y1=9)}
    formula = Formula(**place, text="a/b", latex=r"\frac{a}{b}", display=False)
    assert 'display="inline"' in formula.to_mathml()
    with pytest.raises(OutputError, match="empty"):
        Formula(**place, text="a/b").to_mathml()

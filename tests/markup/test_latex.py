"""Tidied LaTeX is the same formula: only spaces that mean nothing go."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from latex2mathml.converter import convert

from docparse.markup.latex import split_tag, strip_math, tidy_latex

FORMULAS = [
    r"\frac { a _ { 1 } } { b ^ { 2 } }",
    r"\sum _ { i = 1 } ^ { n } x _ i \le \alpha b",
    r"\left ( \frac { x } { y } \right ) ^ { \prime }",
    r"\sqrt [ 3 ] { x + 1 }",
    r"\begin {matrix} a & b \\ c & d \end {matrix}",
    r"\vec { x } \cdot \hat { y } = 0",
    r"\int f ( x ) \, d x",
]
PIECES = st.sampled_from(
    ["\\alpha", "\\sin", "x", "y", "2", "+", "=", "{a}", "_{1}", "^{2}", " ", "  ", "\\,", "\\ "]
)


@pytest.mark.parametrize("latex", FORMULAS)
def test_tidied_latex_makes_the_same_mathml(latex: str) -> None:
    assert convert(tidy_latex(latex)) == convert(latex)
    assert len(tidy_latex(latex)) < len(latex)


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=200, deadline=None)
def test_tokens_are_kept_and_tidying_twice_changes_nothing(latex: str) -> None:
    tidied = tidy_latex(latex)
    assert tokens(tidied) == tokens(latex)
    assert tidy_latex(tidied) == tidied


def tokens(latex: str) -> list[str]:
    return re.findall(r"\\[A-Za-z]+|\\.|\S", latex)


@given(st.text(alphabet="\\{}$%&^_ ab\n()[]", max_size=60))
@settings(max_examples=200, deadline=None)
def test_broken_latex_does_not_raise(latex: str) -> None:
    tidy_latex(latex)
    strip_math(latex)


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("$$ a $$", "a"),
        ("$a$", "a"),
        (r"\[ a \]", "a"),
        (r"\( a \)", "a"),
        ("a", "a"),
        ("$$ a", "a"),
        (r"\begin{equation} a \end{equation}", "a"),
        (r"\begin{equation*}a\end{equation*}", "a"),
    ],
)
def test_delimiters_are_taken_off(written: str, bare: str) -> None:
    assert strip_math(written).strip() == bare


@pytest.mark.parametrize(
    ("latex", "bare", "tag"),
    [
        (r"a = b \tag{2.1}", "a = b", "2.1"),
        (r"a = b \tag*{(A)}", "a = b", "A"),
        (r"\tag { 3 } a", "a", "3"),
        (r"a \tag{}", "a", None),
        (r"a = b", "a = b", None),
        (r"a \tag{1} \\ b \tag{2}", r"a \tag{1} \\ b \tag{2}", None),
        (r" \tag{1} ", r" \tag{1} ", None),
        (r"a \tagged{1}", r"a \tagged{1}", None),
    ],
)
def test_number_is_taken_from_its_formula(latex: str, bare: str, tag: str | None) -> None:
    assert split_tag(latex) == (bare, tag)

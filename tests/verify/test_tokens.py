"""What is compared of a text."""

from __future__ import annotations

import pytest

from docparse.verify.tokens import latex_keys, tokens_of


def keys(text: str) -> list[str]:
    return [token.key for token in tokens_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ﬁrst, “Second”!", ["the", "first", "second"]),
        ("exam\u00adple don’t", ["example", "dont"]),
        ("1,234.5 and 15", ["1,234.5", "and", "15"]),
        ("１，２３４ ＡＢ", ["1,234", "ab"]),
        ("第3章", ["第", "3", "章"]),
        ("cafe\u0301 café", ["café", "café"]),
        ("2010–2012, A4-B5", ["2010", "2012", "a4", "b5"]),
        ("— • ** $", []),
    ],
)
def test_words_numbers_and_characters_are_told_apart(text: str, expected: list[str]) -> None:
    assert keys(text) == expected


def test_tokens_say_where_they_stand() -> None:
    text = "Net: 1,234 kg"
    assert [text[t.start : t.end] for t in tokens_of(text)] == ["Net", "1,234", "kg"]


def test_case_is_kept_when_it_counts() -> None:
    assert [token.key for token in tokens_of("Net NET", fold=False)] == ["Net", "NET"]


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{\alpha_{1}}{12{,}5}", ("α", "1", "12,5")),
        (r"x \in \mathbb{R} \text{ if } \sin x", ("x", "r", "if", "sin", "x")),
        (r"\begin{array}{cc} a & b \end{array}", ("a", "b")),
    ],
)
def test_formulas_are_read_for_their_letters_words_and_numbers(
    latex: str, expected: tuple[str, ...]
) -> None:
    assert latex_keys(latex, fold=True) == expected

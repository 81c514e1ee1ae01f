"""A minus before numbers, a percent sign behind them."""

from __future__ import annotations

import pytest

from docparse.verify.signing import signed
from docparse.verify.tokens import tokens_of
from tests.verify.pages import audited, paragraph, printed


@pytest.mark.parametrize(
    ("text", "minus", "percent"),
    [
        ("a loss of -5 in all", True, False),
        ("a loss of \u22125 in all", True, False),
        ("(-5)", True, False),
        ("5", False, False),
        ("5 %", False, True),
        ("-5%", True, True),
        ("2010–5", None, False),
        ("A-5", None, False),
        ("- 5 apples", None, False),
    ],
)
def test_signs_are_told_where_they_are_sure(text: str, minus: bool | None, percent: bool) -> None:
    token = next(one for one in reversed(list(tokens_of(text))) if one.key == "5")
    found = signed(text, token.key, token.start, token.end)
    assert found is not None
    assert (found.minus, found.percent) == (minus, percent)


def test_words_have_no_signs() -> None:
    assert signed("-x", "x", 1, 2) is None


@pytest.mark.parametrize(
    ("said", "page", "change"),
    [
        ("a result of 5 units", "a result of -5 units", ("5", "-5")),
        ("a result of -5 units", "a result of 5 units", ("-5", "5")),
        ("a result of 5 units", "a result of 5% units", ("5", "5%")),
        ("a result of 5 % units", "a result of 5 units", ("5 %", "5")),
    ],
)
def test_other_sign_is_a_change(said: str, page: str, change: tuple[str, str]) -> None:
    (one,) = audited([paragraph(said)], printed(page)).blocks[0].unsupported
    assert (one.text, one.page_says) == change
    assert said[one.start : one.end] == one.text


@pytest.mark.parametrize(
    ("said", "page"),
    [
        ("• 5 apples", "- 5 apples"),
        ("2010-2012 and 5", "2010–2012 and 5"),
        ("5 and then -5", "-5 and then 5"),
    ],
)
def test_dashes_and_numbers_that_met_each_other_are_no_change(said: str, page: str) -> None:
    assert audited([paragraph(said)], printed(page)).counts.changed == 0


def test_ocr_is_not_believed_about_a_minus() -> None:
    assert audited([paragraph("gains of 5")], printed("gains of -5"), ocr=True).counts.amiss == 0


def test_ocr_is_believed_about_a_point_that_moved() -> None:
    audit = audited([paragraph("a sum of 123.4")], printed("a sum of 12.34"), ocr=True)
    assert audit.counts.changed == 1

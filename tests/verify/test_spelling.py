"""Displayed formulas beside the signs of their places."""

from __future__ import annotations

import pytest

from docparse.schemas import Box, Formula
from docparse.schemas.audit import PageAudit
from tests.verify.pages import audited, printed


def formula(latex: str, *, printed_as: str = "a = b \u2212 c + d", ocr: bool = False) -> PageAudit:
    box = Box(x0=72, y0=72, x1=300, y1=82)
    block = Formula(id="p1-b1", page=1, box=box, latex=latex, source="text_layer", confidence=1.0)
    return audited([block], printed(printed_as), ocr=ocr)


def test_formula_that_says_what_is_printed_is_true() -> None:
    assert formula("a = b - c + d").counts.amiss == 0


@pytest.mark.parametrize(
    "latex",
    ["a = b + c + d", "a = b c + d", "a = b - c - d", "a = b - x + d", "a = b - c + d^{2}"],
)
def test_other_sign_of_a_formula_is_a_change(latex: str) -> None:
    audit = formula(latex)
    (wrong,) = audit.blocks[0].unsupported
    assert (wrong.text, wrong.start) == (latex, -1)
    assert wrong.page_says == "a = b \u2212 c + d"
    assert (audit.counts.changed, audit.counts.missing) == (1, 0)


def test_sign_that_the_font_names_otherwise_is_not_missed() -> None:
    assert formula("a = b - c + d", printed_as="a = b ¡ c + d").counts.amiss == 0


def test_ocr_is_not_believed_about_formulas() -> None:
    assert formula("a = b + c + d", ocr=True).counts.amiss == 0

"""Formulas are matched by place and order, and compared by what is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.formula_scoring.glyph_runs import Mark, compare
from benchmarks.formula_scoring.matching import match_formulas
from benchmarks.formula_scoring.planting import ERRORS, perfect, planted
from benchmarks.formula_scoring.predictions import Prediction, Truth, predictions_of
from benchmarks.formula_scoring.rows import bare, drawable, is_balanced, split_rows
from benchmarks.formula_scoring.scores import score_matches, summarize
from docparse.schemas.blocks import Paragraph
from docparse.schemas.document import Document, Page, SourceInfo
from docparse.schemas.formula import Formula
from docparse.schemas.geometry import Box
from docparse.schemas.placed import Run

BOX = (100.0, 100.0, 300.0, 120.0)


def display(latex: str, top: float = 100.0, *tags: str) -> Truth:
    return Truth(latex, True, 1, (100.0, top, 300.0, top + 20.0), tags)


def inline(latex: str, *, comma: bool = False) -> Truth:
    return Truth(latex, False, 1, BOX, comma_follows=comma)


def read(latex: str, *, comma: bool = False) -> Prediction:
    return Prediction(latex, False, 1, comma_follows=comma)


TRUTHS = (
    display(r"a = \frac{b}{c}", 100.0, "1"),
    display(r"x &= 1 \\ y &= 2", 200.0, "2", "3"),
    inline("x"),
    inline("y^{2}"),
    inline(r"\alpha\in A"),
    inline("x"),
)


def test_the_truth_itself_scores_full_marks() -> None:
    summary = summarize(score_matches("", match_formulas(TRUTHS, perfect(TRUTHS))))
    figures = (summary.recall, summary.precision, summary.exact, summary.seen, summary.tags)
    assert figures == (1.0, 1.0, 1.0, 1.0, 1.0)
    assert summary.distance == 0.0


def test_planted_errors_cost() -> None:
    many = tuple(inline(f"x_{{{number}}}") for number in range(60))
    matches = match_formulas(many, planted(many))
    found = sum(match.found for match in matches)
    assert found < 60
    assert any(not match.truths for match in matches)


@pytest.mark.parametrize("name", ERRORS)
def test_each_planted_error_applies_somewhere(name: str) -> None:
    latex = (
        r"q = \alpha\,\mathbf{v} + \hat{x}_{1}^{2} + \sqrt{y} + \mathbb{R} + \frac{a}{b}"
        r" + \sum_{k}\left(z\right) x_{3} + m"
    )
    assert ERRORS[name](latex) != latex


def test_what_is_missed_or_invented_counts_as_wrong() -> None:
    matches = match_formulas(TRUTHS[2:5], [read("x"), read(r"\alpha\in A"), read("Q=1")])
    summary = summarize(score_matches("", matches))
    assert (summary.recall, summary.precision) == pytest.approx((2 / 3, 2 / 3))
    assert summary.exact == pytest.approx(2 / 3)
    assert summary.distance == pytest.approx(1 / 3)


def test_displays_are_found_by_their_place() -> None:
    here = Prediction("wrong", True, 1, (100.0, 101.0, 320.0, 119.0))
    elsewhere = replace(here, box=(100.0, 400.0, 300.0, 420.0))
    other_page = replace(here, page=2)
    assert [m.found for m in match_formulas(TRUTHS[:1], [here])] == [True]
    assert [m.found for m in match_formulas(TRUTHS[:1], [elsewhere])] == [False, False]
    assert [m.found for m in match_formulas(TRUTHS[:1], [other_page])] == [False, False]


def test_a_box_that_holds_the_number_as_well_still_finds_the_display() -> None:
    wide = Prediction("a", True, 1, (100.0, 100.0, 540.0, 120.0), "1")
    assert match_formulas(TRUTHS[:1], [wide])[0].found


def test_one_line_of_three_does_not_find_the_display() -> None:
    tall = Truth("a", True, 1, (100.0, 100.0, 300.0, 180.0))
    line = Prediction("a", True, 1, (100.0, 100.0, 300.0, 120.0))
    assert not match_formulas([tall], [line])[0].found


def test_a_comma_between_two_formulas_may_be_read_as_part_of_one() -> None:
    truths = [inline("a=1", comma=True), inline("b=2"), inline("z")]
    assert all(m.found for m in match_formulas(truths, [read("a=1, b=2"), read("z")]))
    apart = [read("a=1", comma=True), read("b=2")]
    assert all(m.found for m in match_formulas([inline("a=1,b=2")], apart))


def test_formulas_with_words_between_them_are_not_read_as_one() -> None:
    matches = match_formulas([inline("a=1"), inline("b=2")], [read("a=1, b=2")])
    assert sum(len(m.truths) for m in matches if m.found) < 2


def test_punctuation_of_the_sentence_is_not_part_of_an_inline_formula() -> None:
    (match,) = match_formulas([inline("x=1")], [read("x=1.")])
    assert match.truth == match.prediction == "x=1"


def test_formulas_out_of_order_are_found() -> None:
    truths = [inline("a"), inline("b"), inline("c^{2}+d")]
    found = match_formulas(truths, [read("c^{2}+d"), read("a"), read("b")])
    assert all(match.found for match in found)


def test_runs_and_formula_blocks_become_predictions() -> None:
    runs = (
        Run(text="Let "),
        Run(text="x", math=True),
        Run(text=", "),
        Run(text="y", math=True),
        Run(text=" be real."),
    )
    box = Box.of(BOX)
    blocks = (
        Paragraph(id="p1-b1", page=1, box=box, text="Let x, y be real.", runs=runs),
        Formula(id="p1-b2", page=1, box=box, text="a=b (3)", latex="a=b", tag="3"),
        Formula(id="p1-b3", page=1, box=box, text="?"),
    )
    document = Document(
        source=SourceInfo(name="a.pdf", format="pdf", page_count=1),
        engine="test",
        pages=(Page(number=1, width=600, height=800, blocks=blocks),),
    )
    assert predictions_of(document) == (
        read("x", comma=True),
        read("y"),
        Prediction("a=b", True, 1, BOX, "3"),
    )


RUN = (
    Mark("CMMI10", 3, "a", 10.0, 0.0, 0.0),
    Mark("CMR7", 5, "2", 7.0, 5.0, -3.6),
    Mark("CMMI10", 4, "b", 10.0, 12.0, 0.0),
    Mark("", -1, "", 6.0, 0.0, -8.0),
)


def test_a_drawing_is_like_itself() -> None:
    assert compare(RUN, RUN).strict


def test_spaces_do_not_matter_unless_strictly() -> None:
    spaced = (*RUN[:2], replace(RUN[2], x=18.0), RUN[3])
    likeness = compare(RUN, spaced)
    assert likeness.same
    assert not likeness.strict


def test_the_order_of_drawing_does_not_matter_if_all_is_in_its_place() -> None:
    assert compare(RUN, (RUN[2], RUN[0], RUN[1], RUN[3])).same


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(RUN[:3], id="a rule is lost"),
        pytest.param(RUN[1:], id="a glyph is lost"),
        pytest.param((replace(RUN[0], glyph=9), *RUN[1:]), id="another glyph"),
        pytest.param((replace(RUN[0], font="CMBX10"), *RUN[1:]), id="another font"),
        pytest.param((RUN[0], replace(RUN[1], y=1.5), *RUN[2:]), id="a script below"),
        pytest.param((RUN[0], replace(RUN[1], size=10.0), *RUN[2:]), id="a script as large"),
        pytest.param((*RUN[:3], replace(RUN[3], y=-12.0)), id="a rule higher up"),
        pytest.param((), id="nothing"),
    ],
)
def test_what_looks_different_is_not_the_same(other: tuple[Mark, ...]) -> None:
    assert not compare(RUN, other).same


def test_delimiters_of_another_size_are_loosely_the_same() -> None:
    small = (Mark("CMR10", 8, "(", 10.0, 0.0, 0.0), RUN[0])
    large = (Mark("CMEX10", 1, "(", 10.0, 0.0, -9.0), replace(RUN[0], x=6.0))
    assert not compare(small, large).same
    assert compare(small, large).loose


def test_rows_are_cut_outside_of_matrices_and_groups() -> None:
    latex = r"a &= \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \\[2pt] &= {b \\ c}"
    assert split_rows(latex) == [
        r"a = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
        r"= {b \\ c}",
    ]


def test_environments_that_only_display_are_taken_off() -> None:
    assert bare(r"\begin{aligned} a &= b \\ c &= d \end{aligned}") == r"a &= b \\ c &= d"
    assert bare(r"\[ x \tag{3} \]").strip() == "x"
    assert bare(r"\begin{equation}\begin{split} a \\ b \end{split}\end{equation}") == r"a \\ b"
    assert bare(r"\begin{pmatrix} a \end{pmatrix}") == r"\begin{pmatrix} a \end{pmatrix}"


def test_rows_are_drawn_centred_and_displays_in_display_style() -> None:
    assert drawable(r"a &= b \\ c", display=True) == r"\displaystyle \rows{a = b\\c}"
    assert drawable("$x$", display=False) == "x"


@pytest.mark.parametrize(
    "latex", [r"{a", r"a}", r"\begin{pmatrix} a", r"\input{x}", "a $ b", "", r"\end{pmatrix}"]
)
def test_what_would_upset_other_formulas_is_not_drawn(latex: str) -> None:
    assert not is_balanced(latex)


def test_a_brace_with_an_array_behind_it_is_drawn_as_cases() -> None:
    array = r"f = \left\{\begin{array}{ll} 1 & a \\ 0 & b \end{array}\right."
    cases = r"f = \begin{cases} 1 & a \\ 0 & b \end{cases}"
    assert drawable(array, display=True) == drawable(cases, display=True)

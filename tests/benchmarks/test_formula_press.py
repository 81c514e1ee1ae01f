"""The corpus of formulas: enough of them, well formed, and of everything some."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.formula_press.composer import compose, formulas
from benchmarks.formula_press.constructs import NAMES, constructs
from benchmarks.formula_press.corpus import ENVIRONMENTS, KINDS, SPLITS, Split, all_templates, prose
from benchmarks.formula_press.documents import Decks, compose_document, sources
from benchmarks.formula_press.setups import ALL, setups
from benchmarks.formula_scoring.rows import drawable, is_balanced
from docparse.sources.mupdf import pymupdf

SAMPLE = Path(__file__).parents[1] / "data" / "formulas.pdf"
MEASURED: tuple[Split, ...] = ("dev", "test")
PAIRS = (*(("left", "right"),), ("lfloor", "rfloor"), ("lceil", "rceil"))


def test_there_are_more_than_1500_distinct_formulas() -> None:
    assert len({formula.latex for split in SPLITS for formula in formulas(split)}) >= 1500


def test_every_formula_is_balanced_and_without_slots() -> None:
    for split in SPLITS:
        for formula in formulas(split):
            assert is_balanced(drawable(formula.latex, display=not formula.inline)), formula
            assert "@" not in formula.latex
            for opening, closing in PAIRS:
                count = Counter(re.findall(r"\\([a-z]+)", formula.latex))
                assert count[opening] == count[closing], formula


@pytest.mark.parametrize("split", MEASURED)
def test_every_construct_stands_in_both_splits(split: Split) -> None:
    found = Counter(name for formula in formulas(split) for name in formula.constructs)
    assert [name for name in (*NAMES, *ENVIRONMENTS) if found[name] < 3] == []


def test_no_template_stands_in_two_splits() -> None:
    dev, test, papers = ({formula.family for formula in formulas(split)} for split in SPLITS)
    assert not dev & test
    assert not papers & (dev | test)
    assert {template.kind for template in all_templates()} == set(KINDS)


def test_no_inline_formula_of_the_prose_is_a_bare_number() -> None:
    """It could not be told from a number of the text."""
    for split in SPLITS:
        for name in ("paragraphs", "blocks", "leads", "follows"):
            for piece in prose(name, split):
                assert not re.findall(r"(?<!\\)\$\d+\$", piece), piece


def test_slots_are_filled_with_different_symbols_that_the_template_does_not_use() -> None:
    for seed in range(50):
        first, second, third = compose("@x1 @x2 @x1 x", random.Random(seed)).split()[:3]
        assert first == third != second
        assert "x" not in {first, second}


def test_a_letter_is_kept_apart_from_the_command_before_it() -> None:
    assert re.fullmatch(r"\\sin [a-z]", compose(r"\sin@x1", random.Random(1)))


def test_constructs_are_told_by_the_commands() -> None:
    assert constructs("x") == ("letter",)
    assert {"fraction", "nested fraction"} <= set(constructs(r"\frac{1}{1+\frac{1}{x}}"))
    assert "nested fraction" not in constructs(r"\frac{1}{x}+\frac{1}{y}")
    assert "several lines" in constructs(r"a &= b \\ &= c", "align")
    assert "several lines" not in constructs(r"\begin{pmatrix} a \\ b \end{pmatrix}")


def test_documents_are_the_same_each_time_and_marked_in_one_copy_only() -> None:
    composed, again = (compose_document(ALL[0], Decks("dev"), 8, "dev") for _ in range(2))
    assert composed == again
    made = dict(sources(ALL[0], composed))
    assert (
        made["plain"].split("\\begin{document}")[1] == made["marked"].split("\\begin{document}")[1]
    )
    assert "\\set@color" not in made["plain"]
    numbers = [int(number) for number in re.findall(r"\\FPa\{(\d+)\}", composed.body)]
    assert sorted(numbers) == [placement.number for placement in composed.placements]


def test_two_setups_and_more_are_kept_for_the_test_split() -> None:
    dev, test = ({setup.name for setup in setups(split)} for split in MEASURED)
    assert dev < test
    assert len(test - dev) >= 2


def test_the_committed_sample_holds_a_hundred_formulas_on_its_pages() -> None:
    truth = json.loads(SAMPLE.with_suffix(".json").read_text("utf-8"))
    displays = [formula["display"] for formula in truth["formulas"]]
    assert (len(displays), sum(displays)) == (100, 60)
    with pymupdf.open(SAMPLE) as document:
        for formula in truth["formulas"]:
            words = document[formula["page"] - 1].get_text(clip=pymupdf.Rect(formula["box"]))
            assert words.strip(), formula


def test_what_fonts_draw_alike_is_written_in_one_way() -> None:
    named = {setup.name: setup for setup in ALL}
    assert named["times_mathptmx"].spelled(r"a\times\boldsymbol{v}") == r"a\times v"
    assert named["times_mathptmx"].spelled(r"\epsilon") == r"\varepsilon"
    assert named["xe_lm"].spelled(r"\mathscr{F}\widehat{x}") == r"\mathcal{F}\hat{x}"
    assert named["xe_lm"].spelled(r"\widehat{xy}\boldsymbol{0}") == r"\widehat{xy}\mathbf{0}"
    assert named["cm10"].spelled(r"\mathscr{F}\widehat{x}") == r"\mathscr{F}\widehat{x}"

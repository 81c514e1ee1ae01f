"""Which lines are of displays, and which of text."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.formulas.display_lines import (
    has_relation,
    is_bare_number,
    is_display_line,
    is_end_of_sentence,
    is_equation_in_words,
    is_operand,
    is_part_of_display,
    is_sentence,
    without_number,
)
from docparse.engines.embedded.lines import Line
from docparse.schemas import Box, Word
from tests.engines.embedded.parts import box, line, word


def made(text: str, x: float = 50, y: float = 100, *, size: float = 10, font: str = "") -> Line:
    return Line(tuple(line(text, x, y, size=size, font=font)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Let us now turn to this case", True),
        ("where a = b holds for all values", True),
        ("x = y + z", False),
        ("for all x", False),
    ],
)
def test_sentences(text: str, sentence: bool) -> None:
    own = made(text)
    assert is_sentence(own, own.words) == sentence


def test_line_beside_a_tall_brace_is_no_sentence_but_a_long_one_is() -> None:
    brace = word("{", 40, 90, size=30)
    short, long = made("if it is odd"), made("if it is odd and not a multiple of others")
    assert not is_sentence(short, [*short.words, brace])
    assert is_sentence(long, [*long.words, brace])


@pytest.mark.parametrize(
    ("text", "lefts", "end"),
    [
        ("question.", [50.0], True),
        ("question.", [80.0], False),
        ("question.", [], False),
        ("a = question", [50.0], False),
        ("x y z", [50.0], False),
    ],
)
def test_ends_of_sentences_begin_at_the_margin(text: str, lefts: list[float], end: bool) -> None:
    own = made(text)
    assert is_end_of_sentence(own, own.words, lefts) == end


def test_small_line_is_a_label_and_not_the_end_of_a_sentence() -> None:
    label, row = made("penalty", size=7), made("a + b + c + d", y=90)
    assert not is_end_of_sentence(label, [*row.words, *label.words], [50.0])


@pytest.mark.parametrize(
    ("bar", "operand"),
    [
        (box(45, 112, 120, 112.4), True),
        (box(45, 97, 120, 97.4), True),
        (box(45, 140, 120, 140.4), False),
        (box(60, 112, 80, 112.4), False),
        (box(45, 105, 120, 105.4), False),
    ],
)
def test_operands_are_close_to_a_bar_as_wide(bar: Box, operand: bool) -> None:
    assert is_operand(made("mass in kg"), [bar]) == operand


def test_number_of_a_page_is_alone_and_the_lowest() -> None:
    display = made("a = b").words
    assert is_bare_number(made("4", y=130), display, 130.0)
    assert is_bare_number(made("4", y=130, size=7), display, 130.0)
    assert not is_bare_number(made("4", y=130, size=7), display, 400.0)
    assert not is_bare_number(made("4 2", y=130), display, 130.0)
    assert not is_bare_number(made("k", y=130), display, 130.0)


def _texts(words: tuple[Word, ...]) -> list[str]:
    return [word.text for word in without_number(words)]


def test_numbers_at_either_end_are_left_out() -> None:
    display = made("a = b", 100).words
    assert _texts((*made("(12)", 50).words, *display)) == ["a", "=", "b"]
    assert _texts((*display, *made("(3)", 300).words)) == ["a", "=", "b"]
    assert _texts((*display, *made("f(3)", 300).words)) == ["a", "=", "b", "f(3)"]


@pytest.mark.parametrize(
    ("text", "x", "equation"),
    [
        ("Net income = Revenue − Expenses", 150, True),
        ("Net income = Revenue − Expenses", 50, False),
        ("Net income and other gains", 150, False),
        ("1. income = gains − losses", 150, False),
    ],
)
def test_equations_in_words_are_set_in_and_have_a_relation(
    text: str, x: float, equation: bool
) -> None:
    assert is_equation_in_words(made(text, x), [50.0], [450.0]) == equation


def test_relations_are_seen_inside_words() -> None:
    assert has_relation(made("x=1").words)
    assert not has_relation(made("x + 1: y").words)


def test_display_lines_are_set_in_and_hold_only_signs() -> None:
    assert is_display_line(made("x = 1", 100, font="CMMI10"), 50)
    assert not is_display_line(made("x = 1", 55, font="CMMI10"), 50)
    assert not is_display_line(made("Consider these values", 100), 50)


def test_labels_and_rows_beside_a_brace_are_parts_of_a_display() -> None:
    row = made("a + b + c + d", 100, 90)
    label = made("data", 100, 104, size=7)
    assert is_part_of_display(label, [*row.words, *label.words], 50)
    assert not is_part_of_display(label, [*row.words, *label.words], 98)
    brace = word("{", 95, 80, size=40)
    assert is_part_of_display(row, [*row.words, brace], 50)
    assert not is_part_of_display(row, row.words, 50)

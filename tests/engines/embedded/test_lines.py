"""Which words stand on one line."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.lines import Line, common_size, group_lines
from tests.engines.embedded.parts import line, lines, word


def texts(words: list) -> list[str]:
    return [grouped.text for grouped in group_lines(words)]


def test_lines_come_from_top_to_bottom() -> None:
    words = lines("one two", "three", "four five")
    assert texts(list(reversed(lines("one", "two", "three")))) == ["one", "two", "three"]
    assert texts(words[3:] + words[:3]) == ["one two", "three", "four five"]


def test_words_of_a_source_line_keep_their_order() -> None:
    first, second = line("ab cd")
    assert texts([second, first]) == ["cd ab"]


def test_pieces_side_by_side_are_one_line_from_left_to_right() -> None:
    assert texts(line("right", x=300) + line("left side", x=50)) == ["left side right"]


def test_piece_begins_after_white_space() -> None:
    pieces = [word("left", 50, 100), word("right", 300, 100, spaced=False)]
    (grouped,) = group_lines(pieces)
    assert [w.spaced for w in grouped.words] == [True, True]


def test_raised_piece_stays_on_its_line_while_most_of_it_stands_beside_the_line() -> None:
    body = line("body text", y=100)
    assert texts([*body, word("1", 120, 98, size=6)]) == ["body text 1"]
    assert texts([*body, word("1", 120, 96, size=6)]) == ["1", "body text"]


def test_pieces_that_lie_over_each_other_are_two_lines() -> None:
    assert texts(line("shadow", y=100) + line("letter", x=52, y=103)) == ["shadow", "letter"]


def test_size_is_that_of_most_characters() -> None:
    words = [word("large", 0, 0, size=20), word("a", 0, 0, size=9), word("longer", 0, 0, size=9.1)]
    assert common_size(words) == 9
    assert common_size([]) == 0


def test_larger_of_two_equally_common_sizes_counts() -> None:
    assert common_size([word("ab", 0, 0, size=8), word("cd", 0, 0, size=12)]) == 12


def test_raised_and_lowered_words_do_not_move_the_baseline() -> None:
    words = [
        *line("x", baseline=110),
        word("2", 60, 95, superscript=True, baseline=104),
        word("3", 60, 95, superscript=True, baseline=104),
    ]
    assert Line(tuple(words)).baseline == 110


def test_line_of_raised_words_alone_stands_on_its_ink() -> None:
    raised = word("2", 60, 95, size=8, superscript=True, baseline=99)
    assert Line((raised,)).baseline == pytest.approx(103)

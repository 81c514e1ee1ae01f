"""How far texts agree with cells."""

from __future__ import annotations

from docparse.engines.embedded.agreement import agreement
from tests.engines.embedded.parts import down, line, rows

TEXTS = [
    line(text, x=x, y=y)
    for y, row in ((100, "abc"), (120, "def"))
    for text, x in zip(row, (50, 150, 250), strict=True)
]


def test_texts_alone_in_their_cells_agree() -> None:
    assert agreement(TEXTS, []) == 1


def test_two_texts_in_one_cell_do_not_agree() -> None:
    assert agreement([TEXTS[0] + TEXTS[1], *TEXTS[2:]], []) == 0.6667


def test_text_cut_by_a_border_does_not_agree() -> None:
    left, right = line("two words", x=50, y=100)
    assert agreement([[left], [right], line("more", x=200, y=100)], []) == 0.5


def test_line_between_words_parts_them() -> None:
    left, right = line("two words", x=50, y=100)
    rule = down((left.box.x1 + right.box.x0) / 2, 90, 120)
    assert agreement([[left], [right]], [rule]) == 1


def test_nothing_is_said_of_no_words() -> None:
    assert agreement([[], []], []) is None
    assert agreement([rows("a")], []) == 1

"""Captions and notes in a table's region."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.lines import group_lines
from docparse.engines.embedded.remarks import count_captions, count_notes
from tests.engines.embedded.parts import line, rows

ROWS = rows("place|level", "weir|1.2", "ford|2.4", y=130)


@pytest.mark.parametrize(
    "text", ["Table 3. Levels in 1912", "TABLE IV: levels", "Tabelle 2 – Pegel", "表 1 水位"]
)
def test_line_that_begins_like_a_caption_is_one(text: str) -> None:
    lines = group_lines(line(text, y=100) + ROWS)
    assert count_captions(lines, [1, 2, 2, 2]) == 1


def test_caption_goes_on_in_the_next_line() -> None:
    lines = group_lines(line("Table 3. Levels of", y=100) + line("the river", y=112) + ROWS)
    assert count_captions(lines, [1, 1, 2, 2, 2]) == 2


def test_row_of_cells_and_other_texts_are_no_caption() -> None:
    lines = group_lines(line("Table 3", y=100) + ROWS)
    assert count_captions(lines, [2, 2, 2, 2]) == 0
    assert count_captions(group_lines(line("Tables turn", y=100) + ROWS), [1, 2, 2, 2]) == 0


@pytest.mark.parametrize(
    "text",
    ["Note: levels in metres", "Source: the river board", "* not measured", "a) at noon only"],
)
def test_trailing_line_that_begins_like_a_note_is_one(text: str) -> None:
    lines = group_lines(ROWS + line(text, y=200) + line("and so on", y=212))
    assert count_notes(lines, [2, 2, 2, 1, 1]) == 2


def test_key_and_its_words_set_like_a_row_are_a_note() -> None:
    lines = group_lines(ROWS + rows("NB:|levels in metres", y=200))
    assert count_notes(lines, [2, 2, 2, 2]) == 1


def test_rows_below_a_note_make_it_a_row() -> None:
    lines = group_lines(ROWS + line("Note: dry year", y=200) + rows("quay|3", y=220))
    assert count_notes(lines, [2, 2, 2, 1, 2]) == 0


def test_notes_alone_are_no_rows() -> None:
    lines = group_lines(rows("(:)|not available then", "NB:|levels in metres", y=100))
    assert count_notes(lines, [2, 2]) == 2

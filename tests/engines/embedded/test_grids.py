"""Ruled tables the layout model overlooked."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.grids import with_grids
from docparse.engines.embedded.regions import Region
from tests.engines.embedded.parts import across, box, grid_rules, rows

RULES = grid_rules((50, 150, 250, 350), (100, 120, 140, 160))
WORDS = rows("a|b|c", "d|e|f", "g|h|i", xs=(55, 155, 255), y=105)
FRAME = box(50, 100, 350, 160)
TEXT = Region("text", FRAME)


def test_lines_around_words_are_a_table() -> None:
    text, table = with_grids([TEXT], RULES, WORDS)
    assert text is TEXT
    assert (table.label, table.drawn, table.grid) == ("table", False, None)
    assert table.box.contains((50, 100))
    assert table.box.contains((350, 160))


def test_table_takes_the_place_of_its_picture() -> None:
    regions = with_grids([Region("picture", FRAME), TEXT], RULES, WORDS)
    assert [region.label for region in regions] == ["text", "table"]


def test_picture_much_larger_than_the_grid_in_it_stays() -> None:
    picture = Region("picture", box(0, 0, 400, 600))
    assert with_grids([picture], RULES, WORDS)[0] is picture


def test_table_the_model_saw_is_not_found_again() -> None:
    seen = Region("table", FRAME)
    assert with_grids([seen], RULES, WORDS) == [seen]


@pytest.mark.parametrize("gap", [5, 140])
def test_two_tables_apart_are_two_regions(gap: float) -> None:
    top = 160 + gap
    more = grid_rules((50, 150, 250, 350), (top, top + 20, top + 40, top + 60))
    words = WORDS + rows("a|b|c", "d|e|f", "g|h|i", xs=(55, 155, 255), y=top + 5)
    assert len(with_grids([], RULES + more, words)) == 2


def test_grid_with_few_words_is_no_table() -> None:
    assert with_grids([], RULES, WORDS[:4]) == []
    assert len(with_grids([], RULES, WORDS[:5])) == 1
    assert with_grids([], RULES, []) == []


def test_few_lines_are_no_table() -> None:
    assert with_grids([], grid_rules((50, 350), (100, 160)), WORDS) == []


def test_thousands_of_lines_are_a_drawing() -> None:
    hatching = [across(0, 500, 200 + 0.2 * i) for i in range(1500)]
    assert with_grids([], RULES + hatching, WORDS) == []

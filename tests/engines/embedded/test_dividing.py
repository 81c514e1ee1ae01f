"""Tables and texts that the layout model took for one."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.dividing import divide
from docparse.engines.embedded.placing import PlacedRegion
from docparse.engines.embedded.regions import Grid, Label, Region
from docparse.schemas import Box, Rule, Word
from tests.engines.embedded.parts import box, grid_rules, line, lines, placed, rows

ROWS = ["one|two|three", "four|five|six", "seven|eight|nine"]
PROSE = "This is a sentence of running text that goes over all of the columns."


def table(words: list[Word], grid: Grid | None = None) -> PlacedRegion:
    return placed("table", words, grid)


def parts(region: PlacedRegion, rules: list[Rule] | None = None) -> list[tuple[Label, str]]:
    """Label and first word of each part."""
    divided = divide(region, rules or [])
    return [(part.region.label, part.words[0].text) for part in divided]


def test_table_of_rows_is_left_whole() -> None:
    region = table(rows(*ROWS))
    (part,) = divide(region, [])
    assert part.words == region.words
    assert part.region.label == "table"


def test_words_without_a_space_before_them_stay_in_their_table() -> None:
    words = [word.model_copy(update={"spaced": False}) for word in rows(*ROWS)]
    (part,) = divide(table(words), [])
    assert [word.text for word in part.words] == [word.text for word in words]


def test_running_text_above_and_below_the_rows_is_cut_off() -> None:
    words = line(PROSE, y=80) + rows(*ROWS) + line(PROSE, y=170)
    assert parts(table(words)) == [("text", "This"), ("table", "one"), ("text", "This")]


def test_last_short_line_of_a_paragraph_goes_with_it() -> None:
    words = [*line(PROSE, y=68), *line("and ends here.", y=80), *rows(*ROWS)]
    first, second = divide(table(words), [])
    assert first.words[-1].text == "here."
    assert second.words[0].text == "one"


def test_short_line_far_below_a_paragraph_or_indented_is_a_row() -> None:
    for x, y in ((50, 100), (150, 80)):
        words = [*line(PROSE, y=68), *line("Total", x=x, y=y), *rows(*ROWS, y=120)]
        assert parts(table(words)) == [("text", "This"), ("table", "Total")]


def test_larger_line_between_the_rows_is_a_heading() -> None:
    words = rows(*ROWS) + line("Part two", y=160, size=14) + rows(*ROWS, y=190)
    assert parts(table(words)) == [("table", "one"), ("text", "Part"), ("table", "one")]


def test_bold_line_is_a_heading_only_when_it_is_larger() -> None:
    larger = line("Part two", y=160, size=10.5, bold=True)
    same = line("Part two", y=160, bold=True)
    assert len(divide(table(rows(*ROWS) + larger + rows(*ROWS, y=190)), [])) == 3
    assert len(divide(table(rows(*ROWS) + same + rows(*ROWS, y=190)), [])) == 1


def test_type_size_guessed_from_a_scan_makes_no_heading() -> None:
    words = rows(*ROWS) + line("Part two", y=160, size=15) + rows(*ROWS, y=190)
    read = [w.model_copy(update={"confidence": 0.9}) for w in words]
    assert len(divide(table(read), [])) == 1


def test_table_region_without_columns_is_text() -> None:
    assert parts(table(lines("no columns", "at all", "in here"))) == [("text", "no")]


def test_columns_at_different_pitches_are_tables_of_their_own() -> None:
    left = rows(*["a|b"] * 8, xs=(50, 100), pitch=12)
    right = rows(*["c|d"] * 6, xs=(250, 300), pitch=16)
    divided = divide(table(left + right, Grid(ys=(100, 196), xs=(50, 80, 200, 280, 350))), [])
    assert [part.region.label for part in divided] == ["table", "table"]
    assert {w.text for w in divided[0].words} == {"a", "b"}
    grids = [part.region.grid for part in divided]
    assert [grid and len(grid.ys) - 1 for grid in grids] == [8, 6]
    assert grids[0] is not None
    assert grids[0].xs == (50, 80, 105)


def test_columns_whose_lines_stand_unevenly_are_rows() -> None:
    left = [w for y in (100, 130, 142, 190) for w in rows("a|b", xs=(50, 100), y=y)]
    right = rows(*["c|d"] * 6, xs=(250, 300), pitch=16)
    assert len(divide(table(left + right), [])) == 1


def test_columns_whose_lines_stand_level_are_rows() -> None:
    words = rows(*["a|b|c|d"] * 8, xs=(50, 100, 250, 300), pitch=12)
    assert len(divide(table(words), [])) == 1


def test_what_stands_above_and_below_a_ruled_grid_is_cut_off() -> None:
    words = (
        line("A title", y=70) + rows(*ROWS, xs=(55, 155, 255), y=105) + line("Source: us", y=175)
    )
    rules = grid_rules((50, 150, 250, 350), (100, 120, 140, 160))
    assert parts(table(words), rules) == [("text", "A"), ("table", "one"), ("text", "Source:")]


def test_rows_above_a_ruled_grid_are_part_of_its_table() -> None:
    words = rows("head|of|table", *ROWS, xs=(55, 155, 255), y=85)
    rules = grid_rules((50, 150, 250, 350), (100, 120, 140, 160))
    assert len(divide(table(words), rules)) == 1


def test_ruled_table_keeps_running_text_in_its_cells() -> None:
    words = rows("one|two|three", y=105) + line(PROSE, y=125) + rows("a|b|c", y=145)
    rules = grid_rules((45, 145, 245, 420), (100, 120, 140, 160))
    assert len(divide(table(words), rules)) == 1


def test_part_of_a_table_keeps_its_part_of_the_grid() -> None:
    words = rows(*ROWS) + line(PROSE, y=165) + rows("ten|eleven|twelve", y=190)
    grid = Grid(ys=(95, 115, 135, 160, 180, 205), xs=(50, 140, 240, 320), header_rows=1)
    above, _, below = divide(table(words, grid), [])
    assert above.region.grid == Grid(ys=(100, 115, 135, 150), xs=(50, 140, 240, 275), header_rows=1)
    assert below.region.grid is not None
    assert below.region.grid.ys == (190, 200)
    assert below.region.grid.header_rows == 0


def test_text_region_with_columns_is_a_table() -> None:
    region = placed("text", rows("one|two", "three|four", xs=(50, 200)))
    (part,) = divide(region, [])
    assert part.region.label == "table"
    assert part.region.grid == Grid(ys=(100, 115, 130), xs=(50, 137.5, 220))


def test_wordy_columns_of_a_text_region_are_texts_side_by_side() -> None:
    left = lines(*["this is the left column"] * 4, pitch=14)
    right = lines(*["while this one is right"] * 4, x=300, pitch=14)
    first, second = divide(placed("text", left + right), [])
    assert (first.words, second.words) == (tuple(left), tuple(right))
    assert (first.region.label, second.region.label) == ("text", "text")


def test_columns_of_list_items_stay_list_items() -> None:
    words = rows("• apples|• pears", "• plums|• figs", xs=(50, 200))
    assert parts(placed("list-item", words)) == [("list-item", "•"), ("list-item", "•")]


def test_text_with_a_gap_in_some_lines_is_left_as_it_is() -> None:
    words = [*lines("a line of text", "another line", "and one more"), *line("gap", x=200)]
    region = placed("text", words)
    assert divide(region, []) == [region]


@pytest.mark.parametrize("label", ["title", "formula", "picture", "footnote", "caption"])
def test_regions_of_other_kinds_are_left_as_they_are(label: Label) -> None:
    region = placed(label, rows(*ROWS))
    assert divide(region, []) == [region]


def test_region_without_words_is_left_as_it_is() -> None:
    region = PlacedRegion(Region("table", box(0, 0, 10, 10)), ())
    assert divide(region, []) == [region]


def test_no_word_is_lost_in_dividing() -> None:
    words = [*line(PROSE, y=80), *rows(*ROWS), *line("Part", y=165, size=16), *rows(*ROWS, y=190)]
    divided = divide(table(words), [])
    assert sorted(id(w) for part in divided for w in part.words) == sorted(map(id, words))
    assert all(part.box == Box.around(w.box for w in part.words) for part in divided)

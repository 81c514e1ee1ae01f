"""From a table region to cells."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.regions import Grid, Region
from docparse.engines.embedded.tables import TableParts, read_table
from docparse.schemas import Box, Rule, Word
from tests.engines.embedded.parts import across, down, grid_rules, line, rows

XS = (50.0, 150.0, 250.0, 350.0)


def read(
    words: list[Word],
    *,
    xs: tuple[float, ...] = XS,
    ys: tuple[float, ...] | None = None,
    rules: list[Rule] | None = None,
    header_rows: int = 0,
) -> TableParts | None:
    """Read a table whose rows the layout model parted every 20 points, unless `ys` says where."""
    frame = Box.around(w.box for w in words)
    count = round((frame.height - 10) / 20) + 1
    ys = ys or tuple(frame.y0 - 5 + 20 * i for i in range(count + 1))
    region = Region("table", frame, grid=Grid(ys=ys, xs=xs, header_rows=header_rows))
    return read_table(region, words, rules or [])


def texts(table: TableParts | None) -> list[list[str]]:
    """The cells' texts row by row."""
    assert table is not None
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(table.rows)]


def spans(table: TableParts | None) -> list[tuple[int, int, int, int]]:
    assert table is not None
    cells = [(c.row, c.column, c.row_span, c.column_span) for c in table.cells]
    return [cell for cell in cells if cell[2:] != (1, 1)]


def header(table: TableParts | None) -> list[str]:
    assert table is not None
    return [cell.text for cell in table.cells if cell.header]


BODY = ["one|two|three", "four|five|six"]


def test_borders_of_the_model_part_an_unruled_table() -> None:
    table = read(rows(*BODY))
    assert texts(table) == [["one", "two", "three"], ["four", "five", "six"]]
    assert (table.rows, table.columns, spans(table)) == (2, 3, [])


def test_lines_count_for_more_than_the_model() -> None:
    words = rows(*BODY, xs=(55, 155, 255), y=105)
    rules = grid_rules(XS, (100, 120, 140))
    table = read(words, xs=(50, 350), rules=rules)
    assert texts(table) == [["one", "two", "three"], ["four", "five", "six"]]


def test_cell_of_a_ruled_table_may_span() -> None:
    words = rows("head", "one|two|three", "|five|six", xs=(55, 155, 255), y=105)
    rules = [rule for rule in grid_rules(XS, (100, 120, 140, 160)) if rule.horizontal]
    rules = [rule for rule in rules if rule.box.y0 != 140]
    rules += [down(50, 100, 160), down(350, 100, 160), down(150, 120, 160), down(250, 120, 160)]
    table = read(words, rules=[*rules, across(150, 350, 140)])
    assert spans(table) == [(0, 0, 1, 3), (1, 0, 2, 1)]
    assert texts(table) == [["head"], ["one", "two", "three"], ["five", "six"]]


def test_text_over_a_border_spans_its_columns() -> None:
    words = rows("name|value|unit", "a remark on everything in here", "x|1|kg", "y|2|kg")
    table = read(words)
    assert spans(table) == [(1, 0, 1, 2)]
    assert texts(table)[1] == ["a remark on everything in here", ""]


def test_border_through_more_texts_than_it_parts_is_taken_out() -> None:
    words = rows("a long text|1", "another text|2", "a third long|3", xs=(50, 250))
    table = read(words, xs=(50.0, 90.0, 240.0, 300.0))
    assert table.columns == 2
    assert texts(table) == [["a long text", "1"], ["another text", "2"], ["a third long", "3"]]


def test_border_between_the_indents_of_one_column_is_taken_out() -> None:
    words = [
        *line("assets", x=50, y=100),
        *line("cash", x=70, y=120),
        *line("stocks", x=70, y=140),
        *(w for i in range(3) for w in line(str(i), x=200, y=100 + 20 * i)),
    ]
    table = read(words, xs=(50.0, 68.0, 190.0, 250.0))
    assert texts(table) == [["assets", "0"], ["cash", "1"], ["stocks", "2"]]


def test_words_that_stand_close_are_one_text() -> None:
    words = line("two words", x=130, y=100) + rows("a|b", "c|d", xs=(50, 160), y=120)
    table = read(words, xs=(50.0, 152.0, 250.0))
    assert [text for text in texts(table)[0] if text] == ["two words"]


def test_lines_of_a_cell_are_joined() -> None:
    words = [*line("first", x=50, y=100), *line("line", x=50, y=112), *line("1", x=160, y=105)]
    words += rows("second|2", xs=(50, 160), y=140)
    table = read(words, xs=(50.0, 150.0, 200.0), ys=(95.0, 130.0, 155.0))
    assert texts(table) == [["first line", "1"], ["second", "2"]]


def test_empty_rows_and_columns_are_left_out() -> None:
    words = rows("a||c", "d||f", pitch=40)
    table = read(words, ys=(95.0, 115.0, 135.0, 155.0))
    assert (table.rows, table.columns) == (2, 2)
    assert texts(table) == [["a", "c"], ["d", "f"]]


def test_empty_cell_between_others_is_kept() -> None:
    table = read(rows("a|b|c", "d||f"))
    assert texts(table) == [["a", "b", "c"], ["d", "", "f"]]
    assert table.cells[4].box is None


def test_region_without_words_or_grid_is_no_table() -> None:
    region = Region("table", Box(x0=0, y0=0, x1=100, y1=100))
    assert read_table(region, [], []) is None
    assert read_table(region, rows(*BODY), []) is None


def test_cell_knows_where_its_text_stands_and_how_surely_it_was_read() -> None:
    words = [
        w.model_copy(update={"confidence": score})
        for w, score in zip(rows("ab cd|x", "e|y"), (0.9, 0.8, 0.7, 0.6, 0.5), strict=True)
    ]
    cell = read(words, xs=(50.0, 150.0, 250.0)).cells[0]
    assert cell.box.corners == pytest.approx((50, 100, 73.33, 110))
    assert cell.confidence == 0.85
    assert read(rows(*BODY)).cells[0].confidence is None


def test_styles_in_a_cell_are_kept() -> None:
    words = line("bold", x=50, bold=True) + rows("|x", "a|b")
    assert [run.bold for run in read(words, xs=(50.0, 150.0, 250.0)).cells[0].runs] == [True]


def test_header_is_what_the_model_says() -> None:
    assert header(read(rows(*BODY), header_rows=1)) == ["one", "two", "three"]


def test_some_row_is_always_left_below_the_header() -> None:
    assert header(read(rows(*BODY), header_rows=2)) == ["one", "two", "three"]


def test_bold_row_above_plain_ones_is_a_header() -> None:
    bold = [w.model_copy(update={"bold": True}) for w in rows("one|two|three")]
    assert header(read(bold + rows("four|five|six", y=120))) == ["one", "two", "three"]


def test_words_above_numbers_are_a_header() -> None:
    numbers = ["a|1.5|20%", "b|-3|€4", "c|1,000|(7)"]
    assert header(read(rows("name|net|share", *numbers))) == ["name", "net", "share"]
    assert header(read(rows("2019|2020|2021", *numbers))) == []


def test_several_rows_of_words_above_numbers_are_a_header() -> None:
    table = read(rows("|net|gross", "name|sales|sales", "a|1|2", "b|3|4", "c|5|6"))
    assert header(table) == ["", "net", "gross", "name", "sales", "sales"]


def test_labels_with_values_have_no_header() -> None:
    table = read(rows("Date|today", "Number|17", "Sum|20", xs=(50, 150)), xs=(50.0, 150.0, 250.0))
    assert header(table) == []


def test_table_of_words_alone_has_no_header_to_be_seen() -> None:
    assert header(read(rows(*BODY, "seven|eight|nine"))) == []


def test_empty_column_that_lines_draw_is_kept_and_a_thin_one_is_not() -> None:
    xs = (50.0, 150.0, 250.0, 350.0, 358.0, 450.0)
    words = rows("one||two|three", "four||five|six", xs=(55, 155, 255, 365), y=105)
    table = read(words, xs=XS, rules=grid_rules(xs, (100, 120, 140)))
    assert texts(table) == [["one", "", "two", "three"], ["four", "", "five", "six"]]

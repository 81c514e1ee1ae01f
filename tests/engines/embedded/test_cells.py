"""From words in slots to cells."""

from __future__ import annotations

from docparse.engines.embedded.cells import SpanLines, count_stub, make_cells
from docparse.engines.embedded.lines import group_lines
from docparse.schemas import Cell
from tests.engines.embedded.parts import line, lines


def cell_of(*texts: str) -> Cell:
    (cell,) = make_cells([((0, 0, 1, 1), group_lines(lines(*texts)))], 0)
    return cell


def cells_of(*rows: str, header_rows: int = 1) -> tuple[Cell, ...]:
    spans: list[SpanLines] = [
        ((r, c, 1, 1), group_lines(line(text)) if text else [])
        for r, row in enumerate(rows)
        for c, text in enumerate(row.split("|"))
    ]
    return make_cells(spans, header_rows)


def test_lines_are_joined_and_words_cut_at_their_ends_made_whole() -> None:
    assert cell_of("a remark on the mea-", "surement").text == "a remark on the measurement"


def test_each_item_of_a_list_begins_a_line() -> None:
    text = cell_of("Either of", "• plough the field", "and harrow it", "• sow").text
    assert text == "Either of\n• plough the field and harrow it\n• sow"
    assert cell_of("1. cut", "2. bind").text == "1. cut\n2. bind"


def test_one_dash_and_signs_before_numbers_make_no_list() -> None:
    assert cell_of("yields", "- see below").text == "yields - see below"
    assert cell_of("- 5", "- 7").text == "- 5 - 7"


def test_words_beside_values_name_the_rows() -> None:
    assert count_stub(cells_of("place|level|flow", "weir|1.2|3", "ford|2.4|5")) == 1


def test_what_stands_under_an_empty_corner_names_the_rows() -> None:
    assert count_stub(cells_of("|keeper|flow", "1911|Ann|3", "1912|Ben|5")) == 1
    assert count_stub(cells_of("|keeper|flow", "|Ann|3", "|Ben|5")) == 0


def test_columns_of_words_name_no_rows() -> None:
    assert count_stub(cells_of("place|keeper|flow", "weir|Ann|3", "ford|Ben|5")) == 0
    assert count_stub(cells_of("no.|level", "1|1.2", "2|2.4")) == 0
    assert count_stub(cells_of("weir|1.2", "ford|2.4", header_rows=0)) == 0

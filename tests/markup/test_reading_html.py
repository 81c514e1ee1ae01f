"""Tables that were written as HTML come back as they were, and broken ones never raise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docparse.markup.reading_html import read_html_table
from docparse.schemas import Box, Table
from tests.markup.grids import plain_tables, spanning_tables

PLACE = Box(x0=0, y0=0, x1=1, y1=1)
TAGS = st.sampled_from(
    [
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        '<td rowspan="3">',
        '<th colspan="2">',
        "<td rowspan=0>",
        "<thead>",
        "<tfoot>",
        "<caption>",
        "<br>",
        "<!-- x -->",
        "<",
        "a",
        "&amp;",
        "\n\n",
        "$x$",
    ]
)


def words(text: str) -> str:
    return " ".join(text.split())


def cells_of(table: Table) -> dict[tuple[int, int, int, int], str]:
    return {
        (cell.row, cell.column, cell.row_span, cell.column_span): words(cell.text)
        for cell in table.cells
        if cell.text.strip()
    }


def read(markup: str) -> Table | None:
    return read_html_table(markup, page=1, box=PLACE, id="p1-b1").table


@given(plain_tables())
@settings(max_examples=60, deadline=None)
def test_grid_comes_back_from_html(table: Table) -> None:
    back = read(without_formulas(table).to_html())
    assert back is not None
    assert cells_of(back) == cells_of(without_formulas(table))


@given(spanning_tables())
@settings(max_examples=60, deadline=None)
def test_every_cell_with_text_comes_back_with_its_slots(table: Table) -> None:
    plain = without_formulas(table)
    back = read(plain.to_html())
    written = {key[:2]: text for key, text in cells_of(plain).items()}
    came = {} if back is None else {key[:2]: text for key, text in cells_of(back).items()}
    assert came == written


def without_formulas(table: Table) -> Table:
    """Dollars and backslashes would be read as formulas, which is another test's business."""
    cells = [
        cell.model_copy(update={"text": cell.text.replace("$", "S").replace("\\", "/")})
        for cell in table.cells
    ]
    return table.model_copy(update={"cells": tuple(cells)})


@given(st.lists(TAGS, max_size=30).map("".join))
@settings(max_examples=200, deadline=None)
def test_any_order_of_tags_gives_a_sound_grid(markup: str) -> None:
    table = read("<table>" + markup)
    if table is None:
        return
    taken: set[tuple[int, int]] = set()
    for cell in table.cells:
        assert taken.isdisjoint(cell.slots())
        taken.update(cell.slots())
        assert cell.row + cell.row_span <= table.rows
        assert cell.column + cell.column_span <= table.columns


@given(spanning_tables(), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_table_cut_off_anywhere_gives_the_words_that_came(table: Table, share: float) -> None:
    markup = without_formulas(table).to_html()
    cut = markup[: int(len(markup) * share)]
    result = read_html_table(cut, page=1, box=PLACE, id="p1-b1")
    if result.table is not None and cut != markup and "</table" not in cut:
        assert "not closed" in " ".join(result.notes)


@pytest.mark.parametrize("span", ["99999999999999999999", "-3", "2.5", "٣", "1e9", ""])
def test_nonsense_in_a_span_neither_raises_nor_grows(span: str) -> None:
    table = read(f'<table><tr><td colspan="{span}">a</td></tr><tr><td>b</td></tr></table>')
    assert table is not None
    assert table.columns <= 2

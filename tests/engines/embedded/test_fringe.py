"""Rows the layout model left outside their table."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.fringe import complete_tables
from docparse.engines.embedded.placing import PlacedRegion
from docparse.engines.embedded.regions import Grid, Label
from tests.engines.embedded.parts import line, lines, placed, rows

GRID = Grid(ys=(100, 115, 130), xs=(50, 140, 275))
TABLE = placed("table", rows("one|two|three", "four|five|six"), GRID)


def pieces(*texts: str, y: float, label: Label = "text") -> list[PlacedRegion]:
    return [placed(label, line(text, x, y)) for x, text in zip((50, 150, 250), texts, strict=False)]


def completed(*others: PlacedRegion) -> list[PlacedRegion]:
    return complete_tables([*others, TABLE])


def test_row_above_the_table_moves_into_it() -> None:
    (table,) = completed(*pieces("head", "of", "table", y=85))
    assert [w.text for w in table.words][:4] == ["head", "of", "table", "one"]
    assert table.region.grid == Grid(ys=(85, 100, 115, 130), xs=GRID.xs)
    assert table.box.y0 == 85


def test_row_below_the_table_moves_into_it() -> None:
    (table,) = completed(*pieces("sum", "7", "8", y=135))
    assert [w.text for w in table.words][-3:] == ["sum", "7", "8"]
    assert table.region.grid == Grid(ys=(100, 115, 130, 145), xs=GRID.xs)


def test_rows_follow_each_other_into_the_table() -> None:
    (table,) = completed(*pieces("a", "b", y=85), *pieces("c", "d", y=70))
    assert table.region.grid is not None
    assert table.region.grid.ys == (70, 85, 100, 115, 130)


@pytest.mark.parametrize("label", ["page-header", "page-footer", "section-header", "caption"])
def test_row_may_have_been_taken_for_something_else(label: Label) -> None:
    assert len(completed(*pieces("a", "b", y=85, label=label))) == 1


@pytest.mark.parametrize("label", ["table", "footnote", "list-item", "title"])
def test_pieces_of_other_kinds_stay_outside(label: Label) -> None:
    assert len(completed(*pieces("a", "b", y=85, label=label))) == 3


@pytest.mark.parametrize(
    "loose",
    [
        pieces("Table 1", y=85),
        pieces("far", "away", y=40),
        [placed("text", lines("two", "lines", y=70)), placed("text", line("b", x=150, y=75))],
        [placed("text", line("left", x=10, y=85)), placed("text", line("wide", x=270, y=85))],
    ],
    ids=["one piece", "far off", "several lines", "beside the table"],
)
def test_what_is_no_row_stays_outside(loose: list[PlacedRegion]) -> None:
    assert completed(*loose) == [*loose, TABLE]


def test_row_above_a_header_is_part_of_the_header() -> None:
    known = Grid(ys=GRID.ys, xs=GRID.xs, header_rows=1)
    table = placed("table", list(TABLE.words), known)
    (longer,) = complete_tables([*pieces("a", "b", y=85), table])
    assert longer.region.grid is not None
    assert longer.region.grid.header_rows == 2


def test_table_without_a_grid_takes_rows_too() -> None:
    (table,) = complete_tables([*pieces("a", "b", y=85), placed("table", list(TABLE.words))])
    assert table.region.grid is None
    assert len(table.words) == 8

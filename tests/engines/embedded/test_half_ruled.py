"""Grids of which lines draw a part."""

from __future__ import annotations

from docparse.engines.embedded.half_ruled import half_ruled_slots
from docparse.engines.embedded.regions import Grid
from docparse.engines.embedded.ruled import Slots
from docparse.schemas import Word
from tests.engines.embedded.parts import box, grid_rules, rows

XS = (50.0, 150.0, 250.0, 350.0)
RULES = grid_rules(XS, (100.0, 120.0, 140.0))
HEAD = rows("place|level|flow", "|m|l/s", xs=(55, 155, 255), y=105)
BODY = rows("weir|1.2|3", "ford|2.4|5", "quay|3.1|7", xs=(55, 155, 255), y=145)
GRID = Grid(ys=(100, 140, 160, 180, 200), xs=(50, 250, 350))


def half_ruled(words: list[Word]) -> Slots | None:
    return half_ruled_slots(box(50, 100, 350, 200), GRID, RULES, words)


def test_drawn_columns_go_on_below_a_drawn_head() -> None:
    slots = half_ruled(HEAD + BODY)
    assert slots is not None
    assert [round(x) for x in slots.xs] == [50, 150, 250, 350]
    assert [round(y) for y in slots.ys] == [100, 120, 140, 160, 180, 200]
    assert slots.header_rows == 2
    assert len(slots.spans) == 15


def test_text_over_drawn_columns_spans_them_in_open_rows() -> None:
    remark = rows("a long remark on all of it", xs=(60,), y=185)
    slots = half_ruled(HEAD + BODY[:6] + remark)
    assert slots is not None
    assert (4, 0, 1, 2) in slots.spans


def test_columns_that_texts_run_over_or_that_hold_several_do_not_go_on() -> None:
    shifted = rows("weir|1.2", "ford|2.4", "quay|3.1", xs=(142, 242), y=145)
    assert half_ruled(HEAD + shifted) is None
    crowded = rows("a|b|1|2", "c|d|3|4", "e|f|5|6", xs=(55, 100, 155, 200), y=145)
    assert half_ruled(HEAD + crowded) is None


def test_words_beside_the_lines_or_none_outside_leave_it_to_others() -> None:
    assert half_ruled(HEAD) is None
    assert half_ruled(HEAD + BODY + rows("a", "b", xs=(400,), y=145)) is None

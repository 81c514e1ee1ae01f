"""Cells from the lines around them."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.ruled import ruled_frame, ruled_slots
from docparse.schemas import Rule, Word
from tests.engines.embedded.parts import across, box, down, grid_rules, lines, rows

XS, YS = (50.0, 150.0, 250.0, 350.0), (100.0, 120.0, 140.0, 160.0)
REGION = box(50, 100, 350, 160)
WORDS = rows("a|b|c", "d|e|f", "g|h|i", xs=(55, 155, 255), y=105)
WHOLE = [(r, c, 1, 1) for r in range(3) for c in range(3)]


def spans(rules: list[Rule], words: list[Word] = WORDS) -> list[tuple[int, int, int, int]] | None:
    slots = ruled_slots(REGION, rules, words)
    return None if slots is None else list(slots.spans)


def test_lines_from_end_to_end_make_a_full_grid() -> None:
    slots = ruled_slots(REGION, grid_rules(XS, YS), WORDS)
    assert slots is not None
    assert list(slots.spans) == WHOLE
    assert slots.ruled
    assert slots.xs == pytest.approx([x + 0.25 for x in XS])
    assert slots.ys == pytest.approx([y + 0.25 for y in YS])


def test_cell_spans_columns_no_line_parts() -> None:
    rules = [rule for rule in grid_rules(XS, YS) if rule.horizontal or rule.box.x0 != 150]
    found = spans([*rules, down(150, 120, 160)])
    assert found is not None
    assert found[:2] == [(0, 0, 1, 2), (0, 2, 1, 1)]
    assert len(found) == 8


def test_cell_spans_rows_no_line_parts() -> None:
    rules = [rule for rule in grid_rules(XS, YS) if not rule.horizontal or rule.box.y0 != 140]
    found = spans([*rules, across(150, 350, 140)])
    assert found is not None
    assert (1, 0, 2, 1) in found
    assert len(found) == 8


def test_cells_that_join_to_a_corner_are_no_grid() -> None:
    rules = [rule for rule in grid_rules(XS, YS) if rule.box.x0 != 150 and rule.box.y0 != 120]
    cut = [*rules, down(150, 120, 160), across(150, 350, 120)]
    assert spans(cut) is None


def test_line_in_pieces_bounds_a_cell_when_most_of_its_side_is_drawn() -> None:
    rules = [rule for rule in grid_rules(XS, YS) if rule.horizontal or rule.box.x0 != 150]
    dashed = [down(150, y, y + 7) for y in range(100, 160, 10)]
    dotted = [down(150, y, y + 5) for y in range(100, 160, 10)]
    assert spans([*rules, *dashed]) == WHOLE
    assert spans([*rules, *dotted]) == [(r, c, 1, w) for r in range(3) for c, w in ((0, 2), (2, 1))]


def test_double_line_is_one_border() -> None:
    doubled = [across(50, 350, y + 2) for y in YS] + [down(x + 2, 100, 160) for x in XS]
    assert spans(grid_rules(XS, YS) + doubled) == WHOLE


def test_open_sides_are_closed_where_the_horizontal_lines_end() -> None:
    open_sides = [
        rule for rule in grid_rules(XS, YS) if rule.box.x0 not in {350} or rule.horizontal
    ]
    open_sides = [rule for rule in open_sides if rule.horizontal or rule.box.x0 != 50]
    assert spans(open_sides) == WHOLE


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [across(50, 350, y) for y in YS],
        [down(x, 100, 160) for x in XS],
        [across(50, 350, 100), across(50, 350, 160), down(50, 100, 160), down(350, 100, 160)],
    ],
    ids=["no lines", "only across", "only down", "a frame"],
)
def test_table_not_ruled_both_ways_is_no_grid_of_lines(rules: list[Rule]) -> None:
    assert spans(rules) is None
    assert ruled_frame(REGION, rules) is None


def test_short_lines_and_lines_elsewhere_do_not_count() -> None:
    decoration = [down(100, 105, 109), across(50, 350, 400), down(200, 300, 500)]
    assert spans(grid_rules(XS, YS) + decoration) == WHOLE


def test_table_whose_words_stand_beside_its_lines_is_not_fully_ruled() -> None:
    assert spans(grid_rules(XS, YS), [*WORDS, *lines("outside", x=400)]) is None


def test_frame_around_an_unruled_body_is_no_grid_of_lines() -> None:
    body = rows(*["one|two|three"] * 20, xs=(55, 155, 255), y=145, pitch=12)
    head = rows("a|b|c", xs=(55, 155, 255), y=105)
    rules = grid_rules(XS, (100.0, 120.0, 140.0, 400.0))
    assert ruled_slots(box(50, 100, 350, 400), rules, head + body) is None


def test_grid_whose_wide_cells_hide_columns_is_no_grid_of_lines() -> None:
    rules = [rule for rule in grid_rules(XS, YS) if rule.horizontal]
    rules += [down(50, 100, 160), down(350, 100, 160)]
    rules += [down(x, 100, 120) for x in XS]
    listed = rows("a|b|c", "one|two|three|four", "x|y|z|u", xs=(55, 155, 255, 320), y=105)
    assert spans(rules, rows("a|b|c", "all about", "g|h", xs=(55, 155, 255), y=105)) is not None
    assert spans(rules, listed) is None


def test_frame_is_the_outline_of_the_lines() -> None:
    frame = ruled_frame(REGION, grid_rules(XS, YS))
    assert frame is not None
    assert frame.corners == pytest.approx((47.25, 97.25, 353.25, 163.25))


def test_names_beside_the_lines_are_a_column_of_their_own() -> None:
    names = lines("one", "two", "three", x=10, y=105, pitch=20)
    slots = ruled_slots(REGION, grid_rules(XS, YS), [*WORDS, *names])
    assert slots is not None
    assert slots.xs[0] == 9
    assert [span for span in slots.spans if span[1] == 0] == [(r, 0, 1, 1) for r in range(3)]


def test_names_that_are_not_level_with_rows_are_no_column() -> None:
    names = lines("one", "two", x=10, y=105, pitch=20)
    assert spans(grid_rules(XS, YS), [*WORDS, *names]) is None


def test_gap_open_to_one_side_is_cut_into_rows() -> None:
    ys = (*YS, 180.0, 200.0)
    rules = [rule for rule in grid_rules(XS, ys) if rule.horizontal or rule.box.x0 == 50]
    rules += [rule for x in XS[1:] for rule in (down(x, 100, 160), down(x, 180, 200))]
    rules = [rule for rule in rules if rule.box.y0 != 160 or not rule.horizontal]
    rules.append(across(150, 350, 160))
    filled = rows("a|b|c", "d|e|f", "|h|i", xs=(55, 155, 255), y=105)
    words = [*filled, *rows("j|k|l", xs=(55, 155, 255), y=185)]
    slots = ruled_slots(box(50, 100, 350, 200), rules, words)
    assert slots is not None
    assert (3, 0, 1, 3) in slots.spans


def test_outer_cells_end_at_the_next_line_though_the_region_ends_with_their_text() -> None:
    slots = ruled_slots(box(55, 105, 265, 155), grid_rules((50, 150, 250, 450), YS), WORDS)
    assert slots is not None
    assert round(slots.xs[-1]) == 450
    assert list(slots.spans) == WHOLE

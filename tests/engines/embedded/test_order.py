"""In which order the boxes of a page are read."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docparse.engines.embedded.order import reading_order
from docparse.schemas import Box
from tests.engines.embedded.parts import box

LEFT, RIGHT, FULL = (50, 290), (305, 545), (50, 545)


def on(column: tuple[float, float], top: float, bottom: float) -> Box:
    return box(column[0], top, column[1], bottom)


def read(**boxes: Box) -> str:
    """The names in reading order, which must not depend on the order the boxes come in."""
    orders = set()
    for names in list(permutations(boxes))[::7][:40]:
        order = reading_order([boxes[name] for name in names])
        orders.add(" ".join(names[i] for i in order))
    assert len(orders) == 1, orders
    return orders.pop()


def test_no_boxes_have_no_order() -> None:
    assert reading_order([]) == []


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_columns_are_read_one_after_the_other(count: int) -> None:
    width = 500 / count
    boxes = [
        box(50 + c * width, top, 40 + (c + 1) * width, bottom)
        for c in range(count)
        for top, bottom in [(50, 120 + 9 * c), (135 + 9 * c, 300), (310, 620 - 17 * c)]
    ]
    shuffled = sorted(range(len(boxes)), key=lambda i: (i * 7) % len(boxes))
    order = reading_order([boxes[i] for i in shuffled])
    assert [shuffled[i] for i in order] == list(range(len(boxes)))


def test_full_width_block_parts_the_columns_above_from_those_below() -> None:
    assert (
        read(
            a=on(FULL, 50, 80),
            b=on(LEFT, 90, 210),
            c=on(RIGHT, 90, 200),
            d=on(FULL, 225, 250),
            e=on(LEFT, 265, 400),
            f=on(RIGHT, 265, 390),
        )
        == "a b c d e f"
    )


def test_sidebar_is_read_after_all_of_the_text_beside_it() -> None:
    main, side = (50, 400), (420, 545)
    assert (
        read(
            a=on(main, 50, 150),
            b=on(main, 160, 300),
            c=on(main, 310, 500),
            d=on(side, 60, 200),
            e=on(side, 215, 320),
        )
        == "a b c d e"
    )


def test_margin_column_on_the_left_is_read_first() -> None:
    assert (
        read(a=box(40, 60, 120, 300), b=box(140, 50, 540, 180), c=box(140, 190, 540, 400))
        == "a b c"
    )


def test_band_of_white_space_parts_columns_above_from_those_below() -> None:
    def above_and_below(gap: float) -> str:
        return read(
            a=on(LEFT, 100, 200),
            b=on(RIGHT, 100, 200),
            c=on(LEFT, 200 + gap, 300),
            d=on(RIGHT, 200 + gap, 300),
        )

    assert above_and_below(40) == "a b c d"
    assert above_and_below(15) == "a c b d"


def test_white_band_is_wide_by_the_measure_of_the_lines() -> None:
    boxes = [on(LEFT, 100, 200), on(RIGHT, 100, 200), on(LEFT, 240, 300), on(RIGHT, 240, 300)]
    assert reading_order(boxes, line_height=10) == [0, 1, 2, 3]
    assert reading_order(boxes, line_height=20) == [0, 2, 1, 3]


def below_level_columns(gap: float) -> str:
    return read(
        t=on(FULL, 50, 80),
        a=on(LEFT, 100, 200),
        b=on(RIGHT, 100, 203),
        c=on(LEFT, 203 + gap, 230),
        z=on(FULL, 245, 300),
    )


def test_what_stands_alone_below_columns_that_end_level_is_read_after_them() -> None:
    assert below_level_columns(12) == "t a b c z"


def test_what_stands_close_below_level_columns_belongs_to_its_column() -> None:
    assert below_level_columns(4) == "t a c b z"


def test_column_that_goes_on_below_a_longer_neighbour_is_one_column() -> None:
    assert read(a=on(LEFT, 100, 180), b=on(RIGHT, 100, 225), c=on(LEFT, 205, 260)) == "a c b"
    assert read(a=on(LEFT, 100, 180), b=on(RIGHT, 100, 203), c=on(LEFT, 206, 260)) == "a c b"


def test_blocks_left_and_right_but_not_beside_each_other_are_read_downwards() -> None:
    assert read(a=box(300, 50, 500, 70), b=box(50, 80, 200, 100)) == "a b"


def test_blocks_no_line_can_part_are_read_downwards_within_their_columns() -> None:
    assert (
        read(
            a=box(0, 0, 60, 30),
            b=box(0, 35, 30, 100),
            c=box(35, 35, 60, 65),
            d=box(65, 0, 100, 65),
            e=box(35, 70, 100, 100),
        )
        == "a b c d e"
    )


def test_boxes_that_overlap_a_little_are_still_parted() -> None:
    assert read(a=on(FULL, 50, 101), b=on(LEFT, 100, 200), c=on(RIGHT, 100, 210)) == "a b c"


corners = st.tuples(st.integers(0, 550), st.integers(0, 800))
boxes_anywhere = st.tuples(corners, st.integers(1, 300), st.integers(1, 200)).map(
    lambda b: box(b[0][0], b[0][1], b[0][0] + b[1], b[0][1] + b[2])
)


@given(st.lists(boxes_anywhere, max_size=12))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_every_box_is_read_once(boxes: list[Box]) -> None:
    assert sorted(reading_order(boxes)) == list(range(len(boxes)))

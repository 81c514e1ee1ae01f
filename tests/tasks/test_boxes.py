"""Boxes in any notation come out as the same page points."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docparse.schemas import Box, Point
from docparse.tasks.base import DIALECTS, Dialect
from docparse.tasks.boxes import (
    GRIDS,
    Grid,
    boxes_in,
    decide_grid,
    format_box,
    format_point,
    likely_size,
    place,
    read_box,
    read_corners,
)

PAGE = Box(x0=0, y0=0, x1=500, y1=1000)
CROP = Box(x0=100, y0=200, x1=300, y1=600)


def read(value: object, region: Box = PAGE, grid: Grid = "thousand") -> Box | None:
    return read_box(value, width=1000, height=2000, region=region, grid=grid)


@pytest.mark.parametrize(
    "value",
    [
        [100, 200, 300, 400],
        (100.0, 200, 300, 400),
        ["100", "200", "300", "400"],
        [[100, 200], [300, 400]],
        [[100, 200, 300, 400]],
        [100, 200, 300, 200, 300, 400, 100, 400],
        [[100, 200], [300, 200], [300, 400], [100, 400]],
        [{"x": 100, "y": 200}, {"x": 300, "y": 400}],
        {"x0": 100, "y0": 200, "x1": 300, "y1": 400},
        {"x1": 100, "y1": 200, "x2": 300, "y2": 400},
        {"Left": 100, "Top": 200, "Right": 300, "Bottom": 400},
        {"x": 100, "y": 200, "width": 200, "height": 200},
        "[100, 200, 300, 400]",
        "100 200 300 400",
        "(100,200),(300,400)",
        "[[100, 200], [300, 400]]",
        "<box>(100,200),(300,400)</box>",
        "<box>[[100, 200, 300, 400]]</box>",
        "<box>100 200 300 400</box>",
        "<bbox>100, 200, 300, 400</bbox>",
        "<BBOX>[100,200,300,400]",
        "<|box_start|>(100,200),(300,400)<|box_end|>",
        "<box>（100，200），（300，400）</box>",
        "（100，200），（300，400）",
        "It stands at [100, 200, 300, 400] of the image.",
        [300, 400, 100, 200],
        "(300,200),(100,400)",
    ],
)
def test_every_notation_says_the_same_box(value: object) -> None:
    assert read(value) == Box(x0=50, y0=200, x1=150, y1=400)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "no box here",
        "in 1999 and 2003",
        [1, 2, 3],
        [1, 2, 3, 4, 5],
        [True, False, True, True],
        ["a", 1, 2, 3],
        {"x0": 1, "y0": 2},
        [[1, 2], "x"],
        [float("nan"), 1, 2, 3],
        [100, 200, 100, 400],
        [1200, 10, 1300, 20],
        [],
    ],
)
def test_what_is_no_box_or_has_no_area_is_none(value: object) -> None:
    assert read(value) is None


def test_grids_are_laid_over_the_region_that_was_shown() -> None:
    expected = Box(x0=150, y0=300, x1=200, y1=400)
    assert read([250, 250, 500, 500], CROP) == expected
    assert read([0.25, 0.25, 0.5, 0.5], CROP, "fractions") == expected
    assert read([250, 500, 500, 1000], CROP, "pixels") == expected


def test_box_that_reaches_out_is_clipped_and_says_so() -> None:
    inside = place((0, 0, 1000, 1000), width=1, height=1, region=CROP, grid="thousand")
    outside = place((-50, 0, 1000, 1100), width=1, height=1, region=CROP, grid="thousand")
    assert inside is not None
    assert outside is not None
    assert inside.box == outside.box == CROP
    assert (inside.clipped, outside.clipped) == (False, True)


@pytest.mark.parametrize(
    ("boxes", "asked", "grid"),
    [
        ([(0, 0, 0.5, 1)], "thousand", "fractions"),
        ([(0, 0, 1, 1), (0, 0, 500, 3)], "thousand", "thousand"),
        ([(0, 0, 900, 1005)], "thousand", "thousand"),
        ([(0, 0, 900, 900), (10, 10, 20, 1400)], "thousand", "pixels"),
        ([(0, 0, 900, 900)], "fractions", "thousand"),
        ([(0, 0, 900, 900)], "pixels", "pixels"),
        ([], "thousand", "thousand"),
        ([], "fractions", "fractions"),
    ],
)
def test_all_boxes_of_a_reply_decide_the_grid(
    boxes: list[tuple[float, float, float, float]], asked: Grid, grid: Grid
) -> None:
    assert decide_grid(boxes, asked) == grid


def test_unknown_image_is_as_large_as_its_boxes_need() -> None:
    size = likely_size([(0, 0, 800, 100), (0, 1900, 20, 2000)], PAGE)
    assert size == (1000, 2000)


def test_boxes_in_words_are_found_with_their_places() -> None:
    text = "title <box>(1,2),(3,4)</box>, text [5, 6, 7, 8]"
    found = boxes_in(text)
    assert [box.corners for box in found] == [(1, 2, 3, 4), (5, 6, 7, 8)]
    assert [box.tagged for box in found] == [True, False]
    assert [text[box.start : box.end] for box in found] == [
        "<box>(1,2),(3,4)</box>",
        "[5, 6, 7, 8]",
    ]


def test_several_boxes_in_one_tag_are_several() -> None:
    found = boxes_in("<box>[[1, 2, 3, 4], [5, 6, 7, 8]]</box>")
    assert [box.corners for box in found] == [(1, 2, 3, 4), (5, 6, 7, 8)]


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 200), min_size=4, max_size=4, unique=True))
def test_what_is_written_for_a_prompt_is_read_back(dialect: Dialect, sides: list[int]) -> None:
    x0, x1 = sorted(sides[:2])
    y0, y1 = sorted(sides[2:])
    box = Box(x0=100 + x0, y0=200 + y0, x1=100 + x1, y1=200 + y1)
    written = format_box(box, region=CROP, dialect=dialect)
    back = read_box(written, width=1, height=1, region=CROP, grid=GRIDS[dialect])
    assert back is not None
    assert back.corners == pytest.approx(box.corners, abs=0.5 * 400 / 1000 + 0.01)


def test_points_are_written_as_boxes_are() -> None:
    point = Point(x=200, y=300)
    assert format_point(point, region=CROP, dialect="instruct") == "[500, 250]"
    assert format_point(point, region=CROP, dialect="infmllm2") == "<point>(500,250)</point>"


def test_dict_with_odd_values_is_no_box() -> None:
    assert read_corners({"x": 1, "y": 2, "w": None, "h": 3}) is None

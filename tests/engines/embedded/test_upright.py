"""How far a page image must be turned."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np
import pytest

from docparse.engines.embedded.ocr import Quad
from docparse.engines.embedded.upright import find_skew, is_sideways


def quad(angle: float = 0, *, length: float = 400, height: float = 20, y: float = 0) -> Quad:
    """A line of text that falls to the right by `angle` degrees."""
    along = np.array([cos(radians(angle)), sin(radians(angle))])
    down = np.array([-along[1], along[0]])
    start = np.array([100.0, 100.0 + y])
    corners = [start, start + length * along, start + length * along + height * down]
    return np.array([*corners, start + height * down], np.float32)


def lines(*angles: float, **size: float) -> list[Quad]:
    return [quad(angle, y=40 * i, **size) for i, angle in enumerate(angles)]


@pytest.mark.parametrize("angle", [-12, -3, -0.5, 0.5, 3, 12])
def test_page_is_turned_against_the_slope_of_its_lines(angle: float) -> None:
    assert find_skew(lines(angle, angle, angle)) == pytest.approx(-angle, abs=0.01)


def test_level_page_is_not_turned() -> None:
    assert find_skew(lines(0, 0, 0, 0)) == 0
    assert find_skew(lines(0.2, 0.2, 0.2)) == 0


def test_two_lines_are_not_enough_to_tell() -> None:
    assert find_skew(lines(3, 3)) == 0
    assert find_skew([]) == 0


def test_short_and_steep_lines_do_not_count() -> None:
    stamps = lines(40, 40, 40, 40) + lines(-8, -8, -8, -8, length=80)
    assert find_skew(lines(2, 2, 2) + stamps) == pytest.approx(-2, abs=0.01)
    assert find_skew(stamps) == 0


def test_long_lines_outweigh_short_ones() -> None:
    some = lines(2, 2, length=900) + lines(-1, -1, -1, length=200)
    assert find_skew(some) == pytest.approx(-2, abs=0.01)


def test_one_line_astray_does_not_turn_the_page() -> None:
    assert find_skew(lines(1, 1, 1, 1, 14)) == pytest.approx(-1, abs=0.01)


def test_upright_lines_are_not_sideways() -> None:
    assert not is_sideways(lines(0, 0, 2))
    assert not is_sideways([])


def test_tall_boxes_are_lines_that_run_downwards() -> None:
    assert is_sideways(lines(0, 0, 0, length=20, height=400))


def test_lines_counted_from_another_corner_are_told_by_their_slope() -> None:
    assert is_sideways(lines(88, 92, -88))


def test_most_of_the_text_by_area_decides() -> None:
    spine = lines(0, length=20, height=300)
    assert not is_sideways(spine + lines(0, 0))
    assert is_sideways(spine + lines(0, length=200))


def test_squarish_boxes_say_nothing() -> None:
    page_numbers = lines(0, 0, 0, 0, length=30, height=20)
    assert not is_sideways(page_numbers)
    assert is_sideways(page_numbers + lines(0, length=10, height=30))

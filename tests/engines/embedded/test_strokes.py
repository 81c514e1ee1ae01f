"""Straight lines found in a page image."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from docparse.engines.embedded.strokes import find_rules
from docparse.schemas import Box, Rule
from tests.engines.embedded.parts import box

SCALE = 0.5
"""Points per pixel: the image is 300 by 200 points."""


def rules(
    *strokes: tuple[float, float, float, float], words: tuple[Box, ...] = (), width: int = 2
) -> list[Rule]:
    """Lines found among strokes drawn from `(x0, y0)` to `(x1, y1)`, in points."""
    image = Image.new("RGB", (600, 400), "white")
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        draw.line([value / SCALE for value in stroke], fill="black", width=width)
    return list(find_rules(cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2BGR), SCALE, words))


def test_blank_page_has_no_lines() -> None:
    assert rules() == []


def test_lines_are_found_where_they_stand_in_points() -> None:
    across, down = rules((50, 100, 250, 100), (40, 20, 40, 180))
    assert across.horizontal
    assert across.box.corners == pytest.approx((50, 100, 250, 100), abs=1)
    assert not down.horizontal
    assert down.box.corners == pytest.approx((40, 20, 40, 180), abs=1)


def test_frame_is_four_lines() -> None:
    frame = rules((50, 50, 250, 50), (250, 50, 250, 150), (250, 150, 50, 150), (50, 150, 50, 50))
    assert sorted(rule.horizontal for rule in frame) == [False, False, True, True]


def test_small_gaps_are_closed() -> None:
    assert len(rules((50, 100, 150, 100), (150.8, 100, 250, 100))) == 1
    assert len(rules((50, 100, 150, 100), (160, 100, 250, 100))) == 2


def test_strokes_as_short_as_those_of_letters_are_no_lines() -> None:
    assert rules((50, 100, 70, 100)) == []
    assert len(rules((50, 100, 80, 100))) == 1


def test_tall_words_make_longer_strokes_letters() -> None:
    word = box(100, 20, 200, 40)
    assert rules((50, 100, 90, 100), words=(word,)) == []


def test_thick_bar_is_no_line() -> None:
    assert rules((50, 100, 250, 100), width=14) == []


def test_slanted_line_is_no_rule() -> None:
    assert rules((50, 50, 250, 150)) == []


def test_line_through_a_word_is_one_of_its_strokes() -> None:
    inside = box(50, 92, 250, 108)
    assert rules((60, 100, 240, 100), words=(inside,)) == []


def test_line_under_a_word_is_a_rule() -> None:
    above = box(50, 88, 250, 100)
    assert len(rules((50, 101, 250, 101), words=(above,))) == 1

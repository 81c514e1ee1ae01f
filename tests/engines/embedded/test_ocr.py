"""Lines in an image: their shape, and what was read of them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from docparse.engines.embedded.ocr import (
    Glyph,
    LineReader,
    Pixels,
    Quad,
    ReadLine,
    is_downward,
    straighten,
)


def quad(*corners: tuple[float, float]) -> Quad:
    return np.array(corners, np.float32)


LEVEL = quad((10, 20), (110, 20), (110, 40), (10, 40))


def half_dark(turned: int | None = None) -> Pixels:
    """A white image with the left half of `LEVEL` in black, turned as cv2 says."""
    image = np.full((60, 120, 3), 255, np.uint8)
    image[20:40, 10:60] = 0
    return image if turned is None else np.asarray(cv2.rotate(image, turned), np.uint8)


def is_left_dark(crop: Pixels) -> bool:
    middle = crop.shape[1] // 2
    return bool(crop[:, : middle - 2].mean() < 20 and crop[:, middle + 2 :].mean() > 235)


def test_level_line_is_cut_out_as_it_is() -> None:
    crop = straighten(half_dark(), LEVEL)
    assert crop.shape == (20, 100, 3)
    assert is_left_dark(crop)


def test_line_that_runs_downwards_is_laid_level() -> None:
    tall = quad((20, 10), (40, 10), (40, 110), (20, 110))
    assert is_downward(tall)
    crop = straighten(half_dark(cv2.ROTATE_90_CLOCKWISE), tall)
    assert crop.shape == (20, 100, 3)
    assert is_left_dark(crop)


def test_slanted_line_is_laid_level() -> None:
    turn = cv2.getRotationMatrix2D((60, 30), 10, 1.0)
    image = cv2.warpAffine(half_dark(), turn, (120, 60), borderValue=(255, 255, 255))
    slanted = cv2.transform(LEVEL[None], turn)[0]
    crop = straighten(np.asarray(image, np.uint8), np.asarray(slanted, np.float32))
    assert crop.shape[:2] == (20, 100)
    assert is_left_dark(crop)


@pytest.mark.parametrize(("height", "downward"), [(40, False), (200, False), (201, True)])
def test_line_more_than_twice_as_high_as_wide_runs_downwards(height: float, downward: bool) -> None:
    assert is_downward(quad((0, 0), (100, 0), (100, height), (0, height))) is downward


def test_text_of_a_line_has_the_spaces_that_were_seen() -> None:
    glyphs = tuple(Glyph(c, 0.1 * i, 0.5 + 0.1 * i) for i, c in enumerate("abcd"))
    line = ReadLine(LEVEL, glyphs, frozenset({2}))
    assert line.text == "ab cd"
    assert line.score == pytest.approx(0.65)
    assert (ReadLine(LEVEL, (), frozenset()).text, ReadLine(LEVEL, (), frozenset()).score) == (
        "",
        0,
    )


def test_no_lines_are_read_without_a_model() -> None:
    assert LineReader(threads=1).recognise(half_dark(), []) == []

"""Words from lines read in an image."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from docparse.engines.embedded.ink import spell
from docparse.engines.embedded.ocr import Glyph, Pixels, Quad, ReadLine
from docparse.schemas import Word

LETTER = 8
"""Pixels of the width of a letter, which is drawn as a black block."""
SCORE = 0.9


def drawn(
    text: str,
    *,
    height: int = 24,
    gaps: dict[int, int] | None = None,
    seen: set[int] | None = None,
    inverted: bool = False,
) -> tuple[ReadLine, Pixels]:
    """A line whose letters stand 10 pixels apart, from (40, 100) on.

    Args:
        text: Without spaces.
        height: Of the letters, pixels.
        gaps: Pixels of white before the letters with these numbers, instead of 10.
        seen: Before which letters the recogniser saw a space.
        inverted: White on black.
    """
    lefts = [40]
    for i in range(1, len(text)):
        lefts.append(lefts[-1] + LETTER + (gaps or {}).get(i, 10))
    image = Image.new("RGB", (lefts[-1] + 100, 300), "white")
    draw = ImageDraw.Draw(image)
    for left in lefts:
        draw.rectangle((left, 100, left + LETTER - 1, 99 + height), fill="black")
    quad = frame(36, 92, lefts[-1] + LETTER + 4, 108 + height)
    length = quad[1, 0] - quad[0, 0]
    middles = [(left + LETTER / 2 - 36) / length for left in lefts]
    glyphs = tuple(Glyph(c, at, SCORE) for c, at in zip(text, middles, strict=True))
    pixels = np.asarray(image)[:, :, ::-1]
    line = ReadLine(quad, glyphs, frozenset(seen or ()))
    return line, np.ascontiguousarray(255 - pixels if inverted else pixels)


def frame(x0: float, y0: float, x1: float, y1: float) -> Quad:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)


def words(text: str, **how: object) -> list[Word]:
    line, pixels = drawn(text, **how)  # type: ignore[arg-type]
    return spell([line], pixels, 1.0)


@pytest.mark.parametrize("inverted", [False, True], ids=["black on white", "white on black"])
def test_box_is_around_the_ink(inverted: bool) -> None:
    (word,) = words("Ink", inverted=inverted)
    assert word.box.corners == pytest.approx((40, 100, 84, 124), abs=1)


@pytest.mark.parametrize(
    ("text", "size", "baseline"),
    [
        ("ace", 24 / 0.48, 124),
        ("Ink", 24 / 0.71, 124),
        ("gap", 24 / 0.69, 124 - 0.21 * 24 / 0.69),
        ("Egg", 24 / 0.92, 124 - 0.21 * 24 / 0.92),
        ("123", 24 / 0.71, 124),
        ("中文", 24 / 0.92, 124 - 0.12 * 24 / 0.92),
    ],
    ids=["low letters", "tall", "low and deep", "tall and deep", "figures", "ideographs"],
)
def test_type_size_and_baseline_follow_from_the_shapes_of_the_letters(
    text: str, size: float, baseline: float
) -> None:
    (word,) = words(text)
    assert word.size == pytest.approx(size, rel=0.06)
    assert word.baseline == pytest.approx(baseline, abs=1.5)


def test_places_are_scaled_to_points() -> None:
    line, pixels = drawn("Ink")
    (word,) = spell([line], pixels, 0.5)
    assert word.box.corners == pytest.approx((20, 50, 42, 62), abs=0.5)
    assert word.baseline == pytest.approx(62, abs=0.5)
    assert word.size == pytest.approx(12 / 0.71, abs=0.5)


def test_line_is_cut_at_the_spaces_the_recogniser_saw() -> None:
    first, second = words("Inkmark", gaps={3: 20}, seen={3})
    assert (first.text, second.text) == ("Ink", "mark")
    assert (first.spaced, second.spaced) == (True, True)
    assert first.line == second.line
    assert first.box.x1 == pytest.approx(84, abs=1)
    assert second.box.x0 == pytest.approx(104, abs=1)


def test_wide_gap_between_letters_is_a_space_the_recogniser_missed() -> None:
    long = "Inkmarkswithoutend"
    assert [w.text for w in words(long, gaps={3: 22})] == ["Ink", "markswithoutend"]
    assert [w.text for w in words(long, gaps={3: 15})] == [long]


def test_few_letters_may_stand_unevenly() -> None:
    assert len(words("Inkmark", gaps={3: 22})) == 1


def test_gap_beside_a_sign_or_ideograph_is_no_missed_space() -> None:
    assert len(words("12345" * 4, gaps={3: 22})) == 1
    assert len(words("一二三四" * 4, gaps={2: 22})) == 1


def test_very_wide_gap_begins_another_line() -> None:
    first, second = words("Inkmark", gaps={3: 80})
    assert second.line == first.line + 1


def test_numbers_of_lines_go_on() -> None:
    line, pixels = drawn("Ink")
    assert [w.line for w in spell([line, line], pixels, 1.0, first_line=7)] == [7, 8]


def test_line_in_which_nothing_was_read_makes_no_word() -> None:
    _, pixels = drawn("Ink")
    assert spell([ReadLine(frame(0, 0, 50, 20), (), frozenset())], pixels, 1.0) == []


def test_score_of_a_word_is_the_mean_of_its_letters() -> None:
    line, pixels = drawn("Ink")
    glyphs = tuple(
        Glyph(g.text, g.at, s) for g, s in zip(line.glyphs, (0.4, 0.6, 0.8), strict=True)
    )
    (word,) = spell([ReadLine(line.quad, glyphs, frozenset())], pixels, 1.0)
    assert word.confidence == 0.6


def test_line_drawn_through_the_letters_does_not_count_as_ink() -> None:
    line, pixels = drawn("Ink")
    pixels[128:130, 30:100] = 0
    (word,) = spell([line], pixels, 1.0)
    assert word.box.y1 == pytest.approx(124, abs=1)


def test_line_that_runs_downwards_is_one_word_as_large_as_it_is_wide() -> None:
    _, pixels = drawn("Ink")
    glyphs = tuple(Glyph(c, 0.2 * i, SCORE) for i, c in enumerate("Spine"))
    (word,) = spell([ReadLine(frame(10, 20, 30, 200), glyphs, frozenset({2}))], pixels, 1.0)
    assert (word.text, word.size) == ("Sp ine", 20)
    assert word.box.corners == (10, 20, 30, 200)


def test_line_at_the_edge_of_the_image_is_read() -> None:
    line, pixels = drawn("Ink")
    cut = ReadLine(line.quad - np.float32([50, 110]), line.glyphs, frozenset())
    (word,) = spell([cut], pixels[110:, 50:].copy(), 1.0)
    assert word.text == "Ink"
    assert word.box.x0 >= 0

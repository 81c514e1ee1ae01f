"""PDF pages: rotation, words and their style, rules, pictures, rendering."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pymupdf
import pytest

from docparse import Box, Limits, SourceError, open_source
from docparse.schemas import Word
from docparse.sources import SourcePage
from docparse.sources.text_layer import _paired
from tests.papers import A4, encoded, pdf, picture, red_corner


@contextmanager
def page_with(draw: object) -> Iterator[SourcePage]:
    """A page on which `draw` has worked."""
    document = pymupdf.open()
    draw(document.new_page(width=A4[0], height=A4[1]))  # type: ignore[operator]
    with open_source(document.tobytes()) as source:
        yield source.page(1)


def words_of(draw: object) -> dict[str, Word]:
    with page_with(draw) as page:
        return {word.text: word for word in page.words}


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_rotate_entry_is_applied_to_size_image_and_boxes(angle: int) -> None:
    document = pymupdf.open()
    page = document.new_page(width=200, height=100)
    page.insert_image(pymupdf.Rect(0, 0, 50, 25), stream=encoded(picture(), "PNG"))
    page.draw_rect(pymupdf.Rect(0, 0, 50, 25), fill=(1, 0, 0), color=(1, 0, 0))
    page.set_rotation(angle)
    with open_source(document.tobytes()) as source:
        upright = source.page(1)
        size = (200, 100) if angle in {0, 180} else (100, 200)
        corner = {0: "top left", 90: "top right", 180: "bottom right", 270: "bottom left"}[angle]
        assert (upright.width, upright.height) == size
        assert upright.image(72).size == size
        assert red_corner(upright.image(72)) == corner
        (box,) = upright.pictures
        right, bottom = box.center[0] > size[0] / 2, box.center[1] > size[1] / 2
        assert corner == f"{'bottom' if bottom else 'top'} {'right' if right else 'left'}"


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_page_with_sideways_text_is_turned_upright(angle: int) -> None:
    with open_source(pdf("several words on this line", rotate=angle)) as source:
        page = source.page(1)
        assert page.orientation == (360 - angle) % 360
        assert (page.width, page.height) == A4
        first, *_, last = page.words
        assert (first.text, last.text) == ("several", "line")
        assert first.box.x1 < last.box.x0
        assert abs(first.baseline - last.baseline) < 0.1


def test_turning_back_to_the_parsed_orientation_changes_nothing() -> None:
    with open_source(pdf("several words on this line", rotate=90)) as source:
        page = source.page(1)
        assert page.turned(page.orientation, 0.0) is page


def test_boxes_are_points_from_the_top_left() -> None:
    word = words_of(lambda page: page.insert_text((72, 100), "word", fontsize=10))["word"]
    assert word.box.x0 == pytest.approx(72, abs=1)
    assert word.baseline == pytest.approx(100, abs=0.1)
    assert word.box.y0 < 95 < word.box.y1 < 105
    assert (word.size, word.color, word.hidden, word.confidence) == (10, 0, False, None)


def test_bold_italic_and_monospaced_type_is_told() -> None:
    def draw(page: pymupdf.Page) -> None:
        for number, font in enumerate(["helv", "hebo", "heit", "hebi", "cour"]):
            page.insert_text((72, 100 + 30 * number), font, fontname=font)

    words = words_of(draw)
    assert [words[name].bold for name in ("helv", "hebo", "heit", "hebi")] == [0, 1, 0, 1]
    assert [words[name].italic for name in ("helv", "hebo", "heit", "hebi")] == [0, 0, 1, 1]
    assert [word.monospaced for word in words.values()] == [False] * 4 + [True]
    assert words["hebo"].font == "Helvetica-Bold"


def test_raised_and_lowered_small_type_is_super_and_subscript() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((72, 100), "base", fontsize=12)
        page.insert_text((98, 95), "up", fontsize=7)
        page.insert_text((72, 200), "foot", fontsize=12)
        page.insert_text((95, 203), "low", fontsize=7)

    words = words_of(draw)
    assert [name for name, word in words.items() if word.superscript] == ["up"]
    assert [name for name, word in words.items() if word.subscript] == ["low"]


def test_colour_is_told_as_srgb() -> None:
    words = words_of(lambda page: page.insert_text((72, 100), "red", color=(1, 0, 0)))
    assert words["red"].color == 0xFF0000


def test_text_that_is_not_painted_is_hidden() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((72, 100), "seen")
        page.insert_text((72, 130), "unseen", render_mode=3)

    words = words_of(draw)
    assert not words["seen"].hidden
    assert words["unseen"].hidden


def test_word_under_a_link_carries_its_address() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((72, 100), "plain linked", fontsize=12)
        area = page.search_for("linked")[0]
        page.insert_link(
            {"kind": pymupdf.LINK_URI, "from": area, "uri": "https://example.org/x?y=1"}
        )

    words = words_of(draw)
    assert words["linked"].link == "https://example.org/x?y=1"
    assert words["plain"].link is None


def test_link_is_found_on_a_rotated_page() -> None:
    document = pymupdf.open()
    page = document.new_page(width=A4[0], height=A4[1])
    page.insert_text((72, 100), "plain linked", fontsize=12)
    area = page.search_for("linked")[0]
    page.insert_link({"kind": pymupdf.LINK_URI, "from": area, "uri": "https://example.org/"})
    page.set_rotation(90)
    with open_source(document.tobytes()) as source:
        links = {word.text: word.link for word in source.page(1).words}
    assert links == {"plain": None, "linked": "https://example.org/"}


def test_words_know_their_line_and_the_space_before_them() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((72, 100), "one two")
        page.insert_text((72, 120), "three")

    words = words_of(draw)
    assert words["one"].line == words["two"].line != words["three"].line
    assert all(word.spaced for word in words.values())


def test_no_break_space_parts_words() -> None:
    words = words_of(lambda page: page.insert_text((72, 100), "left\u00a0right"))
    assert list(words) == ["left", "right"]


def test_words_off_the_page_are_still_told() -> None:
    words = words_of(lambda page: page.insert_text((-300, 100), "outside"))
    assert words["outside"].box.x1 < 0


def test_lines_and_thin_rectangles_are_rules() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_line((50, 100), (300, 100))
        page.draw_line((50, 100), (50, 400))
        page.draw_rect(pymupdf.Rect(50, 500, 300, 501), fill=(0, 0, 0))
        page.draw_rect(pymupdf.Rect(50, 600, 300, 700), fill=(0, 0, 0), color=None)
        page.draw_line((50, 100), (300, 400))

    with page_with(draw) as page:
        rules = {(rule.horizontal, rule.box.corners) for rule in page.rules}
    assert rules == {
        (True, (50, 100, 300, 100)),
        (False, (50, 100, 50, 400)),
        (True, (50, 500, 300, 501)),
    }


def test_sides_of_a_stroked_rectangle_are_rules() -> None:
    frame = pymupdf.Rect(50, 600, 300, 700)
    with page_with(lambda page: page.draw_rect(frame)) as page:
        rules = {(rule.horizontal, rule.box.corners) for rule in page.rules}
    assert rules == {
        (True, (50, 600, 300, 600)),
        (True, (50, 700, 300, 700)),
        (False, (50, 600, 50, 700)),
        (False, (300, 600, 300, 700)),
    }


def test_crop_is_that_part_of_the_page_at_that_resolution() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect(pymupdf.Rect(100, 100, 200, 150), fill=(1, 0, 0), color=(1, 0, 0))

    with page_with(draw) as page:
        crop = page.image(144, Box(x0=100, y0=100, x1=200, y1=150))
        assert crop.size == (200, 100)
        assert {crop.getpixel((5, 5)), crop.getpixel((195, 95))} == {(255, 0, 0)}


def test_crop_beyond_the_limit_of_pixels_is_refused_but_a_small_one_is_not() -> None:
    with open_source(pdf("x"), limits=Limits(max_pixels=20_000)) as source:
        page = source.page(1)
        assert page.image(72, Box(x0=0, y0=0, x1=100, y1=100)).size == (100, 100)
        with pytest.raises(SourceError, match="pixels"):
            page.image(72)


def test_page_size_is_that_of_the_crop_box() -> None:
    document = pymupdf.open()
    page = document.new_page(width=400, height=400)
    page.insert_text((150, 150), "inside")
    page.set_cropbox(pymupdf.Rect(100, 100, 300, 250))
    with open_source(document.tobytes()) as source:
        cropped = source.page(1)
        assert (cropped.width, cropped.height) == (200, 150)
        assert cropped.words[0].baseline == pytest.approx(50, abs=0.1)


def test_page_that_cannot_be_loaded_raises_when_it_is_read() -> None:
    with open_source(pdf("x")) as source:
        page = source.page(5)
        with pytest.raises(SourceError, match="page 5"):
            _ = page.words


def test_half_of_a_surrogate_pair_is_an_unknown_character() -> None:
    assert _paired("a\ud83db") == "a\ufffdb"
    assert _paired("\ud83d\ude00") == "😀"

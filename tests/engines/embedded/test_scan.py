"""Words from page images, by a reader that takes bars for lines of text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from docparse.engines.embedded import scan
from docparse.engines.embedded.scan import Scan, ScanReader
from docparse.schemas import Box
from docparse.turning import turn
from tests.engines.embedded.bars import SIZE, BarReader, bars_below, picture_of
from tests.engines.embedded.parts import PaperPage, box, word

Readers = Callable[[BarReader], ScanReader]


@pytest.fixture
def reading_with(monkeypatch: pytest.MonkeyPatch) -> Readers:
    def make(bars: BarReader) -> ScanReader:
        monkeypatch.setattr(scan, "LineReader", lambda threads: bars)
        return ScanReader()

    return make


@pytest.fixture
def read(reading_with: Readers) -> Callable[..., Scan]:
    def read_(image: Image.Image, bars: BarReader | None = None) -> Scan:
        size = SIZE if image.width < image.height else SIZE[::-1]
        page = PaperPage(picture=image, width=size[0], height=size[1])
        return reading_with(bars or BarReader()).read(page)

    return read_


Read = Callable[..., Scan]


LEVEL = bars_below()


def paper() -> PaperPage:
    return PaperPage(picture=picture_of(LEVEL), width=SIZE[0], height=SIZE[1])


def corners(found: Scan) -> list[tuple[float, ...]]:
    return [w.box.corners for w in found.words]


def test_words_of_a_level_page_stand_where_they_are_drawn(read: Read) -> None:
    found = read(picture_of(LEVEL))
    assert (found.orientation, found.skew, found.notes, found.refused) == (0, 0, (), ())
    assert [w.text for w in found.words] == ["words"] * 6
    for corner, true in zip(corners(found), LEVEL, strict=True):
        assert corner == pytest.approx(true, abs=1.5)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_page_is_set_upright(angle: int, read: Read) -> None:
    found = read(picture_of(LEVEL).rotate(angle, expand=True))
    assert found.orientation == angle
    assert found.image.width < found.image.height
    for corner, true in zip(corners(found), LEVEL, strict=True):
        assert corner == pytest.approx(true, abs=2)


@pytest.mark.parametrize("angle", [-4.0, 1.5, 4.0])
def test_page_is_levelled(angle: float, read: Read) -> None:
    found = read(turn(picture_of(LEVEL), 0, angle))
    assert found.skew == pytest.approx(-angle, abs=0.2)
    for corner, true in zip(corners(found), LEVEL, strict=True):
        assert corner == pytest.approx(true, abs=4)


def test_page_both_upside_down_and_askew_is_set_right(read: Read) -> None:
    found = read(turn(picture_of(LEVEL), 180, 3.0))
    assert (found.orientation, found.skew) == (180, pytest.approx(-3, abs=0.2))


def test_blank_page_is_not_looked_at(read: Read) -> None:
    bars = BarReader()
    found = read(Image.new("RGB", (60, 80), (240, 240, 235)), bars)
    assert (found.words, found.confidence, bars.looked_at) == ((), None, [])


def test_page_without_text_has_no_words(read: Read) -> None:
    found = read(picture_of([], [(40, 100, 260, 101)]))
    assert (found.words, found.notes) == ((), ())


def test_small_type_is_read_from_a_larger_image(read: Read) -> None:
    small, large = BarReader(), BarReader()
    assert corners(read(picture_of(bars_below(height=4.5)), small))[0] == pytest.approx(
        (40, 40, 260, 44.5), abs=2
    )
    read(picture_of(LEVEL), large)
    assert small.looked_at[-1].shape[0] > large.looked_at[-1].shape[0] == 400 * 200 // 72


def test_line_read_with_too_little_certainty_is_refused(read: Read) -> None:
    bars = BarReader(lambda quad: 0.4 if quad[0, 1] < 150 else 0.96)
    found = read(picture_of(LEVEL), bars)
    assert (len(found.words), len(found.refused)) == (5, 1)
    assert found.notes == ("1 of 6 marks in the page image could not be read as text",)
    assert found.confidence == pytest.approx(0.96)


def test_page_in_a_foreign_script_gives_out_sure_lines_only(read: Read) -> None:
    bars = BarReader(lambda quad: 0.7 if quad[0, 1] < 250 else 0.3)
    found = read(picture_of(LEVEL), bars)
    assert (len(found.words), len(found.refused)) == (0, 6)
    assert "OCR covers Latin, Chinese and Japanese" in found.notes[0]
    assert found.refusal == "was read from the image with too little certainty"


def test_foreign_script_is_sampled_and_not_read_through(read: Read) -> None:
    columns = [(x, 9 + 19 * i, x + 59, 15 + 19 * i) for i in range(20) for x in (20, 120, 220)]
    bars = BarReader(0.2)
    found = read(picture_of(columns), bars)
    assert bars.recognised < 60
    assert "60 of 60 lines" in found.notes[0]


def test_drawn_lines_are_found_beside_the_words(read: Read) -> None:
    image = picture_of(LEVEL, [(40, 300, 260, 301), (20, 280, 21, 380)])
    assert {rule.horizontal for rule in read(image).rules} == {True, False}


def test_words_with_lost_letters_are_spelt_from_the_image(reading_with: Readers) -> None:
    page = paper()
    words = (word("so\ufffdnd", 40, 40, width=220, size=12), word("sound", 40, 70))
    spelt, kept = reading_with(BarReader(text="sound")).respell(page, words)
    assert (spelt.text, spelt.confidence) == ("sound", 0.95)
    assert spelt.box == words[0].box
    assert kept is words[1]


def test_word_is_left_as_it_is_where_the_image_is_not_clear(reading_with: Readers) -> None:
    page = paper()
    words = (word("so\ufffdnd", 40, 40, width=220, size=12),)
    assert reading_with(BarReader(0.7)).respell(page, words) == words
    assert reading_with(BarReader()).respell(page, ()) == ()


def test_part_of_a_page_is_read_at_its_place(reading_with: Readers) -> None:
    part = box(20, 30, 290, 90)
    words = reading_with(BarReader()).read_parts(paper(), [part], first_line=9)
    first, second = sorted(words, key=lambda w: w.box.y0)
    assert first.box.corners == pytest.approx(LEVEL[0], abs=1.5)
    assert second.box.corners == pytest.approx(LEVEL[1], abs=1.5)
    assert {first.line, second.line} == {9, 10}
    assert first.baseline == pytest.approx(52, abs=1)


def test_lines_are_numbered_on_from_part_to_part(reading_with: Readers) -> None:
    parts: list[Box] = [box(20, 30, 290, 60), box(20, 60, 290, 90)]
    words = reading_with(BarReader()).read_parts(paper(), parts, first_line=1)
    assert [w.line for w in words] == [1, 2]

"""What is believed of a page, and what becomes of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pymupdf
import pytest
from PIL import Image

from docparse import open_source
from docparse.engines.embedded import scan
from docparse.engines.embedded.reading import PageReader, Reading
from docparse.schemas import Word
from docparse.sources import SourcePage
from docparse.tasks.parse import OcrMode
from tests.engines.embedded.bars import SIZE, BarReader, bars_below, picture_of
from tests.engines.embedded.parts import PaperPage, box, line, lines
from tests.papers import A4, encoded

Read = Callable[..., Reading]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read a page; its image is read by a reader of bars."""
    monkeypatch.setattr(scan, "LineReader", lambda threads: BarReader())

    def read_(page: SourcePage, mode: OcrMode = "auto") -> Reading:
        return PageReader().read(page, mode)

    return read_


@contextmanager
def page_with(*draws: Callable[[pymupdf.Page], object]) -> Iterator[SourcePage]:
    document = pymupdf.open()
    page = document.new_page(width=A4[0], height=A4[1])
    for draw in draws:
        draw(page)
    with open_source(document.tobytes()) as source:
        yield source.page(1)


def paper(words: list[Word], *, bars: bool = True) -> PaperPage:
    """A page with a text layer, and bars in its image."""
    picture = picture_of(bars_below() if bars else [])
    whole = box(0, 30, *SIZE)
    boxes = (whole,) if bars else ()
    return PaperPage(tuple(words), boxes, picture, width=SIZE[0], height=SIZE[1])


def texts(reading: Reading) -> str:
    return " ".join(word.text for word in reading.words)


def dropped(reading: Reading) -> list[tuple[str, int, str]]:
    return [(d.reason, d.words, d.sample) for d in reading.info.dropped]


def test_healthy_text_layer_is_taken_as_it_is(read: Read) -> None:
    with page_with(lambda p: p.insert_text((72, 100), "plain words")) as page:
        reading = read(page)
        assert texts(reading) == "plain words"
        assert (reading.info.text_source, reading.info.reason) == (
            "text_layer",
            "healthy text layer",
        )
        assert (reading.info.words, reading.info.dropped) == (2, ())
        assert (reading.width, reading.height) == A4
        assert reading.sheet is not None
        assert reading.sheet.scale == 1


@pytest.mark.parametrize("x", [72.0, 72.9, 73.4])
@pytest.mark.parametrize("y", [100.0, 100.9, 101.4])
def test_words_drawn_twice_in_one_place_are_given_once(x: float, y: float, read: Read) -> None:
    bold = line("heavy words", x, y) + line("heavy words", x + 0.3, y + 0.2)
    reading = read(PaperPage((*bold, *line("heavy words", x, y + 12))))
    assert texts(reading) == "heavy words heavy words"
    assert dropped(reading) == [("is drawn twice in one place", 2, "heavy words")]
    assert reading.info.words == 6


def test_equal_words_beside_each_other_are_not_drawn_twice(read: Read) -> None:
    words = lines("1 1 1 1", "1 1 1 1", size=4, pitch=4)
    assert len(read(PaperPage(tuple(words))).words) == 8


@pytest.mark.parametrize(
    "leader", ["........", "--------", "· · · · · · · ·", "________", "……" * 4]
)
def test_lines_of_dots_or_dashes_are_dropped_with_the_reason(leader: str, read: Read) -> None:
    count = len(leader.split())
    reading = read(PaperPage(tuple(line("words") + line(leader, y=200))))
    assert texts(reading) == "words"
    assert dropped(reading) == [("is a rule drawn with characters", count, leader)]


@pytest.mark.parametrize("text", ["...", "1 ........ 5", "-------x", "=-=-=-=-=-=-"])
def test_dots_between_words_and_short_rows_of_them_are_kept(text: str, read: Read) -> None:
    reading = read(PaperPage(tuple(line(text))))
    assert texts(reading) == text
    assert reading.info.dropped == ()


def test_words_off_the_page_are_dropped_with_the_reason(read: Read) -> None:
    reading = read(PaperPage((*line("here"), *line("far away", y=900))))
    assert texts(reading) == "here"
    assert dropped(reading) == [("stands off the page", 2, "far away")]
    assert reading.info.words == 3


def test_sample_of_dropped_words_is_short(read: Read) -> None:
    away = lines(*["many words that stand off the page"] * 20, y=900)
    ((_, count, sample),) = dropped(read(PaperPage((*line("here"), *away))))
    assert count == 140
    assert len(sample) == 100


def test_page_without_text_layer_is_read_from_its_image(read: Read) -> None:
    reading = read(paper([]))
    assert texts(reading) == " ".join(["words"] * 6)
    assert (reading.info.text_source, reading.info.words) == ("ocr", 6)
    assert reading.info.reason == "the page has no text layer"
    assert reading.info.ocr_confidence == 0.95
    assert reading.sheet is not None


def test_garbled_text_layer_is_passed_over_for_the_image(read: Read) -> None:
    reading = read(paper(lines("\ue001\ue002\ue003", y=10)))
    assert texts(reading) == " ".join(["words"] * 6)
    assert "has no known character" in reading.info.reason


def test_page_without_any_text_says_so(read: Read) -> None:
    reading = read(paper([], bars=False))
    assert (reading.info.text_source, reading.words, reading.sheet) == ("none", (), None)
    assert reading.info.reason == "the page has no text layer; its image shows no text"


def test_words_off_the_page_are_counted_when_its_image_is_read(read: Read) -> None:
    reading = read(paper(line("away", y=900)))
    assert dropped(reading) == [("stands off the page", 1, "away")]
    assert reading.info.words == 7


def test_scanned_part_is_read_beside_the_text_layer(read: Read) -> None:
    reading = read(paper(lines("typed words", y=10)))
    assert texts(reading) == "typed words" + 6 * " words"
    assert reading.info.text_source == "mixed"
    assert reading.info.words == len(reading.words)
    assert reading.info.ocr_confidence == 0.95
    assert len({word.line for word in reading.words}) == 7


def test_hidden_text_over_a_scan_is_not_read_again(read: Read) -> None:
    hidden = [w.model_copy(update={"hidden": True}) for w in lines("from an earlier run", y=10)]
    reading = read(paper(hidden))
    assert texts(reading) == "from an earlier run"
    assert reading.info.reason == "text laid under a scan by an earlier OCR"


def test_ocr_can_be_switched_off(read: Read) -> None:
    reading = read(paper([]), "never")
    assert (reading.words, reading.info.text_source) == ((), "none")
    assert reading.info.reason == "the page has no text layer; OCR is switched off"
    assert texts(read(paper(line("typed", y=10)), "never")) == "typed"


def test_ocr_can_be_asked_for(read: Read) -> None:
    reading = read(paper(line("typed", y=10)), "always")
    assert texts(reading) == " ".join(["words"] * 6)
    assert reading.info.reason == "OCR was asked for"


def test_sideways_scan_is_given_as_it_stands_upright(read: Read) -> None:
    sideways = picture_of(bars_below()).rotate(90, expand=True)
    page = PaperPage(picture=sideways, width=SIZE[1], height=SIZE[0])
    reading = read(page)
    assert (reading.width, reading.height) == SIZE
    assert (reading.info.orientation, reading.info.skew) == (90, 0)


def test_picture_is_a_page_with_no_text_layer(read: Read) -> None:
    picture = picture_of(bars_below())
    with open_source(encoded(picture, "PNG", dpi=(216, 216))) as source:
        reading = read(source.page(1))
    assert (reading.width, reading.height) == pytest.approx(SIZE, abs=0.1)
    assert reading.words[0].box.corners == pytest.approx(bars_below()[0], abs=1.5)


def test_blank_picture_is_no_error(read: Read) -> None:
    with open_source(encoded(Image.new("RGB", (50, 50), "white"), "PNG")) as source:
        assert read(source.page(1)).words == ()

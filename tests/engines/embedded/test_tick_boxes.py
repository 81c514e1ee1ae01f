"""Boxes that are drawn: signs beside their words, in PDFs and in pictures, and nowhere else."""

from __future__ import annotations

import io

import pymupdf
import pytest
from PIL import Image

from docparse import open_source, parse_document
from docparse.engines.embedded.reading import PageReader
from docparse.sources import Source

EXPECTED = [
    "Married: ☑ Yes ☐ No",
    "☑ Newsletter by mail",
    "☐ Smoker",
    "☑ I agree to the terms",
]


def _box(page: pymupdf.Page, x: float, y: float, side: float, mark: str = "") -> None:
    """Draw a box whose lower left corner is `x, y`, with a cross, a hook or a letter in it."""
    box = pymupdf.Rect(x, y - side, x + side, y)
    page.draw_rect(box, width=0.8)
    inner = pymupdf.Rect(box.x0 + 1.5, box.y0 + 1.5, box.x1 - 1.5, box.y1 - 1.5)
    if mark == "cross":
        page.draw_line(inner.tl, inner.br, width=1.2)
        page.draw_line(inner.tr, inner.bl, width=1.2)
    elif mark == "hook":
        low = pymupdf.Point(x + 0.4 * side, y - 1.5)
        page.draw_line((x + 1.5, y - 0.5 * side), low, width=1.5)
        page.draw_line(low, (x + 1.2 * side, y - 1.1 * side), width=1.5)
    elif mark:
        page.insert_text((x + 1.5, y - 1.2), mark, fontsize=side)


@pytest.fixture(scope="module")
def form() -> bytes:
    document = pymupdf.open()
    page = document.new_page(height=320)
    for x, y, text in (
        (72, 100, "Married:"),
        (145, 100, "Yes"),
        (195, 100, "No"),
        (90, 130, "Newsletter by mail"),
        (90, 150, "Smoker"),
        (90, 170, "I agree to the terms"),
        (72, 230, "The DODO and 80 BOBs of HEFEI"),
    ):
        page.insert_text((x, y), text)
    _box(page, 130, 101, 10, "cross")
    _box(page, 180, 101, 10)
    _box(page, 72, 131, 9, "hook")
    _box(page, 72, 151, 9)
    _box(page, 72, 171, 11, "X")
    for number in range(6):  # the cells of a date
        _box(page, 90 + 12 * number, 201, 12)
        page.insert_text((93 + 12 * number, 199), str(number), fontsize=9)
    data: bytes = document.tobytes()
    return data


@pytest.fixture(scope="module")
def picture(form: bytes) -> bytes:
    with pymupdf.open(stream=form) as document:
        pixels = document[0].get_pixmap(dpi=170).tobytes("png")
    image = Image.open(io.BytesIO(pixels)).convert("RGB").rotate(0.5, fillcolor="white")
    data = io.BytesIO()
    image.save(data, "JPEG", quality=70, dpi=(170, 170))
    return data.getvalue()


def _lines(source: Source) -> list[str]:
    words = PageReader(1).read(source.page(1), "auto").words
    rows: dict[int, list[str]] = {}
    for word in sorted(words, key=lambda word: word.box.x0):
        rows.setdefault(round(word.box.center[1] / 10), []).append(word.text)
    return [" ".join(row) for _, row in sorted(rows.items())]


@pytest.mark.parametrize("kind", ["form", "picture"])
def test_boxes_are_signs_beside_their_words(kind: str, request: pytest.FixtureRequest) -> None:
    with open_source(request.getfixturevalue(kind)) as source:
        lines = _lines(source)
    assert lines[:4] == EXPECTED
    assert not any(sign in line for line in lines[4:] for sign in "☐☑")


def test_every_word_and_sign_is_in_a_block(form: bytes) -> None:
    page = parse_document(form).pages[0]
    text = " ".join(block.text for block in page.blocks)
    assert text.count("☑") + text.count("☐") + _marked(page.blocks) == 5
    assert not page.info.dropped


def _marked(blocks: object) -> int:
    assert isinstance(blocks, tuple)
    return sum(getattr(block, "marker", "") in {"☐", "☑"} for block in blocks)


def test_letter_in_a_box_is_its_mark_and_no_word(form: bytes) -> None:
    with open_source(form) as source:
        words = PageReader(1).read(source.page(1), "auto").words
    assert "X" not in [word.text for word in words]

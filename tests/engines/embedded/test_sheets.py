"""Pages made for the layout model."""

from __future__ import annotations

import pymupdf
import pytest
from PIL import Image

from docparse.engines.embedded.sheets import Sheet, lay_under
from docparse.schemas import Box, Word
from tests.engines.embedded.parts import box, line, lines


def sheet_of(words: list[Word], width: float, height: float) -> Sheet:
    return lay_under(Image.new("RGB", (round(width), round(height)), "white"), words, width, height)


FULL_PAGE = lines("a page", "with margins", x=100, y=100)
CUT_OUT = lines("cut out of a page", "to the very edge", x=1, y=1, pitch=22, size=18)
"""Two lines, the first 151 points long, that end at 41 points."""


def test_page_with_margins_stays_as_it_is() -> None:
    sheet = sheet_of(FULL_PAGE, 300, 400)
    assert (sheet.page.rect.width, sheet.page.rect.height) == (300, 400)
    assert (sheet.scale, sheet.dx, sheet.dy) == (1, 0, 0)


def test_cut_out_picture_is_set_on_paper_in_a_common_type_size() -> None:
    sheet = sheet_of(CUT_OUT, 153, 42)
    assert (sheet.page.rect.width, sheet.page.rect.height) == (595, 842)
    assert sheet.scale == 0.5
    (picture,) = sheet.page.get_image_info()
    x0, y0, x1, y1 = picture["bbox"]
    assert (x1 - x0, y1 - y0) == pytest.approx((76.5, 21), abs=0.1)
    assert (x0, y0) == pytest.approx(((595 - 76.5) / 2, 100), abs=0.1)


def test_large_cut_out_gets_larger_paper() -> None:
    words = lines(*["cut out of a page"] * 60, x=1, y=1, pitch=22, size=9)
    sheet = sheet_of(words, 80, 1310)
    assert sheet.page.rect.height == 1310 + 200


def test_margin_on_two_sides_makes_a_page() -> None:
    assert sheet_of(line("at an edge", x=1, y=1), 300, 300).scale == 1


def test_boxes_on_the_paper_are_translated_back() -> None:
    sheet = sheet_of(CUT_OUT, 153, 42)
    found = sheet.page.search_for("to the very")[0]
    first, *_, last = CUT_OUT[5:8]
    true = Box.around([first.box, last.box])
    back = sheet.back(Box.of(found))
    assert back.x0 == pytest.approx(true.x0, abs=2)
    assert true.y0 - 6 < back.center[1] < true.y1 + 6


def test_translating_back_undoes_the_placing() -> None:
    sheet = Sheet(pymupdf.open().new_page(), scale=2, dx=10, dy=20)
    assert sheet.back(box(12, 24, 30, 60)) == box(1, 2, 10, 20)


def test_words_lie_invisibly_over_their_picture() -> None:
    sheet = sheet_of(FULL_PAGE, 300, 400)
    spans = [
        span
        for block in sheet.page.get_text("dict")["blocks"]
        for text in block.get("lines", ())
        for span in text["spans"]
    ]
    assert [span["text"].strip() for span in spans] == ["a page", "with margins"]
    assert {span["char_flags"] & 48 for span in spans} == {0}
    widths = [span["bbox"][2] - span["bbox"][0] for span in spans]
    assert widths == pytest.approx([28.33, 58.33], abs=1)


def test_chinese_words_are_laid_under_too() -> None:
    words = line("中文 页面", x=100, y=100)
    assert "中文" in sheet_of(words, 300, 400).page.get_text()


def test_words_can_be_shown_without_their_picture() -> None:
    sheet = lay_under(None, FULL_PAGE, 300, 400)
    assert sheet.page.get_image_info() == []
    assert sheet.page.get_text().split() == ["a", "page", "with", "margins"]

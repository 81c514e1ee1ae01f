"""Fonts of TeX recognised by widths and extents alone."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

from docparse.sources import open_source
from docparse.sources.bitmap_fonts import Metric, recognise
from docparse.sources.pdf import PdfPage
from tests.sources.type3 import metrics_of, names_of, type3_pdf

FONTS = ("CMR10", "CMMI10", "CMSY10", "CMEX10", "CMBX12", "CMTI10", "MSBM10", "CMMI7", "CMTT10")


def _name(metrics: Mapping[int, Metric]) -> str | None:
    font = recognise(metrics)
    return font.name if font else None


@pytest.mark.parametrize("name", FONTS)
def test_font_is_recognised_by_all_its_glyphs(name: str) -> None:
    font = recognise(metrics_of(name))
    assert font is not None
    assert font.name == name
    assert list(font.glyphs) == list(names_of(name))


@pytest.mark.parametrize("name", FONTS)
@pytest.mark.parametrize("seed", range(3))
def test_font_is_recognised_where_all_is_rounded_to_pixels(name: str, seed: int) -> None:
    noise = random.Random(seed)
    rounded = {
        code: Metric(
            metric.width + noise.uniform(-0.001, 0.001),
            metric.height + noise.uniform(-0.01, 0.01),
            metric.depth + noise.uniform(-0.01, 0.01),
        )
        for code, metric in metrics_of(name).items()
    }
    assert _name(rounded) == name


@pytest.mark.parametrize(
    ("name", "codes"),
    [("CMMI10", b"xyf"), ("CMR10", b"The"), ("CMSY10", (0, 50, 26)), ("CMEX10", (88, 90, 16))],
)
def test_font_is_recognised_by_a_few_codes(name: str, codes: tuple[int, ...]) -> None:
    assert _name(metrics_of(name, codes)) == name


def test_no_codes_are_no_font() -> None:
    assert recognise({}) is None


def test_codes_beyond_those_of_tex_are_no_font_of_tex() -> None:
    assert recognise({**metrics_of("CMR10"), 200: Metric(0.5, 0.5, 0)}) is None


def test_unknown_font_is_not_recognised() -> None:
    fixed = {code: Metric(0.6123, 0.7, 0.2) for code in b"abcdefghij"}
    assert recognise(fixed) is None


def test_font_with_one_other_width_is_not_recognised() -> None:
    metrics = metrics_of("CMR10")
    metrics[ord("a")] = replace(metrics[ord("a")], width=metrics[ord("a")].width + 0.05)
    assert recognise(metrics) is None


def test_glyphs_of_bitmaps_have_names_characters_and_ink() -> None:
    with open_source(type3_pdf({"CMMI10": b"\x0bxy", "CMEX10": b"\x58\x10"})) as source:
        page = source.page(1)
        assert isinstance(page, PdfPage)
        glyphs = page.glyphs
    assert [(glyph.font, glyph.name) for glyph in glyphs] == [
        ("CMMI10", "alpha"),
        ("CMMI10", "x"),
        ("CMMI10", "y"),
        ("CMEX10", "summationdisplay"),
        ("CMEX10", "parenleftBig"),
    ]
    assert [glyph.text for glyph in glyphs[:3]] == ["α", "x", "y"]
    total = glyphs[3]
    (metric,) = metrics_of("CMEX10", [0x58]).values()
    assert total.y - total.ink[1] == pytest.approx(10 * metric.height, abs=0.1)
    assert total.ink[3] - total.y == pytest.approx(10 * metric.depth, abs=0.1)


def test_words_of_bitmaps_are_spelt_in_the_font_that_was_recognised() -> None:
    with open_source(type3_pdf({"CMR10": b"\x0cne print", "CMBX10": b"bold"})) as source:
        words = {word.text: word for word in source.page(1).words}
    assert [word for word in words if "print" in word or "bold" in word]
    bold = next(word for text, word in words.items() if "bold" in text)
    assert bold.bold
    assert bold.font == "CMBX10"
    assert any(text.startswith(("fi", "ﬁ")) for text in words)

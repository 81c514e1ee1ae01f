"""Figures drawn with lines and curves."""

from __future__ import annotations

from collections.abc import Callable

import pymupdf
import pytest

from docparse.engines.embedded.drawings import find_figures
from docparse.engines.embedded.regions import Region
from docparse.schemas import Word
from tests.engines.embedded.parts import box, lines

Draw = Callable[[pymupdf.Page], None]


def figures(
    *draws: Draw, regions: list[Region] | None = None, words: list[Word] | None = None
) -> list[Region]:
    document = pymupdf.open()
    page = document.new_page(width=600, height=800)
    for draw in draws:
        draw(page)
    return find_figures(page, regions or [], words or [])


def curves(x: float = 100, y: float = 100) -> Draw:
    def draw(page: pymupdf.Page) -> None:
        for i in range(12):
            page.draw_circle((x + 12 * i, y + 8 * i), 10)

    return draw


def bars(page: pymupdf.Page) -> None:
    for i in range(10):
        page.draw_rect((100 + 15 * i, 300 - 10 * i, 110 + 15 * i, 310), fill=(0, 0, 1))


def zigzag(page: pymupdf.Page) -> None:
    for i in range(10):
        page.draw_line((100 + 15 * i, 200 + 60 * (i % 2)), (115 + 15 * i, 260 - 60 * (i % 2)))


def table_lines(page: pymupdf.Page) -> None:
    for i in range(12):
        page.draw_line((100, 100 + 15 * i), (400, 100 + 15 * i))
        page.draw_line((100 + 25 * i, 100), (100 + 25 * i, 265))


@pytest.mark.parametrize("draw", [curves(), bars, zigzag], ids=["curves", "bars", "slanted lines"])
def test_shapes_that_stand_together_are_a_figure(draw: Draw) -> None:
    (figure,) = figures(draw)
    assert (figure.label, figure.drawn) == ("picture", True)


def test_figure_is_the_box_around_its_shapes() -> None:
    (figure,) = figures(curves(100, 100))
    assert figure.box.corners == pytest.approx((90, 90, 242, 198), abs=1.5)


def test_figures_with_white_space_between_them_are_two() -> None:
    assert len(figures(curves(100, 100), curves(100, 300))) == 2


def test_lines_of_tables_are_no_figure() -> None:
    assert figures(table_lines) == []


def test_few_shapes_are_decoration() -> None:
    def decoration(page: pymupdf.Page) -> None:
        for i in range(7):
            page.draw_circle((100 + 12 * i, 100 + 8 * i), 10)

    assert figures(decoration) == []


def test_row_of_small_marks_is_no_figure() -> None:
    def marks(page: pymupdf.Page) -> None:
        for i in range(20):
            page.draw_circle((100 + 10 * i, 100), 3)

    assert figures(marks) == []


def test_shapes_under_running_text_are_no_figure() -> None:
    text = lines(*["words over the whole of it"] * 9, x=90, y=90, pitch=12)
    assert figures(curves(), words=text) == []
    assert len(figures(curves(), words=text[:3])) == 1


@pytest.mark.parametrize("label", ["picture", "table", "formula"])
def test_shapes_in_a_region_that_accounts_for_them_are_no_figure(label: str) -> None:
    assert figures(curves(), regions=[Region(label, box(80, 80, 260, 210))]) == []  # type: ignore[arg-type]


def test_shapes_in_a_text_region_are_a_figure() -> None:
    assert len(figures(curves(), regions=[Region("text", box(80, 80, 260, 210))])) == 1


def test_shapes_off_the_page_are_no_figure() -> None:
    assert figures(curves(-400, 100)) == []


def test_ground_of_the_page_does_not_join_figures() -> None:
    def ground(page: pymupdf.Page) -> None:
        page.draw_rect((0, 0, 600, 800), fill=(0.9, 0.9, 1))

    assert len(figures(ground, curves(100, 100), curves(100, 500))) == 2


def shaded(page: pymupdf.Page) -> None:
    for i in range(10):
        page.draw_rect((100, 100 + 16 * i, 400, 116 + 16 * i), fill=(0.9, 0.9, 0.9))


def test_filled_rectangles_under_words_are_no_figure() -> None:
    words = [word for i in range(10) for word in lines("Label", x=110, y=103 + 16 * i)]
    assert figures(shaded, words=words) == []
    assert len(figures(shaded, words=words[1:])) == 1

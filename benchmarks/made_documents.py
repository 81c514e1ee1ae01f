"""Documents for measuring speed, made here so that nothing has to be fetched.

Five kinds of page take turns: two columns, three columns, a ruled table, a table without rules, a
line drawing with its caption; all with running headers and page numbers. The same call makes the
same words.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from pathlib import Path

import pymupdf

_VOCABULARY = """
account agree area autumn balance basin border bridge budget camera canal carbon centre change
circle climate column copper county course current debate degree demand design detail engine
estimate export factor family figure forest future garden harbour height history industry island
journal kitchen labour letter market measure method mineral moment nation number object office
origin output paper pattern period picture planet policy present process product public quality
railway region report result river season sector signal source station street supply surface
system theory timber travel union valley value village volume water weather winter
"""
_WORDS = _VOCABULARY.split()
_MARGIN = 54.0
_GUTTER = 18.0


def make_document(path: Path, pages: int) -> Path:
    """Write a PDF of that many pages and return its path."""
    kinds = (_columns(2), _ruled_table, _columns(3), _plain_table, _drawing)
    with pymupdf.open() as file:
        for number in range(1, pages + 1):
            page = file.new_page()
            words = random.Random(number)
            kinds[number % len(kinds)](page, words)
            page.insert_text((_MARGIN, 36), "A report on everything", fontsize=8)
            page.insert_text((page.rect.width / 2, page.rect.height - 30), str(number), fontsize=8)
        file.save(path, deflate=True)
    return path


def _body(page: pymupdf.Page) -> pymupdf.Rect:
    return pymupdf.Rect(_MARGIN, _MARGIN, page.rect.width - _MARGIN, page.rect.height - _MARGIN)


def _columns(count: int) -> Callable[[pymupdf.Page, random.Random], None]:
    def lay(page: pymupdf.Page, words: random.Random) -> None:
        body = _body(page)
        page.insert_text((body.x0, body.y0 + 16), _title(words), fontsize=16, fontname="hebo")
        width = (body.width - (count - 1) * _GUTTER) / count
        for column in range(count):
            x0 = body.x0 + column * (width + _GUTTER)
            _fill(page, pymupdf.Rect(x0, body.y0 + 36, x0 + width, body.y1), words)

    return lay


def _ruled_table(page: pymupdf.Page, words: random.Random) -> None:
    body = _body(page)
    _fill(page, pymupdf.Rect(body.x0, body.y0, body.x1, body.y0 + 200), words)
    _table(page, pymupdf.Rect(body.x0, body.y0 + 230, body.x1, body.y1), words, ruled=True)


def _plain_table(page: pymupdf.Page, words: random.Random) -> None:
    body = _body(page)
    _table(page, pymupdf.Rect(body.x0, body.y0, body.x1, body.y0 + 320), words, ruled=False)
    _fill(page, pymupdf.Rect(body.x0, body.y0 + 350, body.x1, body.y1), words)


def _drawing(page: pymupdf.Page, words: random.Random) -> None:
    body = _body(page)
    frame = pymupdf.Rect(body.x0 + 40, body.y0, body.x1 - 40, body.y0 + 240)
    page.draw_rect(frame, color=(0, 0, 0))
    for curve in range(3):
        points = [
            (frame.x0 + x, frame.y0 + 120 + 35 * curve * math.sin(x / (20 + 7 * curve)))
            for x in range(0, int(frame.width), 4)
        ]
        page.draw_polyline(points, color=(0.1, 0.3 * curve, 0.7))
    page.insert_text((frame.x0, frame.y1 + 16), f"Figure 1: {_title(words)}.", fontsize=9)
    _fill(page, pymupdf.Rect(body.x0, frame.y1 + 40, body.x1, body.y1), words)


def _table(page: pymupdf.Page, frame: pymupdf.Rect, words: random.Random, *, ruled: bool) -> None:
    rows, columns = int(frame.height / 18), 6
    width = frame.width / columns
    for row in range(rows):
        y = frame.y0 + 18 * (row + 1)
        for column in range(columns):
            name = row == 0 or column == 0
            text = words.choice(_WORDS) if name else f"{words.uniform(0, 999):.1f}"
            font = "hebo" if row == 0 else "helv"
            page.insert_text(
                (frame.x0 + column * width + 4, y - 5), text, fontsize=9, fontname=font
            )
        if ruled or row in {0, rows - 1}:
            page.draw_line((frame.x0, y), (frame.x1, y))
    for column in range(columns + 1) if ruled else ():
        x = frame.x0 + column * width
        page.draw_line((x, frame.y0 + 18), (x, frame.y0 + 18 * rows))


def _fill(page: pymupdf.Page, frame: pymupdf.Rect, words: random.Random) -> None:
    """Set paragraphs from the top of a frame until it is full."""
    y = frame.y0
    while y + 24 < frame.y1:
        text = " ".join(_sentence(words) for _ in range(words.randint(2, 5)))
        left = page.insert_textbox((frame.x0, y, frame.x1, frame.y1), text, fontsize=9.5)
        if left < 0:  # it does not fit any more
            return
        y = frame.y1 - left + 8


def _sentence(words: random.Random) -> str:
    return " ".join(words.choices(_WORDS, k=words.randint(7, 16))).capitalize() + "."


def _title(words: random.Random) -> str:
    return " ".join(words.choices(_WORDS, k=4)).capitalize()

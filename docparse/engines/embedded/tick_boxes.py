"""Boxes to tick that are drawn, not typed: the signs ☐ and ☑ they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.engines.embedded.ocr import Pixels
from docparse.markup.joining import is_cjk
from docparse.schemas import Box, Word
from docparse.sources.pdf import PdfPage

SIGNS = "☐☑"
_LEAST, _MOST = 6.0, 17.0
"""Points of the side of a box."""
_SQUARE = 0.22
"""By which share of it the sides may differ."""
_DPI = 200
_INSET = 0.24
"""Share of the side that is border, and not looked at for a mark."""
_MARKED, _SOLID = 0.05, 0.85
"""Share of a box's inside that is dark: from which it is ticked, from which it is no box."""
_DARK = 140
_REACH = 2.6
"""Sides from a box within which its words begin or end."""
_MARKS = frozenset("xX×✓✔✗✘✕✖vV√☑☒") | {"3", "4", "8"}
"""What stands in a ticked box as text; figures are those of fonts of signs."""
_MISREAD = frozenset("口ロ□☐☑☒DOo0回囗区凶✓×xXMKUV")
"""What OCR takes a box for."""
_AT_END = 0.4
"""Sides by which a word that OCR began with a box may begin beside it."""
_NARROW = 0.3
"""Width of a letter in line heights, at least: narrower, the box was one of the letters."""
_TOUCHING = 1.0
_LOW = 0.6
"""Share of a word's height below which a square in it is a part of a letter."""
_STRAIGHT = 0.72
"""Share of the side that must be one straight stroke in a picture."""


def with_drawn_boxes(page: PdfPage, words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words of a page with the signs of the boxes that are drawn on it.

    A box is a small square with words beside it that touches no other one. A letter or sign in it
    is the mark, and no word any more.

    Args:
        page: Of a PDF.
        words: Of its text layer.
    """
    squares = _apart([box for box in page.squares if _is_size(box.width, box.height)])
    held = [[word for word in words if box.contains(word.box.center)] for box in squares]
    found = [
        (box, _share_of(page, box))
        for box, inside in zip(squares, held, strict=True)
        if _is_beside(box, words) and all(word.text in _MARKS for word in inside)
    ]
    return _with_signs(words, found)


def with_pictured_boxes(pixels: Pixels, scale: float, words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words of a page image with the signs of the boxes it shows.

    Args:
        pixels: The page, upright.
        scale: Points of a pixel.
        words: What was read, in points.
    """
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(
        gray, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _odd(24 / scale), 15
    )
    found = []
    for x0, y0, x1, y1 in _squares(ink, _LEAST / scale, _MOST / scale):
        box = Box.of((x0 * scale, y0 * scale, x1 * scale, y1 * scale))
        if _is_beside(box, words) and not _is_letter(box, words):
            found.append((box, _dark_share(ink[y0:y1, x0:x1].astype(bool))))
    places = _apart([box for box, _ in found])
    return _with_signs(words, [pair for pair in found if pair[0] in places])


def _with_signs(words: Sequence[Word], found: Sequence[tuple[Box, float]]) -> tuple[Word, ...]:
    boxes = [(box, share) for box, share in found if share < _SOLID]
    if not boxes:
        return tuple(words)
    kept = [word for word in words if not any(_is_mark(word, box) for box, _ in boxes)]
    kept = [_without_sign(word, [box for box, _ in boxes]) for word in kept]
    for box, share in boxes:
        kept = _with_sign(kept, box, SIGNS[share > _MARKED])
    return tuple(kept)


def _with_sign(words: Sequence[Word], box: Box, sign: str) -> list[Word]:
    """Put a sign into the line of the nearest word on its height, where it stands in it."""
    near = [at for at, word in enumerate(words) if _is_level(box, word)]
    at = min(near, key=lambda index: _gap(box, words[index].box))
    line = [index for index, word in enumerate(words) if word.line == words[at].line]
    behind = [index for index in line if words[index].box.x0 > box.x0]
    place = behind[0] if behind else line[-1] + 1
    known = {"text": sign, "box": box, "spaced": True, "hidden": False, "link": None}
    made = words[at].model_copy(update=known)
    return [*words[:place], made, *words[place:]]


def _gap(box: Box, other: Box) -> float:
    return max(other.x0 - box.x1, box.x0 - other.x1)


def _is_mark(word: Word, box: Box) -> bool:
    """Tell what was read of the box itself, or stands in it."""
    return len(word.text) <= 2 and box.expanded(_TOUCHING).contains(word.box.center)


def _without_sign(word: Word, boxes: Sequence[Box]) -> Word:
    """A word that OCR began with the box, whether it read that as a letter or not: without it."""
    for box in boxes if word.confidence is not None else ():
        rest = word.box.x1 - box.x1
        inside = abs(word.box.x0 - box.x0) < _AT_END * box.width and rest > _AT_END * box.width
        if inside and word.box.intersection(box) > 0.5 * box.area:
            misread = len(word.text) > 1 and word.text[0] in _MISREAD
            text = word.text[1:] if misread else word.text
            if rest >= _NARROW * len(text) * word.box.height:
                left = word.box.model_copy(update={"x0": box.x1 + 0.1 * rest / len(text)})
                return word.model_copy(update={"text": text, "box": left})
    return word


def _is_size(width: float, height: float) -> bool:
    larger = max(width, height)
    return _LEAST <= larger <= _MOST and abs(width - height) <= _SQUARE * larger


def _apart(boxes: Sequence[Box]) -> list[Box]:
    """Each box once, without those that touch another one, as the cells of a number do."""
    once: list[Box] = []
    for box in boxes:
        if not any(box.intersection(other) > 0.7 * box.area for other in once):
            once.append(box)
    grown = [box.expanded(_TOUCHING) for box in once]
    return [box for box in once if sum(box.intersection(other) > 0 for other in grown) == 1]


def _is_beside(box: Box, words: Sequence[Word]) -> bool:
    """Tell a box with a word of about its height to the right or left of it."""
    return any(
        _is_level(box, word)
        and -0.5 * box.width < _gap(box, word.box) < _REACH * box.width
        and not _is_mark(word, box)
        for word in words
        if any(map(str.isalpha, word.text))
    ) or any(_without_sign(word, [box]) is not word for word in words)


def _is_level(box: Box, word: Word) -> bool:
    level = word.box.y0 - 2 <= box.center[1] <= word.box.y1 + 2
    return level and word.box.height < 3 * box.height


def _is_letter(box: Box, words: Sequence[Word]) -> bool:
    """Tell a square that is a part of a word, as those of Chinese characters are."""
    for word in words:
        if word.box.intersection(box) < 0.5 * box.area:
            continue
        if len(word.text) == 1 and is_cjk(word.text):
            return word.text not in _MISREAD
        if box.height < _LOW * word.box.height or _is_mark(word, box):
            return box.height < _LOW * word.box.height
        return _without_sign(word, [box]) is word or is_cjk(word.text[0])
    return False


def _share_of(page: PdfPage, box: Box) -> float:
    gray = np.asarray(page.image(_DPI, box).convert("L"))
    return _dark_share(gray < _DARK)


def _dark_share(dark: NDArray[np.bool_]) -> float:
    height, width = dark.shape
    top, left = round(_INSET * height), round(_INSET * width)
    inside = dark[top : height - top, left : width - left]
    return float(inside.mean()) if inside.size else 0.0


def _odd(value: float) -> int:
    return 2 * round(value / 2) + 1


_FINE = 14
"""Pixels of the side below which letters look like squares."""
_BAND, _CLOSED = 0.1, 0.85
"""Share of the side as which its stroke is looked for, and that must be dark."""
_ALIKE = 0.75
"""By how much the level strokes of a box overlap: a mark may lengthen one."""
Square = tuple[int, int, int, int]


def _squares(ink: NDArray[Any], least: float, most: float) -> list[Square]:
    """Squares of straight strokes: pairs of level strokes with upright ones at both ends."""
    level = sorted(_strokes(ink, least, most, upright=False), key=lambda stroke: stroke[1])
    upright = _strokes(ink, least, most, upright=True)
    squares = []
    for number, (x0, y0, x1, y1) in enumerate(level):
        for u0, v0, u1, v1 in level[number + 1 :]:
            if v0 - y0 > (1 + _SQUARE) * most:
                break
            whole = max(x0, u0), y0, min(x1, u1), v1
            side = whole[2] - whole[0]
            longer = max(x1 - x0, u1 - u0)
            if v0 <= y1 or side < _ALIKE * longer or abs(v1 - y0 - side) > _SQUARE * side:
                continue
            slack = max(2.0, 0.12 * side)
            edges = all(_has_edge(upright, x, whole, slack) for x in (whole[0], whole[2]))
            if edges and _is_closed(ink, whole):
                squares.append(whole)
    return squares


def _is_closed(ink: NDArray[Any], square: Square) -> bool:
    """Tell four strokes that meet in corners, as those of round letters do not."""
    x0, y0, x1, y1 = square
    if x1 - x0 < _FINE:
        return False
    band = max(2, round(_BAND * (x1 - x0)))
    sides = (
        ink[max(y0 - 1, 0) : y0 + band, x0:x1].any(axis=0),
        ink[y1 - band : y1 + 1, x0:x1].any(axis=0),
        ink[y0:y1, max(x0 - 1, 0) : x0 + band].any(axis=1),
        ink[y0:y1, x1 - band : x1 + 1].any(axis=1),
    )
    return all(float(side.mean()) >= _CLOSED for side in sides)


def _has_edge(upright: Sequence[Square], x: int, whole: Square, slack: float) -> bool:
    _, top, _, bottom = whole
    return any(
        min(abs(left - x), abs(right - x)) <= slack
        and min(low, bottom) - max(high, top) >= _STRAIGHT * (bottom - top)
        for left, high, right, low in upright
    )


def _strokes(ink: NDArray[np.uint8], least: float, most: float, *, upright: bool) -> list[Square]:
    """Thin straight strokes about as long as the side of a box."""
    length = max(3, round(_STRAIGHT * least))
    kernel = np.ones((length, 1) if upright else (1, length), np.uint8)
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel)
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    strokes = []
    for x, y, width, height, _ in stats[1:].tolist():
        long, thick = (height, width) if upright else (width, height)
        if least <= long <= most and thick <= max(4.0, 0.3 * long):
            strokes.append((x, y, x + width, y + height))
    return strokes

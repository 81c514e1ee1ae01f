"""Find what is drawn in a page image: straight lines, as table borders, and graphics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.engines.embedded.ocr import Pixels
from docparse.schemas import Box, Rule

_MIN_LENGTH = 2.6
"""Heights of a common word; strokes of letters are shorter."""
_WORD_HEIGHT = 9.0
"""Points, where there are no words."""
_MAX_THICKNESS = 4.0
"""Points."""
_HALO, _REACH = 2.0, 5.0
"""Points around words and lines that belong to them; between the parts of one drawing."""
_MIN_GRAPHIC = 18.0
"""Points of width and height; less is a sign or a speck."""
_BRIDGED = 1.0
"""Points of a gap in a line that are closed."""


def find_rules(image: Pixels, scale: float, words: Sequence[Box]) -> tuple[Rule, ...]:
    """Return the horizontal and vertical lines of a level page image, in points.

    Args:
        image: (height, width, 3).
        scale: Points per pixel.
        words: Boxes of the words, in points; a line inside one is a row of its letters.
    """
    ink = _ink(image, scale)
    height = max(median([word.height for word in words] or [0]), _WORD_HEIGHT)
    length = max(3, round(_MIN_LENGTH * height / scale))
    across = _lines(ink, scale, length, horizontal=True)
    down = _lines(ink, scale, length, horizontal=False)
    return tuple(rule for rule in (*across, *down) if not _is_lettering(rule.box, words))


def find_graphics(
    image: Pixels, scale: float, words: Sequence[Box], rules: Sequence[Rule]
) -> tuple[Box, ...]:
    """Return boxes around what is drawn on a page besides words and lines, in points.

    Args:
        image: (height, width, 3).
        scale: Points per pixel.
        words: Boxes of the words, in points.
        rules: The lines.
    """
    ink = _ink(image, scale)
    for box in (*words, *(rule.box for rule in rules)):
        x0, y0, x1, y1 = (round(value / scale) for value in box.expanded(_HALO).corners)
        ink[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)] = 0
    reach = max(3, round(_REACH / scale))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = (
        Box.of((x * scale, y * scale, (x + width) * scale, (y + height) * scale))
        for x, y, width, height, _ in stats[1:]
    )
    return tuple(box for box in boxes if min(box.width, box.height) > _MIN_GRAPHIC)


def _is_lettering(rule: Box, words: Sequence[Box]) -> bool:
    """Tell whether half of a line lies well inside words."""
    inside = sum(
        rule.intersection(word.expanded(-0.1 * min(word.width, word.height)))
        for word in words
        if word.intersection(rule) > 0
    )
    return inside > 0.4 * rule.area


def _ink(image: Pixels, scale: float) -> NDArray[np.uint8]:
    """255 where a pixel is darker than its surroundings."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    window = max(15, round(15 / scale)) | 1
    ink = cv2.adaptiveThreshold(
        gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, 12
    )
    return np.asarray(ink, np.uint8)


def _lines(
    ink: NDArray[np.uint8], scale: float, length: int, *, horizontal: bool
) -> Iterator[Rule]:
    """Keep what survives an opening with a thin bar of that many pixels."""
    bridge = max(1, round(_BRIDGED / scale))
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _bar(bridge, horizontal))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, _bar(length, horizontal))
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    for x, y, width, height, _ in stats[1:]:
        long, thick = (width, height) if horizontal else (height, width)
        if thick * scale <= _MAX_THICKNESS and long > 8 * thick:
            box = Box.of((x * scale, y * scale, (x + width) * scale, (y + height) * scale))
            yield Rule(box=box, horizontal=horizontal)


def _bar(length: int, horizontal: bool) -> NDArray[np.uint8]:
    return np.ones((1, length) if horizontal else (length, 1), np.uint8)

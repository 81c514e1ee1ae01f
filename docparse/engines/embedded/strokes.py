"""Find the straight lines drawn in a page image: table borders and the like."""

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
_BRIDGED = 1.0
"""Points of a gap in a line that are closed."""


def find_rules(image: Pixels, scale: float, words: Sequence[Box]) -> tuple[Rule, ...]:
    """Return the horizontal and vertical lines of a level page image, in points.

    Args:
        image: (height, width, 3).
        scale: Points per pixel.
        words: Boxes of the words, in points; a line inside one is a row of its letters.
    """
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    window = max(15, round(15 / scale)) | 1
    ink = cv2.adaptiveThreshold(
        gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, 12
    )
    height = max(median([word.height for word in words] or [0]), _WORD_HEIGHT)
    length = max(3, round(_MIN_LENGTH * height / scale))
    across = _lines(np.asarray(ink, np.uint8), scale, length, horizontal=True)
    down = _lines(np.asarray(ink, np.uint8), scale, length, horizontal=False)
    return tuple(rule for rule in (*across, *down) if not _is_lettering(rule.box, words))


def _is_lettering(rule: Box, words: Sequence[Box]) -> bool:
    """Tell whether half of a line lies well inside words."""
    inside = sum(
        rule.intersection(word.expanded(-0.1 * min(word.width, word.height)))
        for word in words
        if word.intersection(rule) > 0
    )
    return inside > 0.4 * rule.area


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

"""Pages of black bars, and a reader that takes each bar for a line of text.

A bar has a notch above its left part; one with the notch below its right part is upside down, and
makes no sense to the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw

from docparse.engines.embedded.ocr import Glyph, LineReader, Pixels, Quad, ReadLine, straighten

SIZE = (600, 800)
"""Points of a page."""
_SCALE = 2
_NONSENSE = 0.3


def barred(*bars: tuple[float, float, float, float]) -> Image.Image:
    """Draw bars given in points on a page."""
    image = Image.new("RGB", (SIZE[0] * _SCALE, SIZE[1] * _SCALE), "white")
    draw = ImageDraw.Draw(image)
    for bar in bars:
        x0, y0, x1, y1 = (value * _SCALE for value in bar)
        draw.rectangle((x0, y0, x1, y1), fill="black")
        draw.rectangle(
            (x0 + 0.1 * (x1 - x0), y0, x0 + 0.3 * (x1 - x0), (y0 + y1) / 2), fill="white"
        )
    return image


def page_of(count: int = 6, *, height: float = 14) -> Image.Image:
    """A page of bars one below the other, each 20 points shorter than the one above."""
    return barred(*((80, 100 + 40 * i, 480 - 20 * i, 100 + height + 40 * i) for i in range(count)))


class BarReader(LineReader):
    """Reads bars.

    Args:
        score: Score of the characters of an upright bar.
        text: What stands on it.
    """

    def __init__(self, score: float | Callable[[Quad], float] = 0.95, text: str = "words") -> None:
        super().__init__(threads=1)
        self.looked_at: list[Pixels] = []
        self.recognised = 0
        self._score, self._text = score, text

    def detect(self, image: Pixels) -> list[Quad]:
        """Find the bars; corners begin at the top left."""
        self.looked_at.append(image)
        ink = (image.min(axis=2) < 128).astype(np.uint8)
        contours, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        return [_corners(contour) for contour in contours if cv2.contourArea(contour) > 50]

    def recognise(self, image: Pixels, quads: Sequence[Quad]) -> list[ReadLine]:
        """Read each bar, surely when its notch is where it should be."""
        self.recognised += len(quads)
        return [self._line(quad, straighten(image, quad)) for quad in quads]

    def _line(self, quad: Quad, crop: Pixels) -> ReadLine:
        score = self._score(quad) if callable(self._score) else self._score
        if not _is_upright(crop):
            score = min(score, _NONSENSE)
        step = 1 / len(self._text)
        glyphs = (Glyph(c, (i + 0.5) * step, score) for i, c in enumerate(self._text))
        return ReadLine(quad, tuple(glyphs), frozenset())


def _corners(contour: np.ndarray) -> Quad:
    points = cv2.boxPoints(cv2.minAreaRect(contour))
    left, right = np.split(points[np.argsort(points[:, 0], kind="stable")], 2)
    left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)


def _is_upright(crop: Pixels) -> bool:
    """The notch is the only white in the middle of the bar's halves."""
    height, width = crop.shape[:2]
    above_left = crop[height // 4, int(0.15 * width) : int(0.25 * width)].mean()
    below_right = crop[height - height // 4 - 1, int(0.75 * width) : int(0.85 * width)].mean()
    return bool(above_left > below_right)

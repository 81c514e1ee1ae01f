"""Pages with lines of black blocks, and a reader that takes each for a line of text.

Some blocks of a line, right of its middle, are half as high as the others; where they hang from
the top the line is upside down, and makes no sense to the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw

from docparse.engines.embedded.ocr import Glyph, LineReader, Pixels, Quad, ReadLine, straighten

SIZE = (300, 400)
"""Points of a page."""
_SCALE = 3
"""Pixels per point of its picture."""
_BLOCK, _STEP = 3.0, 7.0
"""Points of width of a block, and from one to the next."""
_THINNEST = 9
"""Pixels of height of a line; what is lower is a rule or a speck."""
_NONSENSE = 0.3

Bar = tuple[float, float, float, float]


def bars_below(count: int = 6, *, height: float = 12) -> list[Bar]:
    """Places of lines one below the other, each 7 points shorter than the one above."""
    return [(40, 40 + 30 * i, 260 - 7 * i, 40 + height + 30 * i) for i in range(count)]


def picture_of(bars: Sequence[Bar], rules: Sequence[Bar] = ()) -> Image.Image:
    """Draw lines of blocks, and rules, given in points."""
    image = Image.new("RGB", (SIZE[0] * _SCALE, SIZE[1] * _SCALE), "white")
    draw = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in bars:
        for left in np.arange(x0, x1, _STEP):
            low = 0.6 < (left - x0) / (x1 - x0) < 0.8
            _block(draw, (left, (y0 + y1) / 2 if low else y0, min(left + _BLOCK, x1), y1))
    for rule in rules:
        _block(draw, rule)
    return image


def _block(draw: ImageDraw.ImageDraw, place: Bar) -> None:
    x0, y0, x1, y1 = (round(value * _SCALE) for value in place)
    draw.rectangle((x0, y0, x1 - 1, y1 - 1), fill="black")


class BarReader(LineReader):
    """Reads lines of blocks.

    Args:
        score: Score of the characters of an upright line.
        text: What stands on it.

    Attributes:
        looked_at: Images in which lines were looked for.
        recognised: Lines read so far.
    """

    def __init__(self, score: float | Callable[[Quad], float] = 0.95, text: str = "words") -> None:
        super().__init__(threads=1)
        self.looked_at: list[Pixels] = []
        self.recognised = 0
        self._score, self._text = score, text

    def detect(self, image: Pixels) -> list[Quad]:
        """Find the lines, and a margin around each; corners begin at the top left."""
        self.looked_at.append(image)
        ink = (image.min(axis=2) < 128).astype(np.uint8)
        joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((31, 31), np.uint8))
        joined = cv2.dilate(joined, np.ones((3, 3), np.uint8))
        contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        frames = [cv2.minAreaRect(contour) for contour in contours]
        return [_corners(cv2.boxPoints(frame)) for frame in frames if min(frame[1]) > _THINNEST]

    def recognise(self, image: Pixels, quads: Sequence[Quad]) -> list[ReadLine]:
        """Read each line, surely when it stands upright."""
        self.recognised += len(quads)
        return [self._line(quad, straighten(image, quad)) for quad in quads]

    def _line(self, quad: Quad, crop: Pixels) -> ReadLine:
        score = self._score(quad) if callable(self._score) else self._score
        if not _is_upright(crop):
            score = min(score, _NONSENSE)
        step = 1 / len(self._text)
        glyphs = (Glyph(c, (i + 0.5) * step, score) for i, c in enumerate(self._text))
        return ReadLine(quad, tuple(glyphs), frozenset())


def _corners(points: np.ndarray) -> Quad:
    left, right = np.split(points[np.argsort(points[:, 0], kind="stable")], 2)
    left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)


def _is_upright(crop: Pixels) -> bool:
    height, width = crop.shape[:2]
    low = crop[: height // 3, int(0.65 * width) : int(0.75 * width)].mean()
    hanging = crop[-(height // 3) :, int(0.25 * width) : int(0.35 * width)].mean()
    return bool(low > hanging)

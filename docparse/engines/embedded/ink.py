"""Turn lines read from an image into words, each with a box around its ink.

Knows pixels and characters: where ink stands, what a letter's height says of the type size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.engines.embedded.ocr import Glyph, Pixels, ReadLine, is_downward
from docparse.markup.joining import is_cjk
from docparse.schemas import Box, Word

_ASCENT, _X_HEIGHT, _DESCENT = 0.71, 0.48, 0.21
"""Of the type size, above and below the baseline, in common Latin text faces."""
_CJK_BODY = 0.92
"""Height of an ideograph's ink, of the type size."""
_SHORT = frozenset("acemnorsuvwxzgpqy-–—_=~+.,:;·…«»*<>")
"""Characters that stay below the ascender line."""
_DEEP = frozenset("gjpqy()[]{}|/,;@$§Q_")
"""Characters that go below the baseline."""
_LARGE = 40
"""Pixels of height from which specks are filtered out; smaller type would suffer."""
_FAINT = 24
"""Grey levels from the ground that count as drawn."""
_NEW_PIECE = 1.5
"""White gap, in type sizes, that parts what was detected as one line."""
_LONG = 15
"""Characters of a line in which the recogniser may have missed a space."""
_MISSED_SPACE = 0.24
"""White gap beyond the line's usual one, in type sizes, that is a space between Latin words."""


@dataclass(frozen=True)
class _Piece:
    """Glyphs of one word and the pixels they may cover."""

    glyphs: tuple[Glyph, ...]
    start: float
    stop: float
    apart: bool
    spaced: bool


def spell(
    lines: Sequence[ReadLine], image: Pixels, scale: float, first_line: int = 0
) -> list[Word]:
    """Turn read lines into words.

    Args:
        lines: As read from `image`, which is level.
        image: (height, width, 3).
        scale: Points per pixel.
        first_line: Number of the first line.
    """
    words: list[Word] = []
    number = first_line
    for line in lines:
        if not line.glyphs:
            continue
        made = _downward(line, number) if is_downward(line.quad) else _level(line, image, number)
        number = max(word.line for word in made) + 1
        words += [_scaled(word, scale) for word in made]
    return words


def _scaled(word: Word, scale: float) -> Word:
    return word.model_copy(
        update={
            "box": Box.of(value * scale for value in word.box.corners),
            "baseline": round(word.baseline * scale, 2),
            "size": round(word.size * scale, 1),
        }
    )


def _downward(line: ReadLine, number: int) -> list[Word]:
    xs, ys = line.quad[:, 0], line.quad[:, 1]
    box = Box(x0=float(xs.min()), y0=float(ys.min()), x1=float(xs.max()), y1=float(ys.max()))
    return [
        Word(
            text=line.text,
            box=box,
            baseline=box.y1,
            size=box.width,
            line=number,
            confidence=round(line.score, 4),
        )
    ]


def _level(line: ReadLine, image: Pixels, number: int) -> list[Word]:
    x0, y0 = np.maximum(np.floor(line.quad.min(axis=0)).astype(int), 0)
    x1, y1 = np.ceil(line.quad.max(axis=0)).astype(int)
    ink = _ink(image[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)])
    top, bottom = _extent(ink.sum(axis=1) > _speckle(ink))
    size, baseline = _type(line.text, top, bottom)
    columns: NDArray[np.bool_] = np.any(ink[top:bottom], axis=0)
    words = []
    for piece in _pieces(line, columns, size):
        start, stop = _extent(
            columns[int(piece.start) : max(int(piece.stop), int(piece.start) + 1)]
        )
        left = int(piece.start) + start
        number += piece.apart
        words.append(
            Word(
                text="".join(glyph.text for glyph in piece.glyphs),
                box=Box.of((x0 + left, y0 + top, x0 + left + stop - start, y0 + bottom)),
                baseline=float(y0 + baseline),
                size=size,
                spaced=piece.spaced,
                line=number,
                confidence=round(float(np.mean([g.score for g in piece.glyphs])), 4),
            )
        )
    return words


def _ink(crop: Pixels) -> NDArray[np.bool_]:
    """Mark what stands out from the ground, dark or light, but for lines drawn through it all."""
    gray = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    if len(gray) > _LARGE:
        gray = np.asarray(cv2.medianBlur(gray, 3), np.uint8)
    contrast = cv2.absdiff(gray, np.full_like(gray, np.median(gray)))
    if crop.shape[1] > 1.2 * crop.shape[0]:
        contrast[(contrast > _FAINT).mean(axis=1) > 0.85] = 0
    _, ink = cv2.threshold(contrast, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.asarray(ink, np.bool_)


def _speckle(ink: NDArray[np.bool_]) -> float:
    """Pixels of ink that a row of a line may hold by accident."""
    return 0.004 * float(ink.shape[1])


def _extent(marks: NDArray[np.bool_]) -> tuple[int, int]:
    """First and one past the last mark; everything when there is none."""
    (where,) = np.nonzero(marks)
    return (int(where[0]), int(where[-1]) + 1) if len(where) else (0, len(marks))


def _type(text: str, top: int, bottom: int) -> tuple[float, float]:
    """Type size and baseline, in pixels, from what kinds of letters make up the ink's height."""
    height = bottom - top
    if any(is_cjk(character) for character in text):
        size = height / _CJK_BODY
        return size, bottom - 0.12 * size
    above = _X_HEIGHT if all(c in _SHORT or c.isspace() for c in text) else _ASCENT
    below = _DESCENT if any(c in _DEEP for c in text) else 0.0
    size = height / (above + below)
    return size, bottom - below * size


def _pieces(line: ReadLine, columns: NDArray[np.bool_], size: float) -> Iterator[_Piece]:
    """Cut a line into words at spaces, at gaps that must be spaces and where columns part."""
    width = len(columns)
    at = [glyph.at * width for glyph in line.glyphs]
    gaps = [_gap(columns, *pair) for pair in pairwise(at)]
    usual = median([stop - start for start, stop in gaps]) / max(size, 1.0) if gaps else 0.0
    long = len(line.glyphs) > _LONG
    begin, start, apart, spaced = 0, 0.0, False, True
    for i, (gap_start, gap_stop) in enumerate(gaps, start=1):
        gap = (gap_stop - gap_start) / max(size, 1.0)
        letters = long and _is_letter(line.glyphs[i - 1]) and _is_letter(line.glyphs[i])
        numbered = _is_section_number(line.glyphs[:i]) and is_cjk(line.glyphs[i].text)
        space = i in line.spaces or ((letters or numbered) and gap > usual + _MISSED_SPACE)
        if space or gap > _NEW_PIECE:
            middle = (gap_start + gap_stop) / 2
            yield _Piece(line.glyphs[begin:i], start, middle, apart, spaced)
            begin, start, apart, spaced = i, middle, gap > _NEW_PIECE, True
    yield _Piece(line.glyphs[begin:], start, float(width), apart, spaced)


def _gap(columns: NDArray[np.bool_], left: float, right: float) -> tuple[float, float]:
    """The widest white stretch between the middles of two neighbouring characters."""
    low, high = int(left), max(int(right), int(left) + 1)
    white = np.concatenate(([False], ~columns[low:high], [False]))
    edges = np.flatnonzero(white[1:] != white[:-1]).reshape(-1, 2)
    if not len(edges):
        return (left + right) / 2, (left + right) / 2
    start, stop = edges[np.argmax(edges[:, 1] - edges[:, 0])]
    return low + float(start), low + float(stop)


def _is_section_number(glyphs: Sequence[Glyph]) -> bool:
    text = "".join(glyph.text for glyph in glyphs)
    return "." in text and text.replace(".", "").isdigit()


def _is_letter(glyph: Glyph) -> bool:
    return glyph.text.isalpha() and not is_cjk(glyph.text)

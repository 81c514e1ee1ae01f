"""Words of a page, in any order, as strands: lines of text, each followed by the one below it.

Knows geometry and no blocks. A column of text is one strand, and so is a column of a table.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docparse.markup.joining import is_cjk
from docparse.schemas import Word

_GAP = 1.0
"""Widest space between the words of a line, as a share of the type size."""
_SAME_LINE = 0.5
"""Least overlap in height of two words of a line, as a share of the lower one's."""
_SAME_COLUMN = 0.5
"""Least overlap in width of a line with the one above, as a share of the narrower one's."""


@dataclass(frozen=True)
class Stream:
    """The text of a page without spaces and punctuation, strand by strand.

    A unit is a word, or one character of a script without spaces.

    Attributes:
        text: Letters and digits in lower case, compatibility forms resolved.
        codes: The code points of `text` (signs,).
        unit: The unit of each sign (signs,).
        starts: The first sign of each unit, and the end of the text (units + 1,).
        boxes: Of the units, `x0, y0, x1, y1` in points (units, 4).
        line: The line of each unit (units,).
    """

    text: str
    codes: NDArray[np.int64]
    unit: NDArray[np.int64]
    starts: NDArray[np.int64]
    boxes: NDArray[np.float64]
    line: NDArray[np.int64]


def signs_of(text: str) -> str:
    """Return what is compared of a text: letters and digits, case and ligatures resolved."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def stream_of(words: Sequence[Word]) -> Stream:
    """Lay the words of a page out as one text.

    Args:
        words: In any order; words printed twice in one place count once.
    """
    once = list(
        {(word.text, round(word.box.x0), round(word.box.y0)): word for word in words}.values()
    )
    lines = _lines(once)
    parts: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    line_of: list[int] = []
    for number, index in enumerate(i for strand in _strands(lines) for i in strand):
        for word in lines[index].words:
            for signs, box in _units(word):
                parts.append(signs)
                boxes.append(box)
                line_of.append(number)
    lengths = np.array([len(part) for part in parts], dtype=np.int64)
    text = "".join(parts)
    return Stream(
        text=text,
        codes=codes_of(text),
        unit=np.repeat(np.arange(len(parts)), lengths),
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        boxes=np.array(boxes, dtype=np.float64).reshape(-1, 4),
        line=np.array(line_of, dtype=np.int64),
    )


def codes_of(text: str) -> NDArray[np.int64]:
    """Return the code points of a text (characters,)."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)


@dataclass
class _Line:
    """Words side by side, left to right, and their extent."""

    words: list[Word]
    x0: float
    x1: float
    top: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def _lines(words: Sequence[Word]) -> list[_Line]:
    """Put words that stand side by side into lines; a gutter ends a line."""
    if not words:
        return []
    band = float(np.median([_height(word) for word in words])) or 1.0
    lines: list[_Line] = []
    open_lines: dict[int, list[_Line]] = {}
    for word in sorted(words, key=lambda word: word.box.x0):
        top, bottom = _extent(word)
        size = bottom - top
        row = int((top + bottom) / 2 // band)
        near = (line for at in (row - 1, row, row + 1) for line in open_lines.get(at, ()))
        fitting = [line for line in near if _continues(line, word.box.x0, top, bottom, size)]
        if fitting:
            line = max(fitting, key=lambda line: line.x1)
            line.words.append(word)
            line.x1 = max(line.x1, word.box.x1)
            if size >= 0.8 * line.size:
                open_lines[int(line.middle // band)].remove(line)
                line.top, line.bottom, line.size = top, bottom, max(size, line.size)
                open_lines.setdefault(row, []).append(line)
        else:
            line = _Line([word], word.box.x0, word.box.x1, top, bottom, size)
            lines.append(line)
            open_lines.setdefault(row, []).append(line)
    return lines


def _continues(line: _Line, x0: float, top: float, bottom: float, size: float) -> bool:
    shared = min(line.bottom, bottom) - max(line.top, top)
    lower = min(line.bottom - line.top, bottom - top)
    larger = max(line.size, size)
    return shared >= _SAME_LINE * lower and -0.6 * larger <= x0 - line.x1 <= _GAP * larger


def _extent(word: Word) -> tuple[float, float]:
    """Return top and bottom of the word's line: the ink alone may be a dash."""
    if word.size > 0 and word.box.y0 - word.size < word.baseline < word.box.y1 + word.size:
        return word.baseline - 0.75 * word.size, word.baseline + 0.25 * word.size
    return word.box.y0, word.box.y1


def _height(word: Word) -> float:
    return word.size or word.box.height


def _strands(lines: Sequence[_Line]) -> list[list[int]]:
    """Return the lines, by index, as chains from top to bottom, the chains by where they begin."""
    if not lines:
        return []
    x0, x1, middle = (
        np.array([getattr(line, side) for line in lines]) for side in ("x0", "x1", "middle")
    )
    following: dict[int, int] = {}
    heads = []
    for index in np.argsort(middle, kind="stable"):
        shared = np.minimum(x1, x1[index]) - np.maximum(x0, x0[index])
        narrower = np.minimum(x1 - x0, x1[index] - x0[index])
        above = (shared >= _SAME_COLUMN * narrower) & (middle < middle[index] - 0.5)
        nearest = int(np.argmax(np.where(above, middle, -np.inf)))
        if above[nearest] and nearest not in following:
            following[nearest] = int(index)
        else:
            heads.append(int(index))
    return [list(_chain(head, following)) for head in heads]


def _chain(head: int, following: dict[int, int]) -> Iterator[int]:
    at: int | None = head
    while at is not None:
        yield at
        at = following.get(at)


def _units(word: Word) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Cut a word of a script without spaces into characters; yield what has letters or digits."""
    if word.text.isascii() or not any(map(is_cjk, word.text)):
        signs = signs_of(word.text)
        if signs:
            yield signs, word.box.corners
        return
    widths = [1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.5 for sign in word.text]
    scale = word.box.width / sum(widths)
    x = word.box.x0
    for sign, width in zip(word.text, widths, strict=True):
        signs = signs_of(sign)
        if signs:
            yield signs, (x, word.box.y0, x + width * scale, word.box.y1)
        x += width * scale

"""Group words into visual lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from docparse.schemas import Box, Word

_SAME_LINE_OVERLAP = 0.5
"""Share of the lower of two heights by which pieces of one line overlap vertically."""


@dataclass(frozen=True)
class Line:
    """Words that stand on one line, left to right."""

    words: tuple[Word, ...]

    @cached_property
    def box(self) -> Box:
        """Around the ink of the words."""
        return Box.around(word.box for word in self.words)

    @cached_property
    def size(self) -> float:
        """Commonest type size, weighted by characters."""
        return common_size(self.words)

    @cached_property
    def baseline(self) -> float:
        """Median baseline of the words in the main size."""
        return (
            median(word.baseline for word in self.words if not (word.superscript or word.subscript))
            if any(not (w.superscript or w.subscript) for w in self.words)
            else self.box.y1
        )

    @property
    def text(self) -> str:
        """The words with single spaces, for looking at; `inline.join` makes the real text."""
        return "".join((" " if word.spaced else "") + word.text for word in self.words).strip()


def common_size(words: Iterable[Word]) -> float:
    """Return the type size most characters are set in, to 1/2 point; 0 without words."""
    weights: dict[float, int] = {}
    for word in words:
        size = round(word.size * 2) / 2
        weights[size] = weights.get(size, 0) + len(word.text)
    return max(weights, key=lambda size: (weights[size], size), default=0.0)


def group_lines(words: Sequence[Word]) -> list[Line]:
    """Group words into lines, top to bottom.

    The source's own lines are kept together; those that stand side by side become one line.
    """
    rows: list[list[tuple[Word, ...]]] = []
    bounds: list[tuple[float, float]] = []
    for piece in sorted(_source_lines(words), key=_middle):
        top, bottom = _extent(piece)
        for index in range(len(rows) - 1, max(-1, len(rows) - 6), -1):
            if _overlap((top, bottom), bounds[index]) > _SAME_LINE_OVERLAP and not _collides(
                piece, rows[index]
            ):
                rows[index].append(piece)
                bounds[index] = (min(top, bounds[index][0]), max(bottom, bounds[index][1]))
                break
        else:
            rows.append([piece])
            bounds.append((top, bottom))
    lines = [Line(tuple(_in_order(row))) for row in rows]
    return sorted(lines, key=lambda line: line.box.center[1])


def _source_lines(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    grouped: dict[int, list[Word]] = {}
    for word in words:
        grouped.setdefault(word.line, []).append(word)
    return (tuple(group) for group in grouped.values())


def _in_order(row: list[tuple[Word, ...]]) -> Iterator[Word]:
    """Yield the words of pieces left to right; a piece begins after white space."""
    for piece in sorted(row, key=lambda piece: piece[0].box.x0):
        first, *rest = piece
        yield first if first.spaced else first.model_copy(update={"spaced": True})
        yield from rest


def _extent(piece: tuple[Word, ...]) -> tuple[float, float]:
    return min(w.box.y0 for w in piece), max(w.box.y1 for w in piece)


def _middle(piece: tuple[Word, ...]) -> float:
    return sum(_extent(piece)) / 2


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / max(0.1, min(one[1] - one[0], other[1] - other[0]))


def _collides(piece: tuple[Word, ...], row: list[tuple[Word, ...]]) -> bool:
    """Tell whether a piece would lie over one already in the row."""
    x0, x1 = min(w.box.x0 for w in piece), max(w.box.x1 for w in piece)
    return any(
        min(x1, max(w.box.x1 for w in other)) - max(x0, min(w.box.x0 for w in other))
        > 0.5 * min(x1 - x0, max(w.box.x1 for w in other) - min(w.box.x0 for w in other))
        for other in row
    )

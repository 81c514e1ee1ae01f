"""Find the words in a box without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from docparse.schemas import Box, Word


class WordIndex:
    """Words by the height of their middles.

    Args:
        words: In any order.
    """

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = tuple(words)
        placed = sorted(((*word.box.center[::-1], index) for index, word in enumerate(self.words)))
        self._ys = [y for y, _, _ in placed]
        self._placed = [(x, index) for _, x, index in placed]

    def inside(self, box: Box) -> list[Word]:
        """Return the words whose middles lie in a box, in the order they were given."""
        first, last = bisect_left(self._ys, box.y0), bisect_right(self._ys, box.y1)
        found = sorted(i for x, i in self._placed[first:last] if box.x0 <= x <= box.x1)
        return [self.words[index] for index in found]

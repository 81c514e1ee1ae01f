"""The order in which the words of a line are read: Arabic and Hebrew from right to left."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

from docparse.schemas import Word

_WAYS = {"L": 1, "R": -1, "AL": -1}
"""Of the letters that have a direction, by their class in Unicode."""


def is_leftward(words: Sequence[Word]) -> bool:
    """Tell words that are read from right to left: more of them than of the others."""
    return sum(map(_way, words)) < 0


def in_reading_order(words: Sequence[Word]) -> Sequence[Word]:
    """Put the words of a line in their order: turn round those that are read from right to left.

    Words of other scripts and numbers that stand next to each other keep their own.

    Args:
        words: Left to right.
    """
    if not is_leftward(words):
        return words
    ordered: list[Word] = []
    for foreign, run in groupby(reversed(words), key=_is_foreign):
        part = tuple(run)
        ordered += part[::-1] if foreign else part
    return tuple(ordered)


def _is_foreign(word: Word) -> bool:
    return _way(word) > 0 or (_way(word) == 0 and any(map(str.isdigit, word.text)))


def _way(word: Word) -> int:
    """1 for a word read from left to right, -1 for one from right to left, 0 for neither."""
    if word.text.isascii():
        return int(any(map(str.isalpha, word.text)))
    ways = (_WAYS.get(unicodedata.bidirectional(char), 0) for char in word.text)
    return next(filter(None, ways), 0)

"""Measure how far the texts of a table agree with the cells they were put into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from docparse.engines.embedded.lines import Line, group_lines
from docparse.schemas import Rule, Word

_WIDE = 1.5
"""White space, in type sizes, that parts two texts of a line."""


def agreement(cells: Sequence[Sequence[Word]], rules: Sequence[Rule]) -> float | None:
    """Return the share of the texts that are alone in one cell; None without words.

    A text is a stretch of words on a line without a wide gap or a drawn line in it. It agrees when
    it lies in one cell that holds no other text on that line.

    Args:
        cells: The words of each cell.
        rules: The lines drawn on the page.
    """
    places = {_key(word): index for index, words in enumerate(cells) for word in words}
    upright = [rule for rule in rules if not rule.horizontal]
    good = total = 0
    for line in group_lines([word for words in cells for word in words]):
        texts = [{places[_key(word)] for word in text} for text in _texts(line, upright)]
        total += len(texts)
        good += sum(
            len(text) == 1 and sum(bool(text & other) for other in texts) == 1 for text in texts
        )
    return round(good / total, 4) if total else None


def _key(word: Word) -> tuple[float, float, str]:
    """What stays the same of a word when it is copied into a line."""
    return word.box.x0, word.box.y0, word.text


def _texts(line: Line, upright: Sequence[Rule]) -> Iterator[list[Word]]:
    text = [line.words[0]]
    for before, word in pairwise(line.words):
        wide = word.box.x0 - before.box.x1 > _WIDE * max(word.size, 4)
        if wide or _parted(before, word, upright):
            yield text
            text = []
        text.append(word)
    yield text


def _parted(before: Word, word: Word, upright: Sequence[Rule]) -> bool:
    middle = word.box.center[1]
    return any(
        before.box.x1 - 1 <= rule.box.center[0] <= word.box.x0 + 1
        and rule.box.y0 <= middle <= rule.box.y1
        for rule in upright
    )

"""How far the order in which a page was read is from the true order of its blocks.

Knows the texts of the blocks only, not where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from docparse.evaluation.edit_distance import normalize_text

_LEAST_SCORE = 75.0
"""Lowest similarity, in percent, at which a block counts as found."""
_LEAST_LENGTH = 4
"""Shorter blocks (page numbers, labels) are found by accident and are left out."""
_TAKEN = "\U000f0000"
"""Fills the place of a block that was found, so that no other is found there."""


@dataclass(frozen=True)
class ReadingOrder:
    """The order of the blocks found.

    Attributes:
        order: Indices of the true blocks that were found, in the order in which they were read.
        blocks: How many true blocks were looked for.
    """

    order: tuple[int, ...]
    blocks: int

    @property
    def found(self) -> float:
        """Share of the true blocks that were found; 1.0 when there were none."""
        return len(self.order) / self.blocks if self.blocks else 1.0

    @property
    def distance(self) -> float:
        """Edit distance of the order from the true one; see `order_distance`."""
        return order_distance(self.order)

    @property
    def kendall(self) -> float:
        """Share of pairs that are the wrong way round; see `kendall_distance`."""
        return kendall_distance(self.order)


def reading_order(truth: Sequence[str], prediction: str) -> ReadingOrder:
    """Find in which order the true blocks stand in a text.

    As in OmniDocBench (Ouyang et al., CVPR 2025) blocks of truth and prediction are matched by
    their text first, and only the order of the matched ones is judged; how many were found is told
    beside it. Since programs cut pages into blocks differently, a block is looked for anywhere in
    the whole predicted text (best matching stretch, `rapidfuzz.fuzz.partial_ratio`, at least 75 %)
    and not among predicted blocks; longest first, each stretch of text once. Blocks shorter than
    four characters are left out.

    Args:
        truth: Texts of the blocks in their true order.
        prediction: All that was read, in the order in which it was read.
    """
    texts = {i: normalize_text(text) for i, text in enumerate(truth)}
    sought = sorted(
        (i for i in texts if len(texts[i]) >= _LEAST_LENGTH), key=lambda i: -len(texts[i])
    )
    text = normalize_text(prediction)
    starts: dict[int, int] = {}
    for i in sought:
        stretch = _find(texts[i], text)
        if stretch is not None:
            start, end = stretch
            starts[i] = start
            text = text[:start] + _TAKEN * (end - start) + text[end:]
    return ReadingOrder(tuple(sorted(starts, key=starts.__getitem__)), len(sought))


def order_distance(order: Sequence[int]) -> float:
    """Return the normalised edit distance of an order from the sorted one.

    The Levenshtein distance of the two sequences of block numbers, divided by their length: the
    reading-order score of OmniDocBench. 0.0 for the true order and for fewer than two blocks. One
    block moved costs two edits however far it moved.
    """
    return Levenshtein.normalized_distance(sorted(order), list(order))


def kendall_distance(order: Sequence[int]) -> float:
    """Return the share of pairs of blocks that were read the wrong way round.

    The normalised Kendall tau distance (Kendall 1938): 0.0 for the true order, 1.0 for its
    reverse, about 0.5 for a random one; tau is 1 - 2 × this.
    """
    pairs = len(order) * (len(order) - 1) // 2
    wrong = sum(a > b for i, a in enumerate(order) for b in order[i + 1 :])
    return wrong / pairs if pairs else 0.0


def _find(block: str, text: str) -> tuple[int, int] | None:
    """Return start and end of the stretch of text most like a block."""
    start = text.find(block)
    if start >= 0:
        return start, start + len(block)
    if len(text) < len(block):
        return (0, len(text)) if fuzz.ratio(block, text) >= _LEAST_SCORE else None
    found = fuzz.partial_ratio_alignment(block, text, score_cutoff=_LEAST_SCORE)
    return None if found is None else (found.dest_start, found.dest_end)

"""Elect the pages of each block of a text that tells none, by the pairs of words they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, repeat

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Votes = NDArray[np.float64]

_GOES_ON = 0.2
"""Share of a block's votes that another page must have for the block to stand there too."""
_LEFT = 0.5
"""Share of a block that a page must have left for the block to be its own; words that others say
too may be gone."""
_CHANCE = 1.0
"""Votes that any page may have by chance."""
_AS_GOOD = 0.9
"""Share of the most votes with which a page may say the same as the one that has them."""


@dataclass(frozen=True)
class _Postings:
    """Which pages have each pair of words, and how often: one entry for each pair and page.

    Attributes:
        numbers: Of the pairs, from 0.
        starts: Where the entries of each pair begin (pairs + 1,).
        pages: The index of the page of each entry (entries,).
        counts: How often it has the pair (entries,).
    """

    numbers: dict[tuple[str, str], int]
    starts: Indices
    pages: Indices
    counts: Indices


@dataclass(frozen=True)
class _Cast:
    """What the pairs of a block say.

    Attributes:
        entries: Of its pairs, one pair after the other (cast,).
        pair: Which of its pairs each is of (cast,).
        times: How often it has each pair (own pairs,).
        weights: The more the fewer pages have the pair (own pairs,).
    """

    entries: Indices
    pair: Indices
    times: Indices
    weights: Votes


def elect(blocks: Sequence[Sequence[str]], pages: Sequence[Sequence[str]]) -> list[range]:
    """Return the pages of each block, by index and in a row: nearly always one.

    Each pair of words votes for the pages that have it, the more the fewer these are. Text runs in
    the order of the pages: of those that say the same, the next is taken that the blocks before
    have not filled.

    Args:
        blocks: The words of each, in the order of the text.
        pages: The words of each; at least one.
    """
    if len(pages) == 1:
        return [range(1)] * len(blocks)
    postings = _posted(pages)
    left = postings.counts.copy()
    elected: list[range] = []
    last = 0
    for words in blocks:
        cast = _cast(words, postings)
        own = _elected(cast, postings.pages[cast.entries], left[cast.entries], last, len(pages))
        left[cast.entries] -= _taken(cast, postings.pages[cast.entries], left[cast.entries], own)
        elected.append(own)
        last = own[-1]
    return elected


def _posted(pages: Sequence[Sequence[str]]) -> _Postings:
    numbers: dict[tuple[str, str], int] = {}
    pairs = [numbers.setdefault(pair, len(numbers)) for words in pages for pair in pairwise(words)]
    on = chain.from_iterable(repeat(at, max(len(words) - 1, 0)) for at, words in enumerate(pages))
    placed = np.array(pairs, dtype=np.int64) * len(pages) + np.fromiter(on, np.int64, len(pairs))
    entries, counts = np.unique(placed, return_counts=True)
    starts = np.searchsorted(entries, np.arange(len(numbers) + 1) * len(pages))
    return _Postings(numbers, starts, entries % len(pages), counts.astype(np.int64))


def _cast(words: Sequence[str], postings: _Postings) -> _Cast:
    known = (postings.numbers.get(pair, -1) for pair in pairwise(words))
    said = np.array([number for number in known if number >= 0], dtype=np.int64)
    pairs, times = np.unique(said, return_counts=True)
    first, count = postings.starts[pairs], np.diff(postings.starts)[pairs]
    pair = np.repeat(np.arange(len(pairs)), count)
    nth = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
    return _Cast(np.repeat(first, count) + nth, pair, times.astype(np.int64), 1 / count)


def _elected(cast: _Cast, on: Indices, left: Indices, last: int, pages: int) -> range:
    """The pages of a block.

    Args:
        cast: What its pairs say.
        on: The page of each entry of these (cast,).
        left: How often each entry's page still has its pair (cast,).
        last: The page of the block before.
        pages: How many there are.
    """
    if not len(on):
        return range(last, last + 1)
    times, weights = cast.times[cast.pair], cast.weights[cast.pair]
    votes = np.bincount(on, weights * times, pages).round(6)
    still = np.bincount(on, weights * np.minimum(times, left), pages).round(6)
    alike = np.flatnonzero(votes >= _AS_GOOD * votes.max())
    ahead = alike - last
    filled = still[alike] < _LEFT * votes[alike]
    ranks = np.lexsort((ahead < 0, np.abs(ahead), -votes[alike], filled))
    return _with_neighbours(cast, on, left, int(alike[ranks[0]]))


def _with_neighbours(cast: _Cast, on: Indices, left: Indices, first: int) -> range:
    """The pages in a row that have left what the ones before have not, of what a block says.

    Votes are counted by the pair that the fewest pages have: pages that are alike share theirs.
    """
    votes = cast.times * cast.weights / cast.weights.max()
    lacking = np.ones(len(votes), dtype=np.bool_)
    lacking[cast.pair[on == first]] = False
    least = max(_GOES_ON * votes[~lacking].sum(), _CHANCE)
    ends = [first, first]
    for side, step in enumerate((-1, 1)):
        while True:
            new = cast.pair[(on == ends[side] + step) & (left > 0)]
            new = new[lacking[new]]
            if votes[new].sum() <= least:
                break
            lacking[new] = False
            ends[side] += step
    return range(ends[0], ends[1] + 1)


def _taken(cast: _Cast, on: Indices, left: Indices, own: range) -> Indices:
    """How often a block takes each pair from its pages, from the first ones first (cast,)."""
    taken = np.zeros_like(left)
    needed = cast.times.copy()
    for page in own:
        there = np.flatnonzero(on == page)
        pair = cast.pair[there]
        taken[there] = np.minimum(needed[pair], left[there])
        needed[pair] -= taken[there]
    return taken

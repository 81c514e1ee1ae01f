"""Match the words of two texts in runs, the longest first, wherever the runs stand in either.

A run that both have is longer the more of what stands around it they have in common: so of several
passages that say the same each finds its own. Then short runs with a word
that is there once; then, between what has met, words in one order; then short runs, the nearest
first. Words alone are left to those who know where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from docparse.verify.tokens import signs

Indices = NDArray[np.int64]

NOWHERE = -1
_LONG, _SHORT = 4, 2
"""Words of a run that says by itself where it belongs, and of one that neighbours must bear out."""
_MOST_SEEDS = 400_000
"""Pairs of places of two words, beyond which those that stand in most places say nothing."""
_MOST_PLACES = 40
_MOST_SPELT = 24
"""Words between two runs for them to be spelt."""
_MOST_BETWEEN = 300
"""Words between two runs for them to be compared in their order."""


@dataclass(frozen=True)
class Tiling:
    """Which words of one text are which of another.

    Attributes:
        at: For each word of the one its place in the other, or `NOWHERE` (words,).
        also: Further pairs of words, where one is several in the other text.
    """

    at: Indices
    also: tuple[tuple[int, int], ...] = ()


def tile(
    one: Sequence[str],
    other: Sequence[str],
    *,
    parts: Sequence[int] = (),
    runs_alone: bool = False,
) -> Tiling:
    """Match the words of two texts; no place is given twice.

    The method is that of greedy string tiling (Wise, 1993), with the gaps between tiles filled in
    order.

    Args:
        one: Words.
        other: Those they are sought in.
        parts: Which part of its text each word belongs to: the words of one stand together.
        runs_alone: Leave out what is not in a long run.
    """
    numbers: dict[str, int] = {}
    a, b = (_numbered(words, numbers) for words in (one, other))
    at = np.full(len(a), NOWHERE, dtype=np.int64)
    free = np.ones(len(b), dtype=np.bool_)
    if len(a) < _SHORT or len(b) < _SHORT:
        return Tiling(at)
    _lay(_runs(a, b, len(numbers), at, free), at, free, _LONG)
    if runs_alone:
        return Tiling(at)
    _lay(_telling(_runs(a, b, len(numbers), at, free), a, b, at, free), at, free, _SHORT)
    _draw_together(a, b, at, free, parts)
    also = tuple(_spell(one, other, at, free))
    _fill(a, b, at, free)
    _lay(_nearest(_runs(a, b, len(numbers), at, free), at), at, free, _SHORT)
    _fill(a, b, at, free)
    return Tiling(at, (*also, *_spell(one, other, at, free)))


def _numbered(words: Sequence[str], numbers: dict[str, int]) -> Indices:
    return np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int64)


def _runs(a: Indices, b: Indices, count: int, at: Indices, free: NDArray[np.bool_]) -> Indices:
    """Return runs of words that nobody has: place in one, place in the other, length (runs, 3)."""
    open_ = at == NOWHERE
    left = np.flatnonzero(open_[:-1] & open_[1:])
    right = np.flatnonzero(free[:-1] & free[1:])
    pairs, others = a[left] * count + a[left + 1], b[right] * count + b[right + 1]
    order = np.argsort(others, kind="stable")
    ordered = others[order]
    first = np.searchsorted(ordered, pairs, side="left")
    found = np.searchsorted(ordered, pairs, side="right") - first
    if found.sum() > _MOST_SEEDS:
        found[found > _MOST_PLACES] = 0
    i = np.repeat(left, found)
    nth = np.arange(len(i)) - np.repeat(np.cumsum(found) - found, found)
    j = right[order[np.repeat(first, found) + nth]]
    return _joined(i, j)


def _joined(i: Indices, j: Indices) -> Indices:
    """Join seeds that follow one another in both texts to runs, in the order of the first."""
    order = np.lexsort((i, j - i))
    i, j = i[order], j[order]
    breaks = np.flatnonzero((np.diff(i) != 1) | (np.diff(j - i) != 0)) + 1
    starts = np.concatenate([[0], breaks]).astype(np.int64)[: len(i)]
    lengths = np.diff(np.append(starts, len(i))) + 1
    runs = np.stack([i[starts], j[starts], lengths], axis=1)
    return runs[np.lexsort((runs[:, 1], runs[:, 0]))]


def _telling(
    runs: Indices, a: Indices, b: Indices, at: Indices, free: NDArray[np.bool_]
) -> Indices:
    """Keep runs with a word that both texts have once, of what is left."""
    count = max(int(a.max()), int(b.max())) + 1
    open_ = at == NOWHERE
    once = (np.bincount(a[open_], minlength=count) == 1) & (
        np.bincount(b[free], minlength=count) == 1
    )
    told = np.concatenate([[0], np.cumsum(once[a] & open_)])
    telling: NDArray[np.bool_] = told[runs[:, 0] + runs[:, 2]] > told[runs[:, 0]]
    return runs[telling]


def _nearest(runs: Indices, at: Indices) -> Indices:
    """Order runs by how far they are from where the words around them are."""
    met = np.flatnonzero(at != NOWHERE)
    if not len(met) or not len(runs):
        return runs
    before = met[np.maximum(np.searchsorted(met, runs[:, 0]) - 1, 0)]
    away = np.abs(runs[:, 1] - at[before] - (runs[:, 0] - before))
    return runs[np.argsort(away, kind="stable")]


def _lay(runs: Indices, at: Indices, free: NDArray[np.bool_], least: int) -> None:
    """Let runs meet, the longest first; of equals the first. What is left of a run comes later."""
    rank = len(runs)
    waiting = [
        (-length, number, i, j)
        for number, (i, j, length) in enumerate(runs.tolist())
        if length >= least
    ]
    heapify(waiting)
    while waiting:
        negative, number, i, j = heappop(waiting)
        open_ = (at[i : i - negative] == NOWHERE) & free[j : j - negative]
        if open_.all():
            at[i : i - negative] = np.arange(j, j - negative)
            free[j : j - negative] = False
            continue
        for start, end in _stretches(open_):
            if end - start >= least:
                heappush(waiting, (start - end, number + rank, i + start, j + start))


def _stretches(marked: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield where stretches of marks begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marked, [False]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _draw_together(
    a: Indices, b: Indices, at: Indices, free: NDArray[np.bool_], parts: Sequence[int]
) -> None:
    """Move the end of a part to where the rest of it is, if that says the same, and is free."""
    edges = [0, *(np.flatnonzero(np.diff(np.array(parts, dtype=np.int64))) + 1), len(parts)]
    for start, end in pairwise(edges):
        own = at[start:end]
        breaks = np.flatnonzero((np.diff(own) != 1) & (own[1:] != NOWHERE) & (own[:-1] != NOWHERE))
        if len(breaks) != 1:
            continue
        cut = start + int(breaks[0]) + 1
        after = np.arange(cut, end) - cut + at[cut - 1] + 1
        before = np.arange(start, cut) - cut + at[cut]
        for moved, places in ((slice(cut, end), after), (slice(start, cut), before)):
            inside = places[0] >= 0 and places[-1] < len(b)
            if inside and free[places].all() and (b[places] == a[moved]).all():
                left = at[moved]
                free[left[left != NOWHERE]] = True
                at[moved] = places
                free[places] = False
                break


def _gaps(at: Indices, free: NDArray[np.bool_]) -> Iterator[tuple[int, int, list[int]]]:
    """Yield stretches without a place, and the free places between those of their neighbours."""
    for start, end in _stretches(at == NOWHERE):
        first = int(at[start - 1]) + 1 if start else 0
        last = int(at[end]) if end < len(at) else len(free)
        if 0 < last - first <= _MOST_BETWEEN and end - start <= _MOST_BETWEEN:
            places = np.flatnonzero(free[first:last]) + first
            if len(places):
                yield start, end, places.tolist()


def _fill(a: Indices, b: Indices, at: Indices, free: NDArray[np.bool_]) -> None:
    """Let words between two that have met meet what stands between these, in order."""
    for start, end, places in _gaps(at, free):
        for block in LCSseq.opcodes(a[start:end].tolist(), b[places].tolist()):
            if block.tag == "equal":
                for step in range(block.src_end - block.src_start):
                    at[start + block.src_start + step] = places[block.dest_start + step]
                    free[places[block.dest_start + step]] = False


def _spell(
    one: Sequence[str], other: Sequence[str], at: Indices, free: NDArray[np.bool_]
) -> Iterator[tuple[int, int]]:
    """Let words meet that are cut otherwise, where all between two that have met spells the same.

    One word for one is none: that is a number with other separators.
    """
    for start, end, places in _gaps(at, free):
        if len(places) == 1 == end - start or max(len(places), end - start) > _MOST_SPELT:
            continue
        if "".join(map(signs, one[start:end])) != "".join(signs(other[p]) for p in places):
            continue
        at[start:end] = places[0]
        free[places] = False
        yield from _overlaps(one[start:end], [other[p] for p in places], start, places)


def _overlaps(
    one: Sequence[str], other: Sequence[str], start: int, places: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield which words of two texts of the same letters have letters in common."""
    ends, others = ([*accumulate(len(signs(w)) for w in words)] for words in (one, other))
    i = j = 0
    while i < len(ends) and j < len(others):
        yield start + i, places[j]
        step_i, step_j = ends[i] <= others[j], others[j] <= ends[i]
        i, j = i + step_i, j + step_j

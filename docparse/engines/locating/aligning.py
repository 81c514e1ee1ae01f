"""Find the texts of blocks in the text of a page, and say which units of the page they are.

Runs of four signs that both have are the seeds. Seeds of a block at one shift against the page are
a candidate; there the texts are aligned by edit distance. Knows no kinds of block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from docparse.engines.locating.strands import Stream, codes_of

_SEED = 4
_MOST_OCCURRENCES = 48
"""Seeds that occur more often on the page say nothing."""
_FEWEST_MATCHED = 0.6
"""Share of a unit's signs that must be found for it to belong to the block."""
_HOPEFUL = 0.8
"""Share of the best candidate's seeds that a further one must have."""
_LOOSE = 25
"""Signs without a seed after which a candidate is broken up."""

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Seeds:
    """Where seeds of one text stand: positions in it, on the page, and how rare each is."""

    needle: Indices
    page: Indices
    weight: NDArray[np.float64]


@dataclass(frozen=True)
class Candidate:
    """A stretch of a text, `start` to `end`, and the stretch of the page it may be."""

    start: int
    end: int
    page_start: int
    page_end: int
    weight: float


@dataclass(frozen=True)
class Found:
    """Units of the page that a stretch of a text is.

    Attributes:
        units: In the order of the page.
        needle: Positions of the text's signs that were found.
    """

    units: Indices
    needle: Indices


def seeds_of(texts: Sequence[str], stream: Stream) -> list[Seeds]:
    """Find the seeds of many texts at once.

    Args:
        texts: As `signs_of` returns them.
        stream: The page.

    Returns:
        One for each text, ordered by the position in it.
    """
    joined = "\0".join(texts)
    grams, page_grams = _grams(codes_of(joined)), _grams(stream.codes)
    order = np.argsort(page_grams, kind="stable")
    ordered = page_grams[order]
    first = np.searchsorted(ordered, grams, side="left")
    count = np.searchsorted(ordered, grams, side="right") - first
    count[count > _MOST_OCCURRENCES] = 0
    needle = np.repeat(np.arange(len(grams)), count)
    nth = np.arange(len(needle)) - np.repeat(np.cumsum(count) - count, count)
    page = order[np.repeat(first, count) + nth] if len(needle) else np.zeros(0, dtype=np.int64)
    weight = 1.0 / np.repeat(count, count) if len(needle) else np.zeros(0)
    starts = np.cumsum([0] + [len(text) + 1 for text in texts])
    cuts = np.searchsorted(needle, starts)
    return [
        Seeds(needle[a:b] - start, page[a:b], weight[a:b])
        for (a, b), start in zip(pairwise(cuts), starts, strict=False)
    ]


def candidates(
    seeds: Seeds, length: int, free: NDArray[np.bool_], wanted: NDArray[np.bool_], most: int = 4
) -> list[Candidate]:
    """Return the likeliest places of a text, the best first, none within another.

    Places that cannot be nearly as good as the best are left out.

    Args:
        seeds: Of the text.
        length: Of the text, signs.
        free: Signs of the page that belong to no block yet (signs of the page,).
        wanted: Signs of the text whose place is sought (length,).
        most: How many to return.
    """
    alive = free[seeds.page] & wanted[seeds.needle]
    found: list[Candidate] = []
    while len(found) < most and np.count_nonzero(alive) > _HOPEFUL * max(
        (each.weight for each in found), default=0.0
    ):
        needle, page, weight = seeds.needle[alive], seeds.page[alive], seeds.weight[alive]
        at_shift = _best_shift(page - needle, weight, max(10, length // 5))
        kept = _densest(needle[at_shift], weight[at_shift])
        chosen_needle, chosen_page = _single(needle[at_shift][kept], page[at_shift][kept])
        best = Candidate(
            int(chosen_needle.min()),
            int(chosen_needle.max()) + _SEED,
            int(chosen_page.min()),
            int(chosen_page.max()) + _SEED,
            float(len(chosen_needle)),
        )
        found.append(best)
        alive &= (seeds.page < best.page_start) | (seeds.page >= best.page_end)
    return sorted(found, key=lambda each: -each.weight)


def align(text: str, place: Candidate, stream: Stream, free: NDArray[np.bool_]) -> Found:
    """Align a text with its place on the page, sign by sign.

    Args:
        text: All of it.
        place: The stretch that is aligned; it grows a little at both ends.
        stream: The page.
        free: Signs of the page that belong to no block yet.
    """
    before, after = min(place.start, 12), min(len(text) - place.end, 12)
    start, end = place.start - before, place.end + after
    page_start = max(place.page_start - before - 2, 0)
    page_end = min(place.page_end + after + 2, len(stream.text))
    operations = Levenshtein.opcodes(text[start:end], stream.text[page_start:page_end])
    needle: list[int] = []
    page: list[int] = []
    for operation in operations:
        if operation.tag == "equal":
            needle.extend(range(operation.src_start, operation.src_end))
            page.extend(range(operation.dest_start, operation.dest_end))
    needle_at = np.array(needle, dtype=np.int64) + start
    page_at = np.array(page, dtype=np.int64) + page_start
    open_ = free[page_at]
    return _whole_units(needle_at[open_], page_at[open_], stream)


def occurrences(text: str, stream: Stream, free: NDArray[np.bool_], most: int = 64) -> list[Found]:
    """Return where a short text stands literally, between the borders of units."""
    found: list[Found] = []
    at = stream.text.find(text)
    while at >= 0 and len(found) < most:
        end = at + len(text)
        first, last = stream.unit[at], stream.unit[end - 1]
        bordered = stream.starts[first] == at and stream.starts[last + 1] == end
        if bordered and free[at:end].all():
            found.append(Found(np.arange(first, last + 1), np.arange(len(text))))
        at = stream.text.find(text, at + 1)
    return found


def _grams(codes: Indices) -> Indices:
    """Return a number for each run of `_SEED` signs (signs - _SEED + 1,)."""
    count = max(len(codes) - _SEED + 1, 0)
    total = np.zeros(count, dtype=np.int64)
    for offset in range(_SEED):
        total = total * 1_000_003 + codes[offset : offset + count]
    return total


def _best_shift(shifts: Indices, weight: NDArray[np.float64], width: int) -> NDArray[np.bool_]:
    """Mark the seeds whose shift lies in the band that weighs most."""
    best, best_weight = np.zeros(len(shifts), dtype=np.bool_), -1.0
    for offset in (0, width // 2):
        bands = (shifts + offset) // width
        bands -= bands.min()
        sums = np.bincount(bands, weights=weight)
        heaviest = int(np.argmax(sums))
        if sums[heaviest] > best_weight:
            best, best_weight = bands == heaviest, float(sums[heaviest])
    return best


def _single(needle: Indices, page: Indices) -> tuple[Indices, Indices]:
    """Keep one seed for each position of the text: the one nearest to the common shift."""
    if (needle[1:] > needle[:-1]).all():
        return needle, page
    away = np.abs(page - needle - np.median(page - needle))
    order = np.lexsort((away, needle))
    _, first = np.unique(needle[order], return_index=True)
    kept = order[first]
    return needle[kept], page[kept]


def _densest(needle: Indices, weight: NDArray[np.float64]) -> Indices:
    """Return which seeds hang together with the heaviest stretch of them."""
    cuts = np.flatnonzero(np.diff(needle) > _LOOSE) + 1
    groups = np.split(np.arange(len(needle)), cuts)
    if len(groups) == 1:
        return groups[0]
    heaviest = max(range(len(groups)), key=lambda at: float(weight[groups[at]].sum()))
    floor = max(3.0, 0.04 * len(groups[heaviest]))
    dense = [at == heaviest or _is_dense(needle[groups[at]], floor) for at in range(len(groups))]
    first = last = heaviest
    while first > 0 and dense[first - 1]:
        first -= 1
    while last + 1 < len(groups) and dense[last + 1]:
        last += 1
    return np.concatenate(groups[first : last + 1])


def _is_dense(needle: Indices, floor: float) -> bool:
    return len(needle) >= floor and len(needle) >= 0.4 * (needle[-1] - needle[0] + 1)


def _whole_units(needle: Indices, page: Indices, stream: Stream) -> Found:
    """Keep the units that were found for the most part, without stragglers at either end."""
    units, counts = np.unique(stream.unit[page], return_counts=True)
    lengths = stream.starts[units + 1] - stream.starts[units]
    units = units[counts >= _FEWEST_MATCHED * lengths]
    units = _without_stragglers(units, stream)
    kept = np.isin(stream.unit[page], units)
    return Found(units, needle[kept])


def _without_stragglers(units: Indices, stream: Stream) -> Indices:
    """Drop few units at an end that stand apart from the others."""
    while len(units) > 1:
        gaps = stream.starts[units[1:]] - stream.starts[units[:-1] + 1]
        sizes = np.cumsum(stream.starts[units + 1] - stream.starts[units])
        wide = np.flatnonzero(gaps > 8)
        if not len(wide):
            break
        first, last = int(wide[0]), int(wide[-1])
        few = min(0.1 * sizes[-1], 8)
        if sizes[first] <= few:
            units = units[first + 1 :]
        elif sizes[-1] - sizes[last] <= few:
            units = units[: last + 1]
        else:
            break
    return units

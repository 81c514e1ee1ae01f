"""Cut items into rows under each other, and rows into columns, at the white space between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from docparse.engines.embedded.formulas.baselines import FULL, between_ends
from docparse.engines.embedded.formulas.items import Item, around

COLUMN_GAP = 0.52
"""Type sizes of white space, all the way down, that part two columns."""
_OVERLAP = 0.04
"""Type sizes by which rows may reach into each other, as those of large fractions do."""
_LOW = 0.35
"""Height of a sign in type sizes up to which it may stand between those beside it."""
_UNSIZED = frozenset({"bar", "accent"})

Grid = list[list[list[Item]]]
"""Rows of cells of items; a cell may be empty."""


def grid(items: Sequence[Item], gap: float = COLUMN_GAP) -> Grid:
    """Cut items into rows and columns.

    Args:
        items: In any order.
        gap: Type sizes of white space between columns.
    """
    borders = column_borders(items, gap * type_size(items))
    return [cut_at(band, borders) for band in row_bands(items)]


def cut_at(items: Sequence[Item], borders: Sequence[float]) -> list[list[Item]]:
    """Cut items into the columns between some borders; a column may be empty."""
    edges = pairwise([float("-inf"), *borders, float("inf")])
    return [[item for item in items if left <= item.cx < right] for left, right in edges]


def type_size(items: Sequence[Item]) -> float:
    """Return the largest type size of some items, 10 pt where none says one."""
    return max((item.size for item in items), default=0.0) or 10.0


def row_bands(items: Sequence[Item]) -> list[list[Item]]:
    """Part items into rows at the white space between them, whole fractions and limits together."""
    bands = _levelled(_stripes(items))
    while len(bands) > 1:
        partners = ((i, _belongs_to(bands, i)) for i in range(len(bands)))
        found = next((sorted((i, other)) for i, other in partners if other is not None), None)
        if found is None:
            break
        low, high = found
        whole = [item for band in bands[low : high + 1] for item in band]
        bands = [*bands[:low], whole, *bands[high + 1 :]]
    return bands


def column_borders(items: Sequence[Item], gap: float) -> list[float]:
    """Return the middles of the white stripes that run down through all rows."""
    borders: list[float] = []
    end = float("inf")
    for left, right in sorted((min(item.x0, item.left), item.x1) for item in items):
        if left - end > gap:
            borders.append((left + end) / 2)
        end = right if end == float("inf") else max(end, right)
    return borders


def _stripes(items: Sequence[Item]) -> list[list[Item]]:
    """Part items at every white stripe that runs across all of them."""
    stripes: list[list[Item]] = []
    bottom, overlap = float("-inf"), _OVERLAP * type_size(items)
    for item in sorted(items, key=lambda item: item.y0):
        if stripes and item.y0 < bottom - overlap:
            stripes[-1].append(item)
        else:
            stripes.append([item])
        bottom = max(bottom, item.y1)
    return stripes


def _levelled(stripes: Sequence[list[Item]]) -> list[list[Item]]:
    """Join stripes of nothing but low signs, such as points, to the one on their baseline."""
    bands: list[list[Item]] = []
    for stripe in stripes:
        if bands and all(_is_low(item) for item in stripe):
            levels = [item.baseline for item in bands[-1] if item.baseline is not None]
            if any(abs((stripe[0].baseline or 0.0) - level) < 0.5 for level in levels):
                bands[-1] = bands[-1] + stripe
                continue
        bands.append(stripe)
    return bands


def _is_low(item: Item) -> bool:
    return item.baseline is not None and 0 < item.height < _LOW * item.size


def _belongs_to(bands: Sequence[Sequence[Item]], index: int) -> int | None:
    """Index of the band that one is part of: a bar's, an operator's; None where it is a row."""
    beside = [i for i in (index - 1, index + 1) if 0 <= i < len(bands)]
    for bar in (item for item in bands[index] if item.kind == "bar"):
        for other in beside:
            bare = not _on_side(bands[index], bar, other - index)
            if bare and between_ends(bar, bands[other]):
                return other
    size = max((item.size for band in bands for item in band), default=10.0)
    if any(_is_full(item, size) for item in bands[index]):
        return None
    return min(beside, key=lambda i: (_distance(bands[index], bands[i]), -i), default=None)


def _on_side(band: Sequence[Item], bar: Item, side: int) -> bool:
    """Tell whether a band has something over (-1) or under (1) a bar."""
    return any((item.cy - bar.cy) * side > 0 for item in between_ends(bar, band))


def _is_full(item: Item, size: float) -> bool:
    centred = item.baseline is None and item.kind not in _UNSIZED
    return centred or item.size >= FULL * size


def _distance(one: Sequence[Item], other: Sequence[Item]) -> float:
    """White space between two bands."""
    (_, y0, _, y1), (_, other_y0, _, other_y1) = around(one), around(other)
    return max(other_y0 - y1, y0 - other_y1)

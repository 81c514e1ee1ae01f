"""Find the cells of a table on a page: by their texts, and by standing in rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docparse.engines.locating.aligning import (
    Found,
    Seeds,
    align,
    candidates,
    occurrences,
    seeds_of,
)
from docparse.engines.locating.strands import Stream

Units = NDArray[np.int64]
_Sides = tuple[float, float, float, float]

_MOST_PLACES = 16
_FEW = 4
"""Places up to which a cell says something of its neighbours' before its own is chosen."""
_ASIDE = 20.0
"""Points between cells of one column, at most."""


@dataclass(frozen=True)
class CellText:
    """A cell by its place in the grid and its text as `signs_of` returns it."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class _Option:
    """A place a cell may have."""

    units: Units
    sides: _Sides


def place_cells(
    cells: Sequence[CellText], stream: Stream, free: NDArray[np.bool_]
) -> list[Units | None]:
    """Return the units of each cell; None for cells without text and those not found.

    A text that stands in several places is that cell which has most of its row beside it and of
    its column above and below it.

    Args:
        cells: Of one table.
        stream: The page.
        free: Signs of the page that belong to no block yet.
    """
    options = _options(cells, stream, free)
    chosen: dict[int, _Option] = {}
    used: set[int] = set()
    order = sorted(
        (index for index, each in enumerate(options) if each), key=lambda i: len(options[i])
    )
    mates = _mates(cells, order)
    for index in order:
        open_ = [one for one in options[index] if used.isdisjoint(one.units.tolist())]
        if not open_:
            continue
        around = _around(chosen)
        best = max(
            open_,
            key=lambda one: (
                _support(index, one, cells, mates, chosen, options),
                -_distance(one.sides, around),
            ),
        )
        if chosen and not _support(index, best, cells, mates, chosen, options) and len(order) > 2:
            continue
        chosen[index] = best
        used.update(best.units.tolist())
    return [chosen[index].units if index in chosen else None for index in range(len(cells))]


def _options(
    cells: Sequence[CellText], stream: Stream, free: NDArray[np.bool_]
) -> list[list[_Option]]:
    literal: dict[str, list[Found]] = {
        text: occurrences(text, stream, free, _MOST_PLACES) if text else []
        for text in {cell.text for cell in cells}
    }
    missing = [text for text, found in literal.items() if len(text) >= 6 and not found]
    for text, seeds in zip(missing, seeds_of(missing, stream), strict=True):
        literal[text] = _nearly(text, seeds, stream, free)
    return [[_option(found, stream) for found in literal[cell.text]] for cell in cells]


def _nearly(text: str, seeds: Seeds, stream: Stream, free: NDArray[np.bool_]) -> list[Found]:
    """Return where a text stands with some wrong letters."""
    wanted = np.ones(len(text), dtype=np.bool_)
    places = candidates(seeds, len(text), free, wanted, most=3)
    aligned = [align(text, place, stream, free) for place in places]
    return [found for found in aligned if len(found.needle) >= 0.6 * len(text)]


def _option(found: Found, stream: Stream) -> _Option:
    boxes = stream.boxes[found.units]
    low, high = boxes.min(axis=0), boxes.max(axis=0)
    return _Option(found.units, (float(low[0]), float(low[1]), float(high[2]), float(high[3])))


def _mates(cells: Sequence[CellText], order: Sequence[int]) -> dict[int, list[int]]:
    """Return the cells in the row and the column of each."""
    rows: dict[int, list[int]] = {}
    columns: dict[int, list[int]] = {}
    for index in order:
        rows.setdefault(cells[index].row, []).append(index)
        columns.setdefault(cells[index].column, []).append(index)
    return {
        index: [
            mate
            for mate in (*rows[cells[index].row], *columns[cells[index].column])
            if mate != index
        ]
        for index in order
    }


def _support(
    index: int,
    option: _Option,
    cells: Sequence[CellText],
    mates: dict[int, list[int]],
    chosen: dict[int, _Option],
    options: Sequence[Sequence[_Option]],
) -> int:
    """Count the neighbours in row and column that stand as they should."""
    total = 0
    for mate in mates[index]:
        if mate in chosen:
            places: Sequence[_Option] = (chosen[mate],)
        elif len(options[mate]) <= _FEW:
            places = options[mate]
        else:
            continue
        fits = _beside if cells[mate].row == cells[index].row else _below
        ahead = (cells[mate].row, cells[mate].column) > (cells[index].row, cells[index].column)
        weight = 2 if mate in chosen else 1
        total += weight * any(
            fits(option.sides, one.sides) if ahead else fits(one.sides, option.sides)
            for one in places
        )
    return total


def _beside(left: _Sides, right: _Sides) -> bool:
    return right[0] >= left[2] - 1 and min(left[3], right[3]) - max(left[1], right[1]) > 0


def _below(upper: _Sides, lower: _Sides) -> bool:
    aside = max(upper[0], lower[0]) - min(upper[2], lower[2])
    return lower[1] >= upper[3] - 2 and aside <= _ASIDE


def _around(chosen: dict[int, _Option]) -> _Sides | None:
    if not chosen:
        return None
    sides = np.array([option.sides for option in chosen.values()])
    low, high = sides.min(axis=0), sides.max(axis=0)
    return float(low[0]), float(low[1]), float(high[2]), float(high[3])


def _distance(sides: _Sides, around: _Sides | None) -> float:
    if around is None:
        return sides[1]
    across = max(around[0] - sides[2], sides[0] - around[2], 0.0)
    return across + max(around[1] - sides[3], sides[1] - around[3], 0.0)

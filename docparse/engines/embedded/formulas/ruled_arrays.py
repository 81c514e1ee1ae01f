"""Arrays with lines between their columns and rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from docparse.engines.embedded.formulas.bands import (
    column_borders,
    cut_at,
    row_bands,
    type_size,
)
from docparse.engines.embedded.formulas.items import Item, Reader, around, joined, without

_GAP = 0.25
"""Type sizes of white space between two columns, at the least."""
_SAME = 1.5
"""Points within which two lines are one, or meet."""
_LEAST = 0.9
"""Type sizes a line between columns is high, at the least."""


def ruled_arrays(
    signs: Sequence[Item], bars: Sequence[Item], uprights: Sequence[Item], read: Reader
) -> tuple[list[Item], list[Item]]:
    """Put arrays with lines between their columns together.

    Args:
        signs: All signs of a formula, those in pieces assembled.
        bars: The horizontal lines in it.
        uprights: The vertical lines in it.
        read: Reads a cell.

    Returns:
        The signs and the bars, those of each array replaced by it.
    """
    left, found, rest = list(signs), list(bars), list(uprights)
    least = _LEAST * type_size(signs)
    while rest:
        x0, x1 = _room(left, rest[0])
        own = [line for line in rest if x0 < line.cx < x1]
        rest = without(rest, [*own, rest[0]])
        if own and max(line.height for line in own) > least:
            left, found = _with_array(left, found, own, (x0, x1), read)
    return left, found


def _room(signs: Sequence[Item], line: Item) -> tuple[float, float]:
    """The space between the delimiters as tall as a line that are nearest to it."""
    tall = [i for i in signs if i.is_tall and i.height > 0.8 * line.height and _is_beside(i, line)]
    return (
        max((i.x1 for i in tall if i.x1 <= line.cx), default=float("-inf")),
        min((i.x0 for i in tall if i.x0 >= line.cx), default=float("inf")),
    )


def _is_beside(item: Item, line: Item) -> bool:
    return item.y0 - _SAME < line.cy < item.y1 + _SAME


def _with_array(
    signs: list[Item],
    bars: list[Item],
    tall: Sequence[Item],
    room: tuple[float, float],
    read: Reader,
) -> tuple[list[Item], list[Item]]:
    """Put one array together, given its lines between columns and the room it stands in."""
    _, top, _, bottom = around(tall)
    across = [
        bar
        for bar in bars
        if top - _SAME <= bar.cy <= bottom + _SAME and all(_crosses(bar, line) for line in tall)
    ]
    left, right = room
    if across:
        x0, _, x1, _ = around(across)
        left, right = x0 - _SAME, x1 + _SAME
    level = [sign for sign in signs if top - _SAME < sign.cy < bottom + _SAME]
    inside = [sign for sign in level if left < sign.cx < right]
    if not inside:
        return signs, bars
    xs, ys = _merged(line.cx for line in tall), _merged(bar.cy for bar in across)
    rows = _rows(inside, ys)
    borders = column_borders(inside, _GAP * type_size(inside))
    cells = [[read(cell) if cell else None for cell in cut_at(row, borders)] for row in rows]
    breaks = _between([sum(around(row)[1::2]) / 2 for row in rows], ys)
    latex = _latex(cells, _columns(inside, borders, xs), breaks)
    parts = [sign for row in cells for cell in row if cell for sign in cell.signs]
    array = joined([*inside, *tall, *across], latex, parts=parts)
    return without(signs, inside, array), without(bars, across)


def _crosses(bar: Item, line: Item) -> bool:
    return bar.x0 - _SAME <= line.cx <= bar.x1 + _SAME


def _merged(places: Iterable[float]) -> tuple[float, ...]:
    """Places in order, those close to each other as one."""
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] > _SAME:
            merged.append(place)
    return tuple(merged)


def _rows(inside: Sequence[Item], ys: Sequence[float]) -> list[list[Item]]:
    """The rows, parted at the lines across and at white space."""
    rows: list[list[Item]] = []
    for start, stop in pairwise([float("-inf"), *ys, float("inf")]):
        strip = [sign for sign in inside if start < sign.cy < stop]
        rows += row_bands(strip) if strip else []
    return rows


def _columns(inside: Sequence[Item], borders: Sequence[float], xs: Sequence[float]) -> str:
    """The argument of `array`: columns, and the lines between and beside them."""
    lined = _between([sum(around(column)[::2]) / 2 for column in cut_at(inside, borders)], xs)
    return "|" * lined[0] + "".join("c|" if line else "c" for line in lined[1:])


def _between(middles: Sequence[float], lines: Sequence[float]) -> list[bool]:
    """Whether a line is before the first of some, and behind each."""
    edges = pairwise([float("-inf"), *middles, float("inf")])
    return [any(before < line < behind for line in lines) for before, behind in edges]


def _latex(cells: Sequence[Sequence[Item | None]], columns: str, breaks: Sequence[bool]) -> str:
    lines = [r"\hline " if breaks[0] else ""]
    for row, lined in zip(cells, breaks[1:], strict=True):
        written = " & ".join(cell.latex if cell else "" for cell in row)
        last = len(lines) == len(cells)
        ends = r" \\ \hline " if lined else (" " if last else r" \\ ")
        lines.append(written.strip() + ends)
    return rf"\begin{{array}}{{{columns}}} {''.join(lines)}\end{{array}}"

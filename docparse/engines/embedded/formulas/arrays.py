"""Rows under each other: matrices, cases, the lines of a display."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.embedded.formulas.items import Item, around, joined, without
from docparse.engines.embedded.formulas.rows import AXIS, is_one_row, read_row, strays

_FENCES = {("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("{", "}"): "Bmatrix"} | {
    ("|", "|"): "vmatrix",
    ("⏐", "⏐"): "vmatrix",
    ("‖", "‖"): "Vmatrix",
}
_COLUMN_GAP = 0.52
"""Type sizes of white space, all the way down, that part two columns."""
_SMALL_GAP = 0.3
"""The same where the rows are small beside their delimiters."""
_SMALL_FENCE = 2.05
"""Height of delimiters, in type sizes of what they hold, up to which that is set small."""


def read_rows(items: Sequence[Item], *, display: bool) -> Item:
    """Read items in one row, or, where no line holds them, in rows under each other."""
    items = fenced_arrays(items)
    for _ in range(8):
        off = strays(items)
        if not off:
            break
        grown = _array_around(items, off)
        if grown is None:
            break
        items = grown
    return read_row(items, display=display)


def fenced_arrays(items: Sequence[Item]) -> list[Item]:
    """Put arrays between tall delimiters together, the innermost first."""
    found = list(items)
    closes = sorted(
        (i for i in found if i.kind == "close" or (i.is_tall and i.kind == "fence")),
        key=lambda i: i.x0,
    )
    for close in closes:
        opening = _opening(found, close)
        if opening is None:
            continue
        inside = _between(found, opening, close)
        if not inside or is_one_row(inside):
            continue
        if not close.is_tall and close.height < 1.3 * max(i.size for i in inside):
            continue
        block = _fenced(opening, close, inside)
        found = without(found, [opening, close, *inside], block)
    for brace in [i for i in found if i.is_tall and i.char == "{"]:
        inside = [
            i
            for i in found
            if i is not brace and i.x0 > brace.cx and brace.y0 - 2 < i.cy < brace.y1 + 2
        ]
        if inside and not is_one_row(inside):
            found = without(found, [brace, *inside], _cases(brace, inside))
    return found


def _opening(items: Sequence[Item], close: Item) -> Item | None:
    """The delimiter a closing one belongs to: the nearest of its height."""
    left = [
        i
        for i in items
        if i.is_tall == close.is_tall
        and i.kind in {"open", "fence"}
        and i.x1 <= close.x0 + 0.5
        and i is not close
        and abs(i.y0 - close.y0) < 0.06 * close.height + 0.5
        and abs(i.y1 - close.y1) < 0.06 * close.height + 0.5
        and (i.kind == "open" or (i.kind == "fence" and i.char == close.char))
    ]
    nearest = max(left, key=lambda i: i.x1, default=None)
    if close.kind == "fence" and nearest is not None and nearest.kind != "fence":
        return None
    return nearest


def _between(items: Sequence[Item], opening: Item, close: Item) -> list[Item]:
    return [
        i
        for i in items
        if i is not opening
        and i is not close
        and opening.cx < i.cx < close.cx
        and opening.y0 - 2 < i.cy < opening.y1 + 2
    ]


def _fenced(opening: Item, close: Item, inside: Sequence[Item]) -> Item:
    size = max((i.size for i in inside), default=10.0) or 10.0
    small = opening.height < _SMALL_FENCE * size
    rows = [
        [_sides(cell) for cell in row]
        for row in _grid(inside, _SMALL_GAP if small else _COLUMN_GAP)
    ]
    parts = tuple(sign for row in rows for cell in row if cell for sign in cell.signs)
    body = _body(rows)
    name = _FENCES.get((opening.char, close.char))
    if name == "pmatrix" and len(rows) == 2 and len(rows[0]) == 1 and _is_binomial(rows, opening):
        above, below = rows[0][0], rows[1][0]
        latex = rf"\binom{{{above.latex if above else ''}}}{{{below.latex if below else ''}}}"
    elif small:
        left, right = _delimiter(opening), _delimiter(close)
        latex = rf"\bigl{left}\begin{{smallmatrix}}{body}\end{{smallmatrix}}\bigr{right}"
    elif name:
        latex = rf"\begin{{{name}}}{body}\end{{{name}}}"
    else:
        left, right = _delimiter(opening), _delimiter(close)
        latex = rf"\left{left}\begin{{matrix}}{body}\end{{matrix}}\right{right}"
    return joined([opening, close, *inside], latex, parts=(opening, *parts, close))


def _delimiter(item: Item) -> str:
    from docparse.engines.embedded.formulas.commands import COMMANDS

    return COMMANDS.get(item.char, item.char)


def _is_binomial(rows: Sequence[Sequence[Item | None]], opening: Item) -> bool:
    above, below = rows[0][0], rows[1][0]
    if above is None or below is None:
        return False
    if above.baseline is None or below.baseline is None:
        return False
    size = max(above.size, below.size, 1.0)
    step = (below.baseline - above.baseline) / size
    if opening.height < _SMALL_FENCE * size:
        return step > 1.0
    return not 1.17 < step < 1.26  # the pitch of lines, which rows of matrices keep


def _cases(brace: Item, inside: Sequence[Item]) -> Item:
    rows = [[_sides(cell) for cell in row] for row in _grid(inside)]
    parts = tuple(sign for row in rows for cell in row if cell for sign in cell.signs)
    latex = rf"\begin{{cases}}{_body(rows)}\end{{cases}}"
    made = joined([brace, *inside], latex, parts=(brace, *parts))
    return replace(made, baseline=None, y0=brace.y0, y1=brace.y1)


def _array_around(items: Sequence[Item], off: Sequence[Item]) -> list[Item] | None:
    """Put the rows around stray signs together into an array without delimiters."""
    bands = row_bands(items)
    if len(bands) > 1 and all(is_one_row(band) for band in bands):
        rows = [[_sides(cell) for cell in row] for row in _grid(items)]
        parts = tuple(sign for row in rows for cell in row if cell for sign in cell.signs)
        if max(len(row) for row in rows) == 1:
            return [joined(items, rf"\substack{{{_body(rows)}}}", parts=parts)]
        return [joined(items, _body_in("matrix", rows), parts=parts)]
    x0, _, x1, _ = around(off)
    size = max((i.size for i in off), default=10.0) or 10.0
    inside = [i for i in items if x0 - 0.1 * size < i.cx < x1 + 0.1 * size]
    grew = True
    while grew:
        left, _, right, _ = around(inside)
        more = [
            i
            for i in items
            if all(i is not j for j in inside)
            and i.kind != "bar"
            and not i.is_tall
            and max(left - i.x1, i.x0 - right) < 0.0
        ]
        inside += more
        grew = bool(more)
    bands = row_bands(inside)
    if len(bands) < 2:
        return None
    rows = [[_sides(cell) for cell in row] for row in _grid(inside)]
    parts = tuple(sign for row in rows for cell in row if cell for sign in cell.signs)
    small = size < 0.84 * max((i.size for i in items), default=size)
    whole = len(inside) == len(items)
    if max(len(row) for row in rows) == 1 and (small or whole):
        latex = rf"\substack{{{_body(rows)}}}" if whole else _body_in("smallmatrix", rows)
    else:
        latex = _body_in("matrix", rows)
    block = joined(inside, latex, parts=parts)
    return without(items, inside, block)


def lone_matrix(items: Sequence[Item], bands: Sequence[Sequence[Item]]) -> Item | None:
    """Read a matrix that stands without delimiters, if rows without relations are one."""
    if any(item.kind == "rel" for item in items):
        return None
    grid = _grid(items, 0.8)
    if len(grid) != len(bands) or len(grid[0]) < 2 or not all(all(row) for row in grid):
        return None
    rows = [[_sides(cell) for cell in row] for row in grid]
    parts = tuple(sign for row in rows for cell in row if cell for sign in cell.signs)
    return joined(items, _body_in("matrix", rows), parts=parts)


def _body_in(name: str, rows: Sequence[Sequence[Item | None]]) -> str:
    return rf"\begin{{{name}}}{_body(rows)}\end{{{name}}}"


def _body(rows: Sequence[Sequence[Item | None]]) -> str:
    lines = (" & ".join(cell.latex if cell else "" for cell in row).strip() for row in rows)
    return " " + r" \\ ".join(lines) + " "


def _sides(cell: Sequence[Item]) -> Item | None:
    return read_rows(cell, display=False) if cell else None


def _grid(items: Sequence[Item], gap: float = _COLUMN_GAP) -> list[list[list[Item]]]:
    """Cut items into rows and columns."""
    bands = row_bands(items)
    size = max((i.size for i in items), default=10.0) or 10.0
    borders = _column_borders(items, gap * size)
    return [
        [
            [i for i in band if left <= i.cx < right]
            for left, right in zip([float("-inf"), *borders], [*borders, float("inf")], strict=True)
        ]
        for band in bands
    ]


def _column_borders(items: Sequence[Item], gap: float) -> list[float]:
    """Middles of the white stripes that run down through all rows."""
    borders: list[float] = []
    end = float("-inf")
    for left, right in sorted((min(i.x0, i.left), i.x1) for i in items):
        if end > float("-inf") and left - end > gap:
            borders.append((left + end) / 2)
        end = max(end, right)
    return borders


def row_bands(items: Sequence[Item]) -> list[list[Item]]:
    """Part items into rows at the white space between them, whole fractions and limits together."""
    bands = _bands(items)
    merged = True
    while merged and len(bands) > 1:
        merged = False
        for index, band in enumerate(bands):
            partner = _belongs_to(bands, index)
            if partner is not None:
                low, high = min(index, partner), max(index, partner)
                bands[low : high + 1] = [[i for b in bands[low : high + 1] for i in b]]
                merged = True
                break
    return bands


def _bands(items: Sequence[Item]) -> list[list[Item]]:
    bands: list[list[Item]] = []
    bottom = float("-inf")
    for item in sorted(items, key=lambda i: i.y0):
        if bands and item.y0 < bottom + 0.05:
            bands[-1].append(item)
        else:
            bands.append([item])
        bottom = max(bottom, item.y1)
    return bands


def _belongs_to(bands: Sequence[Sequence[Item]], index: int) -> int | None:
    """Index of the band that one is part of: a bar's, an operator's; None where it is a row."""
    band = bands[index]
    above = index - 1 if index > 0 else None
    below = index + 1 if index + 1 < len(bands) else None
    for bar in (i for i in band if i.kind == "bar"):
        if above is not None and not _on_side(band, bar, -1) and _on_side(bands[above], bar, 0):
            return above
        if below is not None and not _on_side(band, bar, 1) and _on_side(bands[below], bar, 0):
            return below
    size = max((i.size for b in bands for i in b), default=10.0)
    full = any(
        i.size >= 0.84 * size or (i.baseline is None and i.kind not in {"bar", "accent"})
        for i in band
    )
    if full or (above is None and below is None):
        return None
    if above is None or below is None:
        return below if above is None else above
    up = min(i.y0 for i in band) - max(i.y1 for i in bands[above])
    down = min(i.y0 for i in bands[below]) - max(i.y1 for i in band)
    return above if up < down else below


def _on_side(band: Sequence[Item], bar: Item, side: int) -> bool:
    """Tell whether a band has something over (-1), under (1) or on either side (0) of a bar."""
    return any(
        i is not bar
        and bar.x0 - 0.6 <= i.cx <= bar.x1 + 0.6
        and (side == 0 or (i.cy - bar.cy) * side > 0)
        for i in band
    )


def axis_of(item: Item) -> float:
    """Height of the axis an item stands on."""
    return item.cy if item.baseline is None else item.baseline - AXIS * item.size

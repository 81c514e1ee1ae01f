"""Rows under each other: matrices, cases, substacks; and the way into reading any items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from docparse.engines.embedded.formulas.bands import (
    COLUMN_GAP,
    column_borders,
    grid,
    row_bands,
    type_size,
)
from docparse.engines.embedded.formulas.baselines import FULL, find_line, is_one_row, strays
from docparse.engines.embedded.formulas.commands import COMMANDS
from docparse.engines.embedded.formulas.items import Item, around, is_among, joined, without
from docparse.engines.embedded.formulas.rows import read_row

_MATRICES = {
    ("(", ")"): "pmatrix",
    ("[", "]"): "bmatrix",
    ("{", "}"): "Bmatrix",
    ("|", "|"): "vmatrix",
    ("⏐", "⏐"): "vmatrix",
    ("‖", "‖"): "Vmatrix",
}
_FRACTIONS = {
    "pmatrix": r"\binom{%s}{%s}",
    "bmatrix": r"{%s \brack %s}",
    "Bmatrix": r"{%s \brace %s}",
}
"""What writes two rows set as close as those of a fraction, between the delimiters of matrices."""
_SMALL_GAP = 0.3
"""Type sizes between columns where the rows are small beside their delimiters."""
_LONE_GAP = 0.8
"""The same where nothing but white space tells columns from the space around relations."""
_SMALL_FENCE = 2.05
"""Height of delimiters, in type sizes of what they hold, up to which that is set small."""
_PITCH = (1.17, 1.26)
"""Type sizes between baselines of text, 12 pt to 10: rows of matrices keep them, a binomial's
do not."""
_BEHIND = 0.7
"""Type sizes of white space between cases and what stands behind them."""
_ROUNDS = 8
"""Most arrays without delimiters that are sought in one row."""
_OPENING = frozenset({"open", "fence"})


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of cells, read; None for a cell without anything in it."""

    rows: tuple[tuple[Item | None, ...], ...]

    @property
    def signs(self) -> tuple[Item, ...]:
        """Its signs, row by row."""
        return tuple(sign for row in self.rows for cell in row if cell for sign in cell.signs)

    @property
    def body(self) -> str:
        """Its LaTeX without what begins and ends it."""
        lines = (" & ".join(cell.latex if cell else "" for cell in row) for row in self.rows)
        return " " + r" \\ ".join(line.strip() for line in lines) + " "

    @property
    def is_column(self) -> bool:
        """Whether no row has more than one cell."""
        return max(len(row) for row in self.rows) == 1

    def within(self, environment: str) -> str:
        """Return the LaTeX of the whole."""
        return rf"\begin{{{environment}}}{self.body}\end{{{environment}}}"


def read_rows(items: Sequence[Item], *, display: bool = False, main: float = 0.0) -> Item:
    """Read items in one row, or, where no line holds them, in rows under each other.

    Args:
        items: In any order.
        display: Whether operators have their limits above and below by default.
        main: The type size of what is not small here; 0 where it is unknown.
    """
    found = fenced_arrays(items, main)
    for _ in range(_ROUNDS):
        off = strays(found)
        grown = _with_array(found, off) if off else None
        if grown is None:
            break
        found = grown
    return read_row(found, read_rows, display=display, main=main)


def fenced_arrays(items: Sequence[Item], main: float) -> list[Item]:
    """Put arrays between tall delimiters together, the innermost first, and cases.

    Args:
        items: In any order.
        main: The type size of what is not small here; 0 where it is unknown.
    """
    found = list(items)
    closes = [i for i in found if i.kind == "close" or (i.is_tall and i.kind == "fence")]
    for close in sorted(closes, key=lambda i: i.x0):
        opening = _opening(found, close)
        inside = _between(found, opening, close) if opening is not None else []
        if opening is not None and _is_array(inside, close):
            block = _fenced(opening, close, inside, main)
            found = without(found, [opening, close, *inside], block)
    braces = [i for i in found if i.is_tall and i.char == "{"]
    for brace in sorted(braces, key=lambda i: -i.x0):
        inside = [i for i in found if i.x0 > brace.cx and _is_beside(i, brace) and i is not brace]
        inside = _up_to_one_row(inside, brace)
        if inside and not is_one_row(inside):
            found = without(found, [brace, *inside], _cases(brace, inside, main))
    return found


def _up_to_one_row(inside: Sequence[Item], brace: Item) -> list[Item]:
    """The rows behind a brace without what stands behind them, level with the brace's middle."""
    for border in column_borders(inside, _BEHIND * type_size(inside)):
        behind = [item for item in inside if item.cx > border]
        if is_one_row(behind) and abs(find_line(behind).axis - brace.cy) < 0.1 * type_size(behind):
            return [item for item in inside if item.cx < border]
    return list(inside)


def lone_matrix(items: Sequence[Item], bands: Sequence[Sequence[Item]]) -> Item | None:
    """Read a matrix that stands without delimiters, if rows without relations are one."""
    if any(item.kind == "rel" for item in items):
        return None
    cells = grid(items, _LONE_GAP)
    if len(cells) != len(bands) or len(cells[0]) < 2:
        return None
    if not all(row[0] and row[-1] for row in cells) or not any(map(all, cells)):
        return None
    table = _table(items, _LONE_GAP)
    return joined(items, table.within("matrix"), parts=table.signs)


def closely_set(items: Sequence[Item], bands: Sequence[Sequence[Item]]) -> Item | None:
    """Read rows set as close as lines of text, as an array has them and no display of lines."""
    levels = [find_line(band) for band in bands]
    steps = [
        (below.baseline - above.baseline) / max(above.size, 1.0)
        for above, below in pairwise(levels)
    ]
    if not all(_PITCH[0] < step < _PITCH[1] for step in steps):
        return None
    table = _table(items)
    if len(table.rows) != len(bands):
        return None
    columns = "l" if table.is_column else "c" * len(table.rows[0])
    latex = rf"\begin{{array}}{{{columns}}}{table.body}\end{{array}}"
    return joined(items, latex, parts=table.signs)


def _table(items: Sequence[Item], gap: float = COLUMN_GAP, main: float = 0.0) -> _Table:
    rows = [list(row) for row in grid(items, gap)]
    for column in reversed(range(1, len(rows[0]))):
        if all(_is_modulus(row[column]) for row in rows if row[column]):
            for row in rows:
                row[column - 1 : column + 1] = [row[column - 1] + row[column]]
    read = partial(read_rows, main=main)
    return _Table(tuple(tuple(read(cell) if cell else None for cell in row) for row in rows))


def _is_modulus(cell: Sequence[Item]) -> bool:
    """Tell a cell that begins with `(mod`, which belongs to what is before it."""
    return "".join(item.char for item in sorted(cell, key=lambda item: item.left))[:4] == "(mod"


def _opening(items: Sequence[Item], close: Item) -> Item | None:
    """The delimiter a closing one belongs to: the nearest of its height."""
    left = [item for item in items if item.x1 <= close.x0 + 0.5 and _is_like(item, close)]
    nearest = max(left, key=lambda item: item.x1, default=None)
    parted = close.kind == "fence" and nearest is not None and nearest.kind != "fence"
    return None if parted else nearest


def _is_like(item: Item, close: Item) -> bool:
    """Tell a delimiter that may open what another closes, by its kind and its height."""
    if item is close or item.is_tall != close.is_tall or item.kind not in _OPENING:
        return False
    slack = 0.06 * close.height + 0.5
    level = max(abs(item.y0 - close.y0), abs(item.y1 - close.y1)) < slack
    return level and (item.kind == "open" or item.char == close.char)


def _between(items: Sequence[Item], opening: Item, close: Item) -> list[Item]:
    return [
        item
        for item in items
        if opening.cx < item.cx < close.cx and _is_beside(item, opening) and item is not opening
    ]


def _is_beside(item: Item, fence: Item) -> bool:
    return fence.y0 - 2 < item.cy < fence.y1 + 2


def _is_array(inside: Sequence[Item], close: Item) -> bool:
    """Tell what does not stand in one row between delimiters that are large enough for more."""
    if not inside or is_one_row(inside):
        return False
    return close.is_tall or close.height >= 1.3 * max(item.size for item in inside)


def _fenced(opening: Item, close: Item, inside: Sequence[Item], main: float) -> Item:
    small = opening.height < _SMALL_FENCE * type_size(inside)
    table = _table(inside, _SMALL_GAP if small else COLUMN_GAP, 0.0 if small else main)
    latex = _fenced_latex(opening, close, table, small=small)
    return joined([opening, close, *inside], latex, parts=(opening, *table.signs, close))


def _fenced_latex(opening: Item, close: Item, table: _Table, *, small: bool) -> str:
    name = _MATRICES.get((opening.char, close.char))
    if name in _FRACTIONS and _is_binomial(table, opening):
        above, below = (row[0].latex if row[0] else "" for row in table.rows)
        return _FRACTIONS[name] % (above, below)
    if name and not small:
        return table.within(name)
    left, right = (COMMANDS.get(item.char, item.char) for item in (opening, close))
    if small:
        return rf"\bigl{left}{table.within('smallmatrix')}\bigr{right}"
    return rf"\left{left}{table.within('matrix')}\right{right}"


def _is_binomial(table: _Table, opening: Item) -> bool:
    """Tell a binomial coefficient from a matrix of two rows by the pitch of its rows."""
    if len(table.rows) != 2 or len(table.rows[0]) != 1:
        return False
    above, below = table.rows[0][0], table.rows[1][0]
    if above is None or below is None or above.baseline is None or below.baseline is None:
        return False
    size = max(above.size, below.size, 1.0)
    step = (below.baseline - above.baseline) / size
    if opening.height < _SMALL_FENCE * size:
        return step > 1.0
    return not _PITCH[0] < step < _PITCH[1]


def _cases(brace: Item, inside: Sequence[Item], main: float) -> Item:
    table = _table(inside, main=main)
    made = joined([brace, *inside], table.within("cases"), parts=(brace, *table.signs))
    return replace(made, baseline=None, y0=brace.y0, y1=brace.y1)


def _with_array(items: Sequence[Item], off: Sequence[Item]) -> list[Item] | None:
    """Put the rows around stray signs together into an array without delimiters."""
    bands = row_bands(items)
    if len(bands) > 1 and all(is_one_row(band) for band in bands):
        table = _table(items)
        latex = rf"\substack{{{table.body}}}" if table.is_column else table.within("matrix")
        return [joined(items, latex, parts=table.signs)]
    inside = _around(items, off)
    if len(row_bands(inside)) < 2:
        return None
    table = _table(inside)
    whole = len(inside) == len(items)
    small = type_size(off) < FULL * max((i.size for i in items), default=0.0)
    if not table.is_column or not (small or whole):
        latex = table.within("matrix")
    else:
        latex = rf"\substack{{{table.body}}}" if whole else table.within("smallmatrix")
    return without(items, inside, joined(inside, latex, parts=table.signs))


def _around(items: Sequence[Item], off: Sequence[Item]) -> list[Item]:
    """Stray signs with all that stands over, under or between them."""
    x0, _, x1, _ = around(off)
    slack = 0.1 * type_size(off)
    inside = [item for item in items if x0 - slack < item.cx < x1 + slack]
    while True:
        left, _, right, _ = around(inside)
        more = [
            item
            for item in items
            if item.kind != "bar"
            and not item.is_tall
            and max(left - item.x1, item.x0 - right) < 0.0
            and not is_among(item, inside)
        ]
        if not more:
            return inside
        inside += more

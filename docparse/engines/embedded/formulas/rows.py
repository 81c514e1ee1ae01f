"""Read one row of a formula: its fractions, words and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.embedded.formulas.baselines import between_ends, find_line
from docparse.engines.embedded.formulas.items import Item, Reader, joined, without
from docparse.engines.embedded.formulas.scripts import share_out
from docparse.engines.embedded.formulas.words import phrases, words
from docparse.engines.embedded.formulas.writing import write_row

_SMALL = 0.88
"""Share of a row's type size below which the operands of a fraction are set small."""
_SCRIPT_SIZE = 6.0
"""Type size in points below which TeX sets no fraction smaller still."""


def read_row(
    items: Sequence[Item], read: Reader, *, display: bool = False, main: float = 0.0
) -> Item:
    """Read items that stand in one row, covers and tables already put together.

    Args:
        items: In any order; the bars of fractions among them.
        read: Reads what stands within the row: operands of fractions, scripts, limits.
        display: Whether operators have their limits above and below by default.
        main: The type size of what is not small, for where no sign of the row says it; or 0.

    Returns:
        One item with the LaTeX of the whole.
    """
    line = find_line(items)
    on = [item for item in items if line.holds(item)]
    on = on or [max(items, key=lambda item: (item.size, item.width))]
    rest = without(items, on)
    usual = line.size if line.sized else main
    on, rest = _fractions(sorted(on, key=lambda i: i.left), rest, read, usual, display=display)
    full = phrases(words(sorted(on, key=lambda item: (item.left, item.cx))), rest)
    cells = share_out(full, rest, line, read)
    row = write_row(cells, axis=line.axis, size=line.size, display=display)
    if line.sized:
        return replace(row, baseline=line.baseline, size=line.size)
    return replace(row, baseline=None, size=line.size, axis=line.axis)


def _fractions(
    on: Sequence[Item], rest: list[Item], read: Reader, usual: float, *, display: bool
) -> tuple[list[Item], list[Item]]:
    """Read what stands over and under the bars on the line: the line anew, and what is left.

    Args:
        on: What stands on the line, from left to right.
        rest: What does not.
        read: Reads operands.
        usual: Type size of what is not small; 0 where it is unknown.
        display: Whether fractions are large by default.
    """
    made: list[Item] = []
    for item in on:
        if item.kind != "bar":
            made.append(item)
            continue
        mine = between_ends(item, rest)
        above, below = [i for i in mine if i.cy < item.cy], [i for i in mine if i.cy > item.cy]
        if above and below:
            rest = without(rest, mine)
            over, under = read(above), read(below)
            latex = _fraction(over, under, usual, display=display)
            signs = (*over.signs, *under.signs)
            fraction = joined([item, *above, *below], latex, parts=signs)
            made.append(replace(fraction, left=item.x0, right=item.x1))
        else:
            made.append(replace(item, kind="unknown", char="\ufffd"))
    return made, rest


def _fraction(over: Item, under: Item, usual: float, *, display: bool) -> str:
    r"""A fraction: `\frac`, or where it has another size than is usual here, `\tfrac`, `\dfrac`."""
    size = max((part.size for part in (over, under) if part.baseline is not None), default=0.0)
    small = size < _SMALL * usual
    if small != display or not usual or not size or (not display and usual < _SCRIPT_SIZE):
        command = "frac"
    else:
        command = "tfrac" if display else "dfrac"
    return rf"\{command}{{{over.latex}}}{{{under.latex}}}"

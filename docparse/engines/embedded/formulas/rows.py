"""Read one row of a formula: its fractions, words and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.embedded.formulas.baselines import Line, between_ends, find_line
from docparse.engines.embedded.formulas.items import Item, Reader, joined, without
from docparse.engines.embedded.formulas.scripts import share_out
from docparse.engines.embedded.formulas.words import phrases, words
from docparse.engines.embedded.formulas.writing import write_row

_SMALL = 0.88
"""Share of a row's type size below which the operands of a fraction are set small."""
_SCRIPT_SIZE = 6.0
"""Type size in points below which TeX sets no fraction smaller still."""


def read_row(items: Sequence[Item], read: Reader, *, display: bool = False) -> Item:
    """Read items that stand in one row, covers and tables already put together.

    Args:
        items: In any order; the bars of fractions among them.
        read: Reads what stands within the row: operands of fractions, scripts, limits.
        display: Whether operators have their limits above and below by default.

    Returns:
        One item with the LaTeX of the whole.
    """
    line = find_line(items)
    on = [item for item in items if line.holds(item)]
    on = on or [max(items, key=lambda item: (item.size, item.width))]
    rest = without(items, on)
    on, rest = _fractions(sorted(on, key=lambda i: i.left), rest, line, read, display=display)
    main = phrases(words(sorted(on, key=lambda item: (item.left, item.cx))), rest)
    cells = share_out(main, rest, line, read)
    row = write_row(cells, axis=line.axis, size=line.size, display=display)
    if line.sized:
        return replace(row, baseline=line.baseline, size=line.size)
    return replace(row, baseline=None, size=line.size, axis=line.axis)


def _fractions(
    on: Sequence[Item], rest: list[Item], line: Line, read: Reader, *, display: bool
) -> tuple[list[Item], list[Item]]:
    """Read what stands over and under the bars on the line: the line anew, and what is left."""
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
            latex = _fraction(over, under, line, display=display)
            signs = (*over.signs, *under.signs)
            fraction = joined([item, *above, *below], latex, parts=signs)
            made.append(replace(fraction, left=item.x0, right=item.x1))
        else:
            made.append(replace(item, kind="unknown", char="\ufffd"))
    return made, rest


def _fraction(over: Item, under: Item, line: Line, *, display: bool) -> str:
    r"""A fraction: `\frac`, or where it has another size than is usual here, `\tfrac`, `\dfrac`."""
    size = max((part.size for part in (over, under) if part.baseline is not None), default=0.0)
    usual = (size < _SMALL * line.size) != display or not line.sized or not size
    if usual or (not display and line.size < _SCRIPT_SIZE):
        command = "frac"
    else:
        command = "tfrac" if display else "dfrac"
    return rf"\{command}{{{over.latex}}}{{{under.latex}}}"

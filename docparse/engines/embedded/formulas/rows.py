"""Read a row of a formula: which items stand on its line, and what belongs to each of them.

The line is found from what TeX and its kin never vary: the signs of a row share a baseline and a
type size, and fractions, operators and tall delimiters are centred on its axis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docparse.engines.embedded.formulas.cells import Cell
from docparse.engines.embedded.formulas.items import Item, around, joined
from docparse.engines.embedded.formulas.words import phrases, words
from docparse.engines.embedded.formulas.writing import write_row

AXIS = 0.25
"""Height of the axis over the baseline, in type sizes (Computer Modern: 0.25, others to 0.28)."""
_LEVEL = 0.13
"""Type sizes by which an item may stand off the line."""
_FULL = 0.84
"""Share of the largest type size from which a sign is not a script."""
_BESIDE = 0.6
"""Type sizes between neighbours in what stands above or below an operator."""


@dataclass(frozen=True, slots=True)
class Line:
    """The line of a row: its baseline, type size and axis."""

    baseline: float
    size: float
    axis: float
    sized: bool = True
    """Whether a sign on the line says the size."""

    def holds(self, item: Item) -> bool:
        """Tell whether an item stands on the line."""
        if item.baseline is not None:
            level = abs(item.baseline - self.baseline) <= _LEVEL * self.size
            return level and (item.size >= _FULL * self.size or not item.size)
        slack = _LEVEL * self.size + (0.0 if item.kind == "bar" else 0.04 * item.height)
        return abs(item.cy - self.axis) <= slack


def read_row(items: Sequence[Item], *, display: bool = False) -> Item:
    """Read items that stand in one row, covers and tables already put together.

    Args:
        items: In any order; the bars of fractions among them.
        display: Whether operators have their limits above and below by default.

    Returns:
        One item with the LaTeX of the whole.
    """
    line = find_line(items)
    on = [item for item in items if line.holds(item)]
    if not on:
        on = [max(items, key=lambda item: (item.size, item.width))]
    rest = [item for item in items if all(item is not other for other in on)]
    on, rest = _fractions(sorted(on, key=lambda item: item.left), rest, line, display=display)
    main = phrases(words(sorted(on, key=lambda item: (item.left, item.cx))), rest)
    cells = _with_limits(main, rest, line)
    row = write_row(cells, axis=line.axis, size=line.size, display=display)
    return replace(row, baseline=line.baseline, size=line.size)


def find_line(items: Sequence[Item]) -> Line:
    """Return the line most of a row stands on."""
    lines = _candidates(items)
    return max(lines, key=lambda line: _worth(line, items))


def is_one_row(items: Sequence[Item]) -> bool:
    """Tell whether one line accounts for every sign in full size."""
    if not items:
        return True
    return _worth(find_line(items), items)[0] == 0


def strays(items: Sequence[Item]) -> list[Item]:
    """The signs in full size that the best line does not account for."""
    line = find_line(items)
    return _uncaught(line, items)


def _candidates(items: Sequence[Item]) -> list[Line]:
    sized = [item for item in items if item.size > 0 and item.baseline is not None]
    largest = max((item.size for item in sized if item.kind != "accent"), default=0.0)
    lines: list[Line] = []
    for item in sized:
        if item.size >= _FULL * largest and item.baseline is not None:
            size = item.size
            if not any(abs(line.baseline - item.baseline) < 0.02 * size for line in lines):
                lines.append(Line(item.baseline, size, item.baseline - AXIS * size))
    size = largest or 10.0
    centred = [item for item in items if item.baseline is None]
    if not lines or centred:
        for item in centred:
            axis = item.cy
            if not any(abs(line.axis - axis) < 0.06 * size for line in lines):
                lines.append(Line(axis + AXIS * size, size, axis, sized=False))
    return lines or [Line(items[0].y1, 10.0, items[0].cy)]


def _worth(line: Line, items: Sequence[Item]) -> tuple[int, float]:
    """How well a line accounts for a row: few signs left over, much of its width on the line."""
    on = [item for item in items if line.holds(item)]
    covered = _covered_width(on)
    return -len(_uncaught(line, items)), covered + 0.01 * sum(i.kind == "bar" for i in on)


def _uncaught(line: Line, items: Sequence[Item]) -> list[Item]:
    on = [item for item in items if line.holds(item)]
    bars = [item for item in on if item.kind == "bar"]
    return [
        item
        for item in items
        if _is_full(item, line)
        and all(item is not other for other in on)
        and not any(any(item is part for part in _operands(items, bar)) for bar in bars)
    ]


def _operands(items: Sequence[Item], bar: Item) -> list[Item]:
    """What stands over and under a bar, without white space between it and the bar."""
    inside = [i for i in items if i is not bar and bar.x0 - 0.6 <= i.cx <= bar.x1 + 0.6]
    return [
        *_adjoining(inside, lambda i: (bar.cy - i.y1, bar.cy - i.y0)),
        *_adjoining(inside, lambda i: (i.y0 - bar.cy, i.y1 - bar.cy)),
    ]


def _adjoining(
    items: Sequence[Item], reach: Callable[[Item], tuple[float, float]]
) -> Iterator[Item]:
    """The items on one side of a bar from the nearest on, up to a gap of white space.

    Args:
        items: Those in reach of the bar's ends.
        reach: How far from the bar an item begins and ends.
    """
    side = sorted((i for i in items if sum(reach(i)) > 0), key=lambda i: reach(i)[0])
    end = 0.0
    for item in side:
        near, far = reach(item)
        if near > end + (0.55 if end == 0.0 else 0.28) * max(item.size, 6.0):
            return
        end = max(end, far)
        yield item


def _is_full(item: Item, line: Line) -> bool:
    if item.kind == "bar":
        return False
    if item.kind == "accent":
        return False
    if item.baseline is None:
        return item.kind in {"open", "close", "block", "op", "integral"}
    return item.size >= _FULL * line.size


def _covered_width(items: Iterable[Item]) -> float:
    total, end = 0.0, float("-inf")
    for x0, x1 in sorted((item.x0, item.x1) for item in items):
        if x1 > end:
            total += x1 - max(x0, end)
            end = x1
    return total


def _fractions(
    on: list[Item], rest: list[Item], line: Line, *, display: bool
) -> tuple[list[Item], list[Item]]:
    """Read what stands over and under the bars on the line."""
    made: list[Item] = []
    for item in on:
        if item.kind != "bar":
            made.append(item)
            continue
        mine = [i for i in rest if item.x0 - 0.6 <= i.cx <= item.x1 + 0.6]
        above = [i for i in mine if i.cy < item.cy]
        below = [i for i in mine if i.cy > item.cy]
        if not above or not below:
            made.append(replace(item, kind="unknown", char="\ufffd"))
            continue
        rest = [i for i in rest if all(i is not m for m in mine)]
        made.append(_fraction(item, above, below, line, display=display))
    return made, rest


def _fraction(
    bar: Item, above: Sequence[Item], below: Sequence[Item], line: Line, *, display: bool
) -> Item:
    over, under = read_block(above), read_block(below)
    command = _command(over, under, line, display=display)
    latex = rf"\{command}{{{over.latex}}}{{{under.latex}}}"
    fraction = joined([bar, *above, *below], latex, parts=(*over.signs, *under.signs))
    return replace(fraction, left=bar.x0, right=bar.x1)


def _command(over: Item, under: Item, line: Line, *, display: bool) -> str:
    """`\\frac`, or where it is set in another size than is usual here, `\\tfrac` or `\\dfrac`."""
    inner = max(over.size, under.size)
    if not inner or not line.sized:
        return "frac"
    small = inner < 0.88 * line.size
    if display:
        return "tfrac" if small else "frac"
    return "frac" if small or line.size < 6 else "dfrac"


def _with_limits(main: Sequence[Item], rest: Sequence[Item], line: Line) -> list[Cell]:
    """Share the other items out: above and below an item where they are centred on it."""
    cells: list[Cell] = []
    left = list(rest)
    stacked: dict[int, tuple[list[Item], list[Item]]] = {}
    for index, item in sorted(enumerate(main), key=lambda pair: _LIMITS_FIRST(pair[1])):
        over = _run(left, item, line, above=True)
        left = [i for i in left if all(i is not o for o in over)]
        under = _run(left, item, line, above=False)
        left = [i for i in left if all(i is not u for u in under)]
        stacked[index] = over, under
    shares: list[list[Item]] = [[] for _ in main]
    before = [i for i in left if i.cx < main[0].x0 and i.left < main[0].left]
    if before:
        cells.append(_prescripts(before, main[0], line))
        left = [i for i in left if all(i is not b for b in before)]
    for item in left:
        shares[_owner(main, item)].append(item)
    for index, item in enumerate(main):
        over, under = stacked[index]
        sup, sub = _scripts(shares[index], line, item)
        cells.append(
            Cell(
                item,
                sub=read_block(sub) if sub else None,
                sup=read_block(sup) if sup else None,
                over=read_block(over) if over else None,
                under=read_block(under) if under else None,
            )
        )
    return cells


def _prescripts(before: Sequence[Item], first: Item, line: Line) -> Cell:
    """What stands raised or lowered before the first item: scripts of nothing."""
    sup, sub = _scripts(before, line, first)
    x = min(item.left for item in before)
    nothing = Item(
        kind="block",
        latex="{}",
        x0=x,
        x1=x,
        y0=first.y0,
        y1=first.y1,
        left=x,
        right=x,
        baseline=line.baseline,
        size=line.size,
    )
    return Cell(
        nothing,
        sub=read_block(sub) if sub else None,
        sup=read_block(sup) if sup else None,
    )


def _LIMITS_FIRST(item: Item) -> int:  # noqa: N802
    return 0 if item.kind in {"op", "integral"} else 1 if item.kind == "word" else 2


def _owner(main: Sequence[Item], item: Item) -> int:
    """Index of the item a script stands behind."""
    best = 0
    for index, host in enumerate(main):
        slack = 0.25 * host.width if host.kind in {"integral"} else 0.1 * max(item.size, 4.0)
        if host.left <= item.left + slack and host.left < item.cx:
            best = index
    return best


def _run(rest: Sequence[Item], host: Item, line: Line, *, above: bool) -> list[Item]:
    """The items above or below one, if together they are centred on it."""
    if host.kind in {"open", "close", "fence", "punct"} and host.kind != "block":
        return []
    side = [
        i
        for i in rest
        if (
            i.y1 <= host.y0 + 0.25 * max(i.size, 4) and i.cy < host.y0
            if above
            else i.y0 >= host.y1 - 0.25 * max(i.size, 4) and i.cy > host.y1
        )
    ]
    seeds = [
        i for i in side if min(i.x1, host.x1) - max(i.x0, host.x0) > 0.2 * min(i.width, host.width)
    ]
    if not seeds:
        return []
    run = list(seeds)
    grew = True
    while grew:
        x0, y0, x1, y1 = around(run)
        more = [
            i
            for i in side
            if all(i is not r for r in run)
            and min(i.y1, y1) - max(i.y0, y0) > -0.3 * max(i.size, 4.0)
            and max(x0 - i.x1, i.x0 - x1) < _BESIDE * max(i.size, 5.0)
        ]
        run += more
        grew = bool(more)
    x0, _, x1, _ = around(run)
    middle = (x0 + x1) / 2
    centre = (host.x0 + host.x1) / 2 if host.kind != "integral" else host.cx
    slack = (
        0.16 * line.size + 0.04 * (x1 - x0) + (0.35 * host.width if host.kind == "integral" else 0)
    )
    if abs(middle - centre) > slack:
        return _narrowed(run, host, line, centre)
    if host.kind == "letter" and host.width < 0.8 * line.size and x0 > host.x0 + 0.45 * host.width:
        return []
    return run


def _narrowed(run: Sequence[Item], host: Item, line: Line, centre: float) -> list[Item]:
    """The part of a run that is centred, where scripts of a neighbour touch it."""
    if host.kind not in {"op", "word", "integral"}:
        return []
    ordered = sorted(run, key=lambda item: item.x0)
    best: list[Item] = []
    for start in range(len(ordered)):
        for end in range(len(ordered), start, -1):
            part = ordered[start:end]
            x0, _, x1, _ = around(part)
            if abs((x0 + x1) / 2 - centre) < 0.12 * line.size and len(part) > len(best):
                best = part
    return best


def _scripts(share: Sequence[Item], line: Line, host: Item) -> tuple[list[Item], list[Item]]:
    """Part the items behind one into what is raised and what is lowered."""
    if not share:
        return [], []
    edges = sorted(share, key=lambda item: item.y0)
    middle = host.cy if host.baseline is None and host.kind != "bar" else line.axis
    best, cut = 0.0, None
    bottom = edges[0].y1
    for item in edges[1:]:
        gap = item.y0 - bottom
        centre = (item.y0 + bottom) / 2
        reach = max(0.55 * line.size, 0.5 * host.height)
        if gap > best and abs(centre - middle) < reach:
            best, cut = gap, centre
        bottom = max(bottom, item.y1)
    if cut is not None and _both_sides(share, cut, middle, line):
        return [i for i in share if i.cy < cut], [i for i in share if i.cy >= cut]
    raised = [i for i in share if _is_raised(i, line, middle)]
    lowered = [i for i in share if not _is_raised(i, line, middle)]
    if raised and lowered and _main(raised) != _main(lowered) and not _is_apart(raised, lowered):
        every = list(share)
        return (
            (every, [])
            if _is_raised(max(every, key=lambda i: i.size), line, middle)
            else ([], every)
        )
    return raised, lowered


def _main(items: Sequence[Item]) -> float:
    return max((item.size for item in items), default=0.0)


def _is_apart(raised: Sequence[Item], lowered: Sequence[Item]) -> bool:
    return max(i.y1 for i in raised) < min(i.y0 for i in lowered) + 1.5


def _both_sides(share: Sequence[Item], cut: float, middle: float, line: Line) -> bool:
    """Tell whether a cut parts a superscript from a subscript, not the two of one script."""
    above, below = [i for i in share if i.cy < cut], [i for i in share if i.cy >= cut]
    if not above or not below:
        return False
    return all(
        any(_is_raised(i, line, middle) == raised for i in part if i.size >= 0.8 * _main(part))
        for part, raised in ((above, True), (below, False))
    )


def _is_raised(item: Item, line: Line, middle: float) -> bool:
    if item.baseline is not None and item.size:
        return item.baseline - AXIS * item.size < middle
    return item.cy < middle


def read_block(items: Sequence[Item]) -> Item:
    """Read items that may stand in one row or in several."""
    from docparse.engines.embedded.formulas.arrays import read_rows

    return read_rows(items, display=False)

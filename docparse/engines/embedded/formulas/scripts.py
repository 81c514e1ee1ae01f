"""Share out what is not on the line of a row: limits above and below, scripts, prescripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docparse.engines.embedded.formulas.baselines import AXIS, Line
from docparse.engines.embedded.formulas.cells import Cell
from docparse.engines.embedded.formulas.items import Item, Reader, around, is_among, without

_BESIDE = 0.6
"""Type sizes between neighbours in what stands above or below an operator."""
_OVERLAP = 0.25
"""Type sizes by which a limit may reach into what it stands above or below."""
_NO_LIMITS = frozenset({"open", "close", "fence", "punct"})
_SET_OFF = frozenset({"punct", "rel", "bin", "arrow", "open"})
"""What has no scripts that stand off from it."""
_PRESCRIPT_GAP, _PRESCRIPT_REACH = 0.15, 0.12
"""Type sizes of white space before scripts of the next item, at least, and between them and it."""
_OPERATORS = frozenset({"op", "integral"})
_NARROWED = frozenset({"op", "word", "integral"})
"""What has limits even where scripts of a neighbour touch them."""

_Sides = tuple[list[Item], list[Item]]
"""The items above, or raised, and those below, or lowered."""


@dataclass(frozen=True, slots=True)
class _Share:
    """What belongs to one item of a row, by where it stands."""

    over: Sequence[Item] = ()
    under: Sequence[Item] = ()
    sup: Sequence[Item] = ()
    sub: Sequence[Item] = ()

    def cell(self, item: Item, read: Reader) -> Cell:
        sub, sup, over, under = (
            read(items) if items else None for items in (self.sub, self.sup, self.over, self.under)
        )
        return Cell(item, sub=sub, sup=sup, over=over, under=under)


def share_out(main: Sequence[Item], rest: Sequence[Item], line: Line, read: Reader) -> list[Cell]:
    """Give the items that are not on the line to those that are.

    Args:
        main: What stands on the line, from left to right.
        rest: The others.
        line: The line.
        read: Reads what stands together above, below or behind an item.
    """
    stacked, left = _limits(main, rest, line)
    before = [i for i in left if i.cx < main[0].x0 and i.left < main[0].left]
    behind: list[list[Item]] = [[] for _ in main]
    for item in without(left, before):
        behind[_owner(main, item)].append(item)
    cells = []
    for index, (item, (over, under)) in enumerate(zip(main, stacked, strict=True)):
        if before:
            cells.append(_prescripts(before, item, line, read))
        following = main[index + 1] if index + 1 < len(main) else None
        before = _ahead(behind[index], item, following, line)
        sup, sub = _scripts(without(behind[index], before), line, item)
        cells.append(_Share(over, under, sup, sub).cell(item, read))
    return cells


def _limits(
    main: Sequence[Item], rest: Sequence[Item], line: Line
) -> tuple[list[_Sides], list[Item]]:
    """What stands above and below each item, and what is left."""
    left = list(rest)
    stacked: dict[int, _Sides] = {}
    for index, item in sorted(enumerate(main), key=lambda pair: _rank(pair[1])):
        over = _run(left, item, line, above=True)
        left = without(left, over)
        under = _run(left, item, line, above=False)
        left = without(left, under)
        stacked[index] = over, under
    return [stacked[index] for index in range(len(main))], left


def _rank(item: Item) -> int:
    """Which items choose first what stands above and below them."""
    return 0 if item.kind in _OPERATORS else 1 if item.kind == "word" else 2


def _ahead(behind: Sequence[Item], host: Item, following: Item | None, line: Line) -> list[Item]:
    """The scripts behind an item that belong to the next: set off from it, and close to that."""
    if not behind or following is None or host.kind not in _SET_OFF:
        return []
    x0, _, x1, _ = around(behind)
    far = x0 - host.right > _PRESCRIPT_GAP * line.size
    near = following.left - max(item.right for item in behind) < _PRESCRIPT_REACH * line.size
    return list(behind) if far and near and x1 < following.cx else []


def _prescripts(before: Sequence[Item], first: Item, line: Line, read: Reader) -> Cell:
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
    return _Share(sup=sup, sub=sub).cell(nothing, read)


def _owner(main: Sequence[Item], item: Item) -> int:
    """Index of the item a script stands behind."""
    hosts = (i for i in reversed(range(len(main))) if _is_behind(item, main[i]))
    return next(hosts, 0)


def _is_behind(item: Item, host: Item) -> bool:
    slack = 0.25 * host.width if host.kind == "integral" else 0.1 * max(item.size, 4.0)
    return host.left <= item.left + slack and host.left < item.cx


def _run(rest: Sequence[Item], host: Item, line: Line, *, above: bool) -> list[Item]:
    """The items above or below one, if together they are centred on it."""
    if host.kind in _NO_LIMITS:
        return []
    side = [item for item in rest if (_is_above if above else _is_below)(item, host)]
    seeds = [item for item in side if _overlap(item, host) > 0.2 * min(item.width, host.width)]
    if not seeds:
        return []
    run = _grown(seeds, side)
    x0, _, x1, _ = around(run)
    wide = host.width if host.kind == "integral" else 0.0  # its limits lean with it
    slack = 0.16 * line.size + 0.04 * (x1 - x0) + 0.35 * wide
    if abs((x0 + x1) / 2 - host.cx) > slack:
        return _narrowed(run, host, line)
    narrow = host.kind == "letter" and host.width < 0.8 * line.size
    return [] if narrow and x0 > host.x0 + 0.45 * host.width else run


def _is_above(item: Item, host: Item) -> bool:
    return item.y1 <= host.y0 + _OVERLAP * max(item.size, 4) and item.cy < host.y0


def _is_below(item: Item, host: Item) -> bool:
    overlap = 0.02 if host.kind == "integral" else _OVERLAP  # whose scripts reach up beside it
    return item.y0 >= host.y1 - overlap * max(item.size, 4) and item.cy > host.y1


def _overlap(item: Item, host: Item) -> float:
    return min(item.x1, host.x1) - max(item.x0, host.x0)


def _grown(seeds: Sequence[Item], side: Sequence[Item]) -> list[Item]:
    """The seeds with what stands close beside them, and beside that."""
    run = list(seeds)
    while True:
        x0, y0, x1, y1 = around(run)
        more = [
            item
            for item in side
            if min(item.y1, y1) - max(item.y0, y0) > -0.3 * max(item.size, 4.0)
            and max(x0 - item.x1, item.x0 - x1) < _BESIDE * max(item.size, 5.0)
            and not is_among(item, run)
        ]
        if not more:
            return run
        run += more


def _narrowed(run: Sequence[Item], host: Item, line: Line) -> list[Item]:
    """The largest part of a run that is centred, where scripts of a neighbour touch it."""
    if host.kind not in _NARROWED:
        return []
    ordered = sorted(run, key=lambda item: item.x0)
    centred = (part for part in _stretches(ordered) if _is_centred(part, host, line))
    return max(centred, key=len, default=[])


def _stretches(ordered: Sequence[Item]) -> Iterator[list[Item]]:
    for start in range(len(ordered)):
        for end in range(len(ordered), start, -1):
            yield list(ordered[start:end])


def _is_centred(part: Sequence[Item], host: Item, line: Line) -> bool:
    x0, _, x1, _ = around(part)
    return abs((x0 + x1) / 2 - host.cx) < 0.12 * line.size


def _scripts(share: Sequence[Item], line: Line, host: Item) -> _Sides:
    """Part the items behind one into what is raised and what is lowered."""
    if not share:
        return [], []
    middle = host.cy if host.baseline is None and host.kind != "bar" else line.axis
    cut = _widest_gap(share, middle, reach=max(0.55 * line.size, 0.5 * host.height))
    if cut is not None:
        above, below = [i for i in share if i.cy < cut], [i for i in share if i.cy >= cut]
        if above and below and _is_script(above, middle, True) and _is_script(below, middle, False):
            return above, below
    raised = [i for i in share if _is_raised(i, middle)]
    lowered = [i for i in share if not _is_raised(i, middle)]
    if raised and lowered and _are_one(raised, lowered):
        largest = max(share, key=lambda i: i.size)
        return (list(share), []) if _is_raised(largest, middle) else ([], list(share))
    return raised, lowered


def _widest_gap(share: Iterable[Item], middle: float, reach: float) -> float | None:
    """Height of the widest white stripe through some items not far from a height."""
    first, *others = sorted(share, key=lambda item: item.y0)
    bottom, widest, cut = first.y1, 0.0, None
    for item in others:
        gap, centre = item.y0 - bottom, (item.y0 + bottom) / 2
        if gap > widest and abs(centre - middle) < reach:
            widest, cut = gap, centre
        bottom = max(bottom, item.y1)
    return cut


def _are_one(raised: Sequence[Item], lowered: Sequence[Item]) -> bool:
    """Tell one script that reaches over the middle: in two sizes, without a gap in height."""
    apart = max(i.y1 for i in raised) < min(i.y0 for i in lowered) + 1.5
    return not apart and _largest(raised) != _largest(lowered)


def _largest(items: Sequence[Item]) -> float:
    return max(item.size for item in items)


def _is_script(part: Sequence[Item], middle: float, raised: bool) -> bool:
    """Tell whether a sign in full size of a part says that it is raised, or lowered."""
    full = 0.8 * _largest(part)
    return any(_is_raised(i, middle) == raised for i in part if i.size >= full)


def _is_raised(item: Item, middle: float) -> bool:
    if item.baseline is not None and item.size:
        return item.baseline - AXIS * item.size < middle
    return item.cy < middle

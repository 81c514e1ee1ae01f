"""The line of a row: which of its signs stand on it, and whether it accounts for all of them.

It is found from what TeX and its kin never vary: the signs of a row share a baseline and a type
size, and fractions, operators and tall delimiters are centred on its axis (The TeXbook,
Appendix G).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from docparse.engines.embedded.formulas.items import Item, is_among

AXIS = 0.25
"""Height of the axis over the baseline, in type sizes (Computer Modern: 0.25, others to 0.28)."""
FULL = 0.84
"""Share of the largest type size from which a sign is not a script."""
_USUAL = 10.0
"""Type size in points where no sign says one."""
_LEVEL = 0.13
"""Type sizes by which an item may stand off the line."""
_OVERHANG = 0.6
"""Points by which the middle of an operand may lie beyond the end of its bar."""
_NEAR_BAR = 0.55
"""Type sizes of white space between a bar and the first of its operands."""
_NEAR_OPERAND = 0.32
"""The same between what stands in one operand."""
_NARROWER = 1.0
"""Points by which the bar of a fraction is narrower than that of the one it stands in, at least
(TeX: `\\nulldelimiterspace`, twice 1.2 pt)."""
_LEAST = 9.0
"""Type size in points that such white space is measured in, at the least."""
_CENTRED = frozenset({"open", "close", "block", "op", "integral"})


@dataclass(frozen=True, slots=True)
class Line:
    """The line of a row: its baseline, type size and axis.

    Attributes:
        baseline, axis: Their heights on the page.
        size: Type size.
        sized: Whether a sign on the line says the size.
    """

    baseline: float
    size: float
    axis: float
    sized: bool = True

    def holds(self, item: Item) -> bool:
        """Tell whether an item stands on the line."""
        if item.baseline is not None:
            level = abs(item.baseline - self.baseline) <= _LEVEL * self.size
            return level and (item.size >= FULL * self.size or not item.size)
        slack = _LEVEL * self.size + (0.0 if item.kind == "bar" else 0.04 * item.height)
        return abs(item.middle - self.axis) <= slack


def find_line(items: Sequence[Item]) -> Line:
    """Return the line most of a row stands on."""
    return max(_candidates(items), key=lambda line: _worth(line, items))


def is_one_row(items: Sequence[Item]) -> bool:
    """Tell whether one line accounts for every sign in full size."""
    return not items or not strays(items)


def strays(items: Sequence[Item]) -> list[Item]:
    """The signs in full size that the best line does not account for."""
    return _uncaught(find_line(items), items)


def between_ends(bar: Item, items: Sequence[Item]) -> list[Item]:
    """The items that stand over or under a bar, not beyond its ends."""
    x0, x1 = bar.x0 - _OVERHANG, bar.x1 + _OVERHANG
    return [item for item in items if item is not bar and x0 <= item.cx <= x1]


def _candidates(items: Sequence[Item]) -> list[Line]:
    """The lines a sign in full size stands on, and those something is centred on."""
    sized = [item for item in items if item.size > 0 and item.baseline is not None]
    largest = max((item.size for item in sized if item.kind != "accent"), default=0.0)
    lines: list[Line] = []
    for item in sized:
        if item.size >= FULL * largest and item.baseline is not None:
            base, size = item.baseline, item.size
            if not any(abs(line.baseline - base) < 0.02 * size for line in lines):
                lines.append(Line(base, size, base - AXIS * size))
    size = largest or _USUAL
    for item in items:
        axis = item.middle
        if item.baseline is None and not any(abs(line.axis - axis) < 0.06 * size for line in lines):
            lines.append(Line(axis + AXIS * size, size, axis, sized=False))
    return lines or [Line(items[0].y1, _USUAL, items[0].cy)]


def _worth(line: Line, items: Sequence[Item]) -> tuple[int, float]:
    """How well a line accounts for a row: few signs left over, much of its width on the line."""
    on = [item for item in items if line.holds(item)]
    bars = sum(item.kind == "bar" for item in on)
    return -len(_uncaught(line, items)), _covered_width(on) + 0.01 * bars


def _uncaught(line: Line, items: Sequence[Item]) -> list[Item]:
    """The signs in full size that are neither on a line nor in a fraction on it."""
    bars = [item for item in items if item.kind == "bar" and line.holds(item)]
    caught = [part for bar in bars for part in _operands(items, bar)]
    return [
        item
        for item in items
        if _is_full(item, line) and not line.holds(item) and not is_among(item, caught)
    ]


def _operands(items: Sequence[Item], bar: Item) -> list[Item]:
    """What stands over and under a bar, without white space between it and the bar."""
    inside = between_ends(bar, items)
    return [
        *_adjoining(inside, bar, lambda i: (bar.cy - i.y1, bar.cy - i.y0)),
        *_adjoining(inside, bar, lambda i: (i.y0 - bar.cy, i.y1 - bar.cy)),
    ]


def _adjoining(
    items: Sequence[Item], bar: Item, reach: Callable[[Item], tuple[float, float]]
) -> Iterator[Item]:
    """The items on one side of a bar from the nearest on, up to a gap of white space.

    Args:
        items: Those in reach of the bar's ends.
        bar: The bar.
        reach: How far from the bar an item begins and ends.
    """
    side = sorted((i for i in items if sum(reach(i)) > 0), key=lambda i: reach(i)[0])
    end = 0.0
    for item in _up_to_next(side, bar, reach):
        near, far = reach(item)
        if near > end + (_NEAR_OPERAND if end else _NEAR_BAR) * max(item.size, _LEAST):
            return
        end = max(end, far)
        yield item


def _up_to_next(
    side: Sequence[Item], bar: Item, reach: Callable[[Item], tuple[float, float]]
) -> Sequence[Item]:
    """What stands on one side of a bar without what is over or under the next bar there.

    The bar of a fraction within another is narrower, so one as wide is a fraction of the next row.
    """
    wide = (i for i, item in enumerate(side) if item.kind == "bar")
    end = next((i for i in wide if side[i].width > bar.width - _NARROWER), None)
    if end is None:
        return side
    gaps = {i: reach(side[i])[0] - max(reach(s)[1] for s in side[:i]) for i in range(1, end)}
    return side[: max(gaps, key=gaps.__getitem__, default=end)]


def _is_full(item: Item, line: Line) -> bool:
    """Tell what stands on a line of its own if not on this one: no script, bar or accent."""
    if item.kind in {"bar", "accent"}:
        return False
    small = 0 < item.size < FULL * line.size
    return item.kind in _CENTRED and not small if item.baseline is None else not small


def _covered_width(items: Iterable[Item]) -> float:
    total, end = 0.0, float("-inf")
    for x0, x1 in sorted((item.x0, item.x1) for item in items):
        if x1 > end:
            total += x1 - max(x0, end)
            end = x1
    return total

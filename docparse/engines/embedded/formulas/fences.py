r"""Delimiters that grew: which of them belong together, and the commands of their sizes.

`\left` and `\right` make delimiters as large as what is between them asks for; other sizes were
asked for by `\big` and its like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docparse.engines.embedded.formulas.baselines import AXIS
from docparse.engines.embedded.formulas.cells import Cell
from docparse.engines.embedded.formulas.items import Item
from docparse.engines.embedded.formulas.ladders import DELIMITER_FACTOR, SHORTFALL

_SLACK = 0.04
"""Type sizes by which what TeX measures may be off the ink."""
_BEYOND_LIMITS = 0.1
"""Type sizes that TeX leaves beyond limits."""
_RAISED, _DROP = 0.413, 0.36
"""Type sizes that TeX raises a superscript behind a letter, and lowers it from the top of what is
taller (Computer Modern's parameters 13 and, of the superscript's size, 18)."""
_LOWERED, _SUNK = 0.19, 0.07
"""The same for a subscript: below a letter's baseline, and below the foot of what reaches deeper
(parameters 16 and 19)."""
_FARTHER, _EXACT = 0.045, 0.028
"""Type sizes by which such a script is farther than usual, and by which it may miss its place."""
_TOLD_APART = 0.06
"""Type sizes from which the two places a script may have are told apart."""
_SAME_HEIGHT = 0.12
"""Share of its height by which a delimiter may differ from another of its size."""
_DELIMITERS = frozenset({"open", "close", "fence"})
_SLASHES = frozenset("/\\")
_GROWING = {"l": r"\left", "r": r"\right", "m": r"\left", "": r"\left"}


@dataclass(frozen=True, slots=True)
class Fences:
    """What makes the delimiters of a row grow.

    Attributes:
        commands: By the index of their cells, "" for those of the size of text.
        before: What opens the row for delimiters that close nothing.
        behind: What closes it for those that are never closed.
    """

    commands: Mapping[int, str]
    before: str
    behind: str


@dataclass(frozen=True, slots=True)
class _Pair:
    first: int
    last: int
    middles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row from left to right, the height of its axis, and its type size."""

    cells: Sequence[Cell]
    axis: float
    size: float


def grown_fences(cells: Sequence[Cell], axis: float, size: float) -> Fences:
    """Return what writes the delimiters that grew.

    Args:
        cells: A row from left to right.
        axis: Height of its axis.
        size: Its type size.
    """
    row = _Row(cells, axis, size)
    pairs, lone = _paired(cells)
    lone |= {index: "" for index, cell in enumerate(cells) if _is_grown_slash(cell.item)}
    commands: dict[int, str] = {}
    for pair in _plain_pairs(cells):
        if _is_boxed(row, pair):
            commands |= {pair.first: r"\left", pair.last: r"\right"}
    for pair in pairs:
        commands |= _of_pair(row, pair)
    before = behind = 0
    for index, side in lone.items():
        start = _start(row, pairs, index) if side == "r" else None
        command = r"\right" if start is not None else _sized(cells[index].item, side)
        commands[index] = command
        if start is not None:
            commands[start] = rf"\left.{commands.get(start, '')}"
        before += start is None and command == r"\right"
        behind += command == r"\left"
    return Fences(commands, before=r"\left." * before, behind=r"\right." * behind)


def _is_grown_slash(item: Item) -> bool:
    return item.char in _SLASHES and item.baseline is None


def _paired(cells: Sequence[Cell]) -> tuple[list[_Pair], dict[int, str]]:
    """Delimiters that belong together, and for the index of each other one the side it is on."""
    pairs = list(_brackets(cells))
    taken = {i for pair in pairs for i in (pair.first, *pair.middles, pair.last)}
    lone: dict[int, str] = {}
    opened: list[int] = []
    for index, cell in enumerate(cells):
        if not cell.item.is_tall or index in taken:
            continue
        first = _partner(cells, opened, cell.item)
        if cell.item.kind == "open" or (first is None and _may_open(cell)):
            opened.append(index)
        elif first is None:
            lone[index] = "r"
        else:
            at = opened.index(first)
            pairs.append(_Pair(first, index, tuple(opened[at + 1 :])))
            del opened[at:]
    return pairs, lone | {index: _side(cells[index]) for index in opened}


def _brackets(cells: Sequence[Cell]) -> Iterator[_Pair]:
    """Angle brackets of one height with bars as high between them: one bra-ket."""
    for first, cell in enumerate(cells):
        if cell.item.char != "⟨" or not cell.item.is_tall:
            continue
        alike = [i for i in range(first + 1, len(cells)) if _is_as_tall(cells[i].item, cell.item)]
        last = next((i for i in alike if cells[i].item.char in "⟨⟩"), None)
        if last is not None and cells[last].item.char == "⟩":
            yield _Pair(first, last, tuple(i for i in alike if i < last))


def _is_as_tall(item: Item, first: Item) -> bool:
    fence = item.is_tall and (item.kind == "fence" or item.char in "⟨⟩")
    return fence and _is_as_high(item, first)


def _is_as_high(item: Item, first: Item) -> bool:
    return abs(first.height - item.height) < _SAME_HEIGHT * item.height


def _may_open(cell: Cell) -> bool:
    """Tell a bar that has no scripts: with some, it ends what it stands behind."""
    return cell.item.kind == "fence" and cell.sub is None and cell.sup is None


def _side(cell: Cell) -> str:
    return "m" if cell.item.kind == "fence" else "l"


def _partner(cells: Sequence[Cell], opened: Sequence[int], item: Item) -> int | None:
    """Index of the delimiter that one closes; None when it closes none."""
    opens = any(cells[index].item.kind == "open" for index in opened)
    return next((i for i in reversed(opened) if _closes(item, cells[i].item, opens)), None)


def _closes(item: Item, first: Item, opens: bool) -> bool:
    """Tell whether a delimiter may close another of its height.

    Args:
        item: What may close.
        first: What may be closed.
        opens: Whether a bracket is open: then what closes does not close a bar.
    """
    if not _is_as_high(item, first):
        return False
    if item.kind == "fence":
        return first.char in {item.char, "⟨"}
    return first.kind == "open" or not opens


def _plain_pairs(cells: Sequence[Cell]) -> Iterator[_Pair]:
    """Delimiters of the size of text that belong together, where the last has one script."""
    opened: list[int] = []
    for index, cell in enumerate(cells):
        item = cell.item
        if item.baseline is None:
            continue
        same = opened and item.kind == "fence" and cells[opened[-1]].item.char == item.char
        if opened and (item.kind == "close" or same):
            first = opened.pop()
            if (cell.sup is None) != (cell.sub is None):
                yield _Pair(first, index)
        elif item.kind == "open" or (item.kind == "fence" and _may_open(cell)):
            opened.append(index)


def _is_boxed(row: _Row, pair: _Pair) -> bool:
    r"""Tell by its script that `\left` and `\right` were typed where they made nothing grow."""
    last = row.cells[pair.last]
    if last.sup is not None:
        script, expected = last.sup, _raised_by_all(row, pair, last.sup)
    elif last.sub is not None and last.item.kind == "close":
        pieces = [i for cell in row.cells[pair.first : pair.last] for i in cell.pieces]
        bottom = max(i.y1 for i in (*pieces, last.item))
        script, expected = last.sub, bottom + _SUNK * last.sub.size
    else:
        return False
    if script.baseline is None or last.item.baseline is None:
        return False
    moved = abs(script.baseline - last.item.baseline)
    usual = (_RAISED if last.sup is not None else _LOWERED) * row.size
    far, off = moved - usual, abs(script.baseline - expected)
    return far > _FARTHER * row.size and off < _EXACT * row.size


def _start(row: _Row, pairs: Sequence[_Pair], index: int) -> int | None:
    r"""Where `\left.` has to stand for a delimiter that closes nothing; None if it needs none."""
    if index == 0:
        return None
    start = next((pair.first for pair in pairs if pair.last == index - 1), index - 1)
    fence = row.cells[index].item
    if _is_pieced(fence):
        return None
    return start if _fits(row, row.cells[start:index], fence) else None


def _of_pair(row: _Row, pair: _Pair) -> dict[int, str]:
    """The commands of two delimiters, and of those between them."""
    first, last = row.cells[pair.first].item, row.cells[pair.last].item
    lifts = _lifts(row, pair)
    inside = row.cells[pair.first + 1 : pair.last]
    if lifts or (lifts is None and _fits(row, inside, first)):
        middles = dict.fromkeys(pair.middles, r"\middle")
        return middles | {pair.first: r"\left", pair.last: r"\right"}
    sized = {i: _sized(row.cells[i].item, "m") for i in pair.middles}
    return sized | {pair.first: _sized(first, "l"), pair.last: _sized(last, "r")}


def _lifts(row: _Row, pair: _Pair) -> bool | None:
    r"""Tell whether a superscript stands as high as what is between two delimiters asks for.

    TeX sets it at all that is between `\left` and `\right`, but at nothing but the delimiter
    itself behind one that was made by `\big`, or typed (The TeXbook, Appendix G, 18).

    Returns:
        None where both come to the same.
    """
    last, size = row.cells[pair.last], row.size
    sup = last.sup
    if sup is None or sup.baseline is None or not sup.size:
        return None
    usual = row.axis + (AXIS - _RAISED) * size
    by_delimiter = min(usual, last.item.y0 + _DROP * sup.size)
    by_all = min(usual, _raised_by_all(row, pair, sup))
    if by_delimiter - by_all < _TOLD_APART * size:
        return None
    return sup.baseline < (by_delimiter + by_all) / 2


def _raised_by_all(row: _Row, pair: _Pair, sup: Item) -> float:
    """The baseline of a superscript that is set at all that two delimiters hold."""
    top, _ = _extent(row, row.cells[pair.first : pair.last])
    return min(top, row.cells[pair.last].item.y0) + _DROP * sup.size


def _is_pieced(fence: Item) -> bool:
    """Tell a delimiter higher than any its font has whole."""
    return fence.ladder.nearest(fence.height) == len(fence.ladder.heights)


def _sized(item: Item, side: str) -> str:
    """The command that sets a delimiter in the size it has."""
    heights, commands = item.ladder.heights, item.ladder.commands()
    if _is_pieced(item):
        return _GROWING[side]
    if item.ladder.nearest(item.height) == 0:
        return ""
    known = min(commands, key=lambda step: abs(heights[min(step, len(heights) - 1)] - item.height))
    return f"\\{commands[known]}{side}"


def _fits(row: _Row, inside: Sequence[Cell], fence: Item) -> bool:
    r"""Tell whether `\left` and `\right` would make a delimiter of this size.

    TeX leaves a tenth uncovered, other programs do not: of fonts that more than TeX sets formulas
    in, either will do.
    """
    if not inside or _is_pieced(fence):
        return bool(inside)
    needed, slack = _needed(row, inside), _SLACK * row.size
    if needed < row.size and any(cell.item.kind in _DELIMITERS for cell in inside):
        return False  # brackets grew around brackets where most fonts do not let them
    ladder, step = fence.ladder, fence.ladder.nearest(fence.height)
    most = needed if ladder.exact else needed / DELIMITER_FACTOR
    first, last = ladder.asked(needed - slack), ladder.asked(most + slack)
    return first <= step <= last and (
        first == last or not (ladder.exact and step in ladder.commands())
    )


def _needed(row: _Row, inside: Sequence[Cell]) -> float:
    """Height TeX asks for around some cells, in points (TeX: The Program, 762)."""
    top, bottom = _extent(row, inside)
    reach = max(row.axis - top, bottom - row.axis)
    return max(2 * reach * DELIMITER_FACTOR, 2 * reach - SHORTFALL)


def _extent(row: _Row, cells: Sequence[Cell]) -> tuple[float, float]:
    """How far up and down some cells reach, as TeX has it."""
    beyond = _BEYOND_LIMITS * row.size
    pieces = [piece for cell in cells for piece in cell.pieces]
    return (
        min(i.y0 for i in pieces) - beyond * any(cell.over for cell in cells),
        max(i.y1 for i in pieces) + beyond * any(cell.under for cell in cells),
    )

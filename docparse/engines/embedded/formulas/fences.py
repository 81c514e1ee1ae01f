r"""Delimiters that grew: which of them belong together, and the commands of their sizes.

`\left` and `\right` make delimiters as large as what is between them asks for; other sizes were
asked for by `\big` and its like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docparse.engines.embedded.formulas.cells import Cell
from docparse.engines.embedded.formulas.items import Item

_SIZES = ((1.02, ""), (1.45, "big"), (2.0, "Big"), (2.6, "bigg"), (3.4, "Bigg"))
"""Height of a delimiter in type sizes, up to which a command makes it."""
_LARGEST = 3.4
"""Type sizes from which only `\\left` and `\\right` make a delimiter."""
_HEIGHTS = (1.0, 1.2, 1.8, 2.4, 3.0)
"""Heights in type sizes that delimiters of Computer Modern come in (the encoding OMX)."""
_GROWING = {"l": r"\left", "r": r"\right", "m": r"\left"}


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
    middles: tuple[int, ...]


def grown_fences(cells: Sequence[Cell], axis: float, size: float) -> Fences:
    """Return what writes the delimiters that grew.

    Args:
        cells: A row from left to right.
        axis: Height of its axis.
        size: Its type size.
    """
    pairs, lone = _paired(cells)
    single = {index: _sized(cells[index].item, side, size) for index, side in lone.items()}
    paired = {i: c for pair in pairs for i, c in _of_pair(cells, pair, axis, size).items()}
    values = list(single.values())
    return Fences(
        paired | single,
        before=r"\left." * values.count(r"\right"),
        behind=r"\right." * values.count(r"\left"),
    )


def _paired(cells: Sequence[Cell]) -> tuple[list[_Pair], dict[int, str]]:
    """Delimiters that belong together, and for the index of each other one the side it is on."""
    pairs: list[_Pair] = []
    lone: dict[int, str] = {}
    opened: list[int] = []
    for index, cell in enumerate(cells):
        if not cell.item.is_tall:
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
    if abs(first.height - item.height) >= 0.12 * item.height:
        return False
    if item.kind == "fence":
        return first.char in {item.char, "⟨"}
    return first.kind == "open" or not opens


def _of_pair(cells: Sequence[Cell], pair: _Pair, axis: float, size: float) -> dict[int, str]:
    """The commands of two delimiters, and of those between them."""
    first, last = cells[pair.first].item, cells[pair.last].item
    middles = dict.fromkeys(pair.middles, r"\middle")
    if _fits(cells[pair.first + 1 : pair.last], first, axis, size):
        return middles | {pair.first: r"\left", pair.last: r"\right"}
    return middles | {pair.first: _sized(first, "l", size), pair.last: _sized(last, "r", size)}


def _sized(item: Item, side: str, size: float) -> str:
    """The command that sets a delimiter in the size it has."""
    ratio = item.height / max(size, 1.0)
    names = (name for most, name in _SIZES if ratio <= most)
    name = next(names, None)
    if name is None:
        return _GROWING[side]
    return f"\\{name}{side}" if name else ""


def _fits(inside: Sequence[Cell], fence: Item, axis: float, size: float) -> bool:
    r"""Tell whether `\left` and `\right` would make a delimiter of this size.

    They cover what is inside to nine tenths, or but for half a type size (TeX: The Program, 762:
    `\delimiterfactor` and `\delimitershortfall`).
    """
    if not inside:
        return False
    ratio = fence.height / max(size, 1.0)
    needed = _needed(inside, axis, size) / max(size, 1.0)
    if ratio > _LARGEST or needed < 0.97:
        return ratio > _LARGEST
    if any(abs(ratio - height) < 0.03 for height in _HEIGHTS):
        grown = {next((h for h in _HEIGHTS if h > needed + off), 3.0) for off in (-0.06, 0.05)}
        return any(abs(ratio - height) < 0.05 for height in grown)
    return -0.08 < ratio - needed < 0.85


def _needed(inside: Sequence[Cell], axis: float, size: float) -> float:
    """Height TeX asks for around some cells, in points."""
    pieces = [piece for cell in inside for piece in cell.pieces]
    below = 0.1 * size if any(cell.under for cell in inside) else 0.0  # what it leaves below limits
    reach = max(axis - min(i.y0 for i in pieces), max(i.y1 for i in pieces) + below - axis)
    return max(2 * reach * 0.901, 2 * reach - 0.5 * size)

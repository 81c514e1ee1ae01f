"""Find the places of blocks that were read without any, by the page's own words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docparse.engines.locating.aligning import (
    Candidate,
    Found,
    Seeds,
    align,
    candidates,
    occurrences,
    seeds_of,
)
from docparse.engines.locating.cell_places import CellText, place_cells
from docparse.engines.locating.strands import Stream, signs_of, stream_of
from docparse.schemas import (
    Block,
    Box,
    Footnote,
    Formula,
    ListItem,
    Page,
    Place,
    Run,
    Table,
    TextBlock,
    Word,
)

_LEAST_FOUND = 0.5
"""Share of a block's letters and digits that must be found."""
_LONG = 40
"""Signs from which a text is looked for first: it has hardly a double."""
_SHORT = 12
"""Signs below which a text is looked for last."""
_ALMOST = 0.9
"""Share of the best candidate's seeds at which another is as good."""
_MOST_PIECES = 4


def locate(page: Page, words: Sequence[Word]) -> Page:
    """Give the blocks of a page the boxes of their words.

    Meant are blocks that have the box of what was shown: of the whole page, of a part that reaches
    to two of its edges, or one that all blocks have. Others have a place already and keep it.

    Each text is aligned with the words, letters and digits only, so that hyphens, ligatures, case,
    punctuation and signs of Markdown and LaTeX do not matter, nor some wrong letters. Long texts
    choose first. Of several places that fit alike the one is taken that stands in a line of its
    own and near the neighbours in reading order. A block that goes on in another column has the
    rest in `continued`. Cells of tables have boxes too.

    Args:
        page: Its blocks in reading order.
        words: Of the page, in any order, from a text layer or OCR.

    Returns:
        The page. Blocks of which less than half is found keep their box, and a note says how many.
    """
    located: dict[int, Block] = {}
    lost = 0
    for box, indices in _shown(page):
        blocks = [page.blocks[index] for index in indices]
        inside = [word for word in words if box.contains(word.box.center)]
        for index, block in zip(indices, _Search(blocks, stream_of(inside)).run(), strict=True):
            lost += block is None
            located[index] = block or page.blocks[index]
    if not located:
        return page
    blocks = [located.get(index, block) for index, block in enumerate(page.blocks)]
    notes = (*page.info.notes, _lost(lost)) if lost else page.info.notes
    info = page.info.model_copy(update={"notes": notes})
    return page.model_copy(update={"blocks": tuple(blocks), "info": info})


def _lost(count: int) -> str:
    if count == 1:
        return "1 block was not found on the page; its box is that of what was shown"
    return f"{count} blocks were not found on the page; their boxes are that of what was shown"


def _shown(page: Page) -> list[tuple[Box, list[int]]]:
    """Return the regions that were shown, each with the blocks that have no closer place."""
    groups: dict[Box, list[int]] = {}
    for index, block in enumerate(page.blocks):
        groups.setdefault(block.box, []).append(index)
    if len(groups) == 1:
        return list(groups.items())
    return [(box, indices) for box, indices in groups.items() if _edges(box, page) >= 2]


def _edges(box: Box, page: Page) -> int:
    """Count the edges of the page that the box touches."""
    touches = (
        box.x0 <= 0.5,
        box.y0 <= 0.5,
        box.x1 >= page.width - 0.5,
        box.y1 >= page.height - 0.5,
    )
    return sum(touches)


@dataclass(frozen=True)
class _Spot:
    """Where a block is: its pieces in reading order, and the boxes of its cells."""

    boxes: tuple[Box, ...]
    cells: tuple[Box | None, ...] = ()


class _Search:
    """Gives the words of a page to its blocks, one block after the other."""

    def __init__(self, blocks: Sequence[Block], stream: Stream) -> None:
        self._blocks, self._stream = blocks, stream
        self._texts = [signs_of(_wording(block)) for block in blocks]
        self._free: NDArray[np.bool_] = np.ones(len(stream.text), dtype=np.bool_)
        self._spots: list[_Spot | None] = [None] * len(blocks)

    def run(self) -> list[Block | None]:
        """Return the blocks at their places; None for those that were not found."""
        seeds = seeds_of(self._texts, self._stream)
        unsure = []
        for index in self._of_length(_LONG, None):
            if not self._place_text(index, seeds[index], doubtful=False):
                unsure.append(index)
        for index, block in enumerate(self._blocks):
            if isinstance(block, Table):
                self._place_table(index, block)
        for index in [*unsure, *self._of_length(_SHORT, _LONG), *self._of_length(1, _SHORT)]:
            self._place_text(index, seeds[index], doubtful=True)
        for index, block in enumerate(self._blocks):
            if isinstance(block, Formula) and not self._place_between(index):
                self._place_text(index, seeds[index], doubtful=True)
        return [
            None if spot is None else _moved(block, spot)
            for block, spot in zip(self._blocks, self._spots, strict=True)
        ]

    def _of_length(self, least: int, below: int | None) -> list[int]:
        """Return the texts of such a length: the long by length, others in reading order."""
        lengths = {
            index: len(self._texts[index])
            for index, block in enumerate(self._blocks)
            if not isinstance(block, Table | Formula)
        }
        chosen = [i for i, size in lengths.items() if least <= size and (below or size + 1) > size]
        return chosen if below else sorted(chosen, key=lambda index: -lengths[index])

    def _place_text(self, index: int, seeds: Seeds, *, doubtful: bool) -> bool:
        """Place a text; without `doubtful` not where two places are equally good: False then."""
        text = self._texts[index]
        if not text:
            return True
        if len(text) < _LONG or not len(seeds.needle):
            literal = occurrences(text, self._stream, self._free)
            if len(literal) > 1 and not doubtful:
                return False
            if literal:
                self._claim(index, [self._likeliest(index, literal)])
                return True
        pieces = self._pieces(index, seeds, doubtful)
        if pieces is None:
            return False
        if sum(len(piece.needle) for piece in pieces) >= _LEAST_FOUND * len(text):
            self._claim(index, sorted(pieces, key=lambda piece: int(piece.needle[0])))
        return True

    def _pieces(self, index: int, seeds: Seeds, doubtful: bool) -> list[Found] | None:
        """Find a text in up to four pieces; None where it is in doubt where the first is."""
        text, free = self._texts[index], self._free.copy()
        wanted = np.ones(len(text), dtype=np.bool_)
        pieces: list[Found] = []
        while len(pieces) < _MOST_PIECES and wanted.sum() >= max(10 * bool(pieces), 1):
            options = candidates(seeds, len(text), free, wanted, most=1 if pieces else 4)
            if pieces and options and not _is_worth_it(options[0], len(text)):
                break
            equals = [one for one in options if one.weight >= _ALMOST * options[0].weight]
            if len(equals) > 1 and not doubtful:
                return None
            aligned = [align(text, option, self._stream, free) for option in equals]
            aligned = [found for found in aligned if len(found.units)]
            if not aligned:
                break
            best = self._likeliest(index, aligned)
            pieces.append(best)
            wanted[best.needle] = False
            self._mark(free, best.units)
        return pieces

    def _place_table(self, index: int, table: Table) -> None:
        cells = [
            CellText(cell.row, cell.column, signs_of(_spoken(cell.inline))) for cell in table.cells
        ]
        found = place_cells(cells, self._stream, self._free)
        total = sum(len(cell.text) for cell in cells)
        share = sum(
            len(cell.text) for cell, units in zip(cells, found, strict=True) if units is not None
        )
        if not total or share < _LEAST_FOUND * total:
            return
        boxes = [None if units is None else self._hull(units) for units in found]
        for units in found:
            if units is not None:
                self._mark(self._free, units)
        whole = Box.around(box for box in boxes if box is not None)
        self._spots[index] = _Spot((whole,), tuple(boxes))

    def _place_between(self, index: int) -> bool:
        """Place a formula, whose signs stand in no order, by the free words between neighbours."""
        above, below = self._neighbours(index)
        if above is None or below is None or below.y0 <= above.y1:
            return False
        boxes = self._stream.boxes
        x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        left, right = min(above.x0, below.x0), max(above.x1, below.x1)
        inside = (left <= x) & (x <= right) & (above.y1 <= y) & (y <= below.y0)
        units = np.flatnonzero(inside & self._free[self._stream.starts[:-1]])
        printed = Counter("".join(self._unit_text(int(unit)) for unit in units))
        wanted = Counter(self._texts[index])
        shared = (printed & wanted).total()
        if not units.size or shared < _LEAST_FOUND * max(wanted.total(), printed.total()):
            return False
        self._mark(self._free, units)
        self._spots[index] = _Spot((self._hull(units),))
        return True

    def _likeliest(self, index: int, found: Sequence[Found]) -> Found:
        """Choose the place in a line of its own, in order and near the neighbours."""
        if len(found) == 1:
            return found[0]
        above, below = self._neighbours(index)
        return min(
            found,
            key=lambda each: (
                not self._is_whole_line(each.units),
                _strangeness(self._hull(each.units), above, below),
            ),
        )

    def _neighbours(self, index: int) -> tuple[Box | None, Box | None]:
        """Return the last box of the placed block before, and the first of the one behind."""
        before = next((spot for spot in reversed(self._spots[:index]) if spot), None)
        behind = next((spot for spot in self._spots[index + 1 :] if spot), None)
        return (before.boxes[-1] if before else None, behind.boxes[0] if behind else None)

    def _is_whole_line(self, units: NDArray[np.int64]) -> bool:
        line = self._stream.line
        first, last = int(units[0]), int(units[-1])
        begins = first == 0 or line[first - 1] != line[first]
        return bool(begins and (last + 1 == len(line) or line[last + 1] != line[last]))

    def _claim(self, index: int, pieces: Sequence[Found]) -> None:
        for piece in pieces:
            self._mark(self._free, piece.units)
        boxes = [box for piece in pieces for box in self._line_boxes(piece.units)]
        self._spots[index] = _Spot(_grouped(boxes))

    def _mark(self, free: NDArray[np.bool_], units: NDArray[np.int64]) -> None:
        for unit in units:
            free[self._stream.starts[unit] : self._stream.starts[unit + 1]] = False

    def _line_boxes(self, units: NDArray[np.int64]) -> list[Box]:
        lines = self._stream.line[units]
        return [self._hull(part) for part in np.split(units, np.flatnonzero(np.diff(lines)) + 1)]

    def _hull(self, units: NDArray[np.int64]) -> Box:
        boxes = self._stream.boxes[units]
        x0, y0 = boxes[:, :2].min(axis=0)
        x1, y1 = boxes[:, 2:].max(axis=0)
        return Box(x0=x0, y0=y0, x1=x1, y1=y1)

    def _unit_text(self, unit: int) -> str:
        return self._stream.text[self._stream.starts[unit] : self._stream.starts[unit + 1]]


def _is_worth_it(place: Candidate, length: int) -> bool:
    """Tell whether a further piece of a text is more than a chance likeness."""
    span = place.end - place.start
    return span >= max(12, 0.05 * length) and place.weight >= 0.4 * (span - 3)


def _strangeness(box: Box, above: Box | None, below: Box | None) -> float:
    """Return how far a place is from its neighbours, more so where it breaks the order."""
    if above is None and below is None:
        return box.y0 + 0.1 * box.x0
    far = 0.0
    if above is not None:
        far += _gap(box, above) + 200 * _stands_over(box, above)
    if below is not None:
        far += _gap(box, below) + 200 * _stands_over(below, box)
    return far


def _gap(one: Box, other: Box) -> float:
    across = max(one.x0, other.x0) - min(one.x1, other.x1)
    down = max(one.y0, other.y0) - min(one.y1, other.y1)
    return max(across, 0.0) + max(down, 0.0)


def _stands_over(one: Box, other: Box) -> bool:
    beside = max(one.x0, other.x0) >= min(one.x1, other.x1)
    return not beside and one.y1 <= other.y0 + 1


def _grouped(lines: Sequence[Box]) -> tuple[Box, ...]:
    """Return the lines of a block as few regions: those of one column are one.

    A stray line far from the others is left out.
    """
    height = float(np.median([line.height for line in lines]))
    groups: list[list[Box]] = []
    for line in lines:
        near = [group for group in groups if _hangs_on(line, Box.around(group), height)]
        merged = [line, *(box for group in near for box in group)]
        groups = [group for group in groups if group not in near]
        groups.append(merged)
    sizes = [sum(line.width for line in group) for group in groups]
    kept = [group for group, size in zip(groups, sizes, strict=True) if size >= 0.08 * sum(sizes)]
    first = {id(group): min(lines.index(line) for line in group) for group in kept}
    return tuple(Box.around(group) for group in sorted(kept, key=lambda group: first[id(group)]))


def _hangs_on(line: Box, column: Box, height: float) -> bool:
    """Tell a line of the same column: above, below, or cut off by a wide space in it."""
    across = min(line.x1, column.x1) - max(line.x0, column.x0)
    down = min(line.y1, column.y1) - max(line.y0, column.y0)
    if across >= 0.3 * min(line.width, column.width):
        return down > -2.5 * height
    return down >= 0.5 * min(line.height, column.height) and column.height < 2 * height


def _moved(block: Block, spot: _Spot) -> Block:
    """Return the block at its place."""
    first, *others = spot.boxes
    rest = tuple(Place(page=block.page, box=box) for box in others)
    if isinstance(block, Table):
        cells = tuple(
            cell.model_copy(update={"box": box})
            for cell, box in zip(block.cells, spot.cells, strict=True)
        )
        return block.model_copy(update={"box": first, "cells": cells})
    return block.model_copy(update={"box": first, "continued": rest})


def _wording(block: Block) -> str:
    """Return what is printed of a block, as far as it is known."""
    if isinstance(block, Formula):
        return _plain_latex(block.latex or block.text)
    if isinstance(block, ListItem):
        return f"{block.marker} {_spoken(block.inline)}"
    if isinstance(block, Footnote):
        return f"{block.mark or ''} {_spoken(block.inline)}"
    if isinstance(block, TextBlock):
        return _spoken(block.inline)
    return block.text


def _spoken(runs: Iterable[Run]) -> str:
    return "".join(_plain_latex(run.text) if run.math else run.text for run in runs)


_COMMAND = re.compile(r"\\([A-Za-z]+)\*?|\\.")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{[^}]*\}(?:\{[lcr|\s]*\})?")
_PRINTED = frozenset(
    ("sin", "cos", "tan", "cot", "log", "ln", "lg", "exp", "max", "min", "lim", "sup", "inf", "det")
)


def _plain_latex(latex: str) -> str:
    """Return the letters and digits a formula is printed with."""
    return _COMMAND.sub(lambda match: _printed(match[1] or ""), _ENVIRONMENT.sub(" ", latex))


def _printed(name: str) -> str:
    if name in _PRINTED:
        return name
    size = "CAPITAL" if name[:1].isupper() else "SMALL"
    letter = name.upper().removeprefix("VAR").replace("LAMBDA", "LAMDA")
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {letter}")
    except KeyError:
        return " "

"""Answer smaller questions about a page from its blocks and its words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from docparse.errors import OutputError
from docparse.schemas import Box, Page, Point, Region, Spotted, Table, Word
from docparse.tasks.layout import FindLayout
from docparse.tasks.spot import SpotText, color_value
from docparse.tasks.table import ReadTable

_SAME_COLOR = 48
"""Distance in each channel up to which two colours are one to the eye."""
_MOST = 0.5
"""Share of a table that must stand in a box for it to be the one that is meant."""
_NEAR = 6.0
"""Points a finger may miss a block by."""


def regions(task: FindLayout, page: Page) -> tuple[Region, ...]:
    """Return where the blocks of the page are."""
    return tuple(
        Region(kind=block.kind, page=page.number, box=block.box, confidence=None)
        for block in page.blocks
        if task.crop is None or task.crop.contains(block.box.center)
    )


def table(task: ReadTable, page: Page) -> Table | None:
    """Return the table most of which stands where it was asked for; None where there is none."""
    found = [block for block in page.blocks if isinstance(block, Table)]
    best = max(found, key=lambda block: block.box.intersection(task.region), default=None)
    if best is None or best.box.intersection(task.region) < _MOST * best.box.area:
        return None
    return best


def no_table(task: ReadTable) -> OutputError:
    """Say that there is none."""
    where = f"in {task.crop.corners} of" if task.crop is not None else "on"
    return OutputError(f"no table was found {where} page {task.page.number}")


def spotted(task: SpotText, page: Page, words: Sequence[Word]) -> Spotted:
    """Return the text in a box, around a point or in a colour.

    Raises:
        OutputError: Nothing stands there.
    """
    where = task.where
    if isinstance(where, Point):
        return _at(where, page)
    if isinstance(where, Box):
        inside = [word for word in words if where.contains(word.box.center)]
        what = f"in {where.corners}"
    else:
        inside = [word for word in words if _alike(word.color, color_value(where))]
        what = f"in the colour {where}"
    if not inside:
        raise OutputError(f"no text stands {what} on page {page.number}")
    return Spotted(
        text=_lines(inside), page=page.number, box=Box.around(word.box for word in inside)
    )


def _at(point: Point, page: Page) -> Spotted:
    block = min(page.blocks, key=lambda block: _distance(point, block.box), default=None)
    if block is None or _distance(point, block.box) > _NEAR:
        raise OutputError(f"no text stands at ({point.x}, {point.y}) on page {page.number}")
    return Spotted(text=block.text, page=page.number, box=block.box)


def _distance(point: Point, box: Box) -> float:
    across = max(box.x0 - point.x, 0.0, point.x - box.x1)
    down = max(box.y0 - point.y, 0.0, point.y - box.y1)
    return max(across, down)


def _lines(words: Sequence[Word]) -> str:
    """Put words together as they stand, a line for each line."""
    text = words[0].text
    for before, word in pairwise(words):
        if word.line != before.line:
            text += "\n"
        elif word.spaced:
            text += " "
        text += word.text
    return text


def _alike(one: int, other: int) -> bool:
    return all(abs((one >> s & 255) - (other >> s & 255)) <= _SAME_COLOR for s in (16, 8, 0))

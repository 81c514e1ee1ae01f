"""Answer smaller questions about a page from its blocks and its words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from docparse.engines.embedded.formula_image import read_formula_image
from docparse.engines.embedded.formulas.page import PageFormulas
from docparse.engines.embedded.reading import Reading
from docparse.errors import OutputError
from docparse.schemas import Box, Formula, Page, Point, Region, Spotted, Table, Word
from docparse.tasks.formula import ReadFormula
from docparse.tasks.layout import FindLayout
from docparse.tasks.spot import SpotText, color_value
from docparse.tasks.table import ReadTable

_SAME_COLOR = 48
"""Distance in each channel up to which two colours are one to the eye."""
_COVERED = 0.5
"""Share of a region that a formula must cover to be the one that was asked for."""
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


def formula(task: ReadFormula, page: Page, reading: Reading) -> Formula:
    """Return the formula that covers most of what was asked about, or read what stands there.

    Raises:
        UnsupportedTaskError: The page is a picture.
        OutputError: There is no formula, or it cannot be read for certain.
    """
    if reading.page is None:
        read_formula_image(page.number)
    found = [block for block in page.blocks if isinstance(block, Formula) and block.latex]
    best = max(found, key=lambda block: block.box.intersection(task.region), default=None)
    if best is not None and best.box.intersection(task.region) > _COVERED * task.region.area:
        return best
    if task.crop is None:
        if best is None:
            raise OutputError(f"no formula was found {_place(task)}")
        return best
    words = [word for word in reading.words if task.crop.contains(word.box.center)]
    read = PageFormulas(reading.page).display(words, task.crop) if words else None
    if read is None or read.latex is None:
        raise OutputError(
            f"the signs {_place(task)} could not be read as a formula for certain; "
            "give a box around the formula alone, or ask an engine that sees pictures"
        )
    return Formula(
        id=f"p{page.number}-b1",
        page=page.number,
        box=Box.around(word.box for word in words),
        text=read.text,
        latex=read.latex,
        tag=read.tag,
        confidence=1.0,
    )


def no_table(task: ReadTable) -> OutputError:
    """Say that there is none."""
    return OutputError(f"no table was found {_place(task)}")


def _place(task: ReadTable | ReadFormula) -> str:
    """Where was looked, in words."""
    where = f"in {task.crop.corners} of" if task.crop is not None else "on"
    return f"{where} page {task.page.number}"


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

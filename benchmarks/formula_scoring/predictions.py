"""What is compared: formulas as they were typed, and as a reader found them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from docparse.schemas.blocks import FURNITURE, TextBlock
from docparse.schemas.document import Document
from docparse.schemas.formula import Formula
from docparse.schemas.placed import Run
from docparse.schemas.table import Table

Corners = tuple[float, float, float, float]
_COMMA = ","


@dataclass(frozen=True)
class Truth:
    """A formula as it was typed.

    Attributes:
        latex: Without delimiters, environment and tags; rows with a `\\\\` between them.
        display: Whether it stands on lines of its own.
        page: From 1.
        box: Of its ink, in points; of its first line where an inline formula is broken.
        tags: As printed.
        comma_follows: Whether only a comma parts it from the next inline formula.
        constructs: What it exercises.
    """

    latex: str
    display: bool
    page: int
    box: Corners
    tags: tuple[str, ...] = ()
    comma_follows: bool = False
    constructs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prediction:
    """A formula as a reader found it; an inline one has no box."""

    latex: str
    display: bool
    page: int
    box: Corners | None = None
    tag: str = ""
    comma_follows: bool = False


@dataclass(frozen=True)
class Paper:
    """A document of the press: its PDF, how it was set, and its formulas in reading order."""

    pdf: Path
    setup: str
    formulas: tuple[Truth, ...]


def papers(folder: Path) -> Iterator[Paper]:
    """Read what `benchmarks.formula_press` wrote to a folder."""
    for path in sorted(folder.glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))
        formulas = tuple(
            Truth(
                latex=entry["latex"],
                display=entry["display"],
                page=entry["page"],
                box=tuple(entry["box"]),
                tags=tuple(entry["tags"]),
                comma_follows=entry["comma_follows"],
                constructs=tuple(entry["constructs"]),
            )
            for entry in truth["formulas"]
        )
        yield Paper(folder / truth["pdf"], truth["setup"], formulas)


def predictions_of(document: Document) -> tuple[Prediction, ...]:
    """Return the formulas of a parsed document, the inline ones in reading order."""
    found: list[Prediction] = []
    for page in document.pages:
        for block in page.blocks:
            if isinstance(block, Formula):
                found += _of_block(block)
            elif isinstance(block, Table):
                for cell in block.cells:
                    found += _of_runs(cell.runs, page.number)
            elif isinstance(block, TextBlock) and not isinstance(block, FURNITURE):
                found += _of_runs(block.runs, page.number)
    return tuple(found)


def _of_block(formula: Formula) -> Iterable[Prediction]:
    if formula.latex is not None:
        corners = formula.box.corners
        yield Prediction(formula.latex, formula.display, formula.page, corners, formula.tag or "")


def _of_runs(runs: tuple[Run, ...], page: int) -> Iterable[Prediction]:
    for place, run in enumerate(runs):
        if run.math:
            after = runs[place + 1 : place + 3]
            comma = len(after) == 2 and after[1].math and after[0].text.strip() == _COMMA
            yield Prediction(run.text, False, page, comma_follows=comma)

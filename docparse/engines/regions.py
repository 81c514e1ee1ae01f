"""Show a model the regions of a page one by one: places from the layout, text from the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docparse.engines.base import Answer
from docparse.schemas import (
    Block,
    Box,
    Cell,
    Figure,
    Formula,
    ListItem,
    Page,
    Run,
    Table,
    TextBlock,
)
from docparse.sources import SourcePage
from docparse.tasks.base import Language, Task
from docparse.tasks.formula import ReadFormula
from docparse.tasks.parse import ParsePage
from docparse.tasks.table import ReadTable

_TASKS: dict[str, type[Task[Any]]] = {"table": ReadTable, "formula": ReadFormula}
_MARGIN = 4.0
"""Points shown around a region."""


@dataclass(frozen=True)
class RegionTask:
    """What is asked about a block; `index` is its position on the page."""

    index: int
    task: Task[Any]


def region_tasks(page: Page, upright: SourcePage, language: Language) -> list[RegionTask]:
    """Return the task that fits each block of a page; figures are not asked about.

    Args:
        page: The page with its layout.
        upright: What the boxes refer to.
        language: Of the prompts.
    """
    return [
        RegionTask(index, task)
        for index, block in enumerate(page.blocks)
        if (task := _task(block, page, upright, language)) is not None
    ]


def _task(block: Block, page: Page, upright: SourcePage, language: Language) -> Task[Any] | None:
    if isinstance(block, Figure):
        return None
    kind = _TASKS.get(block.kind, ParsePage)
    return kind(pages=(upright,), crop=_shown(block.box, page), language=language)


def _shown(box: Box, page: Page) -> Box:
    wide = box.expanded(_MARGIN)
    return Box(
        x0=max(wide.x0, 0),
        y0=max(wide.y0, 0),
        x1=min(wide.x1, page.width),
        y1=min(wide.y1, page.height),
    )


def with_replies(
    page: Page, tasks: Sequence[RegionTask], answers: Sequence[Answer[Any]]
) -> Answer[Page]:
    """Put the model's text into the blocks; a block without an answer keeps what was computed."""
    told = {task.index: answer for task, answer in zip(tasks, answers, strict=True)}
    blocks, notes = [], list(page.info.notes)
    for index, block in enumerate(page.blocks):
        answer = told.get(index)
        if answer is None:
            blocks.append(block)
            continue
        notes += [f"{block.id}: {note}" for note in answer.notes]
        if answer.error is None:
            blocks.append(_said(block, answer.unwrap()))
        else:
            blocks.append(block)
            notes.append(f"{block.id}: the text is not the model's, it gave none: {answer.error}")
    info = page.info.model_copy(
        update={
            "text_source": "model",
            "reason": "a model was shown each region of the page",
            "notes": tuple(notes),
        }
    )
    return Answer(
        value=page.model_copy(update={"blocks": tuple(blocks), "info": info}),
        raw="\n\n".join(answer.raw for answer in answers if answer.raw),
        tries=sum(answer.tries for answer in answers),
        notes=tuple(notes),
    )


def _said(block: Block, value: Page | Table | Formula) -> Block:
    """The block, in its place, with what the model says stands there."""
    told = {"source": "model", "confidence": None}
    if isinstance(value, Table) and isinstance(block, Table):
        cells = _placed(value.cells, block) if _same_shape(value, block) else value.cells
        return block.model_copy(
            update={"rows": value.rows, "columns": value.columns, "cells": cells, **told}
        )
    if isinstance(value, Formula) and isinstance(block, Formula):
        return block.model_copy(update={"latex": value.latex, **told})
    if isinstance(value, Page) and isinstance(block, TextBlock):
        runs = tuple(_inline(value.blocks))
        if isinstance(block, ListItem):
            runs = _without_marker(runs, block.marker)
        styled = runs if any(not run.plain for run in runs) else ()
        text = "".join(run.text for run in runs)
        return block.model_copy(update={"text": text, "runs": styled, **told})
    return block


def _same_shape(one: Table, other: Table) -> bool:
    return (one.rows, one.columns) == (other.rows, other.columns)


def _placed(cells: Sequence[Cell], known: Table) -> tuple[Cell, ...]:
    """The model's cells, with the places of those that are the same in the known table."""
    boxes = {(c.row, c.column, c.row_span, c.column_span): c.box for c in known.cells}
    return tuple(
        cell.model_copy(
            update={"box": boxes.get((cell.row, cell.column, cell.row_span, cell.column_span))}
        )
        for cell in cells
    )


def _inline(blocks: Sequence[Block]) -> Iterator[Run]:
    """The runs of all blocks, a line break between blocks."""
    for index, block in enumerate(blocks):
        if index:
            yield Run(text="\n")
        if isinstance(block, TextBlock):
            yield from block.inline
        elif isinstance(block, Formula) and block.latex:
            yield Run(text=block.latex, math=True)
        else:
            yield Run(text=block.text)


def _without_marker(runs: tuple[Run, ...], marker: str) -> tuple[Run, ...]:
    if not runs or not marker or not runs[0].text.startswith(marker):
        return runs
    rest = runs[0].text.removeprefix(marker).lstrip()
    return (runs[0].model_copy(update={"text": rest}), *runs[1:])

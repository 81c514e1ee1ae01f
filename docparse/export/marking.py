"""Mark in a document what the audits of its pages do not bear out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docparse.markup.styled import MarkedRun
from docparse.schemas import (
    Block,
    BlockAudit,
    Code,
    Formula,
    KeyValue,
    Page,
    Paragraph,
    Run,
    Table,
    TextBlock,
    Unsupported,
)
from docparse.schemas.paged import PagedT


def marked(document: PagedT, *, sentences: bool = True) -> PagedT:
    """Return the document with marks in the runs of its texts and cells.

    Meant for export: the runs are of a kind that JSON does not keep.

    Args:
        document: Pages without an audit stay as they are.
        sentences: Put a marked sentence behind formulas, code and labelled values, which cannot be
            marked inside.
    """
    return document.with_pages(
        lambda pages: (_page(page, sentences=sentences) if page.audit else page for page in pages)
    )


def marked_runs(runs: Sequence[Run], marks: Sequence[Unsupported], title: str = "") -> list[Run]:
    """Cut runs so that the marked stretches stand alone, and mark them.

    Args:
        runs: Of a text.
        marks: Stretches of it; the others are left out.
        title: What is said of the stretches; by default what the page says in their place.
    """
    spans = [mark for mark in marks if 0 <= mark.start < mark.end]
    return list(_cut(runs, spans, title))


def title_of(mark: Unsupported) -> str:
    """What is said of a stretch that its page does not bear out."""
    return f"the page says “{mark.page_says}”" if mark.page_says else "not on the page"


def _page(page: Page, *, sentences: bool) -> Page:
    audits = {one.id: one for one in page.audit.blocks} if page.audit else {}
    blocks = [one for block in page.blocks for one in _marked(block, audits.get(block.id))]
    kept = tuple(block for block in blocks if sentences or block.id)
    return page.model_copy(update={"blocks": kept})


def _marked(block: Block, audit: BlockAudit | None) -> Iterator[Block]:
    if audit is None or not audit.unsupported:
        yield block
        return
    title = f"said already in {audit.repeats}" if audit.repeats else ""
    match block:
        case Table():
            yield _table(block, audit, title)
        case Formula() | Code() | KeyValue():
            yield block
            yield _sentence(block, audit, title)
        case TextBlock():
            runs = marked_runs(block.inline, audit.unsupported, title)
            yield block.model_copy(update={"runs": tuple(runs)})
        case _:
            yield block


def _table(table: Table, audit: BlockAudit, title: str) -> Table:
    marks: dict[int, list[Unsupported]] = {}
    for one in audit.unsupported:
        if one.cell is not None:
            marks.setdefault(one.cell, []).append(one)
    cells = [
        cell.model_copy(update={"runs": tuple(marked_runs(cell.inline, marks[at], title))})
        if at in marks
        else cell
        for at, cell in enumerate(table.cells)
    ]
    return table.model_copy(update={"cells": tuple(cells)})


def _sentence(block: Formula | Code | KeyValue, audit: BlockAudit, title: str) -> Paragraph:
    """A sentence behind a block that cannot be marked inside."""
    said = ", ".join(f"{one.text} ({title or title_of(one)})" for one in audit.unsupported)
    run = MarkedRun(text=said, mark=title or "not on the page")
    return Paragraph(id="", page=block.page, box=block.box, text=said, runs=(run,))


def _cut(runs: Sequence[Run], marks: Sequence[Unsupported], title: str) -> Iterator[Run]:
    start = 0
    for run in runs:
        end = start + len(run.text)
        inside = [mark for mark in marks if mark.start < end and mark.end > start]
        if run.math and inside:
            yield MarkedRun(**run.model_dump(), mark=title or title_of(inside[0]))
        else:
            yield from _pieces(run, start, inside, title)
        start = end


def _pieces(run: Run, start: int, marks: Sequence[Unsupported], title: str) -> Iterator[Run]:
    at = 0
    for mark in marks:
        first, last = max(mark.start - start, at), min(mark.end - start, len(run.text))
        if first > at:
            yield run.model_copy(update={"text": run.text[at:first]})
        if last > first:
            said = run.model_dump() | {"text": run.text[first:last]}
            yield MarkedRun(**said, mark=title or title_of(mark))
        at = max(at, last)
    if at < len(run.text):
        yield run.model_copy(update={"text": run.text[at:]})

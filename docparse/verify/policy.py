"""Do something about what pages do not bear out: mark it, repair it, or drop it."""

from __future__ import annotations

from collections.abc import Sequence

from docparse.schemas import Block, BlockAudit, Document, Page, Run, Table, TextBlock, Unsupported
from docparse.schemas.audit import OnUnsupported
from docparse.sources import Source
from docparse.tasks.parse import OcrMode
from docparse.verify.auditing import audit_of, read_words, with_audit
from docparse.verify.witness import WitnessReader

_NOTHING = 0.1
"""Share of a block's words that may be on the page by chance, in a block that is invented."""


def settle(
    document: Document, source: Source, policy: OnUnsupported, *, ocr: OcrMode = "auto"
) -> Document:
    """Audit a document and act on what was found.

    Args:
        document: What was parsed.
        source: What it was parsed from, still open.
        policy: `mark` puts the audit of each page on it; `repair` first puts the words of healthy
            text layers where the result has others in their place; `drop` first takes out blocks
            nothing of which is on their page, and those that say what another said already.
        ocr: As it was parsed.

    Returns:
        The document with audits of what it says now; the notes of its pages tell what was done.
    """
    if policy == "keep":
        return document
    words = read_words(document, source, WitnessReader(ocr))
    found = audit_of(document, words)
    if policy in {"repair", "drop"}:
        change = _repaired if policy == "repair" else _purged
        trusted = {page.number for page in words if page.trusted}
        pages = tuple(
            change(page, {one.id: one for one in audit.blocks}, trusted)
            for page, audit in zip(document.pages, found.pages, strict=True)
        )
        if pages != document.pages:
            document = document.model_copy(update={"pages": pages})
            found = audit_of(document, words)
    return with_audit(document, found)


def _purged(page: Page, audits: dict[str, BlockAudit], trusted: set[int]) -> Page:
    """Take out what is not on the page; where there are no words to compare with, nothing."""
    lost = [block for block in page.blocks if _is_foreign(audits[block.id])]
    if not lost:
        return page
    notes = [
        f"{block.id} was dropped: {_reason(audits[block.id])}: {_shown(block.text)!r}"
        for block in lost
    ]
    gone = {block.id for block in lost}
    kept = tuple(block for block in page.blocks if block.id not in gone)
    return _noted(page, kept, notes)


def _is_foreign(audit: BlockAudit) -> bool:
    if audit.support is None or not audit.unsupported:
        return False
    return audit.repeats is not None or audit.found <= _NOTHING * audit.words


def _reason(audit: BlockAudit) -> str:
    return f"it repeats {audit.repeats}" if audit.repeats else "nothing of it is on the page"


def _repaired(page: Page, audits: dict[str, BlockAudit], trusted: set[int]) -> Page:
    """Put the words of the page where the result has others in their place."""
    notes: list[str] = []
    blocks: list[Block] = []
    for block in page.blocks:
        wrong = [
            one
            for one in audits[block.id].unsupported
            if one.page_says and one.start >= 0 and {p.page for p in block.places} <= trusted
        ]
        fixed = _corrected(block, wrong) if wrong else block
        blocks.append(fixed)
        if fixed is not block:
            notes += [
                f"{block.id}: {one.text!r} was repaired: the page says {one.page_says!r}"
                for one in wrong
            ]
    return _noted(page, tuple(blocks), notes) if notes else page


def _corrected(block: Block, wrong: Sequence[Unsupported]) -> Block:
    match block:
        case Table():
            by_cell: dict[int | None, list[Unsupported]] = {}
            for one in wrong:
                by_cell.setdefault(one.cell, []).append(one)
            cells = [
                cell.model_copy(update=_rewritten(cell.text, cell.runs, by_cell[at]))
                if at in by_cell
                else cell
                for at, cell in enumerate(block.cells)
            ]
            return block.model_copy(update={"cells": tuple(cells)})
        case TextBlock():
            return block.model_copy(update=_rewritten(block.text, block.runs, wrong))
    return block


def _rewritten(text: str, runs: Sequence[Run], wrong: Sequence[Unsupported]) -> dict[str, object]:
    """The text, and its runs, with the page's words; each stands in the run where it begins."""
    for one in sorted(wrong, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + one.page_says + text[one.end :]
        runs = _run_rewritten(runs, one)
    return {"text": text, "runs": tuple(run for run in runs if run.text)}


def _run_rewritten(runs: Sequence[Run], wrong: Unsupported) -> list[Run]:
    rewritten: list[Run] = []
    start = 0
    for run in runs:
        end = start + len(run.text)
        first, last = max(wrong.start, start), min(wrong.end, end)
        if first < last:
            said = wrong.page_says if first == wrong.start else ""
            text = run.text[: first - start] + said + run.text[last - start :]
            rewritten.append(run.model_copy(update={"text": text}))
        else:
            rewritten.append(run)
        start = end
    return rewritten


def _noted(page: Page, blocks: tuple[Block, ...], notes: Sequence[str]) -> Page:
    info = page.info.model_copy(update={"notes": (*page.info.notes, *notes)})
    return page.model_copy(update={"blocks": blocks, "info": info})


def _shown(text: str, most: int = 60) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= most else joined[: most - 1] + "…"

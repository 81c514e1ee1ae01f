"""Join tables that go on over a page break: the repeated header goes, each row keeps its page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docparse.assembly.drafts import Draft, Opening, held_back
from docparse.schemas import (
    FURNITURE,
    Block,
    Box,
    Caption,
    Footnote,
    Heading,
    Page,
    Paragraph,
    Table,
)

_CONTINUED = re.compile(
    r"\b(?:continued|cont['’.]?d\.?|cont\.|continuation|fortsetzung|forts\.|suite|continuación|"
    r"continuação|segue)(?:\b|\W|$)|[续續]",
    re.I,
)
_SHORT = 160
"""Characters of a line that may say, above it, that a table goes on."""
_FOOT, _HEAD = 0.55, 0.4
"""Shares of the page's height: how far down a table must reach, and below the top begin again."""
_ALIGNED = 0.5
"""Share of the narrower of two columns in which they must overlap to be one."""


def join_tables(pages: Iterable[Page]) -> Iterator[Page]:
    """Join a table that ends a page with the one that begins the next, where it is the same one.

    It is when it has the same columns in the same places, and repeats the header or has none: a
    header that differs begins another table. Notes may stand below the first part, a line that
    says "continued" above the second.

    Args:
        pages: In their order; they are held back from where the last table begins, as long as it
            may go on.
    """
    return held_back(_joined(pages))


def _joined(pages: Iterable[Page]) -> Iterator[tuple[Draft, Opening | None]]:
    last: Opening | None = None
    before: Page | None = None
    for ordinal, page in enumerate(pages):
        draft = Draft(page, list(page.blocks))
        first, end = _first(page.blocks), _last(page.blocks)
        merged = None
        if last is not None and before is not None and first is not None:
            merged = _merged(last.block, draft.blocks[first], before, page)
        if last is not None and first is not None and merged is not None:
            last.go_on(merged, ordinal)
            del draft.blocks[first]
            if end != first:
                last = _opening(draft, _last(draft.blocks), ordinal)
        else:
            last = _opening(draft, end, ordinal)
        if last is not None and not last.may_reach(ordinal + 1):
            last = None
        yield draft, last
        before = page


def _opening(draft: Draft, at: int | None, ordinal: int) -> Opening | None:
    return None if at is None else Opening(draft, at, ordinal)


def _merged(table: Block, more: Block, page: Page, following: Page) -> Table | None:
    """The two as one, None where the second does not go on with the first."""
    assert isinstance(table, Table)
    assert isinstance(more, Table)
    repeated = _repeated(table, more)
    if repeated is None or not _goes_on(table, more, page, following):
        return None
    return _merge(table, more, repeated)


def _first(blocks: Sequence[Block]) -> int | None:
    """Index of the table a page begins with."""
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            return index
        says_so = isinstance(block, Paragraph | Caption | Heading) and _says_continued(block.text)
        if not isinstance(block, FURNITURE) and not says_so:
            return None
    return None


def _last(blocks: Sequence[Block]) -> int | None:
    """Index of the table a page ends with."""
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if isinstance(block, Table):
            return index
        says_so = isinstance(block, Paragraph) and _says_continued(block.text)
        if not isinstance(block, (*FURNITURE, Footnote)) and not says_so:
            return None
    return None


def _says_continued(text: str) -> bool:
    return len(text) < _SHORT and _CONTINUED.search(text) is not None


def _goes_on(table: Table, more: Table, page: Page, following: Page) -> bool:
    end = table.places[-1]
    return (
        following.number == end.page + 1
        and table.source == more.source
        and end.box.y1 > _FOOT * page.height
        and more.box.y0 < _HEAD * following.height
        and _aligned(_columns(table, end.page), _columns(more, more.page))
    )


def _repeated(table: Table, more: Table) -> int | None:
    """Rows of `more` that repeat the header of `table`; None where it has a header of its own."""
    if table.columns != more.columns or not more.rows:
        return None
    head = table.header_rows
    if head and head < more.rows and _texts(table, head) == _texts(more, head):
        return head
    if not more.header_rows:
        return 0
    # What was taken for a header may be a row: then it has numbers where the table has them.
    kinds = zip(table.column_types, _texts(more, 1)[0], strict=True)
    numbers = [any(map(str.isdigit, text)) for kind, text in kinds if kind not in _WORDS]
    return 0 if numbers and all(numbers) else None


_WORDS = frozenset({"text", "empty"})


def _texts(table: Table, rows: int) -> list[list[str]]:
    """The texts of the first rows, as they are compared."""
    texts = [[""] * table.columns for _ in range(rows)]
    for cell in table.cells:
        if cell.row < rows:
            texts[cell.row][cell.column] = "".join(cell.text.split()).casefold()
    return texts


def _columns(table: Table, page: int) -> list[tuple[float, float] | None]:
    """Left and right end of the text of each column on a page, None where it has none."""
    rows = {row for row in range(table.rows) if table.page_of(row) == page}
    boxes: list[list[Box]] = [[] for _ in range(table.columns)]
    for cell in table.cells:
        if cell.row in rows and cell.column_span == 1 and cell.box is not None:
            boxes[cell.column].append(cell.box)
    around = [Box.around(column) if column else None for column in boxes]
    return [None if box is None else (box.x0, box.x1) for box in around]


def _aligned(
    one: Iterable[tuple[float, float] | None], other: Iterable[tuple[float, float] | None]
) -> bool:
    """Tell whether all columns stand one below the other."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return bool(pairs) and all(
        min(a[1], b[1]) - max(a[0], b[0]) > _ALIGNED * min(a[1] - a[0], b[1] - b[0])
        for a, b in pairs
    )


def _merge(table: Table, more: Table, repeated: int) -> Table:
    down = table.rows - repeated
    moved = [
        cell.model_copy(update={"row": cell.row + down, "header": False})
        for cell in more.cells
        if cell.row >= repeated
    ]
    rows = more.rows - repeated
    pages = table.row_pages or (table.page,) * table.rows
    return table.model_copy(
        update={
            "rows": table.rows + rows,
            "cells": (*table.cells, *moved),
            "row_pages": (*pages, *(more.page_of(row) for row in range(repeated, more.rows))),
            "stub_columns": min(table.stub_columns, more.stub_columns),
            "continued": (*table.continued, *more.places),
            "confidence": _mean(table.confidence, table.rows, more.confidence, rows),
            "structure_confidence": _mean(
                table.structure_confidence, table.rows, more.structure_confidence, rows
            ),
        }
    )


def _mean(one: float | None, weight: int, other: float | None, other_weight: int) -> float | None:
    if one is None or other is None:
        return one if other is None else other
    return round((one * weight + other * other_weight) / (weight + other_weight), 4)

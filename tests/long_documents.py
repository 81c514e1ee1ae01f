"""Pages of long documents, made anew each time they are asked for, and a count of those alive."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator

from docparse.schemas import (
    Block,
    Box,
    Caption,
    Cell,
    Figure,
    Footnote,
    Heading,
    ListItem,
    Page,
    Paragraph,
    Run,
    SourceInfo,
    Table,
)

LEFT, RIGHT = 50, 550


def info(pages: int) -> SourceInfo:
    return SourceInfo(name="long.pdf", format="PDF", page_count=pages)


def report(count: int) -> Iterator[Page]:
    """Pages with all that is joined over page breaks, every tenth of which could not be read.

    Each has a running title and a number, a sentence from the page before and one for the next,
    a heading, a figure, a note and a list; tables go over two page breaks of every ten.
    """
    for number in range(1, count + 1):
        if number % 10 == 9:
            yield Page(number=number, width=0, height=0, error="it is damaged")
            continue
        kinds = [_title, _sentence_end, _heading, _figure, _caption, _text, _items, _note]
        if number % 10 in (4, 5):
            kinds.insert(1, _table_top)
        if number % 10 in (3, 4):
            kinds.append(_table_foot)
        elif number % 10 not in (5, 8):
            kinds.append(_sentence_begin)
        made = [kind(number, at) for at, kind in enumerate([*kinds, _number], start=1)]
        yield Page(number=number, width=600, height=800, blocks=tuple(made))


def ledger(count: int) -> Iterator[Page]:
    """Pages that a single table goes over."""
    for number in range(1, count + 1):
        table = _table(number, 1, y=60, rows=35)
        yield Page(number=number, width=600, height=800, blocks=(table,))


class Census:
    """Counts the pages that are alive, in whole or in part, while they are made."""

    def __init__(self, make: Callable[[], Iterator[Page]]) -> None:
        self._make = make
        self._alive: dict[int, list[weakref.ref[Page | Block]]] = {}
        self.most = 0

    def read(self) -> Iterator[Page]:
        """Make the pages once more."""
        for page in self._make():
            parts = [weakref.ref(part) for part in (page, *page.blocks)]
            self._alive.setdefault(page.number, []).extend(parts)
            yield page
            del page
            self._count()

    def _count(self) -> None:
        for number, parts in list(self._alive.items()):
            self._alive[number] = [part for part in parts if part() is not None]
            if not self._alive[number]:
                del self._alive[number]
        self.most = max(self.most, len(self._alive))


def _place(number: int, at: int, y: float, height: float = 12) -> dict[str, object]:
    box = Box(x0=LEFT, y0=y, x1=RIGHT, y1=y + height)
    return {"id": f"p{number}-b{at}", "page": number, "box": box}


def _title(number: int, at: int) -> Block:
    return Paragraph.model_validate(_place(number, at, 30) | {"text": "The Running Title"})


def _number(number: int, at: int) -> Block:
    return Paragraph.model_validate(_place(number, at, 780) | {"text": str(number)})


def _sentence_end(number: int, at: int) -> Block:
    return Paragraph.model_validate(_place(number, at, 100) | {"text": "it goes on here."})


def _heading(number: int, at: int) -> Block:
    sizes = {1: 20.0, 2: 14.0}
    text = f"Chapter of words {number}" if number % 5 else f"{number}.1 Part"
    fields = {"text": text, "font_size": sizes.get(number, 12.0)}
    return Heading.model_validate(_place(number, at, 130) | fields)


def _figure(number: int, at: int) -> Block:
    return Figure.model_validate(_place(number, at, 160, 100) | {"text": "words in it"})


def _caption(number: int, at: int) -> Block:
    return Caption.model_validate(_place(number, at, 270) | {"text": f"Figure {number}: A weir"})


def _text(number: int, at: int) -> Block:
    runs = (Run(text="A word"), Run(text="1", superscript=True), Run(text=" of it on the river."))
    text = "".join(run.text for run in runs)
    return Paragraph.model_validate(_place(number, at, 300) | {"text": text, "runs": runs})


def _items(number: int, at: int) -> Block:
    return ListItem.model_validate(_place(number, at, 330) | {"text": "An item.", "marker": "•"})


def _note(number: int, at: int) -> Block:
    return Footnote.model_validate(_place(number, at, 600) | {"text": "A note.", "mark": "1"})


def _sentence_begin(number: int, at: int) -> Block:
    return Paragraph.model_validate(
        _place(number, at, 580) | {"text": "It begins on this page, and"}
    )


def _table_top(number: int, at: int) -> Block:
    return _table(number, at, y=60, rows=2)


def _table_foot(number: int, at: int) -> Block:
    return _table(number, at, y=700, rows=3)


def _table(number: int, at: int, *, y: float, rows: int) -> Table:
    cells = tuple(
        Cell(
            row=row,
            column=column,
            text=f"Head {column}" if row == 0 else f"{number}.{row}",
            header=row == 0,
            box=Box(
                x0=60 + 200 * column, y0=y + 20 * row, x1=160 + 200 * column, y1=y + 20 * row + 10
            ),
        )
        for row in range(rows)
        for column in range(2)
    )
    shape = {"rows": rows, "columns": 2, "cells": cells}
    return Table.model_validate(_place(number, at, y, 20 * rows) | shape)

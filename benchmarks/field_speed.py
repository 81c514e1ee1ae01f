"""Measure how long fields take to be read once the words of pages are known.

    python -m benchmarks.field_speed [--pages N] [--profile]

Pages of nothing but labels, in columns and in running lines, a page of 10,000 words, and N pages
(300) of 400 words, all read into a type of 80 fields with a list of items. With `--profile`, the
functions that take longest are told as well.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from pydantic import BaseModel, TypeAdapter, create_model

from docparse.engines.embedded.fields.concepts import concepts
from docparse.engines.embedded.fields.filling import read_fields
from docparse.engines.embedded.fields.pairs import find_pairs
from docparse.engines.embedded.fields.printed import Sheet
from docparse.schemas import Box, Word
from docparse.tasks.wanted import wanted_fields

_FIELDS = 80
_TYPES = {"amount": Decimal, "number": Decimal, "percent": Decimal, "boolean": bool}
_FEW = (
    *("Invoice number", "Date", "Total", "Description", "Quantity", "Unit price", "Amount"),
    *("VAT", "Customer", "Name", "Address", "Order no.", "Due date", "Item", "IBAN"),
)
_TOLD = 25
"""Functions of a profile that are told."""


class Row(BaseModel):
    """A line of goods."""

    description: str | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.field_speed")
    parser.add_argument("--pages", type=int, default=300, help="of the longest document")
    parser.add_argument("--profile", action="store_true", help="tell what takes longest")
    options = parser.parse_args(arguments)
    adapter: TypeAdapter[Any] = TypeAdapter(_kind())
    fields = wanted_fields(adapter.json_schema())
    read_fields([_sheet(1, _FEW, 10, 0)], fields, adapter)  # the lexicon is made once
    print("| pages | words | fields, s a page | pairs, s a page |\n|---|---|---|---|")
    for name, sheets in _documents(options.pages):
        count, words = len(sheets), sum(len(sheet.words) for sheet in sheets)
        read = _timed(lambda: read_fields(sheets, fields, adapter), options.profile)  # noqa: B023
        paired = _timed(lambda: [find_pairs(sheet) for sheet in sheets], options.profile)  # noqa: B023
        print(f"| {count}, {name} | {words} | {read / count:.3f} | {paired / count:.3f} |")
    return 0


def _kind() -> type[BaseModel]:
    """A type with fields for the first concepts, and a list."""
    fields: dict[str, Any] = {
        concept.name: (_TYPES.get(concept.kind, str) | None, None)
        for concept in concepts()[: _FIELDS - 1]
    }
    return create_model("Wanted", items=(list[Row] | None, None), **fields)


def _documents(pages: int) -> Iterator[tuple[str, list[Sheet]]]:
    labels = [concept.labels[rank] for rank in range(3) for concept in _labelled(rank)]
    mixed = [text for n, label in enumerate(labels) for text in (label, f"{n % 97}.{n % 9}0")]
    for across in (8, 4, 0):
        yield f"the same labels, {across or 'no'} columns", [_sheet(1, _FEW, 1500, across)]
    yield "the same labels on one line", [_sheet(1, _FEW, 1500, across=1500)]
    yield "labels in columns", [_sheet(1, labels, 1500, across=4)]
    yield "labels in running lines", [_sheet(1, labels, 1500, across=0)]
    yield "labels and numbers in columns", [_sheet(1, mixed, 1500, across=6)]
    yield "labels in columns, many", [_sheet(1, labels, 10_000, across=12)]
    yield "labels and numbers in columns, many", [_sheet(1, mixed, 10_000, across=12)]
    yield "labels and numbers", [_sheet(n, mixed[n:], 400, across=4) for n in range(1, pages + 1)]
    tables = ([*labels[:4], *_table(labels[n % len(labels)])] for n in range(pages))
    yield "a table each", [_sheet(n, texts, 400, across=4) for n, texts in enumerate(tables, 1)]


def _table(head: str) -> list[str]:
    """Rows of goods below heads one of which is as told."""
    rows = [(f"Bolt {n}", f"{n}", "2.00", f"{2 * n}.00") for n in range(1, 81)]
    return [head, "Quantity", "Unit price", "Amount", *(text for row in rows for text in row)]


def _labelled(rank: int) -> Iterator[Any]:
    return (concept for concept in concepts() if len(concept.labels) > rank)


def _sheet(number: int, texts: Sequence[str], count: int, across: int) -> Sheet:
    """A page of so many words, in so many columns; in running lines where there are none."""
    width, size = 140.0 * max(across, 4), 10.0
    words: list[Word] = []
    x, y, column, line = 0.0, 20.0, 0, 0
    for text in islice(cycle(texts), count):
        for part in text.split():
            right = x + 0.5 * size * len(part)
            box = Box(x0=x, y0=y - 0.8 * size, x1=right, y1=y + 0.2 * size)
            words.append(Word(text=part, box=box, baseline=y, size=size, line=line))
            x = right + 0.5 * size
        column += 1
        if across:
            x = max(140.0 * column, x + 20.0)
        if (across and column == across) or (not across and x > width):
            x, y, column, line = 0.0, y + 14.0, 0, line + 1
    return Sheet(number, words[:count], y + 40.0)


def _timed(work: Callable[[], object], profile: bool) -> float:
    profiler = cProfile.Profile()
    started = time.process_time()
    if profile:
        profiler.runcall(work)
        pstats.Stats(profiler).sort_stats("tottime").print_stats(_TOLD)
    else:
        work()
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())

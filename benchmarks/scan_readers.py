"""What is read of the tables of a page image: by docparse from one source of structure or another,
and by img2table, which lives in an environment of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docparse.engines.embedded.reading import PageReader, Reading


def docparse_sources(job: dict[str, Any]) -> dict[str, Any]:
    """Read the words of a page image once, and its tables from each source of structure.

    `chosen` is what docparse gives; `words` the same without the rules seen in the image, the grid
    model alone over the words laid under their picture; `rules` tables by their lines alone.
    """
    from docparse.sources import open_source

    with open_source(job["path"]) as source:
        (page,) = source.pages("1")
        reading = _reader().read(page, "auto")
    return {
        "chosen": _tables(reading),
        "words": _tables(replace(reading, rules=())),
        "rules": _by_rules(reading),
    }


@cache
def _reader() -> PageReader:
    from docparse.engines.embedded.reading import PageReader

    return PageReader()


def _tables(reading: Reading) -> list[str]:
    from docparse import Table
    from docparse.engines.embedded.engine import to_page

    blocks = to_page(1, reading).blocks
    return [block.to_html() for block in blocks if isinstance(block, Table)]


def _by_rules(reading: Reading) -> list[str]:
    from docparse import Table
    from docparse.engines.embedded.grids import with_grids
    from docparse.engines.embedded.tables import read_table

    found = []
    for region in with_grids((), reading.rules, reading.words):
        inside = [word for word in reading.words if region.box.contains(word.box.center)]
        parts = read_table(region, inside, reading.rules)
        if parts is not None:
            fields = {"rows": parts.rows, "columns": parts.columns, "cells": parts.cells}
            found.append(Table(id="", page=1, box=parts.box, **fields).to_html())
    return found


def img2table(job: dict[str, Any]) -> dict[str, Any]:
    """Extract with img2table: lines, borderless tables, RapidOCR with the models it bundles."""
    from img2table.document import Image

    tables = Image(job["path"], detect_rotation=job.get("straighten", True)).extract_tables(
        ocr=_rapidocr(), borderless_tables=True, implicit_rows=True
    )
    return {"tables": [table.html for table in tables]}


@cache
def _rapidocr() -> Any:
    from img2table.ocr import RapidOCR

    return RapidOCR()

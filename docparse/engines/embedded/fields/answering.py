"""Answer `ExtractFields` from the words of pages, or find on them what a model answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from docparse.engines.base import Answer
from docparse.engines.embedded.fields.locating import located
from docparse.engines.embedded.fields.printed import Sheet
from docparse.engines.embedded.fields.reading import read_fields
from docparse.engines.embedded.reading import PageReader, Reading
from docparse.errors import SourceError
from docparse.schemas import Page, Table
from docparse.schemas.extraction import Extraction
from docparse.tasks.extract import ExtractFields, adapter_of, schema_of
from docparse.tasks.wanted import wanted_fields

if TYPE_CHECKING:
    from docparse.engines.grounding import Ground


def extracted(
    task: ExtractFields[Any], reader: PageReader, to_page: Callable[[int, Reading], Page]
) -> Answer[Any]:
    """Read the fields of a type from pages.

    Args:
        task: Names the pages and the type.
        reader: Knows the words of pages.
        to_page: Finds the blocks of a page, for lists of items, which stand in tables.

    Returns:
        What was read; a page that cannot be read is a note beside it, and an error where it is
        the only one.
    """
    fields = wanted_fields(schema_of(task.schema))
    listed = any(field.items for field in fields)
    sheets: list[Sheet] = []
    tables: list[Table] = []
    failures: list[SourceError] = []
    for page in task.pages:
        try:
            reading = reader.read(page, "auto")
        except SourceError as error:
            failures.append(error)
            continue
        sheets.append(Sheet(page.number, reading.words, reading.height))
        if listed:
            blocks = to_page(page.number, reading).blocks
            tables += [block for block in blocks if isinstance(block, Table)]
    if failures and not sheets:
        return Answer(error=failures[0])
    found = read_fields(sheets, fields, adapter_of(task.schema), tables)
    notes = tuple(f"a page was not read: {failure}" for failure in failures)
    return Answer(replace(found, notes=notes), notes=notes)


def found_on(
    extraction: Extraction[Any], kind: type[Any], grounds: Sequence[Ground]
) -> Extraction[Any]:
    """Give the values that a model named their places.

    Args:
        extraction: What it made of the pages.
        kind: The type of the value.
        grounds: The words of the pages.
    """
    sheets = [Sheet(ground.page.number, ground.words, ground.page.height) for ground in grounds]
    leaves = adapter_of(kind).dump_python(extraction.value, mode="json")
    return located(extraction, leaves, sheets)

"""Answer `ExtractFields`: the words of the pages, however they are known, then their fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from docparse.engines.base import Answer
from docparse.engines.embedded.fields.printed import Sheet
from docparse.engines.embedded.fields.reading import read_fields
from docparse.engines.embedded.reading import PageReader
from docparse.errors import SourceError
from docparse.tasks.extract import ExtractFields, adapter_of, schema_of
from docparse.tasks.wanted import wanted_fields


def extracted(task: ExtractFields[Any], reader: PageReader) -> Answer[Any]:
    """Read the fields of a type from pages.

    Args:
        task: Names the pages and the type.
        reader: Knows the words of pages.

    Returns:
        What was read; a page that cannot be read is a note beside it, and an error where it is
        the only one.
    """
    sheets: list[Sheet] = []
    failures: list[SourceError] = []
    for page in task.pages:
        try:
            reading = reader.read(page, "auto")
        except SourceError as error:
            failures.append(error)
            continue
        sheets.append(Sheet(page.number, reading.words, reading.height))
    if failures and not sheets:
        return Answer(error=failures[0])
    fields = wanted_fields(schema_of(task.schema))
    found = read_fields(sheets, fields, adapter_of(task.schema))
    notes = tuple(f"a page was not read: {failure}" for failure in failures)
    return Answer(replace(found, notes=notes), notes=notes)

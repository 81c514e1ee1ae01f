"""Answer `ExtractFields` and `FindPairs` from the words of pages; find there what a model said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from docparse.engines.base import Answer
from docparse.engines.embedded.fields.filling import read_fields
from docparse.engines.embedded.fields.locating import located
from docparse.engines.embedded.fields.pairs import Pair, find_pairs
from docparse.engines.embedded.fields.printed import Sheet
from docparse.engines.embedded.reading import PageReader, Reading
from docparse.errors import SourceError
from docparse.schemas import Box, KeyValue, Page, Table
from docparse.schemas.extraction import Extraction
from docparse.tasks.extract import ExtractFields, adapter_of, schema_of
from docparse.tasks.pairs import FindPairs
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
        sheets.append(_sheet(page.number, reading))
        if listed:
            blocks = to_page(page.number, reading).blocks
            tables += [block for block in blocks if isinstance(block, Table)]
    if failures and not sheets:
        return Answer(error=failures[0])
    found = read_fields(sheets, fields, adapter_of(task.schema), tables)
    notes = tuple(f"a page was not read: {failure}" for failure in failures)
    return Answer(replace(found, notes=notes), notes=notes)


def paired(task: FindPairs, reader: PageReader) -> Answer[tuple[KeyValue, ...]]:
    """Find the labelled values of a page, top to bottom.

    Args:
        task: Names the page.
        reader: Knows the words of pages.
    """
    number = task.page.number
    try:
        reading = reader.read(task.page, "auto")
    except SourceError as error:
        return Answer(error=error)
    blocks = tuple(
        _block(pair, f"p{number}-b{index}")
        for index, pair in enumerate(find_pairs(_sheet(number, reading)), start=1)
    )
    return Answer(blocks, notes=reading.info.notes)


def _block(pair: Pair, name: str) -> KeyValue:
    scores = [
        word.confidence for span in pair.spans for word in span.words if word.confidence is not None
    ]
    return KeyValue(
        id=name,
        page=pair.spans[0].piece.page,
        box=Box.around(span.box for span in pair.spans),
        source="ocr" if scores else "text_layer",
        confidence=round(sum(scores) / len(scores), 4) if scores else None,
        key=pair.key,
        value=pair.value,
    )


def _sheet(number: int, reading: Reading) -> Sheet:
    form = reading.page.form_fields if reading.page is not None else ()
    return Sheet(number, reading.words, reading.height, form)


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

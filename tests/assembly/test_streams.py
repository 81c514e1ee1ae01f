"""Documents put together page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from docparse.assembly import assemble, assemble_stream
from docparse.schemas import Heading, Page, PageFooter, PageHeader, Table
from tests.long_documents import Census, info, ledger, report


@pytest.mark.parametrize("count", [0, 1, 3, 40])
def test_stream_has_the_pages_of_the_document_each_time(count: int) -> None:
    document = assemble(report(count), source=info(count), engine="made")
    stream = assemble_stream(lambda: report(count), source=info(count), engine="made")
    assert (stream.source, stream.engine) == (document.source, document.engine)
    assert tuple(stream.pages) == document.pages
    assert tuple(stream.pages) == document.pages


def test_made_report_has_what_is_joined_over_page_breaks() -> None:
    document = assemble(report(40), source=info(40), engine="made")
    blocks = list(document.blocks)
    assert sum(isinstance(block, PageHeader) for block in blocks) == 36
    assert sum(isinstance(block, PageFooter) for block in blocks) == 36
    assert {block.level for block in blocks if isinstance(block, Heading)} == {1, 2}
    assert [table.row_pages for table in document.tables[:2]] == [(3, 3, 3, 4), (4, 4, 4, 5)]
    assert sum(block.text == "It begins on this page, and it goes on here." for block in blocks) > 9
    assert len(document.errors) == 4


@pytest.mark.parametrize(("make", "held"), [(report, 5), (ledger, 101)])
def test_number_of_pages_alive_does_not_grow_with_the_document(
    make: Callable[[int], Iterator[Page]], held: int
) -> None:
    for count in (110, 150):
        census = Census(lambda count=count: make(count))  # type: ignore[misc]
        stream = assemble_stream(census.read, source=info(count), engine="made")
        assert sum(1 for _ in stream.pages) == count
        assert census.most <= held


def test_table_is_joined_over_a_hundred_pages_at_most() -> None:
    stream = assemble_stream(lambda: ledger(210), source=info(210), engine="made")
    tables = [block for page in stream.pages for block in page.blocks if isinstance(block, Table)]
    assert [(table.page, len(set(table.row_pages))) for table in tables] == [
        (1, 100),
        (101, 100),
        (201, 10),
    ]

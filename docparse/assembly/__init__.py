"""Pages to a document: what only the whole can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from docparse.assembly.captions import tie_captions
from docparse.assembly.facts import Facts, gather
from docparse.assembly.furniture import with_furniture
from docparse.assembly.headings import with_levels
from docparse.assembly.paragraphs import join_paragraphs
from docparse.assembly.tables import join_tables
from docparse.schemas import Document, Page, SourceInfo
from docparse.schemas.paged import Stream


def assemble(pages: Iterable[Page], *, source: SourceInfo, engine: str) -> Document:
    """Make a document of parsed pages.

    Running headers and footers are recognised over the pages, tables joined over page breaks,
    captions tied to what they name, paragraphs joined over column and page breaks, and headings
    given levels that agree.
    """
    held = tuple(pages)
    stream = assemble_stream(lambda: held, source=source, engine=engine)
    return Document(source=source, engine=engine, pages=tuple(stream.pages))


def assemble_stream(
    read: Callable[[], Iterable[Page]], *, source: SourceInfo, engine: str
) -> Stream:
    """Do what `assemble` does without holding the pages.

    They are gone through once for what only the whole tells, and once more each time the pages of
    the stream are gone through. Those are held that a joined table or paragraph goes over.

    Args:
        read: Begins a new way through the parsed pages.
        source: What they were parsed from.
        engine: What parsed them.
    """
    facts = gather(read(), source.outline)
    return Stream(source, engine, lambda: _put_together(read(), facts))


def _put_together(pages: Iterable[Page], facts: Facts) -> Iterator[Page]:
    pages = (with_furniture(page, facts.lines) for page in pages)
    pages = join_tables(pages)
    pages = map(tie_captions, pages)
    pages = join_paragraphs(pages, facts.vocabulary)
    return (with_levels(page, facts.levels) for page in pages)

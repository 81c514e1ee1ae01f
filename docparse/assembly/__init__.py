"""Pages to a document: what only the whole can tell."""

from __future__ import annotations

from collections.abc import Iterable

from docparse.assembly.captions import tie_captions
from docparse.assembly.furniture import find_furniture
from docparse.assembly.headings import rank_headings
from docparse.assembly.paragraphs import join_paragraphs
from docparse.assembly.tables import join_tables
from docparse.schemas import Document, Page, SourceInfo


def assemble(pages: Iterable[Page], *, source: SourceInfo, engine: str) -> Document:
    """Make a document of parsed pages.

    Running headers and footers are recognised over the pages, tables joined over page breaks,
    captions tied to what they name, paragraphs joined over column and page breaks, and headings
    given levels that agree.
    """
    parsed = find_furniture(tuple(pages))
    parsed = join_tables(parsed)
    parsed = tuple(tie_captions(page) for page in parsed)
    parsed = join_paragraphs(parsed)
    parsed = rank_headings(parsed, source.outline)
    return Document(source=source, engine=engine, pages=parsed)

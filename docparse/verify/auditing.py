"""Audit a document, or the Markdown of any tool, against the source it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from docparse.schemas import Document, Page
from docparse.schemas.audit import Audit, Counts, PageAudit
from docparse.sources import Limits, Source, SourceInput, open_source
from docparse.tasks.parse import OcrMode
from docparse.verify.accounting import account
from docparse.verify.witness import PageWords, WitnessReader


def audit(
    document: Document,
    source: SourceInput,
    *,
    password: str | None = None,
    limits: Limits | None = None,
    ocr: OcrMode = "auto",
    fold: bool = True,
) -> Audit:
    """Compare a document with the source it was parsed from.

    Args:
        document: Some or all pages of the source.
        source: A path, the bytes, a binary file object, a PIL image or an open `Source`.
        password: Opens an encrypted PDF.
        limits: Bounds on size, pages and pixels.
        ocr: `auto` reads the image of pages whose text layer cannot be believed, `always` that of
            every page, `never` none.
        fold: Whether capital and small letters are the same.

    Raises:
        SourceError: The source cannot be opened, or lacks a page of the document.
    """
    reader = WitnessReader(ocr, fold=fold)
    with opened(source, password, limits) as file:
        words = [reader.read(file.page(page.number)) for page in document.pages]
    return audit_of(document, words, fold=fold)


def audit_of(document: Document, words: Sequence[PageWords], *, fold: bool = True) -> Audit:
    """Compare a document with what was read of its pages, in their order."""
    pages = account(document.pages, words, fold=fold)
    return Audit(
        source=document.source.name,
        engine=document.engine,
        counts=Counts.total(page.counts for page in pages),
        pages=pages,
    )


def opened(
    source: SourceInput, password: str | None, limits: Limits | None
) -> AbstractContextManager[Source]:
    """Open the source, and close it afterwards unless the caller had opened it."""
    if isinstance(source, Source):
        return nullcontext(source)
    return open_source(source, password=password, limits=limits or Limits())

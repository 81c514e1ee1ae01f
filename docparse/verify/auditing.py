"""Audit a document, or the Markdown of any tool, against the source it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from docparse.errors import SourceError
from docparse.isolated_calls import call_isolated
from docparse.parcels import Parcel
from docparse.schemas import Document, Page, SourceInfo
from docparse.schemas.audit import Audit, Counts, PageAudit
from docparse.sources import Limits, Source, SourceInput, using_source
from docparse.tasks.parse import OcrMode
from docparse.verify.accounting import account
from docparse.verify.placing import place_markdown
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
        limits: Bounds on size, pages, pixels, time and memory, as for `parse_document`.
        ocr: `auto` reads the image of pages whose text layer cannot be believed, `always` that of
            every page, `never` none.
        fold: Whether capital and small letters are the same.

    Raises:
        SourceError: The source cannot be opened, or lacks a page of the document.
    """
    limits = limits or Limits()
    if limits.isolated:
        return call_isolated(
            partial(_audited, document=document, ocr=ocr, fold=fold),
            Parcel.of(source, password, limits),
            engine=None,
            limits=limits,
        )
    reader = WitnessReader(ocr, fold=fold)
    with using_source(source, password, limits) as file:
        words = read_words(document, file, reader, fold=fold)
    return audit_of(document, words, fold=fold)


def _audited(
    source: Source, *, engine: None, document: Document, ocr: OcrMode, fold: bool
) -> Audit:
    return audit(document, source, ocr=ocr, fold=fold)


def read_words(
    document: Document, source: Source, reader: WitnessReader, *, fold: bool = True
) -> list[PageWords]:
    """Read what the pages of a document hold; where a model was shown them, their images too."""
    last = max((page.number for page in document.pages), default=0)
    if last > source.info.page_count:
        raise SourceError(
            f"{source.info.name} has {source.info.page_count} pages, but the document has page "
            f"{last}: it was made from another file"
        )
    words = [reader.read(source.page(page.number)) for page in document.pages]
    if not any(block.source == "model" for block in document.blocks):
        return words
    return _looked_too(audit_of(document, words, fold=fold), words, source, reader)


def _looked_too(
    found: Audit, words: list[PageWords], source: Source, reader: WitnessReader
) -> list[PageWords]:
    """Read the images of pages of which more is said than their text layer has.

    A logo, a stamp, a screenshot are no inventions.
    """
    return [
        reader.look_too(source.page(read.number), read)
        if read.witness == "text_layer" and one.counts.added + one.counts.changed
        else read
        for read, one in zip(words, found.pages, strict=True)
    ]


def audit_markdown(
    text: str,
    source: SourceInput,
    *,
    layout: Document | None = None,
    pages: str | None = None,
    password: str | None = None,
    limits: Limits | None = None,
    ocr: OcrMode = "auto",
    fold: bool = True,
) -> tuple[Document, Audit]:
    """Compare the Markdown of any tool with the source it was made from.

    The page of each block, and its place on it, are found by its words.

    Args:
        text: The Markdown.
        source: A path, the bytes, a binary file object, a PIL image or an open `Source`.
        layout: The source as docparse parses it: tells figures, headers and footers, which most
            tools leave out. Without it their words are missing.
        pages: Which pages the Markdown is of, like `1-3,7,-1`; all by default.
        password: Opens an encrypted PDF.
        limits: Bounds, as for `audit`.
        ocr: As for `audit`.
        fold: Whether capital and small letters are the same.

    Returns:
        What the Markdown was read as, and its audit.

    Raises:
        SourceError: The source cannot be opened.
    """
    limits = limits or Limits()
    if limits.isolated:
        return call_isolated(
            partial(_markdown_audited, text=text, layout=layout, pages=pages, ocr=ocr, fold=fold),
            Parcel.of(source, password, limits),
            engine=None,
            pages=pages,
            limits=limits,
        )
    reader = WitnessReader(ocr, fold=fold)
    with using_source(source, password, limits) as file:
        words = [reader.read(page) for page in file.pages(pages)]
        shown = layout.pages if layout else ()
        document, found = audit_of_markdown(text, words, file.info, fold=fold, layout=shown)
        seen = _looked_too(found, words, file, reader)
        if any(more is not before for more, before in zip(seen, words, strict=True)):
            document, found = audit_of_markdown(text, seen, file.info, fold=fold, layout=shown)
    return document, found


def _markdown_audited(
    source: Source,
    *,
    engine: None,
    text: str,
    layout: Document | None,
    pages: str | None,
    ocr: OcrMode,
    fold: bool,
) -> tuple[Document, Audit]:
    return audit_markdown(text, source, layout=layout, pages=pages, ocr=ocr, fold=fold)


def checked(
    document: Document,
    source: SourceInput,
    *,
    password: str | None = None,
    limits: Limits | None = None,
    ocr: OcrMode = "auto",
    fold: bool = True,
) -> Document:
    """Return the document with the audit of each page on it; arguments are those of `audit`."""
    return with_audit(
        document, audit(document, source, password=password, limits=limits, ocr=ocr, fold=fold)
    )


def with_audit(document: Document, found: Audit) -> Document:
    """Put the audit of each page on it."""
    pages = tuple(
        page.model_copy(update={"audit": one})
        for page, one in zip(document.pages, found.pages, strict=True)
    )
    return document.model_copy(update={"pages": pages})


def audit_of(document: Document, words: Sequence[PageWords], *, fold: bool = True) -> Audit:
    """Compare a document with what was read of its pages, in their order."""
    return _summed(document, account(document.pages, words, fold=fold))


def audit_of_markdown(
    text: str,
    words: Sequence[PageWords],
    source: SourceInfo,
    *,
    fold: bool = True,
    layout: Sequence[Page] = (),
) -> tuple[Document, Audit]:
    """Compare Markdown with what was read of its pages; return what it was read as, too."""
    placed = place_markdown(text, words, source, fold=fold, layout=layout)
    pages = account(
        placed.document.pages,
        words,
        fold=fold,
        layout=layout,
        pieces=placed.pieces,
        met=placed.met,
    )
    return placed.document, _summed(placed.document, pages)


def _summed(document: Document, pages: tuple[PageAudit, ...]) -> Audit:
    return Audit(
        source=document.source.name,
        engine=document.engine,
        counts=Counts.total(page.counts for page in pages),
        pages=pages,
    )

"""The straight line: open the source, ask the engine page by page, assemble the document."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass

from docparse.assembly import assemble
from docparse.engines import use_engine
from docparse.engines.base import Answer, Engine
from docparse.errors import LimitError, SourceError
from docparse.schemas import Document, Page
from docparse.sources import Limits, Source, SourceInput, SourcePage, open_source
from docparse.tasks.parse import OcrMode, ParsePage


@dataclass(frozen=True, kw_only=True)
class ParseOptions:
    """How to parse.

    Attributes:
        ocr: `auto` reads what the text layer cannot say, `always` ignores the text layer, `never`
            takes the text layer as it is.
    """

    ocr: OcrMode = "auto"


def parse_document(
    source: SourceInput,
    *,
    engine: str | Engine = "embedded",
    pages: str | None = None,
    password: str | None = None,
    options: ParseOptions | None = None,
    limits: Limits | None = None,
) -> Document:
    """Parse a PDF, a picture or a scan into a document.

    Args:
        source: A path, the bytes, a binary file object, a PIL image or an open `Source`.
        engine: Name of an engine, or one that is already open.
        pages: Which pages, like `1-3,7,-1`; all by default.
        password: Opens an encrypted PDF.
        options: How to parse.
        limits: Bounds on size, pages, pixels and time.

    Returns:
        The document. A page that could not be read stands in it with its `error`.

    Raises:
        SourceError: The source cannot be opened, is encrypted, or exceeds the limits.
        EngineError: The engine is unknown or cannot work.
    """
    limits = limits or Limits()
    with ExitStack() as stack:
        opened = stack.enter_context(_opened(source, password, limits))
        reader = stack.enter_context(use_engine(engine))
        parsed = _parse(opened, reader, pages, options or ParseOptions(), limits)
        return assemble(parsed, source=opened.info, engine=reader.name)


def parse_pages(
    source: SourceInput,
    *,
    engine: str | Engine = "embedded",
    pages: str | None = None,
    password: str | None = None,
    options: ParseOptions | None = None,
    limits: Limits | None = None,
) -> Iterator[Page]:
    """Parse page by page, one page in memory at a time.

    What needs the whole document is left undone: paragraphs are not joined over page breaks,
    heading levels are those the page alone suggests. Arguments and errors are those of
    `parse_document`.
    """
    limits = limits or Limits()
    with _opened(source, password, limits) as opened, use_engine(engine) as reader:
        yield from _parse(opened, reader, pages, options or ParseOptions(), limits)


def _opened(
    source: SourceInput, password: str | None, limits: Limits
) -> AbstractContextManager[Source]:
    """Open the source, and close it afterwards unless the caller had opened it."""
    if isinstance(source, Source):
        return nullcontext(source)
    return open_source(source, password=password, limits=limits)


def _parse(
    source: Source, engine: Engine, pages: str | None, options: ParseOptions, limits: Limits
) -> Iterator[Page]:
    deadline = time.monotonic() + limits.document_timeout_s
    for page in source.pages(pages):
        if time.monotonic() > deadline:
            raise LimitError(
                f"{source.info.name}: page {page.number} was not reached within "
                f"{limits.document_timeout_s:g} s; raise Limits(document_timeout_s=…) or select "
                "fewer pages"
            )
        (answer,) = engine.run([ParsePage(pages=(page,), ocr=options.ocr)])
        yield _to_page(page, answer)


def _to_page(page: SourcePage, answer: Answer[Page]) -> Page:
    if answer.error is None:
        return answer.unwrap()
    width, height = _size(page)
    reason = str(answer.error).split(f", page {page.number}: ", 1)[-1]  # the page says so itself
    return Page(number=page.number, width=width, height=height, error=reason)


def _size(page: SourcePage) -> tuple[float, float]:
    """Return width and height in points; a page that cannot be loaded has none."""
    try:
        return page.width, page.height
    except SourceError:
        return 0.0, 0.0

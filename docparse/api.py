"""The straight line: open the source, ask the engine page by page, assemble the document."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, TypeVar, overload

from docparse.assembly import assemble
from docparse.engines import use_engine
from docparse.engines.base import Answer, Engine
from docparse.errors import DocparseError, LimitError, SourceError
from docparse.events import OnEvent
from docparse.following import told
from docparse.isolated_calls import Call, call_despite_losses, call_isolated, check_portable
from docparse.isolation import IsolatedReading, isolated
from docparse.parcels import Parcel
from docparse.schemas import (
    Box,
    Document,
    Formula,
    KeyValue,
    Page,
    Point,
    Region,
    Spotted,
    Table,
)
from docparse.schemas.audit import OnUnsupported
from docparse.schemas.extraction import Extraction
from docparse.sources import Limits, Source, SourceInput, SourcePage, select_pages, using_source
from docparse.tasks.base import Task
from docparse.tasks.extract import ExtractFields, schema_of
from docparse.tasks.formula import ReadFormula
from docparse.tasks.given import Given, as_type, type_named
from docparse.tasks.layout import FindLayout
from docparse.tasks.pairs import FindPairs
from docparse.tasks.parse import OcrMode, ParsePage
from docparse.tasks.spot import SpotText
from docparse.tasks.table import ReadTable

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class ParseOptions:
    """How to parse.

    Attributes:
        ocr: `auto` reads what the text layer cannot say, `always` ignores the text layer, `never`
            takes the text layer as it is.
        on_unsupported: What is done about text that its page does not bear out, as a model may
            write it: `keep` does not look; `mark` puts the audit of each page on it, for
            `to_markdown(mark_unsupported=True)` and the view; `repair` moreover puts the words of a
            healthy text layer where the result has others, digits above all; `drop` takes out
            blocks nothing of which is on the page. What was done stands in `page.info.notes`.
    """

    ocr: OcrMode = "auto"
    on_unsupported: OnUnsupported = "keep"


def parse_document(
    source: SourceInput,
    *,
    engine: str | Engine = "embedded",
    pages: str | None = None,
    password: str | None = None,
    options: ParseOptions | None = None,
    limits: Limits | None = None,
    on_event: OnEvent | None = None,
) -> Document:
    """Parse a PDF, a picture or a scan into a document.

    Args:
        source: A path, the bytes, a binary file object, a PIL image or an open `Source`.
        engine: Name of an engine, or one that is already open.
        pages: Which pages, like `1-3,7,-1`; all by default.
        password: Opens an encrypted PDF.
        options: How to parse.
        limits: Bounds on size, pages, pixels, time and memory. `page_timeout_s` and
            `max_memory_mb` have the pages read in a worker process: give a path, bytes or a file
            object, and the name of an engine.
        on_event: Called with what happens on the way (`docparse.events`): the file is open, a page
            was read or failed, the end. `source` of an event is the name of the file. What it
            raises ends the reading.

    Returns:
        The document. A page that could not be read stands in it with its `error`.

    Raises:
        SourceError: The source cannot be opened, is encrypted, or exceeds the limits.
        EngineError: The engine is unknown or cannot work.
    """
    limits = limits or Limits()
    if limits.isolated:
        with _isolated(source, engine, pages, password, options, limits) as far:
            read = told(far.pages, far.info.name, far.count, on_event)
            return assemble(read, source=far.info, engine=far.engine)
    with using_source(source, password, limits) as opened, use_engine(engine) as reader:
        options = options or ParseOptions()
        parsed = _parse(opened, reader, pages, options, limits)
        read = told(parsed, opened.info.name, _count(opened, pages), on_event)
        return settled(assemble(read, source=opened.info, engine=reader.name), opened, options)


def parse_pages(
    source: SourceInput,
    *,
    engine: str | Engine = "embedded",
    pages: str | None = None,
    password: str | None = None,
    options: ParseOptions | None = None,
    limits: Limits | None = None,
    on_event: OnEvent | None = None,
) -> Iterator[Page]:
    """Parse page by page, one page in memory at a time.

    What needs the whole document is left undone: paragraphs are not joined over page breaks,
    heading levels are those the page alone suggests. Closing the generator ends the reading.
    Arguments and errors are those of `parse_document`.
    """
    limits = limits or Limits()
    if limits.isolated:
        with _isolated(source, engine, pages, password, options, limits) as far:
            yield from told(far.pages, far.info.name, far.count, on_event)
        return
    with using_source(source, password, limits) as opened, use_engine(engine) as reader:
        parsed = _one_by_one(opened, reader, pages, options or ParseOptions(), limits)
        yield from told(parsed, opened.info.name, _count(opened, pages), on_event)


def _one_by_one(
    source: Source, engine: Engine, pages: str | None, options: ParseOptions, limits: Limits
) -> Iterator[Page]:
    for page in _parse(source, engine, pages, options, limits):
        alone = Document(source=source.info, engine=engine.name, pages=(page,))
        yield settled(alone, source, options).pages[0]


def _count(source: Source, pages: str | None) -> int:
    return len(select_pages(pages, source.info.page_count))


def settled(document: Document, source: Source, options: ParseOptions) -> Document:
    """Return the document after what the options want done about text no page bears out.

    Args:
        document: What was parsed.
        source: What it was parsed from, still open.
        options: How it was parsed.
    """
    if options.on_unsupported == "keep":
        return document
    from docparse.verify.policy import settle

    return settle(document, source, options.on_unsupported, ocr=options.ocr)


def read_table(
    source: SourceInput,
    *,
    page: int = 1,
    box: Box | None = None,
    engine: str | Engine = "embedded",
    password: str | None = None,
    limits: Limits | None = None,
) -> Table:
    """Read one table.

    Args:
        source: A path, the bytes, a binary file object, a PIL image or an open `Source`.
        page: Its page, from 1.
        box: Where it stands, in points; on all of the page by default.
        engine: Name of an engine, or one that is already open.
        password: Opens an encrypted PDF.
        limits: Bounds on size, pages, pixels, time and memory, as for `parse_document`.

    Raises:
        OutputError: There is no table, or the model's reply holds none.
        SourceError: The source cannot be opened or the page not be read.
        EngineError: The engine is unknown or cannot work.
    """
    if limits is not None and limits.isolated:
        call = partial(read_table, page=page, box=box)
        return _far(call, source, engine, str(page), password, limits)
    with _asking(source, engine, password, limits) as asked:
        return asked.one(ReadTable(pages=(asked.page(page),), crop=box))


def read_formula(
    source: SourceInput,
    *,
    page: int = 1,
    box: Box | None = None,
    engine: str | Engine = "embedded",
    password: str | None = None,
    limits: Limits | None = None,
) -> Formula:
    """Read one formula as LaTeX; arguments and errors are those of `read_table`.

    Raises:
        UnsupportedTaskError: The engine has no means to; the message names those that have.
    """
    if limits is not None and limits.isolated:
        call = partial(read_formula, page=page, box=box)
        return _far(call, source, engine, str(page), password, limits)
    with _asking(source, engine, password, limits) as asked:
        return asked.one(ReadFormula(pages=(asked.page(page),), crop=box))


def find_layout(
    source: SourceInput,
    *,
    pages: str | None = None,
    engine: str | Engine = "embedded",
    password: str | None = None,
    limits: Limits | None = None,
) -> tuple[Region, ...]:
    """Find what stands where, page after page in reading order.

    Arguments and errors are those of `parse_document`; a page that cannot be read raises.
    """
    if limits is not None and limits.isolated:
        call = partial(find_layout, pages=pages)
        return _far(call, source, engine, pages, password, limits)
    with _asking(source, engine, password, limits) as asked:
        found = (asked.one(FindLayout(pages=(page,))) for page in asked.source.pages(pages))
        return tuple(region for regions in found for region in regions)


@overload
def extract(
    source: SourceInput,
    schema: None = None,
    *,
    pages: str | None = None,
    engine: str | Engine = "embedded",
    password: str | None = None,
    limits: Limits | None = None,
) -> Extraction[tuple[KeyValue, ...]]: ...
@overload
def extract(
    source: SourceInput,
    schema: type[T],
    *,
    pages: str | None = None,
    engine: str | Engine = "embedded",
    password: str | None = None,
    limits: Limits | None = None,
) -> Extraction[T]: ...
@overload
def extract(
    source: SourceInput,
    schema: Sequence[str] | Mapping[str, object],
    *,
    pages: str | None = None,
    engine: str | Engine = "embedded",
    password: str | None = None,
    limits: Limits | None = None,
) -> Extraction[dict[str, Any]]: ...
def extract(
    source: SourceInput,
    schema: Given | None = None,
    *,
    pages: str | None = None,
    engine: str | Engine = "embedded",
    password: str | None = None,
    limits: Limits | None = None,
) -> Extraction[Any]:
    """Read a document into a type of your own, or find all labelled values of it.

    Args:
        source: A path, the bytes, a binary file object, a PIL image or an open `Source`.
        schema: A dataclass, pydantic model or TypedDict, a list of names, or a JSON Schema; the
            names of the fields, their descriptions and `aliases` say what to look for. Without
            one all labelled values are found, as `KeyValue` blocks.
        pages: Which pages, like `1-3,7,-1`; all by default.
        engine: Name of an engine, or one that is already open.
        password: Opens an encrypted PDF.
        limits: Bounds on size, pages, pixels, time and memory, as for `parse_document`.

    Returns:
        The value, the place on the page of each of its fields, and what is missing or in doubt.

    Raises:
        SchemaError: The type has a field that no document can fill; nothing was read yet.
        OutputError: A model's reply does not fit the type.
        SourceError: The source cannot be opened or no page of it be read.
        EngineError: The engine is unknown or cannot work.
    """
    kind = None if schema is None else as_type(schema)
    if kind is not None:
        schema_of(kind)
    if limits is not None and limits.isolated:
        parcel = Parcel.of(source, password, limits)
        return extract_isolated(parcel, schema, pages=pages, engine=engine, limits=limits)
    with _asking(source, engine, password, limits) as asked:
        if kind is None:
            return _pairs(asked, pages)
        shown = tuple(asked.source.pages(pages))
        return asked.one(ExtractFields(pages=shown, schema=kind))


def extract_isolated(
    source: Parcel,
    schema: Given | str | None,
    *,
    pages: str | None,
    engine: str | Engine,
    engine_options: Mapping[str, object] | None = None,
    limits: Limits,
) -> Extraction[Any]:
    """Extract in a worker process; pages that are fatal to it are left out, and a note says so.

    Arguments and errors are those of `extract` and `open_engine`; `schema` may also be the name of
    a type, as for `type_named`.
    """
    check_portable(schema)
    found, lost = call_despite_losses(
        partial(_extract_named, schema=schema),
        source,
        engine,
        engine_options or {},
        pages=pages,
        limits=limits,
        read=parse_pages,
    )
    notes = (f"a page was not read: page {page.number}: {page.error}" for page in lost)
    return replace(found, notes=(*found.notes, *notes))


def _extract_named(
    source: Source, *, schema: Given | str | None, pages: str | None, engine: Engine
) -> Extraction[Any]:
    given = type_named(schema) if isinstance(schema, str) else schema
    return extract(source, given, pages=pages, engine=engine)


def _pairs(asked: _Asked, pages: str | None) -> Extraction[tuple[KeyValue, ...]]:
    """Find the labelled values page by page; a page that cannot be read is a note."""
    found: list[KeyValue] = []
    notes: list[str] = []
    failures: list[DocparseError] = []
    count = 0
    for batch in _batched(asked.source.pages(pages), asked.engine.batch_size):
        count += len(batch)
        for answer in asked.engine.run([FindPairs(pages=(page,)) for page in batch]):
            found += answer.value or ()
            notes += answer.notes
            failures += [answer.error] if answer.error is not None else []
    if failures and len(failures) == count:
        raise failures[0]
    notes += [f"a page was not read: {failure}" for failure in failures]
    return Extraction(tuple(found), notes=tuple(notes))


def spot_text(
    source: SourceInput,
    where: Box | Point | str,
    *,
    page: int = 1,
    engine: str | Engine = "embedded",
    password: str | None = None,
    limits: Limits | None = None,
) -> Spotted:
    """Read the text in a box, at a point, or of a colour.

    Args:
        source: A path, the bytes, a binary file object, a PIL image or an open `Source`.
        where: A box or a point in points from the top left, or a colour, `red` or `#cc0000`.
        page: The page, from 1.
        engine: Name of an engine, or one that is already open.
        password: Opens an encrypted PDF.
        limits: Bounds on size, pages, pixels, time and memory, as for `parse_document`.

    Raises:
        OutputError: Nothing stands there.
        TaskError: The colour is none, or the place is not on the page.
        SourceError: The source cannot be opened or the page not be read.
        EngineError: The engine is unknown or cannot work.
    """
    if limits is not None and limits.isolated:
        call = partial(spot_text, where=where, page=page)
        return _far(call, source, engine, str(page), password, limits)
    with _asking(source, engine, password, limits) as asked:
        return asked.one(SpotText(pages=(asked.page(page),), where=where))


@dataclass(frozen=True)
class _Asked:
    """An open source, and the engine that is asked about it."""

    source: Source
    engine: Engine

    def page(self, number: int) -> SourcePage:
        (page,) = self.source.pages(str(number))
        return page

    def one(self, task: Task[T]) -> T:
        (answer,) = self.engine.run([task])
        return answer.unwrap()


@contextmanager
def _asking(
    source: SourceInput, engine: str | Engine, password: str | None, limits: Limits | None
) -> Iterator[_Asked]:
    with using_source(source, password, limits or Limits()) as opened, use_engine(engine) as reader:
        yield _Asked(opened, reader)


def _far(
    call: Call[T],
    source: SourceInput,
    engine: str | Engine,
    pages: str | None,
    password: str | None,
    limits: Limits,
) -> T:
    parcel = Parcel.of(source, password, limits)
    return call_isolated(call, parcel, engine=engine, pages=pages, limits=limits)


def _isolated(
    source: SourceInput,
    engine: str | Engine,
    pages: str | None,
    password: str | None,
    options: ParseOptions | None,
    limits: Limits,
) -> AbstractContextManager[IsolatedReading]:
    return isolated(
        Parcel.of(source, password, limits),
        engine=engine,
        pages=pages,
        options=options,
        limits=limits,
        read=parse_pages,
    )


def _parse(
    source: Source, engine: Engine, pages: str | None, options: ParseOptions, limits: Limits
) -> Iterator[Page]:
    deadline = time.monotonic() + limits.document_timeout_s
    for batch in _batched(source.pages(pages), engine.batch_size):
        if time.monotonic() > deadline:
            raise LimitError(
                f"{source.info.name}: page {batch[0].number} was not reached within "
                f"{limits.document_timeout_s:g} s; raise Limits(document_timeout_s=…) or select "
                "fewer pages"
            )
        answers = engine.run([ParsePage(pages=(page,), ocr=options.ocr) for page in batch])
        for page, answer in zip(batch, answers, strict=True):
            yield _to_page(page, answer)


def _batched(pages: Iterator[SourcePage], size: int) -> Iterator[list[SourcePage]]:
    while batch := list(islice(pages, size)):
        yield batch


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

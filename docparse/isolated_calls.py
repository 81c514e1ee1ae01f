"""Ask something about a source in a worker process that can be killed; knows not what it is."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol, TypeVar

from docparse.engines import open_engine
from docparse.engines.base import Engine
from docparse.errors import DocparseError, LimitError, SchemaError, SourceError
from docparse.heartbeat import heard_by
from docparse.isolation import KEPT, ReadPages, isolated, lost, name_of, time_limits
from docparse.parcels import WAY_OUT, Parcel
from docparse.schemas import Page
from docparse.sources import Limits, Source, select_pages
from docparse.workers import Finished, Loss, Report, run_in_workers

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Call(Protocol[T_co]):
    """Asks something about an open source: a function of a module, or a `partial` of one."""

    def __call__(  # noqa: D102
        self,
        source: Source,
        *,
        engine: Any,  # noqa: ANN401 (open, or None where none was wanted)
    ) -> T_co: ...


def call_isolated(
    call: Call[T],
    source: Parcel,
    *,
    engine: str | Engine | None = "embedded",
    engine_options: Mapping[str, object] | None = None,
    pages: str | None = None,
    limits: Limits,
) -> T:
    """Return what a call comes to in a worker process.

    Args:
        call: What is asked.
        source: What it is asked about.
        engine: Name of the engine it is given; with None none is opened.
        engine_options: What that is opened with, as for `open_engine`.
        pages: Which pages it reads, with `page_timeout_s` for each of them.
        limits: Bounds; those of time and memory are enforced from here.

    Raises:
        DocparseError: What the call raises, or opening the source or the engine.
        LimitError: It took more time or memory than the limits allow.
        SourceError: Its process crashed.
    """
    (value,) = stream_isolated(
        partial(_once, call),
        source,
        engine=engine,
        engine_options=engine_options,
        pages=pages,
        limits=limits,
    )
    return value


def stream_isolated(
    call: Call[Iterator[T]],
    source: Parcel,
    *,
    engine: str | Engine | None = "embedded",
    engine_options: Mapping[str, object] | None = None,
    pages: str | None = None,
    limits: Limits,
) -> Iterator[T]:
    """Yield what a call yields in a worker process; closing the generator ends that.

    Arguments and errors are those of `call_isolated`; there is the same time after each value.
    """
    try:
        yield from _stream(call, source, engine, engine_options or {}, pages, limits)
    except _LostError as lost:
        raise lost.told from None


def call_despite_losses(
    call: Callable[..., T],
    source: Parcel,
    engine: str | Engine,
    engine_options: Mapping[str, object],
    *,
    pages: str | None,
    limits: Limits,
    read: ReadPages,
) -> tuple[T, tuple[Page, ...]]:
    """Ask a call that takes `pages`; if one is fatal to the worker, ask about the others.

    Args:
        call: What is asked.
        source: What it is asked about.
        engine: Name of the engine it is given.
        engine_options: What that is opened with.
        pages: Which pages it reads.
        limits: Bounds.
        read: Reads the pages one by one to find out which were fatal.

    Returns:
        What the call comes to, and the pages that it was not asked about.
    """
    asked, began = partial(_once, partial(call, pages=pages)), time.monotonic()

    def left() -> Limits:
        passed = time.monotonic() - began
        return replace(limits, document_timeout_s=max(0.1, limits.document_timeout_s - passed))

    try:
        (value,) = _stream(asked, source, engine, engine_options, pages, limits)
    except _LostError as lost:
        failed, rest = _told_apart(source, pages, left(), read)
        if not failed or not rest:
            raise lost.told from None
    else:
        return value, ()
    others = ",".join(str(page.number) for page in rest)
    value = call_isolated(
        partial(call, pages=others),
        source,
        engine=engine,
        engine_options=engine_options,
        pages=others,
        limits=left(),
    )
    return value, failed


def _told_apart(
    source: Parcel, pages: str | None, limits: Limits, read: ReadPages
) -> tuple[tuple[Page, ...], tuple[Page, ...]]:
    """Return the pages that cannot be read, and those that can."""
    with isolated(
        source, engine="embedded", pages=pages, options=None, limits=limits, read=read
    ) as reading:
        known = tuple(reading.pages)
    return tuple(page for page in known if page.error), tuple(
        page for page in known if not page.error
    )


def _stream(
    call: Call[Iterator[T]],
    source: Parcel,
    engine: str | Engine | None,
    engine_options: Mapping[str, object],
    pages: str | None,
    limits: Limits,
) -> Generator[T]:
    losses: list[Loss[_Question]] = []
    events = run_in_workers(
        _Answerer(None if engine is None else name_of(engine), tuple(engine_options.items())),
        [_Question(source, pages, call, limits.within_worker())],
        workers=1,
        limits=time_limits(limits),
        memory_mb=limits.max_memory_mb,
        resume=losses.append,
        kept=KEPT,
    )
    with closing(events):
        for event in events:
            if isinstance(event, Finished):
                _raise(event, losses)
            elif event.content is not None:
                (value,) = event.content
                yield value


def check_portable(schema: object) -> None:
    """Refuse a type that another process would not find.

    Raises:
        SchemaError: It is defined in the script itself, or in a function.
    """
    try:
        hidden = b"__main__" in pickle.dumps(schema)
    except (pickle.PicklingError, AttributeError, TypeError):
        hidden = True
    if hidden:
        raise SchemaError(
            f"{getattr(schema, '__name__', schema)} is defined in a script or a function, where no "
            f"other process finds it; define it in a module, or {WAY_OUT}"
        )


class _LostError(Exception):
    """The worker was lost, and with it what was not told yet."""

    def __init__(self, told: SourceError) -> None:
        super().__init__(str(told))
        self.told = told


@dataclass(frozen=True)
class _Question:
    source: Parcel
    pages: str | None
    call: Call[Iterator[Any]] = field(repr=False)
    limits: Limits


@dataclass(frozen=True)
class _Answerer:
    """Sets a worker up to answer questions."""

    engine: str | None
    options: tuple[tuple[str, object], ...] = field(repr=False)

    def __call__(self, cores: int) -> Callable[[_Question, Report], DocparseError | None]:
        engine = None if self.engine is None else open_engine(self.engine, **dict(self.options))
        return lambda question, report: _answer(question, engine, report)


def _answer(question: _Question, engine: Engine | None, report: Report) -> DocparseError | None:
    """Report that the source is open, then what there is; return an error, with its type."""
    try:
        with question.source.open(question.limits) as source:
            watch = _Watch(len(select_pages(question.pages, source.info.page_count)), report)
            watch.tell(None)
            with heard_by(watch.note_page):
                for value in question.call(source, engine=engine):
                    watch.tell((value,))
    except DocparseError as error:
        return error
    return None


class _Watch:
    """Says how long what follows may take.

    An engine that reads page by page has the time of a page for each, and once it has read so many
    as it was asked about, the time of all for what it makes of them. Others are given that at once.
    """

    def __init__(self, pages: int, report: Report) -> None:
        self._pages, self._report, self._read = max(1, pages), report, 0

    def tell(self, content: object) -> None:
        self._report(content, patience=self._pages)

    def note_page(self) -> None:
        self._read += 1
        self._report(None, patience=1 if self._read < self._pages else self._pages)


def _once(call: Call[T], source: Source, *, engine: Engine | None) -> Iterator[T]:
    yield call(source, engine=engine)


def _raise(end: Finished[_Question, DocparseError | None], losses: list[Loss[_Question]]) -> None:
    """Raise what went wrong, if something did."""
    name = end.task.source.name
    if end.result is not None:
        raise end.result
    if end.over_time:
        raise LimitError(
            f"{name}: it took longer than {end.task.limits.document_timeout_s:g} s; raise "
            "Limits(document_timeout_s=…) or select fewer pages"
        )
    if losses:
        raise _LostError(lost(name, losses[-1], end.failure))
    if end.failure is not None:
        raise SourceError(f"{name}: {end.failure}")

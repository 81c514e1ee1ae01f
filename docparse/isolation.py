"""Read pages in a worker process that can be killed; knows not how a page is read.

The file is opened there, too. What hangs, crashes or takes too much memory is one failed page; a
worker that was started anew reads the rest. Workers are kept for the next call.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from math import inf
from typing import Any, Protocol, TypeAlias

from docparse.cores import usable_cores
from docparse.engines import open_engine
from docparse.engines.base import Engine
from docparse.errors import DocparseError, EngineError, LimitError, SourceError
from docparse.kept_workers import KeptWorkers
from docparse.parcels import WAY_OUT, Parcel
from docparse.schemas import Page, SourceInfo
from docparse.sources import Limits, Source
from docparse.workers import Finished, Loss, Note, Report, TimeLimits, run_in_workers

OpenEngine: TypeAlias = Callable[[str], Engine]

KEPT = KeptWorkers(most=max(2, len(usable_cores())), idle_s=120)
"""Workers that read pages, or answer questions about them."""


class ReadPages(Protocol):
    """Reads pages of an open source; a function of a module, for it must be found by its name."""

    def __call__(  # noqa: D102
        self,
        source: Source,
        *,
        engine: Engine,
        pages: str | None,
        options: Any,  # noqa: ANN401 (nothing here looks into them)
        limits: Limits,
    ) -> Iterator[Page]: ...


@dataclass(frozen=True)
class IsolatedReading:
    """A source that is open in a worker, and its pages as they come, so many in all."""

    info: SourceInfo
    engine: str
    count: int
    pages: Iterator[Page]


@contextmanager
def isolated(
    source: Parcel,
    *,
    engine: str | Engine,
    pages: str | None,
    options: Any,  # noqa: ANN401 (handed through)
    limits: Limits,
    read: ReadPages,
    open_with: OpenEngine = open_engine,
) -> Iterator[IsolatedReading]:
    """Open a source in a worker process, and end that where its pages are not all read.

    Args:
        source: What to read.
        engine: Name of an engine.
        pages: Which pages, like `1-3,7,-1`.
        options: Given to `read`.
        limits: Bounds; those of time and memory are enforced from here.
        read: How pages are read, in the worker.
        open_with: How the engine is opened there; a function of a module, like `read`.

    Raises:
        SourceError: The source cannot be opened.
        EngineError: The engine is already open, unknown or cannot work.
        LimitError: The time for the document is up; pages that came before stay.
    """
    name = name_of(engine)
    order = _Order(source=source, pages=pages, options=options, limits=limits.within_worker())
    progress = _Progress(order)
    events = run_in_workers(
        _Reader(name, read, open_with),
        [order],
        workers=1,
        limits=time_limits(limits),
        memory_mb=limits.max_memory_mb,
        resume=progress.rest,
        kept=KEPT,
    )
    with closing(events):
        yield progress.reading(events)


def name_of(engine: str | Engine) -> str:
    """Return the name by which a worker can open an engine.

    Raises:
        EngineError: It is open already.
    """
    if isinstance(engine, str):
        return engine
    raise EngineError(
        f"an open engine ({engine.name}) cannot go to another process; name it, or {WAY_OUT}"
    )


def time_limits(limits: Limits) -> TimeLimits:
    """Return what is enforced by ending a worker."""
    silence_s = inf if limits.page_timeout_s is None else limits.page_timeout_s
    return TimeLimits(task_s=limits.document_timeout_s, silence_s=silence_s)


def lost(what: str, loss: Loss[Any] | None, reason: str | None) -> SourceError:
    """Return the error for what became nothing with a worker, or for that reason."""
    if loss is None:
        return SourceError(f"{what}: {reason}")
    kind = LimitError if loss.kind in {"silent", "memory"} else SourceError
    return kind(f"{what}: {in_words(loss)}")


def in_words(loss: Loss[Any]) -> str:
    """Say why a worker was lost, and which limit to raise."""
    remedies = {
        "silent": "; if it is worth more time, raise Limits(page_timeout_s=…)",
        "memory": "; raise Limits(max_memory_mb=…)",
    }
    return loss.reason + remedies.get(loss.kind, "")


@dataclass(frozen=True, kw_only=True)
class _Order:
    """What a worker is asked to read.

    Attributes:
        one_by_one: Ask the engine for one page at a time, whatever it likes: one of several at once
            was fatal, and which is not known.
    """

    source: Parcel
    pages: str | None
    options: Any
    limits: Limits
    one_by_one: bool = False


@dataclass(frozen=True)
class _Opened:
    """The first a worker tells."""

    info: SourceInfo
    engine: str
    numbers: tuple[int, ...]
    at_once: int


@dataclass(frozen=True)
class _Reader:
    """Sets a worker up to read pages."""

    engine: str
    read: ReadPages
    open_with: OpenEngine

    def __call__(self, cores: int) -> Callable[[_Order, Report], DocparseError | None]:
        engine = self.open_with(self.engine)
        return lambda order, report: self._read(order, engine, report)

    def _read(self, order: _Order, engine: Engine, report: Report) -> DocparseError | None:
        """Report what was opened, then the pages; return the error that ended it, with its type."""
        at_once = 1 if order.one_by_one else engine.batch_size
        try:
            with order.source.open(order.limits) as source:
                numbers = tuple(page.number for page in source.pages(order.pages))
                opened = _Opened(source.info, engine.name, numbers, at_once)
                report(opened, patience=at_once)
                for page in self._pages(order, source, engine, numbers):
                    report(page, patience=at_once)
        except DocparseError as error:
            return error
        return None

    def _pages(
        self, order: _Order, source: Source, engine: Engine, numbers: tuple[int, ...]
    ) -> Iterator[Page]:
        selections = map(str, numbers) if order.one_by_one else [order.pages]
        for selection in selections:
            yield from self.read(
                source,
                engine=engine,
                pages=selection,
                options=order.options,
                limits=order.limits,
            )


_Event: TypeAlias = Note[_Order] | Finished[_Order, DocparseError | None]


class _Progress:
    """What came of an order so far."""

    def __init__(self, order: _Order) -> None:
        self._order = order
        self._opened: _Opened | None = None
        self._left: list[int] = []
        self._failed: list[Page] = []
        self._loss: Loss[_Order] | None = None

    def reading(self, events: Generator[_Event]) -> IsolatedReading:
        """Wait until the source is open."""
        for event in events:
            if isinstance(event, Finished):
                raise self._failure(event)
            assert isinstance(event.content, _Opened)
            self._opened, self._left = event.content, list(event.content.numbers)
            opened = self._opened
            return IsolatedReading(
                opened.info, opened.engine, len(opened.numbers), self._pages(events)
            )
        raise AssertionError("a task without an end")

    def _pages(self, events: Generator[_Event]) -> Iterator[Page]:
        for event in events:
            yield from self._lost()
            if isinstance(event, Finished):
                yield from self._ended(event)
            elif isinstance(event.content, Page):
                self._left.remove(event.content.number)
                yield event.content

    def _lost(self) -> Iterator[Page]:
        """Hand out the pages that failed since."""
        failed, self._failed = self._failed, []
        yield from failed

    def _ended(self, event: Finished[_Order, DocparseError | None]) -> Iterator[Page]:
        if event.result is not None or event.over_time:
            raise self._failure(event)
        for number in self._left:  # the worker was lost, and with it these
            yield _failed_page(number, event.failure or "it was not reached")

    def rest(self, loss: Loss[_Order]) -> _Order | None:
        """Return what is still to be read without the page that a worker was lost at."""
        if self._opened is None or loss.told == 0 or not self._left:
            self._loss = loss
            return None
        one_by_one = loss.task.one_by_one or self._opened.at_once > 1
        if loss.task.one_by_one == one_by_one:
            self._failed.append(_failed_page(self._left.pop(0), in_words(loss)))
        if not self._left:
            return None
        return replace(loss.task, pages=",".join(map(str, self._left)), one_by_one=one_by_one)

    def _failure(self, event: Finished[_Order, DocparseError | None]) -> DocparseError:
        name = self._order.source.name
        if event.result is not None:
            return event.result
        if event.over_time:
            reached = f"page {self._left[0]} was not done" if self._left else "it was not opened"
            return LimitError(
                f"{name}: {reached} within {self._order.limits.document_timeout_s:g} s; raise "
                "Limits(document_timeout_s=…) or select fewer pages"
            )
        return lost(f"{name} cannot be opened", self._loss, event.failure)


def _failed_page(number: int, reason: str) -> Page:
    return Page(number=number, width=0, height=0, error=reason)

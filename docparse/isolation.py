"""Read pages in a worker process that can be killed; knows not how a page is read.

The file is opened there, too. What hangs, crashes or takes too much memory is one failed page; a
worker that was started anew reads the rest. Workers are kept for the next call.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from math import inf
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeAlias, cast

from docparse.cores import usable_cores
from docparse.engines import open_engine
from docparse.engines.base import Engine
from docparse.errors import DocparseError, EngineError, LimitError, SourceError
from docparse.kept_workers import KeptWorkers
from docparse.schemas import Page, SourceInfo
from docparse.sources import Limits, Source, SourceInput, open_source
from docparse.sources.opening import read_once, read_stream
from docparse.workers import Finished, Loss, Note, Report, TimeLimits, run_in_workers

OpenEngine: TypeAlias = Callable[[str], Engine]

_KEPT = KeptWorkers(most=max(2, len(usable_cores())), idle_s=120)
_WAY_OUT = "leave page_timeout_s and max_memory_mb of Limits unset"


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
    """A source that is open in a worker, and its pages as they come."""

    info: SourceInfo
    engine: str
    pages: Iterator[Page]


@contextmanager
def isolated(
    source: SourceInput,
    *,
    engine: str | Engine,
    pages: str | None,
    password: str | None,
    options: Any,  # noqa: ANN401 (handed through)
    limits: Limits,
    read: ReadPages,
    open_with: OpenEngine = open_engine,
) -> Iterator[IsolatedReading]:
    """Open a source in a worker process, and end that where its pages are not all read.

    Args:
        source: A path, the bytes or a binary file object.
        engine: Name of an engine.
        pages: Which pages, like `1-3,7,-1`.
        password: Opens an encrypted PDF.
        options: Given to `read`.
        limits: Bounds; those of time and memory are enforced from here.
        read: How pages are read, in the worker.
        open_with: How the engine is opened there; a function of a module, like `read`.

    Raises:
        SourceError: The source cannot be opened, or cannot be sent to another process.
        EngineError: The engine is already open, unknown or cannot work.
        LimitError: The time for the document is up; pages that came before stay.
    """
    if not isinstance(engine, str):
        raise EngineError(
            f"an open engine ({engine.name}) cannot go to another process; name it, or {_WAY_OUT}"
        )
    order = _Order(
        file=_portable(source, limits),
        pages=pages,
        password=password,
        options=options,
        limits=limits.within_worker(),
    )
    progress = _Progress(order)
    events = run_in_workers(
        _Reader(engine, read, open_with),
        [order],
        workers=1,
        limits=TimeLimits(
            task_s=limits.document_timeout_s,
            silence_s=inf if limits.page_timeout_s is None else limits.page_timeout_s,
        ),
        memory_mb=limits.max_memory_mb,
        resume=progress.rest,
        kept=_KEPT,
    )
    with closing(events):
        yield progress.reading(events)


@dataclass(frozen=True)
class _Bytes:
    """The content of a file, and its name."""

    data: bytes = field(repr=False)
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Order:
    """What a worker is asked to read.

    Attributes:
        one_by_one: Ask the engine for one page at a time, whatever it likes: one of several at once
            was fatal, and which is not known.
    """

    file: Path | _Bytes
    pages: str | None
    password: str | None = field(repr=False)
    options: Any
    limits: Limits
    one_by_one: bool = False

    @property
    def name(self) -> str:
        """What errors call the file."""
        return self.file.name or "bytes"


@dataclass(frozen=True)
class _Opened:
    """The first a worker tells."""

    info: SourceInfo
    engine: str
    numbers: tuple[int, ...]
    at_once: int


def _portable(source: SourceInput, limits: Limits) -> Path | _Bytes:
    """Return what can go to another process: where the file is, or what is in it."""
    if isinstance(source, Source):
        raise SourceError(
            "an open source cannot go to another process; give its path or its bytes, "
            f"or {_WAY_OUT}"
        )
    if isinstance(source, (str, os.PathLike)):
        path = Path(source)
        return _Bytes(*read_once(path, limits)) if _is_read_once(path) else path.absolute()
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _Bytes(bytes(source))
    if hasattr(source, "read"):
        return _Bytes(*read_stream(cast("BinaryIO", source), limits))
    raise SourceError(
        f"a {type(source).__name__} cannot go to another process; give a path, bytes or a binary "
        f"file (a picture saved as PNG), or {_WAY_OUT}"
    )


def _is_read_once(path: Path) -> bool:
    """Whether it is a pipe or a device."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # the worker will say what is wrong with it
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


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
            with _open(order) as source:
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


def _open(order: _Order) -> Source:
    file = order.file
    if isinstance(file, Path) or file.name is None:
        plain = file if isinstance(file, Path) else file.data
        return open_source(plain, password=order.password, limits=order.limits)
    stream = BytesIO(file.data)
    stream.name = file.name
    return open_source(stream, password=order.password, limits=order.limits)


_Event: TypeAlias = Note[_Order] | Finished[_Order, DocparseError | None]


class _Progress:
    """What came of an order so far."""

    def __init__(self, order: _Order) -> None:
        self._order = order
        self._opened: _Opened | None = None
        self._left: list[int] = []
        self._failed: list[Page] = []

    def reading(self, events: Generator[_Event]) -> IsolatedReading:
        """Wait until the source is open."""
        for event in events:
            if isinstance(event, Finished):
                raise self._failure(event)
            assert isinstance(event.content, _Opened)
            self._opened, self._left = event.content, list(event.content.numbers)
            return IsolatedReading(self._opened.info, self._opened.engine, self._pages(events))
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
            return None
        one_by_one = loss.task.one_by_one or self._opened.at_once > 1
        if loss.task.one_by_one == one_by_one:
            self._failed.append(_failed_page(self._left.pop(0), _in_words(loss)))
        if not self._left:
            return None
        return replace(loss.task, pages=",".join(map(str, self._left)), one_by_one=one_by_one)

    def _failure(self, event: Finished[_Order, DocparseError | None]) -> DocparseError:
        name = self._order.name
        if event.result is not None:
            return event.result
        if event.over_time:
            reached = f"page {self._left[0]} was not done" if self._left else "it was not opened"
            return LimitError(
                f"{name}: {reached} within {self._order.limits.document_timeout_s:g} s; raise "
                "Limits(document_timeout_s=…) or select fewer pages"
            )
        return SourceError(f"{name} cannot be opened: {event.failure}")


def _failed_page(number: int, reason: str) -> Page:
    return Page(number=number, width=0, height=0, error=reason)


def _in_words(loss: Loss[_Order]) -> str:
    remedies = {
        "silent": "; if it is worth more time, raise Limits(page_timeout_s=…)",
        "memory": "; raise Limits(max_memory_mb=…)",
    }
    return loss.reason + remedies.get(loss.kind, "")

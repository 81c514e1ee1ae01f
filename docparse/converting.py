"""Convert one file in a worker process: parse, keep each page, write the results."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from docparse.api import extract, parse_pages, settled
from docparse.assembly import assemble, assemble_stream
from docparse.conversions import PAIRS, BatchOptions, Conversion, Outcome
from docparse.digests import file_digest
from docparse.engines import open_engine
from docparse.engines.base import Engine
from docparse.errors import DocparseError, EngineError, PasswordError, SourceError
from docparse.events import FileStarted, page_event
from docparse.files import remove_draft
from docparse.heartbeat import heard_by
from docparse.recipes import is_storable, job_of
from docparse.records import Entry, Job, Known, StoreError
from docparse.schemas import Page
from docparse.schemas.paged import Stream
from docparse.sources import Source, open_source, select_pages
from docparse.stopping import StopSign
from docparse.store import Store
from docparse.workers import Report
from docparse.writing import write_results

_HELD = 200
"""Pages of a document that are held in memory; those of a longer one are read again and again."""


@dataclass(frozen=True)
class Taken:
    """Another run has the file."""


@dataclass(frozen=True)
class Unstorable:
    """What is done cannot be kept, and why; the run is over."""

    reason: str


Result: TypeAlias = Outcome | Taken | Unstorable


class _StoppedError(Exception):
    """The run is to stop; raised between two pages."""


class _ChangedError(SourceError):
    """The file is no longer what it was when its digest was taken."""


@dataclass(frozen=True)
class Converter:
    """Sets a worker up to convert files."""

    options: BatchOptions
    run: str
    stop: StopSign

    def __call__(self, threads: int) -> Callable[[Conversion, Report], Result]:
        """Open the engine and the store; return what converts a file."""
        for number in (signal.SIGINT, signal.SIGTERM):  # sent to all; the parent says what to do
            signal.signal(number, signal.SIG_IGN)
        share = {"threads": threads} if self.options.engine == "embedded" else {}
        engine = open_engine(self.options.engine, **share, **self.options.engine_options)
        store = None
        if self.options.folder is not None:
            store = Store(self.options.folder, self.run, self.options.again)

        def convert(conversion: Conversion, report: Report) -> Result:
            return _Work(conversion, self.options, engine, report, self.stop, store).result()

        return convert


@dataclass(frozen=True)
class _Work:
    """A conversion, and all that it takes."""

    conversion: Conversion
    options: BatchOptions
    engine: Engine
    report: Report
    stop: StopSign
    store: Store | None

    def result(self) -> Result:
        """Convert; a failure that lies in the file is an outcome."""
        with heard_by(lambda: self.report(None)):
            return self._result()

    def _result(self) -> Result:
        began = time.monotonic()
        if self.stop.is_up():
            return Outcome(conversion=self.conversion, stopped=True)
        try:
            if self.store is not None and is_storable(self.conversion, self.options):
                return self._kept(self.store, began)
            with self._opened() as source:
                held = tuple(self._read(source))
                results = self._results(source, lambda: iter(held), len(held))
                return self._outcome(results, began)
        except _StoppedError:
            return Outcome(conversion=self.conversion, stopped=True)
        except StoreError as error:
            return Unstorable(str(error))

    def _kept(self, store: Store, began: float) -> Result:
        """Convert what is not done yet, and keep it."""
        before = _stamp(self.conversion.source)
        job = job_of(self.conversion, self.options, store)
        ghost = store.ghost(job.source)
        if not store.claim(job.source):
            return Taken()
        if ghost is not None:
            clear_away(self.conversion, ghost)
        try:
            entry = store.settled(job, [output.path for output in self.conversion.outputs])
            if entry is not None:
                return outcome_before(self.conversion, entry)
            try:
                results = self._settle(store, job, before)
            except (StoreError, BrokenPipeError, ConnectionResetError):
                raise
            except (DocparseError, OSError) as error:
                return self._failed(store, job, error, began)
            return self._outcome(results, began)
        finally:
            store.release(job.source)

    def _settle(self, store: Store, job: Job, before: tuple[int, int]) -> _Results:
        """Parse the pages that are missing, and write the results from those that are kept."""
        known = store.begin(job)
        with self._opened() as source:
            numbers = self._read_missing(source, store, job, known)
            read = time.monotonic()
            results = self._results(source, lambda: store.pages(job.source, numbers), len(numbers))
        if _stamp(self.conversion.source) != before:
            raise _ChangedError(f"{self.conversion.source} was changed while it was read")
        store.finish(
            job,
            pages=results.pages,
            failed=results.failed,
            problems=results.problems,
            digests={path: file_digest(path) for path in results.paths},
            seconds=time.monotonic() - read,
        )
        return results

    def _read(self, source: Source) -> Iterator[Page]:
        numbers = select_pages(self.options.pages, source.info.page_count)
        self.report(FileStarted(source=self.conversion.source, pages=len(numbers)))
        for done, page in enumerate(self._parsed(source, self.options.pages), start=1):
            self._tell(page, done, len(numbers))
            yield page
            if self.stop.is_up() and done < len(numbers):
                raise _StoppedError

    def _read_missing(self, source: Source, store: Store, job: Job, known: Known) -> list[int]:
        """Parse and keep the pages that are not known, one in memory at a time; number all."""
        source.pages(self.options.pages)  # whether they are too many
        numbers = select_pages(self.options.pages, source.info.page_count)
        missing = [number for number in numbers if number not in known.pages]
        total, done = len(numbers), len(numbers) - len(missing)
        self.report(FileStarted(source=self.conversion.source, pages=total, done=done))
        # Which of several pages at once was too much shows when they are read one by one.
        singly = self.engine.batch_size > 1 and known.losses > 0
        exact = singly or self.engine.batch_size == 1
        ahead: list[int | None] = [number if exact else 0 for number in missing]
        store.reach(job.source, next(iter(ahead), None))
        began = time.monotonic()
        pages = self._fresh(source, numbers, known, singly=singly)
        for following, page in zip([*ahead, None][1:], pages, strict=False):
            now = time.monotonic()
            store.keep(job.source, page, following=following, seconds=now - began)
            began, done = now, done + 1
            self._tell(page, done, total)
            if self.stop.is_up() and following is not None:
                raise _StoppedError
        return numbers

    def _fresh(
        self, source: Source, numbers: Sequence[int], known: Known, *, singly: bool
    ) -> Iterator[Page]:
        """Parse what is not known, and on the way touch what is.

        A library that mends a damaged file as it goes reads a page otherwise, or words its
        complaint otherwise, when it has not seen the pages before.
        """
        for is_known, stretch in groupby(numbers, key=known.pages.__contains__):
            if is_known:
                self._touch(source, [page for page in stretch if page not in known.lost])
                continue
            names = [str(number) for number in stretch]
            for selection in names if singly else [",".join(names)]:
                yield from self._parsed(source, selection)

    def _touch(self, source: Source, numbers: Sequence[int]) -> None:
        for number in numbers:
            self.report(None)
            with suppress(SourceError):
                _ = source.page(number).words
            if self.stop.is_up():
                raise _StoppedError

    def _parsed(self, source: Source, pages: str | None) -> Iterator[Page]:
        return parse_pages(
            source,
            engine=self.engine,
            pages=pages,
            options=replace(self.options.parsing, on_unsupported="keep"),
            limits=self.options.limits.within_worker(),
        )

    def _tell(self, page: Page, done: int, pages: int) -> None:
        source = self.conversion.source
        self.report(page_event(source, page.number, page.error, done=done, pages=pages))

    def _opened(self) -> Source:
        return open_source(
            self.conversion.source, password=self.options.password, limits=self.options.limits
        )

    def _results(self, source: Source, read: Callable[[], Iterator[Page]], count: int) -> _Results:
        """Assemble and write the document.

        Args:
            source: The open file.
            read: Begins a way through its parsed pages, as often as it is asked to.
            count: How many there are.
        """
        options = self.options
        document = self._assembled(source, read, count)
        if options.fields is not None:
            document = _with_fields(document, source, options, self.engine)
        written = write_results(document, source, self.conversion, furniture=options.furniture)
        failed = tuple(failure.page for failure in written.failures)
        errors = tuple(f"page {failure.page}: {failure.reason}" for failure in written.failures)
        return _Results(written.pages, failed, errors + written.problems, written.paths)

    def _assembled(self, source: Source, read: Callable[[], Iterator[Page]], count: int) -> Stream:
        """The document, held if it is short, or if it is to be audited, which takes all of it."""
        parsing, engine = self.options.parsing, self.engine.name

        def alive() -> Iterator[Page]:
            return self._alive(read())

        if count > _HELD and parsing.on_unsupported == "keep":
            return assemble_stream(alive, source=source.info, engine=engine)
        document = assemble(alive(), source=source.info, engine=engine)
        self.report(None)
        document = settled(document, source, parsing)
        return Stream(source.info, engine, lambda: self._alive(document.pages))

    def _alive(self, pages: Iterable[Page]) -> Iterator[Page]:
        """Report as they go by: a long document takes its time though no page is read."""
        for page in pages:
            self.report(None)
            yield page

    def _outcome(self, results: _Results, began: float) -> Outcome:
        return Outcome(
            conversion=self.conversion,
            problems=results.problems,
            pages=results.pages,
            seconds=time.monotonic() - began,
        )

    def _failed(
        self, store: Store, job: Job, error: DocparseError | OSError, began: float
    ) -> Outcome:
        """Note a failure; one that another try may mend, for all that is known, is tried again."""
        final = isinstance(error, DocparseError) and not isinstance(
            error, (PasswordError, EngineError, _ChangedError)
        )
        reason = str(error)
        if not isinstance(error, DocparseError):
            reason = f"{error.filename or 'file'}: {error.strerror or error}"
        store.fail(job, reason, final=final)
        return Outcome(conversion=self.conversion, failure=reason, seconds=time.monotonic() - began)


@dataclass(frozen=True)
class _Results:
    """What was written: number of pages, those that failed, what is missing, and the files."""

    pages: int
    failed: tuple[int, ...]
    problems: tuple[str, ...]
    paths: tuple[Path, ...]


def outcome_before(conversion: Conversion, entry: Entry) -> Outcome:
    """Return what became of a conversion in an earlier run."""
    failed = entry.status == "failed"
    return Outcome(
        conversion=conversion,
        failure=" ".join(entry.problems) if failed else None,
        problems=() if failed else entry.problems,
        pages=entry.pages,
        before=True,
    )


def clear_away(conversion: Conversion, process: int) -> None:
    """Remove what a process that was killed had not finished writing."""
    for folder in conversion.folders:
        remove_draft(folder, process)


def _with_fields(document: Stream, source: Source, options: BatchOptions, engine: Engine) -> Stream:
    from docparse.export.fields import with_fields
    from docparse.tasks.given import type_named

    schema = None if options.fields in {None, PAIRS} else type_named(str(options.fields))
    return with_fields(document, extract(source, schema, engine=engine, pages=options.pages))


def _stamp(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_mtime_ns, state.st_size

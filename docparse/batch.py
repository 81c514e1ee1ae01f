"""Convert many files in several processes, each file under a time limit.

The workers write the results themselves; only outcomes come back. With a folder a batch remembers
what is done: started again after any end, it goes on and writes what it would have written.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from docparse.conversions import BatchOptions, Conversion, Outcome
from docparse.converting import Converter, Result, Taken, Unstorable, clear_away, outcome_before
from docparse.events import (
    BatchDone,
    Event,
    FileDone,
    FileEnd,
    FileFailed,
    FileSkipped,
    FileStarted,
    FileStopped,
    OnEvent,
    PageDone,
    PageFailed,
)
from docparse.isolation import time_limits
from docparse.manifest import Manifest
from docparse.recipes import is_storable, job_of
from docparse.records import StoreError
from docparse.sources import open_source, select_pages
from docparse.stopping import Stop
from docparse.store import Store
from docparse.workers import Finished, Loss, Report, TimeLimits, run_in_workers

_GRACE_S = 5.0
"""From the moment a file's time is up until its process is killed."""
_COUNTING_S = 20.0
_LOOK_AGAIN_S = 0.2
"""Between two looks whether another run is through with a file."""


def convert_files(
    conversions: Iterable[Conversion],
    options: BatchOptions | None = None,
    *,
    on_event: OnEvent | None = None,
    stop: Stop | None = None,
) -> Generator[Outcome]:
    """Convert files in worker processes; one that hangs or crashes its process fails alone.

    With `BatchOptions.folder` only what is not done yet is done, and a page that hangs or crashes
    its process fails alone. Several runs may share a folder: a file that another run has is left
    to it and looked at again at the end.

    Args:
        conversions: What to convert.
        options: How.
        on_event: Called with what happens on the way.
        stop: Ends the run at the next page once it is set; the outcomes of what is left say so.

    Yields:
        One outcome for each conversion, as they end. Closing the generator ends the processes.

    Raises:
        EngineError: The engine is unknown or cannot work.
        StoreError: What is done cannot be kept in the folder.
    """
    with (
        nullcontext(stop) if stop is not None else closing(Stop()) as sign,
        _Batch(options or BatchOptions(), on_event or _ignore, sign) as batch,
    ):
        yield from batch.outcomes(list(conversions))


def count_pages(
    files: Iterable[Path], options: BatchOptions | None = None
) -> Iterator[tuple[Path, int]]:
    """Count the pages each file has to convert, in one process, without parsing them.

    Yields:
        The file and its number of selected pages, 0 where it cannot be opened.
    """
    limits = TimeLimits(task_s=_COUNTING_S, silence_s=_COUNTING_S)
    counter = _Counter(options or BatchOptions())
    for event in run_in_workers(counter, files, workers=1, limits=limits):
        if isinstance(event, Finished):
            yield event.task, event.result or 0


class _Batch:
    """A run: rounds of conversions, until all are through or it is stopped."""

    def __init__(self, options: BatchOptions, on_event: OnEvent, stop: Stop) -> None:
        self._options, self._on_event, self._stop = options, on_event, stop
        self._run = uuid.uuid4().hex
        self._began = time.monotonic()
        self._begun: dict[Path, float] = {}
        self._reached: dict[Path, tuple[int, int]] = {}
        self._counts: Counter[str] = Counter()
        self._store: Store | None = None
        if options.folder is not None:
            self._store = Store(options.folder, self._run, options.again)
        self._manifest = Manifest(self._store) if self._store else None

    def __enter__(self) -> _Batch:
        return self

    def __exit__(self, *_: object) -> None:
        if self._store is not None and self._manifest is not None:
            with suppress(OSError):  # it can be made anew, and the store has said what it had to
                self._manifest.write()
            self._store.close()

    def outcomes(self, conversions: Sequence[Conversion]) -> Iterator[Outcome]:
        """Yield the outcome of every conversion, and tell that it is over."""
        left: list[Conversion] = []
        for conversion in conversions:
            known = self._known(conversion)
            if known is None:
                left.append(conversion)
            else:
                yield self._told(known)
        while left and not self._stop.is_set():
            taken = [self._is_taken(conversion) for conversion in left]
            ready = [conversion for conversion, held in zip(left, taken, strict=True) if not held]
            left = [conversion for conversion, held in zip(left, taken, strict=True) if held]
            if not ready:
                time.sleep(_LOOK_AGAIN_S)
            for conversion, outcome in self._round(ready):
                if outcome is None:
                    left.append(conversion)
                else:
                    yield self._told(outcome)
        for conversion in left:
            yield self._told(Outcome(conversion=conversion, stopped=True))
        self._on_event(self._sum())

    def _known(self, conversion: Conversion) -> Outcome | None:
        """Return what became of a conversion in an earlier run, if there is nothing to do."""
        store = self._store
        if (
            store is None
            or self._stop.is_set()
            or not store.is_known(store.name(conversion.source))
        ):
            return None
        try:
            if not is_storable(conversion, self._options):
                return None
            job = job_of(conversion, self._options, store)
        except StoreError:
            raise
        except OSError:  # the worker will say so
            return None
        entry = store.settled(job, [output.path for output in conversion.outputs])
        return None if entry is None else outcome_before(conversion, entry)

    def _is_taken(self, conversion: Conversion) -> bool:
        return self._store is not None and self._store.is_taken(self._store.name(conversion.source))

    def _round(
        self, conversions: Sequence[Conversion]
    ) -> Iterator[tuple[Conversion, Outcome | None]]:
        """Convert; those without an outcome must be tried again."""
        options, clock = self._options, time_limits(self._options.limits)
        events = run_in_workers(
            Converter(options, self._run, self._stop.sign),
            conversions,
            workers=options.workers,
            limits=replace(clock, task_s=clock.task_s + _GRACE_S),
            memory_mb=options.limits.max_memory_mb,
            resume=self._rest,
        )
        with closing(events):
            for event in events:
                if isinstance(event, Finished):
                    yield event.task, self._outcome(event)
                elif event.content is not None:
                    self._follow(event.content)

    def _outcome(self, end: Finished[Conversion, Result]) -> Outcome | None:
        match end.result:
            case Unstorable():
                raise StoreError(end.result.reason)
            case Taken():
                return None
            case Outcome():
                return end.result
        clear_away(end.task, end.process)
        if self._stop.is_set():  # what ended this run may have ended the process
            return Outcome(conversion=end.task, stopped=True)
        seconds = self._seconds(end.task.source)
        return Outcome(conversion=end.task, failure=end.failure or "", seconds=seconds)

    def _rest(self, loss: Loss[Conversion]) -> Conversion | None:
        """The same file again, without the page its process was lost at; None where it is over."""
        clear_away(loss.task, loss.process)
        if self._stop.is_set() or not self._goes_on(loss.task, loss.process, loss.reason):
            return None
        return loss.task

    def _goes_on(self, conversion: Conversion, process: int, reason: str) -> bool:
        """Note that a process was lost with a file; tell whether the rest of it can be read."""
        if self._store is None:
            return False
        source = conversion.source
        in_time = self._seconds(source) < self._options.limits.document_timeout_s
        lost = self._store.lose(self._store.name(source), process, reason, in_time=in_time)
        if lost.page is not None:
            done, pages = self._reached.get(source, (0, 0))
            self._follow(
                PageFailed(source=source, page=lost.page, reason=reason, done=done + 1, pages=pages)
            )
        return lost.goes_on

    def _seconds(self, source: Path) -> float:
        return time.monotonic() - self._begun.get(source, time.monotonic())

    def _follow(self, event: Event) -> None:
        match event:
            case FileStarted():
                self._begun.setdefault(event.source, time.monotonic())
                self._reached[event.source] = (event.done, event.pages)
            case PageDone() | PageFailed():
                self._reached[event.source] = (event.done, event.pages)
        self._on_event(event)
        if self._manifest is not None:
            self._manifest.refresh()

    def _told(self, outcome: Outcome) -> Outcome:
        """Tell and count what became of a conversion, and forget it."""
        source = outcome.conversion.source
        self._begun.pop(source, None)
        self._reached.pop(source, None)
        self._counts[_kind(outcome)] += 1
        self._counts["skipped"] += outcome.before
        if self._store is not None and outcome.failure is not None and not outcome.before:
            self._store.note(self._store.name(source), outcome.failure, seconds=outcome.seconds)
        self._on_event(_end_of(outcome))
        return outcome

    def _sum(self) -> BatchDone:
        kinds = ("done", "partial", "failed", "skipped", "stopped")
        return BatchDone(
            **{kind: self._counts[kind] for kind in kinds},
            seconds=time.monotonic() - self._began,
        )


def _kind(outcome: Outcome) -> str:
    if outcome.stopped:
        return "stopped"
    if outcome.failure is not None:
        return "failed"
    return "partial" if outcome.problems else "done"


def _end_of(outcome: Outcome) -> FileEnd:
    source = outcome.conversion.source
    if outcome.stopped:
        return FileStopped(source=source)
    if outcome.before:
        return FileSkipped(
            source=source, pages=outcome.pages, reason=outcome.failure, problems=outcome.problems
        )
    if outcome.failure is not None:
        return FileFailed(source=source, reason=outcome.failure, seconds=outcome.seconds)
    return FileDone(
        source=source,
        pages=outcome.pages,
        seconds=outcome.seconds,
        outputs=tuple(output.path for output in outcome.conversion.outputs),
        problems=outcome.problems,
    )


def _ignore(event: Event) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True)
class _Counter:
    """Sets a worker up to count pages."""

    options: BatchOptions

    def __call__(self, threads: int) -> Callable[[Path, Report], int]:
        return lambda path, report: self._count(path)

    def _count(self, path: Path) -> int:
        with open_source(path, password=self.options.password, limits=self.options.limits) as file:
            return len(select_pages(self.options.pages, file.info.page_count))

"""Worker processes that can be killed: one task at a time each, under hard limits.

Knows nothing of documents. A task that hangs or crashes its process costs that task alone, or, when
the rest of it can be told, only what it was at.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import connection
from typing import Any, Generic, TypeAlias, TypeVar

from docparse.cores import usable_cores
from docparse.kept_workers import KeptWorkers
from docparse.worker_process import (
    Finished,
    Handler,
    Loss,
    Note,
    Report,
    Setup,
    TimeLimits,
    Worker,
    WorkerKind,
)

__all__ = [
    "Finished",
    "Handler",
    "Loss",
    "Note",
    "Report",
    "Resume",
    "Setup",
    "TimeLimits",
    "run_in_workers",
    "share_cores",
]

T = TypeVar("T")
R = TypeVar("R")

Resume: TypeAlias = Callable[[Loss[T]], T | None]
"""Returns the rest of a lost task without what it was lost at, or None when nothing can go on."""

_TICK_S = 1.0


def run_in_workers(
    setup: Setup[T, R],
    tasks: Iterable[T],
    *,
    workers: int,
    limits: TimeLimits,
    memory_mb: int | None = None,
    resume: Resume[T] | None = None,
    kept: KeptWorkers | None = None,
) -> Generator[Note[T] | Finished[T, R]]:
    """Run tasks in worker processes, each on its own share of the cores.

    Args:
        setup: Makes the handler, in the worker; it and the tasks must be picklable.
        tasks: What to do.
        workers: Number of processes.
        limits: When a worker is killed.
        memory_mb: Megabytes a worker may take beyond what it holds once it is set up; a task that
            needs more is lost. Enforced on Linux.
        resume: Asked when a task is lost: its process hung, died, ran out of memory or came upon an
            exception that is not ours. What it returns is done next, within the time that is left
            of the lost task's, and takes its place: notes and end name the new task.
        kept: Where idle workers are taken from, and left at the end.

    Yields:
        Notes as they come, and one `Finished` for each task, in the order they end.
        Closing the generator ends the processes that are at work.

    Raises:
        DocparseError: The setup raised it.
        EngineError: The workers cannot start.
        ValueError: `workers` is less than 1.
    """
    if workers < 1:
        raise ValueError(f"at least 1 worker is needed, not {workers}")
    waiting = deque(_Waiting(task) for task in tasks)
    shares = share_cores(usable_cores(), workers)
    kinds = [WorkerKind.of(setup, share, memory_mb) for share in shares[: len(waiting)]]
    crew: _Crew[T, R] = _Crew(waiting, limits, resume or (lambda loss: None), kept)
    try:
        crew.hire(kinds)
        while crew.workers:
            yield from crew.turn()
    finally:
        crew.disband()


def share_cores(cores: tuple[int, ...], workers: int) -> list[tuple[int, ...]]:
    """Deal cores out to workers as evenly as can be; more workers than cores share them."""
    if workers >= len(cores):
        return [(cores[index % len(cores)],) for index in range(workers)]
    borders = [round(index * len(cores) / workers) for index in range(workers + 1)]
    return [cores[start:end] for start, end in pairwise(borders)]


@dataclass(frozen=True)
class _Waiting(Generic[T]):
    """A task to be done; the rest of a lost one keeps the time at which that began."""

    task: T
    began: float | None = None


class _Crew(Generic[T, R]):
    """The workers of one run, and what waits for them."""

    def __init__(
        self,
        waiting: deque[_Waiting[T]],
        limits: TimeLimits,
        resume: Resume[T],
        kept: KeptWorkers | None,
    ) -> None:
        self.workers: list[Worker[T, R]] = []
        self._waiting, self._limits, self._resume, self._kept = waiting, limits, resume, kept
        self._used: set[int] = set()

    def hire(self, kinds: Iterable[WorkerKind]) -> None:
        """Take kept workers, or start some."""
        for kind in kinds:
            worker = self._kept.take(kind) if self._kept else None
            if worker is not None:
                self._used.add(worker.process)
            self.workers.append(worker or Worker(kind))
        self._employ()

    def turn(self) -> Iterator[Note[T] | Finished[T, R]]:
        """Wait for news, pass them on, and give the idle something to do."""
        busy = [worker.pipe for worker in self.workers]
        connection.wait(busy, timeout=min(_TICK_S, self._limits.silence_s / 2))
        for worker in tuple(self.workers):
            for event in worker.events():
                if isinstance(event, Loss):
                    yield from self._lose(event, worker.began)
                else:
                    yield event
            if worker.lost:
                worker.kill()
                self.workers.remove(worker)
                if self._waiting:
                    self.workers.append(Worker(worker.kind))
        self._employ()

    def _lose(self, loss: Loss[T], began: float) -> Iterator[Finished[T, R]]:
        if time.monotonic() - began > self._limits.task_s:
            yield Finished(loss.task, loss.process, failure=loss.reason, over_time=True)
            return
        if loss.process in self._used and loss.kind in {"died", "memory"} and not loss.told:
            self._used.discard(loss.process)  # what was before may have worn it out: once more
            self._waiting.appendleft(_Waiting(loss.task, began))
            return
        rest = self._resume(loss)
        if rest is not None:
            self._waiting.appendleft(_Waiting(rest, began))
            return
        yield Finished(loss.task, loss.process, failure=loss.reason)

    def _employ(self) -> None:
        for worker in tuple(self.workers):
            if worker.idle and not worker.lost:
                if self._waiting:
                    waiting = self._waiting.popleft()
                    worker.begin(waiting.task, self._limits, waiting.began)
                else:
                    self.workers.remove(worker)
                    self._release(worker)

    def _release(self, worker: Worker[Any, Any]) -> None:
        if self._kept:
            self._kept.keep(worker)
        else:
            worker.dismiss()

    def disband(self) -> None:
        """Let go of the idle, and end who is still at work."""
        for worker in self.workers:
            if worker.idle and not worker.lost and self._kept:
                self._kept.keep(worker)
            else:
                worker.kill()

"""Worker processes that can be killed: one task at a time each, under hard time limits.

Knows nothing of documents. A task that hangs or crashes its process costs that task alone.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeAlias, TypeVar

from docparse.cores import usable_cores
from docparse.errors import DocparseError, EngineError

T = TypeVar("T")
R = TypeVar("R")

Report: TypeAlias = Callable[[object], None]
Handler: TypeAlias = Callable[[T, Report], R]
Setup: TypeAlias = Callable[[int], Handler[T, R]]
"""Called once in each worker with the number of cores it has; returns what handles a task."""

_START_TIMEOUT_S = 300.0
_TICK_S = 1.0


@dataclass(frozen=True, kw_only=True)
class TimeLimits:
    """Seconds after which a worker is killed; the task it was at has failed.

    Attributes:
        task_s: For a whole task.
        silence_s: Without a report from the task.
    """

    task_s: float
    silence_s: float


@dataclass(frozen=True)
class Note(Generic[T]):
    """Something a task reported on the way."""

    task: T
    content: Any


@dataclass(frozen=True)
class Finished(Generic[T, R]):
    """The end of a task in the worker of that process id: its result, or why there is none."""

    task: T
    process: int
    result: R | None = None
    failure: str | None = None


@dataclass(frozen=True)
class _Message:
    """What a worker sends: `ready`, `broken`, `note`, `result` or `failure`, and what it says."""

    kind: str
    content: Any = None


def run_in_workers(
    setup: Setup[T, R], tasks: Iterable[T], *, workers: int, limits: TimeLimits
) -> Generator[Note[T] | Finished[T, R]]:
    """Run tasks in worker processes, each on its own share of the cores.

    Args:
        setup: Makes the handler, in the worker; it and the tasks must be picklable.
        tasks: What to do.
        workers: Number of processes.
        limits: When a worker is killed.

    Yields:
        Notes as they come, and one `Finished` for each task, in the order they end.
        Closing the generator ends the processes.

    Raises:
        EngineError: The workers cannot start.
        ValueError: `workers` is less than 1.
    """
    if workers < 1:
        raise ValueError(f"at least 1 worker is needed, not {workers}")
    waiting = deque(tasks)
    shares = share_cores(usable_cores(), workers)
    crew = [_Worker(setup, share, limits) for share in shares[: len(waiting)]]
    try:
        while crew:
            connection.wait([worker.pipe for worker in crew], timeout=_TICK_S)
            for worker in tuple(crew):
                yield from worker.events()
                if worker.lost:
                    worker.kill()
                    crew.remove(worker)
                    if waiting:
                        crew.append(_Worker(setup, worker.cores, limits))
                elif worker.idle:
                    if waiting:
                        worker.begin(waiting.popleft())
                    else:
                        worker.dismiss()
                        crew.remove(worker)
    finally:
        for worker in crew:
            worker.kill()


def share_cores(cores: tuple[int, ...], workers: int) -> list[tuple[int, ...]]:
    """Deal cores out to workers as evenly as can be; more workers than cores share them."""
    if workers >= len(cores):
        return [(cores[index % len(cores)],) for index in range(workers)]
    borders = [round(index * len(cores) / workers) for index in range(workers + 1)]
    return [cores[start:end] for start, end in pairwise(borders)]


class _Worker(Generic[T, R]):
    """The parent's end of a worker process.

    Attributes:
        idle: It is ready and has nothing to do.
        lost: It ended, or must be killed.
    """

    def __init__(self, setup: Setup[T, R], cores: tuple[int, ...], limits: TimeLimits) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.cores, self.idle, self.lost = cores, False, False
        self._limits = limits
        self._task: T | None = None
        self._began = self._heard = time.monotonic()
        self._process = context.Process(target=_work, args=(theirs, setup, cores), daemon=True)
        with _interrupts_blocked():
            self._process.start()
        self._pid = self._process.pid or 0
        theirs.close()

    def begin(self, task: T) -> None:
        """Hand it a task."""
        self._task, self.idle = task, False
        self._began = self._heard = time.monotonic()
        try:
            self.pipe.send(task)
        except OSError:  # it died just now; events() will say so
            return

    def events(self) -> Iterator[Note[T] | Finished[T, R]]:
        """Yield what it has said since the last time, or why it must be given up."""
        try:
            while not self.lost and self.pipe.poll():
                yield from self._event(self.pipe.recv())
        except (EOFError, OSError):
            yield from self._give_up(self._cause_of_death())
        if not self.lost and (overdue := self._overdue()):
            yield from self._give_up(overdue)

    def _event(self, message: _Message) -> Iterator[Note[T] | Finished[T, R]]:
        self._heard = time.monotonic()
        if message.kind == "broken":
            raise EngineError(message.content)
        if message.kind == "ready":
            self.idle = True
        elif self._task is not None and message.kind == "note":
            yield Note(self._task, message.content)
        elif self._task is not None:
            task, self._task, self.idle = self._task, None, True
            if message.kind == "result":
                yield Finished(task, self._pid, result=message.content)
            else:
                yield Finished(task, self._pid, failure=message.content)

    def _give_up(self, reason: str) -> Iterator[Finished[T, R]]:
        self.lost = True
        if self._task is None and not self.idle:
            raise EngineError(f"a worker process could not start: {reason}")
        if self._task is not None:
            yield Finished(self._task, self._pid, failure=reason)

    def _overdue(self) -> str:
        now = time.monotonic()
        if self._task is None:
            late = not self.idle and now - self._began > _START_TIMEOUT_S
            return f"it was not ready within {_START_TIMEOUT_S:g} s" if late else ""
        if now - self._began > self._limits.task_s:
            return f"stopped: it took longer than {self._limits.task_s:g} s"
        if now - self._heard > self._limits.silence_s:
            return f"stopped: nothing came of it for {self._limits.silence_s:g} s"
        return ""

    def _cause_of_death(self) -> str:
        self._process.join(timeout=5)
        code = self._process.exitcode
        if code is not None and code < 0:
            return f"the process that read it was ended by {signal.Signals(-code).name}"
        return f"the process that read it ended with exit code {code}"

    def dismiss(self) -> None:
        """Let it go once its work is done."""
        self.pipe.close()
        self._process.join(timeout=10)
        self.kill()

    def kill(self) -> None:
        """End it now."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Start a process that Ctrl-C does not reach: the parent ends it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(pipe: Connection, setup: Setup[Any, Any], cores: tuple[int, ...]) -> None:
    """Run in the worker until the parent closes the pipe."""
    _keep_to(cores)
    _silence()
    try:
        try:
            handle = setup(len(cores))
        except DocparseError as error:
            pipe.send(_Message("broken", str(error)))
            return
        pipe.send(_Message("ready"))
        while True:
            task = pipe.recv()
            pipe.send(_answer(handle, task, lambda content: pipe.send(_Message("note", content))))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _answer(handle: Handler[Any, Any], task: object, report: Report) -> _Message:
    try:
        return _Message("result", handle(task, report))
    except DocparseError as error:
        return _Message("failure", str(error))
    except MemoryError:
        return _Message("failure", "there is not enough memory to read it")
    except (BrokenPipeError, ConnectionResetError):
        raise
    except OSError as error:
        return _Message("failure", f"{error.filename or 'file'}: {error.strerror or error}")
    except Exception as error:
        return _Message("failure", f"internal error ({type(error).__name__}: {error})")


def _keep_to(cores: tuple[int, ...]) -> None:
    """Stay on these cores. Models take their number of threads from it when they are loaded."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)


def _silence() -> None:
    """Throw away what native libraries print; all that matters goes through the pipe."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    sys.stdout.flush()
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)

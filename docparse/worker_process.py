"""One worker process: it does one task after the other, and can be killed at any time.

The process is a fresh interpreter that imports docparse alone. What calls it is not imported
again, so a script needs no `if __name__ == "__main__"`; and no thread, lock or open file of the
caller is copied into it, as a fork would.
"""

from __future__ import annotations

import json
import os
import pickle
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import connection
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any, Generic, Literal, Protocol, Self, TypeAlias, TypeVar

from docparse.errors import DocparseError, EngineError
from docparse.memory import bound_memory, is_exhausted, without_core_files

T = TypeVar("T")
R = TypeVar("R")


class Report(Protocol):
    """Tells the parent something on the way; `patience` stretches the silence that may follow."""

    def __call__(self, content: object, *, patience: float = 1.0) -> None: ...  # noqa: D102


Handler: TypeAlias = Callable[[T, Report], R]
Setup: TypeAlias = Callable[[int], Handler[T, R]]
"""Called once in each worker with the number of cores it has; returns what handles a task."""

_START_TIMEOUT_S = 300.0
_ALARM_GRACE_S = 5.0
_LONGEST_ALARM_S = 1e8
_ORPHAN_GRACE_S = 2.0
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from docparse.worker_process import serve; serve(int(sys.argv[1]))"
)
_ON_WINDOWS = sys.platform == "win32"


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
    over_time: bool = False


@dataclass(frozen=True)
class Loss(Generic[T]):
    """A task that was broken off by no fault of its own telling: another may go on with the rest.

    Attributes:
        kind: `silent` (it was stopped), `died` (its process did), `memory` (there was not enough)
            or `stumbled` (an exception nobody foresaw).
        reason: The same in words.
        told: How many notes it gave before.
    """

    task: T
    process: int
    kind: Literal["silent", "died", "memory", "stumbled"]
    reason: str
    told: int


@dataclass(frozen=True)
class _Message:
    """What a worker sends: `ready`, `broken`, `note`, `result`, `failure`, `memory`, `stumbled`.

    `garbled` stands for one that cannot be received.
    """

    kind: str
    content: Any = None
    patience: float = 1.0


@dataclass(frozen=True)
class _Work:
    """A task on its way to the worker, and for how long the worker may be silent."""

    task: Any
    silence_s: float


@dataclass(frozen=True)
class WorkerKind:
    """What makes one worker as good as another.

    Attributes:
        setup: Makes the handler, in the worker; pickled.
        cores: The processor cores it keeps to.
        memory_mb: What tasks may take beyond what the worker holds once it is set up.
        paths: Where it looks for modules: where its parent did when it wanted one.
    """

    setup: bytes = field(repr=False)
    cores: tuple[int, ...]
    memory_mb: int | None = None
    paths: tuple[str, ...] = ()

    @classmethod
    def of(cls, setup: Setup[Any, Any], cores: tuple[int, ...], memory_mb: int | None) -> Self:
        """Pickle the setup."""
        entries = (entry for entry in sys.path if isinstance(entry, str))
        paths = tuple(entry or os.getcwd() for entry in entries)  # noqa: PTH109 (a str)
        return cls(pickle.dumps(setup), cores, memory_mb, paths)


class Worker(Generic[T, R]):
    """The parent's end of a worker process.

    Attributes:
        kind: What it was made for.
        pipe: Readable when it has said something, or ended.
        idle: It is ready and has nothing to do.
        lost: It ended, or must be killed.
    """

    def __init__(self, kind: WorkerKind) -> None:
        self.kind, self.idle, self.lost = kind, False, False
        self._task: T | None = None
        self._limits = TimeLimits(task_s=_START_TIMEOUT_S, silence_s=_START_TIMEOUT_S)
        self._began = self._heard = time.monotonic()
        self._patience, self._told = 1.0, 0
        self.pipe, theirs = connection.Pipe()
        try:
            self._process = _started(theirs, kind.paths)
        except OSError as error:
            self.pipe.close()
            raise EngineError(f"a worker process cannot be started: {error}") from error
        finally:
            theirs.close()
        self._send(kind)

    @property
    def answers(self) -> bool:
        """Whether it is idle and alive."""
        return self.idle and not self.lost and self._process.poll() is None and not self._closed()

    def _closed(self) -> bool:
        """An idle worker says nothing: what can be read is its end."""
        try:
            return self.pipe.poll()
        except OSError:
            return True

    def begin(self, task: T, limits: TimeLimits, began: float | None = None) -> None:
        """Hand it a task, which began at that time if it is the rest of another."""
        self._task, self.idle, self._limits = task, False, limits
        self._heard = time.monotonic()
        self._began = self._heard if began is None else began
        self._patience, self._told = 1.0, 0
        self._send(_Work(task, limits.silence_s))

    def _send(self, content: object) -> None:
        with suppress(OSError):  # it died just now; events() will say so
            self.pipe.send(content)

    @property
    def began(self) -> float:
        """When its task began."""
        return self._began

    def events(self) -> Iterator[Note[T] | Finished[T, R] | Loss[T]]:
        """Yield what it has said since the last time, or why it must be given up."""
        try:
            while not self.lost and self.pipe.poll():
                yield from self._event(_received(self.pipe))
        except (EOFError, OSError):
            yield from self._give_up("died", self._cause_of_death())
        if not self.lost:
            yield from self._overdue()

    def _event(self, message: _Message) -> Iterator[Note[T] | Finished[T, R] | Loss[T]]:
        self._heard, self._patience = time.monotonic(), message.patience
        if message.kind == "broken":
            self.lost = True
            raise message.content
        if message.kind == "ready":
            self.idle = True
        elif self._task is None:
            return
        elif message.kind == "note":
            self._told += 1
            yield Note(self._task, message.content)
        elif message.kind == "memory":
            yield from self._give_up("memory", message.content)
        elif message.kind == "garbled":  # what more comes of the task is not waited for
            self.lost = True
            yield Finished(self._task, self.process, failure=message.content)
        else:
            task, self._task, self.idle = self._task, None, True
            if message.kind == "result":
                yield Finished(task, self.process, result=message.content)
            elif message.kind == "failure":
                yield Finished(task, self.process, failure=message.content)
            else:
                yield Loss(task, self.process, "stumbled", message.content, self._told)

    def _give_up(self, kind: Literal["silent", "died", "memory"], reason: str) -> Iterator[Loss[T]]:
        self.lost = True
        if self._task is None and not self.idle:
            raise EngineError(f"a worker process could not start: {reason}")
        if self._task is not None:
            yield Loss(self._task, self.process, kind, reason, self._told)

    def _overdue(self) -> Iterator[Finished[T, R] | Loss[T]]:
        now = time.monotonic()
        if self._task is None:
            if not self.idle and now - self._began > _START_TIMEOUT_S:
                yield from self._give_up("silent", f"it was not ready in {_START_TIMEOUT_S:g} s")
        elif now - self._began > self._limits.task_s:
            self.lost = True
            reason = f"stopped: it took longer than {self._limits.task_s:g} s"
            yield Finished(self._task, self.process, failure=reason, over_time=True)
        elif now - self._heard > self._limits.silence_s * self._patience:
            silence_s = self._limits.silence_s * self._patience
            yield from self._give_up("silent", f"stopped: nothing came of it for {silence_s:g} s")

    @property
    def process(self) -> int:
        """Its process id."""
        return self._process.pid

    def _cause_of_death(self) -> str:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "the process that read it closed its pipe"
        if code >= 0:
            return f"the process that read it ended with exit code {code}"
        name = signal.Signals(-code).name
        hint = ", as the system does when memory runs out" if name == "SIGKILL" else ""
        return f"the process that read it was ended by {name}{hint}"

    def dismiss(self) -> None:
        """Let it go once its work is done."""
        self.pipe.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10)
        self.kill()

    def disown(self) -> None:
        """Let it be: in a fork it belongs to the parent, and it must not wait for this end."""
        self.pipe.close()
        self._process.returncode = 0

    def kill(self) -> None:
        """End it now."""
        self._process.kill()
        self._process.wait()
        self.pipe.close()


def _received(pipe: Connection) -> _Message:
    """Return the next message, also where it cannot be put together here."""
    data = pipe.recv_bytes()
    try:
        message: _Message = pickle.loads(data)
    except Exception as error:
        reason = f"what came of it cannot be received ({type(error).__name__}: {error})"
        return _Message("garbled", reason)
    return message


def _sent(pipe: Connection, message: _Message) -> None:
    """Send a message, or that it cannot be."""
    try:
        data = pickle.dumps(message)
    except Exception as error:
        reason = f"what came of it cannot be sent ({type(error).__name__}: {error})"
        data = pickle.dumps(_Message("failure", reason))
    pipe.send_bytes(data)


def _started(pipe: Connection, paths: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Start an interpreter that holds the other end of the pipe and hears no Ctrl-C."""
    handle = pipe.fileno()
    isolated = "-I" if sys.flags.isolated else "-P"
    command = [sys.executable, isolated, "-c", _PROGRAM, str(handle), json.dumps(paths)]
    with _interrupts_blocked():
        if sys.platform == "win32":
            os.set_handle_inheritable(handle, True)
            info = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, startupinfo=info)
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[handle])


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


def serve(handle: int) -> None:
    """Run in the worker until the parent closes the pipe."""
    pipe = connection.PipeConnection(handle) if _ON_WINDOWS else Connection(handle)  # type: ignore[attr-defined]
    without_core_files()
    _end_with_parent(handle)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        kind: WorkerKind = pipe.recv()
        _keep_to(kind.cores)  # before anything is imported that starts threads
        _silence()
        try:
            handle_task = pickle.loads(kind.setup)(len(kind.cores))
        except Exception as error:
            pipe.send(_Message("broken", _as_ours(error)))
            return
        if kind.memory_mb is not None:
            bound_memory(kind.memory_mb)
        pipe.send(_Message("ready"))
        alive = True
        while alive:
            message = _answer(handle_task, pipe.recv(), pipe)
            _sent(pipe, message)
            alive = message.kind != "memory"


def _end_with_parent(handle: int) -> None:
    """End soon after the parent, whatever this process is at; idle, it ends by itself."""

    def watch() -> None:
        ends = select.poll()
        ends.register(handle, 0)  # of what it tells, only that the other end is gone
        ends.poll()
        time.sleep(_ORPHAN_GRACE_S)
        os._exit(1)

    if hasattr(select, "poll"):
        Thread(target=watch, daemon=True).start()


def _as_ours(error: Exception) -> DocparseError:
    if isinstance(error, DocparseError):
        return error
    return EngineError(f"a worker process could not start: {type(error).__name__}: {error}")


def _answer(handle: Handler[Any, Any], work: _Work, pipe: Connection) -> _Message:
    def report(content: object, *, patience: float = 1.0) -> None:
        _alarm(0)  # who takes the reports may take their time
        pipe.send(_Message("note", content, patience))
        _alarm(work.silence_s * patience)

    _alarm(work.silence_s)
    try:
        return _Message("result", handle(work.task, report))
    except DocparseError as error:
        return _Message("failure", str(error))
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:
        if is_exhausted(error):
            return _Message("memory", "there is not enough memory to read it")
        if isinstance(error, OSError):
            return _Message("failure", f"{error.filename or 'file'}: {error.strerror or error}")
        return _Message("stumbled", f"internal error ({type(error).__name__}: {error})")
    finally:
        _alarm(0)


def _alarm(silence_s: float) -> None:
    """Have the system end this process if it hangs when no parent is left to see it; 0: never."""
    if hasattr(signal, "setitimer"):
        seconds = min(silence_s + _ALARM_GRACE_S, _LONGEST_ALARM_S) if silence_s else 0
        signal.setitimer(signal.ITIMER_REAL, seconds)


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

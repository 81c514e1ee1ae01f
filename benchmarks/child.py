"""A child process that does one tool's work and can be killed; jobs and answers are JSON lines.

Run as a program it is the child: `python -m benchmarks.child MODULE:FUNCTION` calls the function
for each job. `CHILD_ADDRESS_SPACE_MB` bounds its address space, `CHILD_CORES` (`0,1`) says on which
cores it stays.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, TextIO, TypeAlias, cast

import psutil

Json: TypeAlias = dict[str, Any]

_ROOT = Path(__file__).resolve().parent.parent
_POLL_S = 0.05
_START_TIMEOUT_S = 120.0
_TRACEBACK_LINES = 12


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a job ended.

    Attributes:
        status: `answer`, `error` (an exception, named in `error`), `timeout`, `memory` (killed for
            it) or `crash` (the process died).
        value: What the function returned.
        error: Exception as `Type: message`, or how the process died.
        kinds: Names of the exception's class and its bases.
        trace: End of its traceback.
        seconds: Wall time of the job.
        cpu_s: CPU time of the child during the job.
        peak_mb: Highest resident memory of the child since it started.
    """

    status: Literal["answer", "error", "timeout", "memory", "crash"]
    value: Any = None
    error: str = ""
    kinds: tuple[str, ...] = ()
    trace: str = ""
    seconds: float = 0.0
    cpu_s: float = 0.0
    peak_mb: float = 0.0


class Child:
    """Calls `module:function` in another process, started when needed and again after a kill.

    Args:
        target: `module:function`; the function takes and returns what JSON can say.
        memory_mb: Resident memory at which the child is killed; None for no limit.
        environment: Variables set for the child.
        python: The interpreter, for tools that live in an environment of their own.
    """

    def __init__(
        self,
        target: str,
        *,
        memory_mb: float | None = None,
        environment: Mapping[str, str] | None = None,
        python: str = sys.executable,
    ) -> None:
        self._python = python
        self._target, self._memory_mb = target, memory_mb or math.inf
        path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._environment = {**os.environ, "PYTHONPATH": path, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115 (closed by __exit__)
        self._buffer = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._noise.close()

    def call(self, job: Json, timeout_s: float) -> Outcome:
        """Do a job; a child that exceeds a limit is killed and the next call starts another."""
        process = self._process or self._start()
        began = time.monotonic()
        try:
            self._send(process, job)
            reply = self._receive(process, began + timeout_s, self._memory_mb)
        except (BrokenPipeError, EOFError):
            reply = Outcome(status="crash", error=self._last_words(process))
        if isinstance(reply, Outcome):
            self.stop()
            return Outcome(status=reply.status, error=reply.error, seconds=time.monotonic() - began)
        kinds = tuple(reply.pop("kinds", ()))
        return Outcome(seconds=time.monotonic() - began, kinds=kinds, **reply)

    def stop(self) -> None:
        """Kill the child, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
        self._process, self._buffer = None, b""

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            [self._python, "-m", "benchmarks.child", self._target],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._noise,
            env=self._environment,
        )
        try:
            ready = self._receive(self._process, time.monotonic() + _START_TIMEOUT_S, math.inf)
        except EOFError:
            ready = {}
        if ready != {"ready": True}:
            self.stop()
            raise RuntimeError(f"{self._target} does not start: {self._noise_tail()}")
        return self._process

    def _send(self, process: subprocess.Popen[bytes], job: Json) -> None:
        assert process.stdin is not None
        process.stdin.write(json.dumps(job).encode() + b"\n")
        process.stdin.flush()

    def _receive(
        self, process: subprocess.Popen[bytes], deadline: float, memory_mb: float
    ) -> Json | Outcome:
        assert process.stdout is not None
        while b"\n" not in self._buffer:
            if time.monotonic() > deadline:
                return Outcome(status="timeout", error="killed: over the time limit")
            if resident_mb(process.pid) > memory_mb:
                return Outcome(status="memory", error=f"killed: over {memory_mb:.0f} MB")
            if select.select([process.stdout], [], [], _POLL_S)[0]:
                piece = os.read(process.stdout.fileno(), 1 << 20)
                if not piece:
                    raise EOFError
                self._buffer += piece
        line, self._buffer = self._buffer.split(b"\n", 1)
        return cast("Json", json.loads(line))

    def _last_words(self, process: subprocess.Popen[bytes]) -> str:
        code = process.wait()
        how = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return f"died: {how}; {self._noise_tail()}"

    def _noise_tail(self) -> str:
        self._noise.seek(max(0, self._noise.seek(0, os.SEEK_END) - 600))
        return self._noise.read().decode(errors="replace").strip()[-500:]


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process, 0 when it is gone."""
    try:
        return float(psutil.Process(pid).memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def _serve(target: str) -> None:
    # What libraries print must not get between the answers: they keep a copy of standard output.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    _limit_address_space(os.environ.get("CHILD_ADDRESS_SPACE_MB"))
    if cores := os.environ.get("CHILD_CORES"):
        os.sched_setaffinity(0, {int(core) for core in cores.split(",")})
    module, function = target.split(":")
    work = getattr(importlib.import_module(module), function)
    _say(answers, {"ready": True})
    for line in sys.stdin:
        before = _cpu_s()
        try:
            reply = {"status": "answer", "value": work(json.loads(line))}
        except Exception as error:
            reply = _told(error)
        _say(answers, {**reply, "cpu_s": _cpu_s() - before, "peak_mb": _peak_mb()})


def _limit_address_space(megabytes: str | None) -> None:
    """Let an allocation that is far too large fail, before it can take the machine down."""
    if megabytes:
        resource.setrlimit(resource.RLIMIT_AS, (int(megabytes) * 1_000_000,) * 2)


def _told(error: Exception) -> Json:
    lines = "".join(traceback.format_exception(error)).splitlines()
    return {
        "status": "error",
        "error": f"{type(error).__name__}: {error}",
        "kinds": [kind.__name__ for kind in type(error).__mro__],
        "trace": "\n".join(lines[-_TRACEBACK_LINES:]),
    }


def _say(file: TextIO, message: Json) -> None:
    file.write(json.dumps(message) + "\n")
    file.flush()


def _cpu_s() -> float:
    own, below = (
        resource.getrusage(resource.RUSAGE_SELF),
        resource.getrusage(resource.RUSAGE_CHILDREN),
    )
    return own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime


def _peak_mb() -> float:
    # Linux hands ru_maxrss of the parent on to a child that it starts; VmHWM is the child's own.
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    _serve(sys.argv[1])

"""Idle worker processes, kept for the next call that wants one of their kind."""

from __future__ import annotations

import atexit
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock, Timer
from typing import Any

from docparse.worker_process import Worker, WorkerKind

_TICK_S = 1.0


@dataclass(frozen=True)
class _Resting:
    worker: Worker[Any, Any]
    since: float


class KeptWorkers:
    """A few idle workers; any thread may take one, which is then its own until it is left here.

    Args:
        most: How many are kept; the longest idle one goes first.
        idle_s: Seconds after which one is let go.
    """

    def __init__(self, most: int, idle_s: float) -> None:
        self._most, self._idle_s = most, idle_s
        self._resting: list[_Resting] = []
        self._lock = Lock()
        self._timer: Timer | None = None
        atexit.register(self.clear)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    def __len__(self) -> int:
        return len(self._resting)

    def __bool__(self) -> bool:
        return True

    def take(self, kind: WorkerKind) -> Worker[Any, Any] | None:
        """Return an idle worker of that kind, the one that worked last, or None."""
        with self._lock:
            fitting = [resting for resting in self._resting if resting.worker.kind == kind]
            taken = fitting[-1:]
            self._resting = [one for one in self._resting if one not in taken]
        for resting in taken:
            if resting.worker.answers:
                return resting.worker
            resting.worker.kill()
            return self.take(kind)
        return None

    def keep(self, worker: Worker[Any, Any]) -> None:
        """Leave an idle worker here."""
        with self._lock:
            self._resting.append(_Resting(worker, time.monotonic()))
            over, self._resting = self._resting[: -self._most], self._resting[-self._most :]
            self._wind_up()
        _end(over)

    def clear(self) -> None:
        """End them all."""
        with self._lock:
            over, self._resting = self._resting, []
        _end(over)

    def _let_go(self) -> None:
        """End those that nobody has wanted for long."""
        latest = time.monotonic() - self._idle_s
        with self._lock:
            self._timer = None
            over = [resting for resting in self._resting if resting.since <= latest]
            self._resting = [resting for resting in self._resting if resting.since > latest]
            self._wind_up()
        _end(over)

    def _wind_up(self) -> None:
        """Look again once the longest idle one has been so for long."""
        if self._resting and self._timer is None:
            due = self._resting[0].since + self._idle_s - time.monotonic()
            self._timer = Timer(max(0.0, due) + _TICK_S, self._let_go)
            self._timer.daemon = True
            self._timer.start()

    def _forget(self) -> None:
        """In a fork: they are the parent's, and so is the lock."""
        self._lock, self._timer = Lock(), None
        for resting in self._resting:
            resting.worker.disown()
        self._resting = []


def _end(resting: Iterable[_Resting]) -> None:
    for one in resting:
        one.worker.kill()

"""Ctrl-C and SIGTERM: once ends a run at the next page, twice at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from docparse.stopping import Stop

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_NOTE = b"\nstopping after the pages in work; once more ends it now\n"


class SignalStop(Stop):
    """A stop that a signal sets; `code` is then the exit code of the run."""

    def __init__(self, *, silent: bool) -> None:
        super().__init__()
        self.code = 0
        self._silent = silent

    def take(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal."""
        if self.is_set():
            raise KeyboardInterrupt
        self.code = 128 + number
        self.set()
        if not self._silent:
            os.write(2, _NOTE)  # print may be what was interrupted


@contextmanager
def stop_on_signals(*, wanted: bool, silent: bool = False) -> Iterator[SignalStop]:
    """Yield a stop that the first signal sets; without a store to go on from, signals just end."""
    stop = SignalStop(silent=silent)
    handled = _SIGNALS if wanted and threading.current_thread() is threading.main_thread() else ()
    before = [signal.signal(number, stop.take) for number in handled]
    try:
        yield stop
    finally:
        for number, handler in zip(handled, before, strict=True):
            signal.signal(number, handler)
        stop.close()

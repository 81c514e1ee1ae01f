"""Connections that look at the clock of the call they serve; know nothing of HTTP."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore

_SLICE_S = 0.2
"""How often a call that waits looks whether it is to stop."""
_WRITE_BYTES = 16 << 10
_PASSING_TLS = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
"""Handshakes that broke off, as those of a server that restarts."""


class TrustError(Exception):
    """The other end is not trusted, or speaks no TLS; the next time it will not be either."""


class StoppedError(Exception):
    """The caller does not want the answer any more."""


@dataclass(frozen=True)
class Limit:
    """When the call of this thread ends.

    Attributes:
        deadline: By the monotonic clock.
        stop: Ends it before.
    """

    deadline: float
    stop: threading.Event

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Let the connections this thread uses obey the limit."""
        token = _LIMIT.set(self)
        try:
            yield
        finally:
            _LIMIT.reset(token)

    def left_s(self) -> float:
        """Return what is left of the time.

        Raises:
            httpcore.ReadTimeout: Nothing is.
            StoppedError: The call is to stop.
        """
        if self.stop.is_set():
            raise StoppedError
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left

    def slice_s(self) -> float:
        """Return how long to wait before one looks again; raises as `left_s`."""
        return min(self.left_s(), _SLICE_S)


_LIMIT: ContextVar[Limit] = ContextVar("limit")
"""A connection serves one call after another, each from its own thread: each brings its limit."""


class _TimedStream(httpcore.NetworkStream):
    """A connection that looks at the clock of the call at each step.

    The time-outs of sockets begin anew with each byte, so that a server which sends one now and
    then would hold a call for ever.
    """

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            slice_s = _LIMIT.get().slice_s()
            try:
                return self._inner.read(max_bytes, timeout=slice_s)
            except httpcore.ReadTimeout:
                continue

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _WRITE_BYTES):
            left_s = _LIMIT.get().left_s()
            self._inner.write(buffer[start : start + _WRITE_BYTES], timeout=left_s)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        try:
            return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, timeout))
        except httpcore.ConnectError as error:
            cause = error.__cause__
            if isinstance(cause, ssl.SSLError) and not isinstance(cause, _PASSING_TLS):
                raise TrustError(str(error)) from cause
            raise

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 (as httpcore declares it)
        return self._inner.get_extra_info(info)


class TimedBackend(httpcore.NetworkBackend):
    """Opens connections that look at the clock."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a connection, as httpcore asks for it."""
        return _TimedStream(
            self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        )

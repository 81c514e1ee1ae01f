"""One HTTP call with an end: bounded in time and size, stoppable, its key shown to nobody.

Knows nothing of models, never tries twice, follows no redirect and reads no environment.
"""

from __future__ import annotations

import math
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Literal, TypeAlias
from urllib.parse import unquote, urlsplit

import httpcore

from docparse.engines.remote.address import Secrets, proxy_secrets, userinfo
from docparse.engines.remote.timing import Limit, StoppedError, TimedBackend, TrustError
from docparse.errors import EngineError

_KEPT_S = 30.0
"""How long a connection that is not used is kept."""

Fault = Literal["unreachable", "tls", "timeout", "closed", "too large", "not JSON", "stopped"]


@dataclass(frozen=True)
class HttpReply:
    """What a server answered.

    Attributes:
        status: The HTTP status.
        headers: Names in lower case, and values.
        body: All of it.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the first header of that name, which is given in lower case."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True)
class Failure:
    """Why there is no answer.

    Attributes:
        fault: What went wrong: no connection, no trust, no end within the time, a connection
            closed too early, more than one is ready to take, a broken body, stopped by ourselves.
        detail: The same in words.
    """

    fault: Fault
    detail: str


Outcome: TypeAlias = HttpReply | Failure


@dataclass(frozen=True, kw_only=True)
class CallOptions:
    """How calls are made.

    Attributes:
        timeout_s: Time of a call from its beginning to the last byte of the answer.
        connect_timeout_s: Time to connect, of that.
        connections: Most at once; further calls wait, and their time runs.
        max_bytes: Largest answer.
        proxy: URL of an HTTP proxy; none by default, whatever the environment says.
        ca_file: PEM file of the authorities to trust in place of the usual ones.
    """

    timeout_s: float = 300.0
    connect_timeout_s: float = 10.0
    connections: int = 8
    max_bytes: int = 16 << 20
    proxy: str | None = field(default=None, repr=False)
    ca_file: str | Path | None = None

    def __post_init__(self) -> None:
        if min(self.timeout_s, self.connect_timeout_s) <= 0:
            raise EngineError(
                f"timeout_s={self.timeout_s}, connect_timeout_s={self.connect_timeout_s}: "
                "both must be over 0 seconds"
            )
        if self.connections < 1:
            raise EngineError(f"concurrency={self.connections}: at least 1 request at a time")


class Caller:
    """Makes calls to one server over connections it keeps; safe to use from several threads.

    Args:
        root: URL the routes are appended to, without a slash at its end.
        key: Sent as bearer token to that server and nobody else.
        options: Bounds of time and size, and the way to the server.

    Raises:
        EngineError: The proxy's URL or the file of authorities is of no use.
    """

    def __init__(self, root: str, key: str | None, options: CallOptions) -> None:
        self._root = root
        self._options = options
        self._bearer = Secrets(() if key is None else (f"Bearer {key}",))
        self.secrets = Secrets((*((key,) if key else ()), *proxy_secrets(options.proxy)))
        trust = _trust(root, options.ca_file)
        self._lines = [_line(options.proxy, trust) for _ in range(options.connections)]
        self._free: LifoQueue[httpcore.ConnectionPool] = LifoQueue()
        for line in self._lines:
            self._free.put(line)

    def call(
        self,
        method: str,
        route: str,
        body: bytes | None = None,
        stop: threading.Event | None = None,
        timeout_s: float | None = None,
    ) -> Outcome:
        """Make a call and read all of the answer.

        Args:
            method: `GET` or `POST`.
            route: Appended to the root; begins with a slash.
            body: JSON, encoded.
            stop: When it is set the call ends within a fraction of a second.
            timeout_s: Time of this call, where the usual one is too long.

        Returns:
            The answer, whatever its status, or why there is none.
        """
        limit_s = min(timeout_s or math.inf, self._options.timeout_s)
        limit = Limit(time.monotonic() + limit_s, stop or threading.Event())
        try:
            with limit.applied(), self._line(limit) as line:
                return self._exchange(line, method, route, body)
        except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.ProxyError) as error:
            return Failure("unreachable", f"no connection ({error or type(error).__name__})")
        except TrustError as error:
            return Failure("tls", f"no trusted connection ({error})")
        except httpcore.TimeoutException:
            return Failure("timeout", f"no whole answer within {limit_s:g} s")
        except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
            return Failure("closed", f"the connection broke off ({error or 'closed'})")
        except StoppedError:
            return Failure("stopped", "stopped before it was answered")

    def close(self) -> None:
        """Close all connections."""
        for line in self._lines:
            line.close()

    @contextmanager
    def _line(self, limit: Limit) -> Iterator[httpcore.ConnectionPool]:
        """Lend a line to this call alone: pools that threads share close what another just took."""
        while True:
            try:
                line = self._free.get(timeout=limit.slice_s())
                break
            except Empty:
                continue
        try:
            yield line
        finally:
            self._free.put(line)

    def _exchange(
        self, line: httpcore.ConnectionPool, method: str, route: str, body: bytes | None
    ) -> Outcome:
        options = self._options
        connect_s = min(options.connect_timeout_s, options.timeout_s)
        with line.stream(
            method,
            self._root + route,
            headers=self._headers(body is not None),
            content=body,
            extensions={"timeout": {"connect": connect_s}},
        ) as response:
            content = _bounded(response.iter_stream(), options.max_bytes)
            if isinstance(content, Failure):
                return content
            return HttpReply(response.status, _texts(response.headers), content)

    def _headers(self, has_body: bool) -> list[tuple[str, str]]:
        headers = [
            ("Host", urlsplit(self._root).netloc),
            ("Accept", "application/json"),
            ("Accept-Encoding", "identity"),
            ("User-Agent", "docparse"),
        ]
        if has_body:
            headers.append(("Content-Type", "application/json"))
        return headers + [("Authorization", value) for value in self._bearer.values]


def _line(proxy: str | None, trust: ssl.SSLContext | None) -> httpcore.ConnectionPool:
    """Return a way to the server for one call at a time, whose connection is kept for the next."""
    if proxy is None:
        return httpcore.ConnectionPool(
            ssl_context=trust,
            max_connections=1,
            keepalive_expiry=_KEPT_S,
            network_backend=TimedBackend(),
        )
    parts = urlsplit(proxy)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        shown = Secrets(proxy_secrets(proxy)).mask(proxy)
        raise EngineError(f"proxy={shown!r} is no http or https URL")
    name, password = userinfo(proxy) or ("", "")
    return httpcore.HTTPProxy(
        proxy_url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        proxy_auth=(unquote(name), unquote(password)) if name else None,
        ssl_context=trust,
        max_connections=1,
        keepalive_expiry=_KEPT_S,
        network_backend=TimedBackend(),
    )


def _trust(root: str, ca_file: str | Path | None) -> ssl.SSLContext | None:
    """Return whom to trust, read once for all lines; None where there is no TLS."""
    try:
        if ca_file is not None:
            return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise EngineError(
            f"ca_file={str(ca_file)!r} cannot be read as certificates ({error}); give a PEM file"
        ) from error
    return httpcore.default_ssl_context() if root.startswith("https:") else None


def _bounded(parts: Iterable[bytes], max_bytes: int) -> bytes | Failure:
    content = bytearray()
    for part in parts:
        content += part
        if len(content) > max_bytes:
            return Failure("too large", f"the answer is larger than {max_bytes:,} bytes")
    return bytes(content)


def _texts(headers: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1").lower(), text.decode("latin-1")) for name, text in headers)

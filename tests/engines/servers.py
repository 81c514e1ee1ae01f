"""Real HTTP servers in threads: one that misbehaves by a script, one with a model of our own."""

from __future__ import annotations

import base64
import json
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, Self, TypeAlias

from PIL import Image

OWN_CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBszCCAVmgAwIBAgIBATAKBggqhkjOPQQDAjAfMR0wGwYDVQQDDBRkb2NwYXJz
ZSB0ZXN0IHNlcnZlcjAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFow
HzEdMBsGA1UEAwwUZG9jcGFyc2UgdGVzdCBzZXJ2ZXIwWTATBgcqhkjOPQIBBggq
hkjOPQMBBwNCAARkHpaGzT/B+SgTHXmChI6z2vZ+G5vKUUAIsYrSlpreflYt237h
028E8hDNcnB2pc1Msgx0KF4s/zF8gPEtE5boo4GDMIGAMBIGA1UdEwEB/wQIMAYB
Af8CAQAwDgYDVR0PAQH/BAQDAgKEMB0GA1UdDgQWBBQj0MzmcHsAUZ5zgN2zXXP1
WcJ0gDAfBgNVHSMEGDAWgBQj0MzmcHsAUZ5zgN2zXXP1WcJ0gDAaBgNVHREEEzAR
hwR/AAABgglsb2NhbGhvc3QwCgYIKoZIzj0EAwIDSAAwRQIgOM5mTHMVVTPb9oNX
zdz6008kyBa/xgdidIHzI9l3rHcCIQDOE+CnQPXxKSqieLNbgSpAhpxmW9qoxtXw
Ul7746LRow==
-----END CERTIFICATE-----
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg3RM0GdX5C42IWiv/
lanU9/RmHehsJ9B+saa5X3AkHSihRANCAARkHpaGzT/B+SgTHXmChI6z2vZ+G5vK
UUAIsYrSlpreflYt237h028E8hDNcnB2pc1Msgx0KF4s/zF8gPEtE5bo
-----END PRIVATE KEY-----
"""
"""For 127.0.0.1, signed by itself; made for these tests, and known to everybody."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a server does with one request.

    Attributes:
        status: Sent in the first line.
        body: Sent after the headers.
        headers: Sent in addition to the length of the body.
        delay_s: Waited before anything is sent.
        drip_s: Waited before each byte.
        drips: What is sent by single bytes.
        ends: `whole`; `unsent` closes without a byte; `half` promises all of the body and sends
            half; `never` sends the body again and again.
    """

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    delay_s: float = 0.0
    drip_s: float = 0.0
    drips: Literal["nothing", "head", "body"] = "nothing"
    ends: Literal["whole", "unsent", "half", "never"] = "whole"


@dataclass(frozen=True)
class Recorded:
    """A request as it came in; the names of its headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    peer: tuple[str, int]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def question(self) -> str:
        """The text of the last turn."""
        content = self.json["messages"][-1]["content"]
        return content if isinstance(content, str) else content[-1]["text"]


Answerer: TypeAlias = Callable[[Recorded], Step]


class HttpServer:
    """Serves on a free port of 127.0.0.1 while it is open.

    Attributes:
        requests: What came in, in the order it did.
        most_at_once: Most requests that were being answered at the same time.
    """

    def __init__(self, answerer: Answerer, *, tls: bool = False) -> None:
        self.requests: list[Recorded] = []
        self.most_at_once = 0
        self._at_once = 0
        self._answerer = answerer
        self._tls = tls
        self._lock = threading.Lock()
        self._closing = threading.Event()

    @property
    def url(self) -> str:
        """Without `/v1`."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        if self._tls:
            self._server.socket = _own_context().wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def handle(self, request: Recorded, send: Callable[[bytes], object]) -> bool:
        """Answer a request; return whether the connection stays open."""
        with self._lock:
            self.requests.append(request)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            return self._play(self._answerer(request), send)
        finally:
            with self._lock:
                self._at_once -= 1

    def _play(self, step: Step, send: Callable[[bytes], object]) -> bool:
        self._closing.wait(step.delay_s)
        if step.ends == "unsent":
            return False
        head = _head(step)
        self._send(_bytes(head) if step.drips == "head" else [head], step.drip_s, send)
        if step.ends == "never":
            while not self._closing.is_set():
                send(step.body)
        body = step.body[: len(step.body) // 2] if step.ends == "half" else step.body
        self._send(_bytes(body) if step.drips == "body" else [body], step.drip_s, send)
        return step.ends == "whole"

    def _send(
        self, pieces: Iterable[bytes], drip_s: float, send: Callable[[bytes], object]
    ) -> None:
        for piece in pieces:
            if self._closing.is_set():
                return
            if len(piece) == 1:
                self._closing.wait(drip_s)
            send(piece)


class ScriptedServer(HttpServer):
    """Takes one step for each request, in the order they come; the last one again and again."""

    def __init__(self, *steps: Step, tls: bool = False) -> None:
        left = list(steps)
        lock = threading.Lock()

        def next_step(request: Recorded) -> Step:
            with lock:
                return left.pop(0) if len(left) > 1 else left[0]

        super().__init__(next_step, tls=tls)


class ModelServer(HttpServer):
    """A small OpenAI-compatible server in front of a function.

    Args:
        answer: Gets the images of the conversation and its messages, as they came, and returns the
            text and its `finish_reason`; called by one thread at a time.
        models: Names it lists; it answers to each.
        api_key: What the bearer token must be; None for no check.
    """

    def __init__(
        self,
        answer: Callable[[list[Image.Image], list[dict[str, Any]]], tuple[str, str]],
        *,
        models: Sequence[str] = ("tiny",),
        api_key: str | None = None,
    ) -> None:
        super().__init__(self._step)
        self._answer = answer
        self._models = tuple(models)
        self._api_key = api_key
        self._one = threading.Lock()

    def _step(self, request: Recorded) -> Step:
        if self._api_key and request.headers.get("authorization") != f"Bearer {self._api_key}":
            return refused(401, "the key is not known here")
        if (request.method, request.path) == ("GET", "/v1/models"):
            return listed(*self._models)
        if (request.method, request.path) != ("POST", "/v1/chat/completions"):
            return refused(404, f"no route {request.method} {request.path}")
        if request.json["model"] not in self._models:
            return refused(404, f"no model {request.json['model']!r}")
        return self._said(request.json["messages"])

    def _said(self, messages: list[dict[str, Any]]) -> Step:
        try:
            images = shown_images(messages)
        except (ValueError, OSError) as error:
            return refused(400, f"an image cannot be read: {error}")
        with self._one:
            text, finish = self._answer(images, messages)
        read = sum(len(str(message["content"]).split()) for message in messages)
        return said(text, finish=finish, prompt_tokens=read, new_tokens=len(text.split()))


def said(
    content: object, *, finish: str | None = "stop", prompt_tokens: int = 7, new_tokens: int = 3
) -> Step:
    """Answer a chat request."""
    return jsonic(
        200,
        {
            "object": "chat.completion",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": content},
                    "finish_reason": finish,
                }
            ],
            "usage": {"prompt_tokens": prompt_tokens, "completion_tokens": new_tokens},
        },
    )


def listed(*models: str) -> Step:
    """Answer `/v1/models`."""
    return jsonic(200, {"object": "list", "data": [{"id": name} for name in models]})


def refused(status: int, message: str, *headers: tuple[str, str]) -> Step:
    """Refuse in the way of OpenAI."""
    return jsonic(status, {"error": {"message": message, "type": "invalid_request"}}, *headers)


def jsonic(status: int, value: object, *headers: tuple[str, str]) -> Step:
    """Answer with any JSON."""
    kind = ("Content-Type", "application/json")
    return Step(status=status, body=json.dumps(value).encode(), headers=(kind, *headers))


def shown_images(messages: Sequence[Mapping[str, Any]]) -> list[Image.Image]:
    """Decode the data URLs of a conversation, in order."""
    parts = [
        part
        for message in messages
        if isinstance(message["content"], list)
        for part in message["content"]
    ]
    urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    return [image_of(url) for url in urls]


def image_of(url: str) -> Image.Image:
    """Decode a data URL."""
    head, comma, data = url.partition(",")
    if not comma or not head.startswith("data:image/") or not head.endswith(";base64"):
        raise ValueError(f"no data URL of an image: {url[:40]!r}")
    image = Image.open(BytesIO(base64.b64decode(data, validate=True)))
    image.load()
    return image


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up are part of the play."""


def _handler(server: HttpServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            peer = (str(self.client_address[0]), int(self.client_address[1]))
            request = Recorded(self.command, self.path, headers, body, peer)
            self.close_connection = not server.handle(request, self.wfile.write)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
            pass

    return Handler


def _head(step: Step) -> bytes:
    lines = [f"HTTP/1.1 {step.status} Scripted", *(f"{key}: {text}" for key, text in step.headers)]
    if step.ends == "never":
        lines.append("Connection: close")
    else:
        lines.append(f"Content-Length: {len(step.body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _bytes(text: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in text]


def _own_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "own.pem"
        file.write_text(OWN_CERTIFICATE, encoding="ascii")
        context.load_cert_chain(file)
    return context

"""What a server says when it refuses, whom that concerns, and what to do about it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http import HTTPStatus

from docparse.engines.remote.address import Secrets
from docparse.engines.remote.calls import Fault, HttpReply
from docparse.engines.remote.wire import Parameter

_MAX_MESSAGE = 300
_MAX_READ = 64 << 10

_HINTS = {
    400: "if it is too long, show smaller images or lower max_new_tokens",
    401: "check api_key",
    402: "check the account",
    403: "check api_key and what it may use",
    404: "check base_url and model",
    405: "check base_url",
    407: "give the proxy's name and password in proxy",
    413: "show fewer or smaller images, or let the server take larger requests",
    422: "if it is too long, show smaller images or lower max_new_tokens",
    429: "lower concurrency, or wait",
}
_FAULT_HINTS: dict[Fault, str] = {
    "unreachable": "check that the server runs and that base_url is its address",
    "tls": "check base_url (http or https?), or name the server's authority by ca_file",
    "timeout": "raise timeout_s, or lower concurrency or max_new_tokens",
    "closed": "look into the server's log",
    "too large": "lower max_new_tokens",
    "not JSON": "check that base_url is that of an OpenAI-compatible server",
}
_REFUSALS: dict[Parameter, re.Pattern[str]] = {
    "response_format": re.compile(r"response_?format|json_schema|guided|grammar|schema", re.I),
    "repetition_penalty": re.compile(r"repetition_penalty", re.I),
    "temperature": re.compile(r"temperature.*(support|permitted|default)", re.I | re.S),
    "max_tokens": re.compile(r"max_tokens.*support.*max_completion_tokens", re.I | re.S),
}
_TELLING = ("error", "detail", "message", "msg", "loc", "param", "title")
"""Fields of an error that say what is wrong; others repeat the request."""


def server_message(reply: HttpReply) -> str:
    """Return what a server says about its refusal, from JSON, a web page or plain text."""
    text = reply.body[:_MAX_READ].decode("utf-8", "replace")
    try:
        told = "; ".join(dict.fromkeys(_sayings(json.loads(text))))
    except (ValueError, RecursionError):
        told = ""
    return " ".join((told or _plain(text)).split())


def refused_parameters(message: str, sent: frozenset[Parameter]) -> frozenset[Parameter]:
    """Return which of the parameters that were sent a server complains about."""
    return frozenset(name for name in sent if _REFUSALS[name].search(message))


def concerns_all(status: int) -> bool:
    """Return whether no request of this kind will be answered: wrong key, address or model."""
    return status in (401, 402, 403, 404, 405, 407) or 300 <= status < 400


def status_text(reply: HttpReply, secrets: Secrets) -> str:
    """Return status and message of a refusal, in a few words without secrets."""
    try:
        phrase = f" ({HTTPStatus(reply.status).phrase})"
    except ValueError:
        phrase = ""
    told = reply.header("location") or "" if _redirects(reply) else server_message(reply)
    said = told_shortly(told, secrets)
    return f"answered {reply.status}{phrase}" + (f": {said}" if said else "")


def status_hint(reply: HttpReply) -> str:
    """Return what to do about a refusal."""
    if _redirects(reply):
        return "redirects are not followed: give that address as base_url if you trust it"
    return _HINTS.get(reply.status, "look into the server's log")


def fault_hint(fault: Fault) -> str:
    """Return what to do where there was no answer."""
    return _FAULT_HINTS.get(fault, "try again")


def is_web_page(reply: HttpReply) -> bool:
    """Return whether an answer is meant for people."""
    kind = reply.header("content-type") or ""
    return "html" in kind or reply.body[:64].lstrip().lower().startswith((b"<!doctype", b"<html"))


def told_shortly(text: str, secrets: Secrets) -> str:
    """Return what others wrote as it may stand in a message: masked, printable and short."""
    # Masked before it is cut off: of a key that is cut in two no half may be left.
    shown = "".join(sign if sign.isprintable() else " " for sign in secrets.mask(text))
    return shown if len(shown) <= _MAX_MESSAGE else shown[: _MAX_MESSAGE - 1] + "…"


def _redirects(reply: HttpReply) -> bool:
    return 300 <= reply.status < 400


def _sayings(told: object) -> Iterator[str]:
    """Yield every text that says what is wrong, however the server wraps it."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, list):
        for item in told:
            yield from _sayings(item)
    elif isinstance(told, dict):
        for name in _TELLING:
            yield from _sayings(told.get(name))


def _plain(text: str) -> str:
    title = re.search(r"<title[^>]*>(.*?)</title", text, re.I | re.S)
    return title[1] if title else re.sub(r"<[^>]*>", " ", text)

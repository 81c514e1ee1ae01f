"""Addresses of servers, and the secrets that belong to them; knows no connection."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urlsplit

from docparse.errors import EngineError


@dataclass(frozen=True)
class Secrets:
    """What no message may show."""

    values: tuple[str, ...] = field(default=(), repr=False)

    def mask(self, text: str) -> str:
        """Return the text with `***` in place of every secret, also where it is URL-encoded."""
        for value in sorted(filter(None, self.values), key=len, reverse=True):
            for form in (value, quote(value, safe="")):
                text = text.replace(form, "***")
        return text


def server_root(base_url: str) -> str:
    """Return the URL that `/chat/completions` is appended to.

    A path with a version in it (`…/v1`, `…/api/v3`, `…/v1beta/openai`) stays as it is, a trailing
    slash and a trailing `/chat/completions` aside; `/v1` is appended to any other.

    Raises:
        EngineError: It is no http or https URL, or holds a password or a query.
    """
    url = base_url.strip()
    parts = _split(url)
    if parts.scheme not in ("http", "https"):
        shown = Secrets(userinfo(url)).mask(url)
        like = url.rpartition("://")[2].rpartition("@")[2] or "localhost:8000"
        raise EngineError(
            f"base_url={shown!r} is no http or https URL; write it like 'http://{like}'"
        )
    if parts.username is not None or parts.password is not None:
        raise EngineError("base_url holds a user name or a password; take it out, pass api_key")
    if parts.query or parts.fragment:
        bare = f"{parts.scheme}://{parts.netloc}{parts.path}"
        raise EngineError(f"base_url holds more than an address; write it like {bare!r}")
    if not parts.hostname or not all("!" <= sign <= "~" for sign in url):
        raise EngineError(f"base_url={url!r} names no host, or has signs no address may have")
    path = parts.path.rstrip("/").removesuffix("/chat/completions").rstrip("/")
    if not any(_is_version(segment) for segment in path.split("/")):
        path += "/v1"
    return f"{parts.scheme}://{parts.netloc}{path}"


def checked_key(api_key: str | None) -> str | None:
    """Return the key without blanks around it; None for an empty one.

    Raises:
        EngineError: It cannot stand in a header; the message does not show it.
    """
    key = (api_key or "").strip()
    if not all("!" <= sign <= "~" for sign in key):
        raise EngineError(
            "api_key holds a blank, a line break or a letter outside of ASCII, which no HTTP "
            "header can carry; check what it was read from"
        )
    return key or None


def userinfo(url: str) -> tuple[str, ...]:
    """Return name and password of a URL as they stand in it; nothing when it has none."""
    _, mark, rest = url.partition("://")
    # Up to the last @, for passwords with a slash that should have been encoded.
    name, _, password = (rest if mark else url).rpartition("@")[0].partition(":")
    return (name, password) if name or password else ()


def proxy_secrets(proxy: str | None) -> tuple[str, ...]:
    """Return what of a proxy's URL no message may show."""
    written = userinfo(proxy or "")[1:]
    return tuple(dict.fromkeys(form for text in written for form in (text, unquote(text)) if form))


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port if "://" in url else None  # raises where the port is no number
    except ValueError:
        shown = Secrets(userinfo(url)).mask(url)
        raise EngineError(f"base_url={shown!r} is no URL; check its host and port") from None
    return parts


def _is_version(segment: str) -> bool:
    return len(segment) > 1 and segment[0] == "v" and segment[1].isdigit()

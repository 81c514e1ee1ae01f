"""Clean text and make it, and links, safe to stand in HTML; knows no blocks."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SAFE_SCHEMES = frozenset({"http", "https", "mailto", "ftp"})
_UNSAFE_IN_URL = re.compile(r"[\s\"<>\\^`{|}]")
_UNSAFE_IN_PATH = re.compile(r"[\s\"<>^`{|}%#?]")


def clean(text: str) -> str:
    """Return the text with `\\n` as its only line end and without control characters."""
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)))


def escape_html(text: str) -> str:
    """Return clean text for an element or a quoted attribute."""
    return escape(clean(text))


def safe_link(url: str | None) -> str | None:
    """Return the URL, percent-encoded, when following it can do no harm; otherwise None.

    Safe are http, https, mailto and ftp, and anchors of the same document.
    """
    if not url:
        return None
    url = _UNSAFE_IN_URL.sub(_percent_encoded, clean(url).replace("\n", "").strip())
    if url.startswith("#"):
        return url if len(url) > 1 else None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in _SAFE_SCHEMES or not (parts.netloc or parts.path):
        return None
    return url


def safe_path(path: str) -> str:
    """Return the path of a file as a percent-encoded URL that cannot name a scheme."""
    url = _UNSAFE_IN_PATH.sub(_percent_encoded, clean(path).replace("\n", "").replace("\\", "/"))
    if url.startswith("//"):
        return "/" + url.lstrip("/")
    return f"./{url}" if ":" in url.partition("/")[0] else url


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())

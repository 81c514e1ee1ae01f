"""Digests of files and of what is said of them, and their names within a folder."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

_BYTES = 20


def relative_name(path: Path, folder: Path) -> str:
    """Return the path from a folder, with forward slashes; the whole one where there is no way."""
    try:
        name = Path(os.path.relpath(path, folder))
    except ValueError:  # another drive
        name = path.resolve()
    return name.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def file_digest(path: Path) -> str:
    """Return the digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=_BYTES)).hexdigest()


def digest(*parts: str | bytes) -> str:
    """Return one digest of several things."""
    total = hashlib.blake2b(digest_size=_BYTES)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def is_intact(path: Path, expected: str) -> bool:
    """Tell whether a file holds what it held when its digest was taken."""
    try:
        return file_digest(path) == expected
    except OSError:
        return False

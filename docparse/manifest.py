"""The manifest of a batch: one JSON line for each file that is through."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from docparse.files import write_atomically
from docparse.records import Entry
from docparse.store import Store

_EVERY_S = 10.0


class Manifest:
    """Keeps `.docparse/manifest.jsonl` in step with the store, which it can be made from anew."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._next = 0.0

    def refresh(self) -> None:
        """Write it if that was a while ago."""
        if time.monotonic() >= self._next:
            self.write()

    def write(self) -> None:
        """Write it."""
        write_manifest(self._store.manifest, self._store.entries())
        self._next = time.monotonic() + _EVERY_S


def write_manifest(path: Path, entries: Iterable[Entry]) -> None:
    """Write a line with source, status, pages, problems, seconds and outputs for each file."""
    with write_atomically(path) as file:
        for entry in entries:
            line = {**asdict(entry), "seconds": round(entry.seconds, 3)}
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")

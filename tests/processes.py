"""What tests ask of processes that commands started, and of what they do."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path


def is_true_soon(told: Callable[[], bool]) -> bool:
    """Whether something comes true, at once or within a minute."""
    for _ in range(1200):
        if told():
            return True
        time.sleep(0.05)
    return False


def has_pages(out: Path) -> bool:
    """Whether a page is done of what a command writes to a folder."""
    store = out / ".docparse" / "store.db"
    try:
        with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as db:
            return db.execute("SELECT 1 FROM pages").fetchone() is not None
    except sqlite3.OperationalError:  # not there, or just being made
        return False


def is_empty_soon(group: int) -> bool:
    """Whether no process of a group is left, at once or within ten seconds."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False

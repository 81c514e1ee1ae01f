"""What happens on the way through files and pages, as typed events that can be written as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, kw_only=True)
class FileStarted:
    """A file is open: its pages to convert, and how many of them are known from before."""

    source: Path
    pages: int
    done: int = 0


@dataclass(frozen=True, kw_only=True)
class PageDone:
    """A page was read; `done` of the file's `pages` are through."""

    source: Path
    page: int
    done: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class PageFailed:
    """A page could not be read, and why; `done` of the file's `pages` are through."""

    source: Path
    page: int
    reason: str
    done: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class FileDone:
    """All was read, and written to `outputs`; `problems` says what is missing, a sentence each."""

    source: Path
    pages: int
    seconds: float
    outputs: tuple[Path, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FileFailed:
    """It could not be read, or nothing be written, and why."""

    source: Path
    reason: str
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class FileSkipped:
    """The file was through before: `reason` says why it failed then, `problems` what is missing."""

    source: Path
    pages: int = 0
    reason: str | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FileStopped:
    """The run was stopped before the file's end; a batch goes on from here the next time."""

    source: Path


@dataclass(frozen=True, kw_only=True)
class BatchDone:
    """The run is over: numbers of files, and its seconds.

    Attributes:
        done: Written whole.
        partial: Written, with something missing.
        failed: Not written.
        skipped: Of all these, those that were through before.
        stopped: Left for another time.
    """

    done: int
    partial: int
    failed: int
    skipped: int
    stopped: int
    seconds: float


def page_event(
    source: Path, page: int, error: str | None, *, done: int, pages: int
) -> PageDone | PageFailed:
    """Return what happened to a page: it has an error, or was read."""
    if error is None:
        return PageDone(source=source, page=page, done=done, pages=pages)
    return PageFailed(source=source, page=page, reason=error, done=done, pages=pages)


FileEnd: TypeAlias = FileDone | FileFailed | FileSkipped | FileStopped
Event: TypeAlias = FileStarted | PageDone | PageFailed | FileEnd | BatchDone
OnEvent: TypeAlias = Callable[[Event], None]


def event_json(event: Event) -> str:
    """Write an event on one line of JSON: `{"event": "page_done", "source": "a.pdf", …}`."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()
    return json.dumps({"event": name, **asdict(event)}, default=str)

"""Tell as events what happens to the pages of one source while they go by."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from docparse.errors import DocparseError
from docparse.events import FileDone, FileFailed, FileStarted, FileStopped, OnEvent, page_event
from docparse.schemas import Page


def told(pages: Iterator[Page], name: str, count: int, on_event: OnEvent | None) -> Iterator[Page]:
    """Yield the pages, and tell of each when it is there.

    The last event says that all were read, that an error ended the reading, or that who wanted the
    pages wants no more. After what `on_event` raises itself nothing is told.

    Args:
        pages: So many as `count`.
        name: What the source is called.
        count: How many pages there are to read.
        on_event: Is told; nobody is when it is None.
    """
    if on_event is None:
        yield from pages
        return
    source, began = Path(name), time.monotonic()
    problems: list[str] = []
    on_event(FileStarted(source=source, pages=count))
    try:
        for done, page in enumerate(pages, start=1):
            problems += [f"page {page.number}: {page.error}"] if page.error else []
            on_event(page_event(source, page.number, page.error, done=done, pages=count))
            yield page
    except GeneratorExit:
        on_event(FileStopped(source=source))
        raise
    except DocparseError as error:
        seconds = time.monotonic() - began
        on_event(FileFailed(source=source, reason=str(error), seconds=seconds))
        raise
    seconds = time.monotonic() - began
    on_event(
        FileDone(source=source, pages=count, seconds=seconds, outputs=(), problems=tuple(problems))
    )

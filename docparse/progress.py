"""A progress bar over the pages of many files, on standard error when it is a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

from docparse.events import (
    Event,
    FileDone,
    FileFailed,
    FileSkipped,
    FileStarted,
    FileStopped,
    PageDone,
    PageFailed,
    event_json,
)

if TYPE_CHECKING:
    from rich.progress import Progress

ProgressForm: TypeAlias = Literal["auto", "json", "none"]


class PageProgress:
    """Counts pages; shows them with the time left on a terminal, and nothing in a pipe.

    Args:
        files: How many files there are. The total is unknown until each was counted or begun.
        hidden: Show nothing on a terminal either.
    """

    def __init__(self, files: int, *, hidden: bool = False) -> None:
        self._files = files
        self._expected: dict[Path, int] = {}
        self._done: dict[Path, int] = {}
        self._bar = _bar() if sys.stderr.isatty() and not hidden else None
        self._row = self._bar.add_task("pages", total=None) if self._bar else None

    @property
    def shown(self) -> bool:
        """Whether there is a terminal to show it on."""
        return self._bar is not None

    def expect(self, path: Path, pages: int) -> None:
        """Note how many pages a file has."""
        self._expected[path] = pages
        self._show()

    def take(self, event: Event) -> None:
        """Count what an event tells."""
        match event:
            case FileStarted() | PageDone() | PageFailed():
                self._done[event.source] = event.done
                self.expect(event.source, event.pages)
            case FileDone() | FileFailed() | FileSkipped() | FileStopped():
                self.expect(event.source, self._done.get(event.source, 0))

    def say(self, line: str) -> None:
        """Write a line to standard error, above the bar if there is one."""
        if self._bar is None:
            print(line, file=sys.stderr, flush=True)  # noqa: T201 (standard error is the product)
        else:
            self._bar.console.print(
                line, markup=False, highlight=False, emoji=False, soft_wrap=True
            )

    def _show(self) -> None:
        if self._bar is not None and self._row is not None:
            known = len(self._expected) == self._files
            self._bar.update(
                self._row,
                completed=sum(self._done.values()),
                total=sum(self._expected.values()) if known else None,
            )

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


class EventLines(PageProgress):
    """Writes every event to standard error as a line of JSON, and nothing else."""

    def __init__(self, files: int) -> None:
        super().__init__(files, hidden=True)

    def take(self, event: Event) -> None:
        """Write the event."""
        super().say(event_json(event))

    def say(self, line: str) -> None:
        """Keep still: the events say it."""


def progress_in(form: ProgressForm, files: int) -> PageProgress:
    """Return a bar on a terminal (`auto`), lines of JSON, or neither."""
    return EventLines(files) if form == "json" else PageProgress(files, hidden=form == "none")


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    return Progress(
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )

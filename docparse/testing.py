"""For tests, ours and users': small PDFs from HTML, and an engine that says what it is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, TypeVar, cast

from docparse.engines.base import Answer, Engine
from docparse.errors import DocparseError, EngineError
from docparse.extras import load
from docparse.schemas import Block, Page
from docparse.tasks.base import Task
from docparse.tasks.parse import ParsePage

T = TypeVar("T")
Line = Page | Sequence[Block] | DocparseError
"""What a scripted engine says of one page: a page, its blocks, or an error."""

_CSS = "body { font-family: Times; font-size: 11px; } pre, code { font-family: Courier; }"


def make_pdf(
    *pages: str, width: float = 595.0, height: float = 842.0, margin: float = 72.0
) -> bytes:
    """Return a PDF with a text layer; the same arguments give the same text in the same places.

    Args:
        pages: HTML of each page; a page without tags is plain text.
        width: Of the sheet, points.
        height: Of the sheet, points.
        margin: On all sides, points.

    Raises:
        ValueError: The HTML of a page does not fit on it.
    """
    with load("docparse.sources.mupdf:pymupdf").open() as document:
        for number, html in enumerate(pages, start=1):
            page = document.new_page(width=width, height=height)
            frame = (margin, margin, width - margin, height - margin)
            spare, _ = page.insert_htmlbox(frame, html, css=_CSS, scale_low=1)
            if spare < 0:
                raise ValueError(f"the text of page {number} does not fit on it")
        data: bytes = document.tobytes(garbage=3, deflate=True, no_new_id=True)
        return data


class ScriptedEngine(Engine):
    """Answers `ParsePage` from a script, one line for each page it is asked about.

    Args:
        script: What to say, in the order of the questions. Blocks become a page of the asked
            number and size; a `Page` is returned as it stands; an error is the answer's error.

    Attributes:
        asked: The tasks that were answered so far.
    """

    name: ClassVar[str] = "scripted"
    tasks: ClassVar[frozenset[type[Task[Any]]]] = frozenset({ParsePage})

    def __init__(self, script: Iterable[Line]) -> None:
        self._script = iter(script)
        self.asked: list[ParsePage] = []

    def answer(self, tasks: Sequence[Task[T]]) -> list[Answer[T]]:
        """Say the next lines of the script.

        Raises:
            EngineError: The script has ended.
        """
        return [self._say(task) for task in tasks]

    def _say(self, task: Task[T]) -> Answer[T]:
        assert isinstance(task, ParsePage)
        self.asked.append(task)
        try:
            line = next(self._script)
        except StopIteration:
            raise EngineError(f"the script has no line for question {len(self.asked)}") from None
        if isinstance(line, DocparseError):
            return Answer(error=line)
        return Answer(cast("T", line if isinstance(line, Page) else _page(task, line)))


def _page(task: ParsePage, blocks: Sequence[Block]) -> Page:
    page = task.page
    return Page(number=page.number, width=page.width, height=page.height, blocks=tuple(blocks))

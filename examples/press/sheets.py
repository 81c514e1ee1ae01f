"""Sheets: pages with frames for the text and with things in fixed places around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from examples.press.truth import Entry, truth_json

A4 = (595.28, 841.89)


@dataclass(frozen=True)
class Fixed:
    """A flowable at a place of its own; `top` is the distance from the top edge of the page."""

    flowable: Flowable
    x: float
    top: float
    width: float


def area(x: float, top: float, width: float, bottom: float) -> Frame:
    """Return a frame for text between two distances from the top edge of an A4 page."""
    return Frame(x, A4[1] - bottom, width, bottom - top, 0, 0, 0, 0)


class Sheet(PageTemplate):
    """A kind of page.

    Args:
        name: How the story asks for it.
        frames: Where its text goes, in reading order.
        before: Makes what is drawn before the text of a page, given the page number.
        after: Makes what is drawn after it.
    """

    def __init__(
        self,
        name: str,
        frames: Sequence[Frame],
        before: Callable[[int], Sequence[Fixed]] = lambda _: (),
        after: Callable[[int], Sequence[Fixed]] = lambda _: (),
    ) -> None:
        super().__init__(id=name, frames=list(frames), pagesize=A4)
        self._before, self._after = before, after

    def beforeDrawPage(self, canvas: Canvas, document: Print) -> None:  # noqa: N802
        _put(self._before(canvas.getPageNumber()), canvas)

    def afterDrawPage(self, canvas: Canvas, document: Print) -> None:  # noqa: N802
        _put(self._after(canvas.getPageNumber()), canvas)


def _put(things: Sequence[Fixed], canvas: Canvas) -> None:
    for thing in things:
        _, height = thing.flowable.wrapOn(canvas, thing.width, A4[1])
        thing.flowable.drawOn(canvas, thing.x, A4[1] - thing.top - height)


class Print(BaseDocTemplate):
    """A document being printed; `entries` is what has been drawn so far."""

    def __init__(self, sheets: Sequence[Sheet], **metadata: str) -> None:
        self.buffer = BytesIO()
        super().__init__(
            self.buffer, pagesize=A4, pageTemplates=list(sheets), invariant=1, **metadata
        )
        self.entries: list[Entry] = []

    def beforeDocument(self) -> None:  # noqa: N802
        self.canv.entries = self.entries


def print_pages(name: str, pages: Sequence[Sequence[Fixed]], **metadata: str) -> tuple[bytes, str]:
    """Return a PDF, and its truth file, of pages on which everything has its place."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.entries = []
    canvas.setTitle(metadata["title"])
    canvas.setAuthor(metadata["author"])
    for page in pages:
        _put(page, canvas)
        canvas.showPage()
    canvas.save()
    blocks = [entry.as_json() for entry in canvas.entries]
    return buffer.getvalue(), truth_json(name, [A4] * len(pages), blocks)


def print_story(
    name: str, sheets: Sequence[Sheet], story: Sequence[Flowable], **metadata: str
) -> tuple[bytes, str]:
    """Return a PDF, and its truth file, of a story that flows from sheet to sheet."""
    document = Print(sheets, **metadata)
    document.build(list(story))
    pages = [A4] * document.page
    blocks = [entry.as_json() for entry in document.entries]
    return document.buffer.getvalue(), truth_json(name, pages, blocks)

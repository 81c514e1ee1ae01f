"""The document as exports walk it: lists and forms gathered, unread pages in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from docparse.schemas import FURNITURE, Block, Footnote, KeyValue, ListItem
from docparse.schemas.paged import Paged


@dataclass(frozen=True)
class Items:
    """List items that follow each other."""

    items: tuple[ListItem, ...]


@dataclass(frozen=True)
class Fields:
    """Labelled values that follow each other."""

    fields: tuple[KeyValue, ...]


@dataclass(frozen=True)
class Unread:
    """A page that could not be read, and why."""

    page: int
    reason: str

    @property
    def sentence(self) -> str:
        """What to tell the reader."""
        return f"Page {self.page} could not be read: {self.reason}"


Part = Block | Items | Fields | Unread


def walk(
    document: Paged, *, furniture: bool, shows: Callable[[Block], bool] = lambda block: True
) -> Iterator[Part]:
    """Yield the document's parts in reading order.

    Footnotes inside a list stand behind it, so that they do not cut it.

    Args:
        document: The document.
        furniture: Include running headers and footers.
        shows: Tells the blocks that the export shows at all.
    """
    parts = _notes_behind_lists(_visible(document, furniture, shows))
    for kind, group in groupby(parts, key=type):
        if kind is ListItem:
            yield Items(tuple(part for part in group if isinstance(part, ListItem)))
        elif kind is KeyValue:
            yield Fields(tuple(part for part in group if isinstance(part, KeyValue)))
        else:
            yield from group


def paragraphs(written: Iterable[str]) -> Iterator[str]:
    """Yield the texts that are not empty with empty lines between them, and a line's end."""
    separator = ""
    for text in written:
        if text:
            yield separator + text
            separator = "\n\n"
    if separator:
        yield "\n"


def _visible(
    document: Paged, furniture: bool, shows: Callable[[Block], bool]
) -> Iterator[Block | Unread]:
    for page in document.pages:
        if page.error is not None:
            yield Unread(page.number, page.error)
        for block in page.blocks:
            if (furniture or not isinstance(block, FURNITURE)) and shows(block):
                yield block


def _notes_behind_lists(parts: Iterable[Block | Unread]) -> Iterator[Block | Unread]:
    waiting: list[Footnote] = []
    in_list = False
    for part in parts:
        if isinstance(part, Footnote) and in_list:
            waiting.append(part)
            continue
        if not isinstance(part, ListItem):
            yield from waiting
            waiting.clear()
        in_list = isinstance(part, ListItem)
        yield part
    yield from waiting

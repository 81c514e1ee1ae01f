"""Documents as those read them who go from page to page, and need not hold them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

from docparse.schemas.document import Page, SourceInfo

Change = Callable[[Iterable[Page]], Iterable[Page]]
"""Makes other pages of pages, as they go by."""


class Paged(Protocol):
    """A `Document`, or the stream of the pages of one."""

    @property
    def source(self) -> SourceInfo:
        """What it was made from."""

    @property
    def engine(self) -> str:
        """What read it."""

    @property
    def pages(self) -> Iterable[Page]:
        """All pages, from the first on each time they are asked for."""

    def with_pages(self, change: Change) -> Self:
        """Return it with other pages."""


PagedT = TypeVar("PagedT", bound=Paged)


@dataclass(frozen=True)
class Stream:
    """A document whose pages are made anew each time they are gone through.

    Attributes:
        read: Begins a new way through the pages.
    """

    source: SourceInfo
    engine: str
    read: Callable[[], Iterable[Page]]

    @property
    def pages(self) -> Iterable[Page]:
        """All pages, from the first on each time they are asked for."""
        return self.read()

    def with_pages(self, change: Change) -> Stream:
        """Return the stream with other pages, changed as they go by."""
        return Stream(self.source, self.engine, lambda: change(self.read()))

"""What a page itself says: its words, and how it must be turned to stand upright."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docparse.extras import load
from docparse.schemas import PageInfo, Word
from docparse.sources import SourcePage
from docparse.tasks.parse import OcrMode

if TYPE_CHECKING:
    from docparse.engines.embedded.reading import PageReader


@dataclass(frozen=True)
class Ground:
    """A page as it stands upright, and the words on it.

    Attributes:
        page: Upright; the boxes of the words refer to it.
        words: From the text layer or OCR; empty when the page was not read.
        info: How they were read.
    """

    page: SourcePage
    words: tuple[Word, ...] = ()
    info: PageInfo = field(default_factory=PageInfo)


class GroundReader:
    """Reads the words of pages, for a model's text to be placed by."""

    def __init__(self) -> None:
        self._reader: PageReader | None = None

    def read(self, page: SourcePage, mode: OcrMode) -> Ground:
        """Return the upright page and its words.

        Raises:
            SourceError: The page is damaged, or its image too large.
        """
        if self._reader is None:
            self._reader = load("docparse.engines.embedded.reading:PageReader")()
        reading = self._reader.read(page, mode)
        info = reading.info
        return Ground(page.turned(info.orientation, info.skew), reading.words, info)

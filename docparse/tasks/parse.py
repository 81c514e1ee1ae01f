"""ParsePage: everything on a page as typed blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from docparse.schemas import Page
from docparse.sources import SourcePage
from docparse.tasks.base import Task

OcrMode = Literal["auto", "always", "never"]


@dataclass(frozen=True, kw_only=True)
class ParsePage(Task[Page]):
    """Parse one page.

    Attributes:
        ocr: `auto` reads what the text layer cannot say, `always` reads the page image and ignores
            the text layer, `never` takes the text layer as it is.
    """

    ocr: OcrMode = "auto"

    @property
    def page(self) -> SourcePage:
        """The page to parse."""
        (page,) = self.pages
        return page

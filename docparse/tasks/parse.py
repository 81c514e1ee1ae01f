"""ParsePage: everything on a page as typed blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from docparse.schemas import Page
from docparse.tasks.base import Dialect, Read, Task

OcrMode = Literal["auto", "always", "never"]


@dataclass(frozen=True, kw_only=True)
class ParsePage(Task[Page]):
    """Parse one page.

    Attributes:
        ocr: For engines that compute: `auto` reads what the text layer cannot say, `always` reads
            the page image and ignores the text layer, `never` takes the text layer as it is.
    """

    ocr: OcrMode = "auto"

    def prompt(self, dialect: Dialect) -> str:
        """Ask for everything on the page."""
        raise NotImplementedError

    def read(self, reply: str, dialect: Dialect) -> Read[Page]:
        """Read Markdown, or a layout in JSON."""
        raise NotImplementedError

"""What all blocks share: a place on a page, an origin, and text in runs of one style."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from docparse.schemas.geometry import Box, Value

Source = Literal["text_layer", "ocr", "model"]


class Run(Value):
    """A stretch of text in one style. With `math`, `text` is LaTeX."""

    text: str
    bold: bool = False
    italic: bool = False
    superscript: bool = False
    subscript: bool = False
    code: bool = False
    math: bool = False
    link: str | None = None

    @property
    def plain(self) -> bool:
        """True when nothing but the text is said."""
        return not any(self.style)

    @property
    def style(self) -> tuple[bool | str | None, ...]:
        """All that is said but the text: neighbours of one style are one run."""
        marks = (self.bold, self.italic, self.superscript, self.subscript)
        return (*marks, self.code, self.math, self.link)


class Place(Value):
    """A region of a page."""

    page: int
    box: Box


class Placed(Value):
    """What every block has.

    Attributes:
        id: Unique in the document, `p3-b12`: the block of page 3 that is twelfth in reading order.
        page: Page number, from 1.
        box: Region on that page.
        continued: Further regions, for a block joined over a column or page break.
        source: Where the text comes from.
        confidence: For OCR the mean character score of its words, 0 to 1; for a model what the
            model says; None where nothing was estimated (text layers state their text exactly).
    """

    id: str
    page: int = Field(ge=1)
    box: Box
    continued: tuple[Place, ...] = ()
    source: Source = "text_layer"
    confidence: float | None = Field(default=None, ge=0, le=1)

    @property
    def places(self) -> tuple[Place, ...]:
        """All regions of the block, in reading order."""
        return (Place(page=self.page, box=self.box), *self.continued)

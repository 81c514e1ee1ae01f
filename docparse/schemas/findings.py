"""What is found on a page when one does not ask for all of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from docparse.schemas.geometry import Box, Value

BlockKind = Literal[
    "heading",
    "paragraph",
    "list_item",
    "table",
    "formula",
    "figure",
    "caption",
    "footnote",
    "code",
    "page_header",
    "page_footer",
    "key_value",
]
"""The `kind` of a block."""


class Region(Value):
    """A region of a page and what kind of block it holds.

    Attributes:
        kind: As `block.kind`.
        page: Page number, from 1.
        box: Where.
        label: What the engine itself calls it, where it says so.
        confidence: What the engine says, 0 to 1; None where it says nothing.
    """

    kind: BlockKind
    page: int = Field(ge=1)
    box: Box
    label: str = ""
    confidence: float | None = Field(default=None, ge=0, le=1)


class Spotted(Value):
    """The text in a region of a page; `box` is where it was found, None where that is not known."""

    text: str
    page: int = Field(ge=1)
    box: Box | None = None

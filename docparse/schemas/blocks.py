"""Blocks: the closed union of the things a page is made of."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from docparse.schemas.formula import Formula
from docparse.schemas.placed import Placed, Run
from docparse.schemas.table import Table


class TextBlock(Placed):
    """A block of running text.

    Attributes:
        text: Plain text; a line break only where the author broke the line, as in addresses.
        runs: The same text cut by style; empty when all of it is plain.
        font_size: Commonest type size in points, None when unknown.
    """

    text: str
    runs: tuple[Run, ...] = ()
    font_size: float | None = None

    @model_validator(mode="after")
    def _runs_spell_the_text(self) -> Self:
        if self.runs and "".join(run.text for run in self.runs) != self.text:
            raise ValueError(f"the runs of {self.id} do not spell its text")
        return self

    @property
    def inline(self) -> tuple[Run, ...]:
        """The runs, or the text as one plain run."""
        return self.runs or (Run(text=self.text),)


class Heading(TextBlock):
    """A title or section heading; `level` 1 is the highest."""

    kind: Literal["heading"] = "heading"
    level: int = Field(default=1, ge=1, le=6)


class Paragraph(TextBlock):
    """A paragraph of running text."""

    kind: Literal["paragraph"] = "paragraph"


class ListItem(TextBlock):
    """One item of a list: `marker` as printed (`•`, `2.`, `(a)`), `depth` 0 for the outermost."""

    kind: Literal["list_item"] = "list_item"
    marker: str = ""
    depth: int = Field(default=0, ge=0)


class Caption(TextBlock):
    """The caption of the table, figure or formula whose id is `of`; None when none was found."""

    kind: Literal["caption"] = "caption"
    of: str | None = None


class Footnote(TextBlock):
    """A note at the foot of a page; `mark` is the sign that refers to it (`1`, `*`), if found."""

    kind: Literal["footnote"] = "footnote"
    mark: str | None = None


class Code(TextBlock):
    """Program text, with its line breaks and indentation."""

    kind: Literal["code"] = "code"
    language: str | None = None


class PageHeader(TextBlock):
    """Furniture at the top of a page: a running title, a page number."""

    kind: Literal["page_header"] = "page_header"


class PageFooter(TextBlock):
    """Furniture at the foot of a page."""

    kind: Literal["page_footer"] = "page_footer"


class Figure(Placed):
    """A picture, diagram or chart; `text` holds the words printed inside it."""

    kind: Literal["figure"] = "figure"
    text: str = ""
    image: str | None = None
    """Path of the cropped picture, once it has been written."""


class KeyValue(Placed):
    """A labelled value, as on a form."""

    kind: Literal["key_value"] = "key_value"
    key: str
    value: str

    @property
    def text(self) -> str:
        """`key: value`."""
        return f"{self.key}: {self.value}"


Block = Annotated[
    Heading
    | Paragraph
    | ListItem
    | Table
    | Formula
    | Figure
    | Caption
    | Footnote
    | Code
    | PageHeader
    | PageFooter
    | KeyValue,
    Field(discriminator="kind"),
]
"""Any block; `block.kind` tells which."""

FURNITURE = (PageHeader, PageFooter)
"""Kinds that belong to the sheet and not to the text."""

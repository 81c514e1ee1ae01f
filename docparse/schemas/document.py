"""Pages and documents, and the doors to their export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, TypeVar, cast

from pydantic import Field

from docparse.schemas.audit import Audit, PageAudit
from docparse.schemas.blocks import FURNITURE, Block, Figure
from docparse.schemas.formula import Formula
from docparse.schemas.geometry import Value
from docparse.schemas.placed import Placed
from docparse.schemas.table import Table

SCHEMA_VERSION: Literal["1.0"] = "1.0"

BlockT = TypeVar("BlockT", bound=Placed)


class Dropped(Value):
    """Words of the page that no block carries: how many, why, and the first of them."""

    reason: str
    words: int = Field(ge=1)
    sample: str = ""


class PageInfo(Value):
    """How a page was read.

    Attributes:
        text_source: `text_layer`, `ocr`, `mixed` (OCR for parts of the page), `model` (what a
            model wrote who was shown the page) or `none`.
        reason: Why, in words.
        words: Words found on the page.
        dropped: Words that stand in no block, each group with its reason.
        orientation: Degrees the page image was turned clockwise to stand upright.
        skew: Degrees the page image was turned clockwise, after that, to be level.
        ocr_confidence: Mean character score of the page's OCR words.
        notes: What a reader should know: unread scripts, skipped parts.
    """

    text_source: Literal["text_layer", "ocr", "mixed", "model", "none"] = "none"
    reason: str = ""
    words: int = 0
    dropped: tuple[Dropped, ...] = ()
    orientation: int = Field(default=0, ge=0, lt=360, multiple_of=90)
    skew: float = 0.0
    ocr_confidence: float | None = None
    notes: tuple[str, ...] = ()


class Page(Value):
    """One page: size in points as it stands upright, blocks in reading order.

    `error` is None, or says why the page could not be read; its blocks are then empty. `audit`
    says how far the page bears its blocks out, once that was checked.
    """

    number: int = Field(ge=1)
    width: float = Field(ge=0)
    height: float = Field(ge=0)
    blocks: tuple[Block, ...] = ()
    info: PageInfo = Field(default_factory=PageInfo)
    error: str | None = None
    audit: PageAudit | None = None

    @property
    def text(self) -> str:
        """The blocks' text without furniture, an empty line between blocks."""
        return "\n\n".join(b.text for b in self.blocks if not isinstance(b, FURNITURE) and b.text)


class OutlineEntry(Value):
    """A bookmark of the file: depth from 1, title, page number from 1 (0 when it has none)."""

    level: int = Field(ge=1)
    title: str
    page: int = 0


class SourceInfo(Value):
    """What the source says of itself."""

    name: str
    format: str
    page_count: int
    title: str = ""
    author: str = ""
    outline: tuple[OutlineEntry, ...] = ()


class Document(Value):
    """A parsed document."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    source: SourceInfo
    engine: str
    pages: tuple[Page, ...] = ()

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks in reading order."""
        return (block for page in self.pages for block in page.blocks)

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in reading order."""
        return self._of(Table)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """All display formulas in reading order."""
        return self._of(Formula)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures in reading order."""
        return self._of(Figure)

    @property
    def errors(self) -> tuple[str, ...]:
        """One sentence for each page that could not be read."""
        return tuple(f"page {page.number}: {page.error}" for page in self.pages if page.error)

    def with_pages(self, change: Callable[[Iterable[Page]], Iterable[Page]]) -> Document:
        """Return the document with the pages that `change` makes of its own."""
        return self.model_copy(update={"pages": tuple(change(self.pages))})

    def _of(self, kind: type[BlockT]) -> tuple[BlockT, ...]:
        return tuple(block for block in self.blocks if isinstance(block, kind))

    def audit(self, source: object, *, password: str | None = None, limits: object = None) -> Audit:
        """Compare the document with what its source holds, word by word.

        Args:
            source: What it was parsed from, as `parse_document` takes it.
            password: Opens an encrypted PDF.
            limits: Bounds, as `parse_document` takes them.

        Raises:
            SourceError: The source cannot be opened, or lacks a page of the document.
        """
        from docparse.verify import audit

        return audit(self, cast("Any", source), password=password, limits=cast("Any", limits))

    def checked(
        self, source: object, *, password: str | None = None, limits: object = None
    ) -> Document:
        """Return the document with the audit of each page on it (`page.audit`).

        Then `to_markdown(mark_unsupported=True)` marks what the pages do not bear out, and the
        view shows it in its place, beside what is missing. Arguments and errors are those of
        `audit`.
        """
        from docparse.verify import checked

        return checked(self, cast("Any", source), password=password, limits=cast("Any", limits))

    def to_markdown(self, *, furniture: bool = False, mark_unsupported: bool = False) -> str:
        """Return GitHub Markdown.

        Args:
            furniture: Include running headers and footers.
            mark_unsupported: Put `<mark>` around what the audit of its page does not bear out.
        """
        from docparse.export.markdown import document_to_markdown
        from docparse.export.marking import marked

        shown = marked(self) if mark_unsupported else self
        return document_to_markdown(shown, furniture=furniture)

    def to_html(self, *, furniture: bool = False, mark_unsupported: bool = False) -> str:
        """Return a standalone HTML page; the arguments are those of `to_markdown`."""
        from docparse.export.html import document_to_html
        from docparse.export.marking import marked

        shown = marked(self) if mark_unsupported else self
        return document_to_html(shown, furniture=furniture)

    def to_text(self, *, furniture: bool = False) -> str:
        """Return plain text; `furniture` includes running headers and footers."""
        from docparse.export.text import document_to_text

        return document_to_text(self, furniture=furniture)

    def to_json(self, *, indent: int | None = 2) -> str:
        """Return JSON that `from_json` turns into an equal document."""
        from docparse.export.json_text import document_to_json

        return document_to_json(self, indent=indent)

    @classmethod
    def from_json(cls, text: str | bytes) -> Document:
        """Read what `to_json` wrote.

        Raises:
            OutputError: The text is not such a document.
        """
        from pydantic import ValidationError

        from docparse.errors import OutputError

        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise OutputError(f"not a docparse document: {error}") from error

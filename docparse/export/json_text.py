"""Documents as JSON, page by page."""

from __future__ import annotations

from collections.abc import Iterator

from docparse.schemas import Document, Page
from docparse.schemas.paged import Paged


def document_to_json(document: Paged, *, indent: int | None = 2) -> str:
    """Return JSON as `Document.model_dump_json` writes it, audits only where there are any."""
    audited = any(page.audit is not None for page in document.pages)
    return "".join(json_pieces(document, audited=audited, indent=indent))


def json_pieces(document: Paged, *, audited: bool, indent: int | None = 2) -> Iterator[str]:
    """Yield the JSON of a document in pieces, of which one page is the largest.

    Args:
        document: The document.
        audited: Write the audit of every page, or that it has none.
        indent: Spaces for each level; None writes all on one line.
    """
    bare = Document(source=document.source, engine=document.engine)
    frame = bare.model_dump_json(indent=indent)
    end = frame.rindex("]")
    yield frame[:end]
    margin = None if indent is None else "\n" + " " * indent
    separator = ""
    for page in document.pages:
        yield separator + _page(page, margin, audited=audited, indent=indent)
        separator = ","
    closing = margin if separator and margin is not None else ""
    yield closing + frame[end:]


def _page(page: Page, margin: str | None, *, audited: bool, indent: int | None) -> str:
    text = page.model_dump_json(indent=indent, exclude=None if audited else {"audit"})
    if margin is None:
        return text
    inner = margin + " " * (indent or 0)
    return inner + text.replace("\n", inner)

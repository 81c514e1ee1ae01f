"""Recognise running headers, footers and page numbers over the pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from docparse.schemas import Block, Heading, Page, PageFooter, PageHeader, Paragraph, TextBlock

_EDGE = 0.12
"""Share of the page's height, at the top and at the foot, where furniture stands."""
_REPEATS = 3
"""Pages a line must stand on to be furniture."""
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|seite|p\.|第)?\s*\d{1,4}\s*(?:页|(?:/|of|von)\s*\d{1,4})?[-–—\s]*"
    r"|.{0,80}\b(?:page|seite)\s+\d{1,4}\s*(?:/|of|von)\s*\d{1,4}",
    re.I,
)


def find_furniture(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Turn lines that stand at the edge of several pages, or number them, into furniture."""
    seen = Counter(
        key
        for page in pages
        for key in {_key(block, page) for block in page.blocks if _edge(block, page)}
    )
    return tuple(
        page.model_copy(
            update={"blocks": tuple(_as_furniture(block, page, seen) for block in page.blocks)}
        )
        for page in pages
    )


def _edge(block: Block, page: Page) -> str | None:
    """`top`, `foot`, or None for a block that cannot be furniture."""
    if not isinstance(block, Paragraph | Heading) or len(block.text) > 120:
        return None
    if block.box.y1 < _EDGE * page.height:
        return "top"
    if block.box.y0 > (1 - _EDGE) * page.height:
        return "foot"
    return None


def _key(block: Block, page: Page) -> tuple[str | None, str]:
    return _edge(block, page), re.sub(r"\d+", "#", block.text)


def _as_furniture(block: Block, page: Page, seen: Counter[tuple[str | None, str]]) -> Block:
    edge = _edge(block, page)
    if edge is None or not isinstance(block, TextBlock):
        return block
    numbers = _PAGE_NUMBER.fullmatch(block.text) and _is_outermost(block, page, edge)
    if not numbers and seen[_key(block, page)] < _REPEATS:
        return block
    kind = PageHeader if edge == "top" else PageFooter
    return kind.model_validate(block.model_dump(exclude={"kind", "level"}))


def _is_outermost(block: Block, page: Page, edge: str) -> bool:
    if edge == "top":
        return not any(other.box.y1 < block.box.y0 for other in page.blocks)
    return not any(other.box.y0 > block.box.y1 for other in page.blocks)

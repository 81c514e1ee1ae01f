"""Recognise running headers, footers and page numbers over the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docparse.schemas import Block, Heading, Page, PageFooter, PageHeader, Paragraph

_EDGE = 0.12
"""Share of the page's height, at the top and at the foot, where furniture stands."""
_REPEATS = 3
"""Pages a line must stand on to be furniture."""
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|seite|p\.|第)?\s*\d{1,4}\s*(?:页|(?:/|of|von)\s*\d{1,4})?[-–—\s]*"
    r"|.{0,80}\b(?:page|seite)\s+\d{1,4}\s*(?:/|of|von)\s*\d{1,4}",
    re.I,
)

EdgeLine = tuple[str, str]
"""`top` or `foot`, and what stands there with its numbers made alike."""


@dataclass(frozen=True)
class Claim:
    """What speaks for a block being furniture: its line, and whether it numbers its page."""

    line: EdgeLine
    numbers: bool

    def holds(self, seen: Mapping[EdgeLine, int]) -> bool:
        """Tell furniture, given on how many pages each line stands."""
        return self.numbers or seen.get(self.line, 0) >= _REPEATS


def claim_of(block: Block, page: Page) -> Claim | None:
    """Return the claim of a block, None where it cannot be furniture."""
    edge = _edge(block, page)
    if edge is None:
        return None
    numbers = bool(_PAGE_NUMBER.fullmatch(block.text)) and _is_outermost(block, page, edge)
    return Claim(_line(block, edge), numbers)


def edge_lines(page: Page) -> set[EdgeLine]:
    """Return the lines at the edges of a page."""
    return set(_lines(page))


def with_furniture(page: Page, seen: Mapping[EdgeLine, int]) -> Page:
    """Turn lines that stand at the edge of several pages, or number them, into furniture.

    Args:
        page: The page.
        seen: On how many pages of the document each line stands.
    """
    blocks = tuple(_as_furniture(block, page, seen) for block in page.blocks)
    return page.model_copy(update={"blocks": blocks})


def _as_furniture(block: Block, page: Page, seen: Mapping[EdgeLine, int]) -> Block:
    claim = claim_of(block, page)
    if claim is None or not claim.holds(seen):
        return block
    kind = PageHeader if claim.line[0] == "top" else PageFooter
    return kind.model_validate(block.model_dump(exclude={"kind", "level"}))


def _lines(page: Page) -> Iterator[EdgeLine]:
    for block in page.blocks:
        edge = _edge(block, page)
        if edge is not None:
            yield _line(block, edge)


def _line(block: Block, edge: str) -> EdgeLine:
    return edge, re.sub(r"\d+", "#", block.text)


def _edge(block: Block, page: Page) -> str | None:
    """`top`, `foot`, or None for a block that cannot be furniture."""
    if not isinstance(block, Paragraph | Heading) or len(block.text) > 120:
        return None
    if block.box.y1 < _EDGE * page.height:
        return "top"
    if block.box.y0 > (1 - _EDGE) * page.height:
        return "foot"
    return None


def _is_outermost(block: Block, page: Page, edge: str) -> bool:
    if edge == "top":
        return not any(other.box.y1 < block.box.y0 for other in page.blocks)
    return not any(other.box.y0 > block.box.y1 for other in page.blocks)

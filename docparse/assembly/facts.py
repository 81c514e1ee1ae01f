"""What only the whole document tells: gathered in one go through its pages, small beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from docparse.assembly.furniture import Claim, EdgeLine, claim_of, edge_lines
from docparse.assembly.headings import Sighting, levels_of, outline_levels, sighting_of
from docparse.markup.joining import vocabulary_of
from docparse.schemas import Heading, OutlineEntry, Page, TextBlock


@dataclass(frozen=True)
class Facts:
    """What the pages of a document are put together by.

    Attributes:
        lines: On how many pages each line stands at the edge.
        vocabulary: The words, by which one that was divided is known.
        levels: The level of each heading, by its id.
    """

    lines: Mapping[EdgeLine, int]
    vocabulary: frozenset[str]
    levels: Mapping[str, int]


def gather(pages: Iterable[Page], outline: Sequence[OutlineEntry]) -> Facts:
    """Gather the facts of a document; none of its pages is held.

    Args:
        pages: As they were parsed.
        outline: The bookmarks of the file.
    """
    lines: Counter[EdgeLine] = Counter()
    words: set[str] = set()
    headings: list[tuple[Sighting, Claim | None]] = []
    levels = outline_levels(outline)
    for page in pages:
        lines.update(edge_lines(page))
        words |= vocabulary_of(block.text for block in page.blocks if isinstance(block, TextBlock))
        headings += [
            (sighting_of(block, levels), claim_of(block, page))
            for block in page.blocks
            if isinstance(block, Heading)
        ]
    kept = [one for one, claim in headings if claim is None or not claim.holds(lines)]
    return Facts(lines, frozenset(words), levels_of(kept))

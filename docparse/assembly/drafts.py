"""Pages that are held back, since what ends them may go on, and a block that may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from docparse.schemas import Block, Page

_MOST_PAGES = 100
"""Pages over which a block goes on at most: what is joined without end is held without end."""


@dataclass(eq=False)
class Draft:
    """A page whose blocks may still change."""

    page: Page
    blocks: list[Block] = field(default_factory=list)

    def done(self) -> Page:
        """Return the page with its blocks as they are now."""
        return self.page.model_copy(update={"blocks": tuple(self.blocks)})


@dataclass(eq=False)
class Opening:
    """A block of a draft that may go on.

    Attributes:
        at: Its place among the blocks of the draft.
        since: Ordinal of the page it begins on.
        through: Ordinal of the last page it stands on.
    """

    draft: Draft
    at: int
    since: int
    through: int = field(init=False)

    def __post_init__(self) -> None:
        self.through = self.since

    @property
    def block(self) -> Block:
        """The block as it is now."""
        return self.draft.blocks[self.at]

    def go_on(self, block: Block, through: int) -> None:
        """Put in its place the block that it became."""
        self.draft.blocks[self.at] = block
        self.through = through

    def may_reach(self, ordinal: int) -> bool:
        """Tell whether it may go on on a page, as far as that depends on where it began."""
        return ordinal - self.since < _MOST_PAGES


def held_back(drafts: Iterable[tuple[Draft, Opening | None]]) -> Iterator[Page]:
    """Yield pages once nothing on them may go on.

    Args:
        drafts: Each page, and what may go on after it: a block of it or of one before.
    """
    held: list[Draft] = []
    for draft, opening in drafts:
        held.append(draft)
        keep = len(held) if opening is None else held.index(opening.draft)
        yield from (one.done() for one in held[:keep])
        del held[:keep]
    yield from (one.done() for one in held)

"""Find the caption of a table, figure or formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docparse.schemas import Caption, Figure, Formula, Page, Table


@dataclass(frozen=True)
class Captions:
    """The first caption of each block that has one.

    Attributes:
        by_target: By the id of the block.
        below: Ids of blocks whose caption stands behind them.
    """

    by_target: Mapping[str, Caption]
    below: frozenset[str]


class CaptionFinder:
    """Finds captions in pages that go by."""

    def __init__(self) -> None:
        self._captions: dict[str, tuple[int, Caption]] = {}
        self._targets: dict[str, int] = {}
        self._count = 0

    def see(self, page: Page) -> None:
        """Look through the next page."""
        for ordinal, block in enumerate(page.blocks, start=self._count):
            if isinstance(block, Table | Figure | Formula):
                self._targets[block.id] = ordinal
            elif isinstance(block, Caption) and block.of is not None:
                self._captions.setdefault(block.of, (ordinal, block))
        self._count += len(page.blocks)

    def found(self) -> Captions:
        """Return what was found on all pages."""
        tied = {of: one for of, one in self._captions.items() if of in self._targets}
        below = frozenset(of for of, (at, _) in tied.items() if at > self._targets[of])
        return Captions({of: caption for of, (_, caption) in tied.items()}, below)

"""The words of pages and of a result side by side, and which of them have met."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import accumulate

from docparse.schemas import Box, Place
from docparse.verify.speech import Piece
from docparse.verify.tokens import Token
from docparse.verify.witness import Operator, PageWords


class State(IntEnum):
    """What became of a word of the result."""

    OPEN = 0
    NEAR = 1
    FAR = 2
    CHANGED = 3
    DESCRIBED = 4
    """Said of a picture, and not on the page."""


_STACKED = 0.2
"""Share of a word's width that another must have above or below it to be stacked with it."""
_WHOLE = 0.8
"""Share of a page's area from which a place says nothing."""
NOBODY = -1
"""No word of the result has claimed this word of the page."""
BY_PLACE = -2
"""Carried without a word saying so: a sign inside a formula that was read."""
IN_FIGURE = -3
IN_FURNITURE = -5
NOISE = -6
REPEATED_HEAD = -4
"""The head of a table again, on a further page."""


@dataclass(frozen=True)
class Told:
    """A stretch of the result and what the page has in its place; -1 as for `Token`."""

    start: int
    end: int
    text: str
    page_says: str


@dataclass
class Ledger:
    """Who carries what. Words have one number over all pages, and over all pieces.

    Attributes:
        pages: The words of the pages.
        pieces: What the result says.
        roles: Where the words of each block are counted.
        reach: How many pages off a word may be found, where pages were guessed.
        met: Words of the result, and those of the pages that they are known to be.
        said: The words of all pieces (said,).
        state: What became of each (said,).
        at: The first word of the page each has met, or `NOBODY` (said,).
        by: The word of the result that claimed each word of the pages, or why none had to.
        told: How to tell what is changed in more than its word.
    """

    pages: Sequence[PageWords]
    pieces: Sequence[Piece]
    roles: Sequence[str]
    reach: int = 0
    met: Sequence[tuple[int, int]] = ()
    said: list[Token] = field(init=False)
    state: list[State] = field(init=False)
    at: list[int] = field(init=False)
    by: list[int] = field(init=False)
    keys: list[str] = field(init=False)
    told: dict[int, Told] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.said = [token for piece in self.pieces for token in piece.tokens]
        self.state = [State.OPEN] * len(self.said)
        self.at = [NOBODY] * len(self.said)
        self.keys = [key for page in self.pages for key in page.keys]
        self.by = [NOBODY] * len(self.keys)
        ends = list(accumulate(len(piece.tokens) for piece in self.pieces))
        self._ends = ends
        self._spans = list(zip([0, *ends], ends, strict=False))
        starts = [0, *accumulate(len(page.keys) for page in self.pages)]
        self.starts = starts
        self._page = {page.number: at for at, page in enumerate(self.pages)}
        for said, word in self.met:
            if not self.state[said]:
                self.claim(said, [word], State.NEAR)
            self.by[word] = said

    def sure(self, at: int) -> list[int]:
        """The words of a page that are no noise."""
        start, page = self.starts[at], self.pages[at]
        return [
            start + inner
            for inner, unsure in enumerate(page.unsure)
            if self.by[start + inner] != NOISE and (not unsure or self.by[start + inner] != NOBODY)
        ]

    def is_exact(self, places: Sequence[Place]) -> bool:
        """Whether a page of those places says what it says to the letter."""
        pages = (self.pages[self._page[p.page]] for p in places if p.page in self._page)
        return any(page.exact for page in pages)

    def is_checked(self, places: Sequence[Place]) -> bool:
        """Whether a page of those places has words, or is known to have none."""
        pages = (self.pages[self._page[p.page]] for p in places if p.page in self._page)
        return any(page.keys or page.blank for page in pages)

    def is_loose(self, piece: int) -> bool:
        """Whether the place of a piece says nothing: it is most of its page."""
        place = self.pieces[piece].places[0]
        page = self.pages[self._page[place.page]] if place.page in self._page else None
        return page is not None and place.box.area > _WHOLE * page.width * page.height

    def block_of(self, said: int) -> int:
        """The index of a word's block."""
        return self.pieces[bisect_right(self._ends, said)].block

    def open_said(self, piece: int) -> list[int]:
        """The words of a piece that have met nothing yet."""
        start, end = self._spans[piece]
        return [index for index in range(start, end) if not self.state[index]]

    def is_open(self, piece: int) -> bool:
        """Whether a word of a piece has met nothing yet."""
        start, end = self._spans[piece]
        return State.OPEN in self.state[start:end]

    def span(self, piece: int) -> range:
        """The numbers of a piece's words."""
        return range(*self._spans[piece])

    def free(self, indices: Iterable[int]) -> list[int]:
        """Those words of the pages that nobody has claimed."""
        return [index for index in indices if self.by[index] == NOBODY]

    def near(self, places: Sequence[Place], margin: float) -> list[int]:
        """The unclaimed words of the pages in some places, grown by type sizes."""
        return self.free(self.inside(places, margin))

    def inside(self, places: Sequence[Place], margin: float) -> list[int]:
        """The words of the pages in some places, grown by type sizes."""
        found: list[int] = []
        for place in places:
            at = self._page.get(place.page)
            if at is not None:
                inside = self.pages[at].inside(place.box, margin)
                found += (inside + self.starts[at]).tolist()
        return found if len(places) == 1 else list(dict.fromkeys(found))

    def on_pages(self, places: Sequence[Place]) -> list[int]:
        """The unclaimed words of the pages a piece stands on."""
        return [
            index
            for at in self._pages_of(places)
            for index in range(self.starts[at], self.starts[at + 1])
            if self.by[index] == NOBODY
        ]

    def keys_on_pages(self, places: Sequence[Place]) -> set[str]:
        """The words of the pages a piece stands on, whoever has claimed them."""
        return {key for at in self._pages_of(places) for key in self.pages[at].keys}

    def _pages_of(self, places: Sequence[Place]) -> list[int]:
        own = [self._page[place.page] for place in places if place.page in self._page]
        steps = sorted(range(-self.reach, self.reach + 1), key=abs)
        pages = dict.fromkeys(at + step for step in steps for at in own)
        return [at for at in pages if 0 <= at < len(self.pages)]

    def claim(self, said: int, words: Sequence[int], state: State) -> None:
        """Let a word of the result carry words of the pages."""
        self.state[said] = state
        self.at[said] = words[0]
        for word in words:
            self.by[word] = said

    def parts(self, said: int) -> range:
        """The words of the page in sequence that a word of the result carries: one, but for those
        that a line has cut.
        """
        first = end = self.at[said]
        while end < len(self.by) and self.by[end] == said:
            end += 1
        return range(first, max(end, first + 1))

    def operators(self, number: int) -> tuple[Operator, ...]:
        """The operators printed on a page."""
        return self.pages[self._page[number]].operators if number in self._page else ()

    def page_of(self, word: int) -> int:
        """The index of a word's page."""
        return bisect_right(self.starts, word) - 1

    def follow(self, one: int, two: int) -> bool:
        """Whether a word of a page stands before another: to the left in its line, or above it."""
        at = self.page_of(one)
        page, i, j = self.pages[at], one - self.starts[at], two - self.starts[at]
        if not 0 <= i < j < len(page.keys) or self._are_stacked(page, i, j):
            return False
        axis = 0 if page.line[i] == page.line[j] else 1
        return bool(page.boxes[i, axis] < page.boxes[j, axis])

    def is_in_a_stack(self, word: int) -> bool:
        """Whether a word stands in no order with one beside it, as raised and lowered signs do."""
        at = self.page_of(word)
        page, i = self.pages[at], word - self.starts[at]
        return any(
            0 <= j < len(page.keys) and self._are_stacked(page, i, j) for j in (i - 1, i + 1)
        )

    @staticmethod
    def _are_stacked(page: PageWords, i: int, j: int) -> bool:
        """Tell words one over the other, nearer than lines are."""
        one, two = page.boxes[i], page.boxes[j]
        across = min(one[2], two[2]) - max(one[0], two[0])
        down = abs(one[1] + one[3] - two[1] - two[3]) / 2
        return bool(
            across > _STACKED * min(one[2] - one[0], two[2] - two[0]) and down < page.type_size
        )

    def text(self, words: Sequence[int]) -> str:
        """Words of the pages as they are printed."""
        parts: list[str] = []
        last = NOBODY
        for word in words:
            at = self.page_of(word)
            inner = word - self.starts[at]
            if parts and not (word == last + 1 and self.by[word] == self.by[last] >= 0):
                parts.append(self.pages[at].before[inner] if word == last + 1 else " ")
            parts.append(self.pages[at].texts[inner])
            last = word
        return "".join(parts)

    def box(self, words: Sequence[int]) -> Box:
        """Around words of one page: that of the first, where a word goes on over the page."""
        at = self.page_of(words[0])
        start, end = self.starts[at : at + 2]
        chosen = self.pages[at].boxes[[word - start for word in words if start <= word < end]]
        return Box.of((*chosen[:, :2].min(axis=0), *chosen[:, 2:].max(axis=0)))

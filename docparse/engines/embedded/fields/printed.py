"""The words of pages as printed lines, parted where white space parts them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from docparse.engines.embedded.fields.directions import in_reading_order, is_leftward
from docparse.engines.embedded.lines import group_lines
from docparse.schemas import Box, Word
from docparse.sources.form_fields import FormField

_GAP = 1.3
"""Type sizes of white space that part a line into pieces."""
_ASIDE = 1.3
"""Type sizes by which the beginnings, middles or ends of lines that go on may differ."""
_BLANK, _TOUCHING = 0.1, 0.5
"""Type sizes of the narrowest blank; points by which words that touch may overlap."""


@dataclass(frozen=True)
class Sheet:
    """The words of a page: its number from 1, its height in points, the fields of its form."""

    number: int
    words: Sequence[Word]
    height: float
    fields: Sequence[FormField] = ()


@dataclass(frozen=True, eq=False)
class Piece:
    """Words of a line with no wide gap between them.

    Attributes:
        words: As they are read: left to right, or right to left in Arabic and Hebrew.
        page: From 1.
        line: Number of the line on its page.
        text: The words, with single spaces.
        starts: Where each word begins in the text.
        box: Around them.
        field: What they fill in, if they stand in a field of a form.
    """

    words: tuple[Word, ...]
    page: int
    line: int
    text: str
    starts: tuple[int, ...]
    box: Box
    field: FormField | None = None

    @property
    def size(self) -> float:
        """Of its type, that of its largest word, points."""
        return max(word.size or word.box.height for word in self.words)

    @property
    def recognised(self) -> bool:
        """Whether it was read from a picture, and may be misread."""
        return self.words[0].confidence is not None

    def words_at(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words of which a part stands between two places in the text."""
        return tuple(
            word
            for word, at in zip(self.words, self.starts, strict=True)
            if at < end and at + len(word.text) > start
        )


@dataclass(frozen=True, eq=False)
class Span:
    """A stretch of the text of a piece."""

    piece: Piece
    start: int
    end: int

    @property
    def text(self) -> str:
        """As printed."""
        return self.piece.text[self.start : self.end]

    @property
    def words(self) -> tuple[Word, ...]:
        """The words it is part of."""
        return self.piece.words_at(self.start, self.end)

    def trimmed(self, signs: str) -> Span | None:
        """Return it without some signs, and blanks, at its ends; None where nothing is left."""
        inner = self.text.strip(signs + " ")
        if not inner:
            return None
        start = self.start + self.text.index(inner)
        return Span(self.piece, start, start + len(inner))

    def parted(self, separator: re.Pattern[str]) -> Iterator[Span]:
        """Yield what stands before, between and behind separators."""
        start = self.start
        for match in separator.finditer(self.piece.text, self.start, self.end):
            yield Span(self.piece, start, match.start())
            start = match.end()
        yield Span(self.piece, start, self.end)

    @property
    def whole(self) -> Span:
        """The stretch of the words it is part of."""
        words, piece = self.words, self.piece
        first, last = (piece.starts[piece.words.index(word)] for word in (words[0], words[-1]))
        return Span(piece, first, last + len(words[-1].text))

    @property
    def box(self) -> Box:
        """Around its words; narrower where it is a part of the first or last one."""
        words, whole = self.words, self.whole
        box = Box.around(word.box for word in words)
        before = max(self.start - whole.start, 0) / max(len(words[0].text), 1)
        behind = max(whole.end - self.end, 0) / max(len(words[-1].text), 1)
        x0, x1 = box.x0 + before * words[0].box.width, box.x1 - behind * words[-1].box.width
        return Box.of((x0, box.y0, x1, box.y1))


@dataclass(frozen=True)
class Printed:
    """The pieces of a document.

    Attributes:
        pieces: Page by page, line by line, as they are read.
        heights: Of each page by its number, points.
        rows: The pieces of each line, by page and number.
    """

    pieces: tuple[Piece, ...]
    heights: dict[int, float]
    rows: dict[tuple[int, int], tuple[Piece, ...]] = field(repr=False)

    def right_of(self, piece: Piece) -> tuple[Piece, ...]:
        """Return the pieces behind one on its line; they are left of it in Arabic and Hebrew."""
        row = self.rows[piece.page, piece.line]
        return row[self._places[piece] + 1 :]

    @cached_property
    def _places(self) -> Mapping[Piece, int]:
        """How many pieces stand before each on its line."""
        return {piece: place for row in self.rows.values() for place, piece in enumerate(row)}

    def below(self, box: Box, piece: Piece, lines: int) -> Iterator[tuple[int, Piece]]:
        """Yield the pieces under a box, with how many lines farther down they stand."""
        for further in range(1, lines + 1):
            for other in self.rows.get((piece.page, piece.line + further), ()):
                if min(other.box.x1, box.x1) > max(other.box.x0, box.x0) - 1:
                    yield further, other

    def above(self, piece: Piece, lines: int) -> Iterator[Piece]:
        """Yield the pieces that stand right over one, on so many lines up."""
        for up in range(1, lines + 1):
            for other in self.rows.get((piece.page, piece.line - up), ()):
                if min(other.box.x1, piece.box.x1) > max(other.box.x0, piece.box.x0):
                    yield other

    def next_line(self, piece: Piece, *, gap: float, lefts: Sequence[float] = ()) -> Piece | None:
        """Return the line closely under one, with the same beginning, middle or end.

        Args:
            piece: The line over it.
            gap: Type sizes of white space between the two, at most.
            lefts: Where it may begin; by default where the piece does.
        """
        near = _ASIDE * piece.size
        for _, under in self.below(piece.box, piece, 2):
            if under.box.y0 - piece.box.y1 > gap * piece.size:
                return None
            level = any(abs(under.box.x0 - left) < near for left in lefts or (piece.box.x0,))
            centred = abs(under.box.center[0] - piece.box.center[0]) < near
            if level or centred or abs(under.box.x1 - piece.box.x1) < near:
                return under
        return None


def printed(pages: Iterable[Sheet]) -> Printed:
    """Put the words of pages into lines and pieces.

    Args:
        pages: In their order.
    """
    pieces: list[Piece] = []
    heights: dict[int, float] = {}
    for page in pages:
        heights[page.number] = page.height
        filled = _filled(page)
        for index, line in enumerate(group_lines([w for w in page.words if w.text.strip()])):
            leftward = is_leftward(line.words)
            words = sorted(line.words, key=_left) if leftward else line.words
            row = [
                replace(
                    piece_of(in_reading_order(run), page.number, index),
                    field=filled.get(id(run[0])),
                )
                for run in _runs(words, filled)
            ]
            pieces += row[::-1] if leftward else row
    rows: dict[tuple[int, int], list[Piece]] = {}
    for piece in pieces:
        rows.setdefault((piece.page, piece.line), []).append(piece)
    fixed = {key: tuple(row) for key, row in rows.items()}
    return Printed(tuple(pieces), heights, fixed)


def _filled(page: Sheet) -> Mapping[int, FormField]:
    """The field each word stands in, by the identity of the word."""
    words = sorted(page.words, key=_height) if page.fields else []
    heights = [_height(word) for word in words]
    return {
        id(word): field
        for field in page.fields
        if field.ticked is None
        for word in words[bisect_left(heights, field.box.y0) : bisect_right(heights, field.box.y1)]
        if field.box.contains(word.box.center)
    }


def _height(word: Word) -> float:
    return word.box.center[1]


def _runs(words: Sequence[Word], filled: Mapping[int, FormField]) -> Iterator[list[Word]]:
    run = [words[0]]
    for word in words[1:]:
        size = max(word.size, run[-1].size) or word.box.height
        entered = filled.get(id(word)) is not filled.get(id(run[-1]))
        if entered or word.box.x0 - run[-1].box.x1 > _GAP * size:
            yield run
            run = []
        run.append(word)
    yield run


def piece_of(words: Sequence[Word], page: int, line: int) -> Piece:
    """Put words that stand next to each other into a piece.

    Args:
        words: In their order.
        page: From 1.
        line: Number of the line on its page.
    """
    text, starts = "", []
    for before, word in zip((None, *words), words, strict=False):
        text += " " if before and _parted(before, word) else ""
        starts.append(len(text))
        text += word.text
    return Piece(
        tuple(words), page, line, text, tuple(starts), Box.around(word.box for word in words)
    )


def _parted(before: Word, word: Word) -> bool:
    """Tell whether a blank stands between two words; where they are read leftward, by the gap."""
    level = abs(before.baseline - word.baseline) < word.size
    if level and word.box.x1 < before.box.x0 + _TOUCHING:
        return before.box.x0 - word.box.x1 > _BLANK * word.size
    return word.spaced


def _left(word: Word) -> float:
    return word.box.x0


def joined(one: Piece, other: Piece) -> Piece:
    """Return two pieces of a line as one."""
    return piece_of((*one.words, *other.words), one.page, one.line)

"""What a page itself says, cut into tokens with their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from docparse.engines.embedded.health import check_text_layer
from docparse.engines.embedded.reading import PageReader
from docparse.errors import SourceError
from docparse.schemas import Box, PageInfo, Word
from docparse.schemas.audit import Witness
from docparse.sources import SourcePage
from docparse.tasks.parse import OcrMode
from docparse.verify.signing import Signed, signed
from docparse.verify.tokens import tokens_of

OPERATORS = {"\u2212": "-", "+": "+", "=": "="}
"""Signs of formulas that fonts name rightly, and how LaTeX writes them."""
_UNSURE = 0.8
"""Character score below which an OCR word is no witness of anything."""

_BLANK_DPI, _BLANK = 50, 24
"""How a page is rendered, and the range of greys below which it shows nothing."""


@dataclass(frozen=True)
class Operator:
    """A sign of formulas, and the middle of it."""

    sign: str
    place: tuple[float, float]


@dataclass(frozen=True)
class PageWords:
    """The words and numbers of a page, in the order they were read in.

    Attributes:
        keys: What is compared (tokens,).
        texts: How each is printed (tokens,).
        boxes: Of each, `x0, y0, x1, y1` in points (tokens, 4).
        before: What stands between each and the one before it: a space, a hyphen (tokens,).
        line: The line of each (tokens,).
        unsure: OCR that may as well be noise (tokens,).
        signed: Numbers with their signs; None for others (tokens,).
        operators: The minus, plus and equals signs.
        exact: Whether they are what the page says to the letter, as text layers are.
        trusted: The text layer is healthy, so that it may correct others.
        blank: Nothing at all is on the page.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    keys: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    boxes: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 4)))
    before: tuple[str, ...] = ()
    line: tuple[int, ...] = ()
    unsure: tuple[bool, ...] = ()
    signed: tuple[Signed | None, ...] = ()
    operators: tuple[Operator, ...] = ()
    exact: bool = True
    trusted: bool = False
    blank: bool = False
    info: PageInfo = field(default_factory=PageInfo)

    @property
    def witness(self) -> Witness:
        """Where the words were taken from."""
        source = self.info.text_source
        return "none" if source == "model" or not self.keys else source

    @cached_property
    def type_size(self) -> float:
        """The height of most words, points."""
        return float(np.median(self.boxes[:, 3] - self.boxes[:, 1])) if self.keys else 10.0

    @cached_property
    def _centers(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return (
            (self.boxes[:, 0] + self.boxes[:, 2]) / 2,
            (self.boxes[:, 1] + self.boxes[:, 3]) / 2,
        )

    def inside(self, box: Box, margin: float) -> NDArray[np.int64]:
        """The words in a place, grown by type sizes (words,)."""
        x, y = self._centers
        grown = margin * self.type_size
        return np.flatnonzero(
            (x >= box.x0 - grown)
            & (x <= box.x1 + grown)
            & (y >= box.y0 - grown)
            & (y <= box.y1 + grown)
        )


class Reading(Protocol):
    """What a reader of pages returns, as far as it is needed here."""

    @property
    def width(self) -> float:
        """Points."""

    @property
    def height(self) -> float:
        """Points."""

    @property
    def words(self) -> tuple[Word, ...]:
        """What is printed."""

    @property
    def info(self) -> PageInfo:
        """How it was read."""


class WitnessReader:
    """Reads the words of pages: the text layer where it is healthy, else OCR.

    Args:
        mode: `always` reads the image of every page, `never` none.
        fold: Whether capital and small letters are the same.
    """

    def __init__(self, mode: OcrMode = "auto", *, fold: bool = True) -> None:
        self._mode: OcrMode = mode
        self._fold = fold
        self._reader = PageReader()

    def read(self, page: SourcePage) -> PageWords:
        """Return the words of a page; none where it cannot be read."""
        try:
            reading = self._reader.read(page, self._mode)
            trusted = reading.info.text_source == "text_layer" and _is_healthy(page)
        except SourceError:
            return PageWords(page.number)
        words = words_of(page.number, reading, fold=self._fold, trusted=trusted)
        return words if words.keys else replace(words, blank=_is_blank(page))

    def look_too(self, page: SourcePage, words: PageWords) -> PageWords:
        """Return the words with those that OCR reads besides them on the image of the page.

        They bear out what a result says, and need not be in it.
        """
        if self._mode == "never":
            return words
        try:
            reading = self._reader.read(page, "always")
        except SourceError:
            return words
        if (reading.info.orientation, reading.info.skew) != (
            words.info.orientation,
            words.info.skew,
        ):
            return words
        return _with_seen(words, words_of(page.number, reading, fold=self._fold))


def _with_seen(words: PageWords, seen: PageWords) -> PageWords:
    """Put those words behind the others that stand where the others have none."""
    x, y = (words.boxes[:, :2] + words.boxes[:, 2:]).T / 2
    extra = [
        at
        for at, (x0, y0, x1, y1) in enumerate(seen.boxes.tolist())
        if not ((x > x0) & (x < x1) & (y > y0) & (y < y1)).any()
    ]
    return replace(
        words,
        keys=(*words.keys, *(seen.keys[at] for at in extra)),
        texts=(*words.texts, *(seen.texts[at] for at in extra)),
        boxes=np.concatenate([words.boxes, seen.boxes[extra]]),
        before=(*words.before, *(seen.before[at] for at in extra)),
        line=(*words.line, *(seen.line[at] for at in extra)),
        unsure=(*words.unsure, *(True for _ in extra)),
        signed=(*words.signed, *(None for _ in extra)),
    )


def _is_healthy(page: SourcePage) -> bool:
    """Tell a text layer that a program wrote, and no earlier OCR under a scan."""
    health = check_text_layer(page)
    hidden = sum(word.hidden for word in health.words)
    return health.verdict == "healthy" and 2 * hidden < len(health.words)


def _is_blank(page: SourcePage) -> bool:
    """Tell an empty sheet from one that shows what cannot be read."""
    darkest, lightest = cast("tuple[int, int]", page.image(_BLANK_DPI).convert("L").getextrema())
    return lightest - darkest < _BLANK


def words_of(
    number: int, reading: Reading, *, fold: bool = True, trusted: bool = False
) -> PageWords:
    """Cut what was read of a page into tokens."""
    keys: list[str] = []
    texts: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    before: list[str] = []
    line: list[int] = []
    unsure: list[bool] = []
    starts: list[int] = []
    printed: list[str] = []
    operators: list[Operator] = []
    length, last = 0, 0
    for group in _printed_words(reading.words):
        text = "".join(word.text for word in group)
        first = group[0]
        low = any(w.confidence is not None and w.confidence < _UNSURE for w in group)
        box = first.box.corners if len(group) == 1 else Box.around(w.box for w in group).corners
        if not text.isalnum():
            operators += _operators(text, box)
        end, space = 0, " " if first.spaced else ""
        printed += ["\n" if first.line != last else space, text]
        length, last = length + len(printed[-2]), first.line
        for token in tokens_of(text, fold=fold):
            keys.append(token.key)
            texts.append(text[token.start : token.end])
            boxes.append(_part(box, token.start, token.end, len(text)))
            before.append(space + text[end : token.start])
            line.append(first.line)
            unsure.append(low)
            starts.append(length + token.start)
            end, space = token.end, ""
        length += len(text)
    whole = "".join(printed)
    return PageWords(
        number=number,
        width=reading.width,
        height=reading.height,
        keys=tuple(keys),
        texts=tuple(texts),
        boxes=np.array(boxes, dtype=np.float64).reshape(-1, 4),
        before=tuple(before),
        line=tuple(line),
        unsure=tuple(unsure),
        signed=tuple(
            signed(whole, key, start, start + len(text))
            for key, start, text in zip(keys, starts, texts, strict=True)
        ),
        operators=tuple(operators),
        exact=reading.info.text_source == "text_layer",
        trusted=trusted,
        info=reading.info,
    )


def _operators(text: str, box: tuple[float, float, float, float]) -> Iterator[Operator]:
    for at, sign in enumerate(text):
        if sign in OPERATORS:
            x0, y0, x1, y1 = _part(box, at, at + 1, len(text))
            yield Operator(sign, ((x0 + x1) / 2, (y0 + y1) / 2))


def _printed_words(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield words as they are printed: parts in several styles together, scripts apart."""
    group: list[Word] = []
    for word in words:
        if group and _goes_on(group[-1], word):
            group.append(word)
        else:
            if group:
                yield group
            group = [word]
    if group:
        yield group


def _goes_on(before: Word, word: Word) -> bool:
    return (
        not word.spaced
        and word.line == before.line
        and word.superscript == before.superscript
        and word.subscript == before.subscript
        and not (word.math or before.math)
    )


def _part(
    box: tuple[float, float, float, float], start: int, end: int, length: int
) -> tuple[float, float, float, float]:
    """The box of a part of a text that is set in letters of one width."""
    if end - start == length:
        return box
    x0, y0, x1, y1 = box
    letter = (x1 - x0) / length
    return (x0 + start * letter, y0, x0 + end * letter, y1)

"""Running text: the sentences of a document, whichever lines they stand on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from docparse.engines.embedded.fields.by_label import LabelledValues
from docparse.engines.embedded.fields.candidates import Option, Reading, Values
from docparse.engines.embedded.fields.labels import Lexicon
from docparse.engines.embedded.fields.printed import Piece, Printed, Span
from docparse.markup.joining import is_cjk
from docparse.schemas import Box

_LEADING = 1.9
"""Type sizes from a line to the next one of its paragraph, at most."""
_ALIKE = 0.2
"""Share by which the type sizes of lines of a paragraph may differ, as read by OCR."""
_INDENT, _HANGING = 3.0, 0.6
"""Type sizes by which a line may stand farther left, or right, than the one over it."""
_FULL = 1.0
"""Type sizes that may be left at the end of a full line behind the next word."""
_LEAST_WORDS, _LEAST_CJK = 4, 10
"""Words, or Chinese characters, of a line of running text."""
_LETTER = r"[^\W\d_]"
_END = re.compile(
    rf"[。！？；]|(?:(?<={_LETTER}{{5}})[.]|(?<=[)\]\"”»%€])[.]|(?<=\d{{4}})[.]|[!?])"
    r"(?=\s+[\"“«¿¡(]?[A-ZÀ-ÖØ-Þ\u0100-\u017f¿¡])"
)
"""The end of a sentence: not of an abbreviation, of few letters, or an ordinal."""
_BROKEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]\Z")
_CUT = re.compile(r"(?<=\w)[-/]\Z")
_WORDY = frozenset({"text", "party", "address", "boolean"})
"""Kinds of values that do not end where others begin."""
_LONGEST = 2000
"""Signs of the longest sentence; what is longer is none."""
_ACROSS = 0.05
"""What it costs that a value or its label is in a text of several lines."""
_APART = 100
"""Lines between sentences, by which none is below another."""


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence, or what else ends with a paragraph.

    Attributes:
        piece: Its words as though all stood on one line.
        lines: The stretches it is printed in, each with where it begins in the text.
    """

    piece: Piece
    lines: tuple[tuple[int, Span], ...]

    @property
    def text(self) -> str:
        """As printed, words broken at the end of a line in one."""
        return self.piece.text

    @cached_property
    def is_chinese(self) -> bool:
        """Whether it has characters of a script without blanks."""
        return any(map(is_cjk, self.text))

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Return where a part of its text is printed, hyphens at the ends of lines with it."""
        found = []
        nexts = (*(at for at, _ in self.lines[1:]), len(self.text) + 1)
        for (at, line), behind in zip(self.lines, nexts, strict=True):
            length = line.end - line.start
            first, last = max(start - at, 0), min(end, behind) - at
            if first < min(last, length):
                last = length if end > behind else min(last, length)
                found.append(Span(line.piece, line.start + first, line.start + last))
        return tuple(found)

    def placed(self, reading: Reading) -> Reading:
        """Return a reading of its piece where it is printed."""
        first, *more = self.spans(reading.span.start, reading.span.end)
        return replace(reading, span=first, more=tuple(more))

    def reading(self, start: int, end: int) -> Reading:
        """Return a part of it, read as text."""
        first, *more = self.spans(start, end)
        return Reading(first, self.text[start:end], more=tuple(more))


def sentences(document: Printed) -> tuple[Sentence, ...]:
    """Return the sentences of a document, in the order of their first lines."""
    return tuple(
        one
        for lines in _paragraphs(document)
        for sentence in _parted(_joined(lines))
        for one in _bounded(sentence)
    )


class RunningValues:
    """Finds values by labels in sentences that go on over lines.

    Args:
        found: The sentences of the document.
        lexicon: Knows labels.
        values: Reads values of a kind.
    """

    def __init__(self, found: Sequence[Sentence], lexicon: Lexicon, values: Values) -> None:
        broken = [sentence for sentence in found if len(sentence.lines) > 1]
        pieces = [
            replace(sentence.piece, line=_APART * number) for number, sentence in enumerate(broken)
        ]
        self._sentences = dict(zip(pieces, broken, strict=True))
        rows: dict[tuple[int, int], tuple[Piece, ...]] = {
            (piece.page, piece.line): (piece,) for piece in pieces
        }
        document = Printed(tuple(pieces), values.document.heights, rows)
        self._labelled = LabelledValues(document, lexicon.labels(document), values)

    def options(self, concept: str, kind: str) -> Iterator[Option]:
        """Yield what stands behind the labels of a concept, or over the end of a line.

        Args:
            concept: By name.
            kind: Of its values.
        """
        for option in self._labelled.options(concept, kind) if kind not in _WORDY else ():
            if kind == "amount" and option.reading.worth < 1.0:
                continue  # a bare number in a sentence is no sum
            sentence = self._sentences[option.reading.span.piece]
            features = {**option.features, "across lines": -_ACROSS}
            yield replace(option, reading=sentence.placed(option.reading), features=features)


def whole_ones(options: Iterable[Option]) -> list[Option]:
    """Return options without those of values that go on on the next line, cut off there."""
    every = list(options)
    broken = {_start(one.reading) for one in every if one.reading.more and _runs_on(one.reading)}
    return [one for one in every if _start(one.reading) not in broken or one.reading.more]


def _start(reading: Reading) -> tuple[Piece, int]:
    return reading.span.piece, reading.span.start


def _runs_on(reading: Reading) -> bool:
    """Tell a value over lines that is one word or number."""
    return isinstance(reading.value, str) and " " not in reading.value


def _paragraphs(document: Printed) -> Iterator[list[Piece]]:
    """The pieces of each paragraph: lines that are full, but for the last."""
    right = _right_ends(document)
    taken: set[Piece] = set()
    for piece in document.pieces:
        if piece in taken or piece.field is not None:
            continue
        lines = [piece]
        while under := _continued(lines[-1], document, right):
            if under in taken:
                break
            lines.append(under)
            taken.add(under)
        yield lines


def _right_ends(document: Printed) -> dict[Piece, float]:
    """How far to the right the lines reach that begin where a piece begins."""
    ends: dict[tuple[int, int], float] = {}
    for piece in document.pieces:
        for left in _lefts(piece):
            ends[piece.page, left] = max(ends.get((piece.page, left), 0.0), piece.box.x1)
    return {piece: ends[piece.page, round(piece.box.x0)] for piece in document.pieces}


def _lefts(piece: Piece) -> Iterator[int]:
    """Where lines begin in whose column a piece is."""
    left = round(piece.box.x0)
    yield from range(left - 2, left + 3)


def _continued(piece: Piece, document: Printed, right: dict[Piece, float]) -> Piece | None:
    """The next line of a paragraph."""
    if not _is_text(piece):
        return None
    for _, under in document.below(piece.box, piece, 2):
        indent = piece.box.x0 - under.box.x0
        first = under.words[0].box.width
        if (
            under.field is None
            and -_HANGING * piece.size < indent < _INDENT * piece.size
            and abs(under.size - piece.size) < _ALIKE * piece.size
            and 0 < under.box.y1 - piece.box.y1 < _LEADING * piece.size
            and piece.box.x1 + first > max(right[piece], right[under]) - _FULL * piece.size
        ):
            return under
    return None


def _is_text(piece: Piece) -> bool:
    return len(piece.words) >= _LEAST_WORDS or sum(map(is_cjk, piece.text)) >= _LEAST_CJK


def _joined(lines: Sequence[Piece]) -> Sentence:
    """Put lines into one text: words broken at hyphens in one, no blank within numbers."""
    if len(lines) == 1:
        return Sentence(lines[0], ((0, Span(lines[0], 0, len(lines[0].text))),))
    parts: list[tuple[int, Span]] = []
    text = ""
    starts: list[int] = []
    for line, behind in pairwise([*lines, None]):
        assert line is not None
        parts.append((len(text), Span(line, 0, len(line.text))))
        starts += [len(text) + at for at in line.starts]
        text += line.text
        if behind is None:
            break
        if _BROKEN.search(line.text) and behind.text[:1].islower():
            text = text[:-1]
        elif not (_CUT.search(line.text) and behind.text[:1].isdigit()) and not (
            is_cjk(line.text[-1]) and is_cjk(behind.text[0])
        ):
            text += " "
    words = tuple(word for line in lines for word in line.words)
    box = Box.around(line.box for line in lines)
    whole = Piece(words, lines[0].page, lines[0].line, text, tuple(starts), box)
    return Sentence(whole, tuple(parts))


def _parted(paragraph: Sentence) -> Iterator[Sentence]:
    """The sentences of a paragraph."""
    text, start = paragraph.text, 0
    ends = [match.end() for match in _END.finditer(text)]
    if not ends:
        yield paragraph
        return
    for end in (*ends, len(text)):
        start += len(text[start:end]) - len(text[start:end].lstrip())
        if start < end:
            yield _part(paragraph, start, end)
        start = end


def _bounded(sentence: Sentence) -> Iterator[Sentence]:
    """A sentence; the lines of what is too long for one, each by itself."""
    if len(sentence.text) <= _LONGEST:
        yield sentence
        return
    for _, line in sentence.lines:
        if len(line.piece.text) <= _LONGEST:
            yield _joined([line.piece])


def _part(paragraph: Sentence, start: int, end: int) -> Sentence:
    whole = paragraph.piece
    words = whole.words_at(start, end)
    pairs = zip(whole.words, whole.starts, strict=True)
    starts = tuple(at - start for word, at in pairs if at < end and at + len(word.text) > start)
    box = Box.around(word.box for word in words)
    piece = Piece(words, whole.page, whole.line, whole.text[start:end], starts, box)
    begun = {line.piece: at for at, line in paragraph.lines}
    spans = paragraph.spans(start, end)
    lines = tuple((max(begun[span.piece] - start, 0), span) for span in spans)
    return Sentence(piece, lines)

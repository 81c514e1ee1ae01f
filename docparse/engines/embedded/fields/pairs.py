"""All labelled values of a page, whatever they are: filled in, ticked, behind or below a label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from docparse.engines.embedded.fields.candidates import LETTERS, Values
from docparse.engines.embedded.fields.concepts import concepts
from docparse.engines.embedded.fields.labels import Label, lexicon
from docparse.engines.embedded.fields.printed import Piece, Sheet, Span, printed
from docparse.engines.embedded.fields.ticks import Tick, find_ticks, has_sign
from docparse.engines.embedded.fields.typography import unknown_labels

_COLON = re.compile(r"\s*(?P<key>[^:：]{1,48}?)\s*[:：](?!//)\s*")
_LEADER = re.compile(r"\s*(?P<key>[^.…_]{2,48}?)\s*(?:\.{3,}|…{2,}|_{3,})\s*")
_COLUMNS = 3
"""Labels in a row from which they may be the heads of columns."""
_MOST_WORDS = 4
"""Words of a label that the lexicon does not know."""
_EDGES = ":：=*-–"
"""Signs around a value, which are no part of it."""
_SHORT = 3
"""Words of a piece that is a label of which the lexicon knows the end."""
_LONG = 10
"""Words of the value of such a label."""
_NO_KEY = re.compile(r"[,;(<>=\[{/\\]|\d\W*$|^\W*[a-zà-ÿ]")
"""What labels do not have: they are no lists, no code, no captions and no parts of sentences."""
_SURE = 0.84
"""Worth from which a label without a colon is one."""
_FIGURE = re.compile(r"\d")
_UNIT = re.compile(r"\W*(?:[^\W\d_]{1,4}|[\d.,]+ ?%)\W*")
"""What may end a label whose value stands to the right: a currency, a rate of tax."""
_BLOCKS = frozenset({"party", "address"})
"""Kinds of values that go on over lines."""
_MOST_LINES, _LEADING = 6, 0.7
_STRAY = 0.6
"""Line heights by which a value may begin left of its label when it stands below."""


@dataclass(frozen=True)
class Pair:
    """A label and its value.

    Attributes:
        key: The label without a colon.
        value: As printed, lines with line breaks between them; `yes` or `no` of a box to tick.
        spans: Where both stand, the label first where it is printed.
    """

    key: str
    value: str
    spans: tuple[Span, ...]


def find_pairs(sheet: Sheet) -> tuple[Pair, ...]:
    """Find the labelled values of a page, top to bottom.

    Args:
        sheet: Its words and the fields of its form.
    """
    return tuple(_Finder(sheet).pairs())


class _Finder:
    """Walks over a page; no piece is the value of two labels."""

    def __init__(self, sheet: Sheet) -> None:
        self._document = printed([sheet])
        self._labels: dict[Piece, Label] = {}
        found = lexicon().labels(self._document)
        for label in found:
            if _leads(label) and max(label.worth.values()) >= _SURE:
                self._labels.setdefault(label.span.piece, label)
        self._every: dict[Piece, list[Label]] = {}
        for label in found:
            self._every.setdefault(label.span.piece, []).append(label)
        self._values = Values(self._document)
        self._unknown = unknown_labels(self._document, found)
        self._taken: set[Piece] = set()

    def pairs(self) -> Iterator[Pair]:
        ticks = find_ticks(self._document)
        pieces = [piece for row in self._document.rows.values() for piece in row]
        by_piece: dict[Piece, list[Tick]] = {}
        for tick in ticks:
            by_piece.setdefault(tick.sign.piece, []).append(tick)
        for piece in pieces:
            if piece in by_piece:
                self._taken.update(span.piece for tick in by_piece[piece] for span in tick.spans)
                yield from _of_ticks(by_piece[piece], ticks)
            elif piece not in self._taken and piece.field is None and not has_sign(piece.text):
                yield from self._of_piece(piece)
        yield from self._unlabelled_fields(pieces)

    def _of_piece(self, piece: Piece) -> Iterator[Pair]:
        """The pairs that begin in a piece: several where labels stand behind one another."""
        start = 0
        while head := self._head(piece, start):
            key, behind, kind = head
            end = self._next_label(piece, behind)
            inside = Span(piece, behind, end).trimmed(_EDGES)
            if inside is not None:
                yield Pair(_bare(key.text), inside.text, (key, inside))
            elif end == len(piece.text) and (spans := self._beside(piece, kind)):
                self._taken.update(span.piece for span in spans)
                value = "\n".join(span.text for span in spans)
                yield Pair(_bare(key.text), value, (key, *spans))
            if end == len(piece.text):
                return
            start = end

    def _head(self, piece: Piece, start: int) -> tuple[Span, int, str] | None:
        """The label a stretch begins with, where what follows it begins, and its values' kind."""
        known = self._labels.get(piece) if start == 0 else None
        colon = _COLON.match(piece.text, start) or _LEADER.match(piece.text, start)
        whole = known is not None and colon is not None and known.span.end >= colon.end("key")
        if colon and (whole or self._is_unknown_key(piece, colon)):
            kind = _kind(known) if known and whole else "text"
            return Span(piece, colon.start("key"), colon.end("key")), colon.end(), kind
        if start == 0 and piece in self._unknown and not self._is_column(piece):
            return Span(piece, 0, len(piece.text)), len(piece.text), "text"
        if known is None or colon or self._is_column(piece):
            return None
        kind = _kind(known)
        if _UNIT.fullmatch(piece.text, known.span.end) and self._document.right_of(piece):
            return Span(piece, 0, len(piece.text)), len(piece.text), "text"
        rest = Span(piece, known.span.end, len(piece.text))
        if rest.trimmed(_EDGES) and not self._fits(piece, known.span.end, kind):
            return None
        return Span(piece, 0, known.span.end), known.span.end, kind

    def _is_unknown_key(self, piece: Piece, head: re.Match[str]) -> bool:
        """Tell a label that the lexicon does not know from the words of a text."""
        if not _is_key(head["key"]):
            return False
        return len(piece.text[head.end() :].split()) <= _LONG

    def _fits(self, piece: Piece, start: int, kind: str) -> bool:
        """Tell whether values of a kind follow a label at once: not the words of a sentence."""
        behind = [one for one in self._values.of(kind, piece) if one.span.start >= start]
        if not behind or kind in {"text", "party", "address"}:
            return False
        return not LETTERS.search(piece.text[start : behind[0].span.start])

    def _next_label(self, piece: Piece, start: int) -> int:
        """Where the next label with a colon begins in a piece: `Tel. 1 Fax: 2`."""
        for label in self._every.get(piece, ()):
            own = label.span
            if own.start > start and _COLON.match(piece.text, own.start):
                behind = piece.text[own.end : own.end + 2].strip()
                if behind[:1] in {":", "："}:
                    return own.start
        return len(piece.text)

    def _beside(self, piece: Piece, kind: str) -> tuple[Span, ...]:
        """The value right of a label, or below it."""
        right = next(iter(self._document.right_of(piece)), None)
        if right is not None and self._is_value(right, kind):
            return self._going_on(right, kind)
        if self._is_column(piece):
            return ()
        for _, under in self._document.below(piece.box, piece, 2):
            near = under.box.x0 >= piece.box.x0 - _STRAY * piece.box.height
            if near and self._is_value(under, kind):
                return self._going_on(under, "party" if kind == "text" else kind)
            return ()
        return ()

    def _is_value(self, piece: Piece, kind: str) -> bool:
        if piece in self._taken or piece in self._labels or piece in self._unknown:
            return False
        if has_sign(piece.text):
            return False
        if piece.field is None and (head := _COLON.match(piece.text)) and _is_key(head["key"]):
            return False
        return piece.field is not None or bool(self._values.of(kind, piece))

    def _going_on(self, first: Piece, kind: str) -> tuple[Span, ...]:
        """A value and, where it is a name or an address, the lines below it."""
        pieces = [first]
        if first.field is not None:
            pieces = [one for one in self._document.pieces if one.field is first.field]
        elif kind in _BLOCKS:
            while len(pieces) < _MOST_LINES and (under := self._next(pieces[-1])):
                pieces.append(under)
        return tuple(Span(piece, 0, len(piece.text)) for piece in pieces)

    def _next(self, piece: Piece) -> Piece | None:
        under = self._document.next_line(piece, gap=_LEADING)
        return under if under and self._is_value(under, "text") else None

    def _is_column(self, piece: Piece) -> bool:
        """Tell the head of a table's column: labels in a row, and several rows below."""
        row = self._document.rows[piece.page, piece.line]
        others = [one.text for one in row if one not in self._labels]
        if len(row) < _COLUMNS or len(others) > 1 or _FIGURE.search("".join(others)):
            return False
        rows = {lines for lines, _ in self._document.below(piece.box, piece, 3)}
        return len(rows) > 1

    def _unlabelled_fields(self, pieces: Sequence[Piece]) -> Iterator[Pair]:
        """Fields of the file's form that no printed label was found for."""
        for piece in pieces:
            if piece.field is not None and piece not in self._taken:
                spans = self._going_on(piece, "text")
                self._taken.update(span.piece for span in spans)
                key = piece.field.label or piece.field.name
                if key:
                    yield Pair(_bare(key), "\n".join(span.text for span in spans), spans)


def _of_ticks(own: Sequence[Tick], every: Sequence[Tick]) -> Iterator[Pair]:
    """What is ticked behind a question; each box by itself where there is none."""
    for tick in own:
        if tick.words is None:
            continue
        asked = tick.group is not None and any(
            other.group is not None and other.group.piece is tick.group.piece
            for other in every
            if other is not tick
        )
        if asked and tick.group is not None and tick.on:
            yield Pair(tick.group.text, tick.words.text, (tick.group, *tick.spans))
        elif not asked:
            yield Pair(tick.words.text, "yes" if tick.on else "no", tick.spans)


def _leads(label: Label) -> bool:
    """Tell a label that a piece begins with, or is: `order` in `Your order`."""
    text = label.span.piece.text
    ends = label.span.end == len(text) and len(text.split()) <= _SHORT
    return label.span.start == 0 or (ends and not _FIGURE.search(text))


@cache
def _kinds() -> dict[str, str]:
    """Of values; terms of payment may be any words behind their label."""
    return {one.name: "text" if one.kind == "terms" else one.kind for one in concepts()}


def _kind(label: Label) -> str:
    return _kinds()[max(label.worth, key=lambda name: label.worth[name])]


def _is_key(text: str) -> bool:
    short = len(text.split()) <= _MOST_WORDS
    return short and bool(LETTERS.search(text)) and not _NO_KEY.search(text.strip())


def _bare(key: str) -> str:
    """A label without the marks of lists and of fields that must be filled in."""
    return key.strip(" *•·–-") or key

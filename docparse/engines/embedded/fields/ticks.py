"""What is ticked on a page: signs for boxes and buttons, and the words they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docparse.engines.embedded.fields.printed import Piece, Printed, Span

_ON = r"[☑☒✓✔✗✘✕✖◉⦿🗹🗵]|(?<!\S)(?:\[\s?[xX✓]\s?\]|\(\s?[xX✓]\s?\))"
_OFF = r"[☐□◻❏❐❑❒○◯▢]|(?<!\S)(?:\[\s?\]|\(\s?\))"
_SIGN = re.compile(rf"(?P<on>{_ON})|{_OFF}|●")
_DOT = "●"
"""A bullet, but a button that is on where others in its row are off."""
_FAR = 4.0
"""Type sizes from a sign within which its words begin."""
_ROWS_ABOVE = 4
_EDGES = ":;,"
"""Signs around the words of a box, which are no part of them."""
_YES = re.compile("(?i)yes|ja|oui|s[ií]|sì|tak|sim|true|wahr|vrai|是|有|同意")
_NO = re.compile("(?i)no|nein|non|nee|nie|não|nao|none|keine?|false|falsch|faux|否|无|不同意")


@dataclass(frozen=True, eq=False)
class Tick:
    """A box or button.

    Attributes:
        sign: Where it stands.
        on: Whether it is ticked.
        words: What it stands for; None where nothing is beside it.
        group: What stands before the first sign of its row, or over its rows: the question.
    """

    sign: Span
    on: bool
    words: Span | None
    group: Span | None

    @property
    def spans(self) -> tuple[Span, ...]:
        """Its sign and its words, as one stretch where they are beside each other."""
        if self.words is None:
            return (self.sign,)
        if self.words.piece is not self.sign.piece:
            return self.sign, self.words
        start, end = (
            min(self.sign.start, self.words.start),
            max(self.sign.end, self.words.end),
        )
        return (Span(self.sign.piece, start, end),)

    @property
    def answer(self) -> bool | None:
        """What its words say by themselves, as yes and no do."""
        return answer_of(self.words.text) if self.words else None


def find_ticks(document: Printed) -> tuple[Tick, ...]:
    """Find all boxes and buttons of a document, row by row."""
    return tuple(tick for row in document.rows.values() for tick in _in_row(row, document))


def answer_of(text: str) -> bool | None:
    """Return what a yes or no says; None for anything else."""
    said = text.strip(" .,:;")
    if _YES.fullmatch(said):
        return True
    return False if _NO.fullmatch(said) else None


def has_sign(text: str) -> bool:
    """Tell text with a box or button in it."""
    return any(match[0] != _DOT for match in _SIGN.finditer(text))


def _in_row(row: Sequence[Piece], document: Printed) -> Iterator[Tick]:
    buttons = any(has_sign(each.text) for each in row)
    signs = [(span, on) for piece in row for span, on in _signs(piece, buttons=buttons)]
    if not signs:
        return
    parts = list(_between([span for span, _ in signs], row))
    before, behind = parts[:-1], parts[1:]
    follow = behind[-1] is not None
    group = (before[0] if follow else None) or _above(row[0], document)
    for (span, on), words in zip(signs, behind if follow else before, strict=True):
        yield Tick(span, on, words, group)


def _signs(piece: Piece, *, buttons: bool) -> Iterator[tuple[Span, bool]]:
    for match in _SIGN.finditer(piece.text) if piece.field is None else ():
        if match[0] != _DOT or buttons:
            on = match[0] == _DOT or match["on"] is not None
            yield Span(piece, match.start(), match.end()), on


def _between(signs: Sequence[Span], row: Sequence[Piece]) -> Iterator[Span | None]:
    """The words before the first sign, between each and the next, and behind the last."""
    first = next((Span(p, 0, len(p.text)) for p in reversed(_pieces_before(signs[0], row))), None)
    yield Span(signs[0].piece, 0, signs[0].start).trimmed(_EDGES) or first
    for one, other in pairwise((*signs, None)):
        assert one is not None
        yield _behind(one, other, row)


def _pieces_before(sign: Span, row: Sequence[Piece]) -> Sequence[Piece]:
    return row[: row.index(sign.piece)]


def _behind(sign: Span, stop: Span | None, row: Sequence[Piece]) -> Span | None:
    """The words behind a sign up to the next one, in its piece or in the next piece."""
    piece = sign.piece
    end = stop.start if stop and stop.piece is piece else len(piece.text)
    if inside := Span(piece, sign.end, end).trimmed(_EDGES):
        return inside
    following = row[row.index(piece) + 1 :]
    if end < len(piece.text) or not following or following[0].field is not None:
        return None
    near = following[0]
    if near.box.x0 - sign.box.x1 > _FAR * sign.box.height:
        return None
    last = stop.start if stop and stop.piece is near else len(near.text)
    return Span(near, 0, last).trimmed(_EDGES)


def _above(piece: Piece, document: Printed) -> Span | None:
    """The nearest line above without a sign, if it is one piece and begins no farther right."""
    for further in range(1, _ROWS_ABOVE + 1):
        row = document.rows.get((piece.page, piece.line - further), ())
        if row and not any(has_sign(each.text) for each in row):
            first = row[0]
            alone = len(row) == 1 and first.field is None
            near = first.box.x0 <= piece.box.x0 + piece.box.height
            return Span(first, 0, len(first.text)).trimmed(_EDGES) if alone and near else None
    return None


def ticked(ticks: Iterable[Tick]) -> list[Tick]:
    """Those that are on and say something."""
    return [tick for tick in ticks if tick.on and tick.words is not None]

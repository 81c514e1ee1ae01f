"""The values beside and below printed labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from docparse.engines.embedded.fields.candidates import LETTERS, Option, Reading, Values
from docparse.engines.embedded.fields.labels import Label
from docparse.engines.embedded.fields.printed import Piece, Printed
from docparse.engines.embedded.fields.typography import unknown_labels
from docparse.schemas import Box

_LEAD = re.compile(r"[\s:：.·…=#\-–—)\]|]*")
"""What may stand between a label and its value."""
_MORE_LABEL = re.compile(
    r"(?i)(?:\s+|(?=[(/]))(?:(?:de[lrsn]?|du|of|von|van|di|della|do|da|dos|the|in|for|para|per|pour|für|voor|zu[mr]?"
    r"|am|na|od)\b|[(/])[^\d:：]{0,30}[:：]?"
)
"""What goes on with a label: `Apellidos` `del titular`, `Sex` `(M/F)`."""
_BESIDE = "right of"
_LINES_BELOW = 3
_LINES_OF_PARTY = 4
"""Lines below the title of a party in which its name is looked for."""
_COLUMNS = 3
_SIGN = re.compile(r"\s*[:：=#]")
_TWIN = re.compile(r"\s*[/|(]\s*")
"""What stands between a label and the same one in another language."""
_SHORT = 4
"""Letters of labels that begin names, too: `von`."""
_BEFORE = 2
"""Words before a label by which it is among those of a text."""
_LABELLED = {"vat": "labelled vat", "bic": "labelled bic"}
"""Kinds of values that are put up with in more forms behind a label."""
_WORDY = frozenset({"text", "party", "address"})
_BARE = 0.15
"""What it costs that words follow a label with nothing between, as those of a sentence do."""
_UNUSUAL = 0.2
"""What it costs that a name has figures, or more words than names have."""
_FILLED_IN = 0.05
"""What it adds that a value stands in a field of the file's form."""
_SHARED, _COLUMN = 0.08, 0.4
"""What it costs that a label names another concept as well, or that it heads a column."""
_NAMES = frozenset({"full_name", "seller", "buyer"})

Near = tuple[str, float, Reading]
"""How a value stands to a label, what that is worth, and the value."""


class LabelledValues:
    """Finds values by the labels of a document.

    Args:
        document: Where to look.
        labels: All its labels; a value behind another label is that one's.
        values: Reads values of a kind.
    """

    def __init__(self, document: Printed, labels: Sequence[Label], values: Values) -> None:
        self._document, self._values = document, values
        self._labels: dict[Piece, list[Label]] = {}
        for label in labels:
            self._labels.setdefault(label.span.piece, []).append(label)
        self._ends = {label: end for own in self._labels.values() for label, end in _ends(own)}
        self._unknown = unknown_labels(document, labels)
        self._by_concept: dict[str, list[Label]] = {}
        for label in chain.from_iterable(self._labels.values()):
            for name in label.worth:
                self._by_concept.setdefault(name, []).append(label)

    def options(self, name: str, kind: str) -> Iterator[Option]:
        """Yield what stands beside and below the labels of a concept.

        Args:
            name: Of the concept.
            kind: Of its values.
        """
        kind = _LABELLED.get(kind, kind)
        for label in self._by_concept.get(name, ()):
            if worth := label.worth.get(name):
                rivals = any(other >= worth for one, other in label.worth.items() if one != name)
                for how, place, reading in self._around(label, kind):
                    features = {"label": 0.45 * worth, "place": place, "form": 0.2 * reading.worth}
                    if kind == "party" and reading.worth == 0:
                        features["no usual name"] = -_UNUSUAL
                    if reading.span.piece.field is not None:
                        features["filled in"] = _FILLED_IN
                    if rivals:
                        features["label of others too"] = -_SHARED
                    if how == "below" and self._heads_column(label, kind):
                        features["head of a column"] = -_COLUMN
                    told = "left of" if how == _BESIDE and _is_left(reading, label) else how
                    yield Option(reading, f"{told} {label.span.text!r}", features)

    def _heads_column(self, label: Label, kind: str) -> bool:
        """Tell the head of a table's column by what it heads: amounts, or several lines."""
        if not self.is_header(label):
            return False
        rows = []
        for _, under in self._document.below(label.span.box, label.span.piece, _LINES_BELOW):
            row = self._document.rows[under.page, under.line]
            if sum(map(self.is_label, row)) > 1:
                break
            rows.append(row)
        return kind == "amount" or sum(len(row) >= _COLUMNS for row in rows) > 1

    def is_header(self, label: Label) -> bool:
        """Tell a label in a row of heads, as those of a table's columns: others have no figures."""
        row = self._document.rows[label.span.piece.page, label.span.piece.line]
        others = [piece for piece in row if piece not in self._labels]
        heads = len(row) >= _COLUMNS and len(row) - len(others) >= _COLUMNS - 1
        return heads and not any(char.isdigit() for piece in others for char in piece.text)

    def _around(self, label: Label, kind: str) -> Iterator[Near]:
        """The values near a label: behind it in its piece or on its line, or under it."""
        piece, end = label.span.piece, self._ends[label]
        limit = min(
            (o.span.start for o in self._labels[piece] if o.span.start > end),
            default=len(piece.text),
        )
        longer = _MORE_LABEL.fullmatch(piece.text, end) is not None
        inside = () if longer else self._values.of(kind, piece)
        behind = [r for r in inside if end <= r.span.start < limit]
        if behind:
            between = piece.text[end : behind[0].span.start]
            place = 0.35 - 0.08 * len(LETTERS.findall(between))
            bare = kind in _WORDY and not between.strip()
            yield _BESIDE, place - bare * _BARE, behind[0]
        if limit < len(piece.text) or _is_in_text(label):
            return
        if not behind:
            yield from self._on_line(piece, kind)
        rest = "" if longer else _LEAD.sub("", piece.text[end:])
        if len(LETTERS.findall(rest)) <= 1 and (label.leads or kind != "text"):
            yield from self._under(label, kind)

    def _on_line(self, piece: Piece, kind: str) -> Iterator[Near]:
        """The first value in the pieces behind a label's, up to the next label."""
        for rank, right in enumerate(self._document.right_of(piece)):
            if self.is_label(right):
                return
            if found := self._values.of(kind, right):
                yield _BESIDE, 0.33 - 0.05 * rank, found[0]
                return

    def _under(self, label: Label, kind: str) -> Iterator[Near]:
        """The values on the lines below a label, each the first of its piece."""
        box = label.span.box
        reach = _LINES_OF_PARTY if kind == "party" else _LINES_BELOW
        for lines, under in self._document.below(box, label.span.piece, reach):
            if under in self._unknown:
                return
            if self.is_label(under):
                if kind == "party" and self._labels[under][0].worth.keys() & _NAMES:
                    yield from self._named(self._labels[under][0])
            elif not under.text.endswith((":", "：")):
                near = (r for r in self._values.of(kind, under) if _overlaps(r.span.box, box))
                for reading in islice(near, 1):
                    yield "below", 0.27 - 0.06 * (lines - 1), reading

    def _named(self, label: Label) -> Iterator[Near]:
        """The name behind the label "name" below the title of a party."""
        piece = label.span.piece
        own = self._values.of("party", piece)
        inside = (reading for reading in own if reading.span.start >= label.span.end)
        right = (self._values.of("party", other) for other in self._document.right_of(piece))
        for reading in islice(chain(inside, *right), 1):
            yield "named below", 0.33, reading

    def is_label(self, piece: Piece) -> bool:
        """Tell what begins with a label, known or not; a sign follows a short one, as of names."""
        label = self._labels[piece][0] if piece in self._labels else None
        if label is None or not label.leads:
            return piece in self._unknown
        word = label.span.text
        short = len(word) <= _SHORT and word.isascii() and len(piece.words) > 1
        return not short or _SIGN.match(piece.text, label.span.end) is not None


def _ends(labels: Sequence[Label]) -> Iterator[tuple[Label, int]]:
    """Where each label of a piece ends: behind the same one in another language, if it follows."""
    end = 0
    for label, further in zip(reversed(labels), (None, *reversed(labels)), strict=False):
        between = label.span.piece.text[label.span.end : further.span.start] if further else ""
        end = end if further and _TWIN.fullmatch(between) else label.span.end
        yield label, end


def _is_in_text(label: Label) -> bool:
    """Tell a label among the words of a text, whose value can only follow in the same line."""
    before, behind = label.span.piece.text[: label.span.start], label.span.piece.text
    return len(LETTERS.findall(before)) >= _BEFORE and not _SIGN.match(behind, label.span.end)


def _is_left(reading: Reading, label: Label) -> bool:
    return reading.span.box.x1 <= label.span.box.x0


def _overlaps(one: Box, other: Box) -> bool:
    return min(one.x1, other.x1) > max(one.x0, other.x0) - 2

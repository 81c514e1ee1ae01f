"""Labels that no lexicon knows, told by their print: it is that of the labels that are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from docparse.engines.embedded.fields.labels import NUMBERED, Label
from docparse.engines.embedded.fields.printed import Piece, Printed
from docparse.schemas import Word

_LEAST, _SHARE = 3, 0.5
"""Known labels that show how labels are printed, and their share of what is printed so."""
_MOST_WORDS = 7
_FIGURE = re.compile(r"\d")

Style = tuple[str, float, bool, bool, int]


def unknown_labels(document: Printed, labels: Sequence[Label]) -> frozenset[Piece]:
    """Return the pieces that are printed as the known labels of their page are, and are none.

    A style is one of labels where three known ones at least are printed in it, half of all pieces
    in it are known ones, and no other has a figure but the number of a field. Words that were read
    from a picture have no style.

    Args:
        document: Where they stand.
        labels: Its known labels.
    """
    whole = frozenset(label.span.piece for label in labels if label.is_whole)
    found: list[Piece] = []
    for pieces in _by_style(document).values():
        others = [piece for piece in pieces if piece not in whole]
        known = len(pieces) - len(others)
        if known >= max(_LEAST, _SHARE * len(pieces)) and not any(map(_has_figure, others)):
            alike = frozenset(pieces)
            found += [p for p in others if _is_short(p) and not _answers(p, whole, alike, document)]
    return frozenset(found)


def _answers(
    piece: Piece, whole: frozenset[Piece], alike: frozenset[Piece], document: Printed
) -> bool:
    """Tell what stands right under a known label that has nothing else for a value beside it."""
    above = document.rows.get((piece.page, piece.line - 1), ())
    return any(
        label in whole
        and abs(label.box.x0 - piece.box.x0) < label.size
        and all(right in alike for right in document.right_of(label))
        for label in above
    )


def _by_style(document: Printed) -> Mapping[tuple[int, Style], Sequence[Piece]]:
    """The pieces in each style of each page; those in two styles are left out."""
    found: dict[tuple[int, Style], list[Piece]] = {}
    for piece in document.pieces:
        styles = set(_styles(piece.words))
        if len(styles) == 1 and piece.field is None and piece.words[0].font:
            found.setdefault((piece.page, styles.pop()), []).append(piece)
    return found


def _styles(words: Sequence[Word]) -> Iterator[Style]:
    for word in words:
        yield word.font, round(word.size, 1), word.bold, word.italic, word.color


def _has_figure(piece: Piece) -> bool:
    numbered = NUMBERED.match(piece.text)
    return _FIGURE.search(piece.text, numbered.end() if numbered else 0) is not None


def _is_short(piece: Piece) -> bool:
    return len(piece.text.split()) <= _MOST_WORDS and any(map(str.isalpha, piece.text))

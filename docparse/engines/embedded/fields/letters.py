"""What letters have: a line of place and date, a salutation; and codes of banks near accounts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from docparse.engines.embedded.fields.candidates import LETTERS, Option, Reading, Values, everywhere
from docparse.engines.embedded.fields.labels import Label
from docparse.engines.embedded.fields.phrases import folded, pattern, says
from docparse.engines.embedded.fields.printed import Piece, Printed
from docparse.engines.embedded.fields.running import Sentence
from docparse.markup.joining import is_cjk

_TOP = 0.5
"""Share of the first page in which the date of a letter stands."""
_PLACED, _ALONE = 0.66, 0.5
"""Worth of a date behind a place, and of one that stands alone."""
_PLACE = re.compile(
    r"[^\W\d_a-z][^\W\d_]*(?:[\s'’.\-/]{1,2}[^\W\d_]+){0,4}(?:\s\([^\W\d_]{2,4}\))?,?"
)
_ENDS = re.compile(r"[\s,.;]*(?:[a-zA-Z]\.)?[\s.]*\Z")
_SIGNS = frozenset({",", ":", "，", "：", "!"})
"""Signs at the end of a salutation."""
_SALUTATION_WORDS = 6
_SENTENCE_WORDS, _SENTENCE_CJK = 5, 12
"""Words, or Chinese characters, of a line that may be a sentence."""
_LOWER = 0.35
"""Share of the words of a sentence that begin with a small letter; German ones have few."""
_LONG_NAME = 7
"""Words of a name from which it may be a sentence."""
_LINES_OVER = 2
"""Lines up from a date on which its label may stand."""
_BESIDE = 2
"""Lines from an account, or its bank, on which the code of the bank may stand."""
_BIC, _NEAR_ACCOUNT = 0.45, 0.15


def letter_dates(document: Printed, values: Values) -> Iterator[Option]:
    """Yield dates at the top of the first page that stand behind a place, or alone."""
    for piece in document.pieces:
        if not _is_high(piece, document):
            continue
        for reading in values.of("date", piece):
            before, behind = piece.text[: reading.span.start], piece.text[reading.span.end :]
            if not _ENDS.match(behind):
                continue
            if _is_place(before):
                yield Option(reading, "behind the place", {"place and date": _PLACED})
            elif _is_article(before) and _stands_alone(piece, document):
                yield Option(reading, "a line of its own", {"alone at the top": _ALONE})


def in_sentence(reading: Reading) -> bool:
    """Tell a value that stands among the words of a text."""
    text = reading.span.piece.text
    rest = text[: reading.span.start] + text[reading.span.end :]
    words = len(LETTERS.findall(rest)) >= _SENTENCE_WORDS
    return words or sum(map(is_cjk, rest)) >= _SENTENCE_CJK


def placed_dates(document: Printed, values: Values) -> set[Piece]:
    """Return the lines of place and date."""
    return {
        option.reading.span.piece
        for option in letter_dates(document, values)
        if option.reading.span.start > 0
    }


def _is_place(text: str) -> bool:
    """Tell the name of a place, with a comma behind it; other words stand before days, too."""
    article = _article().search(folded(text))
    name = (text[: article.start()] if article else text).strip()
    return name.endswith(",") and _PLACE.fullmatch(name) is not None


def _is_article(text: str) -> bool:
    return not text.strip() or _article().fullmatch(folded(text)) is not None


@cache
def _article() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<=[\s,])|^){pattern('place_date')}\s*\Z")


def _is_high(piece: Piece, document: Printed) -> bool:
    first = document.pieces[0].page
    return piece.page == first and piece.box.y1 < _TOP * document.heights[first]


def _stands_alone(piece: Piece, document: Printed) -> bool:
    """Tell what has nothing beside it, and nothing right over it that may be its label."""
    row = document.rows[piece.page, piece.line]
    over = document.above(piece, _LINES_OVER)
    near = any(piece.box.y0 - other.box.y1 < piece.size for other in over)
    return not near and row[0] is piece


def without_salutations(labels: Sequence[Label], document: Printed) -> tuple[Label, ...]:
    """Return labels without those that end a short line over a sentence: Estimado cliente."""
    return tuple(label for label in labels if not _salutes(label, document))


def _salutes(label: Label, document: Printed) -> bool:
    piece = label.span.piece
    behind = piece.text[label.span.end :].strip()
    last = label.span.start > 0 and (not behind or behind in _SIGNS)
    return last and _is_salutation(piece, document)


def _is_salutation(piece: Piece, document: Printed) -> bool:
    """Tell a short line that ends with a sign, and has a sentence under it."""
    under = next((one for _, one in document.below(piece.box, piece, _BESIDE)), None)
    return (
        piece.text[-1] in _SIGNS
        and len(piece.text.split()) <= _SALUTATION_WORDS
        and under is not None
        and abs(under.box.x0 - piece.box.x0) < piece.size
        and is_sentence(under.text)
    )


def is_sentence(text: str) -> bool:
    """Tell words most of which are small, as those of a sentence are; or so many Chinese signs."""
    if sum(map(is_cjk, text)) >= _SENTENCE_CJK:
        return True
    words = [word for word in text.split() if word[0].isalpha()]
    small = sum(word[0].islower() for word in words)
    return len(words) >= _SENTENCE_WORDS and small >= _LOWER * len(words)


def names_nobody(reading: Reading, document: Printed) -> bool:
    """Tell salutations and sentences from the names of parties.

    A sentence is long, most of its words are small, and it has what names lack.
    """
    text = reading.span.text
    piece = reading.span.piece
    if reading.span.start == 0 and _is_salutation(piece, document):
        return True
    return (
        len(text.split()) >= _LONG_NAME
        and is_sentence(text)
        and (any(map(str.isdigit, text)) or "," in text or text.endswith((".", "!", "?")))
    )


def bank_codes(document: Printed, found: Collection[Sentence], values: Values) -> Iterator[Option]:
    """Yield the codes of banks that stand near an account or words of banks, without a label."""
    near = _near_banks(document, values)
    for sentence in found:
        for reading in values.of("bic", sentence.piece):
            placed = sentence.placed(reading)
            span = placed.span
            account = near.get((span.piece.page, span.piece.line))
            if account is not None or says("bank", sentence.text):
                features = {"form": _BIC, "near an account": _NEAR_ACCOUNT * bool(account)}
                yield Option(placed, "by its form, near a bank", features)


def _near_banks(document: Printed, values: Values) -> dict[tuple[int, int], bool]:
    """The lines around banks and accounts; true where it is an account."""
    accounts = {
        (one.span.piece.page, one.span.piece.line) for one in everywhere("iban", document, values)
    }
    banks = {
        (piece.page, piece.line) for piece in document.pieces if says("bank", piece.text)
    } - accounts
    around = range(-_BESIDE, _BESIDE + 1)
    found = {(page, line + by): False for page, line in banks for by in around}
    return found | {(page, line + by): True for page, line in accounts for by in around}

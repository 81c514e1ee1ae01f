"""Terms of payment on pages: under their labels, under words of paying, by their form alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docparse.engines.embedded.fields.by_label import LabelledValues
from docparse.engines.embedded.fields.candidates import Option, Reading
from docparse.engines.embedded.fields.phrases import says
from docparse.engines.embedded.fields.printed import Piece, Printed, Span
from docparse.engines.embedded.fields.running import Sentence
from docparse.engines.embedded.fields.terms import is_sure, terms_in
from docparse.values.dates import find_dates

_ALONE, _WHOLE, _HEADED, _IN_SENTENCE = 0.35, 0.45, 0.62, 0.5
"""Worth of a length of time, of terms no word announces, of such behind a head, in a sentence."""
_MOST = 0.7
"""Share of a text that is a date from which it is nothing else."""
_UNUSUAL = 0.2
"""What it costs that nothing in a value is known from terms."""
_LINES_OVER = 2
"""Lines up from terms on which their head may stand."""
_HEAD_WORDS = 5


def labelled_terms(labelled: LabelledValues) -> Iterator[Option]:
    """Yield what stands beside and below the labels of payment terms, other words as well.

    Args:
        labelled: Finds values by their labels.
    """
    yield from labelled.options("payment_terms", "terms")
    for option in labelled.options("payment_terms", "text"):
        if not _is_plain(option.text):
            features = {**option.features, "not the usual words": -_UNUSUAL}
            yield Option(option.reading, option.how, features)


def _is_plain(text: str) -> bool:
    """Tell words that are no terms: a date, the rest of a sentence."""
    dates = find_dates(text)
    dated = any(date.end - date.start >= _MOST * len(text) for date in dates)
    return dated or (text[:1].islower() and text.endswith("."))


def payment_terms(document: Printed, found: Sequence[Sentence]) -> Iterator[Option]:
    """Yield terms that no known label announces.

    Args:
        document: In which they are a line, or what stands behind a colon in one.
        found: Its sentences; in them terms stand with words of paying.
    """
    for piece in document.pieces:
        for start, end in terms_in(piece.text):
            head = piece.text[:start].rstrip()
            if piece.text[end:].strip(" .,;") or (
                head and not head.endswith((":", "：", "-", "–"))
            ):
                continue
            reading = Reading(Span(piece, start, end), piece.text[start:end])
            if says("term_head", head) or any(map(_heads, _near(piece, document))):
                yield Option(reading, "by its form, under words of paying", {"form": _HEADED})
            else:
                worth = _WHOLE if is_sure(piece.text[start:end]) else _ALONE
                yield Option(reading, "by its form", {"form": worth})
    for sentence in found:
        paid = says("pay", sentence.text) and not says("other", sentence.text)
        for start, end in terms_in(sentence.text) if paid else ():
            reading = sentence.reading(start, end)
            yield Option(reading, "by its form, in a sentence of paying", {"form": _IN_SENTENCE})


def _near(piece: Piece, document: Printed) -> Iterator[str]:
    """What stands left of a piece, and right over it."""
    row = document.rows[piece.page, piece.line]
    at = row.index(piece)
    yield from (one.text for one in row[max(at - 1, 0) : at])
    yield from (one.text for one in document.above(piece, _LINES_OVER))


def _heads(text: str) -> bool:
    return len(text.split()) <= _HEAD_WORDS and says("term_head", text)

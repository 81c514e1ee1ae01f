"""Find the printed labels of a document: words that say what stands beside or below them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from rapidfuzz import fuzz, process

from docparse.engines.embedded.fields.concepts import (
    Concept,
    all_normalised,
    concepts,
    main_words,
    normalised,
)
from docparse.engines.embedded.fields.printed import Piece, Printed, Span

_MOST_WORDS = 7
_ALIKE = 86.0
"""Per cent of likeness from which letters misread by OCR are put up with."""
_LEAST_PART = _ALIKE / (200 - _ALIKE)
"""Share of the length of a label that another has that is so like it, at least."""
_LOOK_ALIKES = tuple(zip("0158i", "olsbl", strict=True))
"""Letters that OCR takes for one another, and the one for both."""
_CUT, _LEAST_CUT = re.compile(r"[^\W\d_]{2,}(?=\.)"), 3
"""Words that are cut short, and letters of a label that is."""
_CUT_WORTH, _LIKELY = 0.8, 0.3
"""What it is worth, and the share of the labels it can be short for that must mean the same."""
_MOST_HEADS = 8192
"""Heads of which a lexicon keeps what they mean."""
_SHORTEST = 5
"""Letters of a label that is told from the words a piece begins with."""
TITLE = re.compile(
    r"(?i)invoice\b|receipt\b|rechnung\b|\bfacture\b|\bfactura\b|\bfattura\b|\bfactuur\b"
    r"|quittung\b|\bbill\b|\bfaktura\b|\bfatura\b|\bgutschrift\b|\bcredit note\b|\bavoir\b"
    r"|发票|收据"
)
"""What a document calls itself."""
_OF = re.compile(r"(?i)\s+(?:of|der|des|de|du|di|del|della|van|no\.?|number|items?|qty)\b(?!\s*:)")
"""Words behind a label by which it means something else: total of discounts."""
_SUM = r"(?:sub ?|grand )?(?:total|summe|gesamt\w*|betrag|amount|montant|importe|totale|totaal|sum)"
_TAXES = r"(?:tax|vat|gst|sst|hst|mwst|ust|mehrwertsteuer|umsatzsteuer|steuer|tva|iva|btw|taxes)"
_WITH = re.compile(rf"{_SUM}\b.*\b(?:incl\w*|inkl\w*|inc|with|mit|con|avec|ttc)\b(?:.*{_TAXES})?")
_WITHOUT = re.compile(
    rf"(?:.*\W)?\w*{_SUM}\b.*\b(?:excl\w*|exkl\w*|ex|without|before|ohne|sans|sin|senza|netto|ht)\b"
    rf"(?:.*{_TAXES})?"
)
_OF_TAX = re.compile(rf"(?:{_SUM} )?{_TAXES} (?:{_SUM})|{_SUM} {_TAXES}")
_COMPOSED = ((_WITHOUT, "net_total"), (_WITH, "gross_total"), (_OF_TAX, "tax_amount"))
"""Labels of sums that are put together: total, with or without, a tax."""
_COMPOSED_WORTH = 0.97
_BARE, _BARE_WORTH = frozenset({"no", "number", "nummer", "numero", "numer"}), 0.55
"""Labels that do not say of what they are the number, and what that leaves of their worth."""
_RATE = re.compile(r"\(?\d{1,2}(?:[.,]\d{1,2})?\s?%\)?")
_PART_OF = re.compile(
    r"(?i)\s*(?:di cui|davon|dont|de los cuales|of which|zzgl\.?|zuzüglich|plus|add|inkl\.?|incl\.?"
    r"|includes|enthalten(?:e)?|waarvan|w tym|sendo|incluido|inclui|\+|其中)\s+"
)
"""What may stand before a tax that is part of a sum, or added to it."""
_AMOUNT = re.compile(r"[€$£¥]|\d")
_TERM = re.compile(
    r"(?i)(?P<way>[^\d:：#]{0,40}?)\b\d{1,3}\s?(?:(?:calendar|working|business|net)\s)?"
    r"(?:days?|tagen?|jours?|d[ií]as?|giorni|gg|dagen|dni|weeks?|wochen|months?)\b"
)
"""A number of days, and the words up to it."""
_OF_PAYMENT = frozenset(
    {"amount_due", "amount_paid", "due_date", "net_total", "payment_date", "payment_method"}
)
"""What words name that may begin terms of payment, too: `Payment within`, `Netto`."""
_SHORT = 3
"""Letters of labels that are common words too."""
_SENTENCE = 8
"""Words of a line that may be a sentence."""
_WORD = re.compile(r"[^\s:：]+")
_IN_TWO, _WHOLE_WORD = re.compile(r"[^/|]+"), re.compile(r"\w\.\w|\d|//")
"""Words with a stroke between them, as labels in two languages; what keeps them one word."""
NUMBERED = re.compile(r"\W*(?:\d{1,2}[a-z]?(?:\.\d{1,2})?|[a-z])?[.)]*\s*", re.IGNORECASE)
"""What may stand before a label: the mark of a list, the number of a field."""
_HEAD = re.compile(
    r"(?:\d{1,2}[a-z]?[.)]+)?\s*"
    r"(?:([^:：]{2,40}?)\s*[:：]|([^\d:：]{2,60}?)\s*(?:\.{3,}|$|(?=[\d$€£])))"
)
"""The words a piece begins with, behind the number of a field, up to a colon or a number."""


@dataclass(frozen=True, eq=False)
class Label:
    """A printed label.

    Attributes:
        span: Where it stands.
        worth: For each concept it may name, by name: 0 to 1.
    """

    span: Span
    worth: Mapping[str, float]

    @property
    def leads(self) -> bool:
        """Whether its piece begins with it, or with the number of a field and it."""
        return self.span.start == 0 or NUMBERED.fullmatch(self._before) is not None

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing else in its piece but marks and the number of a field."""
        behind = self.span.piece.text[self.span.end :]
        return self.leads and not any(map(str.isalnum, behind))

    @property
    def _before(self) -> str:
        return self.span.piece.text[: self.span.start]


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of a text begin and end; those with a stroke between them are two."""
    for word in _WORD.finditer(text):
        if _WHOLE_WORD.search(word[0]):
            yield word.span()
        else:
            yield from (part.span() for part in _IN_TWO.finditer(text, *word.span()))


def _announces(text: str, start: int, end: int) -> bool:
    """Tell a label from a word of a sentence.

    One of few letters stands first, behind the title of the document, or before a colon.
    """
    if end - start > _SHORT or not text[start:end].isascii() or start == 0:
        return True
    return text[end : end + 2].strip()[:1] in {":", "#"} or TITLE.search(text[:start]) is not None


def _doubted(worth: Mapping[str, float], text: str, end: int) -> Mapping[str, float]:
    """What a label is worth in a long line without a colon behind it, as sentences are."""
    if _OF.match(text, end):
        return {name: 0.5 * known for name, known in worth.items()}
    if len(text.split()) <= _SENTENCE or text[end : end + 2].strip()[:1] in {":", "："}:
        return worth
    return {name: 0.7 * known for name, known in worth.items()}


def _in_term(worth: Mapping[str, float], text: str, end: int) -> bool:
    """Tell what begins the terms of payment from their label: `Payment` in 30 days."""
    term = _TERM.match(text, end)
    if term is None or not worth.keys() & (_OF_PAYMENT | {"payment_terms"}):
        return False
    return "payment_terms" not in worth or bool(term["way"].strip(" .=-"))


@cache
def composed(label: str) -> Mapping[str, float] | None:
    """Return what a label of a sum means that is put together, normalised: total with tax."""
    for form, name in _COMPOSED:
        if form.fullmatch(label):
            return {name: _COMPOSED_WORTH}
    return None


class Lexicon:
    """Knows which printed words name which concept.

    Args:
        further: Concepts besides those of the data file: the user's own fields.
    """

    def __init__(self, further: Sequence[Concept]) -> None:
        self._named: dict[str, dict[str, float]] = {}
        for concept in (*concepts(), *further):
            less = 0.15 / max(len(concept.labels), 1)
            for rank, label in enumerate(all_normalised(concept.labels)):
                self._named.setdefault(label, {}).setdefault(concept.name, 1.0 - less * rank)
        self._named.pop("", None)
        long = [label for label in self._named if len(label) >= _SHORTEST]
        self._long = dict(zip(_folded("\n".join(long)).split("\n"), long, strict=True))
        self._by_ends: dict[tuple[int, str, str], list[str]] = {}
        for label in self._long:
            for end in _ends(label):
                self._by_ends.setdefault((len(label), *end), []).append(label)
        self._short = lru_cache(maxsize=_MOST_HEADS)(self._abbreviated)
        self._nearly = lru_cache(maxsize=_MOST_HEADS)(self._misread)

    @cached_property
    def _by_letter(self) -> Mapping[str, Sequence[tuple[str, Mapping[str, float]]]]:
        """The main words of all labels, by the first letter, with what they mean."""
        found: dict[str, list[tuple[str, Mapping[str, float]]]] = {}
        for label, named in self._named.items():
            words = main_words(label)
            found.setdefault(words[:1], []).append((words, named))
        return found

    def labels(self, document: Printed) -> tuple[Label, ...]:
        """Find all labels of a document, in the order of its pieces."""
        return tuple(
            label
            for piece in document.pieces
            if piece.field is None
            for label in self._in_piece(piece)
        )

    def _in_piece(self, piece: Piece) -> Iterator[Label]:
        head = _HEAD.match(piece.text)
        group = 1 if head and head[1] else 2
        first = Span(piece, *head.span(group)) if head else None
        cut = first and "." in first.text and normalised(first.text) not in self._named
        if first and cut and (meant := self._short(first.text)):
            yield Label(first, meant)
            yield from self._spelt(piece, first.end)
            return
        spelt = list(self._spelt(piece, 0))
        yield from spelt
        if spelt:
            return
        if taxed := self._with_rate(piece):
            yield taxed
        elif first and (known := self._head(first, misread=group == 1 or piece.recognised)):
            yield Label(first, known)

    def _head(self, first: Span, *, misread: bool) -> Mapping[str, float] | None:
        """What the words mean a piece begins with, as they are spelt or for what they may stand."""
        text = normalised(first.text)
        if len(text) < _SHORTEST:
            return None
        known = self._named.get(text) or (self._nearly(text) if misread else None)
        if known and _in_term(known, first.piece.text, first.end):
            return None
        return known

    def _spelt(self, piece: Piece, start: int) -> Iterator[Label]:
        """The labels behind a place in a piece that are spelt as the lexicon has them."""
        words = [(begins, ends) for begins, ends in _words(piece.text) if begins >= start]
        at = 0
        while at < len(words):
            for count in range(min(_MOST_WORDS, len(words) - at), 0, -1):
                start, end = words[at][0], words[at + count - 1][1]
                label = normalised(piece.text[start:end])
                worth = self._named.get(label) or (composed(label) if count > 1 else None)
                if (
                    worth
                    and _announces(piece.text, start, end)
                    and not _in_term(worth, piece.text, end)
                ):
                    worth = _doubted(worth, piece.text, end)
                    if label in _BARE:
                        worth = {name: _BARE_WORTH * known for name, known in worth.items()}
                    yield Label(Span(piece, start, end), worth)
                    at += count - 1
                    break
            at += 1

    def _with_rate(self, piece: Piece) -> Label | None:
        """The label of a tax that names its rate: `plus 20 % VAT`, `di cui IVA 22%`."""
        rate = _RATE.search(piece.text)
        if rate is None:
            return None
        before, behind = piece.text[: rate.start()], piece.text[rate.end() :]
        lead = _PART_OF.match(before)
        start = lead.end() if lead else 0
        rest = _AMOUNT.search(behind)
        end = rate.end() + (rest.start() if rest else len(behind))
        text = f"{piece.text[start : rate.start()]} {piece.text[rate.end() : end]}"
        worth = self._named.get(normalised(text))
        if worth is None or "tax_amount" not in worth:
            return None
        return Label(Span(piece, start, end), {"tax_amount": worth["tax_amount"], "tax_rate": 0.7})

    def _abbreviated(self, text: str) -> Mapping[str, float]:
        """What a label means that is cut short, with points: `Date naiss.`, `Geb.-Datum`."""
        short = {normalised(word) for word in _CUT.findall(text)}
        words = main_words(normalised(text)).split()
        if not short.intersection(words) or sum(map(len, words)) < _LEAST_CUT:
            return {}
        form = r"\s?".join(re.escape(word) + r"\w*" * (word in short) for word in words)
        near = self._by_letter.get(words[0][0], ())
        alike = [named for known, named in near if re.fullmatch(form, known)]
        votes = Counter(max(named, key=lambda name: named[name]) for named in alike)
        shares = ((name, count / len(alike)) for name, count in votes.items())
        return {name: _CUT_WORTH * share for name, share in shares if share >= _LIKELY}

    def _misread(self, text: str) -> Mapping[str, float]:
        """What a label means that is not spelt like any known one, but begins or ends like it."""
        folded = _folded(text)
        near = range(int(_LEAST_PART * len(folded)), int(len(folded) / _LEAST_PART) + 2)
        alike = [
            label
            for end in _ends(folded)
            for length in near
            for label in self._by_ends.get((length, *end), ())
        ]
        best = process.extractOne(folded, alike, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if best is None:
            return {}
        known = self._named[self._long[best[0]]]
        return {name: 0.9 * best[1] / 100 * worth for name, worth in known.items()}


def _ends(label: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (label[0], ""), ("", label[-1])


def _folded(text: str) -> str:
    for letter, alike in _LOOK_ALIKES:
        text = text.replace(letter, alike)
    return text


@lru_cache(maxsize=16)
def lexicon(further: tuple[Concept, ...] = ()) -> Lexicon:
    """Return the lexicon with a user's own concepts; those used last are kept."""
    return Lexicon(further)

"""Who sent a document, and from where: names and addresses that no label announces."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from statistics import median

from docparse.engines.embedded.fields.candidates import Option, Reading
from docparse.engines.embedded.fields.labels import TITLE, Label
from docparse.engines.embedded.fields.printed import Piece, Printed, Span, joined
from docparse.values.codes import find_codes

_TOP = 0.45
"""Share of the first page, from its top, in which a sender is looked for."""
_FORM = re.compile(
    r"(?i)\b(?:gmbh|ag|ug|kg|ohg|e\.?\s?k|gbr|ltd|limited|llc|llp|inc|corp(?:oration)?|plc|co"
    r"|company|s\.?\s?a\.?\s?r\.?\s?l|sas|s\.?a|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|sdn\.?\s?bhd|bhd"
    r"|pte|pty|oy|ab|a/s|aps|sp\.?\s?z\.?\s?o\.?\s?o|s\.?r\.?o|kft|lda|eirl|e\.?v|sl|slu"
    r"|enterprise|trading|restaurant|hotel|group|holding|verein|stiftung|verlag)\b\.?|公司|集团|有限|店"
)
"""Legal forms, and words that names of firms have."""
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}-)?\d{4,6}\b(?=[\s,]*[^\W\d_]{2,})|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
    r"|\b[A-Z]{2},? \d{5}(?:-\d{4})?\b|\b\d{4} ?[A-Z]{2}\b|邮编"
)
"""Postcodes before a town, those of Britain and the Netherlands, those of the United States."""
_STREET = re.compile(
    r"(?i)\b(?:street|st|road|rd|avenue|ave|av|lane|drive|blvd|suite|floor|block|lot|unit|box|jalan"
    r"|jln|jl|taman|lorong|persiaran|seksyen|rue|place|chemin|allée|cours|calle|plaza|paseo|via"
    r"|piazza|viale|corso|ul|ulica|rua|laan|plein|weg|allee|platz|postfach)\b|stra(?:ß|ss)e|str\."
    r"|straat|gasse|weg\s+\d|[路街号巷弄区省市]"
)
_TITLE = re.compile(rf"{TITLE.pattern}|(?i:\bwelcome\b|\bthank|\bcopy\b|\boriginal\b|\bpage\b)")
_LETTER = re.compile(r"[^\W\d_]")
_WIDE = 2.2
"""Type sizes between the words of a name in wide letters."""
_MOST_LINES = 6
_LEADING = 1.2
"""Type sizes of white space between two lines of an address."""
_NUMBERED = 3
_OF_ADDRESSES = frozenset({"seller_address", "buyer_address", "address", "delivery_address"})
_BLOCK = 6.5
"""Type sizes from the name to the street or town of an address, at most."""
_REGISTERED = re.compile(r"(?i)\s*[(\[]?(?:co\.?|reg\.?|no\.?|[\s:])*\d{5,}[\s-]*\w?\s*[)\]]?\.?$")
"""The number of a firm in its register, behind its name."""
_SEPARATORS = re.compile(r"\s*[|•·–—]\s+|\s+-\s+|\s*,\s+(?=[^,]*\d)")
"""Signs between the name and the address in the small line over the window of a letter."""


def names(document: Printed, labelled: Collection[Piece]) -> Iterator[Option]:
    """Yield what could be the name of the sender, from the top of the first page.

    Args:
        document: Where to look.
        labelled: Pieces that hold a label: they say something else.
    """
    pieces = _top(document)
    if not pieces:
        return
    usual = median(_height(piece) for piece in pieces)
    tallest = max(_height(piece) for piece in pieces)
    place = 0
    for piece in pieces:
        letters = len(_LETTER.findall(piece.text))
        if letters < 3 or letters < 0.5 * len(piece.text.replace(" ", "")):
            continue
        place += 1
        head = _SEPARATORS.split(piece.text, maxsplit=1)[0].strip(" ,;:*-")
        head = _REGISTERED.sub("", head)
        at = piece.text.find(head)
        form = _FORM.search(head)
        title = bool(_TITLE.search(head)) or (piece in labelled and not form)
        large = (_height(piece) - usual) / max(tallest - usual, 0.1)
        features = {
            "at the top": max(0.45 - 0.06 * (place - 1), 0.0),
            "name of a firm": 0.25 if form else 0.0,
            "large letters": 0.12 * max(large, 0.0),
            "line of a sender": 0.2
            if head != piece.text.strip() and _is_address(piece.text)
            else 0.0,
            "no address": -0.15 if _names_place(head) else 0.0,
            "no title": -0.3 if title else 0.0,
        }
        if head:
            reading = Reading(Span(piece, at, at + len(head)), head)
            yield Option(reading, "by its place at the top", _told(features))


def addresses(document: Printed, labels: Sequence[Label]) -> Iterator[Option]:
    """Yield what could be the address of the sender: lines with a street and a postcode.

    Args:
        document: Where to look.
        labels: Lines that begin with one are no part of an address.
    """
    stops = {label.span.piece for label in labels if _is_stop(label)}
    title = max(names(document, stops), key=lambda option: option.score, default=None)
    for rank, block in enumerate(_blocks(_top(document), stops, title)):
        text = " ".join(part.text for part in block)
        spans = [Span(part, 0, len(part.text.rstrip(" ,;"))) for part in block]
        features = {
            "street": 0.25 if _STREET.search(text) else 0.0,
            "postcode": 0.25 if _POSTCODE.search(text) else 0.0,
            "first address": max(0.15 - 0.05 * rank, 0.0),
        }
        reading = Reading(spans[0], " ".join(span.text for span in spans), 1.0, tuple(spans[1:]))
        yield Option(reading, "by its form, near the top", _told(features))


def _is_stop(label: Label) -> bool:
    """Tell labels of something else than an address, longer than the "No" before a house."""
    text = label.span.text
    return (
        label.span.start == 0 and len(text) > _NUMBERED and not label.worth.keys() & _OF_ADDRESSES
    )


def _blocks(
    pieces: Sequence[Piece], stops: Collection[Piece], title: Option | None
) -> Iterator[list[Piece]]:
    """The runs of lines, one closely under the other, that begin and end like addresses."""
    run: list[Piece] = []
    for piece in pieces:
        under = run and (
            piece.box.y0 - run[-1].box.y1 < _LEADING * _height(run[-1])
            and min(piece.box.x1, run[-1].box.x1) > max(piece.box.x0, run[-1].box.x0)
        )
        named = title is not None and title.reading.span.piece.words[0] in piece.words
        ended = named or piece in stops or _is_other(piece.text)
        if run and (ended or not under):
            yield from _trimmed(run)
            run = []
        if not ended:
            run.append(piece)
    yield from _trimmed(run)


def _trimmed(run: Sequence[Piece]) -> Iterator[list[Piece]]:
    """A run from its first to its last line that looks like part of an address, if any does."""
    like = [index for index, piece in enumerate(run) if _is_part(piece.text)]
    if like:
        block = list(run[like[0] : like[-1] + 1])[:_MOST_LINES]
        if any(_is_address(piece.text) for piece in block):
            yield block


def _is_other(text: str) -> bool:
    """Tell lines with a title, a telephone number, a mail address or the number of a firm."""
    numbered = _REGISTERED.search(text)
    return bool(TITLE.search(text) or find_codes(text) or (numbered and numbered.start() == 0))


def addressees(document: Printed, stops: Collection[Piece]) -> Iterator[Option]:
    """Yield what could be the name over an address: that of whom a letter goes to."""
    pieces = _top(document)
    for index, piece in enumerate(pieces):
        if not _is_address(piece.text) or piece in stops:
            continue
        over = [
            other
            for other in pieces[:index]
            if abs(other.box.x0 - piece.box.x0) < 0.5 * _height(piece)
            and 0 < piece.box.y0 - other.box.y0 < _BLOCK * _height(piece)
            and not _is_address(other.text)
            and not any(map(str.isdigit, other.text))
        ]
        for rank, other in enumerate(over):
            title = other in stops or _TITLE.search(other.text) is not None
            features = {
                "over an address": 0.42 + 0.02 * (rank == 0),
                "name of a firm": 0.03 if _FORM.search(other.text) else 0.0,
                "no title": -0.3 if title else 0.0,
            }
            reading = Reading(Span(other, 0, len(other.text)), other.text)
            yield Option(reading, "over an address", _told(features))


def _is_part(text: str) -> bool:
    return _names_place(text) or "," in text


def _is_address(text: str) -> bool:
    """Tell a line of an address: a street, a postcode and a town."""
    return _names_place(text) and any(map(str.isdigit, text))


def _names_place(text: str) -> bool:
    return bool(_STREET.search(text) or _POSTCODE.search(text))


def _top(document: Printed) -> list[Piece]:
    if not document.pieces:
        return []
    first = document.pieces[0].page
    own = [piece for piece in document.pieces if piece.page == first]
    top = min(piece.box.y0 for piece in own)
    reach = top + _TOP * (max(piece.box.y1 for piece in own) - top)
    rows: dict[int, list[Piece]] = {}
    for piece in own:
        if piece.box.y0 <= reach:
            rows.setdefault(piece.line, []).append(piece)
    return [piece for row in rows.values() for piece in _near(row)]


def _near(row: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces of a line, those joined that stand no farther apart than words of a heading."""
    last = row[0]
    for piece in row[1:]:
        if piece.box.x0 - last.box.x1 < _WIDE * _height(piece):
            last = joined(last, piece)
        else:
            yield last
            last = piece
    yield last


def _height(piece: Piece) -> float:
    return max(word.size for word in piece.words) or piece.box.height


def _told(features: dict[str, float]) -> dict[str, float]:
    return {name: worth for name, worth in features.items() if worth}

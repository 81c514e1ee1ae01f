"""Who sent a document, and to whom: names that no label announces."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median

from docparse.engines.embedded.fields.addresses import (
    LEADING,
    REGISTERED,
    is_address,
    name_and_rest,
    names_place,
)
from docparse.engines.embedded.fields.candidates import Option, Reading
from docparse.engines.embedded.fields.labels import TITLE, Label
from docparse.engines.embedded.fields.printed import Piece, Printed, Span, joined

_TOP = 0.45
"""Share of the first page, from its top, in which a sender is looked for."""
_LEGAL = (
    r"gmbh|ag|ug|kg|kgaa|ohg|e\.?\s?k|e\.?\s?u|gbr|ltd|limited|llc|llp|lp|inc|corp(?:oration)?|plc"
    r"|co|company|s\.?\s?a\.?\s?r\.?\s?l|eurl|sasu?|s\.?\s?a|s\.?\s?r\.?\s?l|s\.?\s?p\.?\s?a"
    r"|s\.?\s?n\.?\s?c|s\.?\s?a\.?\s?s|b\.?\s?v|n\.?\s?v|v\.?\s?o\.?\s?f|bvba|bv|sdn\.?\s?bhd|bhd"
    r"|pte|pty|oy|ab|a/s|aps|sp\.?\s?z\.?\s?o\.?\s?o|sp\.?\s?[jkp]|s\.?\s?r\.?\s?o|kft|lda|unipessoal"
    r"|eireli|eirl|e\.?\s?v|s\.?\s?l\.?\s?u?|s\.?\s?c|s\.?\s?de\s?r\.?\s?l|c\.?\s?v"
)
_FORM = re.compile(
    rf"(?i)(?<![\w.])(?:{_LEGAL}|enterprise|trading|restaurant|hotel|group|holding|verein|stiftung"
    r"|verlag)(?!\w)\.?|公司|集团|有限|店"
)
"""Legal forms, and words that names of firms have."""
_REST = re.compile(
    rf"(?i)(?:(?:{_LEGAL}|&|und|and|et|y|e|de|zn)(?!\w)[.,]*\s*)+|(?:股份)?有限(?:责任)?公司|公司"
)
"""What goes on with a name on the next line, or behind it where it is printed whole."""
_TITLE = re.compile(rf"{TITLE.pattern}|(?i:\bwelcome\b|\bthank|\bcopy\b|\boriginal\b|\bpage\b)")
_ORDER = re.compile(
    r"(?i)\b(?:purchase order|order form|work order|bestellung|bestellschein|bon de commande"
    r"|commande|orden de compra|pedido|hoja de pedido|ordine|buono d.ordine|inkooporder"
    r"|inkoopopdracht|bestelling|bestelbon|zamówienie|nota de encomenda|encomenda"
    r"|ordem de compra)\b|采购(?:订)?单|订购单|订货单|订单"
)
"""What a document calls itself that the buyer sends to the seller."""
_CREDIT = re.compile(
    r"(?i)\bcredit (?:note|memo)|\bgutschrift|rechnungskorrektur|\bavoir\b|nota de cr[eé]dito"
    r"|\babono\b|rectificativa|nota di credito|creditnota|korygująca|红字"
)
_TITLE_WORDS = 5
_LETTER = re.compile(r"[^\W\d_]")
_WIDE = 2.2
"""Type sizes between the words of a name in wide letters."""
_BLOCK = 6.5
"""Type sizes from the name to the street or town of an address, at most."""
_IN_FULL = 0.08
"""What it adds that a name at the top is printed elsewhere with its legal form."""


def is_order(document: Printed) -> bool:
    """Tell a document that the buyer sends to the seller, by what it calls itself first."""
    for piece in document.pieces:
        if len(piece.text.split()) > _TITLE_WORDS or piece.page != document.pieces[0].page:
            continue
        if TITLE.search(piece.text):
            return False
        if _ORDER.match(piece.text.strip()) and not piece.text.rstrip().endswith(":"):
            return True
    return False


def is_credit_note(document: Printed) -> bool:
    """Tell a document that takes an invoice back, by what it calls itself first."""
    titles = (
        piece.text
        for piece in document.pieces
        if len(piece.text.split()) <= _TITLE_WORDS
        and (TITLE.search(piece.text) or _CREDIT.search(piece.text))
    )
    return _CREDIT.search(next(titles, "")) is not None


def stops(labels: Sequence[Label]) -> set[Piece]:
    """Return the pieces that are a label, or begin with one and a colon: they name nobody."""
    return {
        label.span.piece
        for label in labels
        if label.span.start == 0
        and not _FORM.search(label.span.piece.text)
        and (
            label.span.end >= len(label.span.piece.text.rstrip(" :："))
            or label.span.piece.text[label.span.end :].lstrip()[:1] in {":", "："}
        )
    }


def names(document: Printed, labelled: Collection[Piece]) -> Iterator[Option]:
    """Yield what could be the name of the sender, from the top of the first page.

    Args:
        document: Where to look.
        labelled: Pieces that are labels: they say something else.
    """
    pieces = _top(document)
    if not pieces:
        return
    usual = median(piece.size for piece in pieces)
    tallest = max(piece.size for piece in pieces)
    place = 0
    for piece in pieces:
        letters = len(_LETTER.findall(piece.text))
        if letters < 3 or letters < 0.5 * len(piece.text.replace(" ", "")):
            continue
        place += 1
        head = REGISTERED.sub("", name_and_rest(piece.text)[0].strip(" ,;:*-"))
        if not head or _REST.fullmatch(head):
            continue
        at = piece.text.find(head)
        form = _FORM.search(head)
        title = bool(_TITLE.search(head) or _ORDER.match(head)) or (piece in labelled and not form)
        large = (piece.size - usual) / max(tallest - usual, 0.1)
        sent = head != piece.text.strip() and is_address(piece.text)
        features = {
            "at the top": max(0.45 - 0.06 * (place - 1), 0.0),
            "name of a firm": 0.25 if form else 0.0,
            "large letters": 0.12 * max(large, 0.0),
            "line of a sender": 0.2 * sent,
            "no address": -0.3 * _is_place(head, piece.text),
            "no title": -0.3 * title,
        }
        reading = Reading(Span(piece, at, at + len(head)), head)
        option = Option(whole(reading, document), "by its place at the top", _told(features))
        yield option
        if not form and not title:
            yield from _in_full(option, document)


def _is_place(head: str, line: str) -> bool:
    """Tell a line of an address from the name before one: it begins with a number or a street."""
    return names_place(head) or (any(map(str.isdigit, head)) and is_address(line))


def _in_full(name: Option, document: Printed) -> Iterator[Option]:
    """Where the name of a firm is printed again with its legal form."""
    said = name.text
    for piece in document.pieces:
        at = piece.text.find(said)
        behind = at + len(said)
        behind += piece.text[behind : behind + 1] == " "
        rest = _REST.match(piece.text, behind) if at >= 0 else None
        if rest and _FORM.search(rest[0]):
            end = behind + len(rest[0].rstrip(" ,"))
            reading = whole(Reading(Span(piece, at, end), piece.text[at:end]), document)
            features = {**name.features, "in full": _IN_FULL}
            yield Option(reading, "as at the top, in full", features)


def whole(reading: Reading, document: Printed) -> Reading:
    """Return the reading of a name with what of its legal form stands on the next line."""
    span = reading.spans[-1]
    under = (
        document.next_line(span.piece, gap=LEADING) if span.end == len(span.piece.text) else None
    )
    if under is None or not _REST.fullmatch(under.text):
        return reading
    rest = Span(under, 0, len(under.text))
    return replace(reading, value=f"{reading.value} {under.text}", more=(*reading.more, rest))


def addressees(document: Printed, labelled: Collection[Piece]) -> Iterator[Option]:
    """Yield what could be the name over an address: that of whom a letter goes to.

    Args:
        document: Where to look.
        labelled: Pieces that are labels: they say something else.
    """
    pieces = _top(document)
    for index, piece in enumerate(pieces):
        if not is_address(piece.text) or piece in labelled:
            continue
        over = [
            other
            for other in pieces[:index]
            if abs(other.box.x0 - piece.box.x0) < 0.5 * piece.size
            and 0 < piece.box.y0 - other.box.y0 < _BLOCK * piece.size
            and not is_address(other.text)
            and not any(map(str.isdigit, other.text))
            and not _REST.fullmatch(other.text)
        ]
        for rank, other in enumerate(over):
            title = other in labelled or bool(_TITLE.search(other.text))
            features = {
                "over an address": 0.42 + 0.02 * (rank == 0),
                "name of a firm": 0.03 * bool(_FORM.search(other.text)),
                "no title": -0.3 * title,
            }
            reading = Reading(Span(other, 0, len(other.text)), other.text)
            yield Option(whole(reading, document), "over an address", _told(features))


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
        if piece.box.x0 - last.box.x1 < _WIDE * piece.size:
            last = joined(last, piece)
        else:
            yield last
            last = piece
    yield last


def _told(features: Mapping[str, float]) -> dict[str, float]:
    return {name: worth for name, worth in features.items() if worth}

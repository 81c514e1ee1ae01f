"""Addresses: the lines under a name, or beside it in the small line over the window of a letter."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from docparse.engines.embedded.fields.candidates import LETTERS, Option, Reading
from docparse.engines.embedded.fields.labels import TITLE
from docparse.engines.embedded.fields.printed import Piece, Printed, Span
from docparse.values.codes import find_codes
from docparse.values.dates import find_dates

_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}-)?\d{4,6}\b(?=[\s,]*[^\W\d_]{2,})|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
    r"|\b[A-Z]{2},? \d{5}(?:-\d{4})?\b|\b\d{4} ?[A-Z]{2}\b|\b\d{2}-\d{3}\b|\b\d{4}-\d{3}\b"
    r"|\b[A-Z]\d{2} [A-Z\d]{4}\b|邮编"
)
"""Postcodes before a town, those of Britain, the Netherlands, the United States, Poland, Portugal
and Ireland."""
_STREET = re.compile(
    r"(?i)\b(?:street|st|road|rd|avenue|ave|av|lane|drive|blvd|suite|floor|block|lot|unit|box|jalan"
    r"|jln|jl|taman|lorong|persiaran|seksyen|rue|place|chemin|allée|cours|calle|plaza|paseo|via"
    r"|piazza|viale|corso|ul|ulica|rua|laan|plein|weg|allee|platz|postfach|square|close|court|yard"
    r"|terrace|quai|impasse|camino|avenida|largo|travessa|al|aleja|pl)\b|stra(?:ß|ss)e|str\."
    r"|straat|gasse|gracht|dijk|kade|platz\b|allee\b|weg\s+\d|plein\b|[路街号巷弄区省市]"
)
_SEPARATORS = re.compile(r"\s*[|•·–—]\s+|\s+-\s+|\s*,\s+(?=[^,]*\d)")
"""Signs between the name and the address in the small line over the window of a letter."""
REGISTERED = re.compile(
    r"(?i)\s*[(\[]?(?:co\b\.?|reg\b\.?|no\b\.?|[\s:\-])*[a-z]{0,3}\d{5,}[\s-]*\w?\s*[)\]]?\.?$"
)
"""The number of a firm in its register, behind its name or on a line of its own."""
_MOST_LINES = 8
LEADING = 1.5
"""Type sizes of white space between two lines of an address, at most."""
_RIVALS = 8
"""Names whose addresses are looked at, the best."""


def names_place(text: str) -> bool:
    """Tell text with a street, or a postcode and a town."""
    return bool(_STREET.search(text) or _POSTCODE.search(text))


def is_address(text: str) -> bool:
    """Tell a line of an address: a street with a number, a postcode and a town."""
    return names_place(text) and any(map(str.isdigit, text))


def name_and_rest(text: str) -> tuple[str, str]:
    """Part the small line of a sender at the first sign between name and address."""
    found = _SEPARATORS.search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def addresses_of(
    names: Sequence[Option], document: Printed, stops: Collection[Piece]
) -> Iterator[Option]:
    """Yield the addresses that belong to names, each worth what its name is.

    Args:
        names: What could be the name of the party.
        document: Where it stands.
        stops: Pieces that begin with a label: they say something else.
    """
    best = sorted(names, key=lambda option: -option.score)[:_RIVALS]
    for name in best:
        spans = _behind(name.reading.spans[-1]) or _under(name.reading.spans[-1], document, stops)
        if spans:
            text = ", ".join(span.text for span in spans)
            features = {
                "address of the name": 0.75 * name.score,
                "postcode": 0.15 if _POSTCODE.search(text) else 0.0,
                "street": 0.1 if _STREET.search(text) else 0.0,
            }
            reading = Reading(spans[0], text, 1.0, tuple(spans[1:]))
            yield Option(reading, f"under {name.text!r}", features)


def whole_address(reading: Reading, document: Printed, stops: Collection[Piece]) -> Reading | None:
    """Return the reading of an address with its further lines, without a name over it.

    Args:
        reading: Of its first line, as one that stands beside or below a label.
        document: Where it stands.
        stops: Pieces that are labels.

    Returns:
        None where no line looks like one of an address.
    """
    spans = _from_street_to_town([reading.span, *_below(reading.span, document, stops)])
    if not spans:
        return None
    text = ", ".join(span.text for span in spans)
    return replace(reading, span=spans[0], value=text, more=tuple(spans[1:]))


def _behind(name: Span) -> list[Span]:
    """The address in the line of the name: `Berg Ltd · Mill Lane 2 · 12345 Town`."""
    found = _SEPARATORS.match(name.piece.text, name.end)
    if found is None or not is_address(name.piece.text[found.end() :]):
        return []
    rest = Span(name.piece, found.end(), len(name.piece.text))
    parts = takewhile(
        lambda part: not (find_codes(part.text) or TITLE.search(part.text)),
        rest.parted(_SEPARATORS),
    )
    return _from_street_to_town(list(parts))


def _under(name: Span, document: Printed, stops: Collection[Piece]) -> list[Span]:
    """The address on the lines below a name, those of persons and departments left out."""
    return _from_street_to_town(_below(name, document, stops))


def _below(span: Span, document: Printed, stops: Collection[Piece]) -> list[Span]:
    return [Span(line, 0, len(line.text.rstrip(" ,;"))) for line in _lines(span, document, stops)]


def _lines(name: Span, document: Printed, stops: Collection[Piece]) -> Iterator[Piece]:
    """The lines closely under a name, without those that come before any of an address."""
    last, begun = name.piece, False
    for _ in range(_MOST_LINES):
        under = document.next_line(last, gap=LEADING)
        if under is None:
            return
        other = under in stops or _is_other(under.text)
        if other and begun:
            return
        if not other:
            begun = begun or is_address(under.text)
            yield under
        last = under


def _from_street_to_town(spans: Sequence[Span]) -> list[Span]:
    """The lines from the first to the last that belong to an address; none without a town."""
    like = [at for at, span in enumerate(spans) if is_address(span.text)]
    if not like:
        return []
    first, last = like[0], like[-1]
    while first > 0 and _is_house(spans[first - 1].text):
        first -= 1
    while last + 1 < len(spans) and _is_part(spans[last + 1].text):
        last += 1
    return list(spans[first : last + 1])


def _is_part(text: str) -> bool:
    return names_place(text) or "," in text


def _is_house(text: str) -> bool:
    """Tell a line with a number and words, as of a street that is not known for one."""
    return any(map(str.isdigit, text)) and bool(LETTERS.search(REGISTERED.sub("", text)))


def _is_other(text: str) -> bool:
    """Tell lines with a title, a telephone number, a mail address or the number of a firm."""
    numbered = REGISTERED.search(text)
    alone = numbered is not None and not LETTERS.search(text[: numbered.start()])
    aside = text.startswith("(") and text.endswith(")")
    return bool(alone or aside or TITLE.search(text) or find_codes(text) or find_dates(text))

"""Words that describe goods, told from codes of articles, units and letters of tax rates."""

from __future__ import annotations

import re

from docparse.engines.embedded.fields.item_grid import is_said
from docparse.engines.embedded.fields.printed import Piece, piece_of

_CODE = re.compile(r"(?:\S*[:#]\s*)?[^\s\d]{0,3}\d[\d-]{5,}\S*")
"""A number of an article, that of a bar code."""
PIECES = (
    r"(?i:stk|stck|stück|st|stuks?|pcs?|pce|pieces?|pièces?|pza|piezas?|pz|pezz[io]|uds?|unidad(?:es)?"
    r"|un|units?|unités?|ea|szt|sztuk[ai]?|件|个|個|瓶|盒|包|只|支)"
)
"""What goods are counted in."""
_NO_WORDS = re.compile(
    rf"(?:\W|\d|\b(?:{PIECES}|(?i:kg|g|l|ml|cl|each|lbs?|à|je"
    r"|oz|x|per|eur|usd|gbp|chf|pln|zł|kč|kr|rm|ft|lei)|[A-Z]{1,2}\d?)\b)*"
)
"""Units, letters of tax rates and signs, which describe nothing."""
_UNITS_OF_PRICE = re.compile(r"\s*(?:[€$£¥]|[A-Z]{3})?\s*/\s*[^\W\d_]{1,5}\b")
_SIGNS = "*-=:@|._…"
"""What may stand around words."""
_SHORTEST = 3
"""Signs of the shortest code."""


def described(piece: Piece) -> Piece | None:
    """Return words without codes before them and signs around them; None where nothing is said."""
    words = list(piece.words)
    while len(words) > 1 and (is_code(words[0].text) or not words[0].text.strip(_SIGNS)):
        words = words[1:]
    while len(words) > 1 and not words[-1].text.strip(_SIGNS):
        words = words[:-1]
    left = piece_of(words, piece.page, piece.line)
    return left if describes(left.text) else None


def describes(text: str) -> bool:
    """Tell words from units and signs alone."""
    return _NO_WORDS.fullmatch(_UNITS_OF_PRICE.sub("", text)) is None and is_said(text)


def is_code(text: str) -> bool:
    """Tell the number of an article, that of a bar code."""
    if _CODE.fullmatch(text.strip()):
        return True
    capital = " " not in text and text.isupper() and len(text) >= _SHORTEST
    return capital and text[-1].isdigit() and any(map(str.isdigit, text))

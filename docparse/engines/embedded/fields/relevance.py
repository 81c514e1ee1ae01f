"""How much each page of a document seems to say of the fields of a type: labels, and values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial

from docparse.engines.embedded.fields.concepts import normalised
from docparse.engines.embedded.fields.printed import Printed
from docparse.engines.embedded.fields.wanting import Sought, own_concept
from docparse.markup.joining import is_cjk
from docparse.tasks.wanted import WantedField
from docparse.values.amounts import find_numbers
from docparse.values.codes import find_codes
from docparse.values.dates import find_dates

_LABEL, _VALUE = 1.0, 0.25
"""What a label of a field counts, and a value of its kind, where no other page has any."""
_SHORT = 3
"""Letters of labels that are common words too: those begin a piece of a line."""
_FEWEST_FIGURES = 6
"""Figures of the shortest codes, those of banks excepted."""
_START = "|"
"""What a piece begins with among the normalised words of its page."""


def worths(document: Printed, fields: Sequence[WantedField]) -> Mapping[int, Mapping[str, float]]:
    """Weigh the pages of a document by what is on them for each field.

    Args:
        document: Its printed words.
        fields: Of the type; a list of objects is found by what its items have.

    Returns:
        For each page that has words, by its number, what it is worth for each field by name;
        fields that nothing on it speaks for are left out. What more pages have counts less.
    """
    pages = _pages(document)
    found: dict[int, dict[str, float]] = {page: {} for page in pages}
    valued = cache(partial(_with_value, document))
    for field in fields:
        parts = [Sought(part, own_concept(part)) for part in field.items or (field,)]
        having = [(_LABEL, _with_label(part.labels, pages)) for part in parts]
        having += [(_VALUE, valued(part.kind)) for part in parts if part.kind in _FORMS]
        if field.many and not any(part.kind in _FORMS for part in parts):
            having.append((_VALUE, frozenset(pages)))
        for most, some in having:
            for page in some:
                share = most * (1 - (len(some) - 1) / len(pages))
                found[page][field.name] = found[page].get(field.name, 0.0) + share
    return found


def _pages(document: Printed) -> Mapping[int, str]:
    """The text of each page, normalised: each piece behind a sign, with blanks around."""
    texts: dict[int, list[str]] = {}
    for piece in document.pieces:
        texts.setdefault(piece.page, []).append(f"{_START} {normalised(piece.text)} ")
    return {page: "".join(text) for page, text in texts.items()}


def _with_label(labels: Iterable[str], pages: Mapping[int, str]) -> frozenset[int]:
    """The pages on which one of some labels stands, as whole words; Chinese has no blanks."""
    forms = [form for form in map(normalised, dict.fromkeys(labels)) if form]
    sought = [_sought(form) for form in forms]
    return frozenset(page for page, text in pages.items() if any(form in text for form in sought))


def _sought(form: str) -> str:
    if any(map(is_cjk, form)):
        return form
    return f"{_START} {form} " if len(form) <= _SHORT else f" {form} "


def _with_value(document: Printed, kind: str) -> frozenset[int]:
    """The pages that have a value of a kind."""
    has, found = _FORMS[kind], set[int]()
    for piece in document.pieces:
        if piece.page not in found and has(piece.text):
            found.add(piece.page)
    return frozenset(found)


def _has_figure(text: str) -> bool:
    return any(map(str.isdigit, text))


def _has_date(text: str) -> bool:
    return _has_figure(text) and bool(find_dates(text))


def _has_amount(text: str) -> bool:
    numbers = find_numbers(text) if _has_figure(text) else ()
    return any(number.currency or number.decimals == 2 for number in numbers)


def _has_percent(text: str) -> bool:
    return "%" in text and any(number.percent for number in find_numbers(text))


def _has_code(kind: str, text: str) -> bool:
    if kind == "email":
        likely = "@" in text
    else:
        likely = kind == "bic" or sum(map(str.isdigit, text)) >= _FEWEST_FIGURES
    return likely and any(code.kind == kind for code in find_codes(text))


_FORMS: Mapping[str, Callable[[str], bool]] = {
    "date": _has_date,
    "amount": _has_amount,
    "number": _has_figure,
    "percent": _has_percent,
    **{kind: partial(_has_code, kind) for kind in ("iban", "bic", "vat", "phone", "email")},
}
"""How values are told that have a form of their own."""

"""Lists of plain values: several behind or below one label, ticked boxes, all of their kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from docparse.engines.embedded.fields.assigning import LEAST, ranked
from docparse.engines.embedded.fields.by_label import LabelledValues
from docparse.engines.embedded.fields.candidates import Option, Reading, Values, everywhere
from docparse.engines.embedded.fields.filled import FilledValues
from docparse.engines.embedded.fields.printed import Piece, Printed, Span
from docparse.engines.embedded.fields.wanting import Sought

_TELLING = frozenset({"email", "iban", "bic", "vat", "phone"})
"""Kinds of values that are known by their form, without a label."""
_SEPARATED = re.compile(r"\s*(?:[,;•·|、；]|\s/\s)\s*")
_BULLET = re.compile(r"^\s*(?:[•·*–-]|\d{1,2}[.)])\s+")
_LEADING = 1.2
"""Type sizes of white space between two lines of a list, at most."""


def read_several(
    sought: Sought,
    document: Printed,
    labelled: LabelledValues,
    filled: FilledValues,
    values: Values,
) -> list[Option]:
    """Read the values of a list, in the order they are printed; empty where there is none.

    Args:
        sought: What is asked for, one value at a time.
        document: Where to look.
        labelled: Finds values by labels.
        filled: Finds what was ticked and filled in.
        values: Reads values of a kind.
    """
    chosen = [option for option in filled.options(sought) if "box" in option.features]
    if chosen:
        return [option for option in chosen if option.score >= LEAST]
    found = [*filled.options(sought), *labelled.options(sought.concept.name, sought.kind)]
    best = next((option for option in ranked(found) if option.score >= LEAST), None)
    if best is not None:
        readings = _run(best.reading, sought.kind, document, labelled, values)
        return [replace(best, reading=reading) for reading in readings]
    if sought.kind not in _TELLING:
        return []
    once = {reading.value: reading for reading in everywhere(sought.kind, document, values)}
    how = "one of its kind"
    return [Option(reading, how, {"form": 0.5 * reading.worth}) for reading in once.values()]


def _run(
    first: Reading, kind: str, document: Printed, labelled: LabelledValues, values: Values
) -> Iterator[Reading]:
    """The first value, those behind it, and those on the lines below it."""
    piece, start = first.span.piece, first.span.start
    yield from _in_piece(piece, start, kind, values)
    for right in document.right_of(piece) if kind != "text" else ():
        if labelled.is_label(right):
            break
        yield from _in_piece(right, 0, kind, values)
    lefts = first.span.box.x0, piece.box.x0
    while under := document.next_line(piece, gap=_LEADING, lefts=lefts):
        if labelled.is_label(under):
            return
        found = list(_in_piece(under, 0, kind, values))
        if not found:
            return
        yield from found
        piece = under


def _in_piece(piece: Piece, start: int, kind: str, values: Values) -> Iterator[Reading]:
    if kind != "text":
        yield from (one for one in values.of(kind, piece) if one.span.start >= start)
        return
    lead = _BULLET.match(piece.text[start:])
    first = start + (lead.end() if lead else 0)
    for part in Span(piece, first, len(piece.text)).parted(_SEPARATED):
        if span := part.trimmed(""):
            yield Reading(span, span.text)

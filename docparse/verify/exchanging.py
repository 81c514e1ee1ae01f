"""Find words that have changed places: each stands where the page has the other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby

from docparse.verify.ledger import NOBODY, Ledger, State

_MET = frozenset({State.NEAR, State.FAR})

_LONGEST = 6
"""Words that may have changed places with one another."""
_STRICT = 0.15
"""Type sizes by which the place of a cell is grown, for what stands in it."""


def settle_exchanged(ledger: Ledger) -> None:
    """Let two words that have each other's place be changed, not found.

    The place of a word is between the words of the page that its neighbours are; that of a word
    alone in its cell is the cell; of several in a cell the page need have no order. Order is
    compared no further: whole stretches may be read in another order, but no order of reading makes
    two words change places. OCR is believed inside of texts alone; where the places of cells were
    guessed by their words, a table is a text.
    """
    slots = {said: slot for said, slot in _slots(ledger) if slot != ledger.at[said]}
    for said in list(slots):
        _exchange(ledger, {one: slots.pop(one) for one in _ring(ledger, slots, said)})
    for number, piece in enumerate(ledger.pieces):
        if piece.cell is not None or not ledger.is_exact(piece.places):
            continue
        for said in ledger.span(number)[:-1]:
            if _is_turned(ledger, ledger.span(number), said):
                _exchange(ledger, {said: ledger.at[said + 1], said + 1: ledger.at[said]})


def _slots(ledger: Ledger) -> Iterator[tuple[int, int]]:
    """Yield words that have met one of the page, with the word that stands in their place there."""
    for number, piece in enumerate(ledger.pieces):
        span = ledger.span(number)
        if piece.cell is None:
            yield from _framed(ledger, span, ends=ledger.is_exact(piece.places))
        elif len(span) == 1 and _has_met(ledger, span[0]) and ledger.is_exact(piece.places):
            inside = ledger.inside(piece.places, _STRICT)
            if len(inside) == 1:
                yield span[0], inside[0]
    if ledger.met:
        cells = [n for n, piece in enumerate(ledger.pieces) if piece.cell is not None]
        for _, group in groupby(cells, key=lambda number: ledger.pieces[number].block):
            table = [ledger.span(number) for number in group]
            yield from _framed(ledger, range(table[0].start, table[-1].stop), ends=False)


def _framed(ledger: Ledger, span: range, *, ends: bool) -> Iterator[tuple[int, int]]:
    """Yield the words of a text for which the page has another; without those at its ends."""
    at = ledger.at[span.start : span.stop]
    for inner, word in enumerate(at):
        if not ends and inner in {0, len(at) - 1}:
            continue
        if at[max(0, inner - 1) : inner + 2] == [word - 1, word, word + 1]:
            continue  # as are most
        slot = _between(ledger, span, span.start + inner)
        if slot != NOBODY and _has_met(ledger, span.start + inner):
            yield span.start + inner, slot


def _has_met(ledger: Ledger, said: int) -> bool:
    """Whether a word is one of the page; no sign of a formula, nor of a script from the right."""
    token, met = ledger.said[said], ledger.state[said] in _MET
    ordered = not token.math and (token.key.isascii() or not _is_from_the_right(token.key))
    return met and ordered and ledger.by[ledger.at[said]] == said


def _is_from_the_right(key: str) -> bool:
    return unicodedata.bidirectional(key[0]) in {"R", "AL"}


def _between(ledger: Ledger, span: range, said: int) -> int:
    """What the page has between the words that the neighbours of a word are: one word, or none.

    A word that a line has cut counts as one, by its first part.
    """
    before = after = NOBODY
    if said > span[0]:
        if not _has_met(ledger, said - 1):
            return NOBODY
        before = ledger.parts(said - 1).stop
    if said < span[-1]:
        if not _has_met(ledger, said + 1):
            return NOBODY
        after = ledger.at[said + 1] - 1
    known = before if before != NOBODY else after
    other = ledger.by[known] if 0 <= known < len(ledger.by) else NOBODY
    if other < 0 or not _has_met(ledger, other):
        return NOBODY
    begins = before in {ledger.at[other], NOBODY}
    ends = after in {ledger.parts(other)[-1], NOBODY}
    return ledger.at[other] if begins and ends else NOBODY


def _is_turned(ledger: Ledger, span: range, said: int) -> bool:
    """Tell two words side by side of which the page has the second first."""
    one, two = ledger.at[said + 1], ledger.at[said]
    if two != one + 1 or not (_has_met(ledger, said) and _has_met(ledger, said + 1)):
        return False
    if not ledger.follow(one, two):
        return False
    frames = [
        ledger.at[near] == word
        for near, word in ((said - 1, one - 1), (said + 2, two + 1))
        if near in span
    ]
    return bool(frames) and all(frames)


def _ring(ledger: Ledger, slots: dict[int, int], first: int) -> list[int]:
    """Words of which each has the place of the next; there are more than two where one is said
    twice.
    """
    ring: list[int] = []
    said = first
    while said in slots and len(ring) < _LONGEST:
        ring.append(said)
        said = ledger.by[slots[said]]
        if said == first:
            stacked = any(ledger.is_in_a_stack(slots[one]) for one in ring)
            return [] if stacked else ring
    return []


def _exchange(ledger: Ledger, places: dict[int, int]) -> None:
    """Let words have what stands in their places: another word, or the same one."""
    words = {said: ledger.parts(ledger.by[word]) for said, word in places.items()}
    for said, parts in words.items():
        same = ledger.said[said].key == "".join(ledger.keys[word] for word in parts)
        ledger.claim(said, parts, State.NEAR if same else State.CHANGED)

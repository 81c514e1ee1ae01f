"""Hold displayed formulas against the signs that are printed in their places, by their numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from docparse.schemas import Block, Formula
from docparse.verify.ledger import Ledger, State, Told
from docparse.verify.tokens import latex_keys, signs, tokens_of
from docparse.verify.witness import OPERATORS, Operator

_HIDDEN = re.compile(
    r"\\(?:begin|end)\{[^{}]*\}(?:\{[lcrp|@{}!. \d]*\})?"
    r"|\\(?:text[a-z]*|mbox|mathrm|operatorname\*?|[hv]?space\*?|hskip|kern)\s*\{[^{}]*\}"
)
"""What has a hyphen or an equals sign that is none of the formula."""
_EDGE = 0.05
"""Type sizes by which the place of a formula is grown."""
_FEW = 0.5
"""Share of a formula's signs that may be others: beyond that it stands elsewhere."""


def settle_spelling(ledger: Ledger, blocks: Sequence[Block]) -> None:
    """Let formulas be changed that have other letters, digits or operators than their places.

    Compared are text layers, with results that say where their formulas are. A sign that the page
    has nowhere in the formula may be one that the font names otherwise, and is not missed there.
    """
    if ledger.met:
        return
    for number, piece in enumerate(ledger.pieces):
        block = blocks[piece.block]
        if isinstance(block, Formula) and block.latex and ledger.is_exact(block.places):
            _settle(ledger, ledger.span(number), block)


def _settle(ledger: Ledger, span: range, block: Formula) -> None:
    words = _own(ledger, span, block)
    printed = Counter("".join(signs(ledger.keys[word]) for word in words))
    said = Counter(signs("".join(latex_keys(block.latex or "", fold=True))))
    said += Counter("".join(signs(token.key) for token in tokens_of(block.tag or "")))
    apart = ((printed - said) | (said - printed)).total()
    lost = _operators_of(ledger, block) != _said_operators(ledger, block)
    if not words or not span or not (apart or lost) or apart > _FEW * printed.total():
        return
    ledger.claim(span[0], [words[0]], State.CHANGED)
    ledger.told[span[0]] = Told(-1, -1, block.latex or "", _printed(ledger, words, block))


def _own(ledger: Ledger, span: range, block: Formula) -> list[int]:
    """The words in the place of a formula that no other block says."""
    return [
        word
        for word in ledger.inside(block.places, _EDGE)
        if ledger.by[word] < 0 or ledger.by[word] in span
    ]


def _printed(ledger: Ledger, words: Sequence[int], block: Formula) -> str:
    """What stands in the place of a formula, from left to right."""
    parts = [(ledger.box([word]).center[0], ledger.text([word])) for word in words]
    parts += [(one.place[0], one.sign) for one in _printed_operators(ledger, block)]
    return " ".join(text for _, text in sorted(parts))


def _operators_of(ledger: Ledger, block: Formula) -> Counter[str]:
    return Counter(OPERATORS[one.sign] for one in _printed_operators(ledger, block))


def _printed_operators(ledger: Ledger, block: Formula) -> list[Operator]:
    """The operators printed in the place of a formula."""
    return [
        one
        for place in block.places
        for one in ledger.operators(place.page)
        if place.box.contains(one.place)
    ]


def _said_operators(ledger: Ledger, block: Formula) -> Counter[str]:
    """The operators of a formula, but for those its place has none of."""
    said = Counter(sign for sign in _HIDDEN.sub("", block.latex or "") if sign in "-+=")
    there = _operators_of(ledger, block)
    return Counter({sign: count for sign, count in said.items() if there[sign]})

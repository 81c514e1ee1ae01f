"""Fill the slots of templates: each class of slots has the symbols that may stand there.

`@x1` and `@x2` are two different variables, and `@x1` is the same symbol wherever it stands. No
symbol is taken that the template writes out itself, or that fills another slot.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.formula_press.constructs import constructs
from benchmarks.formula_press.corpus import INLINE, Split, templates

VARIANTS = 6
"""Formulas made of a template, at most."""

_GREEK = (
    r"\alpha \beta \gamma \delta \theta \phi \varphi \psi \omega \rho \sigma \tau \eta \xi "
    r"\varepsilon \kappa \nu \mu \chi \epsilon \vartheta \lambda"
)
_SOME_GREEK = r"\alpha \beta \gamma \lambda \mu \kappa \rho \eta"
POOLS: Mapping[str, tuple[str, ...]] = {
    "x": tuple("xyztuvws"),
    "n": tuple("nmNkrM"),
    "i": (*"ijkl", r"\ell"),
    "a": (
        *"abcdpqrABC",
        *[r"\alpha", r"\beta", r"\gamma", r"\lambda", r"\mu", r"\kappa", r"\rho", r"\eta"],
    ),
    "g": tuple(_GREEK.split()),
    "f": (*"fghuvwFG", r"\phi", r"\psi", r"\varphi"),
    "A": tuple("ABCMPQTUKLNVW"),
    "V": (
        *(f"\\mathbf{{{letter}}}" for letter in "uvwFEBAr"),
        *(f"\\vec{{{letter}}}" for letter in "uvwF"),
        *(f"\\boldsymbol{{{letter}}}" for letter in (r"\omega", r"\xi", "v")),
    ),
    "S": (*"STEABDMU", r"\Omega", r"\mathcal{S}", r"\mathcal{M}", r"\mathscr{D}"),
    "C": tuple(f"\\mathcal{{{letter}}}" for letter in "AFHLMBCDGPT"),
    "R": tuple(f"\\mathscr{{{letter}}}" for letter in "ABCFHLMPS"),
    "K": tuple(f"\\mathbb{{{letter}}}" for letter in "RCQZNFKHP"),
    "F": tuple(f"\\mathfrak{{{letter}}}" for letter in "abgpmqhnAS"),
    "X": tuple("XYZWUV"),
    "G": (*"GHKNQ", r"\Gamma"),
    "l": tuple("abpqmnuvwxyz"),
    "s": (*"szp", r"\sigma", r"\tau"),
    "p": (*"pqPQAB", r"\varphi", r"\psi", r"\chi"),
    "c": (*"23456789", "10", "12", "16", "24", "100"),
}
_SLOT = re.compile(r"@([A-Za-z])(\d)")
_WORDS = re.compile(r"\\(?:text|mathrm|operatorname\*?|begin|end|mathsf|mathtt)\{[^{}]*\}")
_TOKEN = re.compile(r"\\[a-zA-Z]+|[a-zA-Z]|\d+")
_COMMAND_AT_END = re.compile(r"\\[a-zA-Z]+$")


@dataclass(frozen=True)
class Formula:
    """A formula ready to be typeset."""

    kind: str
    latex: str
    family: str
    field: str

    @property
    def constructs(self) -> tuple[str, ...]:
        return constructs(self.latex, self.kind)

    @property
    def inline(self) -> bool:
        return self.kind == INLINE


def formulas(split: Split, variants: int = VARIANTS) -> tuple[Formula, ...]:
    """Compose the distinct formulas of a split; the same ones each time."""
    made: dict[tuple[str, str], Formula] = {}
    for template in templates(split):
        for number in range(variants):
            latex = compose(template.latex, random.Random(f"{template.family}-{number}"))
            formula = Formula(template.kind, latex, template.family, template.field)
            made.setdefault((template.kind, latex), formula)
    return tuple(made.values())


def compose(template: str, rng: random.Random) -> str:
    """Put a symbol in each slot."""
    taken = set(_TOKEN.findall(_WORDS.sub(" ", _SLOT.sub(" ", template))))
    chosen: dict[str, str] = {}
    for match in _SLOT.finditer(template):
        slot, pool = match.group(0), POOLS[match.group(1)]
        if slot not in chosen:
            free = [symbol for symbol in pool if not taken & _letters(symbol)]
            chosen[slot] = rng.choice(free or list(pool))
            taken |= _letters(chosen[slot])
    return _filled(template, chosen)


def _letters(symbol: str) -> set[str]:
    found = set(_TOKEN.findall(symbol))
    return {token for token in found if not token.startswith("\\math")} if len(found) > 1 else found


def _filled(template: str, chosen: Mapping[str, str]) -> str:
    written, end = "", 0
    for match in _SLOT.finditer(template):
        written = _joined(written, template[end : match.start()])
        written, end = _joined(written, chosen[match.group(0)]), match.end()
    return _joined(written, template[end:])


def _joined(before: str, after: str) -> str:
    """Keep a letter from being read as part of the command before it."""
    apart = after[:1].isalpha() and _COMMAND_AT_END.search(before)
    return f"{before} {after}" if apart else before + after

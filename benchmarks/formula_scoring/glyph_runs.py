"""Compare formulas as drawings: glyphs, in the order in which TeX draws them, and rules.

Three answers. `strict`: all is at the same place, to 0.05 em. `same` (the visual match): the same
glyphs in the same order, each as high and as large, and the rules as high; how far apart they
stand from left to right is left to the author, who may have typed a space. Glyphs that stand where
they should, in whatever order they are drawn, will do as well. `loose`: the same characters in the
same order at about the same height; sizes of delimiters, fonts and rules do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

EM = 10.0
"""Points: the size at which formulas are typeset to be compared."""
_HEIGHT = 0.05 * EM
_SIZE = 0.02 * EM
_STRICT = 0.05 * EM
_NEAR = 0.15 * EM
_LOOSE = 0.35 * EM
_PIECES = frozenset("�|∥")
"""Of assembled delimiters: how many there are depends on the height."""


@dataclass(frozen=True)
class Mark:
    """A glyph; or a rule, whose `glyph` is -1 and whose size is its width.

    `x` and `y` count from the left end of the formula's baseline, `y` downwards.
    """

    font: str
    glyph: int
    character: str
    size: float
    x: float
    y: float

    @property
    def is_rule(self) -> bool:
        return self.glyph == -1


@dataclass(frozen=True)
class Likeness:
    """How alike two drawings are, from the strictest measure to the loosest."""

    strict: bool
    same: bool
    loose: bool


NOT_ALIKE = Likeness(strict=False, same=False, loose=False)
ALIKE = Likeness(strict=True, same=True, loose=True)


def compare(truth: Sequence[Mark], prediction: Sequence[Mark]) -> Likeness:
    """Compare two drawings; what draws nothing is like nothing."""
    if not truth or not prediction:
        return NOT_ALIKE
    strict = _all_near(truth, prediction, _STRICT)
    same = strict or _same_order(truth, prediction) or _all_near(truth, prediction, _NEAR)
    return Likeness(strict=strict, same=same, loose=same or _same_text(truth, prediction))


def _glyphs(marks: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in marks if not mark.is_rule]


def _rules(marks: Sequence[Mark]) -> list[Mark]:
    return sorted((mark for mark in marks if mark.is_rule), key=lambda rule: (rule.y, rule.x))


def _same_order(truth: Sequence[Mark], prediction: Sequence[Mark]) -> bool:
    glyphs, others = _glyphs(truth), _glyphs(prediction)
    rules, other_rules = _rules(truth), _rules(prediction)
    if len(glyphs) != len(others) or len(rules) != len(other_rules):
        return False
    return all(map(_same_glyph, glyphs, others)) and all(
        abs(rule.y - other.y) <= _HEIGHT for rule, other in zip(rules, other_rules, strict=True)
    )


def _same_glyph(mark: Mark, other: Mark) -> bool:
    return (
        (mark.font, mark.glyph) == (other.font, other.glyph)
        and abs(mark.size - other.size) <= _SIZE
        and abs(mark.y - other.y) <= _HEIGHT
    )


def _all_near(truth: Sequence[Mark], prediction: Sequence[Mark], within: float) -> bool:
    """Tell whether each mark has its own counterpart at its place."""
    if len(truth) != len(prediction):
        return False
    free = list(prediction)
    for mark in truth:
        place = next((i for i, other in enumerate(free) if _near(mark, other, within)), None)
        if place is None:
            return False
        free.pop(place)
    return True


def _near(mark: Mark, other: Mark, within: float) -> bool:
    size = within if mark.is_rule else _SIZE
    return (
        (mark.font, mark.glyph) == (other.font, other.glyph)
        and abs(mark.size - other.size) <= size
        and abs(mark.x - other.x) <= within
        and abs(mark.y - other.y) <= min(within, _HEIGHT)
    )


def _same_text(truth: Sequence[Mark], prediction: Sequence[Mark]) -> bool:
    glyphs, others = (
        [mark for mark in _glyphs(drawing) if mark.character not in _PIECES]
        for drawing in (truth, prediction)
    )
    return len(glyphs) == len(others) and all(
        mark.character == other.character
        and (abs(mark.y - other.y) <= _LOOSE or _hangs(mark) or _hangs(other))
        for mark, other in zip(glyphs, others, strict=True)
    )


def _hangs(mark: Mark) -> bool:
    """Tell whether a glyph is of the font whose delimiters hang from their origin."""
    return mark.font.upper().startswith("CMEX")

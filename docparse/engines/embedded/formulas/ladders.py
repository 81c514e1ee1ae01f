"""The heights that fonts have delimiters in, and those that `\\big` and its like choose of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from docparse.sources.glyphs import Glyph

GREW = 1.07
"""Times the least height from which a delimiter is one that grew."""
DELIMITER_FACTOR, SHORTFALL = 0.901, 5.0
"""The share of what is between two delimiters that they cover, and the points of it they may leave
out (The TeXbook, page 152)."""
SIZES = ("big", "Big", "bigg", "Bigg")
_TIMES = (1.0, 1.5, 2.0, 2.5)
_BIG = 1.2
"""Heights of a parenthesis that `\\big` asks for (amsmath); its like ask for `_TIMES` as much."""
_MODERN = (1.0, 1.2, 1.8, 2.4, 3.0)
"""Computer Modern's, in type sizes: of running text, and of `SIZES` (the encoding OMX)."""
_USUAL = (1.0, 1.1, 1.2, 1.45, 1.8, 2.1, 2.4, 3.0)
"""Those of Latin Modern's OpenType font, taken for those of fonts that are not known."""
_PIECED = 1.04
"""Times the greatest height from which a delimiter is put together of pieces."""
_FONTS = tuple(
    (re.compile(name, re.I), heights)
    for name, heights in (
        ("TeXGyre.*Math", (0.82, 0.98, 1.18, 1.41, 1.69, 2.02, 2.42)),
        ("XITSMath|STIXMath", (0.85, 1.23, 1.84, 2.46, 3.08)),
        (
            "STIXTwoMath|LibertinusMath",
            (0.95, *(round(1.17 + 0.241 * step, 3) for step in range(12))),
        ),
    )
)
"""Those of fonts that have a table of their own for it (OpenType's `MATH`, MathVariants)."""
_BASES = ((re.compile("[tp]xex.|n[tp]xex", re.I), 0.92), (re.compile("Fourier", re.I), 0.83))
"""The least height where it is another one, in the units of the rest."""
_NAMED = re.compile(r"(?:paren|bracket|brace|floor|ceiling|angbracket|slash)[a-z]*?([bB]igg?)$")


def is_step(name: str) -> bool:
    """Tell the name of a delimiter that grew, as `parenleftBig`."""
    return _NAMED.match(name) is not None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The heights a delimiter comes in in its font, the least first.

    Attributes:
        heights: In points.
        exact: Whether the font, one of TeX's, says by its names which of them it is.
    """

    heights: tuple[float, ...] = ()
    exact: bool = False

    def asked(self, height: float) -> int:
        """Return which step covers a height; one more than there are when none does."""
        steps = enumerate(self.heights)
        return next((index for index, step in steps if step >= height), len(self.heights))

    def nearest(self, height: float) -> int:
        """Return which step a height is; one more than there are for what is built of pieces."""
        if height > _PIECED * self.heights[-1]:
            return len(self.heights)
        steps = range(len(self.heights))
        return min(steps, key=lambda index: abs(self.heights[index] - height))

    def commands(self) -> dict[int, str]:
        """Return the steps that the commands `SIZES` choose, and the command of each."""
        chosen: dict[int, str] = {}
        for name, times in zip(SIZES, _TIMES, strict=True):
            height = _BIG * times * self.heights[0]
            step = self.asked(max(DELIMITER_FACTOR * height, height - SHORTFALL) - 0.1)
            chosen.setdefault(step, name)
        return chosen


def ladder(glyph: Glyph) -> Ladder:
    """Return the heights a delimiter comes in in its font."""
    named = _NAMED.match(glyph.name)
    if named:
        unit = (glyph.ink[3] - glyph.ink[1]) / _MODERN[1 + SIZES.index(named[1])]
        heights = (unit * _base(glyph.font), *(unit * step for step in _MODERN[1:]))
        return Ladder(heights, exact=True)
    return Ladder(tuple(glyph.size * step for step in _of_font(glyph.font)))


@lru_cache(maxsize=256)
def _base(font: str) -> float:
    return next((height for pattern, height in _BASES if pattern.match(font)), _MODERN[0])


@lru_cache(maxsize=256)
def _of_font(name: str) -> tuple[float, ...]:
    return next((heights for pattern, heights in _FONTS if pattern.match(name)), _USUAL)

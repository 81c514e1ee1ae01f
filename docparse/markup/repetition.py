"""Find a tail that repeats itself, as models write when they have lost their way.

Knows characters alone: the period may be a letter, a word, a row of a table, a whole page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LEAST_CHARACTERS = 100
"""Length of a repeated tail that is noticed at all."""
_LEAST_TIMES = 4
_LEAST_TIMES_LONG = 3
_LONG = 200
"""A period of this many characters is a loop when it comes three times."""
_LEADER = re.compile(r"[\s._·…=*+|:–—-]*")
_NUMBERS = re.compile(
    r"(?:<[^<>]*>|&nbsp;|\b(?:n/?a|nil|yes|no|true|false)\b|[\s\d.,%$€£()/&;|\\✓✗×☐☑☒□○●–—-])*",
    re.I,
)


@dataclass(frozen=True)
class Loop:
    """A repeated tail.

    Attributes:
        start: Where the first copy begins.
        period: Characters of a copy.
        times: Whole copies; a part of one more may stand at the end.
    """

    start: int
    period: int
    times: int


def find_loop(text: str) -> Loop | None:
    """Return the tail of the text that repeats itself, if one does.

    Leaders, rules and rows of empty cells or numbers are no loops until they are very long: pages
    hold such things.
    """
    text = text.rstrip()
    loop = _tail_loop(text)
    if loop is None:
        return None
    length = len(text) - loop.start
    copy = text[loop.start : loop.start + loop.period]
    least = _LEAST_TIMES_LONG if loop.period >= _LONG else _LEAST_TIMES
    if loop.times < least or length < _LEAST_CHARACTERS:
        return None
    if _comes_in_rows(copy) and length < 20 * _LEAST_CHARACTERS:
        return None
    return loop


def _comes_in_rows(copy: str) -> bool:
    """Whether a page may well repeat this: a leader, a rule, cells that are empty or numbers.

    A loop may begin in the middle of a tag or a word: the copy is read from a boundary on.
    """
    boundary = max(copy.find("<") if "<" in copy else copy.find(" "), 0)
    turned = copy[boundary:] + copy[:boundary]
    return bool(_LEADER.fullmatch(turned) or _NUMBERS.fullmatch(turned))


def without_loop(text: str) -> str:
    """Return the text with one copy of what repeats itself at its end."""
    loop = find_loop(text)
    return text if loop is None else text[: loop.start + loop.period]


def _tail_loop(text: str) -> Loop | None:
    """The period whose copies cover most of the end of the text; the shortest of equals.

    The lengths of all common suffixes of the text and its own prefixes are the Z function of the
    reversed text (Gusfield, 1997, section 1.4), in linear time.
    """
    backward = text[::-1]
    reach = _z_function(backward)
    best: Loop | None = None
    covered = 0
    for period in range(1, len(text) // 2 + 1):
        length = reach[period] + period
        if length >= _LEAST_TIMES_LONG * period and length > covered:
            covered = length
            best = Loop(len(text) - length, period, length // period)
    return best


def _z_function(text: str) -> list[int]:
    """For each position, how far the text from there agrees with its beginning."""
    size = len(text)
    reach = [0] * size
    left = right = 0
    for index in range(1, size):
        if index < right:
            reach[index] = min(right - index, reach[index - left])
        while index + reach[index] < size and text[reach[index]] == text[index + reach[index]]:
            reach[index] += 1
        if index + reach[index] > right:
            left, right = index, index + reach[index]
    return reach

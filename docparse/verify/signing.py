"""Signs that numbers have: a minus before them, a percent sign behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MINUS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
"""A hyphen and dashes, which stand for a minus, and the minus."""
_OPENING = "([{/:;=<>~≈≤≥±+*×·|$€£¥"
"""What a minus may follow immediately; behind anything else it may be a hyphen or a dash."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PERCENT = re.compile(r"\s{0,2}[%‰％]")


@dataclass(frozen=True)
class Signed:
    """A number in a text, with its signs.

    Attributes:
        start: Where it begins, its minus included.
        end: Where it ends, its percent sign included.
        text: How it is written.
        minus: Whether it has a minus; None where that may be a hyphen or a dash.
        percent: Whether it has a percent sign.
    """

    start: int
    end: int
    text: str
    minus: bool | None
    percent: bool

    def differs(self, other: Signed, *, exact: bool = True) -> bool:
        """Tell a number that surely has other signs; OCR takes little strokes for any."""
        if self.percent != other.percent:
            return True
        return exact and None not in {self.minus, other.minus} and self.minus != other.minus


def signed(text: str, key: str, start: int, end: int) -> Signed | None:
    """Return a word of a text with its signs, if it is a number."""
    if not key[:1].isdigit() or _NUMBER.fullmatch(key) is None:
        return None
    minus = _minus(text, start)
    behind = _PERCENT.match(text, end)
    first = start - 1 if minus else start
    last = behind.end() if behind else end
    return Signed(first, last, text[first:last], minus, behind is not None)


def _minus(text: str, start: int) -> bool | None:
    before = text[start - 1 : start] if start else ""
    if not before or before not in _MINUS:
        away = text[max(0, start - 3) : start].rstrip()[-1:]
        return None if away and away in _MINUS else False
    outer = text[start - 2 : start - 1] if start > 1 else ""
    return True if not outer or outer.isspace() or outer in _OPENING else None

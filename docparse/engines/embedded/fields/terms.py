"""Terms of payment by their form: `2% 10 net 30`, `zahlbar innerhalb von 7 Tagen`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from docparse.engines.embedded.fields.phrases import folded, pattern

_GAP = r"[\s,;()/.+&–-]{0,3}"
_AND = r"(?:\s?[/+-]\s?|\s(?:y|e|et|en|und|and|i)\s)"
_NUMBER = rf"(?<![\d.,年月])(?:\d{{1,3}}|\d{{1,2}}(?:{_AND}\d{{1,3}}){{1,3}})(?![\d]|[.,]\d)"
_PERCENT = r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,2})?\s?%"
_BEHIND_PERCENT = rf"{_PERCENT}\s?[/–-]?\s?\d{{1,3}}(?![\d]|[.,]\d|\s?%)"
_SHORT_DISCOUNT = r"(?<![\d.,/])\d{1,2}(?:[.,]\d)?/\d{1,3},?\s+(?:n|net|netto)\s?/?\s?\d{1,3}(?!\d)"
_CORE = frozenset({"time", "fixed"})
"""Parts of which terms have one."""
_NOT_LAST = frozenset({"lead", "inner"})
"""Parts that end no terms."""
_SURE_CJK = 4
"""Characters of Chinese terms that are known by their form alone."""


def terms_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where phrases of payment terms stand in a text: those that name a time, or a way.

    Args:
        text: One line, or one sentence.
    """
    plain = folded(text)
    for match in _phrase().finditer(plain):
        parts = list(_part().finditer(plain, match.start(), match.end()))
        while parts and parts[0].lastgroup == "inner":
            parts.pop(0)
        while parts and parts[-1].lastgroup in _NOT_LAST:
            parts.pop()
        if any(part.lastgroup in _CORE for part in parts):
            yield parts[0].start(), parts[-1].end()


@cache
def _phrase() -> re.Pattern[str]:
    return re.compile(rf"{_part().pattern}(?:{_GAP}{_unnamed(_part().pattern)})*+")


@cache
def _part() -> re.Pattern[str]:
    """A part of terms: of those that begin alike the longest, those that say more before others."""
    words = "|".join(
        f"(?P<{name}>{pattern(clue)})"
        for name, clue in (
            ("fixed", "term_fixed"),
            ("word", "term"),
            ("lead", "term_lead"),
            ("inner", "term_inner"),
        )
    )
    rate = rf"(?P<rate>{_BEHIND_PERCENT}|{_PERCENT})"
    return re.compile(rf"(?:(?P<time>{_SHORT_DISCOUNT}|{_time()}|{_net()})|{rate}|{words})")


def _unnamed(form: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", form)


@cache
def _time() -> str:
    number = rf"(?:{_NUMBER}|\(\d{{1,3}}\))"
    return rf"{number}(?:\s?\(\w+\))?\s?-?\s?{pattern('term_unit')}"


@cache
def _net() -> str:
    return (
        r"(?<!\w)(?:net|nett|netto|neto|n)(?:\s?/\s?|\s+|)\d{1,3}"
        rf"(?![\w%]|[.,]\d|\s?[€$£%]|\s?-?\s?{pattern('term_unit')})"
    )


def is_sure(text: str) -> bool:
    """Tell terms from a mere length of time, and from a word that says other things as well."""
    bare = re.fullmatch(_time(), folded(text)) is not None
    return not bare and (len(text.split()) > 1 or (not text.isascii() and len(text) >= _SURE_CJK))

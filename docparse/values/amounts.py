"""Numbers in text with their currency, sign and per cent; dates and codes are not numbers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from docparse.values.codes import FoundCode, find_codes
from docparse.values.currencies import ANY, LEADING, currency_of
from docparse.values.dates import find_dates

_GAP = "[ \u00a0\u2009\u202f]"
_MINUS = "[-\u2212\u2013]"
_ALPHABET = r"A-Za-z\u00aa-\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff"
_LETTER = rf"[{_ALPHABET}\d_]"
"""Letters that make one word with figures; Chinese and Japanese ones do not."""
_PART = r"(?:\d{1,10}+|[\u2013\u2014-]{1,2}(?!\d))"
"""Decimals, or the stroke instead of them, as in 12.–"""
_END = r"(?!\d|[.,/:'’-]\d|-[A-Za-z])"


def _figures(*, blanks: bool) -> re.Pattern[str]:
    """The figures of a number in any grouping; `blanks`: a common blank may part groups too."""
    comma, point, either = (rf"{sign}{_PART}" for sign in (",", r"\.", "[.,]"))
    shapes = [
        rf"\d{{1,2}}(?:,\d\d){{1,5}},\d{{3}}(?:{point})?",
        rf"[1-9]\d{{0,2}}(?:,\d{{3}}){{1,6}}(?:{point})?",
        rf"[1-9]\d{{0,2}}(?:\.\d{{3}}){{1,6}}(?:{comma})?",
        rf"[1-9]\d{{0,2}}(?:['’]\d{{3}}){{1,6}}(?:{either})?",
        _by_blank("narrow", "[\u00a0\u2009\u202f]", either),
        *([_by_blank("common", " ", comma)] if blanks else []),
        rf"\d{{1,18}}+(?:{either})?",
    ]
    tried = "|".join(f"{shape}{_END}" for shape in shapes)
    return re.compile(rf"(?<!\d)(?<!\d[.,/:'’-])(?:{tried})")


def _by_blank(name: str, gap: str, part: str) -> str:
    """Groups with one kind of blank between; without decimals no figures may follow a blank."""
    return (
        rf"[1-9]\d{{0,2}}(?P<{name}>{gap})\d{{3}}(?:(?P={name})\d{{3}}){{0,5}}"
        rf"(?:{part}|(?!(?P={name})?\d))"
    )


_FIGURES, _WITH_BLANKS = _figures(blanks=False), _figures(blanks=True)
_BEFORE = re.compile(
    rf"(?P<open>\()?(?:(?<![\w)])(?P<minus>{_MINUS}|\+))?"
    rf"(?:(?<![{_ALPHABET}])(?P<currency>{ANY}){_GAP}?(?P<inner>{_MINUS})?)?\Z"
)
_REACH = 9
"""Signs before the figures among which a currency and a sign may stand."""
_LETTER_NEXT = re.compile(_LETTER)
_IN_WORD = re.compile(rf"(?:{_LETTER}|\w[-/_])\Z")
_TRAILING = r"[-\u2212](?![-\u2013\u2212\w])"


def _behind(currency: str) -> re.Pattern[str]:
    """What may stand right behind the figures, with a currency of this pattern."""
    return re.compile(
        rf"(?P<minus>{_TRAILING})?"
        rf"(?:{_GAP}?(?P<percent>%)|{_GAP}?(?P<currency>{currency})(?!{_LETTER}))?"
        rf"(?P<outer>{_TRAILING})?(?P<close>\))?"
    )


_BEHIND_BARE = _behind(rf"(?:{LEADING})(?!{_GAP}?\d)|(?!{LEADING})(?:{ANY})")
_BEHIND_MARKED = _behind("(?!)")
"""Where a currency stands before the figures, the one behind is that of the next."""
_FIRST_FIGURES = re.compile(r"\d+")
_TAIL = re.compile(r"[.,][\u2013\u2014-]+")
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}(?::\d\d){1,2}(?![\d:])")
_ADDRESS = re.compile(
    r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!\d{4})|(?![\d.]))){4}(?<!\.)"
)
"""Four numbers up to 255 with full stops between, as machines have them for an address."""
_CHINESE = re.compile("元|人民币|RMB|CNY")
_MONEY_WEIGHT = 3
"""What a number with two decimals or a currency counts, against 1 for one like 3.2, which may be
the number of a section."""


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number in a text.

    Attributes:
        start: Where it begins, its sign and currency included.
        end: Where it ends, a currency or per cent sign behind it included.
        value: In units of the currency; per cent are not divided by a hundred.
        decimals: How many figures stand behind the decimal sign.
        currency: The ISO 4217 code; None where no currency stands beside it.
        percent: Whether a per cent sign stands behind it.
        doubtful: Whether its only separator, with three figures behind it, may be a decimal sign
            or part thousands; `value` takes the latter.
    """

    start: int
    end: int
    value: Decimal
    decimals: int
    currency: str | None
    percent: bool
    doubtful: bool


def find_numbers(
    text: str, *, decimal: str | None = None, chinese: bool = False
) -> tuple[FoundNumber, ...]:
    """Return the numbers in a text, in their order.

    Args:
        text: Any text; dates, times, telephone and account numbers in it are passed over.
        decimal: The decimal sign of the document, "," or ".", which settles 1.234; with "." a
            common blank does not part groups. None where it is not known.
        chinese: Whether the document is, in which ¥ is the yuan; a Chinese text is anyway.
    """
    figures = _FIGURES if decimal == "." else _WITH_BLANKS
    barred = _barred(text)
    starts = [start for start, _ in barred]
    chinese = chinese or bool(_CHINESE.search(text))
    found: list[FoundNumber] = []
    position = 0
    while match := figures.search(text, position):
        bar = barred[place - 1] if (place := bisect_right(starts, match.end() - 1)) else (0, 0)
        floor = found[-1].end if found else 0
        number = None
        if bar[1] <= match.start():
            number = _read(match, max(floor, bar[1]), decimal=decimal, chinese=chinese)
        if number:
            found.append(number)
            position = number.end
        else:
            position = _behind_first(match)
    return tuple(found)


def decimal_sign(text: str, numbers: Iterable[FoundNumber]) -> str | None:
    """Return the decimal sign of a document, "," or ".", as its numbers tell.

    Args:
        text: What the numbers were found in.
        numbers: Those that are doubtful, or have no separator, tell nothing.

    Returns:
        What most of them say, amounts of money counting more; None where they are divided.
    """
    balance = 0
    for number in numbers:
        sign = _told(text[number.start : number.end], number)
        weight = _MONEY_WEIGHT if number.currency or number.decimals == 2 else 1
        balance += {",": weight, ".": -weight}.get(sign, 0)
    if not balance:
        return None
    return "," if balance > 0 else "."


def _told(piece: str, number: FoundNumber) -> str:
    """The decimal sign that one number shows or leaves; empty where it tells nothing."""
    signs = re.findall(r"(?<=\d)[.,](?=[\d\u2013\u2014-])", piece)
    if number.doubtful or not signs:
        return ""
    if number.decimals or _TAIL.search(piece):
        return str(signs[-1])
    return "," if signs[0] == "." else "."


def _barred(text: str) -> list[tuple[int, int]]:
    """Where figures are something else: dates, times, codes, addresses of machines; in order."""
    spans = [(date.start, date.end) for date in find_dates(text)]
    spans += [(code.start, code.end) for code in find_codes(text) if not _is_weak(code)]
    spans += [match.span() for form in (_CLOCK, _ADDRESS) for match in form.finditer(text)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _is_weak(code: FoundCode) -> bool:
    """Whether a code may be plain figures all the same: a telephone number without + or 00."""
    return code.kind == "phone" and not code.text.startswith(("+", "00"))


def _behind_first(match: re.Match[str]) -> int:
    """Where the first figures of a match end, behind which another number may begin."""
    first = _FIRST_FIGURES.match(match.string, match.start())
    return first.end() if first else match.end()


def _read(
    match: re.Match[str], floor: int, *, decimal: str | None, chinese: bool
) -> FoundNumber | None:
    """Read figures with what stands around them, from `floor` on; None inside a word or code."""
    text, (start, end) = match.string, match.span()
    before = _BEFORE.search(text, max(floor, start - _REACH), start)
    behind = (_BEHIND_MARKED if before and before["currency"] else _BEHIND_BARE).match(text, end)
    if before is None or behind is None or _is_in_word(before, behind):
        return None
    mark = before["currency"] or behind["currency"]
    value, decimals, doubtful = _value(match[0], decimal)
    percent = bool(behind["percent"])
    plain = not mark and match[0].isdecimal()  # as the number of a note or a list is
    bracketed = bool(before["open"] and behind["close"]) and not (percent or plain)
    trailing = (behind["minus"] or behind["outer"]) and not (percent or plain)
    leading = before["minus"] not in (None, "+") or before["inner"]
    return FoundNumber(
        before.start() + (before["open"] is not None and not bracketed),
        _end(behind, bracketed=bracketed, signed=bool(trailing)),
        value.copy_negate() if bracketed or trailing or leading else value,
        decimals,
        currency_of(mark, chinese=chinese) if mark else None,
        percent,
        doubtful,
    )


def _is_in_word(before: re.Match[str], behind: re.Match[str]) -> bool:
    """Whether letters touch figures, or a code goes on, where no currency explains it."""
    text, start = before.string, before.end()
    glued = not before["currency"] and _IN_WORD.search(text, max(0, start - 2), start)
    return bool(glued or (not behind.group() and _LETTER_NEXT.match(text, behind.end())))


def _end(behind: re.Match[str], *, bracketed: bool, signed: bool) -> int:
    """Where a number ends: without a bracket or a stroke that is not its own."""
    if bracketed or (signed and not behind["close"]):
        return behind.end()
    marks = [behind.end(name) for name in ("percent", "currency") if behind[name]]
    signs = [behind.end(name) for name in ("minus", "outer") if signed and behind[name]]
    return max([behind.start(), *marks, *signs])


def _value(figures: str, decimal: str | None) -> tuple[Decimal, int, bool]:
    """Return the value of figures, how many are decimals, and whether they can be read two ways."""
    whole = _TAIL.sub("", figures)
    signs = [char for char in whole if not char.isdecimal()]
    if whole != figures or not signs:
        return Decimal(_digits(whole)), 0, False
    head, _, tail = whole.rpartition(signs[-1])
    alone = len(signs) == 1 and signs[0] in ".,"
    open_ = alone and len(tail) == 3 and len(head) <= 3 and not head.startswith("0")
    parts = signs[-1] not in ".," or signs[-1] in signs[:-1]
    if parts or (open_ and decimal != signs[0]):
        return Decimal(_digits(whole)), 0, open_ and decimal not in (".", ",")
    return Decimal(f"{_digits(head)}.{tail}"), len(tail), False


def _digits(figures: str) -> str:
    return "".join(char for char in figures if char.isdecimal())

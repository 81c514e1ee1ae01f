"""Dates and clock times in text; which of day and month comes first is for the document to say."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docparse.values.months import month_of

_YEAR = r"(?P<year>(?:1[89]|2[01])\d\d)(?!\d)"
_SHORT_YEAR = r"['’]?(?P<short>\d\d)(?!\w|[:.,/-]\d|\s?%)"
_WORD = r"(?P<month>[^\W\d_][^\W\d_]{1,11}[\u0300-\u036f]?[^\W\d_]{0,11})(?![^\W\d_])"
"""A word that may be a month; an accent may be a character of its own, behind its letter."""
_GAP = "[ \t\u00a0\u2009\u202f]"
_SIGN = rf"{_GAP}?(?P<sign>[-/.]){_GAP}?"
_SIGN_AGAIN = rf"{_GAP}?(?P=sign){_GAP}?"
_BEFORE = r"(?<!\d)(?<!\d[/.,:])"
_BEHIND = rf"(?!{_GAP}?(?P=sign){_GAP}?\d)"
"""The same sign and more figures make it something longer: a version, a number, a telephone."""
_ORDINAL = rf"(?:{_GAP}?(?:st|nd|rd|th|er|re|ère|[ºª°]|[oe](?![^\W\d_]))|\.)?"
_OF = rf"(?:{_GAP}|[-/.]|{_GAP}?(?:de|del|of|di|d['’]){_GAP})"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"{_BEFORE}{_YEAR}{_SIGN}(?P<first>\d\d?){_SIGN_AGAIN}(?P<second>\d\d?)(?!\d){_BEHIND}",
        rf"{_BEFORE}(?P<first>\d\d?){_SIGN}(?P<second>\d\d?){_SIGN_AGAIN}{_YEAR}{_BEHIND}",
        rf"{_BEFORE}(?P<first>\d\d?)(?P<sign>[-/.])(?P<second>\d\d?)(?P=sign)(?P<short>\d\d)"
        rf"(?!\w|[:,]\d){_BEHIND}",
        rf"{_BEFORE}(?P<first>\d\d){_SIGN}(?P<second>\d\d){_SIGN_AGAIN}(?P<short>\d\d)"
        rf"(?!\w|[:,]\d){_BEHIND}",
        r"(?<![\w.,/+$€£-])(?P<year>19[5-9]\d|20[0-7]\d)(?P<first>\d\d)(?P<second>\d\d)"
        r"(?!\w|[.,/-]\d)",
        rf"(?<!\d)(?P<year>\d{{4}}){_GAP}?[年년]{_GAP}?(?P<first>\d\d?){_GAP}?[月월]{_GAP}?"
        rf"(?P<second>\d\d?){_GAP}?[日号號일]",
        rf"{_BEFORE}(?P<day>\d\d?){_ORDINAL}{_OF}?{_WORD}\.?{_OF}?,?{_GAP}?"
        rf"(?:{_YEAR}|{_SHORT_YEAR})",
        rf"(?<![^\W_]){_WORD}\.?(?:{_GAP}|[-/.])?(?P<day>\d\d?){_ORDINAL}"
        rf"(?:{_GAP}?,{_GAP}?|{_GAP}|[-/.])(?:{_YEAR}"
        rf"|(?:(?<=[,-])|(?<=,.)|(?=['’])){_SHORT_YEAR})",
        rf"{_BEFORE}(?P<year>(?:1[89]|2[01])\d\d)(?:{_GAP}|[-/.]){_WORD}\.?(?:{_GAP}|[-/.])"
        r"(?P<day>\d\d?)(?!\w|:\d)",
    )
)
"""Year first; year last, in four figures, in two, in two with blanks; figures alone; Chinese,
Japanese and Korean; then those with the month as a word: in the middle, first, behind the year.
Every repetition is bounded, so that long runs of figures cost no more than other text."""
_VERSION = re.compile(r"(?:\bversion|\bver|\brev|\brelease|\bbuild|\bv)\.?:?\s?\Z", re.I)
_VERSION_LENGTH = 10
_PIVOT = 70
"""Years in two figures from here on belong to the last century."""
_LONGEST_CODE = 2
"""Letters right before a date that make it part of a code; more are a word without its blank."""
_TIME = re.compile(
    r"(?:T|[\s,]{0,3}(?:(?:um|at|à|às|alle|om|o|-|–|@|\||/)\s)?)(?P<hour>\d\d?)"
    r"(?:(?P<sign>[:.h])(?P<minute>\d\d)(?::(?P<second>\d\d))?(?!\d)(?:[.,]\d{1,6}(?!\d))?"
    r"|(?P<bare>h)?)"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?|\s?(?P<word>Uhr|hrs|h)\b|(?![^\W\dZz]))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text.

    Attributes:
        start: Where it begins.
        end: Where it ends; a time behind it is not part of it.
        readings: What it may mean, the one with the day first before the other; two only where
            day and month could be exchanged.
        numeric: Whether the month is in figures.
        day_first: What its own figures tell about the order of day and month; None where nothing.
    """

    start: int
    end: int
    readings: tuple[datetime.date, ...]
    numeric: bool
    day_first: bool | None = None


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Return the dates in a text, in their order; where two overlap, the longer one."""
    candidates = [found for form in _FORMS for found in _matches(form, text)]
    kept: list[FoundDate] = []
    for found in sorted(candidates, key=lambda found: (found.start, -found.end)):
        if not kept or found.start >= kept[-1].end:
            kept.append(found)
        elif found.end - found.start > kept[-1].end - kept[-1].start:
            kept[-1] = found
    return tuple(kept)


def day_first(found: Iterable[FoundDate]) -> bool | None:
    """Tell whether a document puts the day before the month in figures.

    Args:
        found: The dates of one document.

    Returns:
        What most of the dates say that can only be read one way; None where none does, or they
        are divided.
    """
    votes = [date.day_first for date in found if date.day_first is not None]
    balance = sum(1 if vote else -1 for vote in votes)
    return balance > 0 if balance else None


def dated(found: FoundDate, *, day_first: bool) -> datetime.date:
    """Return the one date that is meant in a document that has this order."""
    return found.readings[0 if day_first else -1]


def time_after(text: str, end: int) -> datetime.time | None:
    """Return the clock time right behind a date that ends there, to the second; or None."""
    match = _TIME.match(text, end)
    if match is None or not _is_clock(match):
        return None
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    possible = hour < 24 and minute < 60 and second < 60
    return datetime.time(hour, minute, second) if possible else None


def _is_clock(match: re.Match[str]) -> bool:
    """Whether figures are a time: hours alone, or a full stop between, need a word to say so."""
    if match["sign"] in (None, "."):
        return bool(match["half"] or match["word"] or match["bare"])
    return True


def _matches(form: re.Pattern[str], text: str) -> Iterator[FoundDate]:
    """Read what has a form; what is no date does not hide one that begins within it."""
    position = 0
    while match := form.search(text, position):
        found = None if _is_in_code(match) else _read(match)
        if found:
            yield found
        position = match.end() if found else match.start() + 1


def _is_in_code(match: re.Match[str]) -> bool:
    """Whether a date is the end of an identifier, or the number of a version."""
    text, start = match.string, match.start()
    head = text[max(0, start - _LONGEST_CODE - 1) : start]
    sign = match.groupdict().get("sign")
    if sign in ("-", "/") and len(head) > 1 and head[-1] == sign and head[-2].isalnum():
        return True
    letters = len(head) - len(head.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"))
    if 0 < letters <= _LONGEST_CODE or head.endswith("_"):
        return True
    return bool(sign == "." and _VERSION.search(text[max(0, start - _VERSION_LENGTH) : start]))


def _read(match: re.Match[str]) -> FoundDate | None:
    parts = match.groupdict()
    year = _year(parts.get("year"), parts.get("short"))
    if word := parts.get("month"):
        dates = _valid(year, month_of(word) or 0, int(parts["day"]))
        return FoundDate(*match.span(), dates, numeric=False) if dates else None
    first, second = int(parts["first"]), int(parts["second"])
    if parts.get("year") and match.start("year") < match.start("first"):
        dates = _valid(year, first, second)
        return FoundDate(*match.span(), dates, numeric=True) if dates else None
    by_day, by_month = _valid(year, second, first), _valid(year, first, second)
    dates = tuple(dict.fromkeys((*by_day, *by_month)))
    told = bool(by_day) if bool(by_day) != bool(by_month) else None
    return FoundDate(*match.span(), dates, numeric=True, day_first=told) if dates else None


def _year(full: str | None, short: str | None) -> int:
    if full:
        return int(full)
    year = int(short or 0)
    return year + (2000 if year < _PIVOT else 1900)


def _valid(year: int, month: int, day: int) -> tuple[datetime.date, ...]:
    """The date in a tuple, or an empty one where the calendar has no such day."""
    try:
        return (datetime.date(year, month, day),)
    except ValueError:
        return ()

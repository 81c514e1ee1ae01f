"""Tell what the columns of a table hold; the texts stay as they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docparse.schemas import Cell, Table
from docparse.schemas.table import ColumnType

_NOTHING = re.compile(r"(?:[-–—−.…·:*/]+|n\.? ?[ad]\.?|n/a|nil|none|\?)?", re.I)
"""Ways to say that there is no value."""
_NOTE = re.compile(r"\s*(?:[*†‡§¶#]{1,3}|\(?[a-z]\)|\[\d{1,2}\])+$")
"""Marks of notes behind a value."""
_MONTH = (
    r"(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez|janv|fév|févr|mars|avr|"
    r"juin|juil|août|déc|ene|abr|ago|dic|january|february|march|april|june|july|august|september|"
    r"october|november|december)\.?"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DATE = re.compile(
    rf"{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:[T ]\d{{1,2}}:\d\d(?::\d\d)?)?"
    rf"|\d{{1,2}}([-/.])\d{{1,2}}\1(?:{_YEAR}|\d\d)"
    rf"|\d{{1,2}}\.? {_MONTH},? {_YEAR}|{_MONTH} \d{{1,2}},? {_YEAR}|{_MONTH} {_YEAR}"
    rf"|{_YEAR} ?年 ?\d{{1,2}} ?月(?: ?\d{{1,2}} ?日)?",
    re.I,
)
_DIGITS = r"\d{1,3}(?:([,.'’ \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*|\d+"
_INTEGER = re.compile(rf"[-+−–±]? ?(?:{_DIGITS})")
_NUMBER = re.compile(
    rf"[-+−–±<>≤≥≈~]{{0,2}} ?(?:(?:{_DIGITS})?(?:[.,·]\d+)?)(?: ?[eE×x] ?[-+−]?\d+)?"
)
_CURRENCY = re.compile(
    r"\s*(?:US\$|A\$|C\$|HK\$|[$€£¥₹₩₽]|Rs\.?|元|(?:USD|EUR|GBP|CHF|JPY|CNY|INR|SEK|DKK|NOK)\b)\s*"
)


def column_types(table: Table) -> tuple[ColumnType, ...]:
    """Return the type of each column: what all its texts below the header are.

    A column of dates is one only when all are; numbers may be integers and decimals.
    """
    return types_of(table.cells, table.columns, table.header_rows)


def types_of(cells: Iterable[Cell], columns: int, header_rows: int) -> tuple[ColumnType, ...]:
    """Return the types of the columns of cells that are no table yet."""
    bodies: list[list[str]] = [[] for _ in range(columns)]
    for cell in cells:
        if cell.row >= header_rows and cell.column_span == 1:
            text = _value(cell)
            if not _NOTHING.fullmatch(text):
                bodies[cell.column].append(text)
    return tuple(_common(map(_type, texts)) for texts in bodies)


def _value(cell: Cell) -> str:
    """The text without marks of notes."""
    runs = [run for run in cell.inline if not (run.superscript or run.math)]
    text = "".join(run.text for run in runs) if cell.runs else cell.text
    return " ".join(_NOTE.sub("", text.strip()).split())


def _common(types: Iterable[ColumnType]) -> ColumnType:
    found = set(types)
    if not found:
        return "empty"
    if len(found) == 1:
        return found.pop()
    return "number" if found <= {"integer", "number"} else "text"


def _type(text: str) -> ColumnType:
    return next((kind for kind, fits in _kinds(text) if fits), "text")


def _kinds(text: str) -> Iterator[tuple[ColumnType, bool]]:
    bare = text[1:-1].strip() if text.startswith("(") and text.endswith(")") else text
    yield "integer", bool(_INTEGER.fullmatch(bare))
    yield "date", bool(_DATE.fullmatch(text))
    yield "number", _is_number(bare)
    for sign in ("%", "％", "‰"):
        yield "percent", sign in bare and _is_number(bare.strip(sign).strip())
    amount, count = _CURRENCY.subn("", bare, count=1)
    yield "money", bool(count) and _is_number(amount.strip())


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and any(map(str.isdigit, text))

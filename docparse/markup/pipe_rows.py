"""Mend the pipe tables of a Markdown text: ragged rows, missing heads, missing rules below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_ROW = re.compile(r"\s*\|.*(?<!\\)\|\s*")
_OTHER = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|>|#)")


@dataclass(frozen=True)
class Mended:
    """A text, and what was done to it."""

    text: str
    notes: tuple[str, ...] = ()


def mend_pipe_tables(text: str) -> Mended:
    """Give each pipe table a head and a rule as wide as its widest row.

    Markdown cuts off the cells that the head has no column for, and takes the line behind a table
    for a row of it.
    """
    lines: list[str] = []
    notes: list[str] = []
    for barred, group in groupby(text.split("\n"), key=_has_bar):
        found = list(group)
        table = _table(found) if barred else None
        if table is None:
            lines += found
            continue
        if any(_width(row) > _width(found[0]) for row in found if not _is_rule(row)):
            notes.append("a table has rows with more cells than its head; the head was widened")
        lines += ["", *table, ""]
    return Mended("\n".join(lines), tuple(dict.fromkeys(notes)))


def _has_bar(line: str) -> bool:
    return bool(_BAR.search(line)) and not _OTHER.match(line)


def _is_rule(line: str) -> bool:
    return _RULE.fullmatch(line) is not None


def _table(lines: Sequence[str]) -> list[str] | None:
    """The lines of a table as Markdown wants them; None when they are ordinary text."""
    ruled = next((at for at, line in enumerate(lines) if _is_rule(line)), None)
    if ruled is None and (len(lines) < 2 or not all(map(_ROW.fullmatch, lines))):
        return None
    rows = [line for line in lines if not _is_rule(line)]
    width = max(map(_width, lines))
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    headless = ruled in (None, 0)
    head = "" if headless else rows[0]
    body = rows if headless else rows[1:]
    return [
        indent + "".join(_padded(head, width)),
        indent + "|" + " --- |" * width,
        *(indent + line.strip() for line in body),
    ]


def _padded(row: str, width: int) -> Iterator[str]:
    yield "|"
    cells = _cells(row) if row else []
    for number in range(width):
        yield f" {cells[number].strip()} |" if number < len(cells) else "  |"


def _width(row: str) -> int:
    return len(_cells(row))


def _cells(row: str) -> list[str]:
    row = row.strip().removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return _BAR.split(row)

"""Where a table written as HTML ends: at its own closing tag, or where its cells stop coming."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = re.compile(r"<(/?)(table|thead|tbody|tfoot|tr|td|th|caption)\b[^<>]*>", re.I)
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Extent:
    """Where a table ends, and whether that was written."""

    end: int
    closed: bool


def table_extent(text: str, start: int) -> Extent:
    """Find the end of the table whose `<table` stands at `start`.

    A table that opens inside a cell belongs to the cell; one that opens elsewhere ends the table
    before it. Without a closing tag the table ends behind its last tag, and an open cell at the
    next empty line.
    """
    cells: list[bool] = []  # for each table that is open, whether a cell of it is
    last, last_opens = start, True
    for found in _TAG.finditer(text, start):
        closing, name = found[1] == "/", found[2].lower()
        if name == "table" and not closing:
            if cells and not cells[-1]:
                return Extent(_unclosed_end(text, last, last_opens, found.start()), closed=False)
            cells.append(False)
        elif name == "table":
            cells.pop()
            if not cells:
                return Extent(found.end(), closed=True)
        else:
            cells[-1] = name in {"td", "th", "caption"} and not closing
        last, last_opens = found.end(), not closing and name in {"td", "th", "caption"}
    return Extent(_unclosed_end(text, last, last_opens, len(text)), closed=False)


def _unclosed_end(text: str, last: int, cell_is_open: bool, limit: int) -> int:
    """The end of a table that was cut off, a tag broken in its middle included."""
    broken = re.compile(r"\s*<[^<>\n]{0,40}\Z").match(text, last, limit)
    if broken is not None and limit == len(text):
        return limit
    if not cell_is_open:
        return last
    empty = _EMPTY_LINE.search(text, last, limit)
    return empty.start() if empty is not None else limit

"""Page selections like `1-3,7,-1`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docparse.errors import SourceError

_PART = re.compile(r"(-?\d{1,9})(?:-(-?\d{1,9}))?")


def select_pages(selection: str | None, count: int) -> list[int]:
    """Return the page numbers a selection names, in its order and without repeats.

    Args:
        selection: Comma-separated pages and ranges from 1; negative numbers count from the end
            (`-1` is the last page, `-3--1` the last three). None selects all.
        count: Pages of the document.

    Raises:
        SourceError: The selection is malformed or names a page that does not exist.
    """
    if selection is None:
        return list(range(1, count + 1))
    numbers: dict[int, None] = {}
    for part, match in _parts(selection):
        first = _resolve(int(match[1]), count, selection)
        last = first if match[2] is None else _resolve(int(match[2]), count, selection)
        if last < first:
            raise SourceError(f"page selection {selection!r}: {part!r} runs backwards")
        numbers.update(dict.fromkeys(range(first, last + 1)))
    return list(numbers)


def check_selection(selection: str) -> None:
    """Check the form of a selection, before any document is open.

    Raises:
        SourceError: The selection is malformed.
    """
    for _ in _parts(selection):
        pass


def _parts(selection: str) -> Iterator[tuple[str, re.Match[str]]]:
    for part in selection.replace(" ", "").split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise SourceError(f"page selection {selection!r}: {part!r} is not like 3, 1-3 or -1")
        yield part, match


def _resolve(number: int, count: int, selection: str) -> int:
    resolved = count + 1 + number if number < 0 else number
    if not 1 <= resolved <= count:
        raise SourceError(
            f"page selection {selection!r}: there is no page {number}; the document has {count}"
        )
    return resolved

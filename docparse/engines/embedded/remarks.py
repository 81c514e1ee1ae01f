"""Tell captions above a table, and notes below it, from its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docparse.engines.embedded.lines import Line

_CAPTION = re.compile(
    r"\s*(?i:tab(?:le|elle|leau|la|ella|\.)|tabla|表)\s*[.:]?\s*"
    r"(?:\d|(?:[IVXLC]+|[A-Z]\d*)(?![A-Za-z])|[一二三四五六七八九十])"
)
_NOTE = re.compile(
    r"\s*(?:(?i:notes?|abbreviations?|nb|n\.b\.|sources?|quellen?|anmerkung(?:en)?|remarques?|fuentes?|nota)\s*[:.]"
    r"|注[:：]|资料来源|[*†‡§]+\s*\S|[a-e]\)\s)"
)
_KEY = re.compile(
    r"(?i:\(?[:*†‡§¶#.–-]+\)?|nb:?|n\.b\.:?|notes?:?|sources?:?|\(?\d{1,2}\)|[a-e]\))"
)
"""What stands alone before a note that is set like a row."""


def count_captions(lines: Sequence[Line], cells: Sequence[int]) -> int:
    """Count the leading lines that are a caption: one that begins like one, and what goes on.

    Args:
        lines: Of the table, top to bottom.
        cells: How many cells each of them has.
    """
    if not lines or cells[0] != 1 or not _CAPTION.match(lines[0].text):
        return 0
    count = 1
    while count < len(lines) and cells[count] == 1 and _goes_on(lines[count - 1], lines[count]):
        count += 1
    return count


def count_notes(lines: Sequence[Line], cells: Sequence[int]) -> int:
    """Count the trailing lines that are notes: from the first that begins like one, if all that
    follows has one cell or begins like another."""
    start = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        if _is_note(lines[index], cells[index]):
            start = index
        elif cells[index] > 1:
            break
    return len(lines) - start


def _is_note(line: Line, cells: int) -> bool:
    if cells == 2 and len(line.words) > 1:
        return bool(_KEY.fullmatch(line.words[0].text)) and len(line.words) > 2
    return cells == 1 and len(line.words) > 2 and bool(_NOTE.match(line.text))


def _goes_on(above: Line, line: Line) -> bool:
    """Tell the next line of a caption: close below, in the same type."""
    pitch = line.baseline - above.baseline
    return (
        pitch < 1.4 * above.size
        and abs(line.size - above.size) < 0.6
        and line.words[0].bold == above.words[0].bold
        and not above.text.rstrip().endswith(".")
    )

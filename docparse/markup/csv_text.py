"""Tables as CSV."""

from __future__ import annotations

import csv
import re
from io import StringIO

from docparse.schemas import Table

_BYTE_ORDER_MARK = "\ufeff"
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]")
"""How texts begin that spreadsheets run: the signs, their full-width forms, tabs and returns."""
_NUMBER = re.compile(r"[+-]?[\d.,]*\d[\d.,]*(?:[eE][+-]?\d+)?\s*%?")
"""What begins with a sign and cannot be run."""


def table_to_csv(table: Table, *, excel: bool = False) -> str:
    """Return the grid as CSV (RFC 4180); the text of a spanning cell stands in its first slot.

    Args:
        table: The table.
        excel: Begin with a byte order mark, and put an apostrophe before what would be run.
    """
    buffer = StringIO(newline="")
    rows = table.grid()
    if excel:
        buffer.write(_BYTE_ORDER_MARK)
        rows = [[_as_text(cell) for cell in row] for row in rows]
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _as_text(cell: str) -> str:
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell

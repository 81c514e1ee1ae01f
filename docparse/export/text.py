"""Documents as plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from docparse.export.flow import Fields, Items, Part, Unread, paragraphs, walk
from docparse.export.lists import Marker
from docparse.export.notes import Notes
from docparse.export.survey import Survey, survey
from docparse.markup.escaping import clean
from docparse.markup.styled import Citation, Inline
from docparse.schemas import (
    Block,
    Code,
    Figure,
    Footnote,
    ListItem,
    Table,
    TextBlock,
)
from docparse.schemas.paged import Paged

_GAP = "  "


def document_to_text(document: Paged, *, furniture: bool = False) -> str:
    """Return plain text: an empty line between blocks, list markers kept, tables in columns.

    References to footnotes stand in square brackets. Columns are aligned for fixed-width type in
    which East Asian characters are two places wide.

    Args:
        document: The document.
        furniture: Include running headers and footers.
    """
    return "".join(text_pieces(document, survey(document), furniture=furniture))


def text_pieces(document: Paged, known: Survey, *, furniture: bool = False) -> Iterator[str]:
    """Yield what `document_to_text` returns in pieces; the arguments are `markdown_pieces`'."""
    parts = walk(document, furniture=furniture, shows=_shows)
    return paragraphs(_part(part, known.notes) for part in parts)


def table_to_text(table: Table, notes: Notes | None = None) -> str:
    """Return the grid in aligned columns, a line of dashes below the header rows."""
    if not table.rows or not table.columns:
        return ""
    grid: list[list[list[str]]] = [[[""]] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        runs = notes.cell_runs(table, cell) if notes else cell.inline
        grid[cell.row][cell.column] = _spelled(runs).split("\n")
    widths = [
        max(_width(line) for row in grid for line in row[column]) for column in range(table.columns)
    ]
    lines = [line for row in grid[: table.header_rows] for line in _row(row, widths)]
    if lines:
        lines.append(_GAP.join("-" * width for width in widths))
    lines += [line for row in grid[table.header_rows :] for line in _row(row, widths)]
    return "\n".join(lines)


def _shows(block: Block) -> bool:
    return isinstance(block, ListItem | Footnote) or (
        bool(block.text.strip()) and not isinstance(block, Figure)
    )


def _part(part: Part, notes: Notes) -> str:  # noqa: PLR0911 (one for each kind)
    match part:
        case Unread():
            return f"[{clean(part.sentence)}]"
        case Items():
            return "\n".join(_item(item, notes) for item in part.items)
        case Fields():
            return "\n".join(clean(field.text) for field in part.fields)
        case Table():
            return table_to_text(part, notes)
        case Code():
            return clean(part.text).strip("\n")
        case Footnote():
            mark = f"[{part.mark}] " if part.mark else ""
            return mark + _spelled(notes.runs(part))
        case TextBlock():
            return _spelled(notes.runs(part))
    return clean(part.text).strip()


def _item(item: ListItem, notes: Notes) -> str:
    indent = "  " * item.depth
    marker = Marker(text=item.marker.strip() or "-").prefix
    text = _spelled(notes.runs(item))
    return indent + marker + text.replace("\n", "\n" + indent + " " * _width(marker))


def _spelled(runs: Iterable[Inline]) -> str:
    return clean("".join(_spell(run) for run in runs)).strip()


def _spell(inline: Inline) -> str:
    if isinstance(inline, Citation):
        return "".join(f"[{note.mark}]" for note in inline.notes)
    return inline.text


def _row(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterable[str]:
    for lines in zip_longest(*cells, fillvalue=""):
        padded = (
            line + " " * (width - _width(line)) for line, width in zip(lines, widths, strict=True)
        )
        yield _GAP.join(padded).rstrip()


def _width(text: str) -> int:
    return sum(_places(character) for character in text)


def _places(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1

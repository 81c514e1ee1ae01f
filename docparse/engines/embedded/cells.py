"""Words in the slots of a grid become cells: their text, and which of them name columns or rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from docparse.engines.embedded.inline import join
from docparse.engines.embedded.lines import Line
from docparse.engines.embedded.ruled import Span
from docparse.markup.column_types import types_of
from docparse.markup.joining import Inline
from docparse.schemas import Box, Cell, Run

NUMBER = re.compile(r"^[\s\d.,:%€$£¥()+\-–−/*<>=≤≥±~]*\d[\s\d.,:%€$£¥()+\-–−/*<>=≤≥±~]*$")
"""Texts that are values rather than names."""
_BULLET = re.compile(r"[•◦▪▫‣⁃●○■□∙·◆◇►▶➢➤✓✔☑☐–—*-]")
_ORDERED = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)]")

SpanLines = tuple[Span, list[Line]]


def make_cells(spans: Sequence[SpanLines], header_rows: int) -> tuple[Cell, ...]:
    """Return the cells of a table, sorted.

    Args:
        spans: The cells' places with the lines in them.
        header_rows: Leading rows that name the columns; 0 where nobody has said.
    """
    rows = max(span[0] + span[2] for span, _ in spans)
    inlines = {span: _inline(lines) for span, lines in spans}
    headers = _header_rows(inlines, rows, header_rows)
    return tuple(
        _cell(span, lines, inlines[span], header=span[0] < headers)
        for span, lines in sorted(spans, key=lambda cell: cell[0])
    )


def is_small(rows: int, columns: int) -> bool:
    """Tell a table as small as a list of labels with values, whose words name no columns."""
    return columns == 2 and rows < 5


def is_mark(text: str) -> bool:
    """Tell what can stand before the items of a list."""
    return bool(_ORDERED.fullmatch(text) or _BULLET.fullmatch(text))


def _inline(lines: list[Line]) -> Inline:
    """Join the lines; where several begin like the items of a list, each item begins a line."""
    starts = [i for i, line in enumerate(lines) if _is_item(line)]
    if len(starts) < 2:
        return join(lines)
    cuts = sorted({0, *starts, len(lines)})
    runs: list[Run] = []
    for start, stop in pairwise(cuts):
        item = join(lines[start:stop])
        runs += [Run(text="\n")] if runs else []
        runs += item.runs or (Run(text=item.text),)
    return Inline.of(runs)


def _is_item(line: Line) -> bool:
    """Tell a line of a mark and words; a dash before a number is a sign."""
    if len(line.words) < 2:
        return False
    mark, text = line.words[0].text, line.words[1].text
    if _ORDERED.fullmatch(mark):
        return True
    return bool(_BULLET.fullmatch(mark)) and not NUMBER.match(text)


def _cell(span: Span, lines: list[Line], inline: Inline, *, header: bool) -> Cell:
    scores = [
        word.confidence for line in lines for word in line.words if word.confidence is not None
    ]
    return Cell(
        row=span[0],
        column=span[1],
        row_span=span[2],
        column_span=span[3],
        text=inline.text,
        runs=inline.runs,
        header=header,
        box=Box.around(line.box for line in lines) if lines else None,
        confidence=round(sum(scores) / len(scores), 4) if scores else None,
    )


def _header_rows(inlines: dict[Span, Inline], rows: int, predicted: int) -> int:
    """Count the leading rows that name the columns: by the model, by bold type, by their words."""
    if predicted:
        return min(predicted, rows - 1)
    if rows < 2:
        return 0
    first = [(span, inline) for span, inline in inlines.items() if span[0] == 0 and inline.text]
    body = [inline for span, inline in inlines.items() if span[0] > 0 and inline.text]
    if not first or not body:
        return 0
    depth = max(span[2] for span, _ in first)
    if any(span[3] > 1 for span, _ in first) and depth == 1 and rows > 2:
        depth = 2
    bold = all(_is_bold(inline) for _, inline in first)
    body_bold = sum(_is_bold(inline) for inline in body) > 0.5 * len(body)
    small = is_small(rows, max(span[1] + span[3] for span in inlines))
    words_over_numbers = (
        not small
        and not any(NUMBER.match(inline.text) for _, inline in first)
        and (sum(bool(NUMBER.match(inline.text)) for inline in body) > 0.3 * len(body))
    )
    return depth if (bold and not body_bold) or words_over_numbers else 0


def _is_bold(inline: Inline) -> bool:
    return bool(inline.runs) and all(run.bold for run in inline.runs if run.text.strip())


def count_stub(cells: Sequence[Cell]) -> int:
    """Count the leading columns that name the rows: one.

    It holds words beside columns of which most are values, or it stands under an empty corner.
    """
    columns = max(cell.column + cell.column_span for cell in cells)
    headers = min((cell.row for cell in cells if not cell.header), default=0)
    first, *others = types_of(cells, columns, headers)
    said = [kind for kind in others if kind != "empty"]
    values = [kind for kind in said if kind != "text"]
    words = first == "text" and 2 * len(values) > len(said)
    corner = first != "empty" and not any(
        cell.text for cell in cells if cell.header and cell.column == 0
    )
    reaches = any(cell.column_span > 1 and cell.column == 0 for cell in cells if not cell.header)
    return int(headers > 0 and (words or corner) and not reaches)

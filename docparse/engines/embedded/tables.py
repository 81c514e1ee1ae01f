"""Turn a table region into a grid of cells.

Where the table is ruled in both directions its lines give the cells and their spans. Otherwise
the layout model's row and column borders do, and a text that runs over a column border spans.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from statistics import median

from docparse.engines.embedded.agreement import agreement
from docparse.engines.embedded.cells import NUMBER, SpanLines, count_stub, is_small, make_cells
from docparse.engines.embedded.gutters import split_columns
from docparse.engines.embedded.half_ruled import half_ruled_slots
from docparse.engines.embedded.inline import join
from docparse.engines.embedded.lines import group_lines
from docparse.engines.embedded.open_rows import open_spans, pieces_of, slot_index
from docparse.engines.embedded.regions import Grid, Region
from docparse.engines.embedded.rows import join_broken_rows
from docparse.engines.embedded.ruled import Slots, Span, ruled_slots
from docparse.engines.embedded.spanners import deepen_headers, widen_spanners
from docparse.schemas import Box, Cell, Rule, Word

_DEEPEST_HEADER = 3
_DRAWN = 0.7
"""Share of the usual size that makes an empty row or column of a ruled table one to fill in."""


@dataclass(frozen=True)
class TableParts:
    """A table without its place in the document."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    box: Box
    stub_columns: int = 0
    agreement: float | None = None


def read_table(region: Region, words: Sequence[Word], rules: Sequence[Rule]) -> TableParts | None:
    """Read a table region; None where it shows no grid.

    Args:
        region: The region, with the layout model's grid.
        words: The words inside it.
        rules: The lines drawn on the page.
    """
    if not words:
        return None
    slots = ruled_slots(region.box, rules, words)
    if slots is None and region.grid is not None:
        slots = half_ruled_slots(region.box, region.grid, rules, words)
    if slots is None and region.grid is not None:
        slots = _model_slots(region.grid, words)
        slots = slots and widen_spanners(_with_header(slots, words), words, rules)
        slots = slots and join_broken_rows(slots, _words_by_span(slots, words))
        slots = slots and deepen_headers(slots, words, rules)
    if slots is None:
        return None
    if slots.ruled:
        slots = split_columns(slots, words)
    filled = _words_by_span(slots, words)
    spans = _trimmed([(span, group_lines(some)) for span, some in filled.items()], slots)
    if not spans:
        return None
    cells = make_cells(spans, slots.header_rows)
    ink = Box.around(line.box for _, lines in spans for line in lines)
    return TableParts(
        rows=max(span[0] + span[2] for span, _ in spans),
        columns=max(span[1] + span[3] for span, _ in spans),
        cells=cells,
        box=Box.around([ink, region.box]),
        stub_columns=count_stub(cells),
        agreement=agreement(list(filled.values()), rules),
    )


def _model_slots(grid: Grid, words: Sequence[Word]) -> Slots | None:
    """Take the model's borders, and join slots of a row that one text runs over."""
    if len(grid.ys) < 2 or len(grid.xs) < 2:
        return None
    grid = _without_crossed(grid, pieces_of(words, ()))
    spans = tuple(open_spans(grid.ys, grid.xs, words))
    return Slots(ys=grid.ys, xs=grid.xs, spans=spans, ruled=False, header_rows=grid.header_rows)


def _with_header(slots: Slots, words: Sequence[Word]) -> Slots:
    """Count the leading rows of words above a body of numbers, where the model saw no header."""
    if slots.header_rows or is_small(len(slots.ys) - 1, len(slots.xs) - 1):
        return slots
    rows: list[list[tuple[int, str]]] = [[] for _ in range(len(slots.ys) - 1)]
    for (row, column, _, _), some in _words_by_span(slots, words).items():
        if some:
            rows[row].append((column, join(group_lines(some)).text))
    numbers = [[bool(NUMBER.match(text)) for _, text in row] for row in rows]
    depth = 0
    while depth < min(_DEEPEST_HEADER, len(rows) - 1) and not any(numbers[depth]):
        if not any(column > 0 for column, _ in rows[depth]):
            break
        depth += 1
    body = [is_number for row in numbers[depth:] for is_number in row]
    return replace(slots, header_rows=depth) if sum(body) > 0.3 * len(body) else slots


def _without_crossed(grid: Grid, pieces: Sequence[Box]) -> Grid:
    """Take out column borders that run through more texts than they keep apart.

    A border between the indents of one column keeps no two texts of a row apart.
    """
    rows = [
        [piece for piece in pieces if top <= piece.center[1] < bottom]
        for top, bottom in pairwise(grid.ys)
    ]
    kept = [grid.xs[0]]
    for border, after in zip(grid.xs[1:-1], grid.xs[2:], strict=True):
        crossed = sum(piece.x0 < border - 1 and piece.x1 > border + 1 for piece in pieces)
        apart = sum(
            any(kept[-1] <= piece.center[0] < border for piece in row)
            and any(border <= piece.center[0] < after for piece in row)
            for row in rows
        )
        left = [p.x1 for p in pieces if kept[-1] <= p.center[0] < border]
        right = [p.x0 for p in pieces if border <= p.center[0] < after]
        indents = apart == 0 and left and right and max(left) > min(right)
        if not indents and (crossed <= apart or crossed < 2):
            kept.append(border)
    return replace(grid, xs=(*kept, grid.xs[-1]))


def _words_by_span(slots: Slots, words: Sequence[Word]) -> dict[Span, list[Word]]:
    """The words in each cell, by where their middles stand."""
    found: dict[Span, list[Word]] = {span: [] for span in slots.spans}
    owner = {
        (row + down, column + right): (row, column, rows, columns)
        for row, column, rows, columns in slots.spans
        for down in range(rows)
        for right in range(columns)
    }
    for word in words:
        x, y = word.box.center
        found[owner[slot_index(slots.ys, y), slot_index(slots.xs, x)]].append(word)
    return found


def _trimmed(cells: list[SpanLines], slots: Slots) -> list[SpanLines]:
    """Leave out rows and columns in which no cell begins with text or ends.

    Those that lines make wide enough for text are meant to be there.
    """
    rows = sorted({span[0] for span, lines in cells if lines} | _drawn(cells, slots, down=True))
    columns = sorted({span[1] for span, lines in cells if lines} | _drawn(cells, slots, down=False))
    kept: list[SpanLines] = []
    for (row, column, row_span, column_span), lines in cells:
        new_rows = [r for r in rows if row <= r < row + row_span]
        new_columns = [c for c in columns if column <= c < column + column_span]
        if new_rows and new_columns:
            span = (
                rows.index(new_rows[0]),
                columns.index(new_columns[0]),
                len(new_rows),
                len(new_columns),
            )
            kept.append((span, lines))
    return kept


def _drawn(cells: list[SpanLines], slots: Slots, *, down: bool) -> set[int]:
    """Rows, or columns, of a ruled table that are cut into empty cells as wide as others."""
    if not slots.ruled:
        return set()
    axis = 0 if down else 1
    borders = slots.ys if down else slots.xs
    filled = {span[axis] for span, lines in cells if lines and span[axis + 2] == 1}
    sizes = [borders[i + 1] - borders[i] for i in filled]
    least = _DRAWN * median(sizes) if sizes else inf
    own = Counter(span[axis] for span, _ in cells if span[axis + 2] == 1)
    return {i for i, n in own.items() if n > 1 and borders[i + 1] - borders[i] >= least}

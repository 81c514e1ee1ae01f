"""Set right what the layout model took for a table or for running text.

A table region is cut at the frame of a ruled grid, at headings and running text between the rows,
and between columns whose lines do not stand level with each other; what has no columns becomes
text. A text region with columns becomes a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from math import inf
from operator import itemgetter
from statistics import fmean
from typing import Literal

from docparse.engines.embedded.lines import Line, common_size, group_lines
from docparse.engines.embedded.placing import PlacedRegion
from docparse.engines.embedded.regions import Grid, Label, Region
from docparse.engines.embedded.remarks import count_captions, count_notes
from docparse.engines.embedded.ruled import ruled_frame, ruled_slots
from docparse.schemas import Box, Rule, Word

_COLUMN_GAP = 1.2
"""White space, in type sizes, that parts two cells of a line."""
_LARGER = 1.12
"""Type size, over that of the table, of a heading between its rows; on scans sizes are guesses."""
_SLIGHTLY_LARGER = 1.03
"""The same, for a heading in bold where the table is not."""
_PROSE = 9
"""Words of a line that runs over all columns and is no cell."""
_ROWS = 0.6
"""Share of a text region's lines that must have cells for it to be a table."""
_FEWEST_ROWS = 2
"""Rows of several cells that each of two tables side by side must have."""
_WORDY = 4.5
"""Mean words a cell, beyond which columns are texts that stand side by side."""
_PITCH = 1.06
"""Ratio of the line pitches of columns that are no rows."""
_LEVEL = 0.25
"""Share of the type size by which baselines of one row may differ."""
_STEADY = 0.15
"""Relative spread of the line pitch in running text."""


Kind = Literal["row", "heading", "text"]


def divide(placed: PlacedRegion, rules: Sequence[Rule]) -> list[PlacedRegion]:
    """Return the tables and texts a region is made of; regions of other kinds as they are."""
    if not placed.words:
        return [placed]
    if placed.region.label == "table":
        return _divide_table(placed, rules)
    return _divide_text(placed) if placed.region.label in {"text", "list-item"} else [placed]


def as_table(words: Sequence[Word]) -> PlacedRegion:
    """Take words for a table, whatever they look like: a row for each line, columns at gutters."""
    box = Box.around(word.box for word in words)
    gutters = _gutters(words) if len(words) > 1 else ()
    grid = Grid(ys=(box.y0, box.y1), xs=(box.x0, *gutters, box.x1))
    return _by_lines(PlacedRegion(Region("table", box, grid=grid), tuple(words)), words)


def _divide_table(placed: PlacedRegion, rules: Sequence[Rule]) -> list[PlacedRegion]:
    if border := _between_frames(placed, rules):
        return [part for half in _halves(placed, border) for part in _divide_table(half, rules)]
    frame = ruled_frame(placed.region.box, rules)
    if frame is not None and (parts := _around_frame(placed, frame, rules)):
        return parts
    lines = group_lines(placed.words)
    parts = []
    for kind, group in groupby(zip(_kinds(lines), lines, strict=True), key=itemgetter(0)):
        some = [line for _, line in group]
        parts += _side_by_side(placed, some) if kind == "row" else [_text(some)]
    return parts


def _divide_text(placed: PlacedRegion) -> list[PlacedRegion]:
    """Find the columns of a text region: rows of cells, or texts side by side."""
    lines = group_lines(placed.words)
    gutters = list(_gutters(placed.words)) if len(lines) > 1 else []
    cells = [len(_cells(line)) for line in lines]
    rows = sum(count > 1 for count in cells)
    if not gutters or rows < _ROWS * len(lines) or count_notes(lines, cells) == len(lines):
        return [placed]
    label = placed.region.label
    wordy = len(placed.words) > _WORDY * len(lines) * (len(gutters) + 1)
    if label == "list-item" or (wordy and len(lines) >= 4):
        edges = (placed.box.x0 - 1, *gutters, placed.box.x1 + 1)
        columns = [
            [word for word in placed.words if left < word.box.center[0] < right]
            for left, right in pairwise(edges)
        ]
        return [_text(group_lines(column), label) for column in columns]
    grid = Grid(ys=(placed.box.y0, placed.box.y1), xs=(placed.box.x0, *gutters, placed.box.x1))
    table = PlacedRegion(Region("table", placed.box, grid=grid), placed.words)
    parts = _side_by_side(table, lines)
    return parts if len(parts) > 1 else [as_table(placed.words)]


def _between_frames(placed: PlacedRegion, rules: Sequence[Rule]) -> float | None:
    """The middle of a gutter that all lines of two tables side by side leave free.

    Both sides must be tables: lines above and below, and rows of several cells between them.
    """
    size = common_size(placed.words)
    across = [
        rule.box
        for rule in rules
        if rule.horizontal and rule.box.expanded(size).intersection(placed.region.box) > 0
    ]
    for border in _gutters(placed.words):
        left = [box for box in across if box.center[0] < border]
        right = [box for box in across if box.center[0] >= border]
        if not (left and right):
            continue
        start, stop = max(box.x1 for box in left), min(box.x0 for box in right)
        one, other = _halves(placed, border)
        if (
            start <= border <= stop
            and stop - start > size
            and min(len(_heights(left)), len(_heights(right))) >= 2
            and _has_rows(one)
            and _has_rows(other)
        ):
            return border
    return None


def _heights(rules: Sequence[Box]) -> set[int]:
    return {round(rule.center[1]) for rule in rules}


def _has_rows(placed: PlacedRegion) -> bool:
    lines = group_lines(placed.words)
    rows = sum(len(_cells(line)) > 1 for line in lines)
    return rows >= _FEWEST_ROWS and rows >= _ROWS * len(lines)


def _halves(placed: PlacedRegion, border: float) -> list[PlacedRegion]:
    left = [word for word in placed.words if word.box.center[0] < border]
    right = [word for word in placed.words if word.box.center[0] >= border]
    return [part_of_table(placed, left), part_of_table(placed, right)]


def _around_frame(placed: PlacedRegion, frame: Box, rules: Sequence[Rule]) -> list[PlacedRegion]:
    """Cut off what stands above and below a ruled grid; nothing when the grid is not the table."""
    inside = [word for word in placed.words if frame.contains(word.box.center)]
    above = [word for word in placed.words if word.box.center[1] < frame.y0]
    below = [word for word in placed.words if word.box.center[1] > frame.y1]
    rest = len(placed.words) - len(inside) - len(above) - len(below)
    if rest > 0.05 * len(placed.words) or len(inside) < 0.5 * len(placed.words):
        return []
    slots = ruled_slots(frame, rules, inside)
    if slots is None:
        return []
    if rest or not (above or below) or _are_rows([*above, *below], len(slots.xs) - 1):
        return [placed]
    unruled = [rule for rule in rules if not frame.contains(rule.box.center)]
    parts = [part_of_table(placed, inside)]
    if above:
        parts = _divide_table(part_of_table(placed, above), unruled) + parts
    if below:
        parts += _divide_table(part_of_table(placed, below), unruled)
    return parts


def _are_rows(words: Sequence[Word], columns: int) -> bool:
    """Tell lines outside a frame that fill most of its columns: its header, or more rows."""
    lines = group_lines(words)
    return sum(len(_cells(line)) for line in lines) > 0.5 * columns * len(lines)


def _kinds(lines: Sequence[Line]) -> list[Kind]:
    """Tell the rows of a table from headings and running text between them."""
    if not any(len(_cells(line)) > 1 for line in lines):
        return ["text"] * len(lines)
    size = common_size(word for line in lines for word in line.words)
    width = Box.around(line.box for line in lines).width
    bold = sum(map(_is_bold, lines)) > 0.4 * len(lines)
    cells = [len(_cells(line)) for line in lines]
    captions, notes = count_captions(lines, cells), count_notes(lines, cells)
    heading = inf if any(line.words[0].confidence for line in lines) else _LARGER
    kinds: list[Kind] = []
    for index, line in enumerate(lines):
        larger = line.size / max(size, 1.0)
        if index < captions or index >= len(lines) - notes:
            kinds.append("text")
        elif cells[index] > 1:
            kinds.append("row")
        elif larger > heading or (larger > _SLIGHTLY_LARGER and _is_bold(line) and not bold):
            kinds.append("heading")
        elif len(line.words) >= _PROSE and line.box.width > 0.6 * width:
            kinds.append("text")
        else:
            above = lines[len(kinds) - 1] if kinds and kinds[-1] == "text" else None
            kinds.append("text" if above is not None and _goes_on(above, line) else "row")
    return kinds


def _goes_on(above: Line, line: Line) -> bool:
    """Tell the next line of a paragraph."""
    pitch = line.baseline - above.baseline
    return pitch < 1.6 * above.size and abs(line.box.x0 - above.box.x0) < above.size


def _is_bold(line: Line) -> bool:
    return all(word.bold for word in line.words)


def _side_by_side(placed: PlacedRegion, lines: Sequence[Line]) -> list[PlacedRegion]:
    """Part columns that are no rows: both run steadily, but not at the same pitch."""
    words = [word for line in lines for word in line.words]
    for border in _gutters(words):
        left = [word for word in words if word.box.x1 <= border]
        right = [word for word in words if word.box.x0 >= border]
        if _out_of_step(left, right):
            return [_by_lines(placed, left), _by_lines(placed, right)]
    if any(len(_cells(line)) > 1 for line in lines):
        return [part_of_table(placed, words)]
    return [_text(lines)]


def _by_lines(placed: PlacedRegion, words: Sequence[Word]) -> PlacedRegion:
    """A part whose rows are its lines, since the rows seen were those of its neighbour."""
    lines = group_lines(words)
    if not any(len(_cells(line)) > 1 for line in lines):
        return _text(lines)
    part = part_of_table(placed, words)
    grid = part.region.grid
    if grid is None:
        return part
    between = [(above.box.y1 + below.box.y0) / 2 for above, below in pairwise(lines)]
    grid = replace(grid, ys=(grid.ys[0], *between, grid.ys[-1]))
    return replace(part, region=replace(part.region, grid=grid))


def _gutters(words: Sequence[Word]) -> Iterator[float]:
    """Middles of the white stretches that run through all lines, wider than two letters."""
    spans = sorted((word.box.x0, word.box.x1) for word in words)
    size = common_size(words)
    end = spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 - end > 2 * size:
            yield (x0 + end) / 2
        end = max(end, x1)


def _out_of_step(left: Sequence[Word], right: Sequence[Word]) -> bool:
    one, other = (_baselines(words) for words in (left, right))
    if min(len(one), len(other)) < 3 or not (_is_steady(one) and _is_steady(other)):
        return False
    pitches = [(lines[-1] - lines[0]) / (len(lines) - 1) for lines in (one, other)]
    if max(pitches) < _PITCH * min(pitches):
        return False
    slack = _LEVEL * common_size(left)
    level = sum(any(abs(y - z) < slack for z in other) for y in one)
    return level < 0.7 * min(len(one), len(other))


def _baselines(words: Sequence[Word]) -> list[float]:
    return [line.baseline for line in group_lines(words)]


def _is_steady(baselines: Sequence[float]) -> bool:
    steps = [below - above for above, below in pairwise(baselines)]
    mean = fmean(steps)
    return all(abs(step - mean) < _STEADY * mean for step in steps)


def _cells(line: Line) -> list[list[Word]]:
    cells = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.box.x0 - before.box.x1 > _COLUMN_GAP * max(word.size, 4):
            cells.append([])
        cells[-1].append(word)
    return cells


def _text(lines: Sequence[Line], label: Label = "text") -> PlacedRegion:
    words = tuple(word for line in lines for word in line.words)
    return PlacedRegion(Region(label, Box.around(word.box for word in words)), words)


def part_of_table(placed: PlacedRegion, words: Sequence[Word]) -> PlacedRegion:
    """Return part of a table with some of its words, and the grid that goes with them."""
    box = Box.around(word.box for word in words)
    grid = placed.region.grid
    if grid is not None:
        grid = Grid(
            ys=_within(grid.ys, box.y0, box.y1),
            xs=_within(grid.xs, box.x0, box.x1),
            header_rows=grid.header_rows if box.y0 <= grid.ys[1] else 0,
        )
    chosen = {(word.text, word.box) for word in words}  # lines may hold copies of their words
    return PlacedRegion(
        replace(placed.region, box=box, lines=(), grid=grid),
        tuple(word for word in placed.words if (word.text, word.box) in chosen),
    )


def _within(borders: Sequence[float], start: float, stop: float) -> tuple[float, ...]:
    return (start, *(border for border in borders[1:-1] if start < border < stop), stop)

"""Rows of goods without heads, as receipts have them: words, and an amount beside or below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, pairwise
from statistics import median

from docparse.engines.embedded.fields.candidates import Values
from docparse.engines.embedded.fields.item_columns import (
    AMOUNT,
    DESCRIPTION,
    PRICE,
    QUANTITY,
)
from docparse.engines.embedded.fields.item_grid import Grid, Row, is_sum
from docparse.engines.embedded.fields.item_slip_lines import SlipLine, pair, part_of, slip_line
from docparse.engines.embedded.fields.printed import Piece, Printed

_FIRST = re.compile(r"(?P<count>\d{1,3})\s+(?=[^\W\d_]{2})")
"""A number before a description, a quantity where it stands in every row."""
_ALIGNED = 1.0
"""Type sizes by which right ends of amounts in a column, or the middles of lines, may differ."""
_NEAR = 1.6
"""Type sizes between a line and the words below it that go with it."""
_MOST_LINES = 3
"""Lines of the longest description."""
_PITCH = 1.4
"""Distances of lines by which the first amount stands farther below what is not for it."""
_MOST_ROWS = 60
"""Amounts above a line that may make its sum."""
_FEWEST = 2
"""Rows that show that numbers stand before all descriptions."""
_HEADLESS = 0.01
"""Doubt about rows without heads, by which those below heads are preferred."""
_ROLES = {0: DESCRIPTION, 1: QUANTITY, 2: PRICE, 3: AMOUNT}


@dataclass(frozen=True, eq=False)
class _Slip:
    """A row: its line with the amount, and what was found for it."""

    line: SlipLine
    said: tuple[Piece, ...] = ()
    count: Piece | None = None
    price: Piece | None = None

    @property
    def amount(self) -> Decimal:
        """What it costs."""
        return self.line.amount.value if self.line.amount else Decimal(0)

    @property
    def row(self) -> Row:
        """Its cells."""
        numbers = enumerate((self.count, self.price, self.line.money), start=1)
        cells = {number: (cell,) for number, cell in numbers if cell is not None}
        return Row({0: self.said, **cells} if self.said else cells)


def slip_grids(
    document: Printed, values: Values, is_head: Callable[[Sequence[str]], bool]
) -> Iterator[Grid]:
    """Yield the rows above the first sum of a document that has rows above it.

    Args:
        document: The words of all pages.
        values: Reads numbers.
        is_head: Tells the heads of columns.
    """
    lines = [slip_line(row, values) for row in document.rows.values()]
    heads: dict[tuple[str, ...], int] = {}  # where each stands first: later pages repeat it
    for number, row in enumerate(document.rows.values()):
        texts = tuple(piece.text for piece in row)
        if is_head(texts):
            heads.setdefault(texts, number)
    start = 0
    for end, stop in _ends(lines):
        start = 0 if end < start else start
        first = max((head + 1 for head in heads.values() if start <= head < end), default=start)
        rows = _rows(lines[first:stop], values, headed=first > start)
        rows = _adding_up(rows, lines[end:])
        if rows:
            rows = _counted(rows)
            doubt = _HEADLESS + _unread(rows) / len(rows)
            own = tuple(row.row for row in rows)
            roles = {n: role for n, role in _ROLES.items() if any(n in row.cells for row in own)}
            yield Grid(((),) * len(_ROLES), own, roles, doubt)
            return
        start = end + 1


def _ends(lines: Sequence[SlipLine]) -> Iterator[tuple[int, int]]:
    """The lines that are sums, and where the rows above each end.

    First those that are one by their label, then those that are what stands above them: of these
    it is left to others whether they are.
    """
    for number, line in enumerate(lines):
        if line.amount and is_sum(line.label):
            yield number, number
    running: list[Decimal] = []
    for number, line in enumerate(lines):
        if line.amount is None:
            continue
        value = line.amount.value
        sums = list(accumulate(reversed(running)))
        if value and value in sums[1:]:
            yield number, number + 1
            running = []
        running = [*running, value][-_MOST_ROWS:]


def _rows(lines: Sequence[SlipLine], values: Values, *, headed: bool) -> list[_Slip]:
    """The rows among some lines: those whose amounts, or which themselves, are in line."""
    lines = _in_line(lines)
    below = _is_said_below(lines, headed=headed)
    rows: list[_Slip] = []
    waiting: list[SlipLine] = []
    for number, line in enumerate(lines):
        if line.amount is None:
            last = rows[-1] if rows else None
            more = _more(last, line, values) if last else None
            if more is not None:
                rows[-1] = more
            else:
                waiting.append(line)
            continue
        row = _row(line, lines[number + 1 : number + 2] if below else waiting, values)
        waiting = []
        if row.said or row.price is not None:
            rows.append(row)
    return [_without_title(rows), *rows[1:]] if rows else []


def _without_title(rows: Sequence[_Slip]) -> _Slip:
    """The first row with as many lines of words as the others have: more are no part of it."""
    usual = [len(row.said) for row in rows[1:] if row.line.said is None or row.line.coded]
    return replace(rows[0], said=rows[0].said[-round(median(usual or [1])) :])


def _in_line(lines: Sequence[SlipLine]) -> list[SlipLine]:
    """The lines, those without their amounts that stand neither right-aligned nor centred."""
    priced = [line for line in lines if line.amount]
    edge = median([line.edge for line in priced] or [0.0])
    middle = median([line.middle for line in priced] or [0.0])
    return [
        line
        if min(abs(line.edge - edge), abs(line.middle - middle)) <= _ALIGNED * line.size
        else replace(line, amount=None, money=None)
        for line in lines
    ]


def _is_said_below(lines: Sequence[SlipLine], *, headed: bool) -> bool:
    """Whether amounts stand above what they are for, and not below it."""
    bare = [n for n, line in enumerate(lines) if line.amount and (not line.said or line.coded)]
    words = {n for n, line in enumerate(lines) if not line.amount and line.said and not line.coded}
    above = [n for n in bare if n - 1 in words and _is_near(lines[n - 1], lines[n])]
    under = [n for n in bare if n + 1 in words and _is_near(lines[n], lines[n + 1])]
    if not bare or len(under) < len(bare):
        return False
    apart = [_apart(*two) for two in pairwise(lines[bare[0] : bare[-1] + 2])]
    first = bare[0] > 0 and _apart(lines[bare[0] - 1], lines[bare[0]]) <= _PITCH * median(apart)
    return (headed and len(under) > len(above)) or not first


def _apart(line: SlipLine, under: SlipLine) -> float:
    return under.piece.box.center[1] - line.piece.box.center[1]


def _is_near(line: SlipLine, under: SlipLine) -> bool:
    gap = under.piece.box.y0 - line.piece.box.y1
    return line.piece.page == under.piece.page and gap <= _NEAR * line.size


def _row(line: SlipLine, near: Sequence[SlipLine], values: Values) -> _Slip:
    """A line with an amount, with what stands on the lines before it, or behind it."""
    assert line.amount is not None
    own = line.said if line.said is not None and not line.coded else None
    words = [one.said for one in near if one.said is not None and not one.coded][-_MOST_LINES:]
    said = (own,) if own else tuple(words or ([line.said] if line.said else []))
    if line.count is not None and line.price is not None:
        return _Slip(line, said, line.count, line.price)
    worded = [n for n, one in enumerate(near) if one.said is not None and not one.coded]
    kept = near[max(worded, default=-1) + 1 :] if own else near[max(worded, default=0) :]
    counts = [one.count for one in [line, *kept] if one.count]
    numbers = [p for one in [line, *kept] for p in (one.count, one.price, *one.loose) if p]
    found = pair(numbers, line.amount.value, values)
    if found is not None:
        return _Slip(line, said, *found)
    return _Slip(line, said, counts[0] if counts else None)


def _more(row: _Slip, line: SlipLine, values: Values) -> _Slip | None:
    """The row with the quantity and price on a line below it, if its amount is their product."""
    if line.said is not None or row.price is not None:
        return None
    numbers = [piece for piece in (line.count, line.price, *line.loose) if piece]
    found = pair([*numbers, *([row.count] if row.count else [])], row.amount, values)
    return replace(row, count=found[0], price=found[1]) if found else None


def _adding_up(rows: list[_Slip], below: Sequence[SlipLine]) -> list[_Slip]:
    """The rows without those at the top that are none: what is left makes a sum printed below."""
    sums = {line.amount.value for line in below if line.amount is not None}
    sure = next((n for n, row in enumerate(rows) if row.price is not None), len(rows) - 1)
    for first in range(min(sure + 1, _MOST_ROWS)):
        if _made(rows[first:]) in sums:
            return rows[first:]
    return rows


def _made(rows: Sequence[_Slip]) -> Decimal:
    """What some rows make, without those that are what stands above them."""
    return sum((row.amount for row in _unsummed(rows)), Decimal(0))


def _unsummed(rows: Sequence[_Slip]) -> Iterator[_Slip]:
    made = Decimal(0)
    for number, row in enumerate(rows):
        if number < _FEWEST or row.amount != made:
            made += row.amount
            yield row


def _unread(rows: Sequence[_Slip]) -> int:
    """How many rows have numbers that nothing explains."""
    return sum(row.line.unread for row in _unsummed(rows))


def _counted(rows: list[_Slip]) -> list[_Slip]:
    """The rows with the numbers that all descriptions begin with as quantities."""
    found = [_FIRST.match(row.said[0].text) if row.said else None for row in rows]
    counts = [int(match["count"]) for match in found if match]
    numbered = counts == list(range(1, len(rows) + 1))
    if len(rows) < _FEWEST or len(counts) < len(rows) or any(row.count for row in rows):
        return rows
    return [
        _split(row, row.said[0], match.end(), numbered=numbered)
        for row, match in zip(rows, found, strict=True)
        if match and row.said
    ]


def _split(row: _Slip, said: Piece, at: int, *, numbered: bool) -> _Slip:
    """A row without the number before its words, the quantity but for that of the row."""
    count, rest = part_of(said, (0, at - 1)), part_of(said, (at, len(said.text)))
    lines = (rest, *row.said[1:]) if rest else row.said[1:]
    return replace(row, said=lines, count=None if numbered else count)

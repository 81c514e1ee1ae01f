"""Rows of goods straight from the words of a page: below a line of heads, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

from docparse.engines.embedded.fields.item_columns import ALIKE, Fields
from docparse.engines.embedded.fields.item_grid import Grid, Heads, Row, is_day, is_number
from docparse.engines.embedded.fields.printed import Piece, Printed, joined, piece_of
from docparse.schemas import Word

_DEEPEST = 3
"""Lines of the deepest head."""
_MOST_HEADS = 8
"""Heads of a page below which rows are looked for, the likeliest ones."""
_MOST_IN_ALL = 16
"""Heads of a document below which rows are looked for, as rows go on over all further pages."""
_DEEP, _FED = 0.05, 0.15
"""What a line of a head counts against it, and a column of it with words below for it."""
_CLOSE = 1.2
"""Type sizes between the lines of a head, and of a cell."""
_LOOKED = 3
"""Lines below a head that show how many columns stand under it."""
_MOST_WORDS = 7
"""Words of a piece that may be the heads of several columns."""
_APART = 0.9
"""Likeness of each head, where a piece is parted without columns under it that say so."""
Line = tuple[Piece, ...]


@dataclass(frozen=True)
class _Head:
    """The heads of columns, left to right.

    Attributes:
        pieces: For each column the lines of its head.
        lines: The numbers of their lines on the page.
        fed: Under how many of them the next line has words.
    """

    pieces: tuple[tuple[Piece, ...], ...]
    lines: range
    fed: int

    @property
    def last(self) -> int:
        """Number of their last line on the page."""
        return self.lines[-1]

    @property
    def margin(self) -> float:
        """What speaks for it besides its words."""
        return _FED * self.fed - _DEEP * len(self.lines)

    @property
    def names(self) -> Heads:
        """What each may be called: all its lines, the first one, the last one."""
        return tuple(
            tuple(dict.fromkeys((" ".join(p.text for p in own), own[0].text, own[-1].text)))
            for own in self.pieces
        )

    @cached_property
    def reaches(self) -> tuple[tuple[float, float], ...]:
        """From where to where each goes."""
        return tuple(
            (min(p.box.x0 for p in own), max(p.box.x1 for p in own)) for own in self.pieces
        )


def word_grids(document: Printed, fields: Fields) -> Iterator[Grid]:
    """Yield the rows below each line of heads; rows below the same heads on other pages go on them.

    Args:
        document: The words of all pages.
        fields: What is asked for.
    """
    pages: dict[int, dict[int, Line]] = {}
    for (page, number), row in document.rows.items():
        pages.setdefault(page, {})[number] = row
    heads = {page: list(_heads(lines, fields)) for page, lines in pages.items()}
    by_names: dict[int, dict[Heads, list[_Head]]] = {}
    places: dict[Heads, tuple[float, int, _Head]] = {}
    for page, own in heads.items():
        for worth, head in own:
            by_names.setdefault(page, {}).setdefault(head.names, []).append(head)
            places.setdefault(head.names, (worth, page, head))
    likeliest = sorted(places.values(), key=lambda one: -one[0])[:_MOST_IN_ALL]
    for names in [names for names, place in places.items() if place in likeliest]:
        _, page, head = places[names]
        rows: list[Row] = []
        for further in (number for number in sorted(pages) if number >= page):
            again = by_names.get(further, {}).get(names, [])
            start = again[0] if again else head
            first = start.last + 1 if again else 0
            passed = {number for one in again for number in one.lines}
            lines = {
                number: line
                for number, line in pages[further].items()
                if number >= first and number not in passed
            }
            rows += _rows(lines, start)
        yield Grid(names, tuple(rows))


def _heads(lines: Mapping[int, Line], fields: Fields) -> Iterator[tuple[float, _Head]]:
    """The lines of a page that are heads; of those that share a line the best known ones."""
    known = [
        (sum(c.worth for c in fields.by_heads(head.names).values()) + head.margin, head)
        for number in sorted(lines)
        for head in _deepening(lines, number, fields)
    ]
    taken: set[int] = set()
    kept: list[tuple[float, _Head]] = []
    for worth, head in sorted(known, key=lambda one: -one[0]):
        if taken.isdisjoint(head.lines):
            taken.update(head.lines)
            kept.append((worth, head))
    yield from sorted(kept[:_MOST_HEADS], key=lambda one: one[1].last)


def _deepening(lines: Mapping[int, Line], first: int, fields: Fields) -> Iterator[_Head]:
    """Heads that begin in a line and go on for some lines below it."""
    stack = [[piece] for piece in lines[first]]
    for last in range(first, first + _DEEPEST):
        if last not in lines or any(is_number(piece.text) for piece in lines[last]):
            return
        if last > first:
            above = max(piece.box.y1 for own in stack for piece in own)
            top = min(piece.box.y0 for piece in lines[last])
            if top - above > _CLOSE * lines[last][0].size:
                return
            stack = _stacked(stack, lines[last])
        texts = [" ".join(piece.text for piece in own) for own in stack]
        if len(stack) < min(2, fields.fewest) or not fields.may_head(texts):
            continue
        below = [lines[n] for n in range(last + 1, last + 1 + _LOOKED) if n in lines]
        parts = [part for own in stack for part in _parted(own, below, fields)]
        under = [_reach([piece]) for piece in lines.get(last + 1, ())]
        fed = sum(any(_overlap(_reach(part), one) > 0 for one in under) for part in parts)
        head = _Head(tuple(tuple(part) for part in parts), range(first, last + 1), fed)
        if fields.is_head(head.names):
            yield head


def _stacked(stack: Sequence[list[Piece]], line: Line) -> list[list[Piece]]:
    """Heads with a further line, each piece of it below those it stands under."""
    left = [list(own) for own in stack]
    for piece in line:
        under = [own for own in left if _overlap(_reach(own), _reach([piece])) > 1]
        merged = [above for own in under for above in own]
        left = [own for own in left if own not in under]
        left.append([*merged, piece])
    return sorted(left, key=lambda own: _reach(own)[0])


def _reach(pieces: Sequence[Piece]) -> tuple[float, float]:
    return min(p.box.x0 for p in pieces), max(p.box.x1 for p in pieces)


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def _parted(own: list[Piece], below: Sequence[Line], fields: Fields) -> list[list[Piece]]:
    """A head, or several that stand close together."""
    piece = own[0]
    count = len(piece.words)
    if len(own) > 1 or not 1 < count <= _MOST_WORDS or fields.known(piece.text) >= ALIKE:
        return [own]
    under = max(
        (sum(_overlap(_reach([one]), _reach(own)) > 0 for one in line) for line in below), default=1
    )
    ways = [
        (min(known) if under < 2 else sum(known) / len(known), parts)
        for cuts in range(1, min(count, 4))
        if under < 2 or cuts == under - 1
        for places in combinations(range(1, count), cuts)
        for parts in [_cut(piece, places)]
        for known in [[fields.known(part.text) for part in parts]]
        if max(known) >= ALIKE
    ]
    worth, best = max(ways, key=lambda way: way[0], default=(0.0, []))
    if worth < (_APART if under < 2 else ALIKE / under):
        return [own]
    return [[part] for part in best]


def _cut(piece: Piece, places: Sequence[int]) -> list[Piece]:
    ends = [0, *places, len(piece.words)]
    return [
        piece_of(piece.words[start:end], piece.page, piece.line) for start, end in pairwise(ends)
    ]


@dataclass(frozen=True)
class _Filled:
    """A line of a page, what stands in each column, and whether a row begins with it."""

    cells: dict[int, Piece]
    numeric: frozenset[int]
    top: float
    bottom: float
    size: float


def _rows(lines: Mapping[int, Line], head: _Head) -> Iterator[Row]:
    """The rows in some lines of a page, further lines of a cell in the row they belong to."""
    found = (_filled(lines[number], head) for number in sorted(lines))
    filled = [line for line in found if line is not None]
    groups: list[list[_Filled]] = []
    waiting: list[_Filled] = []
    for index, line in enumerate(filled):
        after = filled[index + 1] if index + 1 < len(filled) else None
        if line.numeric:
            near = waiting and line.top - waiting[-1].bottom <= _CLOSE * line.size
            if groups and not waiting and _goes_on(groups[-1], line):
                groups[-1].append(line)
            else:
                groups.append([*(waiting if near else ()), line])
            waiting = []
        elif groups and not waiting and _belongs_above(groups[-1][-1], line, after):
            groups[-1].append(line)
        else:
            waiting.append(line)
    if not any(line.numeric for line in filled):
        groups = [[line] for line in filled]
    for group in groups:
        columns = sorted({column for line in group for column in line.cells})
        yield Row({n: tuple(line.cells[n] for line in group if n in line.cells) for n in columns})


def _belongs_above(above: _Filled, line: _Filled, after: _Filled | None) -> bool:
    """Tell a line without numbers that goes on the row above: not far off, nor nearer the next."""
    gap = line.top - above.bottom
    if gap > _CLOSE * line.size:
        return False
    return after is None or not after.numeric or after.top - line.bottom > gap - 0.1 * line.size


def _goes_on(group: Sequence[_Filled], line: _Filled) -> bool:
    """Tell a line with the numbers of a row that began above it: no column has two of them."""
    numeric = frozenset(column for one in group for column in one.numeric)
    first = min(column for one in group for column in one.cells)
    near = line.top - group[-1].bottom <= _CLOSE * line.size
    return near and not numeric & line.numeric and first not in line.cells and len(numeric) == 1


def _filled(line: Line, head: _Head) -> _Filled | None:
    """What of a line stands in each column; None where nothing does."""
    cells: dict[int, Piece] = {}
    for piece in line:
        for column, part in _placed(piece, head):
            cells[column] = joined(cells[column], part) if column in cells else part
    numeric = frozenset(column for column, piece in cells.items() if is_number(piece.text))
    return (
        _Filled(
            cells,
            numeric,
            min(piece.box.y0 for piece in cells.values()),
            max(piece.box.y1 for piece in cells.values()),
            max(piece.size for piece in cells.values()),
        )
        if cells
        else None
    )


def _placed(piece: Piece, head: _Head) -> Iterator[tuple[int, Piece]]:
    """The parts of a piece by the column they stand in; what stands left of all is left out."""
    reaches = head.reaches
    own = _reach([piece])
    over = [number for number, reach in enumerate(reaches) if _overlap(own, reach) > 1]
    if len(over) == 1 and (over[0] > 0 or piece.words[0].box.x1 > reaches[0][0]):
        yield over[0], piece
        return
    if not over:
        if own[1] > reaches[0][0] or not is_number(piece.text):
            yield max(range(len(reaches)), key=lambda n: _overlap(own, reaches[n])), piece
        return
    runs: list[tuple[int, list[Word]]] = []
    for word in piece.words:
        column = _column(word, reaches)
        if runs and runs[-1][0] == column:
            runs[-1][1].append(word)
        else:
            runs.append((column, [word]))
    yield from _settled(runs, piece)


def _column(word: Word, reaches: Sequence[tuple[float, float]]) -> int:
    """The column a word stands in, the nearest one; -1 of a number left of all."""
    own = word.box.x0, word.box.x1
    if own[1] <= reaches[0][0] and is_number(word.text):
        return -1
    return max(range(len(reaches)), key=lambda number: _overlap(own, reaches[number]))


def _settled(runs: Sequence[tuple[int, list[Word]]], piece: Piece) -> Iterator[tuple[int, Piece]]:
    """The parts of a piece; where more than one of them has words, it is one text."""
    parts = [(column, piece_of(words, piece.page, piece.line)) for column, words in runs]
    said = [number for number, (_, part) in enumerate(parts) if not _is_own(part.text)]
    if said:
        first, last = said[0], said[-1] + 1
        whole = parts[first][1]
        for _, part in parts[first + 1 : last]:
            whole = joined(whole, part)
        parts[first:last] = [(parts[first][0], whole)]
    yield from (one for one in parts if one[0] >= 0)


def _is_own(text: str) -> bool:
    return is_number(text) and not is_day(text)

"""Share the glyphs of running text out to rows: those in full size, and what is set at them.

A row is a baseline with its type size. Scripts, operators, the operands of fractions and accents
make lines of their own in a file; here they go to the row they stand at.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docparse.engines.embedded.formulas.commands import ACCENTS, ROLES
from docparse.engines.embedded.formulas.signs import sign
from docparse.schemas import Rule, Word
from docparse.sources.glyphs import Glyph

_SMALL = 0.84
"""Share of a line's type size below which a sign is a script."""
_AXIS = 0.25
"""Height of the axis over the baseline, in type sizes."""
_LEVEL = 0.1
"""Type sizes by which a sign may be off the baseline of its row."""
_PIECES = frozenset("⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎪⎫⎬⎭⎷│┌╭╮╰╯\u0302\u0303")
"""What tall and wide signs are made of."""
_GROWING = frozenset("√()[]{}|‖⏐⌊⌋⌈⌉⟨⟩/\\")
_OPERATORS = frozenset({"op", "integral"})
_NO_ACCENTS = frozenset("→^~`∼")
"""Signs with the shape of accents that stand on the line."""
_NEIGHBOURS = 12
"""How many rows back, by their baselines, one may be that another goes on."""
_BAR = (1.5, 220.0)
"""Least and most width of a fraction's bar in points: longer lines are those of tables."""
_CELL = 24.0
"""Points of a line whose words are looked through for the one a glyph is part of."""


@dataclass(frozen=True, slots=True)
class Row:
    """Glyphs in full size on one baseline, and the others that belong to them.

    Attributes:
        baseline, size: Of the glyphs in full size, in points.
        main: They.
        small: Those that are smaller, or off the line.
        bars: The bars of fractions.
    """

    baseline: float
    size: float
    main: tuple[Glyph, ...]
    small: tuple[Glyph, ...]
    bars: tuple[Rule, ...] = ()

    @property
    def extent(self) -> tuple[float, float]:
        """Where it begins and ends."""
        every = self.main or self.small
        return min(g.x for g in every), max(g.x + g.advance for g in every)

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        """All of them."""
        return (*self.main, *self.small)

    def without(self, taken: set[int]) -> Row:
        """Return the row without some glyphs, given by their identities."""
        if all(id(g) not in taken for g in self.glyphs):
            return self
        main = tuple(g for g in self.main if id(g) not in taken)
        return replace(self, main=main, small=tuple(g for g in self.small if id(g) not in taken))


def text_rows(
    words: Sequence[Word], glyphs: Sequence[Glyph], rules: Sequence[Rule], strays: Sequence[Glyph]
) -> list[Row]:
    """Return the rows of running text, those without a sign in full size left out.

    Args:
        words: Those of running text.
        glyphs: The glyphs they are made of, and others.
        rules: The lines drawn on the page.
        strays: Glyphs that are part of no word.
    """
    rows = _merged(_row(line) for line in _lines(words, glyphs))
    rows = _with_bars(_with_strays(_with_scripts(rows), strays), rules)
    return [row for row in rows if row.main]


def owners(words: Sequence[Word]) -> Callable[[Glyph], Word | None]:
    """Return a function from a glyph to the word it is part of."""
    levels: defaultdict[int, list[Word]] = defaultdict(list)
    cells: defaultdict[tuple[int, int], list[Word]] = defaultdict(list)
    for word in words:
        for level in {round(word.baseline - 0.4), round(word.baseline + 0.4)}:
            levels[level].append(word)
            for cell in range(_cell(word.box.x0 - 0.3), _cell(word.box.x1 + 0.3) + 1):
                cells[level, cell].append(word)

    def owner(glyph: Glyph) -> Word | None:
        level = round(glyph.y)
        if _is_combining(glyph):  # these may be far from their word
            near = levels.get(level, [])
        else:
            near = cells.get((level, _cell((glyph.ink[0] + glyph.ink[2]) / 2)), [])
        return next((word for word in near if is_part(glyph, word)), None)

    return owner


def is_part(glyph: Glyph, word: Word) -> bool:
    """Tell whether a glyph is one of a word's."""
    accented = unicodedata.combining(word.text[0])  # whose baseline is that of its accent
    slack = 0.2 * word.size if accented else 0.6
    if abs(word.baseline - glyph.y) > slack or abs(word.size - glyph.size) > 0.3:
        return False
    if not word.font.startswith(glyph.font[:20]):
        return False
    middle = (glyph.ink[0] + glyph.ink[2]) / 2
    if word.box.x0 - 0.3 <= middle <= word.box.x1 + 0.3:
        return True
    same = _is_combining(glyph) and glyph.text == word.text
    return same and abs(glyph.x - word.box.x0) < glyph.size


def is_accent(glyph: Glyph) -> bool:
    """Tell accents, which stand over a letter wherever the pen was."""
    char = sign(glyph.name, glyph.text, glyph.font)[0]
    return char in ACCENTS and not char.isalpha() and char not in _NO_ACCENTS


def _cell(x: float) -> int:
    return int(x // _CELL)


def _is_combining(glyph: Glyph) -> bool:
    """Tell signs without an advance, which MuPDF sets elsewhere than they are drawn."""
    return glyph.advance < 0.1


def _lines(words: Sequence[Word], glyphs: Iterable[Glyph]) -> Iterable[list[Glyph]]:
    """The glyphs of each line of the file."""
    owner_of = owners(words)
    lines: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        owner = owner_of(glyph)
        if owner is not None:
            lines.setdefault(owner.line, []).append(glyph)
    return lines.values()


def _row(line: Sequence[Glyph]) -> Row:
    """A line parted by the baseline most of its largest signs stand on."""
    fixed = [glyph for glyph in line if not _floats(glyph)] or line
    heights = Counter(glyph.y for glyph in fixed)
    levels = {y: sum(n for other, n in heights.items() if abs(other - y) < 0.5) for y in heights}
    chosen = max(fixed, key=lambda glyph: (round(glyph.size, 1), levels[glyph.y]))
    row = Row(chosen.y, chosen.size, (), ())
    main = tuple(g for g in line if g.size >= _SMALL * row.size and _is_level(g, row))
    full = {id(glyph) for glyph in main}
    return replace(row, main=main, small=tuple(g for g in line if id(g) not in full))


def _is_level(glyph: Glyph, row: Row) -> bool:
    """Tell whether a glyph stands on the baseline of a row."""
    level = abs(glyph.y - row.baseline) < _LEVEL * row.size
    return level and not _floats(glyph) and not is_accent(glyph)


def _floats(glyph: Glyph) -> bool:
    """Tell signs that are centred on the axis, wherever their own baseline is."""
    char, style = sign(glyph.name, glyph.text, glyph.font)
    grows = char in _GROWING or char in _PIECES or ROLES.get(char) in _OPERATORS
    if style or not grows:
        return False
    _, y0, _, y1 = glyph.ink
    return y1 - y0 > 1.06 * glyph.size or y0 > glyph.y - 0.1 * glyph.size


def _merged(rows: Iterable[Row]) -> list[Row]:
    """Join rows on one baseline that stand side by side."""
    merged: list[Row] = []
    for row in sorted(rows, key=lambda row: row.baseline):
        latest = reversed(range(max(0, len(merged) - _NEIGHBOURS), len(merged)))
        at = next((i for i in latest if _goes_on(merged[i], row)), None)
        if at is None:
            merged.append(row)
        else:
            both = merged[at]
            merged[at] = replace(both, main=both.main + row.main, small=both.small + row.small)
    return merged


def _goes_on(row: Row, other: Row) -> bool:
    level = abs(row.baseline - other.baseline) < 0.06 * other.size
    alike = abs(row.size - other.size) < 0.12 * other.size
    return level and alike and _gap(row, other) < 4 * other.size


def _gap(one: Row, other: Row) -> float:
    (a0, a1), (b0, b1) = one.extent, other.extent
    return max(b0 - a1, a0 - b1)


def _with_scripts(rows: Sequence[Row]) -> list[Row]:
    """The rows, those of scripts and of lone operators given to the row they stand at."""
    shared = list(rows)
    for index, row in enumerate(shared):
        host = _host(shared, row) if row.glyphs else None
        if host is not None:
            to = shared[host]
            shared[host] = replace(to, small=to.small + row.glyphs)
            shared[index] = replace(row, main=(), small=())
    return shared


def _host(rows: Sequence[Row], row: Row) -> int | None:
    """Index of the row another one stands at, by their axes; None for a line of text."""
    axis = row.baseline - _AXIS * row.size
    hosts = [i for i, other in enumerate(rows) if other is not row and _hosts(other, row)]
    distances = {i: abs(rows[i].baseline - _AXIS * rows[i].size - axis) for i in hosts}
    return min(hosts, key=distances.__getitem__, default=None)


def _hosts(host: Row, row: Row) -> bool:
    """Tell whether a row may stand at another: as scripts, or as operators on its axis."""
    if not host.main:
        return False
    if not row.main:
        axis, slack = host.baseline - _AXIS * host.size, 0.2 * host.size
        top, foot = min(g.ink[1] for g in row.small), max(g.ink[3] for g in row.small)
        return top - slack < axis < foot + slack and _gap(host, row) < 0.6 * host.size
    if row.size > _SMALL * host.size:
        return False
    rise = host.baseline - row.baseline
    return -0.55 * host.size < rise < 1.1 * host.size and _gap(host, row) < 0.5 * host.size


def _with_strays(rows: Sequence[Row], strays: Iterable[Glyph]) -> list[Row]:
    """The rows with the glyphs without a word that stand in them, or over them."""
    grown = list(rows)
    for glyph in strays:
        at = next((i for i, row in enumerate(grown) if _is_within(glyph, row)), None)
        if at is not None:
            grown[at] = _joined(grown[at], glyph)
    return grown


def _joined(row: Row, glyph: Glyph) -> Row:
    """The row with one glyph more, in full size or at it."""
    if glyph.size > _SMALL * row.size and _is_level(glyph, row):
        return replace(row, main=(*row.main, glyph))
    return replace(row, small=(*row.small, glyph))


def _is_within(glyph: Glyph, row: Row) -> bool:
    x0, y0, x1, y1 = glyph.ink
    if not row.baseline - 1.1 * row.size < (y0 + y1) / 2 < row.baseline:
        return False
    return any(g.ink[0] - row.size < x1 and x0 < g.ink[2] + row.size for g in row.main)


def _with_bars(rows: Sequence[Row], rules: Iterable[Rule]) -> list[Row]:
    """The rows with the bars of fractions on their axes, and what is over and under those."""
    least, most = _BAR
    grown = list(rows)
    for rule in rules:
        if rule.horizontal and least <= rule.box.width <= most:
            taken = (_with_fraction(grown, i, rule) for i in range(len(grown)))
            grown = next((rows for rows in taken if rows is not None), grown)
    return grown


def _with_fraction(rows: Sequence[Row], at: int, bar: Rule) -> list[Row] | None:
    """The rows, one with a fraction of that bar; None where it is no bar in that row."""
    row = rows[at]
    operands = _operands(rows, row, bar) if _is_on_axis(bar, row) else ()
    if not operands:
        return None
    taken = {id(glyph) for glyph in operands}
    freed = [other.without(taken) for other in rows]
    host = freed[at]
    freed[at] = replace(host, small=(*host.small, *operands), bars=(*host.bars, bar))
    return freed


def _is_on_axis(bar: Rule, row: Row) -> bool:
    height = row.baseline - bar.box.center[1]
    if not row.main or not 0.1 * row.size < height < 0.42 * row.size:
        return False
    x0, x1 = row.extent
    return bar.box.x1 >= x0 - row.size and bar.box.x0 <= x1 + row.size


def _operands(rows: Iterable[Row], row: Row, bar: Rule) -> tuple[Glyph, ...]:
    """The glyphs over and under a bar; none where there are none on one side, or some across it."""
    y, size = bar.box.center[1], row.size
    inside = list(_in_reach(rows, bar))
    if any(glyph.ink[1] < y - 0.1 < y + 0.1 < glyph.ink[3] for glyph in inside):
        return ()
    over = [glyph for glyph in inside if y - 1.35 * size < glyph.ink[3] <= y + 0.3]
    higher = {id(glyph) for glyph in over}
    under = [glyph for glyph in inside if y - 0.3 <= glyph.ink[1] < y + 1.35 * size]
    under = [glyph for glyph in under if id(glyph) not in higher]
    over = _adjoining(over, lambda glyph: (y - glyph.ink[3], y - glyph.ink[1]), size)
    under = _adjoining(under, lambda glyph: (glyph.ink[1] - y, glyph.ink[3] - y), size)
    return (*over, *under) if over and under else ()


def _in_reach(rows: Iterable[Row], bar: Rule) -> Iterator[Glyph]:
    """The glyphs between the ends of a bar."""
    x0, x1 = bar.box.x0 - 0.5, bar.box.x1 + 0.5
    for row in rows:
        for glyph in row.glyphs:
            if x0 <= (glyph.ink[0] + glyph.ink[2]) / 2 <= x1:
                yield glyph


def _adjoining(
    glyphs: Sequence[Glyph], reach: Callable[[Glyph], tuple[float, float]], size: float
) -> list[Glyph]:
    """The glyphs nearest to a bar, and those level with them; not those of the next line of text.

    Args:
        glyphs: On one side of the bar.
        reach: How far from the bar a glyph begins and ends.
        size: Type size of the line.
    """
    nearest: list[Glyph] = []
    end = 0.45 * size
    for glyph in sorted(glyphs, key=lambda glyph: reach(glyph)[0]):
        near, far = reach(glyph)
        if near > end - (0.12 * size if nearest else 0.0):
            break
        end = max(end, far) if nearest else far
        nearest.append(glyph)
    return nearest

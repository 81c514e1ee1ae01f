"""Cut the lines of running text into atoms: words, numbers, signs, and what is set small at them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from docparse.engines.embedded.formulas.commands import ACCENTS, FUNCTIONS, ROLES
from docparse.engines.embedded.formulas.signs import is_mathematical, sign
from docparse.schemas import Rule, Word
from docparse.sources.glyphs import Glyph

Kind = Literal["sure", "digit", "op", "open", "close", "punct", "name", "word", "small"]

_SMALL = 0.84
"""Share of a line's type size below which a sign is a script."""
_OPERATORS = frozenset("+=<>/|:*∼−±×÷")
_DECORATION = frozenset("•∙†‡§¶∗©®◦⃝■□★▪●○✓✗–—·")
"""Signs of mathematical fonts that stand in text."""
_PIECES = frozenset("⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎪⎫⎬⎭⎷│┌╭╮╰╯\u0302\u0303")
"""What tall and wide signs are made of."""
_MATH_SIGNS = frozenset("∑∏∫∮∞∂∇∀∃∈∉∋⊂⊃⊆⊇∪∩∧∨≤≥≪≫≠≈≡≅∼≃∝⊥∥⊕⊗√→←↔⇒⇐⇔↦ℝℕℤℚℂℓℏ∅±×⟨⟩⌊⌋⌈⌉")
_NAMES = (
    FUNCTIONS
    | {"mod", "bmod", "sgn", "diag", "tr", "Tr", "rank", "span", "supp", "erf", "lcm", "id"}
    | {"Var", "Cov", "argmax", "argmin", "sech", "csch", "arcsinh", "const"}
)


@dataclass(frozen=True, slots=True)
class Atom:
    """What is taken into a formula, or not, as a whole.

    Attributes:
        kind: What it is; `small` stands for what is set at another height, or in another size.
        text: Its characters.
        glyphs: They, from left to right.
        rules: The bars of fractions in it.
        left: Where it begins.
        right: Where it ends.
        sure: Whether nothing but a formula has such a sign.
    """

    kind: Kind
    text: str
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...] = ()
    left: float = 0.0
    right: float = 0.0
    sure: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    """The atoms of a line from left to right, the small ones behind what they stand at."""

    baseline: float
    size: float
    atoms: tuple[Atom, ...]


@dataclass(slots=True)
class _Row:
    """Glyphs in full size on one baseline, and the others that belong to them."""

    baseline: float
    size: float
    main: list[Glyph]
    small: list[Glyph]
    bars: list[Rule]

    @property
    def extent(self) -> tuple[float, float]:
        every = self.main or self.small
        return min(g.x for g in every), max(g.x + g.advance for g in every)


def text_lines(
    words: Sequence[Word],
    glyphs: Sequence[Glyph],
    rules: Sequence[Rule],
    *,
    italics: bool,
    strays: Sequence[Glyph] = (),
) -> list[TextLine]:
    """Cut the lines in which a formula may stand into atoms.

    Args:
        words: Those of running text.
        glyphs: The glyphs they are made of, and others.
        rules: The lines drawn on the page.
        italics: Whether single letters in the italic of the text count as signs of formulas.
        strays: Glyphs that are part of no word.
    """
    rows = _rows(words, glyphs)
    _give_away_small_rows(rows)
    _take_strays(rows, strays)
    _take_bars(rows, rules)
    return [line for row in rows if row.main and (line := _line(row, italics)) is not None]


def _rows(words: Sequence[Word], glyphs: Sequence[Glyph]) -> list[_Row]:
    """One row for each line of the source."""
    by_line: dict[int, list[Word]] = {}
    for word in words:
        by_line.setdefault(word.line, []).append(word)
    owner_of = owners(words)
    members: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        owner = owner_of(glyph)
        if owner is not None:
            members.setdefault(owner.line, []).append(glyph)
    rows: list[_Row] = []
    for line, mine in members.items():
        fixed = [g for g in mine if not _floats(g)] or mine
        main = max(fixed, key=lambda g: (round(g.size, 1), _level(g, fixed)))
        size, baseline = main.size, main.y
        full = [
            g
            for g in mine
            if g.size >= _SMALL * size
            and abs(g.y - baseline) < 0.1 * size
            and not (_floats(g) or is_accent(g))
        ]
        chosen = {id(g) for g in full}
        rows.append(_Row(baseline, size, full, [g for g in mine if id(g) not in chosen], []))
    return _merged(rows)


def _level(glyph: Glyph, glyphs: Sequence[Glyph]) -> int:
    """How many glyphs stand on a glyph's baseline."""
    return sum(abs(other.y - glyph.y) < 0.5 for other in glyphs)


def is_accent(glyph: Glyph) -> bool:
    """Tell accents, which stand over a letter wherever the pen was."""
    char = sign(glyph.name, glyph.text, glyph.font)[0]
    return char in ACCENTS and not char.isalpha() and char not in {*"→^~`∼"}


def _floats(glyph: Glyph) -> bool:
    """Tell signs that are centred on the axis, wherever their own baseline is."""
    char, style = sign(glyph.name, glyph.text, glyph.font)
    if style or not (
        char in {*"√()[]{}|‖⏐⌊⌋⌈⌉⟨⟩/\\"} or ROLES.get(char) in {"op", "integral"} or char in _PIECES
    ):
        return False
    x0, y0, x1, y1 = glyph.ink
    return bool(char) and (y1 - y0 > 1.06 * glyph.size or y0 > glyph.y - 0.1 * glyph.size)


def owners(words: Sequence[Word]):  # noqa: ANN202
    """A function from a glyph to the word it is part of."""
    levels: dict[int, list[Word]] = {}
    for word in words:
        for key in {round(word.baseline - 0.4), round(word.baseline + 0.4)}:
            levels.setdefault(key, []).append(word)

    def owner(glyph: Glyph) -> Word | None:
        return next((w for w in levels.get(round(glyph.y), ()) if is_part(glyph, w)), None)

    return owner


def is_part(glyph: Glyph, word: Word) -> bool:
    """Tell whether a glyph is one of a word's."""
    if abs(word.baseline - glyph.y) > 0.6 or abs(word.size - glyph.size) > 0.3:
        return False
    if not word.font.startswith(glyph.font[:20]):
        return False
    middle = (glyph.ink[0] + glyph.ink[2]) / 2
    if word.box.x0 - 0.3 <= middle <= word.box.x1 + 0.3:
        return True
    combining = glyph.text == word.text and glyph.advance < 0.1  # MuPDF sets these elsewhere
    return combining and abs(glyph.x - word.box.x0) < glyph.size


def _merged(rows: list[_Row]) -> list[_Row]:
    """Join rows on one baseline that stand side by side."""
    merged: list[_Row] = []
    for row in sorted(rows, key=lambda row: row.baseline):
        for other in reversed(merged[-12:]):
            level = abs(other.baseline - row.baseline) < 0.06 * row.size
            if (
                level
                and abs(other.size - row.size) < 0.12 * row.size
                and _gap(other, row) < 4 * row.size
            ):
                other.main += row.main
                other.small += row.small
                break
        else:
            merged.append(row)
    return merged


def _gap(one: _Row, other: _Row) -> float:
    (a0, a1), (b0, b1) = one.extent, other.extent
    return max(b0 - a1, a0 - b1)


def _give_away_small_rows(rows: list[_Row]) -> None:
    """Hand rows of scripts to the row they stand at."""
    for row in rows:
        floating = not row.main and bool(row.small)
        if not row.main and not floating:
            continue
        host = min(
            (other for other in rows if other is not row and _hosts(other, row)),
            key=lambda other: abs(
                other.baseline - 0.25 * other.size - row.baseline + 0.25 * row.size
            ),
            default=None,
        )
        if host is not None:
            host.small += [*row.main, *row.small]
            row.main, row.small = [], []


def _take_strays(rows: list[_Row], strays: Sequence[Glyph]) -> None:
    """Give glyphs without a word to the row they stand in, or over."""
    for glyph in strays:
        x0, y0, x1, y1 = glyph.ink
        for row in rows:
            if not row.main or not (row.baseline - 1.1 * row.size < (y0 + y1) / 2 < row.baseline):
                continue
            if any(g.ink[0] - row.size < x1 and x0 < g.ink[2] + row.size for g in row.main):
                level = abs(glyph.y - row.baseline) < 0.1 * row.size and not (
                    _floats(glyph) or is_accent(glyph)
                )
                (row.main if level and glyph.size > _SMALL * row.size else row.small).append(glyph)
                break


def _hosts(host: _Row, row: _Row) -> bool:
    if not host.main:
        return False
    if not row.main:
        axis = host.baseline - 0.25 * host.size
        reach = min(g.ink[1] for g in row.small), max(g.ink[3] for g in row.small)
        return (
            reach[0] - 0.2 * host.size < axis < reach[1] + 0.2 * host.size
            and _gap(host, row) < 0.6 * host.size
        )
    if row.size > _SMALL * host.size:
        return False
    rise = host.baseline - row.baseline
    return -0.55 * host.size < rise < 1.1 * host.size and _gap(host, row) < 0.5 * host.size


def _take_bars(rows: list[_Row], rules: Sequence[Rule]) -> None:
    """Give the bars of fractions, with what is over and under them, to the rows on whose axis they are."""
    for rule in rules:
        box = rule.box
        if not rule.horizontal or box.width > 220 or box.width < 1.5:
            continue
        y = box.center[1]
        for row in rows:
            if not row.main or not 0.1 * row.size < row.baseline - y < 0.42 * row.size:
                continue
            x0, x1 = row.extent
            if box.x1 < x0 - row.size or box.x0 > x1 + row.size:
                continue
            if _take_fraction(row, rows, rule):
                break


def _take_fraction(row: _Row, rows: Sequence[_Row], rule: Rule) -> bool:
    box, y, size = rule.box, rule.box.center[1], row.size
    over: list[Glyph] = []
    under: list[Glyph] = []
    for other in rows:
        for glyph in (*other.main, *other.small):
            middle = (glyph.ink[0] + glyph.ink[2]) / 2
            if not box.x0 - 0.5 <= middle <= box.x1 + 0.5:
                continue
            if glyph.ink[1] < y - 0.1 < y + 0.1 < glyph.ink[3]:
                return False
            if y - 1.35 * size < glyph.ink[3] <= y + 0.3:
                over.append(glyph)
            elif y - 0.3 <= glyph.ink[1] < y + 1.35 * size:
                under.append(glyph)
    over = _next_to(over, lambda glyph: (y - glyph.ink[3], y - glyph.ink[1]), size)
    under = _next_to(under, lambda glyph: (glyph.ink[1] - y, glyph.ink[3] - y), size)
    if not over or not under:
        return False
    taken = {id(glyph) for glyph in (*over, *under)}
    for other in rows:
        other.main = [g for g in other.main if id(g) not in taken]
        other.small = [g for g in other.small if id(g) not in taken]
    row.small += [*over, *under]
    row.bars.append(rule)
    return True


def _next_to(
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
        nearest.append(glyph)
        end = far if len(nearest) == 1 else max(end, far)
    return nearest


def _line(row: _Row, italics: bool) -> TextLine | None:
    main = sorted(row.main, key=lambda g: g.x)
    upright = sum(not is_italic(g.font) for g in main) > 0.5 * len(main)
    italics = italics and upright
    atoms = _dotted(list(_main_atoms(main, row.size, italics=italics)), row.size)
    small = list(_small_atoms(row, atoms, italics=italics))
    every = sorted([*atoms, *small], key=lambda atom: (atom.left, atom.kind == "small"))
    if not any(atom.sure or atom.text == "=" for atom in every):
        return None
    return TextLine(row.baseline, row.size, tuple(every))


def _dotted(atoms: list[Atom], size: float) -> list[Atom]:
    """Make one atom of three full stops with space between them."""
    made: list[Atom] = []
    for atom in atoms:
        made.append(atom)
        three = made[-3:]
        gaps = [b.left - a.right for a, b in pairwise(three)]
        if [a.text for a in three] == ["."] * 3 and all(0.05 < g / size < 0.4 for g in gaps):
            glyphs = tuple(g for a in three for g in a.glyphs)
            made[-3:] = [Atom("op", "…", glyphs, left=three[0].left, right=three[-1].right)]
    return made


def is_italic(font: str) -> bool:
    return bool(re.search(r"Ital|Obli|CMTI|CMSL|SFTI", font))


def _main_atoms(main: Sequence[Glyph], size: float, *, italics: bool) -> Iterator[Atom]:
    group: list[Glyph] = []
    for glyph in main:
        if group and not _together(group, glyph, size):
            yield from _settled(group, italics=italics)
            group = []
        group.append(glyph)
    if group:
        yield from _settled(group, italics=italics)


def _settled(group: list[Glyph], *, italics: bool) -> Iterator[Atom]:
    """The atom of a group; punctuation behind a number is one of its own."""
    end = len(group)
    while end > 1 and group[0].text.isdigit() and group[end - 1].text in ".,":
        end -= 1
    yield _atom(group[:end], italics=italics)
    for glyph in group[end:]:
        yield _atom([glyph], italics=italics)


def _together(group: Sequence[Glyph], glyph: Glyph, size: float) -> bool:
    """Tell the letters of a word, and the digits of a number."""
    last = group[-1]
    if glyph.x - last.x - last.advance > 0.12 * size:
        return False
    text = "".join(g.text for g in group)
    if text.isalpha() and glyph.text.isalpha():
        return glyph.font == last.font and not is_mathematical(glyph.font)
    if text[-1:].isdigit():
        return glyph.text.isdigit() or (glyph.text in {*".,"} and glyph.text != "")
    return text[:1].isdigit() and glyph.text.isdigit()


def _atom(group: Sequence[Glyph], *, italics: bool) -> Atom:
    text = "".join(glyph.text for glyph in group)
    first = group[0]
    kind, sure = _kind(text, group, italics=italics)
    return Atom(
        kind=kind,
        text=text,
        glyphs=tuple(group),
        left=first.x,
        right=group[-1].x + group[-1].advance,
        sure=sure,
    )


def _kind(text: str, group: Sequence[Glyph], *, italics: bool) -> tuple[Kind, bool]:
    first = group[0]
    char, style = sign(first.name, first.text, first.font)
    mathematical = is_mathematical(first.font)
    if text and text[0].isdigit():
        return "digit", False
    if len(group) == 1:
        if char in {*"([{⟨⌊⌈"} and char:
            return "open", mathematical and char not in {*"([{"}
        if char in {*")]}⟩⌋⌉"} and char:
            return "close", mathematical and char not in {*")]}"}
        if char in {*",.;:!?"} and char:
            return ("op", False) if char == ":" else ("punct", False)
        if char in ACCENTS and not char.isalpha() and char not in {*"→^~`"}:
            return "small", mathematical
        if char in _DECORATION:
            return ("op", mathematical and char == "·") if char in {*"·∗"} else ("word", False)
        if char in _OPERATORS:
            return "op", mathematical and char in {*"∼−<>/|"}
        if mathematical or char in _MATH_SIGNS or ROLES.get(char) in {"rel", "op", "integral"}:
            return "sure", True
        if style in {"bb", "cal", "scr", "frak", "bi"} or (
            style == "it" and ord(first.text or "a") > 0x1D3FF
        ):
            return "sure", True
        if char and "\u0370" <= char <= "\u03ff":
            return "sure", True
        if italics and style == "it" and text.isalpha():
            return "sure", True
    if text in _NAMES and style in {"up", "sf"}:
        return "name", False
    return "word", False


def _small_atoms(row: _Row, atoms: Sequence[Atom], *, italics: bool) -> Iterator[Atom]:
    """Cluster the small glyphs by where they stand in x."""
    pieces: list[tuple[float, float, Glyph | Rule]] = [
        (g.ink[0], g.ink[2], g) if is_accent(g) else (g.x, g.x + max(g.advance, 0.1), g)
        for g in row.small
    ]
    pieces += [(rule.box.x0, rule.box.x1, rule) for rule in row.bars]
    cluster: list[Glyph | Rule] = []
    end = float("-inf")
    for x0, x1, piece in sorted(pieces, key=lambda p: (p[0], p[1])):
        between = any(end - 0.1 < atom.left < x0 for atom in atoms) if cluster else False
        if cluster and (x0 > end + 0.4 * row.size or between):
            yield _small(cluster, italics=italics)
            cluster, end = [], float("-inf")
        cluster.append(piece)
        end = max(end, x1)
    if cluster:
        yield _small(cluster, italics=italics)


def _small(cluster: Iterable[Glyph | Rule], *, italics: bool) -> Atom:
    pieces = list(cluster)
    glyphs = tuple(sorted((p for p in pieces if isinstance(p, Glyph)), key=lambda g: g.x))
    rules = tuple(p for p in pieces if isinstance(p, Rule))
    signs = [sign(g.name, g.text, g.font) for g in glyphs]
    sure = bool(rules) or any(
        (is_mathematical(g.font) and char not in _DECORATION)
        or (italics and style == "it" and char.isalpha())
        for g, (char, style) in zip(glyphs, signs, strict=True)
    )
    accents = all(is_accent(g) for g in glyphs)
    ends = [g.ink[2] if accents else g.x + g.advance for g in glyphs]
    ends += [rule.box.x1 for rule in rules]
    starts = [g.ink[0] if accents else g.x for g in glyphs] + [rule.box.x0 for rule in rules]
    return Atom(
        kind="small",
        text="".join(g.text for g in glyphs),
        glyphs=glyphs,
        rules=rules,
        left=min(starts),
        right=max(ends),
        sure=sure,
    )


def has_signs(words: Iterable[Word]) -> bool:
    """Tell, at little cost, whether a formula may stand among words."""
    return any(
        (is_mathematical(word.font) and not set(word.text) <= _DECORATION)
        or any(
            c in _MATH_SIGNS or "\u0370" <= c <= "\u03ff" or c >= "\U0001d400"
            for c in word.text
            if c > "\x7f"
        )
        or (word.text == "=")
        for word in words
    )

"""Write a row of items with their scripts as LaTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from docparse.engines.embedded.formulas.commands import (
    ALPHABETS,
    COMMANDS,
    FUNCTIONS,
    LIMIT_FUNCTIONS,
    NEGATED,
)
from docparse.engines.embedded.formulas.items import Item, joined

_SIZES = ((1.02, ""), (1.45, "big"), (2.0, "Big"), (2.6, "bigg"), (3.4, "Bigg"))
"""Height of a delimiter in type sizes, up to which a command makes it."""
_COMMAND_END = re.compile(r"\\[A-Za-z]+$")
_MODULUS = re.compile(
    r"\\q?quad \((?:\\text|\\mathrm|\\operatorname)\{mod\}((?:[^()]|\([^()]*\))*)\)"
    r"|(?:\\text|\\mathrm|\\operatorname)\{mod\}"
)
"""`(mod n)`, and `mod` between two numbers."""
_LIGATURES = frozenset("ﬀﬁﬂﬃﬄﬅﬆ")
_THIN_PHRASES = {("lim", "sup"): "limsup", ("lim", "inf"): "liminf"}


@dataclass(frozen=True, slots=True)
class Cell:
    """An item of the main line, with what belongs to it.

    Attributes:
        item: It.
        sub, sup: Its scripts, read.
        over, under: What stands above and below it, read.
    """

    item: Item
    sub: Item | None = None
    sup: Item | None = None
    over: Item | None = None
    under: Item | None = None

    @property
    def pieces(self) -> tuple[Item, ...]:
        """All of it."""
        extra = (self.sub, self.sup, self.over, self.under)
        return (self.item, *(item for item in extra if item is not None))


@dataclass(slots=True)
class _Text:
    latex: str = ""
    parts: list[Item] = field(default_factory=list)

    def add(self, latex: str, parts: Sequence[Item] = ()) -> None:
        glued = _COMMAND_END.search(self.latex) and latex[:1].isalpha()
        self.latex += f" {latex}" if glued else latex
        self.parts += parts


def write_row(cells: Sequence[Cell], *, axis: float, size: float, display: bool) -> Item:
    """Write the cells of a row from left to right.

    Args:
        cells: In order.
        axis: Height of the axis of the row.
        size: Its type size.
        display: Whether operators have their limits above and below by default.
    """
    text = _Text()
    fences = _fences(cells, axis, size)
    for kind, partner in fences.values():
        if kind == r"\right" and partner < 0:
            text.add(r"\left.")
    before: Cell | None = None
    for index, cell in enumerate(cells):
        if before is not None:
            text.add(_space(before, cell, size))
        _write_cell(
            text,
            cell,
            fences.get(index),
            size,
            display=display,
            neighbours=(before, cells[index + 1] if index + 1 < len(cells) else None),
        )
        before = cell
    if any(kind == r"\left" and partner < 0 for kind, partner in fences.values()):
        text.add(r"\right.")
    latex = _MODULUS.sub(_modulus, text.latex.strip())
    return joined([piece for cell in cells for piece in cell.pieces], latex, parts=text.parts)


def _modulus(found: re.Match[str]) -> str:
    return r"\bmod " if found[1] is None else rf"\pmod{{{found[1].strip()}}}"


def _space(before: Cell, cell: Cell, size: float) -> str:
    gap = cell.item.left - max(piece.right for piece in before.pieces)
    if gap > 1.75 * size:
        return r"\qquad "
    return r"\quad " if gap > 0.85 * size else ""


def _write_cell(
    text: _Text,
    cell: Cell,
    fence: tuple[str, int] | None,
    size: float,
    *,
    display: bool,
    neighbours: tuple[Cell | None, Cell | None],
) -> None:
    item = cell.item
    latex = _spelled(item, size, neighbours)
    if fence is not None:
        latex = fence[0] + (" " if fence[0][-1:].isalpha() and latex[:1].isalpha() else "") + latex
    signs = list(item.signs)
    scripts = (cell.sub, cell.sup)
    if item.kind in {"op", "integral"} or _has_limits(item):
        under, over = cell.under, cell.over
        stacked = under is not None or over is not None
        if stacked and (item.kind == "integral" or not display):
            latex += r"\limits"
        elif not stacked and display and item.kind == "op" and scripts != (None, None):
            latex += r"\nolimits"
        scripts = (under, over) if stacked else scripts
    else:
        latex, signs = _set_over(latex, signs, cell, size)
    if item.kind == "word" and item.style == "up" and display and cell.under and not cell.over:
        bare = re.fullmatch(
            r"\\(?:mathrm|text|operatorname)\{(.*)\}", _spelled(item, size, neighbours)
        )
        if bare and not _has_limits(item):
            latex, signs, scripts = (
                rf"\operatorname*{{{bare[1]}}}",
                list(item.signs),
                (cell.under, cell.sup),
            )
    if scripts != (None, None) and _needs_braces(item, latex):
        latex = "{" + latex + "}"
    text.add(latex, signs)
    _write_scripts(text, *scripts, staggers=item.kind not in {"op", "integral"})


def _needs_braces(item: Item, latex: str) -> bool:
    """Tell what has scripts already, or would lend its last sign the scripts."""
    if item.kind == "word":  # pragma: no cover - words write themselves in braces
        return False
    return (
        item.kind == "block"
        and ("^" in latex or "_" in latex)
        and not latex.startswith(
            (
                r"\sqrt",
                r"\hat",
                r"\overline",
                r"\frac",
                r"\bar",
                r"\left",
                r"\begin",
                r"\wide",
                r"\tilde",
                r"\vec",
                r"\dot",
            )
        )
    )


def _set_over(latex: str, signs: list[Item], cell: Cell, size: float) -> tuple[str, list[Item]]:
    """Set what stands above and below around an item."""
    if cell.item.kind == "arrow" and _is_long(cell.item, size) and (cell.over or cell.under):
        return _labelled_arrow(cell, signs)
    if cell.over is not None:
        latex = rf"\overset{{{cell.over.latex}}}{{{latex}}}"
        signs = [*signs, *cell.over.signs]
    if cell.under is not None:
        latex = rf"\underset{{{cell.under.latex}}}{{{latex}}}"
        signs = [*signs, *cell.under.signs]
    return latex, signs


def _is_long(item: Item, size: float) -> bool:
    return item.char in {*"→←⟶⟵"} and (item.width > 1.05 * size or item.char in {*"⟶⟵"})


def _labelled_arrow(cell: Cell, signs: list[Item]) -> tuple[str, list[Item]]:
    name = "xrightarrow" if cell.item.char in {*"→⟶"} else "xleftarrow"
    below = f"[{cell.under.latex}]" if cell.under else ""
    above = cell.over.latex if cell.over else ""
    extra = [*(cell.under.signs if cell.under else ()), *(cell.over.signs if cell.over else ())]
    return rf"\{name}{below}{{{above}}}", [*signs, *extra]


def _write_scripts(
    text: _Text, sub: Item | None, sup: Item | None, *, staggers: bool = True
) -> None:
    if staggers and sub is not None and sup is not None and sub.left > sup.right - 0.05 * sub.size:
        _write_scripts(text, None, sup)
        text.add("{}")
        sup = None
    if sub is not None:
        text.add("_" + _braced(sub.latex), sub.signs)
    if sup is None:
        return
    if staggers and sub is not None and sup.left > sub.right - 0.05 * sup.size:
        text.add("{}")
    primes = 0
    while (
        primes < len(sup.signs)
        and sup.signs[primes].char in {*"′″‴’"}
        and not sup.parts[primes:][:0]
    ):
        primes += 1
    if primes and sup.latex.startswith(r"\prime"):
        marks = "".join({"″": "''", "‴": "'''"}.get(s.char, "'") for s in sup.signs[:primes])
        rest = re.sub(r"^(?:\\prime\s*|\\dprime\s*|\\trprime\s*)+", "", sup.latex)
        text.add(marks, sup.signs[:primes])
        if rest:
            text.add("^" + _braced(rest), sup.signs[primes:])
    else:
        text.add("^" + _braced(sup.latex), sup.signs)


def _braced(latex: str) -> str:
    return latex if len(latex) == 1 else "{" + latex + "}"


def _spelled(item: Item, size: float, neighbours: tuple[Cell | None, Cell | None]) -> str:
    """What writes an item of the main line."""
    if item.kind == "word":
        return _word(item, size, neighbours)
    if item.latex:
        return item.latex
    if item.char in _BETWEEN and item.baseline is not None and _has_room(item, size, neighbours):
        return _BETWEEN[item.char]
    if item.kind == "punct" and item.char == "," and _is_grouping(item, neighbours):
        return "{,}"
    return spelled(item)


_BETWEEN = {"\\": r"\setminus", "|": r"\mid", "‖": r"\parallel"}
"""Bars with the space of a relation around them."""


def _has_room(item: Item, size: float, neighbours: tuple[Cell | None, Cell | None]) -> bool:
    before, after = neighbours
    if before is None or after is None:
        return False
    if before.item.kind in {"rel", "bin"} or after.item.kind in {"rel", "bin"}:
        return False
    return min(_gap_before(item, neighbours), after.item.left - item.right) > 0.2 * size


def spelled(item: Item) -> str:
    """Return what writes one sign."""
    if item.latex:
        return item.latex
    char = item.char
    command = COMMANDS.get(char) or _struck(char)
    if item.kind in {"letter", "digit"}:
        greek = char in COMMANDS
        if item.style == "it" and greek and char.isupper():
            return r"\var" + command[1:]
        if item.style == "up" and (greek or item.kind == "digit"):
            return command
        if item.style in ALPHABETS and not (item.kind == "digit" and item.style in {"up", "ti"}):
            alphabet = ALPHABETS[item.style]
            alphabet = "boldsymbol" if greek and item.style == "bf" else alphabet
            return rf"\{alphabet}{{{command}}}"
    return command


def _struck(char: str) -> str:
    """A sign of its own for another one struck out, as `\\not` and that; others as they are."""
    plain, *stroke = unicodedata.normalize("NFD", char)
    if stroke == ["\u0338"]:
        return NEGATED.get(plain, r"\not" + COMMANDS.get(plain, plain))
    return char


def _is_grouping(comma: Item, neighbours: tuple[Cell | None, Cell | None]) -> bool:
    """Tell a comma inside a number."""
    before, after = neighbours
    if before is None or after is None:
        return False
    tight = after.item.left - comma.right < 0.08 * max(comma.size, 1)
    return tight and before.item.kind == "digit" and after.item.kind == "digit"


def _word(item: Item, size: float, neighbours: tuple[Cell | None, Cell | None]) -> str:
    """An operator's name, words of text, or letters in one alphabet."""
    spelt = item.char
    style = item.style
    if style == "up":
        plain = spelt.replace("\u2009", "")
        if plain in FUNCTIONS | {"limsup", "liminf"}:
            return "\\" + plain
        if "\u2009" in spelt:
            return r"\operatorname{" + spelt.replace("\u2009", r"\,") + "}"
        if " " not in spelt and not _stands_apart(item, size, neighbours):
            return (
                rf"\mathrm{{{_escaped(spelt)}}}"
                if len(spelt) < 3 or not spelt.islower()
                else rf"\operatorname{{{_escaped(spelt)}}}"
                if neighbours[1] is not None and neighbours[1].item.kind in {"open", "letter"}
                else rf"\mathrm{{{_escaped(spelt)}}}"
            )
    command = {
        "up": "text",
        "bf": "textbf" if " " in spelt or len(spelt) > 3 else "mathbf",
        "ti": "textit" if " " in spelt else "mathit",
        "sf": "mathsf",
        "tt": "mathtt",
    }.get(style, "text")
    before = (
        " "
        if style in {"up", "bf", "ti"}
        and " " in spelt
        and _gap_before(item, neighbours) > 0.2 * size
        else ""
    )
    return rf"\{command}{{{before}{_escaped(spelt)}}}"


def _escaped(text: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", c) if c in _LIGATURES else c for c in text)
    return re.sub(r"([#$%&_{}])", r"\\\1", text)


def _gap_before(item: Item, neighbours: tuple[Cell | None, Cell | None]) -> float:
    before = neighbours[0]
    return item.left - max(p.right for p in before.pieces) if before else 0.0


def _stands_apart(item: Item, size: float, neighbours: tuple[Cell | None, Cell | None]) -> bool:
    """Tell a word with the space of text around it."""
    after = neighbours[1]
    behind = after.item.left - item.right if after else 0.0
    return len(item.char) > 1 and max(_gap_before(item, neighbours), behind) > 0.3 * size


def _has_limits(item: Item) -> bool:
    return (
        item.kind == "word"
        and item.style == "up"
        and item.char.replace("\u2009", "") in LIMIT_FUNCTIONS
    )


def _fences(cells: Sequence[Cell], axis: float, size: float) -> dict[int, tuple[str, int]]:
    """What goes before each delimiter that grew, and the index of its partner, -1 for none."""
    found: dict[int, tuple[str, int]] = {}
    opened: list[int] = []
    for index, cell in enumerate(cells):
        item = cell.item
        if not item.is_tall:
            continue
        partner = _partner(cells, opened, item)
        scripted = cell.sub is not None or cell.sup is not None
        if item.kind == "open" or (item.kind == "fence" and partner < 0 and not scripted):
            opened.append(index)
            continue
        if partner < 0:
            found[index] = _sized(item, "r", size, alone=True), -1
            continue
        for middle in opened[opened.index(partner) + 1 :]:
            found[middle] = r"\middle", partner
        del opened[opened.index(partner) :]
        if _fits(cells[partner + 1 : index], cells[partner].item, axis, size):
            found[partner], found[index] = (r"\left", index), (r"\right", partner)
        else:
            found[partner] = _sized(cells[partner].item, "l", size, alone=False), index
            found[index] = _sized(item, "r", size, alone=False), partner
    for index in opened:
        side = "m" if cells[index].item.kind == "fence" else "l"
        sized = _sized(cells[index].item, side, size, alone=True)
        last = all(not c.item.is_tall for c in cells[index + 1 :])
        if side == "m" and cells[index].sub is not None:
            sized = _sized(cells[index].item, "r", size, alone=True)
        found[index] = (sized, -1) if last or "left" not in sized else (sized, -1)
    return found


def _partner(cells: Sequence[Cell], opened: Sequence[int], item: Item) -> int:
    """Index of the delimiter that one closes, -1 when it closes none."""
    for index in reversed(opened):
        first = cells[index].item
        alike = abs(first.height - item.height) < 0.12 * item.height
        if not alike:
            continue
        if item.kind == "fence" and first.char != item.char and first.char != "⟨":
            continue
        if item.kind == "close" and first.kind not in {"open", "fence"}:
            continue
        if (
            item.kind == "close"
            and first.kind == "fence"
            and any(cells[other].item.kind == "open" for other in opened)
        ):
            continue
        return index
    return -1


def _sized(item: Item, side: str, size: float, *, alone: bool) -> str:
    """The command that sets a delimiter in the size it has."""
    ratio = item.height / max(size, 1.0)
    for most, name in _SIZES:
        if ratio <= most:
            return f"\\{name}{side}" if name else ""
    return {"l": r"\left", "r": r"\right", "m": r"\left" if alone else r"\middle"}[side]


def _fits(inside: Sequence[Cell], fence: Item, axis: float, size: float) -> bool:
    """Tell whether `\\left` and `\\right` would make a delimiter of this size.

    They cover what is inside to nine tenths, or but for half a type size (TeX: The Program, 762).
    """
    if not inside:
        return False
    pieces = [piece for cell in inside for piece in cell.pieces]
    limits = 0.1 * size if any(cell.under for cell in inside) else 0.0  # TeX leaves room below
    reach = max(axis - min(i.y0 for i in pieces), max(i.y1 for i in pieces) + limits - axis)
    needed = max(2 * reach * 0.901, 2 * reach - 0.5 * size) / max(size, 1.0)
    ratio = fence.height / max(size, 1.0)
    if ratio > 3.4 or needed < 0.97:
        return ratio > 3.4
    if any(abs(ratio - height) < 0.03 for height in _HEIGHTS):
        grown = {next((h for h in _HEIGHTS if h > needed + off), 3.0) for off in (-0.06, 0.05)}
        return any(abs(ratio - height) < 0.05 for height in grown)
    return -0.08 < ratio - needed < 0.85


_HEIGHTS = (1.0, 1.2, 1.8, 2.4, 3.0)
"""Heights in type sizes that delimiters of Computer Modern come in."""


def words(items: Sequence[Item]) -> list[Item]:
    """Join neighbouring letters of one upright alphabet, and words of one text."""
    grouped: list[Item] = []
    for item in items:
        last = grouped[-1] if grouped else None
        if last is not None and _goes_on(last, item):
            grouped[-1] = _word_of(last, item)
        else:
            grouped.append(item)
    return [_settled(item) for item in grouped]


_WORD_STYLES = frozenset({"up", "ti", "sf", "tt", "bf"})


def _goes_on(last: Item, item: Item) -> bool:
    in_word = (item.kind == "letter" and item.char not in COMMANDS) or (
        item.char in {*"-–.,;:’'"}
        and item.char
        and last.kind == "word"
        and item.size > 0
        and item.char not in {*",;."}
    )
    if not in_word or last.kind not in {"letter", "word"} or last.char in COMMANDS:
        return False
    if item.kind == "letter" and (item.style != last.style or item.style not in _WORD_STYLES):
        return False
    if item.kind != "letter" and item.char in ":":
        return False
    gap = item.left - last.right
    size = max(item.size, 1.0)
    if gap < 0.1 * size:
        return (
            item.style != "bf"
            or last.kind == "word"
            or (item.char.islower() and last.char.islower())
        )
    if item.kind != "letter" or item.style not in {"up", "ti", "bf"}:
        return False
    if gap < 0.22 * size:  # the thin space between parts of an operator's name
        return False
    return gap < 0.62 * size and len(last.char) > 1 and last.char not in FUNCTIONS


def _word_of(last: Item, item: Item) -> Item:
    gap = item.left - last.right
    space = " " if gap > 0.2 * max(item.size, 1.0) else ""
    return replace(
        joined(
            [last, item],
            "",
            parts=(*last.signs, *item.signs),
            baseline=last.baseline,
            size=last.size,
            kind="word",
            char=last.char + space + item.char,
        ),
        style=last.style,
    )


def _settled(item: Item) -> Item:
    return item


def phrases(items: Sequence[Item], below: Sequence[Item]) -> list[Item]:
    """Join the two words of `lim sup` and its like."""
    joined_up: list[Item] = []
    for item in items:
        last = joined_up[-1] if joined_up else None
        pair = (last.char, item.char) if last is not None else ("", "")
        thin = last is not None and 0.1 < (item.left - last.right) / max(item.size, 1.0) < 0.3
        if thin and last is not None and _is_pair(last, item, below):
            made = joined(
                [last, item],
                "",
                parts=(*last.signs, *item.signs),
                kind="word",
                baseline=last.baseline,
                size=last.size,
                char=f"{last.char}\u2009{item.char}",
            )
            joined_up[-1] = replace(made, style="up")
            continue
        if thin and last is not None and pair in _THIN_PHRASES and not _is_under(last, below):
            made = joined(
                [last, item],
                "",
                parts=(*last.signs, *item.signs),
                kind="word",
                baseline=last.baseline,
                size=last.size,
                char=_THIN_PHRASES[pair],
            )
            joined_up[-1] = replace(made, style="up")
        else:
            joined_up.append(item)
    return joined_up


def _is_pair(word: Item, other: Item, below: Sequence[Item]) -> bool:
    """Tell two words that what stands below is centred on both of."""
    if {word.kind, other.kind} != {"word"} or {word.style, other.style} != {"up"}:
        return False
    if (word.char, other.char) in _THIN_PHRASES:
        return False
    under = [i for i in below if i.cy > word.y1 and word.x0 - 2 < i.cx < other.x1 + 2]
    if not under or max(i.y0 for i in under) > word.y1 + 1.5 * word.size:
        return False
    if _is_each_its_own(word, other, under):
        return False
    middle = (min(i.x0 for i in under) + max(i.x1 for i in under)) / 2
    both = (word.x0 + other.x1) / 2
    return abs(middle - both) < 0.12 * word.size and abs(middle - both) < abs(middle - other.cx)


def _is_each_its_own(word: Item, other: Item, under: Sequence[Item]) -> bool:
    """Tell what stands below two words in two parts, each centred on one of them."""
    ordered = sorted(under, key=lambda item: item.x0)
    for cut in range(1, len(ordered)):
        halves = ordered[:cut], ordered[cut:]
        middles = [(half[0].x0 + max(i.x1 for i in half)) / 2 for half in halves]
        off = max(abs(m - w.cx) for m, w in zip(middles, (word, other), strict=True))
        if off < 0.15 * word.size:
            return True
    return False


def _is_under(word: Item, below: Sequence[Item]) -> bool:
    """Tell whether what stands below a word is centred on that word alone."""
    under = [
        i for i in below if i.cy > word.y1 and word.x0 - word.width < i.cx < word.x1 + word.width
    ]
    if not under:
        return False
    middle = (min(i.x0 for i in under) + max(i.x1 for i in under)) / 2
    return abs(middle - word.cx) < 0.15 * word.size


def gaps(items: Sequence[Item]) -> list[float]:
    """The white space between neighbours."""
    return [after.left - before.right for before, after in pairwise(items)]

"""Write a row of cells with their scripts as LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docparse.engines.embedded.formulas.cells import Cell, Place
from docparse.engines.embedded.formulas.fences import grown_fences
from docparse.engines.embedded.formulas.items import Item, joined
from docparse.engines.embedded.formulas.spelling import has_limits, spelled

_COMMAND_END = re.compile(r"\\[A-Za-z]+$")
_MODULUS = re.compile(
    r"\\q?quad \((?:\\text|\\mathrm|\\operatorname)\{mod\}((?:[^()]|\([^()]*\))*)\)"
    r"|(?:\\text|\\mathrm|\\operatorname)\{mod\}"
)
"""`(mod n)`, and `mod` between two numbers."""
_UPRIGHT = re.compile(r"\\(?:mathrm|text|operatorname)\{(.*)\}")
_PRIMES = re.compile(r"^(?:\\prime\s*|\\dprime\s*|\\trprime\s*)+")
_PRIME_MARKS = {"’": "'", "′": "'", "″": "''", "‴": "'''"}
_OPERATORS = frozenset({"op", "integral"})
_RIGHTWARDS, _LEFTWARDS = frozenset("→⟶"), frozenset("←⟵")
_LONG = frozenset("⟶⟵")
_SELF_BRACED_LIST = r"\sqrt \frac \left \begin \hat \wide \bar \overline \tilde \vec \dot"
_SELF_BRACED = tuple(_SELF_BRACED_LIST.split())
"""Beginnings of blocks that scripts belong to as a whole, whatever is in them."""
_QUADS = ((1.75, r"\qquad "), (0.85, r"\quad "))
"""Type sizes of white space from which a command makes it."""
_ARROW_SPACE = (5 / 18, 9 / 18)
"""Ems of scripts on the left and right of a label in an arrow to the right (amsmath)."""
_NATURAL = 1.61
"""Type sizes an arrow is long that `\\longrightarrow` makes, whatever stands over it."""
_LARGE = 1.28
"""Height in type sizes from which an operator is as large as in a display."""
_EVEN = 0.2
"""Ems of scripts by which the space on both sides of a label may seem to differ."""
_MU_EM, _SCRIPT = 1.17, 7.0
"""An em of scripts in their type size (Computer Modern), and that where nothing says it."""
_LABEL_SPACES = ((1.6, r"\qquad "), (0.8, r"\quad "), (0.34, r"\ "), (0.22, r"\;"), (0.12, r"\,"))
"""Ems of scripts from which a command makes a space."""
_STAGGER = 0.05
"""Type sizes by which one script may overlap another that it stands behind."""

_Chunk = tuple[str, Sequence[Item]]
"""LaTeX, and the signs it names in their order."""


@dataclass(frozen=True, slots=True)
class _Base:
    """What scripts are set at, and which."""

    latex: str
    signs: tuple[Item, ...]
    sub: Item | None
    sup: Item | None


def write_row(cells: Sequence[Cell], *, axis: float, size: float, display: bool) -> Item:
    """Write the cells of a row from left to right.

    Args:
        cells: In order.
        axis: Height of the axis of the row.
        size: Its type size.
        display: Whether operators have their limits above and below by default.
    """
    fences = grown_fences(cells, axis, size)
    chunks: list[_Chunk] = [(fences.before, ())]
    for index, place in enumerate(_places(cells, size)):
        chunks += _chunks(place, fences.commands.get(index, ""), display=display)
    chunks.append((fences.behind, ()))
    latex = _MODULUS.sub(_modulus, _glued(latex for latex, _ in chunks).strip())
    pieces = [piece for cell in cells for piece in cell.pieces]
    return joined(pieces, latex, parts=[sign for _, signs in chunks for sign in signs])


def _places(cells: Sequence[Cell], size: float) -> Iterator[Place]:
    for before, cell, after in zip([None, *cells], cells, [*cells[1:], None], strict=False):
        yield Place(cell, before, after, size)


def _glued(chunks: Iterable[str]) -> str:
    """The chunks as one, a space between a command and a letter."""
    made: list[str] = []
    for chunk in filter(None, chunks):
        if made and chunk[0].isalpha() and _COMMAND_END.search(made[-1]):
            made.append(" ")
        made.append(chunk)
    return "".join(made)


def _modulus(found: re.Match[str]) -> str:
    return r"\bmod " if found[1] is None else rf"\pmod{{{found[1].strip()}}}"


def _chunks(place: Place, fence: str, *, display: bool) -> Iterator[_Chunk]:
    """A cell, with the space before it and the command of its size, if it is a delimiter."""
    spaces = (quad for least, quad in _QUADS if place.space_before > least * place.size)
    yield next(spaces, ""), ()
    base = _base(place, _glued([fence, spelled(place)]), display=display)
    scripted = base.sub is not None or base.sup is not None
    braced = scripted and _needs_braces(place.item, base.latex)
    yield f"{{{base.latex}}}" if braced else base.latex, base.signs
    staggers = place.item.kind not in _OPERATORS
    yield from _staggered(base.sub, base.sup) if staggers else _scripts(base.sub, base.sup)


def _base(place: Place, latex: str, *, display: bool) -> _Base:
    """What a cell's scripts are set at: an operator's are its limits."""
    cell = place.cell
    if cell.item.kind in _OPERATORS or has_limits(cell.item):
        return _operator(cell, latex, place.size, display=display)
    name = _UPRIGHT.fullmatch(latex) if display and _is_named_operator(cell) else None
    if name is not None:
        return _Base(rf"\operatorname*{{{name[1]}}}", cell.item.signs, cell.under, cell.sup)
    latex, signs = _set_over(cell, latex, place.size)
    return _Base(latex, signs, cell.sub, cell.sup)


def _operator(cell: Cell, latex: str, size: float, *, display: bool) -> _Base:
    """An operator with its limits, and the command that moves them where it is needed."""
    if not display and cell.item.kind == "op" and cell.item.height > _LARGE * size:
        large = _operator(cell, latex, size, display=True)
        return replace(large, latex=r"\displaystyle" + large.latex)
    if cell.under is not None or cell.over is not None:
        moved = cell.item.kind == "integral" or not display
        return _Base(latex + r"\limits" if moved else latex, cell.item.signs, cell.under, cell.over)
    moved = display and cell.item.kind == "op" and (cell.sub, cell.sup) != (None, None)
    return _Base(latex + r"\nolimits" if moved else latex, cell.item.signs, cell.sub, cell.sup)


def _is_named_operator(cell: Cell) -> bool:
    """Tell a word with a limit, which LaTeX has no command for."""
    word = cell.item.kind == "word" and cell.item.style == "up"
    return word and cell.under is not None and cell.over is None


def _needs_braces(item: Item, latex: str) -> bool:
    """Tell what has scripts already, or would lend its last sign the scripts."""
    scripted = item.kind == "block" and ("^" in latex or "_" in latex)
    return scripted and not latex.startswith(_SELF_BRACED)


def _set_over(cell: Cell, latex: str, size: float) -> tuple[str, tuple[Item, ...]]:
    """Set what stands above and below around an item."""
    if (cell.over or cell.under) and _is_long_arrow(cell.item, size):
        return _labelled_arrow(cell)
    signs = cell.item.signs
    if cell.over is not None:
        latex, signs = rf"\overset{{{cell.over.latex}}}{{{latex}}}", (*signs, *cell.over.signs)
    if cell.under is not None:
        latex, signs = rf"\underset{{{cell.under.latex}}}{{{latex}}}", (*signs, *cell.under.signs)
    return latex, signs


def _is_long_arrow(item: Item, size: float) -> bool:
    if item.kind != "arrow" or item.char not in _RIGHTWARDS | _LEFTWARDS:
        return False
    if abs(item.right - item.left - _NATURAL * size) < 0.015 * size:
        return False
    return item.char in _LONG or item.width > 1.05 * size


def _labelled_arrow(cell: Cell) -> tuple[str, tuple[Item, ...]]:
    name = "xrightarrow" if cell.item.char in _RIGHTWARDS else "xleftarrow"
    labels = [label for label in (cell.under, cell.over) if label is not None]
    widest = max(labels, key=lambda label: label.width)
    under, over = (
        _padded(label, cell.item) if label is widest else (label.latex if label else "")
        for label in (cell.under, cell.over)
    )
    below, above = f"[{under}]" if cell.under else "", over
    signs = (*cell.item.signs, *(sign for label in labels for sign in label.signs))
    return rf"\{name}{below}{{{above}}}", signs


def _padded(label: Item, arrow: Item) -> str:
    """A label with the space typed around it, beyond what its arrow brings along."""
    em = _MU_EM * (label.size or _SCRIPT)
    brought = _ARROW_SPACE if arrow.char in _RIGHTWARDS else _ARROW_SPACE[::-1]
    before = label.left - arrow.left - brought[0] * em
    behind = arrow.right - label.right - brought[1] * em
    if abs(before - behind) < _EVEN * em:
        before = behind = (before + behind) / 2
    return f"{_space(before / em)}{label.latex}{_space(behind / em)}"


def _space(width: float) -> str:
    """The command of a space, in ems of scripts; "" for one too narrow."""
    return next((command for least, command in _LABEL_SPACES if width > least), "")


def _staggered(sub: Item | None, sup: Item | None) -> Iterator[_Chunk]:
    """Scripts, those that stand behind one another as the scripts of nothing."""
    if sub is None or sup is None:
        yield from _scripts(sub, sup)
    elif sub.left > sup.right - _STAGGER * sub.size:
        yield from _superscript(sup)
        yield "{}", ()
        yield from _subscript(sub)
    elif sup.left > sub.right - _STAGGER * sup.size:
        yield from _subscript(sub)
        yield "{}", ()
        yield from _superscript(sup)
    else:
        yield from _scripts(sub, sup)


def _scripts(sub: Item | None, sup: Item | None) -> Iterator[_Chunk]:
    if sub is not None:
        yield from _subscript(sub)
    if sup is not None:
        yield from _superscript(sup)


def _subscript(sub: Item) -> Iterator[_Chunk]:
    yield "_" + _braced(sub.latex), sub.signs


def _superscript(sup: Item) -> Iterator[_Chunk]:
    """A superscript, primes at its start as apostrophes."""
    if not sup.latex.startswith(r"\prime"):
        yield "^" + _braced(sup.latex), sup.signs
        return
    others = (i for i, sign in enumerate(sup.signs) if sign.char not in _PRIME_MARKS)
    primes = next(others, len(sup.signs))
    yield "".join(_PRIME_MARKS[sign.char] for sign in sup.signs[:primes]), sup.signs[:primes]
    if rest := _PRIMES.sub("", sup.latex):
        yield "^" + _braced(rest), sup.signs[primes:]


def _braced(latex: str) -> str:
    return latex if len(latex) == 1 else "{" + latex + "}"

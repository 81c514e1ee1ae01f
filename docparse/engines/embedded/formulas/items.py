"""The pieces a formula is put together from: single signs, lines, and what was put together."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from docparse.engines.embedded.formulas.commands import ROLES, Role
from docparse.engines.embedded.formulas.ladders import GREW, Ladder, is_step, ladder
from docparse.engines.embedded.formulas.signs import Style, sign
from docparse.schemas import Rule
from docparse.sources.glyphs import Glyph

Kind = (
    Role | Literal["letter", "digit", "accent", "bar", "brace", "piece", "block", "word", "unknown"]
)

_PIECES = "⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎪⎫⎬⎭⎷│┌╭╮╰╯⌠⌡‾─"
_ACCENTS = "\u0302ˆ^\u0303˜~\u0304¯ˉ\u0307˙\u0308¨\u20db\u20d7\u030cˇ\u0306˘\u0301´\u0300`\u030a˚"
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(_PIECES, "piece"),
    **dict.fromkeys(_ACCENTS, "accent"),
    **dict.fromkeys("⏞⏟", "brace"),
}
_NO_LETTERS = frozenset("ℵℶℷℸ℘ℏℜℑ")
"""Letters to Unicode, signs to LaTeX: no alphabet is theirs."""
_KNOWN_OTHERS = frozenset(".!?'’\"@-–—\u0338−;")
"""Signs of text that LaTeX writes as they are."""
_FLOATING = frozenset({"op", "integral", "piece"})
"""Kinds that are always centred on the axis, as TeX centres them (The TeXbook, Appendix G, 13)."""
_GROWING_KINDS = frozenset({"open", "close", "fence", "ord", "bin"})
_GROWING = frozenset("()[]{}⟨⟩⌊⌋⌈⌉|‖⏐⟦⟧/\\√↑↓⇑⇓↕⇕")
"""Signs that are centred on the axis once they are larger than those of text."""
_NO_LADDER = Ladder()


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a formula, in points of the page, y downwards.

    Attributes:
        kind: The part it plays.
        char: Its character; "" for what is put together.
        style: The alphabet of a letter.
        latex: What writes it, where that does not follow from character and style.
        x0, y0, x1, y1: Around its ink.
        left: Where the pen stood before it.
        right: Where the pen stood after it.
        baseline: The line it stands on; None for what is centred on the axis.
        size: Type size; 0 for what comes in sizes of its own.
        axis: The axis it is centred on; None where that is the middle of its ink.
        ladder: The heights its font has it in, if it may grow.
        parts: The signs it is put together from, in the order its LaTeX names them.
    """

    kind: Kind
    char: str = ""
    style: Style = ""
    latex: str = ""
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0
    left: float = 0.0
    right: float = 0.0
    baseline: float | None = None
    size: float = 0.0
    axis: float | None = None
    ladder: Ladder = _NO_LADDER
    parts: tuple[Item, ...] = ()

    @property
    def middle(self) -> float:
        """Where the axis is of what is centred on one."""
        return self.cy if self.axis is None else self.axis

    @property
    def cx(self) -> float:
        """Middle of the ink in x."""
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        """Middle of the ink in y."""
        return (self.y0 + self.y1) / 2

    @property
    def width(self) -> float:
        """Of the ink."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Of the ink."""
        return self.y1 - self.y0

    @property
    def signs(self) -> tuple[Item, ...]:
        """The signs in it: its parts, or itself."""
        return self.parts or ((self,) if self.char else ())

    @property
    def is_tall(self) -> bool:
        """Tell a delimiter that grew beyond the size it has in text."""
        return self.kind in {"open", "close", "fence"} and self.baseline is None


Reader = Callable[[Sequence[Item]], Item]
"""Reads items that stand within something: one item with the LaTeX of the whole."""


def of_glyph(glyph: Glyph) -> Item:
    """Return the sign a glyph is."""
    char, style = sign(glyph.name, glyph.text, glyph.font)
    if char == "⨿" and glyph.ink[3] - glyph.ink[1] > glyph.size * 0.85:
        char = "∐"
    kind = _kind(char)
    grows = char in _GROWING
    own = ladder(glyph) if grows or kind in _FLOATING else _NO_LADDER
    floating = kind in _FLOATING or (kind in _GROWING_KINDS and grows and _grew(glyph, own))
    x0, y0, x1, y1 = glyph.ink
    return Item(
        kind=kind,
        char=char or "\ufffd",
        style=style,
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        left=glyph.x,
        right=glyph.x + glyph.advance,
        baseline=None if floating else glyph.y,
        size=0.0 if floating else glyph.size,
        ladder=own,
    )


def _grew(glyph: Glyph, own: Ladder) -> bool:
    """Tell a delimiter, an arrow or a radical taller, or lower down, than those of text."""
    height = glyph.ink[3] - glyph.ink[1]
    hangs = glyph.ink[1] > glyph.y - 0.1 * glyph.size
    taller = height > GREW * own.heights[0] or is_step(glyph.name)
    return (taller or hangs) and height > 0.8 * glyph.size


def _kind(char: str) -> Kind:
    if not char:
        return "unknown"
    if char in _KINDS:
        return _KINDS[char]
    if char.isdigit():
        return "digit"
    if char.isalpha() and ROLES.get(char, "ord") == "ord" and char not in _NO_LETTERS:
        return "letter"
    if char not in ROLES and (struck := unicodedata.normalize("NFD", char))[1:] == "\u0338":
        return _kind(struck[0])
    return ROLES.get(char, "ord" if char in _KNOWN_OTHERS else "unknown")


def of_rule(rule: Rule) -> Item:
    """Return the line a rule is: the bar of a fraction, a radical's, an overline."""
    box = rule.box
    return Item(kind="bar", x0=box.x0, y0=box.y0, x1=box.x1, y1=box.y1, left=box.x0, right=box.x1)


def around(items: Iterable[Item]) -> tuple[float, float, float, float]:
    """Return the smallest box around the ink of one or more items."""
    corners = [(item.x0, item.y0, item.x1, item.y1) for item in items]
    return (
        min(c[0] for c in corners),
        min(c[1] for c in corners),
        max(c[2] for c in corners),
        max(c[3] for c in corners),
    )


def joined(
    items: Sequence[Item],
    latex: str,
    *,
    parts: Sequence[Item],
    kind: Kind = "block",
    baseline: float | None = None,
    size: float = 0.0,
    char: str = "",
) -> Item:
    """Put items together into one.

    Args:
        items: What is put together, lines included.
        latex: What writes it.
        parts: The signs in the order the LaTeX names them.
        kind: The part it plays.
        baseline: The line it stands on; None when it is centred on the axis.
        size: Type size.
        char: Its character, if it is one sign now.
    """
    x0, y0, x1, y1 = around(items)
    return Item(
        kind=kind,
        char=char,
        latex=latex,
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        left=min(item.left for item in items),
        right=max(item.right for item in items),
        baseline=baseline,
        size=size,
        parts=tuple(parts),
    )


def is_among(item: Item, items: Iterable[Item]) -> bool:
    """Tell whether an item itself, not one like it, is among others."""
    return any(item is other for other in items)


def without(items: Sequence[Item], taken: Iterable[Item], *added: Item) -> list[Item]:
    """Return the items without those taken, and with the ones added."""
    gone = {id(item) for item in taken}
    return [item for item in items if id(item) not in gone] + list(added)

"""Cut lines of running text into atoms: words, numbers, signs, and what is set small at them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from docparse.engines.embedded.formulas.commands import ACCENTS, FUNCTIONS, ROLES
from docparse.engines.embedded.formulas.signs import Style, is_mathematical, sign
from docparse.engines.embedded.formulas.text_rows import Row, is_accent, text_rows
from docparse.schemas import Rule, Word
from docparse.sources.glyphs import Glyph

Kind = Literal["sure", "digit", "op", "open", "close", "punct", "name", "word", "small"]

_DECORATION = frozenset("•∙†‡§¶∗©®◦⃝■□★▪●○✓✗–—·")
"""Signs of mathematical fonts that stand in text."""
_MATH_SIGNS = frozenset("∑∏∫∮∞∂∇∀∃∈∉∋⊂⊃⊆⊇∪∩∧∨≤≥≪≫≠≈≡≅∼≃∝⊥∥⊕⊗√→←↔⇒⇐⇔↦ℝℕℤℚℂℓℏ∅±×⟨⟩⌊⌋⌈⌉")
_MATH_ROLES = frozenset({"rel", "op", "integral"})
_MATH_STYLES = frozenset({"bb", "cal", "scr", "frak", "bi"})
"""Alphabets nothing but formulas is set in."""
_NAME_STYLES = frozenset({"up", "sf"})
_MORE_NAMES = (
    "mod bmod sgn diag tr Tr rank span supp erf lcm id Var Cov argmax argmin sech csch arcsinh "
    "const"
)
_NAMES = FUNCTIONS | frozenset(_MORE_NAMES.split())
"""Words that are names of functions in formulas."""
_ITALIC = re.compile(r"Ital|Obli|CMTI|CMSL|SFTI")
_STANDING = frozenset("→^~`")
"""Signs with the shape of accents that stand in text."""
_STOPS = frozenset(".,")
_GREEK = ("\u0370", "\u03ff")
_ALPHABETS = "\U0001d400"
"""Where Unicode's mathematical alphabets begin."""
_WITHIN = 0.12
"""Most white space within a word or number, in type sizes."""
_DOT_GAPS = (0.05, 0.4)
"""Type sizes of white space between the full stops of an ellipsis."""
_CLUSTER_GAP = 0.4
"""Type sizes of white space that part the scripts of two signs."""


def _signs() -> dict[str, tuple[Kind, bool]]:
    """What single signs are, and whether nothing but a formula has them in a mathematical font."""
    kinds: dict[str, tuple[Kind, bool]] = {}
    kinds |= {char: ("op", char in "∼−<>/|") for char in "+=<>/|:*∼−±×÷"}
    kinds |= dict.fromkeys(_DECORATION, ("word", False))
    kinds |= {"·": ("op", True), "∗": ("op", False)}
    kinds |= {c: ("small", True) for c in ACCENTS if not c.isalpha() and c not in _STANDING}
    kinds |= dict.fromkeys(",.;!?", ("punct", False))
    kinds |= {char: ("open", char in "⟨⌊⌈") for char in "([{⟨⌊⌈"}
    kinds |= {char: ("close", char in "⟩⌋⌉") for char in ")]}⟩⌋⌉"}
    return kinds


_SIGNS = _signs()


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
    lines = (_line(row, italics) for row in text_rows(words, glyphs, rules, strays))
    return [line for line in lines if any(atom.sure or atom.text == "=" for atom in line.atoms)]


def has_signs(words: Iterable[Word]) -> bool:
    """Tell, at little cost, whether a formula may stand among words."""
    return any(
        word.text == "="
        or (is_mathematical(word.font) and not _DECORATION.issuperset(word.text))
        or (not word.text.isascii() and any(map(_is_math_sign, word.text)))
        for word in words
    )


def is_italic(font: str) -> bool:
    """Tell the italic and slanted fonts of text by their names."""
    return bool(_ITALIC.search(font))


def _is_math_sign(char: str) -> bool:
    return char in _MATH_SIGNS or _GREEK[0] <= char <= _GREEK[1] or char >= _ALPHABETS


def _line(row: Row, italics: bool) -> TextLine:
    main = sorted(row.main, key=lambda glyph: glyph.x)
    upright = sum(not is_italic(glyph.font) for glyph in main) > 0.5 * len(main)
    italics = italics and upright
    groups = (part for group in _groups(main, row.size) for part in _without_stops(group))
    atoms = _dotted([_atom(group, italics=italics) for group in groups], row.size)
    small = [_small(cluster, italics=italics) for cluster in _clusters(row, atoms)]
    every = sorted([*atoms, *small], key=lambda atom: (atom.left, atom.kind == "small"))
    return TextLine(row.baseline, row.size, tuple(every))


def _groups(main: Sequence[Glyph], size: float) -> list[list[Glyph]]:
    """The glyphs of a line by words, numbers and single signs."""
    groups: list[list[Glyph]] = []
    for glyph in main:
        if groups and _goes_on(groups[-1], glyph, size):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return groups


def _goes_on(group: Sequence[Glyph], glyph: Glyph, size: float) -> bool:
    """Tell the next letter of a word, and the next digit of a number."""
    last = group[-1]
    if glyph.x - last.x - last.advance > _WITHIN * size:
        return False
    if glyph.text.isalpha() and all(other.text.isalpha() for other in group):
        return glyph.font == last.font and not is_mathematical(glyph.font)
    if last.text[-1:].isdigit():
        return glyph.text.isdigit() or glyph.text in _STOPS
    return group[0].text[:1].isdigit() and glyph.text.isdigit()


def _without_stops(group: Sequence[Glyph]) -> Iterator[Sequence[Glyph]]:
    """A group; punctuation behind a number is one of its own."""
    end = len(group)
    while end > 1 and group[0].text.isdigit() and group[end - 1].text in _STOPS:
        end -= 1
    yield group[:end]
    yield from ([glyph] for glyph in group[end:])


def _atom(group: Sequence[Glyph], *, italics: bool) -> Atom:
    kind, sure = _kind(group, italics=italics)
    return Atom(
        kind=kind,
        text="".join(glyph.text for glyph in group),
        glyphs=tuple(group),
        left=group[0].x,
        right=group[-1].x + group[-1].advance,
        sure=sure,
    )


def _kind(group: Sequence[Glyph], *, italics: bool) -> tuple[Kind, bool]:
    """What a group of glyphs is, and whether nothing but a formula has it."""
    first = group[0]
    if first.text[:1].isdigit():
        return "digit", False
    char, style = sign(first.name, first.text, first.font)
    if len(group) == 1 and char in _SIGNS:
        kind, sure = _SIGNS[char]
        return kind, sure and is_mathematical(first.font)
    if len(group) == 1 and _is_sure(first, char, style, italics=italics):
        return "sure", True
    named = style in _NAME_STYLES and "".join(glyph.text for glyph in group) in _NAMES
    return "name" if named else "word", False


def _is_sure(glyph: Glyph, char: str, style: Style, *, italics: bool) -> bool:
    """Tell a single sign that nothing but a formula has."""
    if is_mathematical(glyph.font) or char in _MATH_SIGNS or ROLES.get(char) in _MATH_ROLES:
        return True
    if style in _MATH_STYLES or _GREEK[0] <= char <= _GREEK[1]:
        return True
    return style == "it" and (glyph.text >= _ALPHABETS or (italics and glyph.text.isalpha()))


def _dotted(atoms: Sequence[Atom], size: float) -> list[Atom]:
    """Make one atom of three full stops with space between them."""
    made: list[Atom] = []
    for atom in atoms:
        made.append(atom)
        if atom.text == "." and _is_ellipsis(made[-3:], size):
            three = made[-3:]
            glyphs = tuple(glyph for dot in three for glyph in dot.glyphs)
            made[-3:] = [Atom("op", "…", glyphs, left=three[0].left, right=three[-1].right)]
    return made


def _is_ellipsis(three: Sequence[Atom], size: float) -> bool:
    least, most = _DOT_GAPS
    dots = [atom.text for atom in three] == ["."] * 3
    return dots and all(least < (b.left - a.right) / size < most for a, b in pairwise(three))


def _clusters(row: Row, atoms: Sequence[Atom]) -> Iterator[list[Glyph | Rule]]:
    """The small glyphs, and bars, by where they stand in x."""
    pieces: list[Glyph | Rule] = [*row.small, *row.bars]
    reaches = {id(piece): _reach(piece) for piece in pieces}
    cluster: list[Glyph | Rule] = []
    end = float("-inf")
    for piece in sorted(pieces, key=lambda piece: reaches[id(piece)]):
        x0, x1 = reaches[id(piece)]
        between = any(end - 0.1 < atom.left < x0 for atom in atoms) if cluster else False
        if cluster and (between or x0 > end + _CLUSTER_GAP * row.size):
            yield cluster
            cluster, end = [], float("-inf")
        cluster.append(piece)
        end = max(end, x1)
    if cluster:
        yield cluster


def _reach(piece: Glyph | Rule) -> tuple[float, float]:
    """Where a glyph or a line begins and ends; accents stand elsewhere than the pen."""
    if isinstance(piece, Rule):
        return piece.box.x0, piece.box.x1
    if is_accent(piece):
        return piece.ink[0], piece.ink[2]
    return piece.x, piece.x + max(piece.advance, 0.1)


def _small(cluster: Iterable[Glyph | Rule], *, italics: bool) -> Atom:
    pieces = list(cluster)
    glyphs = tuple(sorted((p for p in pieces if isinstance(p, Glyph)), key=lambda g: g.x))
    rules = tuple(piece for piece in pieces if isinstance(piece, Rule))
    spans = [*_spans(glyphs), *((rule.box.x0, rule.box.x1) for rule in rules)]
    return Atom(
        kind="small",
        text="".join(glyph.text for glyph in glyphs),
        glyphs=glyphs,
        rules=rules,
        left=min(x0 for x0, _ in spans),
        right=max(x1 for _, x1 in spans),
        sure=bool(rules) or any(_is_sure_script(glyph, italics=italics) for glyph in glyphs),
    )


def _spans(glyphs: Sequence[Glyph]) -> list[tuple[float, float]]:
    """Where glyphs begin and end: by their ink where there are nothing but accents."""
    if all(is_accent(glyph) for glyph in glyphs):
        return [(glyph.ink[0], glyph.ink[2]) for glyph in glyphs]
    return [(glyph.x, glyph.x + glyph.advance) for glyph in glyphs]


def _is_sure_script(glyph: Glyph, *, italics: bool) -> bool:
    char, style = sign(glyph.name, glyph.text, glyph.font)
    if is_mathematical(glyph.font) and char not in _DECORATION:
        return True
    return italics and style == "it" and char.isalpha()

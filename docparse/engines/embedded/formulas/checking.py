"""Check the LaTeX of a formula against the page: the same signs, in the places it gives them.

The LaTeX is read anew by another reader (latex2mathml). Its signs must be those of the page, one
for one and in the same order, and each of its structures must be seen there: numerators above
their bars' denominators, superscripts raised, the items of a row from left to right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from docparse.engines.embedded.formulas.commands import ALPHABETS, COMMANDS
from docparse.engines.embedded.formulas.items import Item
from docparse.errors import OutputError
from docparse.markup.mathml import latex_to_mathml

_ALIKE = str.maketrans(
    {
        "−": "-", "‐": "-", "–": "-", "∗": "*", "⏐": "|", "∣": "|", "❘": "|", "∥": "‖", "⋅": "·",
        "∙": "·", "’": "′", "'": "′", "^": "ˆ", "∼": "~", "˜": "~", "⟶": "→", "⟵": "←", "⟹": "⇒",
        "⟸": "⇐", "⟺": "⇔", "⟷": "↔", "⟼": "↦", "⊲": "◁", "⊳": "▷", "▵": "△", "∖": "\\",
        "⧵": "\\", "⋿": "E", "⊧": "⊨", "⟂": "⊥", "ϕ": "φ", "ϵ": "ε", "ϑ": "θ", "ϱ": "ρ", "ϖ": "π",
        "ς": "σ", "ϰ": "κ", "µ": "μ", "∆": "Δ", "〈": "⟨", "〉": "⟩", "⃗": "→", "•": "∙", "ı": "i",
        "ȷ": "j", "⪯": "≼", "⪰": "≽", "⫅": "⊆", "⨯": "×", "ȧ": "˙", "◯": "○", "∘": "◦", "⋄": "◇",
        "⬦": "◇", "♢": "◇", "♡": "♥", "Ⓢ": "S", "⋆": "*", "☆": "*", "★": "*", "ℏ": "h", "ℓ": "l",
        "⊤": "T", "\u0302": "ˆ", "\u0303": "~", "\u030c": "ˇ", "\u0300": "`", "ˉ": "\u0304",
        "―": "\u0304", "…": "\ue000", "\u20db": "\ue000", "‾": "\u0304", "\u0305": "\u0304",
    }
)  # fmt: skip
"""Characters that renderers and fonts use for one another."""
_COUNTED = {style: ALPHABETS[style] for style in ("cal", "scr", "frak", "bb", "bf", "bi")}
"""Alphabets whose letters are counted: what is upright follows from names of functions too."""
_CHARACTERS = {command: char for char, command in COMMANDS.items()}
"""The character of each command."""
_ALPHABET = re.compile(rf"\\({'|'.join([*_COUNTED.values(), 'textbf'])})\{{([^{{}}]*)\}}")
_BOLD = frozenset({ALPHABETS["bi"], "textbf"})
"""Commands of bold letters that stand for upright and slanted ones alike."""
_SMALL_L = "script small l"
"""A letter of its own, `\\ell`."""
_FACE_NAMES = ("bold", "script", "fraktur", "double-struck")
"""Faces by a word of their names, in MathML and in Unicode."""
_FACES = {
    "bf": "bold",
    "bi": "bold",
    "cal": "script",
    "scr": "script",
    "frak": "fraktur",
    "bb": "double-struck",
}
"""The face of a letter's style."""
_LETTER = re.compile(r"\\[A-Za-z]+|[^\W_]")
_SLASH_BEFORE = re.compile("⧸(.)")
"""How a sign that is struck out is named when there is no character for both."""
_RADICAL = re.compile(r"\\(?:sqrt|surd)(?![a-z])")
_UNSEEN = frozenset(
    "\u2061\u2062\u2063\u2064\u200b\ufe00"  # MathML's invisible operators
    "\u0332_\u20d7\u20dc"
    "√"
)
"""Signs that are compared by the structures they make, or that come in too many forms."""
_LEAVES = frozenset({"mi", "mn", "mo", "mtext"})
_ROWS = frozenset({"mrow", "mstyle", "math", "mtr"})
_BACKWARDS = 3.0
"""Points by which an item may begin before its left neighbour: kerns, accents, slanted letters."""
_TOUCHING = 1.0
"""Points by which what stands above may reach into what stands below: rounded boxes."""
_LEVEL = 0.1
"""Points by which a script may miss being raised or lowered."""
_LINE = 0.12
"""Type sizes by which the signs of a row may be off its baseline."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sign stands, in points of the page, y downwards.

    Attributes:
        x0, y0, x1, y1: Around its ink.
        baseline: The line it stands on; None for what is centred on the axis, and for accents.
        size: Its type size.
        accent: Whether it stands over, or under, another.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float | None
    size: float
    accent: bool


_Part = list[_Place]
"""The signs of a part of a formula, in the order its LaTeX names them."""


def agrees(latex: str, signs: Sequence[Item], *, display: bool) -> bool:
    """Tell whether a formula, read anew, says what stands on the page.

    Args:
        latex: The formula.
        signs: The signs of the page, in the order the LaTeX names them.
        display: Whether it stands on lines of its own.
    """
    if any(sign.kind == "piece" or not _is_known(sign) for sign in signs):
        return False
    if not _counts_agree(latex, signs):
        return False
    try:
        root = etree.fromstring(latex_to_mathml(latex, display=display))
    except (OutputError, etree.XMLSyntaxError):
        return False
    places = [
        (char, place) for sign in signs for place in [_place(sign)] for char in _plain(sign.char)
    ]
    named = _SLASH_BEFORE.sub("\\1\u0338", "".join(_named(root)))
    if named != "".join(char for char, _ in places):
        return False
    if list(_drawn_faces(signs)) != list(_named_faces(root)):
        return False
    return _stands(root, iter([place for _, place in places])) is not None


def _place(sign: Item) -> _Place:
    accent = sign.kind in {"accent", "bar"}
    baseline = None if accent else sign.baseline
    return _Place(sign.x0, sign.y0, sign.x1, sign.y1, baseline, sign.size, accent)


def _is_known(sign: Item) -> bool:
    """Tell signs that LaTeX has a name for, and letters of any script."""
    return sign.kind != "unknown" or (sign.char.isascii() and sign.char.isprintable())


def _counts_agree(latex: str, signs: Sequence[Item]) -> bool:
    """Tell whether radicals are as many, and the letters of each alphabet the same in order."""
    radicals = len(_RADICAL.findall(latex)) == sum(sign.char == "√" for sign in signs)
    return radicals and list(_alphabets(latex)) == list(_styles(signs))


def _alphabets(latex: str) -> Iterator[tuple[str, str]]:
    """The command and the character of each letter in a counted alphabet."""
    for command, letters in _ALPHABET.findall(latex):
        for letter in _LETTER.findall(letters):
            yield _alphabet(command), _plain(_CHARACTERS.get(letter, letter))


def _styles(signs: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """The same of each letter drawn in a counted alphabet."""
    for sign in signs:
        if sign.style in _COUNTED:
            for char in filter(str.isalnum, sign.char):
                yield _alphabet(_COUNTED[sign.style]), _plain(char)


def _alphabet(command: str) -> str:
    """The alphabet of a command, all bold ones being one."""
    return ALPHABETS["bf"] if command in _BOLD else command


def _drawn_faces(signs: Sequence[Item]) -> Iterator[str]:
    """The face of each letter as it is drawn; "" for upright and slanted ones."""
    for sign in signs:
        face = "fraktur" if sign.char in "ℜℑ" else _FACES.get(sign.style, "")
        yield from (face for char in _plain(sign.char) if char.isalpha())


def _named_faces(root: etree._Element) -> Iterator[str]:
    """The face of each letter as a MathML tree has it."""
    for element in root.iter():
        if etree.QName(element).localname in _LEAVES:
            text = element.text or ""
            face = _face(str(element.get("mathvariant") or unicodedata.name(text[:1] or " ", "")))
            yield from (face for char in _plain(text) if char.isalpha())


def _face(called: str) -> str:
    """The face that the name of a variant, or of a character, says."""
    words = called.lower().replace("black-letter", "fraktur")
    if words == _SMALL_L:
        return ""
    return next((face for face in _FACE_NAMES if face in words), "")


def _stands(element: etree._Element, places: Iterator[_Place]) -> _Part | None:
    """The places of an element's signs, where they stand as it says; None where they do not."""
    name = etree.QName(element).localname
    if name in _LEAVES:
        return [next(places) for _ in _plain(element.text or "")]
    parts: list[_Part] = []
    level: list[_Place] = []
    for child in element:
        part = _stands(child, places)
        if part is None:
            return None
        parts.append(part)
        level += part if etree.QName(child).localname in _LEAVES else []
    seen = _is_seen(name, parts) and (name not in _ROWS or _are_level(level))
    return [place for part in parts for place in part] if seen else None


def _are_level(places: Sequence[_Place]) -> bool:
    """Tell signs of a row that stand on one line, and no accent that stands at nothing."""
    if any(place.accent for place in places):
        return False
    lines = [place.baseline for place in places if place.baseline is not None]
    size = max((place.size for place in places), default=0.0)
    return not lines or max(lines) - min(lines) < _LINE * size


def _is_seen(name: str, parts: Sequence[_Part]) -> bool:
    """Tell whether the parts of an element stand to each other as its name says."""
    if name in _RELATIONS and len(parts) >= 2 and all(parts[:2]):
        base, *others = parts
        related = zip(_RELATIONS[name], others, strict=False)
        return all(stands(base, part) for stands, part in related if part)
    some = [part for part in parts if part]
    if name in _ROWS:
        return _goes_right(some)
    return name != "mtable" or _goes_down(some)


def _goes_right(parts: Sequence[_Part]) -> bool:
    lefts = [min(place.x0 for place in part) for part in parts]
    return all(after > before - _BACKWARDS for before, after in pairwise(lefts))


def _goes_down(parts: Sequence[_Part]) -> bool:
    middles = [min(p.y0 for p in part) + max(p.y1 for p in part) for part in parts]
    return all(after > before for before, after in pairwise(middles))


def _above(base: _Part, part: _Part) -> bool:
    """Tell a base above a part of its own."""
    return max(p.y1 for p in base) < min(p.y0 for p in part) + _TOUCHING


def _below(base: _Part, part: _Part) -> bool:
    return _above(part, base)


def _raised(base: _Part, script: _Part) -> bool:
    """Tell a superscript: higher than the foot of the last sign of its base, and not before it."""
    foot = _last(base).y1
    return max(p.y1 for p in script) < foot + _LEVEL and _behind(base, script)


def _last(base: _Part) -> _Place:
    """The last sign scripts stand at, no accent."""
    return next((place for place in reversed(base) if not place.accent), base[-1])


def _lowered(base: _Part, script: _Part) -> bool:
    top = _last(base).y0
    return min(p.y0 for p in script) > top - _LEVEL and _behind(base, script)


def _behind(base: _Part, script: _Part) -> bool:
    return max(p.x1 for p in script) > min(p.x0 for p in base)


def _under(base: _Part, part: _Part) -> bool:
    """Tell a lower limit, which in running text is set as a subscript."""
    return _above(base, part) or _lowered(base, part)


def _over(base: _Part, part: _Part) -> bool:
    return _below(base, part) or _raised(base, part)


_RELATIONS: dict[str, tuple[Callable[[_Part, _Part], bool], ...]] = {
    "mfrac": (_above,),
    "munder": (_under,),
    "mover": (_over,),
    "munderover": (_under, _over),
    "msup": (_raised,),
    "msub": (_lowered,),
    "msubsup": (_lowered, _raised),
}
"""Where the parts of an element stand, each beside the first."""


def _named(root: etree._Element) -> Iterator[str]:
    """The signs a MathML tree names, in its order."""
    for element in root.iter():
        if etree.QName(element).localname in _LEAVES:
            yield _plain(element.text or "")


def _plain(text: str) -> str:
    """The characters without the differences fonts make."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_ALIKE))
    return "".join(
        char for char in decomposed.translate(_ALIKE) if not char.isspace() and char not in _UNSEEN
    )

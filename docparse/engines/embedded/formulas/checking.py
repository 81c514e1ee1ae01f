"""Check the LaTeX of a formula against the page: the same signs, in the places it gives them.

The LaTeX is read anew by another reader (latex2mathml). Its signs must be those of the page, one
for one and in the same order, and each of its structures must be seen there: numerators above
their bars' denominators, superscripts raised, the items of a row from left to right.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from docparse.engines.embedded.formulas.commands import ACCENTS, ALPHABETS
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
        "⊤": "T",
    }
)  # fmt: skip
"""Characters that renderers and fonts use for one another."""
_ACCENT = re.compile(r"\\(?:wide)?(hat|tilde|d?dot|check|breve|acute|grave|mathring)(?![a-z])")
_COUNTED = {style: ALPHABETS[style] for style in ("cal", "scr", "frak", "bb", "bf", "bi")}
"""Alphabets whose letters are counted: what is upright follows from names of functions too."""
_ALPHABET = re.compile(rf"\\({'|'.join([*_COUNTED.values(), 'textbf'])})\{{([^{{}}]*)\}}")
_BOLD = frozenset({ALPHABETS["bi"], "textbf"})
"""Commands of bold letters that stand for upright and slanted ones alike."""
_LETTER = re.compile(r"\\[A-Za-z]+|[^\W_]")
_SLASH_BEFORE = re.compile("⧸(.)")
"""How a sign that is struck out is named when there is no character for both."""
_RADICAL = re.compile(r"\\(?:sqrt|surd)(?![a-z])")
_UNSEEN = frozenset(
    "\u2061\u2062\u2063\u2064\u200b\ufe00"  # MathML's invisible operators
    "\u0305\u0332\u0304¯ˉ‾―_\u20d7"  # lines and arrows, drawn in many ways
    "\u0302\u0303\u0307\u0308\u030c\u0306\u0301\u0300\u030aˆ~˙¨ˇ˘´`˚^\u20db\u20dc"  # accents
    "√.…⋯⋮⋱⋰"
)
"""Signs that are compared by the structures they make, or that come in too many forms."""
_UNCOUNTED = frozenset({"bar", "vec"})
"""Accents no command is counted for: bars are drawn in two ways, arrows in many."""
_LEAVES = frozenset({"mi", "mn", "mo", "mtext"})
_ROWS = frozenset({"mrow", "mstyle", "math", "mtr"})
_BACKWARDS = 3.0
"""Points by which an item may begin before its left neighbour: kerns, accents, slanted letters."""
_TOUCHING = 1.0
"""Points by which what stands above may reach into what stands below: rounded boxes."""
_LEVEL = 0.1
"""Points by which a script may miss being raised or lowered."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sign stands, in points of the page, y downwards."""

    x0: float
    y0: float
    x1: float
    y1: float


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
        (char, _Place(sign.x0, sign.y0, sign.x1, sign.y1))
        for sign in signs
        for char in _plain(sign.char)
    ]
    named = _SLASH_BEFORE.sub("\\1\u0338", "".join(_named(root)))
    if named != "".join(char for char, _ in places):
        return False
    return _stands(root, iter([place for _, place in places])) is not None


def _is_known(sign: Item) -> bool:
    """Tell signs that LaTeX has a name for, and letters of any script."""
    return sign.kind != "unknown" or (sign.char.isascii() and sign.char.isprintable())


def _counts_agree(latex: str, signs: Sequence[Item]) -> bool:
    """Tell whether radicals, accents of each kind and letters of each alphabet are as many."""
    return (
        len(_RADICAL.findall(latex)) == sum(sign.char == "√" for sign in signs)
        and Counter(_ACCENT.findall(latex)) == _accents(signs)
        and Counter(_alphabets(latex)) == Counter(_styles(signs))
    )


def _accents(signs: Sequence[Item]) -> Counter[str]:
    """The accents that a command of their own stands for."""
    names = (ACCENTS.get(sign.char) for sign in signs if sign.kind == "accent")
    return Counter(name for name in names if name is not None and name not in _UNCOUNTED)


def _alphabets(latex: str) -> Iterator[str]:
    """The command of each letter in a counted alphabet."""
    for command, letters in _ALPHABET.findall(latex):
        yield from [_alphabet(command)] * len(_LETTER.findall(letters))


def _styles(signs: Sequence[Item]) -> Iterator[str]:
    """The command of each letter drawn in a counted alphabet."""
    for sign in signs:
        if sign.style in _COUNTED:
            yield from [_alphabet(_COUNTED[sign.style])] * sum(map(str.isalnum, sign.char))


def _alphabet(command: str) -> str:
    """The alphabet of a command, all bold ones being one."""
    return ALPHABETS["bf"] if command in _BOLD else command


def _stands(element: etree._Element, places: Iterator[_Place]) -> _Part | None:
    """The places of an element's signs, where they stand as it says; None where they do not."""
    name = etree.QName(element).localname
    if name in _LEAVES:
        return [next(places) for _ in _plain(element.text or "")]
    parts: list[_Part] = []
    for child in element:
        part = _stands(child, places)
        if part is None:
            return None
        parts.append(part)
    return [place for part in parts for place in part] if _is_seen(name, parts) else None


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
    foot = base[-1].y1
    return max(p.y1 for p in script) < foot + _LEVEL and _behind(base, script)


def _lowered(base: _Part, script: _Part) -> bool:
    top = base[-1].y0
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

"""Check the LaTeX of a formula against the page: the same signs, in the places it gives them.

The LaTeX is read anew by another reader (latex2mathml). Its signs must be those of the page, one
for one and in the same order, and each of its structures must be seen there: numerators above
their bars' denominators, superscripts raised, the items of a row from left to right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from docparse.engines.embedded.formulas.commands import ACCENTS
from docparse.engines.embedded.formulas.items import Item
from docparse.errors import OutputError
from docparse.markup.mathml import latex_to_mathml

_ALIKE = str.maketrans(
    {
        "−": "-", "‐": "-", "–": "-", "∗": "*", "⏐": "|", "∣": "|", "❘": "|", "∥": "‖", "⋅": "·",
        "∙": "·", "’": "′", "'": "′", "^": "ˆ", "∼": "~", "˜": "~", "⟶": "→", "⟵": "←", "⟹": "⇒",
        "⟸": "⇐", "⟺": "⇔", "⟷": "↔", "⟼": "↦", "⊲": "◁", "⊳": "▷", "▵": "△", "∖": "\\", "⧵": "\\", "⋿": "E", "⊧": "⊨",
        "⟂": "⊥", "ϕ": "φ", "ϵ": "ε", "ϑ": "θ", "ϱ": "ρ", "ϖ": "π", "ς": "σ", "ϰ": "κ", "µ": "μ",
        "Ω": "Ω", "∆": "Δ", "〈": "⟨", "〉": "⟩", "⃗": "→", "•": "∙", "ı": "i", "ȷ": "j", "⊙": "⊙",
        "⪯": "≼", "⪰": "≽", "⫅": "⊆", "⨯": "×", "ȧ": "˙", "◯": "○", "∘": "◦", "⋄": "◇", "⬦": "◇",
        "♢": "◇", "♡": "♥", "Ⓢ": "S", "⋆": "*", "☆": "*", "★": "*", "ℏ": "h", "ℓ": "l", "⊤": "T",
    }
)  # fmt: skip
_ACCENT = re.compile(r"\\(?:wide)?(?:hat|tilde|dot|ddot|check|breve|acute|grave|mathring)(?![a-z])")
_UNSEEN = frozenset(
    "\u2061\u2062\u2063\u2064\u200b\ufe00\u0305\u0332\u0304¯ˉ‾―_\u20d7\u0302\u0303\u0307\u0308\u030c\u0306\u0301\u0300\u030aˆ~˙¨ˇ˘´`˚^√\u20db\u20dc.…⋯⋮⋱⋰"
)
"""Signs that are compared by the structures they make, or that come in too many forms."""


@dataclass(frozen=True, slots=True)
class _Place:
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def cy(self) -> float:
        return (self.y0 + self.y1) / 2


def agrees(latex: str, signs: Sequence[Item], *, display: bool) -> bool:
    """Tell whether a formula, read anew, says what stands on the page.

    Args:
        latex: The formula.
        signs: The signs of the page, in the order the LaTeX names them.
        display: Whether it stands on lines of its own.
    """
    if any(sign.kind == "piece" or not _is_known(sign) for sign in signs):
        return False
    if len(_ACCENT.findall(latex)) != sum(_is_accent(sign) for sign in signs):
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
    if "".join(_named(root)) != "".join(char for char, _ in places):
        return False
    return _stands(root, iter([place for _, place in places])) is not None


def _is_known(sign: Item) -> bool:
    """Tell signs that LaTeX has a name for, and letters of any script."""
    return sign.kind != "unknown" or (sign.char.isascii() and sign.char.isprintable())


def _is_accent(sign: Item) -> bool:
    """Tell accents that a command stands for; bars are drawn in two ways, arrows in many."""
    return sign.kind == "accent" and ACCENTS.get(sign.char) not in {"bar", "vec", None}


def _stands(element: etree._Element, places: Iterator[_Place]) -> list[_Place] | None:
    """The places of an element's signs, where they stand as it says; None where they do not."""
    name = etree.QName(element).localname
    if name in _LEAVES:
        return [next(places) for _ in _plain(element.text or "")]
    parts: list[list[_Place]] = []
    for child in element:
        part = _stands(child, places)
        if part is None:
            return None
        parts.append(part)
    if name in _RELATIONS and len(parts) >= 2 and all(parts[:2]):
        if not all(_RELATIONS[name](parts[0], part, i) for i, part in enumerate(parts[1:]) if part):
            return None
    elif (
        name in {"mrow", "mstyle", "math", "mtr"}
        and not _goes_right([part for part in parts if part])
    ) or (name == "mtable" and not _goes_down([part for part in parts if part])):
        return None
    return [place for part in parts for place in part]


def _goes_right(parts: Sequence[Sequence[_Place]]) -> bool:
    lefts = [min(place.x0 for place in part) for part in parts]
    return all(after > before - 3.0 for before, after in pairwise(lefts))


def _goes_down(parts: Sequence[Sequence[_Place]]) -> bool:
    tops = [_middle(part) for part in parts]
    return all(after > before for before, after in pairwise(tops))


def _middle(part: Sequence[_Place]) -> float:
    return (min(p.y0 for p in part) + max(p.y1 for p in part)) / 2


def _above(first: Sequence[_Place], second: Sequence[_Place], _: int) -> bool:
    return max(p.y1 for p in first) < min(p.y0 for p in second) + 1.0


def _below(first: Sequence[_Place], second: Sequence[_Place], _: int) -> bool:
    return _above(second, first, 0)


def _raised(base: Sequence[_Place], script: Sequence[_Place], _: int) -> bool:
    return max(p.y1 for p in script) < max(p.y1 for p in base[-1:] or base) + 0.1 and _behind(
        base, script
    )


def _lowered(base: Sequence[_Place], script: Sequence[_Place], _: int) -> bool:
    return min(p.y0 for p in script) > min(p.y0 for p in base[-1:] or base) - 0.1 and _behind(
        base, script
    )


def _behind(base: Sequence[_Place], script: Sequence[_Place]) -> bool:
    return max(p.x1 for p in script) > min(p.x0 for p in base)


_LEAVES = frozenset({"mi", "mn", "mo", "mtext"})
_RELATIONS = {
    "mfrac": _above,
    "munder": lambda base, part, i: _above(base, part, i) or _lowered(base, part, i),
    "mover": lambda base, part, i: _below(base, part, i) or _raised(base, part, i),
    "munderover": lambda base, part, i: (
        (_above, _below)[i](base, part, i) or (_lowered, _raised)[i](base, part, i)
    ),
    "msup": _raised,
    "msub": _lowered,
    "msubsup": lambda base, part, i: (_lowered, _raised)[i](base, part, i),
}
"""Where the parts of an element stand, each beside the first."""


def _named(root: etree._Element) -> Iterator[str]:
    """The signs a MathML tree names, in its order."""
    for element in root.iter():
        if etree.QName(element).localname in {"mi", "mn", "mo", "mtext"}:
            yield _plain(element.text or "")


def _plain(text: str) -> str:
    """The characters without the differences fonts make."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_ALIKE))
    return "".join(
        char for char in decomposed.translate(_ALIKE) if not char.isspace() and char not in _UNSEEN
    )

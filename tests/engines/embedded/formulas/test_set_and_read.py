"""Formulas made up at random, set as TeX sets them, and read: what is said of them is true."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from docparse.engines.embedded.formulas.checking import agrees
from docparse.engines.embedded.formulas.reading import read_glyphs
from docparse.evaluation.formulas import normalize_latex
from tests.engines.embedded.formulas.setting import (
    Hand,
    Setting,
    accent,
    fraction,
    limits,
    radical,
    row,
    scripts,
)

HANDS = st.sampled_from([Hand(unicode=False), Hand(unicode=True)])


@dataclass(frozen=True)
class Tree:
    """A formula: what it is, and what it is made of."""

    kind: str
    text: str = ""
    parts: tuple[Tree, ...] = ()

    @property
    def latex(self) -> str:
        """What writes it."""
        inner = [part.latex for part in self.parts]
        patterns = {
            "sup": "{0}^{{{1}}}",
            "sub": "{0}_{{{1}}}",
            "fraction": r"\frac{{{0}}}{{{1}}}",
            "radical": r"\sqrt{{{0}}}",
            "hat": r"\hat{{{0}}}",
            "sum": r"\sum_{{{0}}}^{{{1}}}",
            "sin": r"\sin {0}",
        }
        if self.kind == "sign":
            return self.text
        return patterns[self.kind].format(*inner) if self.kind != "row" else "".join(inner)

    def set(self, hand: Hand, *, display: bool) -> Setting:
        """Set it as TeX does, fractions smaller but for those of a display."""
        if self.kind == "sign":
            return hand(self.text)
        if self.kind == "row":
            return row(*(part.set(hand, display=display) for part in self.parts), gap=1.67)
        if self.kind in {"sup", "sub"}:
            script = self.parts[1].set(hand.small, display=False)
            return _scripted(self.kind, self.parts[0].set(hand, display=False), script)
        return self._set_around(hand, display=display)

    def _set_around(self, hand: Hand, *, display: bool) -> Setting:
        """Set what has its parts above, below or inside itself."""
        full = self.kind in {"radical", "hat", "sin"} or (display and self.kind == "fraction")
        stays = display and self.kind == "radical"
        inner = [part.set(hand if full else hand.small, display=stays) for part in self.parts]
        match self.kind:
            case "sum":
                return limits(hand.operator("∑", display=True), under=inner[0], over=inner[1])
            case "fraction":
                return fraction(inner[0], inner[1], size=hand.size)
            case "radical":
                return radical(hand, inner[0])
            case "hat":
                return accent(hand.mark("hat"), inner[0], x_height=0.43 * hand.size)
        return row(hand.up("sin"), inner[0], gap=0.167 * hand.size)


def _scripted(kind: str, base: Setting, script: Setting) -> Setting:
    return scripts(base, sup=script) if kind == "sup" else scripts(base, sub=script)


signs = st.sampled_from("abcdknuvxyz").map(lambda char: Tree("sign", char))
capitals = st.sampled_from("ABCEX").map(lambda char: Tree("sign", char))
digits = st.sampled_from("123").map(lambda char: Tree("sign", char))
letters = signs | capitals
small = signs | digits
scripted = st.builds(
    lambda kind, base, script: Tree(kind, parts=(base, script)),
    st.sampled_from(["sup", "sub"]),
    letters,
    small | st.builds(lambda a, b: Tree("row", parts=(a, Tree("sign", "+"), b)), signs, small),
)
hats = letters.map(lambda base: Tree("hat", parts=(base,)))
simple = letters | digits | scripted | hats


def _rows(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Two or three parts with a sign between them."""
    return st.builds(
        lambda first, sign, second: Tree("row", parts=(first, Tree("sign", sign), second)),
        parts,
        st.sampled_from("+="),
        parts,
    )


contents = simple | _rows(simple)


def _covered(inside: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return (
        st.builds(lambda over, under: Tree("fraction", parts=(over, under)), inside, inside)
        | inside.map(lambda inside: Tree("radical", parts=(inside,)))
        | letters.map(lambda inside: Tree("sin", parts=(inside,)))
    )


nested = st.builds(
    lambda first, rest: Tree("row", parts=(first, Tree("sign", "+"), rest)),
    letters,
    _covered(contents),
)
covered = _covered(contents | nested | _covered(contents))
sums = st.builds(
    lambda under, over, inside: Tree("row", parts=(Tree("sum", parts=(under, over)), inside)),
    _rows(signs),
    small,
    simple,
)
formulas = _rows(simple | covered) | covered | sums


@settings(max_examples=100, deadline=None)
@given(formulas, HANDS)
def test_formula_is_read_as_it_was_set(tree: Tree, hand: Hand) -> None:
    setting = tree.set(hand, display=True)
    item = read_glyphs(setting.glyphs, setting.rules, display=True)
    assert item is not None
    assert agrees(item.latex, item.signs, display=True)
    assert normalize_latex(item.latex) == normalize_latex(tree.latex)

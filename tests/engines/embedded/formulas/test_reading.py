"""Formulas set by hand, read from their glyphs and lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from docparse.engines.embedded.formulas.checking import agrees
from docparse.engines.embedded.formulas.reading import read_glyphs
from tests.engines.embedded.formulas.setting import (
    Hand,
    Setting,
    accent,
    aligned,
    array,
    character,
    fraction,
    limits,
    line,
    overlined,
    quad,
    radical,
    row,
    scripts,
    together,
    underlined,
    upright,
)

TEX, UNICODE = Hand(unicode=False), Hand(unicode=True)
HANDS = {"names": TEX, "characters": UNICODE}


def read(setting: Setting, *, display: bool = True) -> str:
    """What a setting is read as, if that stands the check."""
    item = read_glyphs(setting.glyphs, setting.rules, display=display)
    assert item is not None
    assert agrees(item.latex, item.signs, display=display), item.latex
    return item.latex


def _fenced(t: Hand, inside: Setting, fences: str, step: str) -> Setting:
    return row(t.delimiter(fences[0], step), inside, t.delimiter(fences[1], step))


def _tall(t: Hand, inside: Setting, fences: str) -> Setting:
    return row(t.assembled(fences[0], repeated=1), inside, t.assembled(fences[1], repeated=1))


def _cases(t: Hand) -> Setting:
    inside = array(
        [t("x"), row(t.text("if"), t("x>0"), gap=3.3)],
        [t("0"), t.text("otherwise")],
        pitch=14,
    )
    return row(t("f="), t.delimiter("{", "Bigg"), inside, gap=1.0)


Case = tuple[Callable[[Hand], Setting], str]
CASES: dict[str, Case] = {
    "one letter": (lambda t: t("x"), "x"),
    "a row": (lambda t: t("a+b=c"), "a+b=c"),
    "a superscript": (lambda t: scripts(t("x"), sup=t.small("2")), "x^2"),
    "a subscript": (lambda t: scripts(t("x"), sub=t.small("i")), "x_i"),
    "both scripts": (lambda t: scripts(t("x"), sub=t.small("i"), sup=t.small("2")), "x_i^2"),
    "a long script": (lambda t: scripts(t("e"), sup=t.small("a+b")), "e^{a+b}"),
    "a script of a script": (
        lambda t: scripts(t("e"), sup=scripts(t.small("x"), sup=t.small.small("2"))),
        "e^{x^2}",
    ),
    "a script and more": (lambda t: row(scripts(t("x"), sup=t.small("2")), t("y")), "x^2y"),
    "a prime": (lambda t: row(scripts(t("f"), sup=t.small("′")), t("(x)")), "f'(x)"),
    "two primes": (lambda t: scripts(t("f"), sup=t.small("′′")), "f''"),
    "a fraction": (lambda t: fraction(t("a+b"), t("c")), r"\frac{a+b}{c}"),
    "a fraction in a row": (
        lambda t: row(t("x="), fraction(t("1"), t("2")), t("y"), gap=1),
        r"x=\frac{1}{2}y",
    ),
    "a fraction with scripts": (
        lambda t: fraction(scripts(t("x"), sup=t.small("2")), scripts(t("y"), sub=t.small("1"))),
        r"\frac{x^2}{y_1}",
    ),
    "a fraction of fractions": (
        lambda t: fraction(t("1"), row(t("1+"), fraction(t.small("a"), t.small("b")), gap=2)),
        r"\frac{1}{1+\frac{a}{b}}",
    ),
    "a fraction that keeps its size": (
        lambda t: fraction(t("1"), row(t("1+"), fraction(t("a"), t("b")), gap=2)),
        r"\frac{1}{1+\dfrac{a}{b}}",
    ),
    "a small fraction": (
        lambda t: row(t("x+"), fraction(t.small("1"), t.small("2")), gap=2),
        r"x+\tfrac{1}{2}",
    ),
    "a radical": (lambda t: radical(t, t("x+y")), r"\sqrt{x+y}"),
    "a radical with an index": (
        lambda t: radical(t, t("x"), degree=t.small.small("3")),
        r"\sqrt[3]{x}",
    ),
    "a radical around a fraction": (
        lambda t: radical(t, fraction(t("a"), t("b"))),
        r"\sqrt{\frac{a}{b}}",
    ),
    "a radical in a fraction": (
        lambda t: fraction(t("1"), radical(t, t("x"))),
        r"\frac{1}{\sqrt{x}}",
    ),
    "a sum with limits": (
        lambda t: row(
            limits(t.operator("∑", display=True), under=t.small("i=1"), over=t.small("n")),
            scripts(t("x"), sub=t.small("i")),
            gap=1.67,
        ),
        r"\sum_{i=1}^nx_i",
    ),
    "a product with one limit": (
        lambda t: row(limits(t.operator("∏", display=True), under=t.small("p")), t("p"), gap=1.67),
        r"\prod_pp",
    ),
    "a union": (
        lambda t: row(limits(t.operator("⋃", display=True), under=t.small("i")), t("A"), gap=1.67),
        r"\bigcup_iA",
    ),
    "a hat": (lambda t: accent(t.mark("hat"), t("x")), r"\hat{x}"),
    "a tilde": (lambda t: accent(t.mark("tilde"), t("x")), r"\tilde{x}"),
    "a bar": (lambda t: accent(t.mark("bar"), t("x")), r"\bar{x}"),
    "a dot": (lambda t: accent(t.mark("dot"), t("x")), r"\dot{x}"),
    "two dots": (lambda t: accent(t.mark("ddot"), t("x")), r"\ddot{x}"),
    "a caron": (lambda t: accent(t.mark("check"), t("x")), r"\check{x}"),
    "a breve": (lambda t: accent(t.mark("breve"), t("x")), r"\breve{x}"),
    "an acute": (lambda t: accent(t.mark("acute"), t("x")), r"\acute{x}"),
    "a grave": (lambda t: accent(t.mark("grave"), t("x")), r"\grave{x}"),
    "a vector": (lambda t: accent(t.mark("vec"), t("v")), r"\vec{v}"),
    "an accent over a capital": (lambda t: accent(t.mark("hat"), t("H")), r"\hat{H}"),
    "an accent with a script": (
        lambda t: scripts(accent(t.mark("hat"), t("x")), sub=t.small("1")),
        r"\hat{x}_1",
    ),
    "a line over letters": (lambda t: overlined(t("AB")), r"\overline{AB}"),
    "a line under letters": (lambda t: underlined(t("AB")), r"\underline{AB}"),
    "delimiters of text": (lambda t: t("(a+b)"), "(a+b)"),
    "braces": (lambda t: t("{a,b}"), r"\{a,b\}"),
    "angles": (lambda t: t("⟨a,b⟩"), r"\langle a,b\rangle"),
    "floor": (lambda t: t("⌊x⌋"), r"\lfloor x\rfloor"),
    "ceiling": (lambda t: t("⌈x⌉"), r"\lceil x\rceil"),
    "bars": (lambda t: t("|x|"), "|x|"),
    "double bars": (lambda t: t("‖x‖"), r"\|x\|"),
    "delimiters that grow": (
        lambda t: _fenced(t, fraction(t("a"), t("b")), "()", "Big"),
        r"\left(\frac{a}{b}\right)",
    ),
    "brackets that grow": (
        lambda t: _fenced(t, fraction(t("a"), t("b")), "[]", "Big"),
        r"\left[\frac{a}{b}\right]",
    ),
    "delimiters with a script": (
        lambda t: scripts(_fenced(t, fraction(t("a"), t("b")), "()", "Big"), sup=t.small("2")),
        r"\left(\frac{a}{b}\right)^2",
    ),
    "a matrix in brackets": (
        lambda t: _fenced(t, array([t("a"), t("b")], [t("c"), t("d")]), "[]", "bigg"),
        r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}",
    ),
    "a matrix in parentheses": (
        lambda t: _fenced(t, array([t("a"), t("b")], [t("c"), t("d")]), "()", "bigg"),
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
    ),
    "a matrix in assembled parentheses": (
        lambda t: _tall(
            t, array(*[[t(a), t(b)] for a, b in ("ab", "cd", "ef", "gk")], pitch=12), "()"
        ),
        r"\begin{pmatrix} a & b \\ c & d \\ e & f \\ g & k \end{pmatrix}",
    ),
    "a matrix in assembled brackets": (
        lambda t: _tall(
            t, array(*[[t(a), t(b)] for a, b in ("ab", "cd", "ef", "gk")], pitch=12), "[]"
        ),
        r"\begin{bmatrix} a & b \\ c & d \\ e & f \\ g & k \end{bmatrix}",
    ),
    "cases": (
        _cases,
        r"f=\begin{cases} x & \text{if}x>0 \\ 0 & \mathrm{otherwise} \end{cases}",
    ),
    "lines of a display": (
        lambda t: aligned((t("a"), t("=b+c")), (t("d+e"), t("=f"))),
        r"\begin{aligned} a&=b+c \\ d+e&=f \end{aligned}",
    ),
    "an operator's name": (lambda t: row(t.up("sin"), t("x"), gap=1.67), r"\sin x"),
    "a limit": (
        lambda t: row(limits(t.up("lim"), under=t.small("x→0")), t("f"), gap=1.67),
        r"\lim_{x\to0}f",
    ),
    "arg max": (
        lambda t: row(
            limits(row(t.up("arg"), t.up("max"), gap=1.67), under=t.small("x∈A")), t("f"), gap=1.67
        ),
        r"\operatorname*{arg\,max}_{x\in A}f",
    ),
    "text in a formula": (
        lambda t: row(t("x>0"), t.text("for", "all"), t("x"), gap=4.0),
        r"x>0\text{ for all}x",
    ),
    "a quad": (lambda t: row(t("x=1,"), quad(t), t("y=2")), r"x=1,\quad y=2"),
    "double-struck letters": (lambda t: t.alphabet("bb", "R"), r"\mathbb{R}"),
    "calligraphic letters": (lambda t: t.alphabet("cal", "L"), r"\mathcal{L}"),
    "Fraktur letters": (lambda t: t.alphabet("frak", "g"), r"\mathfrak{g}"),
    "bold letters": (lambda t: t.alphabet("bf", "v"), r"\mathbf{v}"),
    "Greek": (
        lambda t: t("αβγδθλμπρσφω"),
        r"\alpha\beta\gamma\delta\theta\lambda\mu\pi\rho\sigma\varphi\omega",
    ),
    "Greek capitals": (lambda t: t("ΓΔ"), r"\Gamma\Delta"),
    "relations": (
        lambda t: t("a≤b≥c∈d⊂e∼f≈g≡k"),
        r"a\leq b\geq c\in d\subset e\sim f\approx g\equiv k",
    ),
    "binary operators": (lambda t: t("a−b×c⋅d±e∪f"), r"a-b\times c\cdot d\pm e\cup f"),
    "arrows": (lambda t: t("a→b⇒c"), r"a\to b\Rightarrow c"),
    "an arrow that maps": (lambda t: t("x↦y"), r"x\mapsto y"),
    "other signs": (lambda t: t("∞∂∇∅"), r"\infty\partial\nabla\emptyset"),
}


@pytest.mark.parametrize("hand", HANDS)
@pytest.mark.parametrize("case", CASES)
def test_construct_is_read(case: str, hand: str) -> None:
    setting, latex = CASES[case]
    assert read(setting(HANDS[hand])) == latex


def _negated(relation: str) -> Setting:
    slash = TEX.tex("negationslash", "CMSY")
    return row(TEX("a"), together(slash, TEX(relation), width=7.78), TEX("b"), gap=2.78)


def _braced(*, over: bool) -> Setting:
    """Three letters with a brace of four tips and the lines between them, and its label."""
    inside = row(TEX("a+b+c"))
    names = "bracehtipdownleft bracehtipupright bracehtipupleft bracehtipdownright"
    if not over:
        names = "bracehtipupleft bracehtipdownright bracehtipdownleft bracehtipupright"
    tips = [TEX.tex(name, "CMEX") for name in names.split()]
    y = -inside.height - 3.5 if over else inside.depth + 3.5
    half = inside.width / 2
    xs = (0.0, half - tips[1].width, half, inside.width - tips[3].width)
    label = TEX.small("n")
    label = label.at(half - label.width / 2, y - 4.5 if over else y + 7.5)
    placed = [tip.at(x, y) for tip, x in zip(tips, xs, strict=True)]
    return together(inside, *placed, label, width=inside.width)


def _dots(name: str, family: str, text: str, *steps: tuple[float, float]) -> Setting:
    return together(*(TEX.tex(name, family, text).at(x, y) for x, y in steps), width=12)


def _integral(*, limits_above: bool) -> Setting:
    sign = TEX.operator("∫", display=True)
    if limits_above:
        return row(limits(sign, under=TEX.small("0"), over=TEX.small("1")), TEX("fdx"), gap=3)
    lower = TEX.small("0").at(5.6, sign.depth + 0.5)
    upper = TEX.small("1").at(10.0, 4.0 - sign.height)
    return row(together(sign, lower, upper, width=14.5), TEX("fdx"), gap=1.67)


def _wide(name: str) -> Setting:
    mark, base = TEX.tex(name, "CMEX"), TEX("xy")
    return together(mark.at((base.width - mark.width) / 2), base, width=base.width)


def _bar(pieces: int) -> Setting:
    """A tall bar of so many pieces."""
    piece = TEX.tex("vextendsingle", "CMEX")
    return together(*(piece.at(0, 6 * number - 13) for number in range(pieces)), width=3.3)


PERIOD = TEX.tex("period", "CMR", ".")
TEX_CASES: dict[str, tuple[Setting, str]] = {
    "an integral with scripts": (_integral(limits_above=False), r"\int_0^1fdx"),
    "an integral with limits": (_integral(limits_above=True), r"\int\limits_0^1fdx"),
    "a contour integral": (
        row(TEX.operator("∮", display=True), TEX("f"), gap=5),
        r"\oint f",
    ),
    "two integrals that touch": (
        row(TEX.operator("∫", display=True), TEX.operator("∫", display=True).at(-1), TEX("f")),
        r"\iint f",
    ),
    "a hat that stretches": (_wide("hatwider"), r"\widehat{xy}"),
    "a tilde that stretches": (_wide("tildewider"), r"\widetilde{xy}"),
    "a relation struck out": (_negated("="), r"a\neq b"),
    "an element struck out": (_negated("∈"), r"a\notin b"),
    "a brace over a row": (_braced(over=True), r"\overbrace{a+b+c}^{n}"),
    "a brace under a row": (_braced(over=False), r"\underbrace{a+b+c}_{n}"),
    "dots on the line": (
        row(
            TEX("a,"), _dots("period", "CMMI", ".", (0, 0), (4.4, 0), (8.8, 0)), TEX(",b"), gap=1.67
        ),
        r"a,\ldots,b",
    ),
    "dots on the axis": (
        row(
            TEX("a+"),
            _dots("periodcentered", "CMSY", "·", (0, 0), (4.4, 0), (8.8, 0)),
            TEX("+b"),
            gap=1.67,
        ),
        r"a+\cdots+b",
    ),
    "a script letter": (TEX.alphabet("scr", "F"), r"\mathscr{F}"),
    "bold italic letters": (TEX.tex("x", "CMMIB", "x"), r"\boldsymbol{x}"),
    "a word of text in italics": (
        row(*(TEX.tex(char, "CMTI", char) for char in "diff")),
        r"\mathit{diff}",
    ),
    "a binomial": (
        _fenced(TEX, array([TEX("n")], [TEX("k")], pitch=13.6), "()", "bigg"),
        r"\binom{n}{k}",
    ),
    "two rows in braces without a line": (
        _fenced(TEX, array([TEX("n")], [TEX("k")], pitch=13.6), "{}", "bigg"),
        r"{n \brace k}",
    ),
    "large fractions in rows": (
        row(
            TEX.assembled("[", repeated=1),
            array([fraction(TEX("a"), TEX("b"))], [fraction(TEX("c"), TEX("d"))], pitch=21),
            TEX.assembled("]", repeated=1),
        ),
        r"\begin{bmatrix} \dfrac{a}{b} \\ \dfrac{c}{d} \end{bmatrix}",
    ),
    "an array with lines": (
        together(
            array([TEX("a"), TEX("b")], [TEX("c"), TEX("d")]),
            upright(10.0, -15.0, 9.0),
            Setting((), (line(-4, 25, -3.5),)),
            width=20,
        ),
        r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}",
    ),
    "rows as close as those of text": (
        array([TEX("x"), TEX("="), TEX("1")], [TEX("y"), TEX("="), TEX("2")]),
        r"\begin{array}{ccc} x & = & 1 \\ y & = & 2 \end{array}",
    ),
    "scripts before a letter in a row": (
        row(TEX("a,"), quad(TEX), TEX.small("n").at(0, 2), TEX("C")),
        r"a,\quad {}_nC",
    ),
    "an abbreviation": (
        row(TEX.up("s"), PERIOD, TEX.up("t"), PERIOD, quad(TEX), TEX("x>0")),
        r"\text{s.t.}\quad x>0",
    ),
    "angle brackets with a bar": (
        row(
            TEX.delimiter("⟨", "Big"),
            TEX("a"),
            _bar(3),
            TEX("b"),
            TEX.delimiter("⟩", "Big"),
        ),
        r"\Bigl\langle a\Bigm|b\Bigr\rangle",
    ),
    "a large sum below a line": (
        fraction(TEX("1"), row(TEX.operator("∑", display=True), TEX("a"), gap=1.67)),
        r"\frac{1}{\displaystyle\sum a}",
    ),
    "a determinant": (
        row(
            _bar(4),
            array([TEX("a"), TEX("b")], [TEX("c"), TEX("d")]),
            _bar(4),
        ),
        r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}",
    ),
    "a limit of two words": (
        row(
            limits(row(TEX.up("lim"), TEX.up("sup"), gap=1.67), under=TEX.small("n")),
            TEX("a"),
            gap=1.67,
        ),
        r"\limsup_na",
    ),
    "a sign over a relation": (
        row(TEX("a"), limits(TEX("="), over=TEX.small("!")), TEX("b"), gap=2.78),
        r"a\overset{!}{=}b",
    ),
    "a bar that grew, alone": (
        row(
            TEX("f"),
            scripts(
                _bar(3),
                sub=TEX.small("0"),
            ),
        ),
        r"f\Bigr|_0",
    ),
    "a big bracket by choice": (
        row(TEX.delimiter("(", "Big"), TEX("x"), TEX.delimiter(")", "Big")),
        r"\Bigl(x\Bigr)",
    ),
    "rows under an operator": (
        row(
            limits(
                TEX.operator("∑", display=True),
                under=array([TEX.small("i<n")], [TEX.small("j<n")], pitch=7).at(0, 0),
            ),
            TEX("a"),
            gap=1.67,
        ),
        r"\sum_{\substack{ i<n \\ j<n }}a",
    ),
    "scripts before a letter": (
        row(together(TEX.small("4").at(0, -4), TEX.small("2").at(0, 2), width=4.2), TEX("X")),
        "{}_2^4X",
    ),
    "scripts one behind the other": (
        row(
            scripts(TEX("T"), sup=TEX.small("a")),
            together(TEX.small("b").at(0, 2), width=4.2),
        ),
        "T^a{}_b",
    ),
    "a radical of radicals": (
        radical(TEX, row(TEX("1+"), radical(TEX, TEX("x")), gap=2)),
        r"\sqrt{1+\sqrt{x}}",
    ),
    "a fraction of radicals": (
        fraction(radical(TEX, TEX("a")), radical(TEX, TEX("b"))),
        r"\frac{\sqrt{a}}{\sqrt{b}}",
    ),
    "an accent over an accent's neighbour": (
        row(accent(TEX.mark("hat"), TEX("x")), accent(TEX.mark("tilde"), TEX("y"))),
        r"\hat{x}\tilde{y}",
    ),
    "cases in an assembled brace": (
        row(
            TEX.assembled("{", repeated=1),
            array([TEX("a")], [TEX("b")], [TEX("c")], pitch=14),
            gap=1,
        ),
        r"\begin{cases} a \\ b \\ c \end{cases}",
    ),
    "a set in assembled braces": (
        row(
            TEX.assembled("{", repeated=1),
            fraction(
                fraction(TEX.small("a"), TEX.small("b")), fraction(TEX.small("c"), TEX.small("d"))
            ),
            TEX.assembled("}", repeated=1),
        ),
        r"\left\{\frac{\frac{a}{b}}{\frac{c}{d}}\right\}",
    ),
    "digits in groups": (row(TEX("1"), TEX.tex("comma", "CMMI", ","), TEX("000")), "1{,}000"),
    "two columns of equations": (
        row(TEX("x=1"), quad(TEX), quad(TEX), TEX("y=2")),
        r"x=1\qquad y=2",
    ),
    "a condition behind a bar": (
        row(TEX("{x"), TEX("|"), TEX("x>0}"), gap=2.78),
        r"\{x\mid x>0\}",
    ),
    "a modulus": (
        row(TEX("a≡b"), quad(TEX), TEX("("), TEX.up("mod"), TEX("n)").at(3.3)),
        r"a\equiv b\pmod{n}",
    ),
}


@pytest.mark.parametrize("case", TEX_CASES)
def test_construct_of_computer_modern_is_read(case: str) -> None:
    setting, latex = TEX_CASES[case]
    assert read(setting) == latex


def _typed(text: str, font: str, *, size: float = 10.0) -> Setting:
    """Characters of a font of text, or of a word processor's formulas."""
    signs = []
    for char in text:
        (made,) = character(char, size).glyphs
        signs.append(Setting((replace(made, font=font),), (), made.advance))
    return row(*signs)


FONTS: dict[str, tuple[Setting, str]] = {
    "Word's Cambria Math": (
        row(
            scripts(_typed("𝑎", "CambriaMath"), sup=_typed("2", "CambriaMath", size=7.3)),
            _typed("+𝛽=𝐴", "CambriaMath"),
        ),
        r"a^2+\beta=A",
    ),
    "LibreOffice's equations": (
        row(
            _typed("a", "LiberationSerif-Italic"),
            _typed("+∞", "OpenSymbol"),
            _typed("2", "LiberationSerif"),
            gap=1,
        ),
        r"a+\infty2",
    ),
    "Times with Symbol": (
        row(_typed("x", "Times-Italic"), _typed("=", "Symbol"), _typed("α", "Symbol"), gap=2.78),
        r"x=\alpha",
    ),
    "Latin Modern Math": (_typed("𝑥∈ℝ", "LatinModernMath-Regular"), r"x\in\mathbb{R}"),
    "bold Times": (_typed("v", "Times-Bold"), r"\mathbf{v}"),
    "Times' upright letters": (_typed("d", "Times-Roman"), r"\mathrm{d}"),
    "sans serif": (_typed("A", "Helvetica"), r"\mathsf{A}"),
    "typewriter": (_typed("n", "CMTT10"), r"\mathtt{n}"),
    "Euler Fraktur": (_typed("g", "EUFM10"), r"\mathfrak{g}"),
    "double-struck of the AMS": (_typed("Z", "MSBM10"), r"\mathbb{Z}"),
    "script of Ralph Smith": (_typed("F", "RSFS10"), r"\mathscr{F}"),
    "bold Unicode": (_typed("𝐱", "STIXTwoMath-Regular"), r"\mathbf{x}"),
    "bold italic Unicode": (_typed("𝒙", "STIXTwoMath-Regular"), r"\boldsymbol{x}"),
    "Fraktur Unicode": (_typed("𝔤", "STIXTwoMath-Regular"), r"\mathfrak{g}"),
    "sans serif Unicode": (_typed("𝖠", "STIXTwoMath-Regular"), r"\mathsf{A}"),
    "typewriter Unicode": (_typed("𝚗", "STIXTwoMath-Regular"), r"\mathtt{n}"),
    "h, which Unicode has elsewhere": (_typed("ℎ", "STIXTwoMath-Regular"), "h"),
    "a struck relation of one character": (_typed("𝑎≠𝑏∉𝑐", "XITSMath"), r"a\neq b\notin c"),
}


@pytest.mark.parametrize("case", FONTS)
def test_alphabet_follows_from_font_or_character(case: str) -> None:
    setting, latex = FONTS[case]
    assert read(setting, display=False) == latex


def test_upright_letters_are_plain_where_all_text_is_sans_serif() -> None:
    setting = _typed("d", "CMSS10")
    item = read_glyphs(setting.glyphs, (), display=False, sans=True)
    assert item is not None
    assert item.latex == r"\mathrm{d}"


def test_operators_of_running_text_have_their_limits_behind_them() -> None:
    setting = row(
        scripts(TEX.operator("∑", display=False), sub=TEX.small("i"), sup=TEX.small("n")), TEX("x")
    )
    assert read(setting, display=False) == r"\sum_i^nx"

"""A tiny typesetter: glyphs and rules where TeX puts them, in two hands of type.

What is set stands on the baseline y = 0, its left end at x = 0. One hand is Computer Modern, glyphs
known by their names, the other a mathematical font of Unicode, glyphs known by their characters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import docparse.sources
from docparse.schemas import Box, Rule
from docparse.sources.bitmap_fonts import known_fonts
from docparse.sources.glyphs import Glyph

METRICS = Path(docparse.sources.__file__).with_name("tex_metrics.json")
AXIS = 0.25
"""Height of the axis over the baseline, in ems."""
_QUAD = 10.0
_THICKNESS = 0.4
_INK = {
    "minus": (0.27, -0.23), "equal": (0.367, -0.133), "similar": (0.367, -0.133),
    "circumflex": (0.694, -0.5), "tilde": (0.668, -0.565), "macron": (0.59, -0.544),
    "dotaccent": (0.669, -0.554), "dieresis": (0.669, -0.554), "vector": (0.714, -0.516),
    "caron": (0.629, -0.513), "prime": (0.56, -0.04), "arrowright": (0.511, 0.011),
    "arrowleft": (0.511, 0.011), "arrowdblright": (0.525, 0.024), "multiply": (0.491, -0.009),
    "periodcentered": (0.31, -0.19), "hatwide": (0.744, -0.575), "tildewide": (0.722, -0.61),
    "hatwider": (0.744, -0.575), "tildewider": (0.722, -0.61),
    "mapsto": (0.511, 0.011), "breve": (0.694, -0.515), "acute": (0.694, -0.505),
    "grave": (0.694, -0.505), "ring": (0.694, -0.5), "approxequal": (0.483, -0.016),
    "equivalence": (0.464, -0.036), "negationslash": (0.716, 0.216), "period": (0.106, 0.0),
    "less": (0.539, 0.039), "greater": (0.539, 0.039), "hyphen": (0.245, -0.187),
}  # fmt: skip
"""How far the ink reaches above and below the baseline, where that is not what TeX is told."""
_OVERHANG = {
    "integraldisplay": (0.056, 0.943), "integraltext": (0.056, 0.609), "mapsto": (0.056, 0.13),
    "contintegraldisplay": (0.056, 0.943), "negationslash": (0.139, 0.637), "vector": (0.18, 0.625),
}  # fmt: skip
"""Where the ink begins and ends, where that is not at the ends of the advance."""


@dataclass(frozen=True)
class Setting:
    """What is set: glyphs, rules, and how far the pen went on."""

    glyphs: tuple[Glyph, ...] = ()
    rules: tuple[Rule, ...] = ()
    width: float = 0.0

    @property
    def height(self) -> float:
        """Of the ink over the baseline."""
        return -min([g.ink[1] for g in self.glyphs] + [r.box.y0 for r in self.rules])

    @property
    def depth(self) -> float:
        """Of the ink under the baseline."""
        return max([g.ink[3] for g in self.glyphs] + [r.box.y1 for r in self.rules])

    def at(self, x: float, y: float = 0.0) -> Setting:
        """The same, farther right and farther down."""
        glyphs = tuple(
            replace(
                glyph,
                x=glyph.x + x,
                y=glyph.y + y,
                ink=(glyph.ink[0] + x, glyph.ink[1] + y, glyph.ink[2] + x, glyph.ink[3] + y),
            )
            for glyph in self.glyphs
        )
        rules = tuple(moved_rule(rule, x, y) for rule in self.rules)
        return Setting(glyphs, rules, self.width)


def moved_rule(rule: Rule, x: float, y: float) -> Rule:
    box = rule.box
    moved = Box(x0=box.x0 + x, y0=box.y0 + y, x1=box.x1 + x, y1=box.y1 + y)
    return Rule(box=moved, horizontal=rule.horizontal)


def upright(x: float, y0: float, y1: float) -> Setting:
    """A vertical line."""
    box = Box(x0=x, y0=y0, x1=x + _THICKNESS, y1=y1)
    return Setting((), (Rule(box=box, horizontal=False),))


def line(x0: float, x1: float, y: float) -> Rule:
    return Rule(box=Box(x0=x0, y0=y, x1=x1, y1=y + _THICKNESS), horizontal=True)


@cache
def metrics(font: str) -> dict[str, tuple[float, float, float]]:
    """Width, height and depth, in ems, of the glyphs of a font of TeX by their names."""
    known = next(known for known in known_fonts() if known.font.name == font)
    return {
        name: (metric.width, metric.height, metric.depth)
        for name, metric in zip(known.font.glyphs, known.metrics, strict=False)
        if name and metric is not None
    }


def glyph(name: str, font: str, size: float, text: str = "") -> Setting:
    """A glyph of one of TeX's fonts."""
    width, height, depth = metrics(font)[name]
    height, depth = _INK.get(name, (height, depth))
    left, right = _OVERHANG.get(name, (0.06 * width, 0.94 * width))
    left, right = (0.0, width) if name.startswith(("radical", "bracehtip")) else (left, right)
    ink = (left * size, -height * size, right * size, depth * size)
    return Setting((Glyph(text, name, font, size, 0, 0, width * size, ink),), (), width * size)


def character(
    text: str, size: float, *, shape: tuple[float, float, float] | None = None
) -> Setting:
    """A character of a font of Unicode's mathematics.

    Args:
        text: It.
        size: Of the type.
        shape: Width, height and depth in ems, where they are not those of a letter.
    """
    width, height, depth = shape or _SHAPES.get(text) or (0.5, 0.45, 0.0)
    ink = (0.06 * width * size, -height * size, 0.94 * width * size, depth * size)
    made = Glyph(text, "", "STIXTwoMath-Regular", size, 0, 0, width * size, ink)
    return Setting((made,), (), width * size)


_SHAPES = {
    **dict.fromkeys("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZbdfhklt", (0.5, 0.68, 0.0)),
    **dict.fromkeys("gpqy𝑔𝑝𝑞𝑦𝜇𝜌𝔤", (0.5, 0.45, 0.2)),
    **dict.fromkeys("ℎ𝑏𝑑𝑓𝑘𝑙𝛼𝛽𝛿𝜃𝜆𝐴𝐵𝐶𝐸𝐹𝐺𝐻𝐿𝑀𝑁𝑃𝑄𝑅𝑆𝑇𝑋ΓℝℤℒΔ", (0.6, 0.68, 0.0)),
    **dict.fromkeys("+×≤≥∈⊂→↦⇒±∪", (0.7, 0.52, 0.02)),
    **dict.fromkeys("−", (0.7, 0.27, -0.23)),
    **dict.fromkeys("=≠≈∼≡", (0.7, 0.4, -0.1)),
    **dict.fromkeys("⋅", (0.28, 0.31, -0.19)),
    **dict.fromkeys("()[]{}⌊⌋⌈⌉⟨⟩", (0.35, 0.74, 0.24)),
    **dict.fromkeys("|‖", (0.28, 0.74, 0.24)),
    **dict.fromkeys(",", (0.28, 0.1, 0.18)),
    **dict.fromkeys(".", (0.28, 0.1, 0.0)),
    **dict.fromkeys("′", (0.28, 0.72, -0.4)),
    **dict.fromkeys("∑∏⋃", (1.2, 1.0, 0.5)),
    **dict.fromkeys("∫∮", (0.6, 1.3, 0.9)),
    **dict.fromkeys("\u0302\u0303\u0304\u0307\u0308\u030c\u0306\u0301\u0300", (0.35, 0.69, -0.53)),
    **dict.fromkeys("\u20d7", (0.42, 0.71, -0.52)),
    **dict.fromkeys("∞∂∇∅", (0.7, 0.68, 0.0)),
}


_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "θ": "theta", "λ": "lambda",
    "μ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma", "φ": "phi1", "ω": "omega", "ε": "epsilon",
}  # fmt: skip
_ROMAN = {
    "+": "plus", "=": "equal", "(": "parenleft", ")": "parenright", "[": "bracketleft",
    "]": "bracketright", "!": "exclam", ":": "colon", ";": "semicolon", "Γ": "Gamma", "Δ": "Delta",
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six",
    "7": "seven", "8": "eight", "9": "nine",
}  # fmt: skip
_SYMBOLS = {
    "−": "minus", "×": "multiply", "⋅": "periodcentered", "≤": "lessequal", "≥": "greaterequal",
    "∈": "element", "⊂": "propersubset", "→": "arrowright", "⇒": "arrowdblright", "∼": "similar",
    "≈": "approxequal", "≡": "equivalence", "∞": "infinity", "′": "prime", "{": "braceleft",
    "}": "braceright", "|": "bar", "‖": "bardbl", "⟨": "angbracketleft", "⟩": "angbracketright",
    "⌊": "floorleft", "⌋": "floorright", "∇": "nabla", "±": "plusminus", "∪": "union",
    "∅": "emptyset", "⌈": "ceilingleft", "⌉": "ceilingright",
}  # fmt: skip
_LETTERLIKE = {",": "comma", ".": "period", "<": "less", ">": "greater", "∂": "partialdiff"}
_MARKS = {
    "hat": ("circumflex", "ˆ", "\u0302"), "tilde": ("tilde", "˜", "\u0303"),
    "bar": ("macron", "¯", "\u0304"), "dot": ("dotaccent", "˙", "\u0307"),
    "ddot": ("dieresis", "¨", "\u0308"), "check": ("caron", "ˇ", "\u030c"),
    "breve": ("breve", "˘", "\u0306"), "acute": ("acute", "´", "\u0301"),
    "grave": ("grave", "`", "\u0300"), "vec": ("vector", "⃗", "\u20d7"),
}  # fmt: skip
"""Names of accents in TeX's fonts, their characters there, and in Unicode's."""
_OPERATORS = {
    "∑": "summation", "∏": "product", "∫": "integral", "∮": "contintegral", "⋃": "union",
}  # fmt: skip
_DELIMITERS = {
    "(": "parenleft", ")": "parenright", "[": "bracketleft", "]": "bracketright",
    "{": "braceleft", "}": "braceright", "⟨": "angbracketleft", "⟩": "angbracketright",
    "⌊": "floorleft", "⌋": "floorright", "⌈": "ceilingleft", "⌉": "ceilingright",
}  # fmt: skip
_PIECES = {
    "(": ("⎛", "⎜", "", "⎝"), ")": ("⎞", "⎟", "", "⎠"), "[": ("⎡", "⎢", "", "⎣"),
    "]": ("⎤", "⎥", "", "⎦"), "{": ("⎧", "⎪", "⎨", "⎩"), "}": ("⎫", "⎪", "⎬", "⎭"),
}  # fmt: skip
"""Top, repeated part, middle and foot of a tall delimiter."""
_HEIGHTS = {"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0}
_RELATIONS = frozenset("=<>≤≥∈⊂→⇒∼≈≡:↦")
_BINARY = frozenset("+−×⋅±∪")
_DESIGNS = (5, 7, 10)


@dataclass(frozen=True)
class Hand:
    """A hand of type: sets signs in one size."""

    unicode: bool
    size: float = 10.0

    @property
    def small(self) -> Hand:
        """The hand for scripts, and from there for scripts of scripts."""
        return replace(self, size=7.0 if self.size > 7 else 5.0)

    def __call__(self, text: str) -> Setting:
        """Set a row as TeX spaces it: letters in italics, all else upright."""
        made: list[Setting] = []
        x = 0.0
        for index, char in enumerate(text):
            ends = index == 0 or text[index - 1] in _RELATIONS | _BINARY | {*"(,"}
            gap = self._gap(char) if not ends else 0.0
            sign = self.sign(char)
            made.append(sign.at(x + gap))
            x += gap + sign.width + (gap or (1.67 if char == "," and self.size > 7 else 0.0))
        return together(*made, width=x)

    def _gap(self, char: str) -> float:
        if self.size <= 7:
            return 0.0
        return 2.78 if char in _RELATIONS else 2.22 if char in _BINARY else 0.0

    def sign(self, char: str) -> Setting:
        """Set one sign."""
        if self.unicode:
            return character(_italic(char), self.size)
        if char == "↦":
            stem = self.tex("mapsto", "CMSY")
            return together(stem, self.tex("arrowright", "CMSY", "→"), width=self.size)
        for names, family in ((_ROMAN, "CMR"), (_SYMBOLS, "CMSY"), (_LETTERLIKE, "CMMI")):
            if char in names:
                return self.tex(names[char], family, char)
        return self.tex(_GREEK.get(char, char), "CMMI", char)

    def tex(self, name: str, family: str, text: str = "") -> Setting:
        """Set a glyph of one of TeX's fonts, in the design for the size."""
        designs = [10] if family in {"CMEX", "CMTI"} else _DESIGNS
        design = min(designs, key=lambda design: abs(design - self.size))
        return glyph(name, f"{family}{design}", self.size, text)

    def up(self, word: str) -> Setting:
        """Set a word upright."""
        if self.unicode:
            return row(*(character(char, self.size) for char in word))
        return row(*(self.tex(char, "CMR", char) for char in word))

    def text(self, *words: str) -> Setting:
        """Set words of text."""
        return row(*(self.up(word) for word in words), gap=0.333 * self.size)

    def alphabet(self, style: str, char: str) -> Setting:
        """Set a letter of one of the alphabets: bb, cal, frak, scr, bf."""
        if self.unicode:
            return character(_ALPHABETS[style][char], self.size)
        family = {"bb": "MSBM", "cal": "CMSY", "scr": "RSFS", "bf": "CMBX"}.get(style, "EUFM")
        if family != "EUFM":
            return self.tex(char, family, char)
        ink = (0.3, -0.69 * self.size, 0.5 * self.size, 0.1)
        made = Glyph(char, char, f"EUFM{self.size:.0f}", self.size, 0, 0, 0.55 * self.size, ink)
        return Setting((made,), (), 0.55 * self.size)

    def operator(self, char: str, *, display: bool) -> Setting:
        """Set a big operator, centred on the axis."""
        if self.unicode:
            tall = (1.2, 1.0, 0.5) if char not in "∫∮" else (0.6, 1.3, 0.9)
            wide = tall if display else (tall[0] * 0.7, 0.75, 0.25)
            return centred(character(char, self.size, shape=wide), self.size)
        name = _OPERATORS[char] + ("display" if display else "text")
        return centred(self.tex(name, "CMEX"), self.size)

    def delimiter(self, char: str, step: str) -> Setting:
        """Set a delimiter in one of the sizes big, Big, bigg, Bigg, centred on the axis."""
        if self.unicode:
            half = _HEIGHTS[step] / 2
            return centred(character(char, self.size, shape=(0.6, half, half)), self.size)
        return centred(self.tex(_DELIMITERS[char] + step, "CMEX"), self.size)

    def assembled(self, char: str, *, repeated: int) -> Setting:
        """Set a delimiter of pieces, centred on the axis."""
        top, extension, middle, foot = _PIECES[char]
        column = [top, *[extension] * repeated, middle, *[extension] * repeated, foot]
        return centred(self._column([piece for piece in column if piece], char), self.size)

    def _column(self, pieces: Sequence[str], char: str) -> Setting:
        made: list[Setting] = []
        y = 0.0
        for piece in pieces:
            if self.unicode:
                part = character(piece, self.size, shape=(0.8, 0.0, 1.5))
            else:
                part = self.tex(_piece_name(piece, char), "CMEX")
            made.append(part.at(0, y + part.height))
            y += part.height + part.depth
        return together(*made, width=made[0].width)

    def mark(self, name: str) -> Setting:
        """Set an accent, as high as it stands over an x."""
        named, spacing, combining = _MARKS[name]
        if self.unicode:
            return character(combining, self.size)
        return self.tex(named, "CMMI" if name == "vec" else "CMR", spacing)


def _piece_name(piece: str, char: str) -> str:
    if piece == "⎪":
        return "braceex"
    kind = {0: "tp", 1: "ex", 2: "mid", 3: "bt"}[_PIECES[char].index(piece)]
    return _DELIMITERS[char] + kind


_ALPHABETS = {
    "bb": {"R": "ℝ", "Z": "ℤ", "E": "𝔼"},
    "cal": {"L": "ℒ", "M": "ℳ"},
    "frak": {"g": "𝔤"},
    "bf": {"v": "𝐯", "x": "𝐱", "A": "𝐀"},
}
_GREEK_ITALIC = dict(
    zip("αβγδεζηθικλμνξοπρςστυφχψω", map(chr, range(0x1D6FC, 0x1D715)), strict=True)
) | {"ε": "𝜀"}


def _italic(char: str) -> str:
    """The italic form of a letter among Unicode's mathematical characters."""
    if char == "h":
        return "ℎ"
    if "a" <= char <= "z":
        return chr(0x1D44E + ord(char) - ord("a"))
    if "A" <= char <= "Z":
        return chr(0x1D434 + ord(char) - ord("A"))
    return _GREEK_ITALIC.get(char, char)


def together(*settings: Setting, width: float) -> Setting:
    """All of them, where they stand."""
    glyphs = tuple(glyph for setting in settings for glyph in setting.glyphs)
    return Setting(glyphs, tuple(rule for setting in settings for rule in setting.rules), width)


def row(*settings: Setting, gap: float = 0.0) -> Setting:
    """One beside the other, `gap` points between them."""
    made: list[Setting] = []
    x = 0.0
    for setting in settings:
        made.append(setting.at(x))
        x += setting.width + gap
    return together(*made, width=x - gap if settings else 0.0)


def centred(setting: Setting, size: float) -> Setting:
    """Move what is set until its middle is on the axis."""
    return setting.at(0, (setting.height - setting.depth) / 2 - AXIS * size)


def scripts(base: Setting, *, sub: Setting | None = None, sup: Setting | None = None) -> Setting:
    """Set scripts behind something."""
    parts, x = [base], base.width
    size = max(glyph.size for glyph in base.glyphs)
    grown = base.height > 0.9 * size
    if sup is not None:
        parts.append(sup.at(x, -(base.height - 0.35 * size if grown else 0.4 * size)))
    if sub is not None:
        drop = max(base.depth + 0.05 * size if grown else 0.2 * size, 0.2 * size)
        parts.append(sub.at(x, drop))
    return together(*parts, width=x + max(s.width for s in (sub, sup) if s is not None))


def limits(base: Setting, *, under: Setting | None = None, over: Setting | None = None) -> Setting:
    """Set limits above and below something."""
    width = max(s.width for s in (base, under, over) if s is not None)
    parts = [base.at((width - base.width) / 2)]
    if over is not None:
        parts.append(over.at((width - over.width) / 2, -base.height - 1.7 - over.depth))
    if under is not None:
        parts.append(under.at((width - under.width) / 2, base.depth + 1.7 + under.height))
    return together(*parts, width=width)


def fraction(over: Setting, under: Setting, *, size: float = 10.0) -> Setting:
    """Set a fraction, its bar on the axis."""
    width, axis = max(over.width, under.width), -AXIS * size
    full = max(glyph.size for glyph in over.glyphs) > 0.8 * size
    bar = Setting((), (line(1.2, 1.2 + width, axis - _THICKNESS / 2),))
    rise = max(0.677 * size if full else 0.394 * size, over.depth + AXIS * size + 1.4)
    drop = max(0.686 * size if full else 0.345 * size, under.height - AXIS * size + 1.4)
    top = over.at(1.2 + (width - over.width) / 2, -rise)
    foot = under.at(1.2 + (width - under.width) / 2, drop)
    return together(top, bar, foot, width=width + 2.4)


def _radical_sign(hand: Hand, needed: float) -> Setting:
    """The sign of a radical, at least so many ems tall."""
    if hand.unicode:
        return character("√", hand.size, shape=(0.8, needed, 0.0))
    sizes = (("", 1.0), ("big", 1.2), ("Big", 1.8), ("bigg", 2.4), ("Bigg", 3.0))
    step = next((name for name, height in sizes if height >= needed), None)
    if step is not None:
        return hand.tex(f"radical{step}", "CMEX" if step else "CMSY", "" if step else "√")
    parts: list[Setting] = []
    y = 0.0
    repeated = ["radicalvertex"] * math.ceil((needed - 2.4) / 0.6)
    for name in ("radicaltp", *repeated, "radicalbt"):
        piece = hand.tex(name, "CMEX")
        parts.append(piece.at(0, y + piece.height))
        y += piece.height + piece.depth
    return together(*parts, width=parts[0].width)


def radical(hand: Hand, inside: Setting, *, degree: Setting | None = None) -> Setting:
    """Set a radical around something, in the smallest of its sizes that holds it."""
    needed = (inside.height + inside.depth + 1.5) / hand.size
    sign = _radical_sign(hand, needed)
    extra = sign.height + sign.depth - inside.height - inside.depth
    top = -inside.height - extra / 2
    x = degree.width - 0.4 * hand.size if degree is not None else 0.0
    x = max(x, 0.0)
    placed = sign.at(x, top + sign.height)
    rule = Setting((), (line(x + placed.width - 0.6, x + placed.width + inside.width, top),))
    placed = Setting(
        tuple(
            replace(g, ink=(g.ink[0], g.ink[1], x + placed.width - 0.6, g.ink[3]))
            for g in placed.glyphs
        )
    )
    parts = [placed, rule, inside.at(x + sign.width)]
    if degree is not None:
        parts.insert(0, degree.at(0, top + 0.6 * (sign.height + sign.depth) - degree.depth))
    return together(*parts, width=x + sign.width + inside.width)


def accent(mark: Setting, base: Setting, *, x_height: float = 4.3) -> Setting:
    """Set an accent over something; the pen goes on as if it were not there."""
    rise = max(base.height - x_height, 0.0)
    return together(mark.at((base.width - mark.width) / 2, -rise), base, width=base.width)


def overlined(base: Setting) -> Setting:
    rule = Setting((), (line(0, base.width, -base.height - 1.6),))
    return together(base, rule, width=base.width)


def underlined(base: Setting) -> Setting:
    rule = Setting((), (line(0, base.width, base.depth + 1.2),))
    return together(base, rule, width=base.width)


def array(*rows: Sequence[Setting], pitch: float = 12.0, gap: float = 10.0) -> Setting:
    """Set rows of cells under each other, each centred in its column, around the axis."""
    widths = [max(cells[i].width for cells in rows) for i in range(len(rows[0]))]
    top = -AXIS * 10 - (len(rows) - 1) * pitch / 2 + 3.5
    parts = [
        cell.at(sum(widths[:i]) + i * gap + (widths[i] - cell.width) / 2, top + n * pitch)
        for n, cells in enumerate(rows)
        for i, cell in enumerate(cells)
    ]
    return together(*parts, width=sum(widths) + gap * (len(widths) - 1))


def aligned(*rows: tuple[Setting, Setting], pitch: float = 18.0) -> Setting:
    """Set the lines of a display under each other, aligned at their relations."""
    left = max(before.width for before, _ in rows)
    parts = []
    for number, (before, after) in enumerate(rows):
        parts += [before.at(left - before.width, number * pitch), after.at(left, number * pitch)]
    return together(*parts, width=left + max(after.width for _, after in rows))


def quad(hand: Hand) -> Setting:
    """White space of one quad."""
    return Setting((), (), _QUAD * hand.size / 10)

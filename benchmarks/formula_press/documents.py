"""Compose documents: prose with inline formulas, displays between its paragraphs.

Each formula stands between two marks, `\\FPa{number}` and `\\FPz`. They are nothing in the
document that is handed out; in the copy that is measured they colour the formula.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from benchmarks.formula_press.composer import Formula, compose, formulas
from benchmarks.formula_press.constructs import constructs
from benchmarks.formula_press.corpus import SINGLE, Split, prose
from benchmarks.formula_press.setups import Setup
from docparse.evaluation.formulas import normalize_latex

_INLINE = re.compile(r"(?<!\\)\$([^$]+)\$")
_BEFORE_COMMA = re.compile(r"\\FPa\{(\d+)\}\$[^$]+\$\\FPz\{\},\s+(?=\\FPa)")
_OWN_TAGS = {"*": "*", "†": r"$\dagger$", "A1": "A1", "**": "**", "P": "P"}
"""What is printed, and what is typed for it."""
_NARROW = 45
"""Signs in a row that fit into one of two columns, at most."""
_ENDINGS = ("", "", ".", ",")
_NO_ENDING = re.compile(r"\\end\{(?:cases|array)\}$|[.,;]$")
Item = TypeVar("Item")


@dataclass(frozen=True)
class Placement:
    """A formula of a document.

    Attributes:
        number: Place in the document, from 1.
        latex: What was typeset, without the environment of the display and its tags.
        display: Whether it stands on lines of its own.
        environment: Of the display; empty for inline formulas.
        family: Of the template it was made of.
        field: File of the template.
        tag: A tag of its own, as printed; not all fonts say which sign they print.
    """

    number: int
    latex: str
    display: bool
    environment: str
    family: str
    field: str
    tag: str = ""

    @property
    def constructs(self) -> tuple[str, ...]:
        return constructs(self.latex, self.environment if "\\\\" in self.latex else "")


@dataclass(frozen=True)
class Composed:
    """The body of a document and the formulas in it."""

    body: str
    placements: tuple[Placement, ...]

    @cached_property
    def before_commas(self) -> frozenset[int]:
        """The inline formulas which nothing but a comma parts from the next one."""
        return frozenset(int(number) for number in _BEFORE_COMMA.findall(self.body))


class Decks:
    """Formulas and prose of a split, dealt so that all are used before any comes again."""

    def __init__(self, split: Split) -> None:
        made = formulas(split)
        self._displays = _Deck([formula for formula in made if not formula.inline])
        inlines = [formula for formula in made if formula.inline]
        self._inlines = _Deck(inlines or [f for f in formulas("dev") if f.inline])
        self._prose = {
            name: _Deck(list(prose(name, split)))
            for name in ("paragraphs", "blocks", "leads", "follows")
        }

    def display(self, setup: Setup) -> Formula:
        return self._displays.deal(lambda formula: _can_set(setup, formula))

    def inline(self, setup: Setup) -> Formula:
        return self._inlines.deal(lambda formula: _can_set(setup, formula))

    def piece(self, name: str) -> str:
        return self._prose[name].deal(lambda _: True)


class _Deck(Generic[Item]):
    def __init__(self, items: list[Item]) -> None:
        self._items = items
        self._waiting: list[Item] = []
        self._round = 0

    def deal(self, fits: Callable[[Item], bool]) -> Item:
        for _ in range(2):
            for place, item in enumerate(self._waiting):
                if fits(item):
                    return self._waiting.pop(place)
            self._round += 1
            fresh = list(self._items)
            random.Random(self._round).shuffle(fresh)
            self._waiting += fresh
        raise LookupError("no formula of the corpus can be set in this setup")


def _can_set(setup: Setup, formula: Formula) -> bool:
    """Tell whether the setup has the glyphs, and the room: a rough guess where it is narrow."""
    if any(command in formula.latex for command in setup.lacks):
        return False
    return not setup.is_narrow or max(map(_length, formula.latex.split(r" \\ "))) <= _NARROW


def _length(row: str) -> int:
    return sum(token not in {"{", "}", "^", "_"} for token in normalize_latex(row).split())


def compose_document(setup: Setup, decks: Decks, displays: int, seed: str) -> Composed:
    """Compose a document with so many displays."""
    writer = _Writer(setup, decks, random.Random(f"{setup.name}-{seed}"))
    pieces = [writer.slide() if setup.is_slides else writer.passage() for _ in range(displays)]
    return Composed("\n\n".join(pieces), tuple(writer.placements))


def compose_sample(setup: Setup, decks: Decks, displays: int, inline: int) -> Composed:
    """Compose a document with so many displays, and just so many inline formulas."""
    writer = _Writer(setup, decks, random.Random("sample"), inline)
    pieces = [writer.passage() for _ in range(displays)]
    while writer.inline_left:
        pieces.append(writer.sentence())
    return Composed("\n\n".join(pieces), tuple(writer.placements))


class _Writer:
    """Writes passages; inline formulas as long as there are any left to place."""

    def __init__(
        self, setup: Setup, decks: Decks, rng: random.Random, inline_left: int = 1_000_000
    ) -> None:
        self._setup, self._decks, self._rng = setup, decks, rng
        self.inline_left = inline_left
        self.placements: list[Placement] = []

    def sentence(self) -> str:
        return self._text("Likewise, $?$.")

    def passage(self) -> str:
        """A piece of prose, and a display with a sentence before and perhaps after it."""
        parts = [self._opening()] if self._rng.random() < 0.65 else []
        before = self._text(self._decks.piece("leads"))
        display = self._display()
        gap = "\n\n" if self._rng.random() < 0.3 else "\n"
        after = self._text(self._decks.piece("follows")) if self._rng.random() < 0.8 else ""
        return "\n\n".join([*parts, f"{before}\n{display}{gap}{after}".rstrip()])

    def slide(self) -> str:
        title = f"Slide {len(self.placements) + 1}"
        lead = self._text(self._decks.piece("leads"))
        display = self._display()
        follow = self._text(self._decks.piece("follows"))
        return f"\\begin{{frame}}{{{title}}}\n{lead}\n{display}\n{follow}\n\\end{{frame}}"

    def _opening(self) -> str:
        name = "blocks" if self._rng.random() < 0.35 else "paragraphs"
        return self._text(self._decks.piece(name))

    def _text(self, piece: str) -> str:
        wanted = len(_INLINE.findall(piece))
        if wanted > self.inline_left:
            return ""
        self.inline_left -= wanted
        filled = compose(piece, self._rng)
        return _INLINE.sub(lambda match: self._inline(match.group(1), piece), filled)

    def _inline(self, latex: str, piece: str) -> str:
        if latex == "?":
            formula = self._decks.inline(self._setup)
            number = self._place(formula.latex, formula, "")
        else:
            number = self._place(latex, Formula("i", latex, "prose", "prose"), "")
        return f"\\FPa{{{number}}}${self.placements[-1].latex}$\\FPz{{}}"

    def _place(self, latex: str, formula: Formula, environment: str, tag: str = "") -> int:
        number = len(self.placements) + 1
        placement = Placement(
            number=number,
            latex=self._setup.spelled(latex),
            display=bool(environment),
            environment=environment,
            family=formula.family,
            field=formula.field,
            tag=tag,
        )
        self.placements.append(placement)
        return number

    def _display(self) -> str:
        formula = self._decks.display(self._setup)
        latex = formula.latex
        if not _NO_ENDING.search(latex):
            latex += self._rng.choice(_ENDINGS)
        if formula.kind == SINGLE:
            return self._single(formula, latex)
        return self._several(formula, latex)

    def _single(self, formula: Formula, latex: str) -> str:
        forms = ["[", "[", "equation", "equation", "equation*", "tag"]
        form = self._rng.choice(forms)
        environment = "equation" if form == "tag" else form
        printed = self._rng.choice(list(_OWN_TAGS)) if form == "tag" else ""
        number = self._place(latex, formula, environment, printed)
        content = f"\\FPa{{{number}}}{self.placements[-1].latex}\\FPz{{}}"
        if form == "[":
            return f"\\[\n{content}\n\\]"
        tag = f"\\tag{{{_OWN_TAGS[printed]}}}" if printed else ""
        return f"\\begin{{{environment}}}\n{content}{tag}\n\\end{{{environment}}}"

    def _several(self, formula: Formula, latex: str) -> str:
        kind = formula.kind
        number = self._place(latex, formula, kind)
        rows = self.placements[-1].latex.split(" \\\\ ")
        rows[0] = f"\\FPa{{{number}}}{rows[0]}"
        rows[-1] += "\\FPz{}"
        if kind == "split":
            star = self._rng.choice(("", "*"))
            body = " \\\\\n".join(rows)
            return (
                f"\\begin{{equation{star}}}\\begin{{split}}\n{body}\n"
                f"\\end{{split}}\\end{{equation{star}}}"
            )
        star = "*" if self._rng.random() < 0.4 and kind != "subequations" else ""
        marked = [row + self._row_tag(kind, star) for row in rows]
        body = " \\\\\n".join(marked)
        inner = "align" if kind == "subequations" else kind
        columns = "{2}" if kind == "alignat" else ""
        text = f"\\begin{{{inner}{star}}}{columns}\n{body}\n\\end{{{inner}{star}}}"
        return f"\\begin{{subequations}}\n{text}\n\\end{{subequations}}" if inner != kind else text

    def _row_tag(self, kind: str, star: str) -> str:
        """Leave out a row's number now and then, or give it one of its own."""
        chance = self._rng.random()
        if kind == "multline" or star:
            return ""
        if kind == "eqnarray":
            return r"\nonumber" if chance < 0.3 else ""
        return r"\notag" if chance < 0.25 else r"\tag{*}" if chance < 0.32 else ""


def sources(setup: Setup, composed: Composed) -> Iterator[tuple[str, str]]:
    """Yield a document without marks (`plain`), its coloured copy (`marked`) and `bitmaps`.

    The last one only where bitmaps are asked for; it is then the one to hand out. What is measured
    has outlines: they stand where the bitmaps do, but exactly, and have clear edges.
    """
    rest = composed.body + (_SLIDES_CLOSING if setup.is_slides else _CLOSING)
    yield "plain", _preamble(setup, _NO_MARKS) + rest
    yield "marked", _preamble(setup, _marks(setup)) + rest
    if setup.bitmaps:
        yield "bitmaps", setup.bitmaps + _preamble(setup, _NO_MARKS) + rest


_NO_MARKS = r"\protected\def\FPa#1{}\protected\def\FPz#1{}"
_CLOSING = r"""

\begin{thebibliography}{9}
\bibitem{one} A. Author, \emph{On a thing}, J. of Things \textbf{12} (1999), 1--20.
\bibitem{two} B. Writer and C. Penner, \emph{More things}, Press, 2004.
\bibitem{three} D. Scribe, \emph{Things revisited}, Proc. Conf. (2011), no. 3.
\end{thebibliography}
\end{document}
"""
_SLIDES_CLOSING = "\n\\end{document}\n"
_NO_CITATIONS = r"\renewcommand{\cite}[2][]{[1]}"
_THEOREMS = r"""\usepackage{amsthm}
\newtheorem{theorem}{Theorem}\newtheorem{lemma}[theorem]{Lemma}"""


def _preamble(setup: Setup, marks: str) -> str:
    own_theorems = any(name in setup.document_class for name in ("{beamer}", "{llncs}"))
    if setup.is_slides:
        marks += _NO_CITATIONS
    free_proof = r"\let\proof\relax\let\endproof\relax" if "IEEE" in setup.document_class else ""
    return "\n".join(
        (
            setup.document_class,
            r"\usepackage{amsmath}",
            free_proof,
            "" if own_theorems else _THEOREMS,
            r"\usepackage{textcomp,color}",
            setup.fonts,
            r"\pagestyle{plain}",
            r"\makeatletter",
            marks,
            r"\makeatother",
            r"\begin{document}",
            "",
        )
    )


def _marks(setup: Setup) -> str:
    """Colours: of formula n red and green hold its number, blue says formula or tag.

    Levels are 64, so that rounding on the way to the pixels cannot blur them.
    """
    form = (
        r"\FP@r\space\FP@g\space#1 rg \FP@r\space\FP@g\space#1 RG"
        if setup.engine in {"pdflatex", "lualatex"}
        else r"rgb \FP@r\space\FP@g\space#1"
    )
    return _MARKS.replace("FORM", form)


_MARKS = r"""
\def\FP@level#1{\strip@pt\dimexpr 1pt*\numexpr(#1)*4\relax/255\relax}
\def\FP@set#1{\begingroup\edef\current@color{FORM}\let\aftergroup\@gobble\set@color\endgroup}
\protected\def\FPa#1{%
  \begingroup\count@#1 \divide\count@64 \xdef\FP@r{\FP@level{\count@}}%
  \multiply\count@-64 \advance\count@#1 \xdef\FP@g{\FP@level{\count@}}\endgroup
  \FP@set{0.25098}}
\protected\def\FPz#1{\reset@color}
\let\FP@tagform\tagform@
\def\tagform@#1{\FP@set{0.75294}\FP@tagform{#1}\reset@color}
\let\FP@eqnnum\@eqnnum
\def\@eqnnum{\FP@set{0.75294}{\let\normalcolor\relax\FP@eqnnum}\reset@color}
"""

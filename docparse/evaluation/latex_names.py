"""Names of LaTeX: which commands print nothing of their own, and which print the same."""

from __future__ import annotations

from collections.abc import Iterable


def _commands(names: str) -> Iterable[str]:
    return (f"\\{name}" for name in names.split())


SPACES = frozenset(
    {
        "~",
        "\\ ",
        *_commands(", ; : ! > quad qquad enspace thinspace medspace thickspace negthinspace hfill"),
    }
)
SIZES = frozenset(
    _commands(
        "left right middle big bigl bigr bigm Big Bigl Bigr Bigm bigg biggl biggr biggm Bigg Biggl "
        "Biggr Biggm"
    )
)
"""Commands that size the delimiter behind them."""
STYLES = frozenset(
    _commands(
        "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag hline "
        "centering strut mathstrut relax null tiny scriptsize footnotesize small normalsize large "
        "Large LARGE huge protect allowbreak nobreak displaylimits bigskip"
    )
)
UPRIGHT = frozenset(
    _commands(
        "mathrm text textrm textnormal textit textup mbox hbox mathit mathnormal operatorname "
        "operatorname* rm it mathop mathbin mathrel mathord mathopen mathclose mathpunct mathinner "
        "ensuremath smash"
    )
)
"""Fonts and classes of symbols that make no difference to what is meant."""
INVISIBLE = SPACES | SIZES | STYLES | UPRIGHT

OLD_FONTS = {
    "\\bf": "\\mathbf",
    "\\cal": "\\mathcal",
    "\\frak": "\\mathfrak",
    "\\sf": "\\mathsf",
    "\\tt": "\\mathtt",
}
"""Switches that hold to the end of their group, and the command with an argument for each."""

SYNONYMS = {
    "\\le": "\\leq",
    "\\ge": "\\geq",
    "\\ne": "\\neq",
    "\\to": "\\rightarrow",
    "\\gets": "\\leftarrow",
    "\\implies": "\\Longrightarrow",
    "\\impliedby": "\\Longleftarrow",
    "\\iff": "\\Longleftrightarrow",
    "\\land": "\\wedge",
    "\\lor": "\\vee",
    "\\lnot": "\\neg",
    "\\owns": "\\ni",
    "\\lbrace": "\\{",
    "\\rbrace": "\\}",
    "\\lbrack": "[",
    "\\rbrack": "]",
    **dict.fromkeys(_commands("vert lvert rvert mid"), "|"),
    **dict.fromkeys(_commands("Vert lVert rVert parallel"), "\\|"),
    **dict.fromkeys(_commands("dots dotsc dotso"), "\\ldots"),
    **dict.fromkeys(_commands("dotsb dotsm dotsi"), "\\cdots"),
    **dict.fromkeys(_commands("dfrac tfrac cfrac"), "\\frac"),
    **dict.fromkeys(_commands("dbinom tbinom"), "\\binom"),
    **dict.fromkeys(_commands("boldsymbol bm pmb textbf"), "\\mathbf"),
    **dict.fromkeys(_commands("newline cr"), "\\\\"),
    "\\ast": "*",
    "\\colon": ":",
    "\\slash": "/",
    "\\sp": "^",
    "\\sb": "_",
    "\\Bbb": "\\mathbb",
    "\\mathscr": "\\mathcal",
    "\\texttt": "\\mathtt",
    "\\textsf": "\\mathsf",
    "\\stackrel": "\\overset",
    "\\hslash": "\\hbar",
    "\\thicksim": "\\sim",
    "\\thickapprox": "\\approx",
}

NEGATIONS = {
    "=": "\\neq",
    "\\in": "\\notin",
    "\\exists": "\\nexists",
    "\\mid": "\\nmid",
    "\\subseteq": "\\nsubseteq",
    "<": "\\nless",
    ">": "\\ngtr",
}
"""What `\\not` makes of the symbol behind it."""

FUNCTIONS = frozenset(
    _commands(
        "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim ln "
        "log max min sec sin sinh sup tan tanh Pr bmod mod"
    )
)
"""Operators printed as the letters of their name."""

ARGUMENTS = {
    **dict.fromkeys(_commands("frac binom overset underset stackrel"), 2),
    **dict.fromkeys(
        _commands(
            "sqrt mathbf mathbb mathcal mathfrak mathsf mathtt hat widehat bar overline underline "
            "tilde widetilde vec dot ddot dddot acute grave breve check overbrace underbrace boxed "
            "overrightarrow overleftarrow phantom xrightarrow xleftarrow mathring pmod"
        ),
        1,
    ),
}
"""Number of arguments of the commands that have any."""

INFIX = {"\\over": "\\frac", "\\choose": "\\binom"}
"""Commands between their two arguments, each of which reaches to the border of the group."""

DISPLAYS = frozenset(
    (
        *("equation", "displaymath", "math", "align", "alignat", "aligned", "flalign", "gather"),
        *("gathered", "multline", "eqnarray", "split", "subequations"),
    )
)
"""Environments that only display or align what they hold."""

FENCES = {
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "Bmatrix": ("\\{", "\\}"),
    "vmatrix": ("|", "|"),
    "Vmatrix": ("\\|", "\\|"),
    "cases": ("\\{", ""),
}
"""Environments that draw delimiters around a matrix."""

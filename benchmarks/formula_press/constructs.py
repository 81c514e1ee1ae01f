"""Say which constructs a formula exercises, by the commands it holds."""

from __future__ import annotations

import re

_GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_INSIDE_FRACTION = rf"\\[dt]?frac(?:{_GROUP})?\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\\[dt]?frac"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("superscript", r"\^"),
    ("subscript", r"_"),
    ("both scripts", r"_(?:\{[^{}]*\}|.)\^|\^(?:\{[^{}]*\}|.)_"),
    ("stacked scripts", r"[_^]\{[^{}]*[_^]"),
    ("left scripts", r"\{\}[_^]"),
    ("prime", r"'|\\prime"),
    ("fraction", r"\\[dtc]?frac|\\over(?![a-z])"),
    ("nested fraction", _INSIDE_FRACTION + r"|\\cfrac"),
    ("sized fraction", r"\\[dt]frac"),
    ("radical", r"\\sqrt"),
    ("root with degree", r"\\sqrt\["),
    ("big operator", r"\\(?:sum|prod|coprod|big[a-z]+|int|i+nt|oint)(?![a-z])"),
    ("integral", r"\\(?:int|i+nt|idotsint)(?![a-z])"),
    ("contour integral", r"\\oi?nt"),
    ("set limits", r"\\(?:no)?limits"),
    ("substack", r"\\substack|\\begin\{subarray"),
    ("accent", r"\\(?:hat|bar|tilde|vec|d+ot|check|breve|acute|grave|mathring)(?![a-z])"),
    ("wide accent", r"\\wide(?:hat|tilde)"),
    ("line over or under", r"\\(?:over|under)line"),
    ("arrow over", r"\\over(?:right|left|leftright)arrow"),
    ("brace over or under", r"\\(?:over|under)brace"),
    ("growing delimiter", r"\\left|\\middle"),
    ("sized delimiter", r"\\[bB]ig"),
    ("floor or ceiling", r"\\l(?:floor|ceil)"),
    ("angle brackets", r"\\langle"),
    ("norm", r"\\\||\\[lr]Vert"),
    ("matrix", r"\\begin\{[pbvVB]?(?:small)?matrix"),
    ("small matrix", r"\\begin\{smallmatrix"),
    ("array", r"\\begin\{array"),
    ("cases", r"\\begin\{d?cases"),
    ("dots", r"\\(?:[lcvd]dots|dots[bcmio]?|iddots)(?![a-z])"),
    ("text", r"\\(?:text|mbox)\{"),
    ("roman", r"\\mathrm"),
    ("blackboard", r"\\mathbb"),
    ("calligraphic", r"\\mathcal"),
    ("script", r"\\mathscr"),
    ("fraktur", r"\\mathfrak"),
    ("bold", r"\\mathbf"),
    ("bold symbol", r"\\boldsymbol"),
    ("sans serif", r"\\mathsf"),
    ("typewriter", r"\\mathtt"),
    (
        "operator name",
        r"\\(?:sin|cos|tan|log|ln|exp|lim|max|min|sup|inf|det|dim|ker|gcd|arg|deg|Pr|arc[a-z]+|"
        r"cot|sec|sinh|cosh|tanh|hom|liminf|limsup|Re|Im|operatorname)(?![a-z])",
    ),
    ("limits of an operator name", r"\\(?:lim|max|min|sup|inf|limsup|liminf|operatorname\*)[_{]"),
    ("made operator", r"\\operatorname|\\mathop"),
    ("negation", r"\\(?:ne|neq|not[a-z]*|n[a-z]*mid|nsubseteq|nexists|nvdash|nleq)(?![a-z])"),
    ("arrow", r"\\(?:[lL]ong|[rR]ight|[lL]eft|up|down|[nhx])*(?:arrow|to|gets|mapsto)(?![a-z])"),
    ("labelled arrow", r"\\x(?:right|left)arrow"),
    ("stacked relation", r"\\(?:overset|underset|stackrel)"),
    ("binomial", r"\\[dt]?binom|\\choose"),
    ("bra-ket", r"\\rangle(?![a-z])"),
    ("modular", r"\\(?:p?mod|bmod)(?![a-z])"),
    ("wide space", r"\\q?quad"),
    ("greek", r"\\(?:alpha|beta|gamma|delta|theta|lambda|mu|sigma|omega|phi|psi|rho|tau|[Γ-Ω])"),
    ("several lines", r"(?s)\A(?!.*\\begin\{).*\\\\"),
)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _PATTERNS)
NAMES = (*(name for name, _ in _PATTERNS), "letter")
"""All constructs; `letter` is a formula of a single symbol."""


def constructs(latex: str, kind: str = "") -> tuple[str, ...]:
    """Return the constructs of a formula, and `kind` where it is an environment's name."""
    found = [name for name, pattern in _COMPILED if pattern.search(latex)]
    if re.fullmatch(r"\\?[a-zA-Z]+|.", latex) and not re.fullmatch(r"[a-zA-Z]{2,}", latex):
        found.append("letter")
    return (*found, *((kind,) if len(kind) > 1 else ()))

"""Make predictions out of the truth, with errors in them: what a scorer says of them tests it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

from benchmarks.formula_scoring.predictions import Prediction, Truth

Change = Callable[[str], str]
_LE, _TO = re.compile(r"\\le(?![a-z])"), re.compile(r"\\to(?![a-z])")


def _once(pattern: str, replacement: str) -> Change:
    compiled = re.compile(pattern)
    return lambda latex: compiled.sub(replacement, latex, count=1)


def _everywhere(pattern: str, replacement: str) -> Change:
    compiled = re.compile(pattern)
    return lambda latex: compiled.sub(replacement, latex)


ERRORS: Mapping[str, Change] = {
    "a letter is another": _once(r"(?<![a-zA-Z\\{])[a-yA-Y](?![a-zA-Z}])", "z"),
    "Greek is Latin": _once(r"\\(?:alpha|beta|gamma|lambda|mu|sigma|theta|phi)(?![a-z])", "a"),
    "a superscript stands on the line": _once(r"\^\{([^{}]*)\}", r"\1"),
    "a subscript is a superscript": _once(r"_\{([^{}]*)\}(?!\^)", r"^{\1}"),
    "a fraction is a slash": _once(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2"),
    "a root is lost": _once(r"\\sqrt\{([^{}]*)\}", r"\1"),
    "an accent is lost": _once(r"\\(?:hat|bar|tilde|vec|dot)\{([^{}]*)\}", r"\1"),
    "bold is lost": _once(r"\\mathbf\{([^{}]*)\}", r"\1"),
    "blackboard is calligraphic": _once(r"\\mathbb", r"\\mathcal"),
    "delimiters stay small": _everywhere(r"\\(?:left|right)(?=[(\[|)\]])", ""),
    "limits are scripts": _once(r"\\(sum|prod)_", r"\\\1\\nolimits_"),
    "a relation is another": _once(r"=", "<"),
    "the last symbol is lost": lambda latex: re.sub(r"(?<=\s)[^\s\\{}]$", "", latex),
    "a brace is lost": lambda latex: latex.replace("}", "", 1),
}
"""Each changes what is seen, where it applies."""

REWRITINGS: Mapping[str, Change] = {
    "spaces": _everywhere(r"\\[,;!]|\\q?quad(?![a-z])", " "),
    "thin space at each relation": _everywhere(r"=", r"\\,=\\;"),
    "braces": _everywhere(r"([_^])\{([a-zA-Z0-9])\}", r"\1\2"),
    "synonyms": lambda latex: _LE.sub(r"\\leq", _TO.sub(r"\\rightarrow", latex)),
    "left and right": _everywhere(r"(?<=[a-zA-Z])\(([a-zA-Z])\)", r"\\left(\1\\right)"),
    "points of alignment": lambda latex: latex.replace(" &= ", " = "),
}
"""Each changes how a formula is typed, not what is seen but for spaces."""


def perfect(truths: Sequence[Truth]) -> list[Prediction]:
    """Predict the truth."""
    return [as_prediction(truth, truth.latex) for truth in truths]


def planted(truths: Sequence[Truth], seed: int = 0) -> list[Prediction]:
    """Predict with errors: a tenth is missed, a tenth is misread, and some are invented."""
    rng, found = random.Random(seed), []
    for truth in truths:
        fate = rng.random()
        if fate < 0.1:
            continue
        latex = truth.latex
        if fate < 0.2:
            changed = [new for change in ERRORS.values() if (new := change(latex)) != latex]
            latex = rng.choice(changed) if changed else "z"
        found.append(as_prediction(truth, latex))
        if rng.random() < 0.05:
            found.append(Prediction("Q", False, truth.page))
    return found


def as_prediction(truth: Truth, latex: str) -> Prediction:
    """Predict a formula at its place, read in some way."""
    return Prediction(
        latex,
        truth.display,
        truth.page,
        truth.box,
        ", ".join(truth.tags),
        truth.comma_follows,
    )

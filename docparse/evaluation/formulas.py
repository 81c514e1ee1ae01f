"""Compare formulas written in LaTeX by what they show, not by how they are typed."""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from docparse.evaluation.latex_names import (
    ARGUMENTS,
    DISPLAYS,
    FENCES,
    FUNCTIONS,
    INFIX,
    INVISIBLE,
    NEGATIONS,
    OLD_FONTS,
    SIZES,
    SYNONYMS,
)

_TOKEN = re.compile(r"\\(?:begin|end)\s*\{[a-zA-Z]+\*?\}|\\[a-zA-Z]+\*?|\\.|\S", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)%.*")
_DELIMITER = re.compile(r"^\s*(?:\$\$?|\\\[|\\\()|(?:\$\$?|\\\]|\\\))\s*$")
_LABEL = re.compile(r"\\(?:label|tag\*?|hspace\*?|vspace\*?|hskip|kern)\s*(?:\{[^{}]*\})?")
_ROW_GAP = re.compile(r"\\\\\s*\[[^\]\[]*\]")
_COLUMNS = re.compile(
    r"(\\begin\s*\{(?:array|tabular|alignat\*?)\}\s*)(?:\[[a-z]\]\s*)?\{(?:[^{}]|\{[^{}]*\})*\}"
)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-zA-Z]+)\*?\}")
_MAX_DEPTH = 150
_ROW_END = "\\\\"
_PRIME = "\\prime"


def formula_distance(truth: str, prediction: str) -> float:
    """Return the normalised edit distance of two formulas, counted in LaTeX tokens.

    Both are normalised first (`normalize_latex`). A token is a command or a character, so that a
    wrong `\\alpha` is one error, as in the image-to-LaTeX evaluation of Deng et al. (2017).

    Returns:
        0.0 for formulas that are the same after normalisation, to 1.0.
    """
    return Levenshtein.normalized_distance(
        normalize_latex(truth).split(), normalize_latex(prediction).split()
    )


def formula_within(formula: str, other: str) -> bool:
    """Tell whether a formula, normalised, stands in another one as a run of whole tokens."""
    return f" {normalize_latex(formula)} " in f" {normalize_latex(other)} "


def normalize_latex(latex: str) -> str:
    """Write a formula in one canonical form: tokens with a space between them.

    Left out: delimiters (`$`, `\\[`), environments that only display or align, labels and tags,
    spaces, sizes (`\\left`, `\\big`; a null delimiter `\\left.` wholly), styles, `\\limits`,
    upright and text fonts. Unified: names that print the same (`\\le`, `\\leq`), old and new font
    commands, operators and their letters (`\\sin`, `\\mathrm{sin}`), `\\over` and `\\frac`,
    matrices with their fences, `'` and `^{\\prime}`, the order of sub- and superscript. Arguments
    stand in braces, other braces are dropped. Malformed LaTeX is normalised as far as it can be
    read; nothing is raised.

    Args:
        latex: A formula, with or without delimiters.
    """
    return " ".join(_Reader(_tokens(latex)).formula())


def _tokens(latex: str) -> list[str]:
    text = _DELIMITER.sub("", _DELIMITER.sub("", _COMMENT.sub("", latex)))
    text = _ROW_GAP.sub(r"\\\\", _COLUMNS.sub(r"\1", _LABEL.sub(" ", text)))
    tokens = [SYNONYMS.get(token, token) for token in _TOKEN.findall(text)]
    return [
        token
        for i, token in enumerate(tokens)
        if not (token == "." and i and tokens[i - 1] in SIZES)
    ]


class _Reader:
    """Reads tokens once from left to right and hands back the canonical ones."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._in_cell = False
        """Whether `&` and the end of a row close the group, as in the cells of a matrix."""

    def formula(self) -> list[str]:
        written: list[str] = []
        while self._next < len(self._tokens):
            written += self._group()
            self._next += 1  # a closing brace nobody opened
        return written

    def _group(self) -> list[str]:
        """Read up to what closes the group, which is left to the caller."""
        if self._depth >= _MAX_DEPTH:
            return []
        self._depth += 1
        written: list[str] = []
        while self._peek() and not self._closing(self._peek()):
            token = self._take()
            if token in INFIX:
                written = [INFIX[token], "{", *written, "}", "{", *self._group(), "}"]
            elif token in OLD_FONTS:
                written += [OLD_FONTS[token], "{", *self._group(), "}"]
            elif token in {"^", "_", "'"}:
                self._next -= 1
                written += self._scripts()
            elif token != "&":
                written += self._atom(token)
        self._depth -= 1
        return written

    def _scripts(self) -> list[str]:
        """Read sub- and superscripts in any order; write the lower one first."""
        scripts: dict[str, list[str]] = {"_": [], "^": []}
        while self._next < len(self._tokens) and self._tokens[self._next] in {"^", "_", "'"}:
            token = self._take()
            if token == "'":
                scripts["^"].append(_PRIME)
            else:
                scripts[token] += self._argument()
        return [
            written
            for sign, script in scripts.items()
            if script
            for written in (sign, "{", *script, "}")
        ]

    def _atom(self, token: str) -> list[str]:
        if token == "{":
            return self._braced()
        if token.startswith(("\\begin", "\\end")):
            return self._environment(token)
        if token in INVISIBLE:
            return []
        if token in FUNCTIONS:
            return list(token[1:])
        if token == "\\not" and self._peek() in NEGATIONS:
            return [NEGATIONS[self._take()]]
        return self._command(token)

    def _command(self, token: str) -> list[str]:
        written = [token]
        if token == "\\sqrt" and self._peek() == "[":
            while self._peek() not in {"]", ""}:
                written.append(self._take())
            written.append(self._take() or "]")
        for _ in range(ARGUMENTS.get(token, 0)):
            written += ["{", *self._argument(), "}"]
        return written

    def _argument(self) -> list[str]:
        """Read what a command takes: a braced group, or one symbol with what belongs to it."""
        while self._peek() in INVISIBLE:
            self._next += 1
        if not self._peek() or self._closing(self._peek()) or self._depth >= _MAX_DEPTH:
            return []
        self._depth += 1
        token = self._take()
        nothing = {"&", "^", "_", *INFIX, *OLD_FONTS}
        written = [] if token in nothing else [_PRIME] if token == "'" else self._atom(token)
        self._depth -= 1
        return written

    def _braced(self) -> list[str]:
        outer, self._in_cell = self._in_cell, False
        written = self._group()
        self._in_cell = outer
        self._next += 1  # the closing brace
        return written

    def _environment(self, token: str) -> list[str]:
        found = _ENVIRONMENT.fullmatch(token)
        if found is None or found.group(1) == "end":
            return []
        name = found.group(2)
        content = self._rows(columns=name not in DISPLAYS)
        if name in DISPLAYS:
            return content
        left, right = FENCES.get(name, ("", ""))
        matrix = ("\\begin{matrix}", *content, "\\end{matrix}")
        return [part for part in (left, *matrix, right) if part]

    def _rows(self, *, columns: bool) -> list[str]:
        """Read the cells of an environment; without `columns`, `&` between them says nothing."""
        outer, self._in_cell = self._in_cell, True
        written = self._group()
        while self._peek() in {"&", _ROW_END}:
            token = self._take()
            written += [token] if columns or token == _ROW_END else []
            written += self._group()
        self._in_cell = outer
        self._next += 1  # the end of the environment
        return written[:-1] if written and written[-1] == _ROW_END else written

    def _closing(self, token: str) -> bool:
        return (
            token == "}"
            or token.startswith(("\\end{", "\\end "))
            or (self._in_cell and token in {"&", _ROW_END})
        )

    def _peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._next += 1
        return token

"""Prepare LaTeX to be drawn: rows without their alignment, nothing that could leave the page."""

from __future__ import annotations

import re

_DELIMITERS = re.compile(r"^\s*(?:\$\$?|\\\[|\\\()|(?:\$\$?|\\\]|\\\))\s*$")
_WRAPPER = re.compile(
    r"^\s*\\begin\{(equation|align|aligned|gather|gathered|multline|split|eqnarray|alignat|"
    r"alignedat|flalign|displaymath|math)(\*?)\}(?:\[[tcb]\])?(?(1)(?:\{\d\})?)(.*)"
    r"\\end\{\1\2\}\s*([.,;]?)\s*$",
    re.S,
)
_NUMBERS = re.compile(r"\\(?:tag\*?|label)\s*\{[^{}]*\}|\\(?:notag|nonumber)(?![a-z])")
_CFRAC = re.compile(r"\\cfrac(?:\[[lrc]\])?(?![a-z])")
_BRACED_ARRAY = re.compile(
    r"\\left\s*\\\{\s*\\begin\{array\}\s*\{[lcr@{}]*\}((?:(?!\\begin).)*?)\\end\{array\}\s*\\right\.",
    re.S,
)
_CASES = r"\\begin{cases}\1\\end{cases}"
_TOKEN = re.compile(
    r"\\(?:begin|end)\s*\{[^{}]*\}|\\\\(?:\s*\[[^\[\]]*\])?|\\[a-zA-Z]+|\\.|[{}&$]|[^\\{}&$]+",
    re.S,
)
_REFUSED = frozenset(
    rf"\{name}"
    for name in (
        *(
            "input",
            "include",
            "openin",
            "openout",
            "write",
            "def",
            "gdef",
            "edef",
            "let",
            "newcommand",
        ),
        *(
            "shipout",
            "catcode",
            "csname",
            "loop",
            "typeout",
            "special",
            "usepackage",
            "par",
            "[",
            "]",
        ),
        *("(", ")", "immediate", "message", "read", "endinput"),
    )
)


def drawable(latex: str, *, display: bool) -> str:
    r"""Return what to put between `$` and `$` to see a formula by itself.

    Points of alignment are left out, as they cannot be seen; the rows stand centred. A brace with
    an array behind it becomes `cases`, a `\cfrac` becomes a `\dfrac`: only gaps tell them apart.
    """
    rows = split_rows(_BRACED_ARRAY.sub(_CASES, _CFRAC.sub(r"\\dfrac", bare(latex))))
    style = r"\displaystyle " if display else ""
    if len(rows) == 1:
        return style + rows[0]
    stacked = r"\\".join(rows)
    return rf"{style}\rows{{{stacked}}}"


def bare(latex: str) -> str:
    """Take off delimiters, environments that only display, and numbers."""
    text = _NUMBERS.sub("", _DELIMITERS.sub("", _DELIMITERS.sub("", latex.strip())))
    while (found := _WRAPPER.match(text)) is not None:
        text = found.group(3).strip() + found.group(4)
    return text


def split_rows(latex: str) -> list[str]:
    """Cut at the ends of rows that belong to no matrix and no group; drop their `&`."""
    rows, depth = [""], 0
    for token in _TOKEN.findall(latex):
        depth += _opens(token)
        if depth == 0 and token.startswith("\\\\"):
            rows.append("")
        elif depth or token != "&":
            rows[-1] += token
    return [row.strip() for row in rows if row.strip()] or [""]


def is_balanced(latex: str) -> bool:
    """Tell whether TeX can read it without running into what comes next."""
    open_groups: list[str] = []
    for token in _TOKEN.findall(latex):
        if token in _REFUSED or token == "$":
            return False
        if token == "{" or token.startswith("\\begin"):
            open_groups.append(_closer(token))
        elif (token == "}" or token.startswith("\\end{")) and (
            not open_groups or open_groups.pop() != token
        ):
            return False
    return not open_groups and bool(latex.strip())


def _closer(token: str) -> str:
    return "}" if token == "{" else token.replace("\\begin", "\\end", 1)


def _opens(token: str) -> int:
    if token == "{" or token.startswith("\\begin"):
        return 1
    return -1 if token == "}" or token.startswith("\\end{") else 0

r"""Find formulas in running text: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

INLINE_MATH = r"""
      (?<!\\) \\\( (?P<round>(?:(?!\\\(|\n[ \t]*\n).)+?) \\\)
    | (?<![\\$]) \$ (?P<spaced>[ ]+ (?:[^$\\\n]|\\.)+? [ ]+) \$ (?![\d$])
    | (?<![\\$]) \$ (?![\s$]) (?P<single>(?:[^$\\\n]|\\[^\n])*? (?:[^\s$\\]|\\[^\n])) \$ (?![\d$])
"""
"""Formulas inside a line, for `re.X | re.S`; whether it is one, `is_math` says."""

_MATH = re.compile(
    rf"""
      (?<!\\) \\\[ (?P<square>.+?) \\\]
    | (?<!\\) \$\$ (?P<double>(?:[^$\\]|\\.)+?) \$\$
    | {INLINE_MATH}
    """,
    re.X | re.S,
)
_DOLLAR = re.compile(r"\\\$")
_SIGN = re.compile(r"[\\^_={}<>+*/|]|^\W*\w{1,2}\W*$")
_AMOUNT = re.compile(r"\d[\d.,]*\s.*[A-Za-z]{2}", re.S)


@dataclass(frozen=True)
class Piece:
    """A stretch of text, or of LaTeX without its delimiters."""

    text: str
    math: bool = False


def split_math(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text, formulas apart; amounts like `$5 and $6` are none."""
    end = at = 0
    while found := _MATH.search(text, at):
        latex = inline_latex(found)
        if latex is None:
            at = found.start() + 1
            continue
        if found.start() > end:
            yield Piece(_plain(text[end : found.start()]))
        yield Piece(latex, math=True)
        end = at = found.end()
    if end < len(text):
        yield Piece(_plain(text[end:]))


def inline_latex(found: re.Match[str]) -> str | None:
    r"""Return the LaTeX of a match, None where the dollars are money.

    With a space behind the first dollar, something in between has to look like a formula.
    """
    groups = found.groupdict()
    latex = next(groups[name] for name in _NAMES if groups.get(name) is not None).strip()
    money = groups.get("spaced") is not None and not _SIGN.search(latex)
    money |= groups.get("single") is not None and _is_amount(latex)
    return None if money or not latex else latex


_NAMES = ("square", "double", "round", "spaced", "single")


def _is_amount(latex: str) -> bool:
    return bool(_AMOUNT.match(latex)) and not _SIGN.search(latex)


def _plain(text: str) -> str:
    return _DOLLAR.sub("$", text)

r"""Find formulas in running text: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MATH = re.compile(
    r"""
      \\\( (?P<round>.+?) \\\)
    | \\\[ (?P<square>.+?) \\\]
    | (?<!\\) \$\$ (?P<double>[^$]+?) \$\$
    | (?<![\\$]) \$ (?![\s$]) (?P<single>(?:[^$\\\n]|\\.)*?[^\s$\\]) \$ (?![\d$])
    """,
    re.X | re.S,
)
_DOLLAR = re.compile(r"\\\$")


@dataclass(frozen=True)
class Piece:
    """A stretch of text, or of LaTeX without its delimiters."""

    text: str
    math: bool = False


def split_math(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text, formulas apart; amounts like `$5 and $6` are none."""
    end = 0
    for found in _MATH.finditer(text):
        if found.start() > end:
            yield Piece(_plain(text[end : found.start()]))
        latex = next(group for group in found.groups() if group is not None)
        yield Piece(latex.strip(), math=True)
        end = found.end()
    if end < len(text):
        yield Piece(_plain(text[end:]))


def _plain(text: str) -> str:
    return _DOLLAR.sub("$", text)

"""Mend lines that models write and Markdown does not read: headings, bullets, numbers, notes."""

from __future__ import annotations

import re
from collections.abc import Callable

from docparse.markup.html_blocks import blocks_to_markdown
from docparse.markup.pipe_rows import Mended, mend_pipe_tables

_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_Change = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
_CHANGES: tuple[_Change, ...] = (
    (re.compile(r"^([ ]{0,3})#{7,}(?=\s)", re.M), r"\1######"),
    (re.compile(r"^([ ]{0,3}#{2,6})(?=[^\s#\\])", re.M), r"\1 "),
    (re.compile(rf"^([ ]{{0,3}}#)(?=[{_CJK}])", re.M), r"\1 "),
    (re.compile(r"(?:(?<=\n\n)|\A)([^\s#>|*+-][^\n]*)\n={2,}[ \t]*(?=\n|\Z)"), r"# \1"),
    (re.compile(r"^([ \t]*\d{4,9})([.)])(?=\s)", re.M), r"\1\\\2"),
    (re.compile(r"^([ \t]*)[•●▪◦‣][ \t\u3000]*", re.M), r"\1- "),
    (re.compile(r"^([ \t]*[-*+][ \t]+)\[ \](?=[ \t])", re.M), r"\1☐"),
    (re.compile(r"^([ \t]*[-*+][ \t]+)\[[xX]\](?=[ \t])", re.M), r"\1☑"),
)
_ENUMERATED = re.compile(
    r"[ \t]*(?:（\d{1,3}）|\((?:\d{1,3}|[a-z])\)\s|[①-⑳]|\d{1,3}、|\[\d{1,3}\]\s)"
)
_BULLET = re.compile(r"[ \t]*-\s")


def mend_markdown(text: str) -> Mended:
    """Return the text as a Markdown parser reads what was meant.

    Lines below each other that begin `（1）`, `(a)`, `①`, `1、` or `[1]` become a list.
    """
    text = blocks_to_markdown(text)
    for pattern, replacement in _CHANGES:
        text = pattern.sub(replacement, text)
    return mend_pipe_tables(_enumerated(text))


def _enumerated(text: str) -> str:
    lines = text.split("\n")
    marked = [_ENUMERATED.match(line) is not None for line in lines]
    result = []
    for at, line in enumerate(lines):
        beside = at + 1 < len(lines) and marked[at + 1]
        beside |= at > 0 and (marked[at - 1] or _BULLET.match(lines[at - 1]) is not None)
        result.append(f"- {line.strip()}" if marked[at] and beside else line)
    return "\n".join(result)

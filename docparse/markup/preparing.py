r"""Make what models write into Markdown a parser understands: tables and LaTeX set aside.

Blank lines end an HTML block in Markdown, and backslashes escape; so both are taken out before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

_PRIVATE = re.compile("[\ue000-\ue00f]")
_FENCE = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?(?:^\1[ \t]*$|\Z)", re.S | re.M)
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.S)
_TABLE = re.compile(r"<table\b.*?(?:</table\s*>|\Z)", re.S | re.I)
_TABULAR = re.compile(
    r"(?:\\begin\{table\*?\}.*?)?\\begin\{(tabular[x*]?|array)\}(?:\[[^\]]*\])?"
    r"(?:\{[^{}]*\})?\{(?:[^{}]|\{[^{}]*\})*\}"
    r"(?P<rows>.*?)\\end\{\1\}(?:.*?\\end\{table\*?\})?",
    re.S,
)
_DISPLAY = re.compile(
    r"\\\[(?P<square>.+?)\\\]"
    r"|(?<!\\)\$\$(?P<dollars>.+?)(?<!\\)\$\$"
    r"|(?P<environment>\\begin\{(?P<name>equation|align|gather|multline|eqnarray|displaymath)"
    r"(?P<star>\*?)\}.+?\\end\{(?P=name)(?P=star)\})",
    re.S,
)
_INLINE = re.compile(r"\\\((.+?)\\\)", re.S)
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?|\\tabularnewline")
_LINES = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^}]*\}|cmidrule(?:\([^)]*\))?\{[^}]*\})"
)
_MULTI = re.compile(r"\\multicolumn\{(\d+)\}\{[^{}]*\}\{((?:[^{}]|\{[^{}]*\})*)\}")
_COMMAND = re.compile(r"\\(?:textbf|textit|emph|text|mathrm)\{([^{}]*)\}")

MARK = re.compile("\ue000(\\d+)\ue001")
"""Stands in the text where something was set aside; group 1 is its number."""


@dataclass(frozen=True)
class Aside:
    """What was set aside: a table in HTML, or a formula set apart."""

    kind: Literal["table", "math"]
    text: str


@dataclass(frozen=True)
class Prepared:
    """Markdown with marks in it, and what they stand for."""

    text: str
    asides: tuple[Aside, ...]


def prepare(text: str) -> Prepared:
    """Set tables and formulas aside; what stands in code stays."""
    text = _PRIVATE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    asides: list[Aside] = []

    def aside(kind: Literal["table", "math"], content: str, found: re.Match[str]) -> str:
        asides.append(Aside(kind, content))
        mark = f"\ue000{len(asides) - 1}\ue001"
        in_pipes = _in_pipes(found)
        return mark if in_pipes else f"\n\n{mark}\n\n"

    def without_blocks(part: str) -> str:
        part = _TABLE.sub(lambda found: aside("table", found[0], found), part)
        part = _TABULAR.sub(lambda found: aside("table", _tabular(found["rows"]), found), part)
        part = _DISPLAY.sub(lambda found: aside("math", _display(found), found), part)
        return _INLINE.sub(lambda found: f"${found[1].strip()}$", part)

    return Prepared(_outside_of_code(text, without_blocks), tuple(asides))


def _outside_of_code(text: str, change: Callable[[str], str]) -> str:
    """Apply a change between fences and code spans."""
    parts: list[str] = []
    end = 0
    for start, stop in _code(text):
        parts += [change(text[end:start]), text[start:stop]]
        end = stop
    return "".join([*parts, change(text[end:])])


def _code(text: str) -> Sequence[tuple[int, int]]:
    """Where code stands; fences go before spans."""
    fences = [found.span() for found in _FENCE.finditer(text)]
    spans = [
        found.span()
        for found in _CODE.finditer(text)
        if not any(start <= found.start() < stop for start, stop in fences)
        and "<table" not in found[0]
        and "\n\n" not in found[0]
    ]
    return sorted([*fences, *spans])


def _in_pipes(found: re.Match[str]) -> bool:
    """Whether it stands in a row of a pipe table, which a line break would end."""
    text = found.string
    start = text.rfind("\n", 0, found.start()) + 1
    end = text.find("\n", found.end())
    line = text[start : found.start()] + text[found.end() : end if end >= 0 else len(text)]
    return line.strip().startswith("|") and line.strip().endswith("|")


def _display(found: re.Match[str]) -> str:
    inside = found["square"] or found["dollars"]
    if inside is not None:
        return inside
    if found["name"] in {"equation", "displaymath"}:
        body = found["environment"]
        return body[body.index("}") + 1 : body.rindex("\\end")]
    return found["environment"]


def _tabular(rows: str) -> str:
    """A LaTeX table as HTML."""
    written = []
    for row in _ROW_END.split(_LINES.sub("", rows)):
        if row.strip():
            cells = re.split(r"(?<!\\)&", row)
            written.append("<tr>" + "".join(map(_tabular_cell, cells)) + "</tr>")
    return "<table>" + "".join(written) + "</table>"


def _tabular_cell(cell: str) -> str:
    cell = cell.strip()
    spanning = _MULTI.fullmatch(cell)
    spans = f' colspan="{spanning[1]}"' if spanning is not None else ""
    text = spanning[2] if spanning is not None else cell
    text = _COMMAND.sub(r"\1", text).strip()
    for escaped in "&%#_":
        text = text.replace(f"\\{escaped}", escaped)
    return f"<td{spans}>{text.replace('&', '&amp;').replace('<', '&lt;')}</td>"

r"""Set aside what a Markdown parser would misread: code, tables, formulas, figures, comments.

Marks take their places, so that blank lines, backslashes, bars and stars in them mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Literal

from docparse.markup.inline_math import INLINE_MATH, inline_latex
from docparse.markup.latex_table import latex_table
from docparse.markup.note_labels import mark_of
from docparse.markup.table_end import table_extent

AsideKind = Literal["table", "math", "code", "figure", "inline", "span", "note"]

_PRIVATE = re.compile("[\ue000-\ue00f\x00]")
_SURROGATES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no file can hold."""
_MATHS = (
    r"equation|align|alignat|flalign|gather|multline|eqnarray|displaymath|math|aligned|gathered"
    r"|split|cases|[pbvBV]?matrix|smallmatrix"
)
_SPECIAL = re.compile(
    rf"""
      ^(?P<indent>[ \t]*(?:[-*+>][ ]+|\d+[.)][ ]+)?) (?P<mark>`{{3,}}|~{{3,}})
        (?P<info>[^\n`]*) (?:\n|\Z)
        (?P<fence>.*?) (?:^[ \t>]*(?P=mark)[`~]*[ \t]*$|\Z)
    | (?P<comment><!--.*?-->|<!--\s*$|\[MISSING_PAGE\w*(?::\d+)?\])
    | (?P<table><table\b)
    | (?P<rows><(?:thead|tbody|tr)\b)
    | (?P<tabular>\\begin\s*\{{\s*(?:table\*?|tabular[xy*]?|longtable)\s*\}}
        |^[ \t]*\\begin\s*\{{\s*array\s*\}})
    | (?<!\\)\\\[(?!\^) (?P<square>(?:(?!(?<!\\)\\\[).)+?) (?<!\\)\\\]
    | (?<![\\$])\$\$(?!\$)\s* (?P<double>(?:(?!\$\$|\n[ \t]*\n)(?:\\.|.))+?) \s*\$\$
    | (?P<environment>\\begin\s*\{{\s*(?P<name>{_MATHS})(?P<star>\*?)\s*\}}
        .+?\\end\s*\{{\s*(?P=name)(?P=star)\s*\}})
    | {INLINE_MATH}
    | !\[(?P<figure>(?:\\.|[^\]\\])*)\]\((?:[^()\n]|\([^()\n]*\))*\)
    | (?P<image><img\b[^<>]*>)
    | (?<![\\`])(?P<ticks>`+)(?!`) (?P<span>(?:(?!\n[ \t]*\n|<table).)+?) (?<!`)(?P=ticks)(?!`)
    | (?P<definition>^[ \t]*\[\^[^\]\s]+\]:)
    | (?<!\\)\[\^(?P<note>[^\]\s]{{1,20}})\](?!\()
    | (?P<unclosed>(?<![\\$])\$\$(?!\$)|(?<!\\)\\[\[(](?!\^)
        |^[ \t]*\\begin\s*\{{\s*(?:{_MATHS})\*?\s*\}})
    """,
    re.X | re.S | re.M | re.I,
)
_INSIDE = re.compile(r"[ \t]+\S|[ \t]*(?:[-*+•]\s|\d+[.)]\s|>|\||\[\^)|#")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n|\Z")
_TEX = re.compile(r"[\\^_={}]")
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")

MARK = re.compile("\ue000(\\d+)\ue001")
"""Stands in the text where something was set aside; group 1 is its number."""


@dataclass(frozen=True)
class Aside:
    """What was set aside.

    Attributes:
        kind: `table` in HTML; `math` apart and `inline`, LaTeX without delimiters; `code` apart
            and `span`; `figure`, the words of it; `note`, the mark of a footnote.
        text: The content.
        source: All that stood there.
        language: Of code, where it is said.
    """

    kind: AsideKind
    text: str
    source: str
    language: str = ""


@dataclass(frozen=True)
class Prepared:
    """Markdown with marks in it, what they stand for, and what was lost or mended."""

    text: str
    asides: tuple[Aside, ...]
    notes: tuple[str, ...] = ()

    def restored(self, text: str) -> str:
        """Return a text with what its marks stand for."""
        return MARK.sub(lambda found: self.asides[int(found[1])].source, text)


def prepare(text: str) -> Prepared:
    """Set aside what is no running text."""
    text = _SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _PRIVATE.sub("", text)
    scan = _Scan(text)
    scan.run()
    return Prepared("".join(scan.parts), tuple(scan.asides), tuple(scan.notes))


@dataclass
class _Scan:
    """Goes through a text once, from left to right."""

    text: str
    parts: list[str] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _done: int = 0

    def run(self) -> None:
        """Take everything special out of the text."""
        at = 0
        while found := _SPECIAL.search(self.text, at):
            end = self._take(found)
            at = end if end is not None else found.start() + 1
        self.parts.append(self.text[self._done :])

    def _take(self, found: re.Match[str]) -> int | None:
        """Put one find aside and return where it ends; None when it is ordinary text."""
        kind = str(found.lastgroup)
        if kind in _CONTENTS:
            aside, content = _CONTENTS[kind]
            return self._put(aside, content(found), *found.span())
        if kind in _NAMES:
            latex = inline_latex(found)
            return None if latex is None else self._put("inline", latex, *found.span())
        handlers = {
            "fence": self._fence,
            "comment": self._dropped,
            "table": self._table,
            "rows": self._rows,
            "tabular": self._tabular,
            "definition": self._definition,
            "unclosed": self._unclosed,
        }
        return handlers[kind](found)

    def _literal(self, text: str, start: int, end: int) -> None:
        self.parts += [self.text[self._done : start], text]
        self._done = end

    def _put(self, kind: AsideKind, text: str, start: int, end: int, language: str = "") -> int:
        """Put a mark; what stands apart gets a paragraph of its own, but not in lists or rows."""
        self.asides.append(Aside(kind, text, self.text[start:end], language))
        mark = f"\ue000{len(self.asides) - 1}\ue001"
        line_start = self.text.rfind("\n", 0, start) + 1
        inside = _INSIDE.match(self.text[line_start:start] + "x") is not None
        if kind in {"inline", "span", "note"}:
            self._literal(mark, start, end)
        elif inside or kind == "figure":
            self._literal(f" {mark} ", start, end)
        else:
            self._literal(f"\n\n{mark}\n\n", start, end)
        return end

    def _definition(self, found: re.Match[str]) -> int:
        """A footnote begins a paragraph."""
        self._literal("\n\n" + found[0], *found.span())
        return found.end()

    def _dropped(self, found: re.Match[str]) -> int:
        self.notes.append(f"left out, as no text of the page: {' '.join(found[0].split())[:60]}")
        self._literal("", *found.span())
        return found.end()

    def _table(self, found: re.Match[str]) -> int:
        start = found.start()
        end = table_extent(self.text, start).end
        return self._put("table", self.text[start:end], start, end)

    def _fence(self, found: re.Match[str]) -> int:
        indent = len(found["indent"])
        lines = found["fence"].rstrip("\n").split("\n")
        shortened = [line[min(indent, len(line) - len(line.lstrip())) :] for line in lines]
        language = found["info"].strip().split(" ")[0]
        start = found.start() + indent
        return self._put("code", "\n".join(shortened), start, found.end(), language)

    def _rows(self, found: re.Match[str]) -> int:
        """Rows without a table around them."""
        opening, start = "<table>", found.start()
        end = start - len(opening) + table_extent(opening + self.text[start:], 0).end
        rows = self.text[start:end].rstrip()
        closing = "</table>" if rows.lower().endswith(("</tr>", "</tbody>", "</table>")) else ""
        return self._put("table", f"{opening}{rows}{closing}", start, end)

    def _tabular(self, found: re.Match[str]) -> int | None:
        start = self.text.index("\\", found.start())
        table = latex_table(self.text, start)
        if table is None:
            return None
        if not table.closed:
            self.notes.append("the table is not closed; the rows that came are kept")
        return self._put("table", table.markup, start, table.end)

    def _unclosed(self, found: re.Match[str]) -> int | None:
        """A formula whose end is missing reaches to the end of its paragraph, or of the line."""
        sign = found["unclosed"].strip()
        start = self.text.index(sign, found.start())
        ending = re.compile(r"\n|\Z") if sign == "\\(" else _PARAGRAPH_END
        end = _end_of(ending, self.text, found.end())
        body = self.text[start if sign[:2] == "\\b" else found.end() : end].strip()
        if not _TEX.search(body):
            return None
        self.notes.append(f"a formula is not closed: {' '.join(body.split())[:60]}")
        return self._put("inline" if sign == "\\(" else "math", body, start, end)


def _end_of(ending: re.Pattern[str], text: str, start: int) -> int:
    found = ending.search(text, start)
    return found.start() if found is not None else len(text)


def _without_equation(found: re.Match[str]) -> str:
    """The content of an `equation`; other environments say something and stay."""
    whole: str = found["environment"]
    if found["name"] in {"equation", "displaymath", "math"}:
        return whole[whole.index("}") + 1 : whole.rindex("\\end")].strip()
    return whole


def _alt(image: str) -> str:
    found = _ALT.search(image)
    return unescape(found[1] or found[2] or "") if found is not None else ""


def _span(text: str) -> str:
    """A code span without the spaces that part it from its ticks, on one line."""
    text = text.replace("\n", " ")
    if text.strip() and text[0] == text[-1] == " ":
        return text[1:-1]
    return text


_CONTENTS: dict[str, tuple[AsideKind, Callable[[re.Match[str]], str]]] = {
    "square": ("math", lambda found: found["square"]),
    "double": ("math", lambda found: found["double"]),
    "environment": ("math", _without_equation),
    "figure": ("figure", lambda found: _ESCAPED.sub(r"\1", found["figure"])),
    "image": ("figure", lambda found: _alt(found[0])),
    "span": ("span", lambda found: _span(found["span"])),
    "note": ("note", lambda found: mark_of(found["note"])),
}
_NAMES = frozenset({"round", "spaced", "single"})

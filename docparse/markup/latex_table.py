r"""Tables written as LaTeX (`tabular` and its kin), to HTML; knows rows and cells, no pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docparse.markup.escaping import escape_html

_GROUP = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*"
_OPENING = re.compile(
    r"\\begin\s*\{\s*(?P<name>tabular[xy*]?|longtable|array)\s*\}"
    rf"(?:\[[^\]]*\])?(?:\{{{_GROUP}\}}(?=\s*\{{))?(?:\[[^\]]*\])?\s*\{{{_GROUP}\}}"
)
_FLOAT = re.compile(r"\\begin\{(table\*?)\}(?:\[[^\]]*\])?")
_CAPTION = re.compile(rf"\\caption(?:\[[^\]]*\])?\{{({_GROUP})\}}")
_ROW_END = re.compile(r"\\\\\*?(?:\[[^\]\n]*\])?|\\tabularnewline\b")
_LINES = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|endhead|endfirsthead|endfoot|endlastfoot"
    r"|(?:cline|cmidrule(?:\([^)]*\))?|rowcolor|cellcolor|label|addlinespace)"
    r"(?:\[[^\]]*\])?\{[^{}]*\})"
)
_RULE = re.compile(r"\\(?:hline|midrule|endhead|endfirsthead)\b")
_MULTICOLUMN = re.compile(rf"\\multicolumn\s*\{{\s*(\d+)\s*\}}\s*\{{{_GROUP}\}}\s*\{{({_GROUP})\}}")
_MULTIROW = re.compile(
    rf"\\multirow\s*(?:\[[^\]]*\])?\{{\s*(\d+)\s*\}}\s*(?:\[[^\]]*\])?"
    rf"(?:\{{[^{{}}]*\}}|\*)\s*(?:\[[^\]]*\])?\{{({_GROUP})\}}"
)
_STACK = re.compile(rf"\\(?:makecell|shortstack|thead)(?:\[[^\]]*\])?\{{({_GROUP})\}}")
_STYLES = {"textbf": "b", "textit": "i", "emph": "i", "textsuperscript": "sup"}
_STYLED = re.compile(r"\\(textbf|textit|emph|textsuperscript)\s*\{([^{}]*)\}")
_PLAIN = re.compile(r"\\(?:text|textrm|textsf|texttt|underline|mbox)\s*\{([^{}]*)\}")
_SWITCH = re.compile(r"\\(?:bfseries|itshape|centering|small|footnotesize|scriptsize|tiny)\b\s*")
_ESCAPED = re.compile(r"\\([&%#_{}])")
_MATH = re.compile(r"((?<!\\)\$(?:\\.|[^$\\])+\$|\\\(.+?\\\))", re.S)


@dataclass(frozen=True)
class LatexTable:
    """A table found in LaTeX.

    Attributes:
        markup: The table as HTML.
        end: Where it ends in the text.
        closed: Whether its end was written.
    """

    markup: str
    end: int
    closed: bool


@dataclass(frozen=True)
class _Cell:
    """The content of a cell, and the slots it spans."""

    text: str
    rows: int = 1
    columns: int = 1


def latex_table(text: str, start: int) -> LatexTable | None:
    r"""Read the table that begins at `start`, with `\begin{table}` or `\begin{tabular}`.

    Args:
        text: LaTeX, or text with LaTeX in it.
        start: Where the backslash of `\begin` stands.

    Returns:
        None when no table begins there. One that is not closed reaches to the next empty line.
    """
    around = _FLOAT.match(text, start)
    opening = _OPENING.search(text, start) if around else _OPENING.match(text, start)
    if opening is None:
        return None
    inside, end, closed = _until_end(text, opening.end(), opening["name"])
    caption = ""
    if around is not None:
        whole, outer_end, outer_closed = _until_end(text, around.end(), around[1])
        if opening.start() > around.end() + len(whole):
            return None
        found = _CAPTION.search(whole)
        caption = f"<caption>{_content(found[1])}</caption>" if found else ""
        end, closed = max(end, outer_end), closed and outer_closed
    rows = _spread([[_cell(cell) for cell in _split(row, "&")] for row in _rows(inside)])
    head = _head_rows(inside)
    markup = "".join(
        "<tr>" + "".join(_written(cell, "th" if number < head else "td") for cell in row) + "</tr>"
        for number, row in enumerate(rows)
    )
    return LatexTable(f"<table>{caption}{markup}</table>", end, closed)


def _until_end(text: str, start: int, name: str) -> tuple[str, int, bool]:
    """The content of an environment, where it ends, and whether its end was there."""
    closing = re.compile(rf"\\end\s*\{{\s*{re.escape(name)}\s*\}}").search(text, start)
    if closing is not None:
        return text[start : closing.start()], closing.end(), True
    empty = re.compile(r"\n[ \t]*\n").search(text, start)
    end = empty.start() if empty else len(text)
    return text[start:end], end, False


def _rows(inside: str) -> Iterator[str]:
    for row in _split(_LINES.sub("", inside), "\\\\"):
        if row.strip():
            yield row


def _head_rows(inside: str) -> int:
    """Rows above the first rule between rows; none where rules part all rows, or long parts."""
    parts = [len(list(_rows(part))) for part in _RULE.split(inside)]
    parts = [rows for rows in parts if rows]
    if len(parts) < 2 or (len(parts) > 2 and max(parts) == 1) or parts[0] > sum(parts[1:]):
        return 0
    return parts[0]


def _split(text: str, separator: str) -> list[str]:
    """Cut at ampersands or at ends of rows, but not inside of braces."""
    parts, start, depth, at = [], 0, 0, 0
    while at < len(text):
        ended = _ROW_END.match(text, at)
        if ended is not None:
            if separator == "\\\\" and depth <= 0:
                parts.append(text[start:at])
                start = ended.end()
            at = ended.end()
            continue
        if text[at] == "\\":
            at += 2
            continue
        depth += (text[at] == "{") - (text[at] == "}")
        if text[at] == separator and depth <= 0:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]]


def _cell(text: str) -> _Cell:
    cell = _Cell(text.strip())
    for _ in range(2):  # one may stand inside the other
        wide, tall = _MULTICOLUMN.fullmatch(cell.text), _MULTIROW.fullmatch(cell.text)
        if wide is not None:
            cell = replace(cell, text=wide[2].strip(), columns=max(1, int(wide[1])))
        elif tall is not None:
            cell = replace(cell, text=tall[2].strip(), rows=max(1, int(tall[1])))
    return cell


def _spread(rows: Sequence[Sequence[_Cell]]) -> list[list[_Cell]]:
    """Take out the empty cells that LaTeX wants below one which spans rows."""
    spread: list[list[_Cell]] = []
    covered: dict[int, int] = {}  # column to the rows it is still covered for
    for number, row in enumerate(rows):
        kept, column = [], 0
        for cell in row:
            if covered.get(column, 0) and not cell.text:
                column += cell.columns
                continue
            wanted = min(cell.rows, _free_below(rows[number + 1 :], column))
            kept.append(replace(cell, rows=wanted))
            if wanted > 1:
                covered |= {column + right: wanted for right in range(cell.columns)}
            column += cell.columns
        spread.append(kept)
        covered = {at: left - 1 for at, left in covered.items() if left > 1}
    return spread


def _free_below(rows: Sequence[Sequence[_Cell]], column: int) -> int:
    """One more than the rows below in which the slot at `column` is empty."""
    for number, row in enumerate(rows, 1):
        at = 0
        for cell in row:
            if at == column and cell.text:
                return number
            at += cell.columns
    return len(rows) + 1


def _written(cell: _Cell, tag: str) -> str:
    spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    spans += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    return f"<{tag}{spans}>{_content(cell.text)}</{tag}>"


def _content(text: str) -> str:
    """LaTeX of running text as HTML; formulas stay as they are."""
    stacked = _STACK.sub(lambda found: _ROW_END.sub("\ue003", found[1]), text)
    pieces = _MATH.split(_SWITCH.sub("", stacked))
    words = [
        escape_html(piece) if number % 2 else _words(piece) for number, piece in enumerate(pieces)
    ]
    return "".join(words).replace("\ue003", "<br>").strip()


def _words(text: str) -> str:
    text = escape_html(text).replace("\\&amp;", "&amp;").replace("~", " ")
    for _ in range(3):
        text = _STYLED.sub(lambda found: _tagged(_STYLES[found[1]], found[2]), text)
        text = _PLAIN.sub(r"\1", text)
    return _ESCAPED.sub(r"\1", text)


def _tagged(tag: str, text: str) -> str:
    return f"<{tag}>{text}</{tag}>"

"""Tables written as HTML, whole or broken, to grids.

Slots are given out as browsers do it (HTML Living Standard, section 4.9.12).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docparse.markup.inline_math import split_math
from docparse.schemas import Box, Cell, Run, Table

if TYPE_CHECKING:
    from lxml import html

_BROKEN_TAG = re.compile(r"<[^<>]*$")
_TABLE = re.compile(r"<table\b", re.I)
_END = re.compile(r"</table\s*>", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "sup": "superscript",
    "sub": "subscript",
    "code": "code",
}
_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})
_MOST_SPANNED = 1000


@dataclass(frozen=True)
class TableRead:
    """A table that was read.

    Attributes:
        table: None where there was none.
        notes: What was lost or mended.
        caption: Its caption, where it came inside.
    """

    table: Table | None
    notes: tuple[str, ...] = ()
    caption: str = ""


def read_html_table(text: str, *, page: int, box: Box, id: str) -> TableRead:  # noqa: A002
    """Read the largest table of an HTML text.

    Args:
        text: HTML; tags may be missing, and the end too.
        page: Its page, from 1.
        box: Its place.
        id: Its id.
    """
    if not _TABLE.search(text):
        return TableRead(None)
    notes = []
    cut = _BROKEN_TAG.sub("", _CONTROL.sub("", text))
    if len(_TABLE.findall(cut)) > len(_END.findall(cut)):
        notes.append("the table is not closed; the rows that came are kept")
    tables = [t for t in _parsed(cut).iter("table") if not _inside_table(t)]
    if not tables:
        return TableRead(None, tuple(notes))
    element = max(tables, key=lambda one: len(one.findall(".//td")) + len(one.findall(".//th")))
    if len(tables) > 1:
        notes.append(f"{len(tables)} tables came, the largest is kept")
    layout = _Layout()
    rows = list(_rows(element))
    for number, row in enumerate(rows):
        layout.place(number, len(rows), row)
    table = Table(
        id=id,
        page=page,
        box=box,
        source="model",
        rows=len(rows),
        columns=layout.columns,
        cells=tuple(sorted(layout.cells, key=lambda cell: (cell.row, cell.column))),
    )
    notes += dict.fromkeys(layout.notes)
    caption = " ".join(_words(part) for part in element.findall("caption"))
    return TableRead(table if rows and layout.columns else None, tuple(notes), caption)


def html_text(text: str) -> str:
    """Return the words of an HTML text, a line for each block."""
    return "".join(run.text for run in _runs(_parsed(_CONTROL.sub("", text))))


def _parsed(text: str) -> html.HtmlElement:
    from lxml import etree, html

    try:
        return html.fragment_fromstring(text, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return html.Element("div")


def _inside_table(element: html.HtmlElement) -> bool:
    return any(True for _ in element.iterancestors("table"))


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The rows of a table, those of tables inside it left out, heads first and feet last."""
    own = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    order = {"thead": 0, "tfoot": 2}
    parent = {id(row): row.getparent() for row in own}
    yield from sorted(own, key=lambda row: order.get(_tag(parent[id(row)]), 1))


def _tag(element: html.HtmlElement | None) -> str:
    return element.tag if element is not None and isinstance(element.tag, str) else ""


@dataclass
class _Layout:
    """Slots given out so far."""

    cells: list[Cell] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    columns: int = 0
    taken: set[tuple[int, int]] = field(default_factory=set)

    def place(self, number: int, rows: int, row: html.HtmlElement) -> None:
        """Give the cells of a row their slots."""
        head = _tag(row.getparent()) == "thead"
        column = 0
        for element in row:
            if _tag(element) not in {"td", "th"}:
                continue
            while (number, column) in self.taken:
                column += 1
            down = self._down(element, number, rows)
            right = self._right(element, number, column)
            cell = _cell(element, number, column, head)
            cell = cell.model_copy(update={"row_span": down, "column_span": right})
            down = self._free(cell)
            cell = cell.model_copy(update={"row_span": down})
            self.taken.update(cell.slots())
            self.cells.append(cell)
            if element.find(".//table") is not None:
                self.notes.append("a table inside a cell became the text of the cell")
            column += right
        taken = [slot[1] + 1 for slot in self.taken if slot[0] == number]
        self.columns = max(self.columns, *taken, 0)

    def _down(self, element: html.HtmlElement, number: int, rows: int) -> int:
        wanted = _span(element, "rowspan", rows - number)
        if wanted > rows - number:
            self.notes.append("a cell reached below the last row and was shortened")
        return min(wanted, rows - number)

    def _right(self, element: html.HtmlElement, number: int, column: int) -> int:
        wanted = _span(element, "colspan", 1)
        free = 1
        while free < wanted and (number, column + free) not in self.taken:
            free += 1
        if free < wanted:
            self.notes.append("a cell reached into another and was shortened")
        return free

    def _free(self, cell: Cell) -> int:
        """Rows the cell can reach down without reaching into another."""
        for down in range(1, cell.row_span):
            part = cell.model_copy(update={"row_span": down + 1}).slots()
            if not self.taken.isdisjoint(part):
                self.notes.append("a cell reached into another and was shortened")
                return down
        return cell.row_span


def _span(element: html.HtmlElement, name: str, whole: int) -> int:
    """A span as written; 0 reaches to the end, nonsense is 1."""
    try:
        span = int(str(element.get(name, "1")).strip() or 1)
    except ValueError:
        return 1
    return whole if span == 0 else min(max(span, 1), _MOST_SPANNED)


def _cell(element: html.HtmlElement, row: int, column: int, head: bool) -> Cell:
    runs = _trimmed(_runs(element))
    styled = any(not run.plain for run in runs)
    return Cell(
        row=row,
        column=column,
        text="".join(run.text for run in runs),
        runs=tuple(runs) if styled else (),
        header=head or element.tag == "th",
    )


def _words(element: html.HtmlElement) -> str:
    return "".join(run.text for run in _trimmed(_runs(element)))


def _runs(element: html.HtmlElement, style: Run | None = None) -> list[Run]:
    """The inline content of an element, white space collapsed."""
    style = style or Run(text="")
    runs = _text_runs(element.text, style)
    for child in element:
        runs += _child_runs(child, style)
        runs += _text_runs(child.tail, style)
    return runs


def _child_runs(child: html.HtmlElement, style: Run) -> list[Run]:
    tag = _tag(child).lower()  # none for a comment
    if tag == "br":
        return [style.model_copy(update={"text": "\n"})]
    if tag == "img":
        return _text_runs(child.get("alt"), style)
    if tag == "span" and child.get("class") == "math":
        return [style.model_copy(update={"text": child.text_content(), "math": True})]
    if tag in _STYLES:
        style = style.model_copy(update={_STYLES[tag]: True})
    if tag == "a" and child.get("href"):
        style = style.model_copy(update={"link": child.get("href")})
    around = "\n" if tag in _BLOCKS else " " if tag in {"td", "th"} else ""
    border = [style.model_copy(update={"text": around})] if around else []
    return [*border, *_runs(child, style), *border] if tag else []


def _text_runs(text: str | None, style: Run) -> list[Run]:
    if not text:
        return []
    if style.code:
        return [style.model_copy(update={"text": text})]
    return [
        style.model_copy(update={"text": piece.text, "math": True})
        if piece.math
        else style.model_copy(update={"text": _SPACE.sub(" ", piece.text)})
        for piece in split_math(text)
    ]


def _trimmed(runs: Sequence[Run]) -> list[Run]:
    """Join neighbours of one style; no spaces at the ends, or around line breaks."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1].style == run.style and not run.math:
            run = run.model_copy(update={"text": joined.pop().text + run.text})  # noqa: PLW2901
        joined.append(run)
    text = "".join("\0" if run.math else run.text for run in joined)
    if "\n" in text or text != text.strip() or "  " in text:
        joined = _squeezed(joined)
    return [run for run in joined if run.text]


def _squeezed(runs: Sequence[Run]) -> list[Run]:
    """Collapse white space over the borders of runs."""
    result: list[Run] = []
    last = "\n"
    for run in runs:
        if run.math or run.code:
            result.append(run)
            last = "x"
            continue
        kept = []
        for sign in run.text:
            if sign == " " and last in " \n":
                continue
            if sign == "\n" and last == "\n":
                continue
            kept.append(sign)
            last = sign
        result.append(run.model_copy(update={"text": re.sub(r" +\n", "\n", "".join(kept))}))
    while result and not result[-1].math and not result[-1].text.rstrip(" \n"):
        result.pop()
    if result and not result[-1].math:
        last_run = result[-1]
        result[-1] = last_run.model_copy(update={"text": last_run.text.rstrip(" \n")})
    return result

r"""Markdown as models write it, to blocks: Nougat's habits, HTML tables, LaTeX in all delimiters.

Knows no page: every block gets the place it is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from docparse.markup.latex import strip_math, tidy_latex
from docparse.markup.preparing import MARK, Aside, prepare
from docparse.markup.reading_html import html_text, read_html_table
from docparse.markup.reading_inline import inline_runs
from docparse.schemas import (
    Block,
    Box,
    Caption,
    Cell,
    Code,
    Figure,
    Footnote,
    Formula,
    Heading,
    ListItem,
    Paragraph,
    Run,
    Table,
)

_CAPTION = re.compile(r"(?:Table|Tab\.|Figure|Fig\.|表|图)\s*[A-Z]?\.?\d", re.I)
_FOOTNOTE = re.compile(r"Footnote\s+(\S{1,3}):\s*", re.I)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.S)


@dataclass(frozen=True)
class MarkdownRead:
    """What Markdown was read as.

    Attributes:
        blocks: In order, numbered `p3-b1`, `p3-b2`, …
        notes: What was lost or mended.
    """

    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


def read_markdown(text: str, *, page: int, box: Box) -> MarkdownRead:
    """Read Markdown; any text is some Markdown, so this never fails.

    Args:
        text: Markdown, with HTML tables and LaTeX in it.
        page: The page of the blocks, from 1.
        box: The place all blocks get.
    """
    prepared = prepare(text)
    builder = _Builder(page, box, prepared.asides)
    tree = _parser().parse(prepared.text)
    builder.read(tree)
    return MarkdownRead(_with_captions(builder.blocks), tuple(dict.fromkeys(builder.notes)))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.disable(["code"])  # four spaces are an indentation, not program text
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    return parser.use(footnote_plugin, inline=False)


@dataclass
class _Builder:
    """Turns the parser's tokens into blocks."""

    page: int
    box: Box
    asides: Sequence[Aside]
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _lists: list[_List] = field(default_factory=list)
    _footnote: str | None = None
    _opened: str = ""
    _first_in_item: bool = False

    def read(self, tokens: Sequence[Token]) -> None:
        """Read all tokens in order."""
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "table_open":
                end = next(n for n in range(index, len(tokens)) if tokens[n].type == "table_close")
                self._add(self._pipe_table(tokens[index:end]))
                index = end
            else:
                handler = _HANDLERS.get(token.type)
                if handler is not None:
                    handler(self, token)
            index += 1

    def inline(self, token: Token) -> None:
        """A heading, a paragraph, an item: what its opening token said."""
        runs = inline_runs(token.children or [])
        figures = [child for child in token.children or [] if child.type == "image"]
        if figures and not "".join(run.text for run in runs).strip():
            for figure in figures:
                self._add(Figure(**self._where(), text=figure.content))
            return
        for part in _split_asides(runs):
            if isinstance(part, int):
                self._aside(self.asides[part])
            else:
                self._text(part)

    def opened(self, token: Token) -> None:
        """Remember what the next inline content is."""
        self._opened = token.tag if token.type == "heading_open" else ""

    def list_opened(self, token: Token) -> None:
        """Begin a list inside those that are open."""
        start = int(str(token.attrGet("start") or 1))
        self._lists.append(_List(token.type == "ordered_list_open", start))

    def list_closed(self, token: Token) -> None:
        """End the innermost list."""
        self._lists.pop()

    def item_opened(self, token: Token) -> None:
        """Begin an item; `info` is its number as written."""
        current = self._lists[-1]
        number = token.info if token.info else str(current.start + current.items)
        marker = f"{number}{token.markup}" if current.ordered else "•"
        self._lists[-1] = replace(current, items=current.items + 1, marker=marker)
        self._first_in_item = True

    def footnote_opened(self, token: Token) -> None:
        """Begin the text of a footnote."""
        self._footnote = str((token.meta or {}).get("label", "")) or None

    def footnote_closed(self, token: Token) -> None:
        """End it."""
        self._footnote = None

    def formula(self, token: Token) -> None:
        """A formula set apart."""
        self._formula(token.content)

    def code(self, token: Token) -> None:
        """Program text, or what a model has fenced for no reason."""
        language = token.info.strip().split(" ")[0] or None
        if language in {"latex", "tex", "math"}:
            self._formula(token.content)
        elif token.content.strip():
            text = token.content.rstrip("\n")
            self._add(Code(**self._where(), text=text, language=language))

    def html(self, token: Token) -> None:
        """HTML that is no table: its words."""
        text = html_text(_COMMENT.sub("", token.content)).strip()
        for line in filter(None, map(str.strip, text.split("\n"))):
            self._text([Run(text=line)])

    def _text(self, runs: Sequence[Run]) -> None:
        runs = _stripped(runs)
        if not runs:
            return
        if all(run.math for run in runs) and len(runs) == 1 and self._is_display(runs[0]):
            self._formula(runs[0].text)
            return
        self._add(self._block(runs))

    def _is_display(self, run: Run) -> bool:
        return run.link == _DISPLAY

    def _block(self, runs: Sequence[Run]) -> Block:
        runs = [
            run.model_copy(update={"link": None}) if run.link == _DISPLAY else run for run in runs
        ]
        content = {**self._where(), **_content(runs)}
        text: str = content["text"]
        if self._footnote is not None:
            return Footnote(**content, mark=self._footnote)
        if self._opened:
            level, self._opened = int(self._opened[1]), ""
            return Heading(**content, level=level)
        noted = _FOOTNOTE.match(text)
        if noted is not None and runs[0].text.startswith(noted[0]):
            rest = [runs[0].model_copy(update={"text": runs[0].text[noted.end() :]}), *runs[1:]]
            return Footnote(**{**content, **_content(rest)}, mark=noted[1])
        if self._lists:
            marker = self._lists[-1].marker if self._first_in_item else ""
            depth = len(self._lists) - 1
            if self._first_in_item:
                self._first_in_item = False
                return ListItem(**content, marker=marker, depth=depth)
        return Paragraph(**content)

    def _formula(self, latex: str) -> None:
        latex = latex.strip()
        if latex:
            self._add(Formula(**self._where(), text=latex, latex=tidy_latex(strip_math(latex))))

    def _aside(self, aside: Aside) -> None:
        if aside.kind == "math":
            self._formula(aside.text)
            return
        where = self._where()
        read = read_html_table(aside.text, page=self.page, box=self.box, id=where["id"])
        self.notes += read.notes
        if read.table is None:
            words = html_text(aside.text).strip()
            self.notes.append("a table without cells was read as text")
            if words:
                self._add(Paragraph(**where, text=words))
            return
        self._add(read.table)
        if read.caption:
            self._add(Caption(**self._where(), text=read.caption, of=read.table.id))

    def _pipe_table(self, tokens: Sequence[Token]) -> Table:
        rows: list[list[Cell]] = []
        header = False
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type in {"th_open", "td_open"}:
                header = token.type == "th_open"
            elif token.type == "inline":
                content = _content(_stripped(inline_runs(token.children or [])))
                row, column = len(rows) - 1, len(rows[-1])
                rows[-1].append(Cell(row=row, column=column, header=header, **content))
        if rows and not any(cell.text for cell in rows[0]):  # a head that says nothing
            rows = [
                [cell.model_copy(update={"row": cell.row - 1}) for cell in row] for row in rows[1:]
            ]
        return Table(
            **self._where(),
            rows=len(rows),
            columns=max((len(row) for row in rows), default=0),
            cells=tuple(cell for row in rows for cell in row),
        )

    def _where(self) -> dict[str, Any]:
        number = len(self.blocks) + 1
        return {
            "id": f"p{self.page}-b{number}",
            "page": self.page,
            "box": self.box,
            "source": "model",
        }

    def _add(self, block: Block) -> None:
        self.blocks.append(block)


@dataclass(frozen=True)
class _List:
    """An open list: the number of its first item, how many came, the marker of the last."""

    ordered: bool
    start: int
    items: int = 0
    marker: str = ""


_DISPLAY = "\ue002"
"""Stands as the link of a formula that was set apart inside a paragraph."""

_HANDLERS: dict[str, Callable[[_Builder, Token], None]] = {
    "inline": _Builder.inline,
    "heading_open": _Builder.opened,
    "paragraph_open": _Builder.opened,
    "bullet_list_open": _Builder.list_opened,
    "ordered_list_open": _Builder.list_opened,
    "bullet_list_close": _Builder.list_closed,
    "ordered_list_close": _Builder.list_closed,
    "list_item_open": _Builder.item_opened,
    "footnote_open": _Builder.footnote_opened,
    "footnote_close": _Builder.footnote_closed,
    "math_block": _Builder.formula,
    "math_block_label": _Builder.formula,
    "fence": _Builder.code,
    "code_block": _Builder.code,
    "html_block": _Builder.html,
}


def _split_asides(runs: Sequence[Run]) -> Iterator[list[Run] | int]:
    """Yield stretches of runs, and the numbers of the asides between them."""
    stretch: list[Run] = []
    for run in runs:
        if run.math:
            stretch.append(run)
            continue
        end = 0
        for found in MARK.finditer(run.text):
            before = run.text[end : found.start()]
            yield [*stretch, run.model_copy(update={"text": before})] if before else stretch
            stretch = []
            yield int(found[1])
            end = found.end()
        if end < len(run.text):
            stretch.append(run.model_copy(update={"text": run.text[end:]}))
    yield stretch


def _stripped(runs: Sequence[Run]) -> list[Run]:
    """Runs without white space at the beginning and the end, and none that are empty."""
    kept = [run for run in runs if run.text]
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[0] = kept[0].model_copy(update={"text": kept[0].text.lstrip()})
        kept[-1] = kept[-1].model_copy(update={"text": kept[-1].text.rstrip()})
    return kept


def _content(runs: Sequence[Run]) -> dict[str, Any]:
    """The text of runs, and the runs themselves where a style is in them."""
    styled = tuple(runs) if any(not run.plain for run in runs) else ()
    return {"text": "".join(run.text for run in runs), "runs": styled}


def _unmarked(run: Run) -> Run:
    return run.model_copy(update={"link": None}) if run.link == _DISPLAY else run


def _with_captions(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Make captions of paragraphs that begin like one and stand beside a table or figure."""
    result = list(blocks)
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not _CAPTION.match(block.text):
            continue
        beside = [blocks[n] for n in (index + 1, index - 1) if 0 <= n < len(blocks)]
        wanted = Table if block.text[:1] in "Tt表" else Figure
        target = next((one for one in beside if isinstance(one, wanted)), None)
        if target is not None:
            content = block.model_dump(exclude={"kind"})
            result[index] = Caption.model_validate({**content, "of": target.id})
    return tuple(result)

r"""Markdown as models write it, to blocks: Nougat's habits, HTML tables, LaTeX in all delimiters.

Knows no page: every block gets the place it is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from docparse.markup.html_words import html_text
from docparse.markup.latex import split_tag, strip_math, tidy_latex
from docparse.markup.mending_markdown import mend_markdown
from docparse.markup.note_labels import mark_of
from docparse.markup.preparing import Aside, Prepared, prepare
from docparse.markup.reading_html import read_html_table
from docparse.markup.reading_inline import Piece, cell_runs, inline_pieces, trimmed
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

_CAPTION = re.compile(
    r"(?:Table|Tab\.|Figure|Fig\.|表|图)\s*[A-Z]?\.?(?:\d[\d.–-]*+|[IVX]++\b)(?-i:(?!\s+[a-z]))",
    re.I,
)
_FOOTNOTE = re.compile(r"(?:Footnote\s+([^\s:]{1,3}):|\[\^([^\]\s]+)\]:)\s*", re.I)
_MARKER = re.compile(
    r"((?:（[\w]{1,3}）|[①-⑳]|\d{1,3}、|[一二三四五六七八九十]{1,3}、)"
    r"|(?:\([\w]{1,3}\)|\[[\w]{1,3}\]|[a-z]\)|[☐☑☒✓✗])(?=\s))\s*"
)
_MATH_LANGUAGES = frozenset({"latex", "tex", "math", "katex"})
_PAGE_LANGUAGES = frozenset({"markdown", "md"})


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
    builder = _Builder(page, box)
    builder.read(text)
    return MarkdownRead(_with_captions(builder.blocks), tuple(dict.fromkeys(builder.notes)))


@cache
def _parser() -> MarkdownIt:
    """A parser without what has been set aside, and without what hides or mistakes words.

    Link definitions swallow lists of references, indentation is no code, and a rule below a line
    makes no heading of it.
    """
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100})
    parser.enable(["table", "strikethrough"])
    return parser.disable(
        ["code", "fence", "backticks", "reference", "lheading", "html_block", "image"]
    )


@dataclass(frozen=True)
class _List:
    """An open list: the number of its first item, how many came, the marker of the last."""

    ordered: bool
    start: int
    items: int = 0
    marker: str = ""
    unused: bool = False
    """Nothing of the last item has come yet."""


@dataclass
class _Builder:
    """Turns the parser's tokens into blocks."""

    page: int
    box: Box
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _prepared: Prepared = field(default_factory=lambda: Prepared("", ()))
    _lists: list[_List] = field(default_factory=list)
    _level: int = 0
    _indented: Callable[[Token], bool] = lambda token: False

    def read(self, text: str) -> None:
        """Add the blocks of a text."""
        outer = self._prepared, self._lists, self._indented
        self._prepared, self._lists = prepare(text), []
        mended = mend_markdown(self._prepared.text)
        self.notes += [*self._prepared.notes, *mended.notes]
        lines = mended.text.split("\n")
        self._indented = lambda token: lines[(token.map or [0])[0]].startswith("    ")
        self._read(_parser().parse(mended.text))
        self._prepared, self._lists, self._indented = outer

    def _read(self, tokens: Sequence[Token]) -> None:
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
        stretch: list[Run] = []
        for piece in _with_figures_last(inline_pieces(token.children or [], self._prepared)):
            if isinstance(piece, Run):
                stretch.append(_beside(stretch[-1:], piece))
                continue
            self._text(stretch, token)
            stretch = []
            self._begin_item()
            self._aside(piece)
        self._text(stretch, token)
        self._level = 0

    def heading_opened(self, token: Token) -> None:
        """The next inline content is a heading."""
        self._level = int(token.tag[1])

    def list_opened(self, token: Token) -> None:
        """Begin a list inside those that are open."""
        start = int(str(token.attrGet("start") or 1)) if token.attrGet("start") != 0 else 0
        self._lists.append(_List(token.type == "ordered_list_open", start))

    def list_closed(self, token: Token) -> None:
        """End the innermost list."""
        self._lists.pop()

    def item_opened(self, token: Token) -> None:
        """Begin an item; `info` is its number as written."""
        current = self._lists[-1]
        number = token.info if token.info else str(current.start + current.items)
        marker = f"{number}{token.markup}" if current.ordered else "•"
        self._lists[-1] = replace(current, items=current.items + 1, marker=marker, unused=True)

    def item_closed(self, token: Token) -> None:
        """An item with nothing in it is an item all the same, as on forms."""
        self._begin_item()

    def _begin_item(self) -> None:
        """Add an item without words, where the last one has been given none."""
        marker = self._new_marker()
        if marker:
            depth = len(self._lists) - 1
            self._add(ListItem(**self._where(), text="", marker=marker, depth=depth))

    def _new_marker(self) -> str:
        """The marker of an item of which nothing has come yet; it is then used."""
        if not self._lists or not self._lists[-1].unused:
            return ""
        self._lists = [replace(each, unused=False) for each in self._lists]
        return self._lists[-1].marker

    def _text(self, runs: Sequence[Run], token: Token) -> None:
        runs = trimmed(runs)
        if runs:
            self._add(self._block(runs, token))

    def _block(self, runs: Sequence[Run], token: Token) -> Block:
        before = self.blocks[-1] if self.blocks else None
        marker = self._new_marker()
        if self._level:
            if marker not in {"", "•"}:
                runs = [Run(text=f"{marker} "), *runs]
            return Heading(**self._content(runs), level=self._level)
        if marker:
            text, depth = runs[0].text, len(self._lists) - 1
            printed = _MARKER.match(text) if marker == "•" and runs[0].plain else None
            if printed is not None and len(printed[0]) < len("".join(run.text for run in runs)):
                runs, marker = _cut(runs, printed.end()), printed[1]
            return ListItem(**self._content(runs), marker=marker, depth=depth)
        noted = _FOOTNOTE.match(runs[0].text)
        if noted is not None:
            mark = noted[1] or mark_of(noted[2])
            return Footnote(**self._content(_cut(runs, noted.end())), mark=mark)
        if isinstance(before, Footnote) and self._indented(token):
            return Footnote(**self._content(runs), mark=before.mark)
        return Paragraph(**self._content(runs))

    def _aside(self, aside: Aside) -> None:
        language = aside.language.lower()
        if aside.kind == "figure":
            self._add(Figure(**self._where(), text=" ".join(aside.text.split())))
        elif aside.kind == "math" or (aside.kind == "code" and language in _MATH_LANGUAGES):
            if "\\begin{tab" in aside.text and aside.kind == "code":
                self.read(aside.text)
            else:
                self._formula(aside.text)
        elif aside.kind == "code" and (
            language in _PAGE_LANGUAGES or "<table" in aside.text.lower()[:200]
        ):
            self.read(aside.text)
        elif aside.kind == "code":
            if aside.text.strip("\n"):
                text = aside.text.strip("\n")
                self._add(Code(**self._where(), text=text, language=aside.language or None))
        else:
            self._html_table(aside.text)

    def _formula(self, text: str) -> None:
        latex, tag = split_tag(tidy_latex(strip_math(text)))
        if latex:
            self._add(Formula(**self._where(), text=text.strip(), latex=latex, tag=tag))

    def _html_table(self, text: str) -> None:
        where = self._where()
        read = read_html_table(text, page=self.page, box=self.box, id=where["id"])
        self.notes += read.notes
        if read.table is None:
            words = html_text(text).strip()
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
                content = _spelled(cell_runs(token.children or [], self._prepared))
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

    def _content(self, runs: Sequence[Run]) -> dict[str, Any]:
        return {**self._where(), **_spelled(runs)}

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


_HANDLERS: dict[str, Callable[[_Builder, Token], None]] = {
    "inline": _Builder.inline,
    "heading_open": _Builder.heading_opened,
    "bullet_list_open": _Builder.list_opened,
    "ordered_list_open": _Builder.list_opened,
    "bullet_list_close": _Builder.list_closed,
    "ordered_list_close": _Builder.list_closed,
    "list_item_open": _Builder.item_opened,
    "list_item_close": _Builder.item_closed,
}


def _with_figures_last(pieces: Sequence[Piece]) -> list[Piece]:
    """Figures inside a sentence go behind it."""
    figures = [one for one in pieces if isinstance(one, Aside) and one.kind == "figure"]
    return [*(one for one in pieces if one not in figures), *figures]


def _beside(before: Sequence[Run], run: Run) -> Run:
    """A run without the spaces it begins with, where one stands before it already."""
    if before and before[0].text[-1:].isspace() and not run.code:
        return run.model_copy(update={"text": run.text.lstrip(" ")})
    return run


def _spelled(runs: Sequence[Run]) -> dict[str, Any]:
    """The text of runs, and the runs themselves where a style is in them."""
    styled = tuple(runs) if any(not run.plain for run in runs) else ()
    return {"text": "".join(run.text for run in runs), "runs": styled}


def _cut(runs: Sequence[Run], length: int) -> list[Run]:
    """Runs without the first characters of the first one."""
    return trimmed([runs[0].model_copy(update={"text": runs[0].text[length:]}), *runs[1:]])


def _with_captions(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Make captions of paragraphs that begin like one and stand beside a table or figure."""
    result = list(blocks)
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not _CAPTION.match(block.text):
            continue
        wanted = Table if block.text[:1] in "Tt表" else Figure
        beside = [index + 1, index - 1] if wanted is Table else [index - 1, index + 1]
        near = [blocks[n] for n in beside if 0 <= n < len(blocks)]
        target = next((one for one in near if isinstance(one, wanted)), None)
        if target is not None:
            content = block.model_dump(exclude={"kind"})
            result[index] = Caption.model_validate({**content, "of": target.id})
    return tuple(result)

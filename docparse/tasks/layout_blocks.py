"""One element of a layout reply to the blocks it stands for; knows no JSON and no grids."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from docparse.markup.escaping import clean
from docparse.markup.latex import strip_math, tidy_latex
from docparse.markup.reading_html import read_html_table
from docparse.markup.reading_markdown import read_markdown
from docparse.schemas import (
    Block,
    BlockKind,
    Box,
    Caption,
    Code,
    Figure,
    Footnote,
    Formula,
    Heading,
    KeyValue,
    ListItem,
    PageFooter,
    PageHeader,
    Paragraph,
    Placed,
    Run,
    Table,
)
from docparse.tasks.base import Read


@dataclass(frozen=True)
class Piece:
    """An element of a layout whose kind and place are known.

    Attributes:
        kind: As `block.kind`.
        level: For headings without the `#` of Markdown.
        text: Markdown, HTML or LaTeX, by the kind.
        page: Page number.
        box: Its place, points.
    """

    kind: BlockKind
    level: int
    text: str
    page: int
    box: Box


_ID = "b"
"""Blocks are numbered when all of a page are known."""
_Reader = Callable[[Piece, str], Read[tuple[Block, ...]]]
BlockT = TypeVar("BlockT", bound=Placed)

_MARKER = re.compile(
    r"\s*(?P<marker>[-–—*+•·▪◦‣○●■□☐☑]|\(?[0-9A-Za-z]{1,3}[.)]|\[\d+\]|[①-⑳]|[（(][一二三四五六七八九十\d]+[)）])"
    r"\s+(?P<text>\S.*)"
)
_MARK = re.compile(
    r"(?:\[\^(?P<cited>\w+)\]:?|<sup>(?P<html>[^<]{1,4})</sup>|\$\^\{?(?P<math>[^}$]{1,6})\}?\$"
    r"|(?P<sign>[*†‡§¶]{1,3}|[¹²³⁴-⁹]{1,2}|[①-⑳]))\s*(?=\S)"
)
_FENCE = re.compile(
    r"\A\s*```[ \t]*(?P<language>[\w+#-]*)[^\n]*\n(?P<code>.*?)(?:\n?```\s*)?\Z", re.S
)
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\([^)]*\)|<img\b[^>]*>")


def blocks_of(piece: Piece) -> Read[tuple[Block, ...]]:
    """Return the blocks of an element; text in Markdown may be several.

    The ids are for the caller to set. What holds no text and needs some is left out and noted.
    """
    text = clean(piece.text).strip()
    if not text and piece.kind != "figure":
        return Read((), (f"elements without text were left out: {piece.kind}",))
    return _READERS[piece.kind](piece, text)


def _figure(piece: Piece, text: str) -> Read[tuple[Block, ...]]:
    words = _IMAGE.sub(lambda match: match["alt"] or "", text).strip()
    return Read((_made(Figure, piece, text=words),))


def _table(piece: Piece, text: str) -> Read[tuple[Block, ...]]:
    """Read HTML, or the pipes of Markdown; else the text is kept as a paragraph."""
    if re.search(r"<t[rdhab]", text, re.I):
        whole = text if re.search(r"<table\b", text, re.I) else f"<table>{text}</table>"
        read = read_html_table(whole, page=piece.page, box=piece.box, id=_ID)
        if read.table is not None:
            caption = (_made(Caption, piece, text=read.caption),) if read.caption else ()
            return Read((*caption, read.table), read.notes)
    else:
        markdown = read_markdown(text, page=piece.page, box=piece.box)
        if any(isinstance(block, Table) for block in markdown.blocks):
            return Read(markdown.blocks, markdown.notes)
    note = f"a table of page {piece.page} could not be read and is a paragraph"
    return Read((_made(Paragraph, piece, text=text),), (note,))


def _formula(piece: Piece, text: str) -> Read[tuple[Block, ...]]:
    return Read((_made(Formula, piece, latex=tidy_latex(strip_math(text))),))


def _code(piece: Piece, text: str) -> Read[tuple[Block, ...]]:
    fence = _FENCE.match(text)
    if fence is None:
        return Read((_made(Code, piece, text=clean(piece.text).strip("\n")),))
    language = fence["language"] or None
    return Read((_made(Code, piece, text=fence["code"].rstrip(), language=language),))


def _paragraphs(piece: Piece, text: str) -> Read[tuple[Block, ...]]:
    read = read_markdown(text, page=piece.page, box=piece.box)
    return Read(read.blocks, read.notes)


def _items(piece: Piece, text: str) -> Read[tuple[Block, ...]]:
    """Read the items of a list; lines without Markdown's markers are items too."""
    markdown = read_markdown(text, page=piece.page, box=piece.box)
    if all(isinstance(block, ListItem) for block in markdown.blocks):
        return Read(markdown.blocks, markdown.notes)
    items: list[Block] = []
    for line in filter(str.strip, text.split("\n")):
        match = _MARKER.fullmatch(line)
        said = _inline(piece, match["text"] if match else line.strip())
        marker = match["marker"] if match else ""
        items.append(_made(ListItem, piece, text=said.text, runs=said.runs, marker=marker))
    return Read(tuple(items))


def _heading(piece: Piece, text: str) -> Read[tuple[Block, ...]]:
    said = _inline(piece, text)
    level = said.level or piece.level
    return Read((_made(Heading, piece, text=said.text, runs=said.runs, level=level),))


def _footnote(piece: Piece, text: str) -> Read[tuple[Block, ...]]:
    found = _MARK.match(text)
    said = _inline(piece, text[found.end() :] if found else text)
    mark = next((group for group in found.groups() if group), None) if found else None
    return Read((_made(Footnote, piece, text=said.text, runs=said.runs, mark=mark),))


def _key_value(piece: Piece, text: str) -> Read[tuple[Block, ...]]:
    key, _, value = " ".join(text.split()).replace("：", ":").partition(":")
    return Read((_made(KeyValue, piece, key=key.strip(), value=value.strip()),))


def _line(kind: type[Caption | PageHeader | PageFooter]) -> _Reader:
    """Return the reader of what is one block of running text, whatever Markdown makes of it."""

    def read(piece: Piece, text: str) -> Read[tuple[Block, ...]]:
        said = _inline(piece, text)
        return Read((_made(kind, piece, text=said.text, runs=said.runs),))

    return read


_READERS: Mapping[BlockKind, _Reader] = {
    "heading": _heading,
    "paragraph": _paragraphs,
    "list_item": _items,
    "table": _table,
    "formula": _formula,
    "figure": _figure,
    "caption": _line(Caption),
    "footnote": _footnote,
    "code": _code,
    "page_header": _line(PageHeader),
    "page_footer": _line(PageFooter),
    "key_value": _key_value,
}


@dataclass(frozen=True)
class _Inline:
    """Running text; `level` where Markdown says that it is a heading."""

    text: str
    runs: tuple[Run, ...] = ()
    level: int | None = None


def _inline(piece: Piece, text: str) -> _Inline:
    """Read running text with Markdown's styles; of its structure only headings count."""
    blocks = read_markdown(text, page=piece.page, box=piece.box).blocks
    if len(blocks) == 1 and isinstance(blocks[0], Heading | Paragraph):
        level = blocks[0].level if isinstance(blocks[0], Heading) else None
        return _Inline(blocks[0].text, blocks[0].runs, level)
    return _Inline(" ".join(text.split()))


def _made(kind: type[BlockT], piece: Piece, **fields: object) -> BlockT:
    place = {"id": _ID, "page": piece.page, "box": piece.box, "source": "model"}
    return kind.model_validate({**place, **fields})

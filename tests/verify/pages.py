"""Pages whose words stand where they are told, without a PDF."""

from __future__ import annotations

from dataclasses import dataclass

from docparse.schemas import Block, Box, Cell, Page, PageInfo, Paragraph, Table, Word
from docparse.schemas.audit import PageAudit
from docparse.verify.accounting import account
from docparse.verify.witness import PageWords, words_of

LETTER, LINE = 6.0, 14.0
WIDTH, HEIGHT = 612.0, 792.0


@dataclass(frozen=True)
class Printed:
    """What a reader of pages says of a page."""

    words: tuple[Word, ...]
    info: PageInfo
    width: float = WIDTH
    height: float = HEIGHT


def printed(*lines: str, left: float = 72.0, top: float = 72.0) -> list[Word]:
    """Words of lines of text, one below the other, in letters of one width."""
    words: list[Word] = []
    for number, line in enumerate(lines, start=1):
        at = 0
        for text in line.split(" "):
            box = box_of(left + at * LETTER, top + (number - 1) * LINE, len(text))
            words.append(Word(text=text, box=box, line=number, size=10, baseline=box.y1 - 2))
            at += len(text) + 1
    return [word for word in words if word.text]


def box_of(x: float, y: float, letters: int) -> Box:
    return Box(x0=x, y0=y, x1=x + letters * LETTER, y1=y + 10)


def page_words(words: list[Word], *, ocr: bool = False, fold: bool = True) -> PageWords:
    info = PageInfo(text_source="ocr" if ocr else "text_layer", words=len(words))
    return words_of(1, Printed(tuple(words), info), trusted=not ocr, fold=fold)


def paragraph(text: str, *, lines: int = 1, first: int = 1, name: str = "p1-b1") -> Paragraph:
    """A paragraph with the place of some of the lines that `printed` made."""
    y = 72 + (first - 1) * LINE
    box = Box(x0=72, y0=y, x1=560, y1=y + (lines - 1) * LINE + 10)
    return Paragraph(id=name, page=1, box=box, text=text)


def grid(*rows: str) -> tuple[Table, list[Word]]:
    """A table, its cells parted by bars, and the words that are printed in it."""
    cells: list[Cell] = []
    words: list[Word] = []
    for row, line in enumerate(rows):
        for column, text in enumerate(line.split("|")):
            inside = printed(text, left=72 + 110 * column, top=72 + LINE * row)
            words += [word.model_copy(update={"line": 1 + row}) for word in inside]
            box = Box.around(word.box for word in inside)
            cells.append(Cell(row=row, column=column, text=text, box=box))
    columns = rows[0].count("|") + 1
    box = Box.around(word.box for word in words)
    table = Table(id="p1-b1", page=1, box=box, rows=len(rows), columns=columns, cells=tuple(cells))
    return table, words


def audited(
    blocks: list[Block], words: list[Word], *, ocr: bool = False, fold: bool = True
) -> PageAudit:
    page = Page(number=1, width=WIDTH, height=HEIGHT, blocks=tuple(blocks))
    (audit,) = account([page], [page_words(words, ocr=ocr, fold=fold)], fold=fold)
    return audit

"""What the blocks of a result say, cut into pieces that have one place: texts, cells, numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from docparse.schemas import (
    FURNITURE,
    Block,
    Box,
    Cell,
    Figure,
    Footnote,
    Formula,
    ListItem,
    Place,
    Placed,
    Run,
    Table,
    TextBlock,
)
from docparse.verify.tokens import Token, latex_keys, tokens_of

_NO_STRETCH = -1


@dataclass(frozen=True)
class Piece:
    """Part of what a block says.

    Attributes:
        block: Index of the block.
        tokens: In order.
        places: Where it stands.
        text: What the places of the tokens refer to.
        cell: Index of the cell; None outside of tables.
        proven: A formula that was compared with its page sign by sign already.
    """

    block: int
    tokens: tuple[Token, ...]
    places: tuple[Place, ...]
    text: str = ""
    cell: int | None = None
    proven: bool = False


def role_of(block: Placed) -> str:
    """Return where the words of a block are counted: `text`, `furniture` or `figure`."""
    if isinstance(block, FURNITURE):
        return "furniture"
    return "figure" if isinstance(block, Figure) else "text"


def pieces_of(index: int, block: Block, *, fold: bool = True) -> Iterator[Piece]:
    """Yield what a block says.

    Args:
        index: Of the block.
        block: The block.
        fold: Whether capital and small letters are the same.
    """
    match block:
        case Table():
            yield from _cells(index, block, fold=fold)
        case Formula():
            yield _formula(index, block, fold=fold)
        case TextBlock():
            tokens = (*_beside(block, fold=fold), *_spoken(block.inline, fold=fold))
            yield Piece(index, tokens, block.places, block.text)
        case _:
            yield Piece(index, tuple(tokens_of(block.text, fold=fold)), block.places, block.text)


def placed(piece: Piece, index: int, block: Block) -> Piece:
    """Return a piece of a block that has got another number, and other places."""
    places = block.places
    if piece.cell is not None and isinstance(block, Table):
        places = _cell_places(block, block.cells[piece.cell])
    return replace(piece, block=index, places=places)


def _beside(block: TextBlock, *, fold: bool) -> Iterator[Token]:
    """The marker or mark, which is no part of the text."""
    mark = block.marker if isinstance(block, ListItem) else ""
    mark = (block.mark or "") if isinstance(block, Footnote) else mark
    for token in tokens_of(mark, fold=fold):
        yield Token(token.key, _NO_STRETCH, _NO_STRETCH)


def _spoken(runs: Sequence[Run], *, fold: bool) -> Iterator[Token]:
    """Tokens of runs: raised and lowered letters are words of their own, formulas are read."""
    start = 0
    for (math, *_), group in groupby(runs, key=lambda r: (r.math, r.superscript, r.subscript)):
        text = "".join(run.text for run in group)
        end = start + len(text)
        if math:
            yield from (Token(key, start, end, math=True) for key in latex_keys(text, fold=fold))
        else:
            yield from tokens_of(text, fold=fold, offset=start)
        start = end


def _cells(index: int, table: Table, *, fold: bool) -> Iterator[Piece]:
    for number, cell in enumerate(table.cells):
        tokens = tuple(_spoken(cell.inline, fold=fold))
        if tokens:
            yield Piece(index, tokens, _cell_places(table, cell), cell.text, number)


def _cell_places(table: Table, cell: Cell) -> tuple[Place, ...]:
    """The place of a cell; where none is known, or it is a point, that of the table."""
    if cell.box is None or cell.box.area <= 0:
        return table.places
    page = table.row_pages[cell.row] if table.row_pages else table.page
    return (Place(page=page, box=cell.box),)


def _formula(index: int, block: Formula, *, fold: bool) -> Piece:
    if not block.latex:
        plain = tokens_of(block.text, fold=fold)
        said = tuple(Token(token.key, token.start, token.end, math=True) for token in plain)
        return Piece(index, said, block.places, block.text)
    tag = (Token(t.key, _NO_STRETCH, _NO_STRETCH) for t in tokens_of(block.tag or "", fold=fold))
    keys = latex_keys(block.latex, fold=fold)
    formula = (Token(key, _NO_STRETCH, _NO_STRETCH, math=True) for key in keys)
    proven = block.source == "text_layer" and block.confidence == 1.0
    return Piece(index, (*formula, *tag), block.places, block.latex, proven=proven)


def whole_page(width: float, height: float) -> Box:
    """The box of a page."""
    return Box(x0=0, y0=0, x1=width, y1=height)

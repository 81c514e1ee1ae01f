"""Find the pages, and the places on them, of text that another tool wrote without any."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from docparse.markup.reading_markdown import read_markdown
from docparse.schemas import (
    FURNITURE,
    Block,
    Box,
    Cell,
    Document,
    Figure,
    Formula,
    Page,
    Place,
    SourceInfo,
    Table,
)
from docparse.verify.electing import elect
from docparse.verify.speech import Piece, pieces_of, placed, whole_page
from docparse.verify.tiling import NOWHERE, Indices, Tiling, tile
from docparse.verify.witness import PageWords

_ANYWHERE = Box(x0=0, y0=0, x1=1, y1=1)
_SET_APART = 0.15
"""Type sizes by which figures, headers and footers are grown, for what stands in them."""
_SPARE, _TIMES = 8, 3
"""Words of the page between two that have met, for those between them to be all that is meant."""
_SAME_LINE, _BELOW, _BESIDE, _ASIDE = 0.8, 2.5, 3.0, 12.0
"""Type sizes to the next word of one region: down in its line, down to the next one, to the side;
and to the side in formulas."""
_REPEATABLE, _ONCE = 3, 1.2
"""Words of a block that may be a repetition, and how often the page says them at most, if it is."""
_STRAY = 0.08
"""Share of a block's words of which a region must have more, to be no place of the block."""
_Corners = tuple[float, float, float, float]


@dataclass(frozen=True)
class PlacedMarkdown:
    """Markdown as a document with places.

    Attributes:
        document: What it was read as.
        pieces: What its blocks say.
        met: Which word of the pages each word of these is, by their numbers over all.
    """

    document: Document
    pieces: tuple[Piece, ...]
    met: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Spoken:
    """What a block says: its pieces, and their words one after the other with their cells."""

    block: Block
    pieces: tuple[Piece, ...]
    keys: tuple[str, ...]
    cells: tuple[int | None, ...]


@dataclass(frozen=True)
class _Met:
    """Where the words of a block are: the numbers of the pages' words, over all.

    Attributes:
        words: One for each word it says, or `NOWHERE` (words,).
        also: Further pairs, where a word is several on the page.
        around: Further words that it may be about.
    """

    words: Indices
    also: tuple[tuple[int, int], ...] = ()
    around: tuple[int, ...] = ()


def place_markdown(
    text: str,
    pages: Sequence[PageWords],
    source: SourceInfo,
    *,
    fold: bool = True,
    layout: Sequence[Page] = (),
) -> PlacedMarkdown:
    """Read Markdown, and give each block the page and the place that have its words.

    Args:
        text: Markdown of any tool.
        pages: The words of the source's pages.
        source: What the document is to say of its source.
        fold: Whether capital and small letters are the same.
        layout: The pages as docparse reads them: what stands in their figures, headers and footers
            is sought there last.
    """
    read = read_markdown(text, page=1, box=_ANYWHERE).blocks
    spoken = [_spoken(index, block, fold=fold) for index, block in enumerate(read)]
    elected = elect([said.keys for said in spoken], [page.keys for page in pages])
    owners = [tuple(pages[at].number for at in own) for own in elected]
    met = _meet(spoken, owners, pages, layout)
    written: dict[int, list[int]] = {page.number: [] for page in pages}
    for index, (number, *_) in enumerate(owners):
        written[number].append(index)
    at = _Places(pages)
    made: list[Page] = []
    for page in pages:
        blocks = tuple(
            at.placed(spoken[index], met[index], f"p{page.number}-b{nth}", owners[index])
            for nth, index in enumerate(written[page.number], start=1)
        )
        made.append(Page(number=page.number, width=page.width, height=page.height, blocks=blocks))
    order = [index for page in pages for index in written[page.number]]
    document = Document(source=source, engine="markdown", pages=tuple(made))
    pieces = (
        placed(piece, number, block)
        for number, (index, block) in enumerate(zip(order, document.blocks, strict=True))
        for piece in spoken[index].pieces
    )
    return PlacedMarkdown(
        document,
        tuple(pieces),
        tuple(_numbered([met[index] for index in order])),
    )


def _spoken(index: int, block: Block, *, fold: bool) -> _Spoken:
    pieces = tuple(pieces_of(index, block, fold=fold))
    return _Spoken(
        block,
        pieces,
        tuple(token.key for piece in pieces for token in piece.tokens),
        tuple(piece.cell for piece in pieces for _ in piece.tokens),
    )


def _numbered(met: Iterable[_Met]) -> Iterator[tuple[int, int]]:
    """Pair the words of blocks, numbered one after the other, with those of the pages."""
    start = 0
    for one in met:
        said = np.flatnonzero(one.words != NOWHERE)
        yield from zip((said + start).tolist(), one.words[said].tolist(), strict=True)
        yield from ((start + number, word) for number, word in one.also)
        start += len(one.words)


def _meet(
    spoken: Sequence[_Spoken],
    owners: Sequence[tuple[int, ...]],
    pages: Sequence[PageWords],
    layout: Sequence[Page],
) -> list[_Met]:
    """Find the words of each block among those of its pages."""
    words = [np.full(len(said.keys), NOWHERE, dtype=np.int64) for said in spoken]
    also: list[list[tuple[int, int]]] = [[] for _ in spoken]
    around: list[list[int]] = [[] for _ in spoken]
    laid = {page.number: page for page in layout}
    sought: dict[int, list[int]] = defaultdict(list)
    for index, numbers in enumerate(owners):
        for number in numbers if not isinstance(spoken[index].block, Figure) else ():
            sought[number].append(index)
    start = 0
    for page in pages:
        own = [
            (index, inner)
            for index in sought[page.number]
            for inner in np.flatnonzero(words[index] == NOWHERE).tolist()
        ]
        found = _met_on(page, [(i, spoken[i].keys[n]) for i, n in own], laid.get(page.number))
        for (index, inner), word in zip(own, found.at.tolist(), strict=True):
            if word != NOWHERE:
                words[index][inner] = start + word
        for number, word in found.also:
            also[own[number][0]].append((own[number][1], start + word))
        for index, word in _between([i for i, _ in own], found.at, len(page.keys)):
            around[index].append(start + word)
        start += len(page.keys)
    met = [_Met(*one) for one in zip(words, map(tuple, also), map(tuple, around), strict=True)]
    return _without_halves(spoken, met)


def _without_halves(spoken: Sequence[_Spoken], met: Sequence[_Met]) -> list[_Met]:
    """Of blocks that say the same, while the page says it once, let the first have all of it."""
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, said in enumerate(spoken):
        if len(said.keys) >= _REPEATABLE and not isinstance(said.block, Figure):
            alike[said.keys].append(index)
    result = list(met)
    for keys, (first, *others) in alike.items():
        for other in others:
            one, two = result[first], result[other]
            if not (two.words != NOWHERE).any():
                continue
            found = np.count_nonzero(one.words != NOWHERE) + np.count_nonzero(two.words != NOWHERE)
            if found <= _ONCE * len(keys):
                result[first], result[other] = _merged(one, two)
    return result


def _merged(one: _Met, two: _Met) -> tuple[_Met, _Met]:
    """Move what has met in the second of two, but not in the first, to the first."""
    moved = (one.words == NOWHERE) & (two.words != NOWHERE)
    also = tuple(pair for pair in two.also if moved[pair[0]])
    return (
        _Met(np.where(moved, two.words, one.words), (*one.also, *also), (*one.around, *two.around)),
        _Met(
            np.where(moved, NOWHERE, two.words),
            tuple(pair for pair in two.also if not moved[pair[0]]),
        ),
    )


def _met_on(page: PageWords, said: Sequence[tuple[int, str]], layout: Page | None) -> Tiling:
    """Find words on a page: in its text, then runs of them in figures, headers and footers too.

    Args:
        page: The page.
        said: The block of each word, and the word.
        layout: The page as docparse reads it.
    """
    apart = _apart(page, layout)
    keys = [key for _, key in said]
    words = _unbroken(page, np.flatnonzero(~apart).tolist(), set(keys))
    printed = ["".join(page.keys[n] for n in group) for group in words]
    found = tile(keys, printed, parts=[block for block, _ in said])
    at = np.array([words[n][0] if n != NOWHERE else NOWHERE for n in found.at.tolist()], np.int64)
    pairs = [*enumerate(found.at.tolist()), *found.also]
    also = [(number, word) for number, n in pairs if n != NOWHERE for word in words[n]]
    open_ = np.flatnonzero(at == NOWHERE)
    if apart.any() and len(open_):
        taken = {*at.tolist(), *(word for _, word in also)}
        rest = [word for word in range(len(page.keys)) if word not in taken]
        more = tile(
            [keys[n] for n in open_.tolist()], [page.keys[n] for n in rest], runs_alone=True
        )
        further = more.at != NOWHERE
        at[open_[further]] = np.array(rest)[more.at[further]]
    return Tiling(at, tuple(also))


def _unbroken(page: PageWords, words: Sequence[int], wanted: set[str]) -> list[tuple[int, ...]]:
    """Put the two parts of a word together that a line has cut, where such a word is wanted."""
    groups: list[tuple[int, ...]] = []
    for word in words:
        before = groups[-1][0] if groups and len(groups[-1]) == 1 else NOWHERE
        if (
            before == word - 1 >= 0
            and page.line[before] != page.line[word]
            and page.keys[before] + page.keys[word] in wanted
        ):
            groups[-1] = (before, word)
        else:
            groups.append((word,))
    return groups


def _apart(page: PageWords, layout: Page | None) -> NDArray[np.bool_]:
    """Mark the words of a page that stand in what most tools leave out."""
    apart = np.zeros(len(page.keys), dtype=np.bool_)
    for block in layout.blocks if layout else ():
        if isinstance(block, (Figure, *FURNITURE)):
            for place in block.places:
                if place.page == page.number:
                    apart[page.inside(place.box, _SET_APART)] = True
    return apart


def _between(own: Sequence[int], at: Indices, count: int) -> Iterator[tuple[int, int]]:
    """Yield the page's words between two that have met, for the blocks that stand between these.

    Args:
        own: The block of each word that is said.
        at: Where it is on the page, or `NOWHERE`.
        count: Words of the page.
    """
    taken = set(at.tolist())
    edges = np.flatnonzero(at != NOWHERE)
    bounds = zip([-1, *edges.tolist()], [*edges.tolist(), len(at)], strict=True)
    for before, after in bounds:
        first = int(at[before]) + 1 if before >= 0 else 0
        last = int(at[after]) if after < len(at) else count
        said = after - before - 1
        if said and 0 < last - first <= _TIMES * said + _SPARE:
            free = [word for word in range(first, last) if word not in taken]
            blocks = dict.fromkeys(own[before + 1 : after])
            if len(blocks) <= len(free) + _SPARE:  # more of them have no place there
                yield from product(blocks, free)


class _Places:
    """The places of blocks, by the boxes of their words."""

    def __init__(self, pages: Sequence[PageWords]) -> None:
        self._pages = {page.number: page for page in pages}
        self._boxes = [tuple(box) for page in pages for box in page.boxes.tolist()]
        self._numbers = [page.number for page in pages for _ in page.keys]

    def placed(self, said: _Spoken, met: _Met, name: str, numbers: Sequence[int]) -> Block:
        """Return a block where its words are; without any it may be anywhere on its pages."""
        inside = met.words[met.words != NOWHERE].tolist()
        words = sorted({*inside, *(word for _, word in met.also), *met.around})
        beside = _ASIDE if isinstance(said.block, Formula) else _BESIDE
        places = self._regions(words, beside)
        on = {place.page for place in places}
        places += [self._sheet(number) for number in numbers if number not in on]
        first = next(place for place in places if place.page == numbers[0])
        update = {
            "id": name,
            "page": first.page,
            "box": first.box,
            "continued": tuple(place for place in places if place is not first),
        }
        if isinstance(said.block, Table):
            update["cells"] = self._cells(said.block, said.cells, met.words, first.page)
        return said.block.model_copy(update=update)

    def _sheet(self, number: int) -> Place:
        page = self._pages[number]
        return Place(page=number, box=whole_page(page.width, page.height))

    def _regions(self, words: Sequence[int], beside: float) -> list[Place]:
        """Put few boxes around words: lines below one another are one region, strays are none."""
        regions: list[tuple[int, list[_Corners]]] = []
        hull: _Corners = (0.0, 0.0, 0.0, 0.0)
        for word in words:
            box, number = self._boxes[word], self._numbers[word]
            last = regions[-1][1][-1] if regions and regions[-1][0] == number else None
            if last is not None and _hangs_on(box, last, hull, beside):
                regions[-1][1].append(box)
                x0, y0, x1, y1 = hull
                hull = (min(x0, box[0]), min(y0, box[1]), max(x1, box[2]), max(y1, box[3]))
            else:
                regions.append((number, [box]))
                hull = box
        least = min(_STRAY * len(words), max((len(inside) for _, inside in regions), default=0))
        return [
            Place(page=number, box=Box.of(_around(inside)))
            for number, inside in regions
            if len(inside) >= least
        ]

    def _cells(
        self, table: Table, cells: Sequence[int | None], words: Indices, page: int
    ) -> tuple[Cell, ...]:
        """Give cells the boxes of their words; others stand in a row and in a column."""
        inside: dict[int, list[_Corners]] = defaultdict(list)
        for cell, word in zip(cells, words.tolist(), strict=True):
            if cell is not None and word != NOWHERE and self._numbers[word] == page:
                inside[cell].append(self._boxes[word])
        hulls = {cell: _around(boxes) for cell, boxes in inside.items()}
        rows: dict[int, list[_Corners]] = defaultdict(list)
        columns: dict[int, list[_Corners]] = defaultdict(list)
        for cell, hull in hulls.items():
            rows[table.cells[cell].row].append(hull)
            columns[table.cells[cell].column].append(hull)
        return tuple(
            cell.model_copy(update={"box": Box.of(box)})
            if cell.text
            and (box := hulls.get(number) or _crossing(rows[cell.row], columns[cell.column]))
            else cell
            for number, cell in enumerate(table.cells)
        )


def _around(boxes: Sequence[_Corners]) -> _Corners:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def _crossing(row: Sequence[_Corners], column: Sequence[_Corners]) -> _Corners | None:
    """Where a row and a column meet."""
    if not row or not column:
        return None
    (_, y0, _, y1), (x0, _, x1, _) = _around(row), _around(column)
    return (x0, y0, x1, y1)


def _hangs_on(box: _Corners, last: _Corners, region: _Corners, beside: float) -> bool:
    """Tell a word that stands beside the last one of a region, or below it.

    The signs of formulas stand in no order, and further apart.
    """
    size = last[3] - last[1]
    down = (box[1] + box[3] - last[1] - last[3]) / 2
    if abs(down) <= _SAME_LINE * size:
        return -beside * size <= box[0] - last[2] <= beside * size or box[0] < region[2]
    across = min(box[2], region[2]) - max(box[0], region[0])
    least = -_BELOW * size if beside > _BESIDE else 0
    return least < down <= _BELOW * size and across > -beside * size

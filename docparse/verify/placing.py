"""Find the pages, and the places on them, of text that another tool wrote without any."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from docparse.engines.locating import locate
from docparse.markup.reading_markdown import read_markdown
from docparse.schemas import Block, Box, Document, Page, Place, SourceInfo, Word
from docparse.verify.speech import pieces_of, whole_page
from docparse.verify.witness import PageWords

_GOES_ON = 0.2
"""Share of a block's votes that another page must have for the block to stand there too."""
_ANYWHERE = Box(x0=0, y0=0, x1=1, y1=1)


def place_markdown(
    text: str, pages: Sequence[PageWords], source: SourceInfo, *, fold: bool = True
) -> Document:
    """Read Markdown, and give each block the page and the place that have its words.

    Args:
        text: Markdown of any tool.
        pages: The words of the source's pages.
        source: What the document is to say of its source.
        fold: Whether capital and small letters are the same.
    """
    blocks = read_markdown(text, page=1, box=_ANYWHERE).blocks
    owners = _owners(blocks, pages, fold=fold)
    written: dict[int, list[Block]] = {page.number: [] for page in pages}
    sheets = {page.number: whole_page(page.width, page.height) for page in pages}
    for block, (number, *further) in zip(blocks, owners, strict=True):
        update = {
            "id": f"p{number}-b{len(written[number]) + 1}",
            "page": number,
            "box": sheets[number],
            "continued": tuple(Place(page=other, box=sheets[other]) for other in further),
        }
        written[number].append(block.model_copy(update=update))
    return Document(
        source=source,
        engine="markdown",
        pages=tuple(_located(page, written[page.number]) for page in pages),
    )


def _owners(
    blocks: Sequence[Block], pages: Sequence[PageWords], *, fold: bool
) -> list[tuple[int, ...]]:
    """The pages of each block, the first being that of its beginning.

    Each pair of words votes for the pages that have it, the more the fewer these are. Of pages
    with as many votes the one is taken that is next to the block before.
    """
    known: dict[tuple[str, str], set[int]] = defaultdict(set)
    for page in pages:
        for pair in pairwise(page.keys):
            known[pair].add(page.number)
    owners: list[tuple[int, ...]] = []
    last = pages[0].number
    for index, block in enumerate(blocks):
        keys = [t.key for piece in pieces_of(index, block, fold=fold) for t in piece.tokens]
        votes: Counter[int] = Counter()
        for pair in pairwise(keys):
            votes.update({number: 1 / len(known[pair]) for number in known.get(pair, ())})
        owners.append(_elected(votes, last))
        last = owners[-1][-1]
    return owners


def _elected(votes: Counter[int], last: int) -> tuple[int, ...]:
    if not votes:
        return (last,)
    first = max(votes, key=lambda number: (round(votes[number], 6), -abs(number - last)))
    least = _GOES_ON * votes[first]
    together = {first}
    for step in (-1, 1):
        number = first + step
        while votes.get(number, 0) > max(least, 1):
            together.add(number)
            number += step
    return tuple(sorted(together))


def _located(page: PageWords, blocks: Iterable[Block]) -> Page:
    """Give blocks that stand on one page the boxes of their words."""
    made = Page(number=page.number, width=page.width, height=page.height, blocks=tuple(blocks))
    found = locate(made, _words(page)) if page.keys else made
    kept = tuple(
        before if before.continued else after
        for before, after in zip(made.blocks, found.blocks, strict=True)
    )
    return made.model_copy(update={"blocks": kept})


def _words(page: PageWords) -> list[Word]:
    return [
        Word(text=text, box=Box.of(box), baseline=box[3], size=box[3] - box[1], line=line)
        for text, box, line in zip(page.texts, page.boxes.tolist(), page.line, strict=True)
    ]

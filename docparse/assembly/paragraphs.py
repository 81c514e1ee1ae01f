"""Join what a column or page break cut in two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from docparse.assembly.drafts import Draft, Opening, held_back
from docparse.markup.joining import Inline, is_cjk, join_inlines
from docparse.schemas import (
    Block,
    Box,
    Caption,
    Code,
    Figure,
    Footnote,
    ListItem,
    Page,
    PageFooter,
    PageHeader,
    Paragraph,
    Table,
    TextBlock,
)

_ENDINGS = tuple(".!?:;。！？：；…")
_CLOSERS = "\"'”’»)]）】」』"
_FLOATS = (Caption, Figure, Footnote, PageFooter, PageHeader, Table)
"""What may stand between the two parts of a paragraph."""
_REACH = 8
"""Pages with nothing else, behind which the second part is no longer looked for."""
_FULL = 60
"""Characters, ideographs twice, of a part that was cut rather than ended without a full stop."""
_SIZE_SLACK = 0.11

TextT = TypeVar("TextT", bound=TextBlock)


def join_paragraphs(pages: Iterable[Page], vocabulary: frozenset[str]) -> Iterator[Page]:
    """Join paragraphs and list items over column and page breaks, and code blocks in sequence.

    Args:
        pages: In their order; a few are held back, while what ends them may go on.
        vocabulary: The words of the document, by which one that was divided is known.
    """
    return held_back(_joined(pages, vocabulary))


def _joined(
    pages: Iterable[Page], vocabulary: frozenset[str]
) -> Iterator[tuple[Draft, Opening | None]]:
    last: Opening | None = None
    for ordinal, page in enumerate(pages):
        draft = Draft(page)
        for block in page.blocks:
            merged = None if last is None else _merged(last.block, block, vocabulary)
            if last is not None and merged is not None:
                last.go_on(merged, ordinal)
                continue
            draft.blocks.append(block)
            if not isinstance(block, _FLOATS):
                last = Opening(draft, len(draft.blocks) - 1, ordinal)
        if last is not None and not _may_go_on(last, ordinal + 1):
            last = None
        yield draft, last


def _may_go_on(last: Opening, ordinal: int) -> bool:
    return last.may_reach(ordinal) and ordinal - last.through <= _REACH


def _merged(before: Block, block: Block, vocabulary: frozenset[str]) -> Block | None:
    """The two as one, None where the second does not go on with the first."""
    if not isinstance(before, TextBlock) or not isinstance(block, TextBlock):
        return None
    return _merge(before, block, vocabulary) if _goes_on(before, block) else None


def _goes_on(before: TextBlock, block: TextBlock) -> bool:
    if isinstance(before, Code) and isinstance(block, Code):
        return before.page == block.page and _follows_in_column(before, block)
    if not isinstance(before, Paragraph | ListItem) or not isinstance(block, Paragraph):
        return False
    if not _same_size(before, block) or not _is_cut(_without_mark(before), block.text):
        return False
    return _breaks(before, block) or _is_next_line(before, block)


def _breaks(before: TextBlock, block: TextBlock) -> bool:
    """Tell whether a column or page break lies between two blocks."""
    place = before.places[-1]
    return place.page != block.page or block.box.y0 < place.box.y0


def _is_next_line(before: TextBlock, block: TextBlock) -> bool:
    """Tell a block that stands right below in the same column, not indented."""
    if before.places[-1].page != block.page:
        return False
    place = before.places[-1].box
    size = before.font_size or 10
    return (
        0 <= block.box.y0 - place.y1 < 0.9 * size
        and block.box.x0 < place.x0 + 0.3 * size
        and abs(block.box.x1 - place.x1) < size
    )


def _same_size(before: TextBlock, block: TextBlock) -> bool:
    one, other = before.font_size, block.font_size
    return not one or not other or abs(one - other) <= _SIZE_SLACK * max(one, other)


def _is_cut(text: str, following: str) -> bool:
    """Tell whether `text` stops in mid-sentence and `following` goes on."""
    tail = text.rstrip().rstrip(_CLOSERS)
    if not tail or not following or tail.endswith(_ENDINGS):
        return False
    if following[0].islower() or tail.endswith(("-", "\u2010", ",", "、", "，")):
        return True
    line = text.rpartition("\n")[2]  # lines that are kept apart are no running text
    length = len(line) + sum(map(is_cjk, line))
    return length >= _FULL and (following[0].isalnum() or is_cjk(following[0]))


def _without_mark(block: TextBlock) -> str:
    """The text without a note's mark behind its last sentence."""
    last = block.inline[-1]
    return block.text.removesuffix(last.text) if last.superscript else block.text


def _follows_in_column(before: Code, block: Code) -> bool:
    gap = block.box.y0 - before.places[-1].box.y1
    return 0 <= gap < 2.5 * (before.font_size or 10)


def _merge(before: TextT, block: TextBlock, vocabulary: frozenset[str]) -> TextT:
    if _is_next_line(before, block) or isinstance(before, Code):
        *places, last = before.places
        joined = last.model_copy(update={"box": Box.around([last.box, block.box])})
        places = [*places, joined, *block.continued]
    else:
        places = [*before.places, *block.places]
    where = {"box": places[0].box, "continued": tuple(places[1:])}
    if isinstance(before, Code):
        return before.model_copy(update={"text": f"{before.text}\n{block.text}", **where})
    inline = join_inlines(
        Inline(before.text, before.runs), Inline(block.text, block.runs), vocabulary
    )
    return before.model_copy(update={"text": inline.text, "runs": inline.runs, **where})

"""Tie the raised marks in the text to the footnotes they refer to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from docparse.markup.markdown import has_spans
from docparse.markup.note_labels import label_of
from docparse.markup.styled import Citation, Inline, Note
from docparse.schemas import (
    FURNITURE,
    Block,
    Cell,
    Code,
    Footnote,
    Page,
    Placed,
    Run,
    Table,
    TextBlock,
)

_SEPARATORS = re.compile(r"[\s,;，、]+")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d$")
_EXPONENT = re.compile(r"\d$|(?<![^\W\d_])(?:[^\W\d_]|[kcdmµμn]m|mi|ft|in|sq)$")
"""What a raised number behind it is an exponent of: a number, a single letter, a unit."""

NoteT = TypeVar("NoteT")


@dataclass(frozen=True)
class Notes:
    """The footnotes of a document, and the references to them.

    Attributes:
        marked: The first footnote with each mark on each page.
        cited: Those the text refers to, by the id of their block.
        cited_plainly: Ids of those it refers to elsewhere than in tables with spanning cells.
        anchors: Id of the first reference to a footnote, by the id of the footnote's block.
    """

    marked: Mapping[tuple[int, str], Note]
    cited: Mapping[str, Note]
    cited_plainly: frozenset[str]
    anchors: Mapping[str, str]

    def runs(self, block: TextBlock) -> tuple[Inline, ...]:
        """Return the block's runs, references to footnotes among them."""
        if isinstance(block, (*FURNITURE, Code)):
            return block.inline
        return self._with_citations(block.inline, block, block.id)

    def cell_runs(self, table: Table, cell: Cell) -> tuple[Inline, ...]:
        """Return the cell's runs, references to footnotes among them."""
        return self._with_citations(cell.inline, table, _cell_place(table, cell))

    def _with_citations(self, runs: Sequence[Run], block: Placed, place: str) -> tuple[Inline, ...]:
        inlines: list[Inline] = list(runs)
        for number, marks in _raised_marks(runs):
            run, meant = runs[number], _meant(marks, _reach(block), self.marked)
            if meant:
                anchor = _anchor(place, number)
                inlines[number] = Citation(meant, anchor, run.bold, run.italic)
        return tuple(inlines)


class NoteFinder:
    """Finds footnotes and the references to them in pages that go by.

    A raised mark refers to a footnote on its block's pages or the page behind them. One that can
    be an exponent (behind a digit, a single letter or a unit), or the mass of an isotope, refers
    to nothing.
    """

    def __init__(self) -> None:
        self._marked: dict[tuple[int, str], tuple[str, str]] = {}
        self._names: Counter[str] = Counter()
        self._orders = count()
        self._waiting: dict[int, list[_Raised]] = {}
        self._seen: set[int] = set()
        self._first: dict[str, _Raised] = {}
        self._plain: set[str] = set()

    def see(self, page: Page) -> None:
        """Look through the next page."""
        raised: list[_Raised] = []
        for block in page.blocks:
            if isinstance(block, Footnote) and block.mark:
                self._note(block, block.mark)
            raised += _raised_in(block, self._orders)
        self._seen.add(page.number)
        self._settle([*raised, *self._waiting.pop(page.number, ())])

    def found(self) -> Notes:
        """Return what was found on all pages."""
        for waiting in self._waiting.values():
            for raised in waiting:
                self._cite(raised)
        marked = {
            (page, mark): Note(mark, self._label(name, page), block)
            for (page, mark), (name, block) in self._marked.items()
        }
        cited = {note.block: note for note in marked.values() if note.block in self._first}
        anchors = {block: raised.anchor for block, raised in self._first.items()}
        return Notes(marked, cited, frozenset(self._plain), anchors)

    def _note(self, block: Footnote, printed: str) -> None:
        mark = _normal(printed)
        name = label_of(mark)
        self._names[name] += 1
        self._marked.setdefault((block.page, mark), (name, block.id))

    def _label(self, name: str, page: int) -> str:
        return name if self._names[name] == 1 else f"p{page}-{name}"

    def _settle(self, raised: Iterable[_Raised]) -> None:
        """Cite what is meant where all pages have been seen that may have it."""
        for one in raised:
            unseen = next((page for page in one.pages if page not in self._seen), None)
            if unseen is None:
                self._cite(one)
            else:
                self._waiting.setdefault(unseen, []).append(one)

    def _cite(self, raised: _Raised) -> None:
        for _, block in _meant(raised.marks, raised.pages, self._marked):
            first = self._first.get(block)
            if first is None or raised.order < first.order:
                self._first[block] = raised
            if raised.plainly:
                self._plain.add(block)


@dataclass(frozen=True, slots=True)
class _Raised:
    """A raised mark that may refer to footnotes.

    Attributes:
        order: Its place among those of the document.
        pages: Where the footnotes may stand.
        plainly: It stands elsewhere than in a table with spanning cells.
    """

    order: int
    anchor: str
    marks: tuple[str, ...]
    pages: tuple[int, ...]
    plainly: bool


def _normal(mark: str) -> str:
    return mark.strip(" \t[]().,、。")


def _raised_in(block: Block, orders: Iterator[int]) -> Iterator[_Raised]:
    """Yield what may refer to footnotes in a block, in the order of its text."""
    plainly = not isinstance(block, Table) or not has_spans(block)
    for place, runs in _texts(block):
        for number, marks in _raised_marks(runs):
            yield _Raised(next(orders), _anchor(place, number), marks, _reach(block), plainly)


def _texts(block: Block) -> Iterator[tuple[str, Sequence[Run]]]:
    """Yield the texts of a block that are not plain throughout, each with its place."""
    if isinstance(block, Table):
        for cell in block.cells:
            yield _cell_place(block, cell), cell.runs
    elif isinstance(block, TextBlock) and not isinstance(block, (*FURNITURE, Code)):
        yield block.id, block.runs


def _raised_marks(runs: Sequence[Run]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the number of each raised run that may refer to footnotes, and its marks."""
    for number, run in enumerate(runs):
        if run.superscript:
            marks = tuple(_normal(mark) for mark in _SEPARATORS.split(run.text) if _normal(mark))
            if marks and not (marks[0].isdigit() and _counts_something(runs, number)):
                yield number, marks


def _meant(
    marks: Sequence[str], pages: Sequence[int], marked: Mapping[tuple[int, str], NoteT]
) -> tuple[NoteT, ...]:
    """The footnotes that marks refer to; none unless every one of them has one."""
    found = [
        next((marked[page, mark] for page in pages if (page, mark) in marked), None)
        for mark in marks
    ]
    return tuple(note for note in found if note is not None) if None not in found else ()


def _reach(block: Placed) -> tuple[int, ...]:
    """The pages on which the footnotes of a block may stand."""
    pages = sorted({block.page, *(place.page for place in block.continued)})
    return (*pages, pages[-1] + 1)


def _anchor(place: str, number: int) -> str:
    return f"{place}-n{number}"


def _cell_place(table: Table, cell: Cell) -> str:
    return f"{table.id}-r{cell.row}c{cell.column}"


def _counts_something(runs: Sequence[Run], number: int) -> bool:
    before = "".join(run.text for run in runs[:number])
    after = runs[number + 1].text if number + 1 < len(runs) else ""
    if _YEAR.search(before):
        return False
    if _EXPONENT.search(before):
        return True
    return (not before or before[-1].isspace()) and after[:1].isalpha()

"""Tie the raised marks in the text to the footnotes they refer to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docparse.markup.note_labels import label_of
from docparse.markup.styled import Citation, Inline, Note
from docparse.schemas import FURNITURE, Cell, Code, Document, Footnote, Run, Table, TextBlock

_SEPARATORS = re.compile(r"[\s,;，、]+")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d$")
_EXPONENT = re.compile(r"\d$|(?<![^\W\d_])(?:[^\W\d_]|[kcdmµμn]m|mi|ft|in|sq)$")
"""What a raised number behind it is an exponent of: a number, a single letter, a unit."""


@dataclass(frozen=True)
class Notes:
    """The footnotes that the text refers to, and the text with its references.

    Attributes:
        cited: Footnotes by the id of their block.
        texts: Runs with references by the place they stand in; see `runs` and `cell_runs`.
        anchors: Id of the first reference to a footnote, by the id of the footnote's block.
    """

    cited: Mapping[str, Note]
    texts: Mapping[str, tuple[Inline, ...]]
    anchors: Mapping[str, str]

    def runs(self, block: TextBlock) -> tuple[Inline, ...]:
        """Return the block's runs, references to footnotes among them."""
        return self.texts.get(block.id, block.inline)

    def cell_runs(self, table: Table, cell: Cell) -> tuple[Inline, ...]:
        """Return the cell's runs, references to footnotes among them."""
        return self.texts.get(_cell_place(table, cell), cell.inline)


def find_notes(document: Document, refers: Callable[[Table], bool] = lambda table: True) -> Notes:
    """Find which raised marks refer to a footnote on the same page or the next.

    A raised number that can be an exponent (behind a digit, a single letter or a unit), or the
    mass of an isotope, refers to nothing.

    Args:
        document: The document.
        refers: Tells the tables whose cells can hold references in this export.
    """
    notes = _marked_notes(document)
    texts: dict[str, tuple[Inline, ...]] = {}
    anchors: dict[str, str] = {}
    cited: dict[str, Note] = {}
    for place, runs, pages in _places(document, refers):
        inlines = _with_citations(runs, notes, pages, place)
        citations = [inline for inline in inlines if isinstance(inline, Citation)]
        if citations:
            texts[place] = inlines
        for citation in citations:
            for note in citation.notes:
                cited[note.block] = note
                anchors.setdefault(note.block, citation.anchor)
    return Notes(cited, texts, anchors)


def _marked_notes(document: Document) -> dict[tuple[int, str], Note]:
    """The first footnote with each mark on each page."""
    marked = [block for block in document.blocks if isinstance(block, Footnote) and block.mark]
    names = [label_of(_normal(block.mark or "")) for block in marked]
    counts = Counter(names)
    notes: dict[tuple[int, str], Note] = {}
    for block, name in zip(marked, names, strict=True):
        label = name if counts[name] == 1 else f"p{block.page}-{name}"
        mark = _normal(block.mark or "")
        notes.setdefault((block.page, mark), Note(mark, label, block.id))
    return notes


def _normal(mark: str) -> str:
    return mark.strip(" \t[]().,、。")


def _places(
    document: Document, refers: Callable[[Table], bool]
) -> Iterator[tuple[str, tuple[Run, ...], tuple[int, ...]]]:
    """Every text that can refer to notes: a key, its runs, the pages its notes stand on."""
    for block in document.blocks:
        if isinstance(block, (*FURNITURE, Code)):
            continue
        pages = sorted({place.page for place in block.places})
        pages.append(pages[-1] + 1)
        if isinstance(block, TextBlock):
            yield block.id, block.inline, tuple(pages)
        elif isinstance(block, Table) and refers(block):
            for cell in block.cells:
                yield _cell_place(block, cell), cell.inline, tuple(pages)


def _cell_place(table: Table, cell: Cell) -> str:
    return f"{table.id}-r{cell.row}c{cell.column}"


def _with_citations(
    runs: Sequence[Run],
    notes: Mapping[tuple[int, str], Note],
    pages: Iterable[int],
    place: str,
) -> tuple[Inline, ...]:
    inlines: list[Inline] = []
    before = ""
    for number, run in enumerate(runs):
        after = runs[number + 1].text if number + 1 < len(runs) else ""
        meant = _notes_meant(run, before, after, notes, tuple(pages)) if run.superscript else ()
        if meant:
            inlines.append(Citation(meant, f"{place}-n{number}", run.bold, run.italic))
        else:
            inlines.append(run)
        before += run.text
    return tuple(inlines)


def _notes_meant(
    run: Run,
    before: str,
    after: str,
    notes: Mapping[tuple[int, str], Note],
    pages: Sequence[int],
) -> tuple[Note, ...]:
    """The notes a raised run refers to; none unless every one of its marks has one."""
    marks = [_normal(mark) for mark in _SEPARATORS.split(run.text) if _normal(mark)]
    if marks and marks[0].isdigit() and _counts_something(before, after):
        return ()
    found = [
        next((notes[page, mark] for page in pages if (page, mark) in notes), None) for mark in marks
    ]
    return tuple(note for note in found if note) if all(found) else ()


def _counts_something(before: str, after: str) -> bool:
    if _YEAR.search(before):
        return False
    if _EXPONENT.search(before):
        return True
    return (not before or before[-1].isspace()) and after[:1].isalpha()

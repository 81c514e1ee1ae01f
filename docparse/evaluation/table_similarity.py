"""TEDS: how alike two tables are, as trees of rows and cells.

X. Zhong, E. ShafieiBavani, A. Jimeno Yepes: Image-based table recognition: data, model, and
evaluation. ECCV 2020 (the PubTabNet paper). Tables are compared as HTML strings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from lxml import etree, html

from docparse.evaluation.edit_distance import edit_distance, normalize_text
from docparse.evaluation.recall import word_overlap
from docparse.evaluation.tree_distance import Tree, tree_edit_distance


class _Label(NamedTuple):
    """What a node is compared by: its tag, its spans and, for a cell, its text."""

    tag: str
    row_span: int = 1
    column_span: int = 1
    text: str = ""


_Table = Tree[_Label]

_WIDEST = 1000
"""Columns a cell may span, as in browsers."""


def teds(truth: str, prediction: str) -> float:
    """Return the tree-edit-distance-based similarity of two HTML tables.

    TEDS(A, B) = 1 - d(A, B) / max(|A|, |B|), where d is the edit distance of the trees table → rows
    → cells. Inserting and deleting a node cost 1, replacing it costs 1 when tag, row span or column
    span differ, else the normalised edit distance of the cells' texts. |T| counts rows and cells
    and, as the authors' program does, not the table node, which always matches: a table that
    shares nothing scores 0.

    Where practice differs, the common one of later benchmarks is taken (e.g. OmniDocBench, Ouyang
    et al., CVPR 2025): `thead`, `tbody` and `tfoot` are taken off, `th` counts as `td`, cells are
    compared as normalised text (see `normalize_text`) without inline markup, a line break in a
    cell is a space, and a table inside a cell is that cell's text.

    Args:
        truth: HTML that holds a table; the first one counts.
        prediction: Likewise; a text without a table, as the empty string, is no table.

    Returns:
        0.0 to 1.0; 1.0 also when neither holds a table, 0.0 when only one does.
    """
    return _similarity(_read(truth), _read(prediction))


def teds_structure(truth: str, prediction: str) -> float:
    """Return TEDS with the texts of all cells left out: rows, cells and spans alone."""
    return _similarity(_bare(_read(truth)), _bare(_read(prediction)))


def pair_tables(truths: Sequence[str], predictions: Sequence[str]) -> list[int | None]:
    """Find for each true table the predicted one that is meant to be it.

    Pairs are taken greedily, those with the best word F1 first (see `word_overlap`), each table
    once; tables that share no word stay alone.

    Args:
        truths: HTML tables of one page.
        predictions: HTML tables found on it.

    Returns:
        For each truth an index into `predictions`, or None.
    """
    true_texts, found_texts = _texts(truths), _texts(predictions)
    scores = sorted(
        (
            (-word_overlap(true_text, found_text).f1, i, j)
            for i, true_text in enumerate(true_texts)
            for j, found_text in enumerate(found_texts)
        )
    )
    pairs: dict[int, int] = {}
    for score, i, j in scores:
        if score < 0 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [pairs.get(i) for i in range(len(truths))]


def cell_texts(table: str) -> list[str]:
    """List the normalised texts of a table's cells, row by row, without the empty ones."""
    tree = _read(table)
    rows = tree.children if tree else ()
    return [cell.label.text for row in rows for cell in row.children if cell.label.text]


def without_spans(table: str) -> str:
    """Return the table with each spanning cell in its first slot, its other slots left empty.

    Some truths are plain grids that cannot say that a cell spans; so read, tables are compared
    with those by what stands where.
    """
    read = _read(table)
    if read is None:
        return table
    taken: dict[tuple[int, int], str] = {}
    for y, row in enumerate(read.children):
        x = 0
        for label in (cell.label for cell in row.children):
            while (y, x) in taken:
                x += 1
            bottom = min(y + label.row_span, len(read.children))
            right = x + min(label.column_span, _WIDEST)
            slots = [(below, beside) for below in range(y, bottom) for beside in range(x, right)]
            taken |= dict.fromkeys(slots, "") | {(y, x): label.text}
    width = 1 + max((x for _, x in taken), default=-1)
    rows = (
        "".join(f"<td>{escape(taken.get((y, x), ''))}</td>" for x in range(width))
        for y in range(len(read.children))
    )
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _texts(tables: Sequence[str]) -> list[str]:
    return [" ".join(cell_texts(table)) for table in tables]


def _similarity(truth: _Table | None, prediction: _Table | None) -> float:
    if truth is None or prediction is None:
        return float(truth is prediction)
    if truth == prediction:
        return 1.0
    nodes = max(truth.size, prediction.size) - 1
    return max(0.0, 1.0 - tree_edit_distance(truth, prediction, _rename) / nodes)


def _rename(first: _Label, second: _Label) -> float:
    if first == second:
        return 0.0
    if first[:3] != second[:3]:
        return 1.0
    return edit_distance(first.text, second.text)


def _bare(table: _Table | None) -> _Table | None:
    if table is None:
        return None
    rows = (
        Tree(row.label, tuple(_without_text(cell) for cell in row.children))
        for row in table.children
    )
    return Tree(table.label, tuple(rows))


def _without_text(cell: _Table) -> _Table:
    return Tree(_Label("td", cell.label.row_span, cell.label.column_span))


def _read(text: str) -> _Table | None:
    """Build the tree of the first table in an HTML text."""
    if not text.strip():
        return None
    try:
        root = html.fragment_fromstring(text, create_parent="div")
    except etree.ParserError:
        return None
    table = next(root.iter("table"), None)
    if table is None:
        return None
    return Tree(_Label("table"), tuple(_row(row) for row in _rows(table)))


def _rows(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the rows of a table in order, those of a table inside a cell left out."""
    for child in element:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from _rows(child)


def _row(row: html.HtmlElement) -> _Table:
    cells = (cell for cell in row if cell.tag in {"td", "th"})
    return Tree(_Label("tr"), tuple(Tree(_cell_label(cell)) for cell in cells))


def _cell_label(cell: html.HtmlElement) -> _Label:
    return _Label(
        "td", _span(cell, "rowspan"), _span(cell, "colspan"), normalize_text(_inner_text(cell))
    )


def _span(cell: html.HtmlElement, name: str) -> int:
    """Read a span; what is no positive number counts as 1, as browsers read it."""
    value = (cell.get(name) or "1").strip()
    return max(1, int(value)) if value.isascii() and value.isdigit() else 1


_BREAKING = frozenset({"br", "p", "div", "li", "tr", "td", "th"})


def _inner_text(element: html.HtmlElement) -> str:
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            gap = " " if child.tag in _BREAKING else ""
            parts += [gap, _inner_text(child), gap]
        parts.append(child.tail or "")
    return "".join(parts)

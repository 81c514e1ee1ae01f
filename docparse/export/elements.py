"""Blocks as HTML elements; knows no pages and no style sheets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from docparse.export.lists import Marker, read_marker
from docparse.export.notes import Notes
from docparse.markup.escaping import clean, escape_html, safe_path
from docparse.markup.html_table import table_to_html
from docparse.markup.inline_html import runs_to_html
from docparse.markup.styled import unemphasised
from docparse.schemas import (
    FURNITURE,
    Block,
    Caption,
    Code,
    Figure,
    Footnote,
    Formula,
    Heading,
    KeyValue,
    ListItem,
    Placed,
    Run,
    Table,
    TextBlock,
)


def place_attributes(block: Placed) -> str:
    """Return the `id` and `data-page` of a block's element."""
    name = f'id="{escape_html(block.id)}" ' if block.id else ""
    return f'{name}data-page="{block.page}"'


@dataclass(frozen=True)
class Elements:
    """Writes blocks as elements.

    Attributes:
        notes: The document's footnotes and the references to them.
        placed: Give each element its block's id and page.
    """

    notes: Notes
    placed: bool = True

    def block(self, block: Block) -> str:  # noqa: PLR0911 (one for each kind)
        """Return the element of one block; of a list item, a list with this item alone."""
        match block:
            case Heading():
                text = runs_to_html(unemphasised(self.notes.runs(block)))
                return self._element(f"h{block.level}", block, text)
            case ListItem():
                return self.list_of([block])
            case Table():
                return self._table(block)
            case Formula():
                return self._formula(block)
            case Figure():
                return self.figure(block)
            case Code():
                return self._code(block)
            case Caption():
                return self._element("p", block, self.inline(block), "caption")
            case Footnote():
                return self._footnote(block)
            case KeyValue():
                return self.fields([block])
        kind = "furniture" if isinstance(block, FURNITURE) else ""
        return self._element("p", block, self.inline(block), kind)

    def inline(self, block: TextBlock) -> str:
        """Return a block's text with its styles, links and references."""
        return runs_to_html(self.notes.runs(block))

    def list_of(self, items: Sequence[ListItem]) -> str:
        """Return the items as nested lists.

        An item belongs to the last one before it that is less deep. Numbers are kept, also where
        they jump; markers that are neither bullets nor numbers stand as text.
        """
        lists = []
        for kind, group in groupby(_branches(items), key=lambda branch: branch.kind):
            branches = list(group)
            tag, attributes = "ul", ' class="marked"' if kind == "text" else ""
            if kind == "number":
                first = branches[0].marker.number
                tag, attributes = "ol", "" if first == 1 else f' start="{first}"'
            written = [self._list_item(b, previous) for b, previous in _with_previous(branches)]
            lists.append(f"<{tag}{attributes}>\n" + "\n".join(written) + f"\n</{tag}>")
        return "\n".join(lists)

    def fields(self, fields: Sequence[KeyValue]) -> str:
        """Return labelled values as one list of terms."""
        rows = (
            f"<div{self._place(field)}><dt>{escape_html(field.key)}</dt>"
            f"<dd>{escape_html(field.value)}</dd></div>"
            for field in fields
        )
        return "<dl>\n" + "\n".join(rows) + "\n</dl>"

    def figure(self, block: Figure, *, alt: str = "Figure", caption: str = "") -> str:
        """Return a figure: its picture, or a plate in its stead, and the words printed in it."""
        picture = f'<div class="plate">Picture on page {block.page}</div>'
        if block.image:
            source = escape_html(safe_path(block.image))
            picture = f'<img src="{source}" alt="{escape_html(alt)}" loading="lazy">'
        words = escape_html(block.text.strip()).replace("\n", "<br>")
        details = f"<details><summary>Text in the figure</summary><p>{words}</p></details>"
        return self._element("figure", block, picture + (details if words else "") + caption)

    def _table(self, table: Table) -> str:
        element = table_to_html(
            table,
            attributes=self._place(table).strip(),
            runs=lambda cell: self.notes.cell_runs(table, cell),
        )
        return f'<div class="scroll">{element}</div>'

    def _formula(self, block: Formula) -> str:
        kind = "formula" if block.display else ""
        if not block.latex and block.image:
            alt = escape_html(" ".join(block.text.split()) or "Formula")
            picture = f'<img src="{escape_html(safe_path(block.image))}" alt="{alt}">'
            return self._element("p", block, picture, kind)
        if not block.latex:
            return self._element("p", block, runs_to_html([Run(text=block.text)]), kind)
        tag = f' <span class="tag">({escape_html(block.tag)})</span>' if block.tag else ""
        formula = runs_to_html([Run(text=block.latex, math=True)])
        return self._element("p", block, formula + tag, kind)

    def _code(self, block: Code) -> str:
        language = re.sub(r"[^\w+#.-]", "", block.language or "")
        kind = f' class="language-{language}"' if language else ""
        code = f"<code{kind}>{escape_html(clean(block.text).strip(chr(10)))}</code>"
        return self._element("pre", block, code)

    def _footnote(self, block: Footnote) -> str:
        mark = escape_html(block.mark or "")
        anchor = self.notes.anchors.get(block.id)
        if anchor:
            mark = f'<a href="#{escape_html(anchor)}" role="doc-backlink">{mark}</a>'
        raised = f"<sup>{mark}</sup> " if mark else ""
        return self._element("p", block, raised + self.inline(block), "footnote")

    def _list_item(self, branch: _Branch, previous: int | None) -> str:
        marker, item = branch.marker, branch.item
        jumps = previous is not None and marker.number != previous + 1
        value = f' value="{marker.number}"' if jumps else ""
        text = f'<span class="marker">{escape_html(marker.prefix)}</span>' if marker.text else ""
        inner = "\n" + self.list_of(branch.children) + "\n" if branch.children else ""
        return f"<li{self._place(item)}{value}>{text}{self.inline(item)}{inner}</li>"

    def _element(self, tag: str, block: Placed, inside: str, kind: str = "") -> str:
        kind = f' class="{kind}"' if kind else ""
        return f"<{tag}{self._place(block)}{kind}>{inside}</{tag}>"

    def _place(self, block: Placed) -> str:
        return " " + place_attributes(block) if self.placed else ""


@dataclass(frozen=True)
class _Branch:
    """A list item and those nested in it."""

    item: ListItem
    marker: Marker
    children: tuple[ListItem, ...]

    @property
    def kind(self) -> str:
        if self.marker.number is not None:
            return "number"
        return "text" if self.marker.text else "bullet"


def _branches(items: Sequence[ListItem]) -> list[_Branch]:
    branches: list[_Branch] = []
    start = 0
    while start < len(items):
        end = start + 1
        while end < len(items) and items[end].depth > items[start].depth:
            end += 1
        children = tuple(items[start + 1 : end])
        branches.append(_Branch(items[start], read_marker(items[start].marker), children))
        start = end
    return branches


def _with_previous(branches: Sequence[_Branch]) -> list[tuple[_Branch, int | None]]:
    """Each branch with the number before its own; None for the first and for bullets."""
    numbers = [None, *(branch.marker.number for branch in branches[:-1])]
    return list(zip(branches, numbers, strict=True))

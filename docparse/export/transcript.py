"""The other side of the view: what was read from each page, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docparse.export.elements import Elements
from docparse.export.kinds import describe, is_uncertain, plural
from docparse.export.notes import Notes
from docparse.export.sheets import unsupported_blocks
from docparse.markup.escaping import escape_html
from docparse.schemas import (
    FURNITURE,
    Block,
    Box,
    Dropped,
    Figure,
    Formula,
    ListItem,
    Page,
    PageAudit,
    PageInfo,
)

_SOURCES = {
    "text_layer": "Text layer",
    "ocr": "OCR",
    "mixed": "Text layer and OCR",
    "model": "Model",
    "none": "No text",
}


@dataclass(frozen=True)
class Transcript:
    """Writes pages as they were read.

    Attributes:
        notes: The document's footnotes.
        pictured: Pages that have a picture, from which figures and formulas are cut.
    """

    notes: Notes
    pictured: frozenset[int]

    def page(self, page: Page) -> str:
        """Return the blocks of a page under what is known of its reading."""
        number = 0
        unsupported = unsupported_blocks(page)
        blocks: list[str] = []
        for block in page.blocks:
            body = not isinstance(block, FURNITURE)
            number += body
            blocks.append(self._block(block, str(number) if body else "", block.id in unsupported))
        error = f'<p class="alert">Not read: {escape_html(page.error)}</p>' if page.error else ""
        empty = "" if blocks or error else '<p class="empty">No blocks on this page.</p>'
        return "\n".join(
            [
                f'<article class="page" id="page-{page.number}">',
                f'<header lang="en"><h2>Page {page.number}</h2>{_info(page.info)}'
                f"{_audit(page.audit)}</header>",
                error + empty,
                *blocks,
                "</article>",
            ]
        )

    def _block(self, block: Block, number: str, unsupported: bool) -> str:
        identity = escape_html(block.id)
        classes = ["block", f"k-{block.kind}"]
        if isinstance(block, ListItem):
            classes.append(f"depth-{min(block.depth, 6)}")
        if is_uncertain(block):
            classes.append("doubt")
        if unsupported:
            classes.append("unsupported")
        return (
            f'<div class="{" ".join(classes)}" id="{identity}" tabindex="0">'
            f'<span class="no" aria-hidden="true">{number}</span>'
            f'<div class="content">{self._content(block)}</div>{_label(block)}</div>'
        )

    def _content(self, block: Block) -> str:
        elements = Elements(self.notes, placed=False)
        match block:
            case ListItem():
                marker = escape_html(block.marker or "•")
                text = elements.inline(block)
                return f'<div class="item"><span>{marker}</span><div>{text}</div></div>'
            case Figure() if block.page in self.pictured:
                words = escape_html(block.text.strip()).replace("\n", "<br>")
                return _cut(block.page, block.box) + (f'<p class="words">{words}</p>' * bool(words))
            case Formula() if block.page in self.pictured:
                return _cut(block.page, block.box) + elements.block(block)
        return elements.block(block)


def _cut(page: int, box: Box) -> str:
    """Show a region of the page's picture, which is in the file once."""
    width, height = max(box.width, 1), max(box.height, 1)
    return (
        f'<svg class="cut" data-page="{page}" viewBox="{box.x0:g} {box.y0:g} {width:g} {height:g}" '
        f'width="{width * 4 / 3:g}" height="{height * 4 / 3:g}" aria-hidden="true">'
        f'<use href="#picture-{page}"/></svg>'
    )


def _label(block: Block) -> str:
    parts = [describe(block)]
    if block.source != "text_layer":
        parts.append({"ocr": "OCR", "model": "model"}[block.source])
    if block.confidence is not None:
        parts.append(f"{block.confidence:.0%}")
    pages = sorted({place.page for place in block.continued} - {block.page})
    if pages:
        parts.append("continued on page " + ", ".join(map(str, pages)))
    elif block.continued:
        parts.append("continued")
    return f'<span class="label" lang="en">{escape_html(" · ".join(parts))}</span>'


def _info(info: PageInfo) -> str:
    facts = "".join(f"<li>{escape_html(fact)}</li>" for fact in _facts(info))
    notes = "".join(f'<p class="note">{escape_html(note)}</p>' for note in info.notes)
    dropped = "".join(_dropped(group) for group in info.dropped)
    return f'<ul class="facts">{facts}</ul>{notes}{dropped}'


def _audit(audit: PageAudit | None) -> str:
    """What is amiss on the page, and the words of it that no block carries."""
    if audit is None:
        return ""
    counts = audit.counts
    sums = ", ".join(
        f"{count:,} {name}"
        for name, count in (
            ("missing", counts.missing),
            ("added", counts.added),
            ("changed", counts.changed),
            ("repeated", counts.repeated),
        )
        if count
    )
    gaps = "".join(f"<li><q>{escape_html(gap.text)}</q></li>" for gap in audit.missing)
    listed = f'<ul class="gaps">{gaps}</ul>' if gaps else ""
    return f'<p class="audit">Words audited: {sums or "nothing amiss"}</p>{listed}'


def _facts(info: PageInfo) -> Iterator[str]:
    yield _SOURCES[info.text_source]
    yield plural(info.words, "word")
    if info.ocr_confidence is not None:
        yield f"OCR confidence {info.ocr_confidence:.0%}"
    if info.orientation:
        yield f"turned {info.orientation}°"
    if info.skew:
        yield f"levelled {info.skew:+.1f}°"
    if info.reason:
        yield info.reason


def _dropped(group: Dropped) -> str:
    sample = f": <q>{escape_html(group.sample)}</q>" if group.sample else ""
    words = plural(group.words, "word")
    return f'<p class="dropped">{words} left out ({escape_html(group.reason)}){sample}</p>'

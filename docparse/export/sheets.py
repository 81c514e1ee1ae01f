"""The pages of the view: each a picture under the boxes of its blocks."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docparse.export.kinds import describe, is_uncertain
from docparse.markup.escaping import escape_html
from docparse.schemas import FURNITURE, Block, Box, Page

_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"RIFF": "webp",
    b"GIF8": "gif",
}
_LABEL = 70
"""Characters of a block's text in the name of its box."""


@dataclass(frozen=True)
class Mark:
    """A box to draw: where a block stands, or where it is continued.

    `number` is the block's place in its page's reading order, empty for furniture.
    """

    block: Block
    box: Box
    number: str
    first: bool


def sheets(pages: Iterable[Page]) -> Iterator[str]:
    """Yield the pages of the view; boxes on further pages are drawn when these come."""
    marks: dict[int, list[Mark]] = {}
    for page in pages:
        for mark, number in _marks(page):
            marks.setdefault(number, []).append(mark)
        yield _sheet(page, marks.pop(page.number, []))


def _marks(page: Page) -> Iterator[tuple[Mark, int]]:
    """Yield the boxes of the blocks that begin on a page, and the pages to draw them on."""
    number = 0
    for block in page.blocks:
        body = not isinstance(block, FURNITURE)
        number += body
        for index, place in enumerate(block.places):
            label = ("…" if index else str(number)) if body else ""
            yield Mark(block, place.box, label, not index), place.page


def _sheet(page: Page, marks: Sequence[Mark]) -> str:
    """Return one page of the view; its picture is put in by the script when it is in sight."""
    width, height = page.width or 612, page.height or 792
    unsupported = unsupported_blocks(page)
    drawn = sorted(marks, key=lambda mark: not _holds_others(mark.box, page))
    return (
        f'<figure class="sheet" data-page="{page.number}">'
        f'<svg viewBox="0 0 {width:g} {height:g}" role="group" aria-label="Page {page.number}">'
        f'<image id="picture-{page.number}" width="{width:g}" height="{height:g}" '
        f'preserveAspectRatio="none"/>{"".join(_drawn(mark, unsupported) for mark in drawn)}'
        f"{_missing(page)}</svg>"
        f"<figcaption>{page.number}</figcaption></figure>"
    )


def picture(number: int, image: bytes) -> str:
    """Return a page's picture as a block of data that a browser neither runs nor decodes.

    Hundreds of pictures in attributes would take a browser minutes and gigabytes.

    Args:
        number: The page's number.
        image: The page as PNG, JPEG, WebP or GIF.

    Raises:
        ValueError: The image is in another format.
    """
    kind = next((kind for sign, kind in _SIGNATURES.items() if image.startswith(sign)), None)
    if kind is None:
        raise ValueError(f"the image of page {number} is not PNG, JPEG, WebP or GIF")
    data = base64.b64encode(image).decode()
    return f'<script type="image/{kind}" id="data-{number}">{data}</script>'


def _holds_others(box: Box, page: Page) -> bool:
    """Tell boxes to draw below the ones inside them."""
    return any(
        box.contains(other.box.center) and other.box.area < box.area for other in page.blocks
    )


def unsupported_blocks(page: Page) -> frozenset[str]:
    """Ids of the blocks that the page, where it was audited, does not bear out."""
    audits = page.audit.blocks if page.audit else ()
    return frozenset(one.id for one in audits if one.unsupported)


def _missing(page: Page) -> str:
    """Mark the words that no block carries."""
    return "".join(
        f'<rect class="missing" x="{gap.box.x0:g}" y="{gap.box.y0:g}" '
        f'width="{gap.box.width:g}" height="{gap.box.height:g}">'
        f"<title>Missing: {escape_html(gap.text)}</title></rect>"
        for gap in (page.audit.missing if page.audit else ())
    )


def _drawn(mark: Mark, unsupported: frozenset[str]) -> str:
    block, box = mark.block, mark.box
    classes = ["box", f"k-{block.kind}"]
    if is_uncertain(block):
        classes.append("doubt")
    if block.id in unsupported:
        classes.append("unsupported")
    if not mark.first:
        classes.append("continued")
    number = _number(mark.number, box) if mark.number else ""
    identity = escape_html(block.id)
    return (
        f'<a class="{" ".join(classes)}" href="#{identity}" data-block="{identity}" '
        f'aria-label="{escape_html(_name(mark))}">'
        f'<rect x="{box.x0:g}" y="{box.y0:g}" width="{box.width:g}" height="{box.height:g}"/>'
        f"{number}</a>"
    )


def _number(number: str, box: Box) -> str:
    """A small plate left of the box's first line, or inside where the page has no room."""
    width = 6 + 4.6 * len(number)
    left = -width - 1.5 if box.x0 > width else 1.5
    return (
        f'<g transform="translate({box.x0:g} {box.y0:g})"><g class="no">'
        f'<rect x="{left:g}" y="-0.5" width="{width:g}" height="11" rx="5.5"/>'
        f'<text x="{left + width / 2:g}" y="7.9">{number}</text></g></g>'
    )


def _name(mark: Mark) -> str:
    text = " ".join(mark.block.text.split())
    text = text if len(text) <= _LABEL else text[:_LABEL] + "…"
    continued = "" if mark.first else ", continued"
    return f"{describe(mark.block)}{continued}: {text}" if text else describe(mark.block)

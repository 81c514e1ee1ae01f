"""What the view calls the kinds of blocks, and which blocks it marks as uncertain."""

from __future__ import annotations

from docparse.schemas import Block, Heading, Table

KINDS = {
    "heading": "Heading",
    "paragraph": "Paragraph",
    "list_item": "List item",
    "table": "Table",
    "formula": "Formula",
    "figure": "Figure",
    "caption": "Caption",
    "footnote": "Footnote",
    "code": "Code",
    "key_value": "Field",
    "page_header": "Page header",
    "page_footer": "Page footer",
}
UNCERTAIN = 0.8
"""Confidence below which a block is marked."""


def describe(block: Block) -> str:
    """Return the kind of a block with what its kind adds: `Heading 2`, `Table 4 × 3`."""
    name = KINDS[block.kind]
    if isinstance(block, Heading):
        return f"{name} {block.level}"
    return f"{name} {block.rows} × {block.columns}" if isinstance(block, Table) else name


def is_uncertain(block: Block) -> bool:
    """Tell whether the block's confidence, where it has one, is low."""
    return block.confidence is not None and block.confidence < UNCERTAIN


def plural(count: int, noun: str) -> str:
    """Return `1 page`, `2 pages`, `1,200 pages`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"

"""Find the caption of a table, figure or formula."""

from __future__ import annotations

from docparse.schemas import Caption, Document


def captions_by_target(document: Document) -> dict[str, Caption]:
    """Return the first caption of each block that has one, by that block's id."""
    ids = {block.id for block in document.blocks}
    captions: dict[str, Caption] = {}
    for block in document.blocks:
        if isinstance(block, Caption) and block.of in ids:
            captions.setdefault(block.of, block)
    return captions

"""Nest list items by their indents."""

from __future__ import annotations

from collections.abc import Sequence

from docparse.schemas import Block, ListItem

_STEP = 4.0
"""Points of indent that make a level."""


def nest_lists(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with each list item's depth set from the indents of its list.

    Items that follow each other are one list. Where a list goes on in the next column, an item
    takes the depth of the last one that had its kind of marker.
    """
    nested: list[Block] = []
    open_items: list[ListItem] = []
    for block in blocks:
        if isinstance(block, ListItem):
            open_items = _above(open_items, block)
            block = block.model_copy(update={"depth": len(open_items)})  # noqa: PLW2901
            open_items.append(block)
        else:
            open_items = []
        nested.append(block)
    return nested


def _above(open_items: Sequence[ListItem], item: ListItem) -> list[ListItem]:
    """Return the open items the new one is nested in."""
    if open_items and item.box.y1 < open_items[-1].box.y0:
        same = [i for i, other in enumerate(open_items) if _style(other) == _style(item)]
        if not same:
            return []
        return _shifted(open_items[: same[-1]], item.box.x0 - open_items[same[-1]].box.x0)
    return [other for other in open_items if other.box.x0 < item.box.x0 - _STEP]


def _shifted(items: Sequence[ListItem], dx: float) -> list[ListItem]:
    """Set items beside the column in which their list goes on, so that indents compare."""
    return [
        item.model_copy(
            update={
                "box": item.box.model_copy(update={"x0": item.box.x0 + dx, "x1": item.box.x1 + dx})
            }
        )
        for item in items
    ]


def _style(item: ListItem) -> str:
    letters = {True: "1", False: ""}[any(c.isdigit() for c in item.marker)]
    if not letters:
        letters = "a" if any(c.isalpha() for c in item.marker) else item.marker
    return letters + item.marker[-1:]

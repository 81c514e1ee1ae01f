"""Pages of blocks, made by hand; ids tell where a block came from."""

from __future__ import annotations

from typing import Any

from docparse.schemas import (
    Block,
    Box,
    Caption,
    Code,
    Figure,
    Footnote,
    Formula,
    Heading,
    ListItem,
    Page,
    PageFooter,
    PageHeader,
    Paragraph,
    Run,
    Table,
)

KINDS = {
    kind.__name__: kind
    for kind in (
        Caption,
        Code,
        Figure,
        Footnote,
        Formula,
        Heading,
        ListItem,
        PageFooter,
        PageHeader,
        Paragraph,
        Table,
    )
}

LEFT, RIGHT = (50.0, 290.0), (310.0, 550.0)


def make(
    kind: str,
    text: str = "",
    y: float = 100,
    *,
    column: tuple[float, float] = LEFT,
    height: float = 12,
    **fields: Any,
) -> Any:
    """A block of page 1 from `y` on, as wide as its column."""
    place = Box(x0=column[0], y0=y, x1=column[1], y1=y + height)
    if kind == "Table":
        fields = {"rows": 1, "columns": 1, "cells": ()} | fields
    else:
        fields["text"] = text
    return KINDS[kind](**({"id": f"{kind}@{column[0]:g},{y:g}", "page": 1, "box": place} | fields))


def paragraph(text: str, y: float = 100, **fields: Any) -> Paragraph:
    block: Paragraph = make("Paragraph", text, y, **({"font_size": 10} | fields))
    return block


def heading(text: str, size: float = 12, *, bold: bool = True, y: float = 100) -> Heading:
    runs = (Run(text=text, bold=True),) if bold else ()
    block: Heading = make("Heading", text, y, font_size=size, runs=runs)
    return block


def page(*blocks: Block, number: int = 1) -> Page:
    """A page of 600 by 800 points; its blocks take its number, and ids of their own."""
    own = [
        block.model_copy(update={"page": number, "id": f"p{number}-{i}-{block.id}"})
        for i, block in enumerate(blocks)
    ]
    return Page(number=number, width=600, height=800, blocks=tuple(own))


def pages(*contents: list[Block]) -> tuple[Page, ...]:
    return tuple(page(*blocks, number=number) for number, blocks in enumerate(contents, start=1))

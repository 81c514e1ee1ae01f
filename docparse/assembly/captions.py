"""Tie captions to the table, figure or formula they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docparse.schemas import Block, Box, Caption, Figure, Formula, Page, Paragraph, Table

_NUMBER = r"\s*\.?\s*(?:\d|(?:[IVXLC]+|[A-Z]\d*)(?![A-Za-z])|[一二三四五六七八九十])"
_TABLE = re.compile(r"\s*(?i:tab(?:le|elle|leau|la|ella|\.)|tabla|表)" + _NUMBER)
_FIGURE = re.compile(
    r"\s*(?i:fig(?:ure|\.|ura)|abb(?:ildung|\.)|chart|plate|scheme|图|圖)" + _NUMBER
)
_NEAR = 60.0
"""Points between a caption and what it names."""
_LONG = 400
"""Characters beyond which a paragraph that begins like a caption is not one."""

Target = Table | Figure | Formula


def tie_captions(page: Page) -> Page:
    """Set `Caption.of`, and make captions of paragraphs that begin like one beside their thing."""
    targets = [block for block in page.blocks if isinstance(block, Table | Figure | Formula)]
    blocks: list[Block] = []
    taken: set[str] = set()
    for block in page.blocks:
        tied = _tie(block, targets, taken)
        if isinstance(tied, Caption) and tied.of:
            taken.add(tied.of)
        blocks.append(tied)
    return page.model_copy(update={"blocks": tuple(blocks)})


def _tie(block: Block, targets: Sequence[Target], taken: set[str]) -> Block:
    if isinstance(block, Caption):
        target = _nearest(block.box, _fitting(block.text, targets), taken)
        return block.model_copy(update={"of": target.id if target else None})
    if not isinstance(block, Paragraph) or len(block.text) > _LONG:
        return block
    if not (_TABLE.match(block.text) or _FIGURE.match(block.text)):
        return block
    target = _nearest(block.box, _fitting(block.text, targets), taken)
    if target is None:
        return block
    return Caption.model_validate(block.model_dump(exclude={"kind"}) | {"of": target.id})


def _fitting(text: str, targets: Iterable[Target]) -> list[Target]:
    if _TABLE.match(text):
        return [target for target in targets if isinstance(target, Table)]
    if _FIGURE.match(text):
        return [target for target in targets if isinstance(target, Figure)]
    return [target for target in targets if not isinstance(target, Formula)]


def _nearest(box: Box, targets: Iterable[Target], taken: set[str]) -> Target | None:
    near = [
        (_distance(box, target.box), target)
        for target in targets
        if target.id not in taken and _distance(box, target.box) < _NEAR
    ]
    return min(near, key=lambda pair: pair[0], default=(0.0, None))[1]


def _distance(one: Box, other: Box) -> float:
    across = max(0.0, max(one.x0, other.x0) - min(one.x1, other.x1))
    down = max(0.0, max(one.y0, other.y0) - min(one.y1, other.y1))
    return across + down

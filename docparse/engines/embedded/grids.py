"""Find ruled tables the layout model overlooked, by the lines drawn around their cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docparse.engines.embedded.regions import Region
from docparse.engines.embedded.ruled import ruled_frame, ruled_slots
from docparse.schemas import Box, Rule, Word

_TOUCH = 2.0
"""Points within which lines meet."""
_MAX_RULES = 1500
"""Lines on a page beyond which they are a drawing."""
_SAME = 0.7
"""Share of a picture that must lie in a grid for it to be that table."""
_FILLED = 0.45
"""Share of the cells that must hold words."""


def with_grids(
    regions: Sequence[Region], rules: Sequence[Rule], words: Sequence[Word]
) -> list[Region]:
    """Add table regions for grids of lines with words in them; one takes its picture's place."""
    grids = list(_grids(regions, rules, words))
    kept = [
        region
        for region in regions
        if region.label != "picture"
        or not any(region.box.intersection(grid.box) > _SAME * region.box.area for grid in grids)
    ]
    return kept + grids


def _grids(
    regions: Sequence[Region], rules: Sequence[Rule], words: Sequence[Word]
) -> Iterator[Region]:
    """Grids of lines, most of their cells filled, that no table accounts for."""
    taken = [region.box for region in regions if region.label == "table"]
    for cluster in _clusters(rules):
        frame = ruled_frame(Box.around(rule.box for rule in cluster), cluster)
        if frame is None or any(frame.intersection(box) > 0.2 * frame.area for box in taken):
            continue
        inside = [word for word in words if frame.contains(word.box.center)]
        slots = ruled_slots(frame, cluster, inside) if inside else None
        if slots is None:
            continue
        cells = [
            Box(x0=slots.xs[c], y0=slots.ys[r], x1=slots.xs[c + w], y1=slots.ys[r + h])
            for r, c, h, w in slots.spans
        ]
        filled = sum(any(cell.contains(word.box.center) for word in inside) for cell in cells)
        if filled > _FILLED * len(cells):
            yield Region("table", frame)


def _clusters(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Group lines that meet; small groups are left out."""
    rest = list(rules) if len(rules) <= _MAX_RULES else []
    while rest:
        cluster, front = [], [rest.pop()]
        while front:
            rule = front.pop()
            cluster.append(rule)
            reach = rule.box.expanded(_TOUCH)
            met = [other for other in rest if _meet(reach, other.box)]
            front += met
            chosen = set(map(id, met))
            rest = [other for other in rest if id(other) not in chosen]
        if len(cluster) > 5:
            yield cluster


def _meet(one: Box, other: Box) -> bool:
    return one.x0 <= other.x1 and other.x0 <= one.x1 and one.y0 <= other.y1 and other.y0 <= one.y1

"""Tables between horizontal lines of one length, apart from the displays above and below them.

The layout model takes some such tables for formulas, and some displays for a row of the table they
stand over or under.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from docparse.engines.embedded.dividing import as_table, part_of_table
from docparse.engines.embedded.formulas.atoms import has_signs
from docparse.engines.embedded.formulas.display_lines import only_signs
from docparse.engines.embedded.lines import group_lines
from docparse.engines.embedded.placing import PlacedRegion
from docparse.engines.embedded.regions import Region
from docparse.schemas import Box, Rule, Word

_FEWEST_RULES = 3
_LEAST, _SAME = 60.0, 1.5
"""Least length of such lines, and by how much their ends may differ, in points."""
_MOST_LINES = 6
"""Lines of the displays over and under such a table."""
_FARTHEST = 260.0
"""Most points from one line to the next."""


def part_from_displays(
    regions: Sequence[Region], rules: Sequence[Rule], words: Sequence[Word]
) -> list[Region]:
    """Return the regions, tables between lines and displays beside them apart.

    Args:
        regions: Those of the layout model.
        rules: The lines drawn on the page.
        words: All words of the page.
    """
    frames = list(_frames(rules))
    if not frames:
        return list(regions)
    return [part for region in regions for part in _parted(region, frames, words)]


def _frames(rules: Sequence[Rule]) -> Iterator[Box]:
    """Around each stack of three and more lines of one length."""
    across = sorted(
        (rule.box for rule in rules if rule.horizontal and rule.box.width > _LEAST),
        key=lambda box: (box.x0, box.y0),
    )
    stacks: list[list[Box]] = []
    for box in across:
        stack = next((stack for stack in stacks if _is_as_long(box, stack[0])), None)
        if stack is None:
            stacks.append([box])
        else:
            stack.append(box)
    for stack in stacks:
        ordered = sorted(stack, key=lambda box: box.y0)
        steps = [below.y0 - above.y0 for above, below in pairwise(ordered)]
        if len(stack) >= _FEWEST_RULES and max(steps) < _FARTHEST:
            yield Box.around(stack)


def _is_as_long(one: Box, other: Box) -> bool:
    return abs(one.x0 - other.x0) < _SAME and abs(one.x1 - other.x1) < _SAME


def _parted(region: Region, frames: Sequence[Box], words: Sequence[Word]) -> list[Region]:
    if region.label not in {"formula", "table"}:
        return [region]
    mine = [word for word in words if region.box.contains(word.box.center)]
    for frame in frames:
        inside = [word for word in mine if frame.contains(word.box.center)]
        outside = [word for word in mine if not frame.contains(word.box.center)]
        if not inside or (region.label == "table" and not _are_displays(outside)):
            continue
        table = _table(region, inside)
        if table.label == "table":
            rest = [Region("formula", Box.around(w.box for w in outside))] if outside else []
            return [table, *rest]
    return [region]


def _table(region: Region, words: Sequence[Word]) -> Region:
    if region.label == "table":
        return part_of_table(PlacedRegion(region, tuple(words)), words).region
    return as_table(words).region


def _are_displays(words: Sequence[Word]) -> bool:
    """Tell lines of nothing but formulas."""
    return has_signs(words) and only_signs(words) and len(group_lines(words)) <= _MOST_LINES

"""Give tables the rows that the layout model left outside them, at the upper or lower edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.embedded.placing import PlacedRegion
from docparse.engines.embedded.regions import Grid
from docparse.schemas import Box

_LOOSE = frozenset({"page-header", "page-footer", "text", "section-header", "caption"})
_NEAR = 2.5
"""Heights of its line by which a row may stand off the table."""
_LOW = 1.6
"""Heights of a word that make the tallest piece of a row."""


def complete_tables(regions: Sequence[PlacedRegion]) -> list[PlacedRegion]:
    """Move rows of two or more pieces right above or below a table into it."""
    completed = list(regions)
    for table in [region for region in regions if region.region.label == "table"]:
        for above in (True, False):
            table = _extended(table, completed, above=above)  # noqa: PLW2901
    return completed


def _extended(table: PlacedRegion, regions: list[PlacedRegion], *, above: bool) -> PlacedRegion:
    """Replace, in `regions`, a table and the rows at its edge by the longer table."""
    while True:
        row = _next_row(table, regions, above=above)
        if len(row) < 2:
            return table
        longer = _with_row(table, row, above=above)
        regions[regions.index(table)] = longer
        for piece in row:
            regions.remove(piece)
        table = longer


def _next_row(
    table: PlacedRegion, regions: Sequence[PlacedRegion], *, above: bool
) -> list[PlacedRegion]:
    """Low pieces within the table's width that stand level at its edge."""
    near = []
    for region in regions:
        box, frame = region.box, table.box
        if region.region.label not in _LOOSE or not region.words:
            continue
        height = max(word.box.height for word in region.words)
        gap = frame.y0 - box.y1 if above else box.y0 - frame.y1
        if (
            box.height < _LOW * height
            and -0.5 * height < gap < _NEAR * height
            and frame.x0 - height < box.x0
            and box.x1 < frame.x1 + height
        ):
            near.append(region)
    if not near:
        return []
    nearest = (max if above else min)(near, key=lambda region: region.box.center[1])
    return [
        region
        for region in near
        if abs(region.box.center[1] - nearest.box.center[1]) < 0.6 * nearest.box.height
    ]


def _with_row(table: PlacedRegion, row: Sequence[PlacedRegion], *, above: bool) -> PlacedRegion:
    edge = Box.around(piece.box for piece in row)
    grid = table.region.grid
    if grid is not None:
        ys = (edge.y0, *grid.ys) if above else (*grid.ys, edge.y1)
        header_rows = grid.header_rows + 1 if above and grid.header_rows else grid.header_rows
        grid = Grid(ys=ys, xs=grid.xs, header_rows=header_rows)
    words = tuple(word for piece in row for word in piece.words)
    region = replace(table.region, box=Box.around([table.region.box, edge]), grid=grid)
    return PlacedRegion(region, (*words, *table.words) if above else (*table.words, *words))

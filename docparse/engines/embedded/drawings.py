"""Find figures drawn with lines and curves, which the layout model often overlooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import cv2
import numpy as np

from docparse.engines.embedded.regions import Region
from docparse.schemas import Box, Word
from docparse.sources.mupdf import pymupdf

_CELL = 3.0
"""Points of the raster drawings are gathered on."""
_APART = 12.0
"""Points of white space that part two figures."""
_MIN_SIDE = 36.0
_MIN_PATHS = 8
"""Curves, polygons and slanted lines that make a figure rather than decoration."""
_MAX_TEXT = 0.25
"""Share of a figure's area its labels may cover."""
_MAX_PATHS = 60_000
"""Paths looked at; maps can have millions."""


def find_figures(
    page: pymupdf.Page, regions: Sequence[Region], words: Sequence[Word]
) -> list[Region]:
    """Return picture regions for clusters of drawings no region accounts for yet."""
    sheet = Box(x0=0, y0=0, x1=page.rect.width, y1=page.rect.height)
    paths = [
        path
        for path in _paths(page)
        if path.box.intersection(sheet) > 0 or sheet.contains(path.box.center)
    ]
    if len(paths) < _MIN_PATHS:
        return []
    taken = [region.box for region in regions if region.label in {"picture", "table", "formula"}]
    return [
        Region("picture", box, drawn=True)
        for cluster in _clusters(paths, sheet)
        for box in [Box.around(path.box for path in cluster)]
        if min(box.width, box.height) >= _MIN_SIDE
        and not any(box.intersection(other) > 0.3 * min(box.area, other.area) for other in taken)
        and sum(word.box.area for word in words if box.contains(word.box.center))
        < _MAX_TEXT * box.area
        and not all(_is_ground(path, words) for path in cluster)
    ]


@dataclass(frozen=True)
class _Path:
    """Something drawn, and whether it is nothing but a filled rectangle."""

    box: Box
    plain: bool


def _paths(page: pymupdf.Page) -> Iterator[_Path]:
    """Yield the drawn curves, slanted lines and filled shapes; borders and rules left out."""
    for drawing in islice(page.get_cdrawings(), _MAX_PATHS):
        box = Box.of(drawing["rect"])
        is_bar = drawing.get("fill") is not None and min(box.width, box.height) > _CELL
        if is_bar or len(drawing["items"]) > 4 or any(map(_is_shape, drawing["items"])):
            yield _Path(box, [item[0] for item in drawing["items"]] == ["re"])


def _is_ground(path: _Path, words: Sequence[Word]) -> bool:
    """Tell a rectangle under words, such as labels and heads of tables have; bars are empty."""
    return path.plain and any(path.box.contains(word.box.center) for word in words)


def _is_shape(item: tuple[Any, ...]) -> bool:
    if item[0] == "l":
        (x0, y0), (x1, y1) = item[1], item[2]
        return bool(abs(x1 - x0) > 1 and abs(y1 - y0) > 1)
    return item[0] in {"c", "qu"}


def _clusters(paths: Sequence[_Path], sheet: Box) -> Iterator[list[_Path]]:
    """Yield paths that stand close together, where there are enough of them."""
    raster = np.zeros((int(sheet.y1 / _CELL) + 2, int(sheet.x1 / _CELL) + 2), np.uint8)
    small = [path for path in paths if path.box.area < 0.5 * sheet.area]
    for path in small:
        x0, y0, x1, y1 = (int(max(value, 0) / _CELL) for value in path.box.corners)
        raster[y0 : y1 + 1, x0 : x1 + 1] = 1
    reach = int(_APART / _CELL) | 1
    joined = cv2.morphologyEx(raster, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, labels = cv2.connectedComponents(joined, connectivity=8)
    members: list[list[_Path]] = [[] for _ in range(count)]
    for path in small:
        x, y = (
            int(min(max(value, 0), limit) / _CELL)
            for value, limit in zip(path.box.center, (sheet.x1, sheet.y1), strict=True)
        )
        members[int(labels[y, x])].append(path)
    yield from (cluster for cluster in members[1:] if len(cluster) >= _MIN_PATHS)

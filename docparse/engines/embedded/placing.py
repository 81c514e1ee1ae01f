"""Give every word to one region, and make regions for words that have none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from docparse.engines.embedded.lines import group_lines
from docparse.engines.embedded.regions import Region
from docparse.schemas import Box, Word

_INSIDE = 0.8
"""Share of a region's area that makes it part of another."""
_BACKGROUND = 0.5
"""Share of the words on a picture in text regions that makes it the ground they stand on."""
_WHOLE = 0.7
"""Share of the regions' common frame that makes a picture the whole page."""
_RUNNING = frozenset({"text", "list-item", "title", "section-header", "footnote"})
_LETTERING = 0.5
"""Share of a picture's area that words cover when it is no picture."""
_MARGIN = 2.0
"""Points a word's middle may stand outside the line box the layout model saw."""


@dataclass(frozen=True)
class PlacedRegion:
    """A region and the words in it."""

    region: Region
    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        """Around the words; around the region where it is more than its words."""
        if not self.words or self.region.label == "picture":
            return self.region.box
        return Box.around(word.box for word in self.words)


def place_words(regions: Sequence[Region], words: Sequence[Word]) -> list[PlacedRegion]:
    """Give every word to a region; those without one are gathered into new text regions.

    Regions without words are left out, except pictures.
    """
    kept = _absorb([_unmasked(region, words) for region in regions], words)
    owners = _owners(kept, words)
    placed = [
        PlacedRegion(region, tuple(w for w, owner in zip(words, owners, strict=True) if owner == i))
        for i, region in enumerate(kept)
    ]
    orphans = [word for word, owner in zip(words, owners, strict=True) if owner < 0]
    placed += _gather(orphans)
    return [p for p in placed if p.words or p.region.label == "picture"]


def _unmasked(region: Region, words: Sequence[Word]) -> Region:
    """Return a picture that is filled with words as the text it is."""
    if region.label != "picture":
        return region
    inside = [word.box for word in words if region.box.contains(word.box.center)]
    if sum(box.area for box in inside) < _LETTERING * region.box.area:
        return region
    return replace(region, label="text")


def _absorb(regions: list[Region], words: Sequence[Word]) -> list[Region]:
    """Drop regions that lie in a table or a picture, and pictures that are a background."""
    centers = _centers(words)
    hosts = [
        region
        for region in regions
        if region.label == "table"
        or region.drawn
        or (region.label == "picture" and not _is_background(region, regions, centers))
    ]
    return [
        region
        for region in regions
        if (region.label != "picture" or region in hosts)
        and not any(
            host is not region
            and host.box.area > region.box.area
            and region.label != "table"
            and region.box.intersection(host.box) > _INSIDE * region.box.area
            for host in hosts
        )
    ]


def _is_background(
    picture: Region, regions: Sequence[Region], centers: NDArray[np.float64]
) -> bool:
    """Tell a picture under the text from one with labels in it."""
    if not len(centers):
        return False
    inside = _contained(centers, np.array([picture.box.corners]), 0.0)[:, 0]
    if inside.sum() < 12:
        return False
    if any(
        region.label == "table" and region.box.intersection(picture.box) > _INSIDE * region.box.area
        for region in regions
    ):
        return True
    frame = Box.around(region.box for region in regions)
    if picture.box.area > _WHOLE * frame.area:
        return bool(inside.mean() > _BACKGROUND)
    texts = [region.box for region in regions if region.label in _RUNNING]
    if not texts:
        return False
    in_text = _contained(centers, np.array([box.corners for box in texts]), 0.0).any(axis=1)
    return bool((inside & in_text).sum() > _BACKGROUND * inside.sum())


def _owners(regions: Sequence[Region], words: Sequence[Word]) -> list[int]:
    """Index of each word's region: by the line it lies in, else the smallest box; -1 for none."""
    if not regions or not words:
        return [-1] * len(words)
    centers = _centers(words)
    lines = [(i, line) for i, region in enumerate(regions) for line in region.lines]
    by_line = _smallest(centers, [line for _, line in lines], _MARGIN)
    by_box = _smallest(centers, [region.box for region in regions], _MARGIN)
    return [lines[line][0] if line >= 0 else box for line, box in zip(by_line, by_box, strict=True)]


def _smallest(centers: NDArray[np.float64], boxes: Sequence[Box], margin: float) -> list[int]:
    """Index of the smallest box around each point, -1 for none."""
    if not boxes:
        return [-1] * len(centers)
    corners = np.array([box.corners for box in boxes])
    areas = (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1])
    inside = _contained(centers, corners, margin)
    cost = np.where(inside, areas[None, :], np.inf)
    best = cost.argmin(axis=1)
    best[~inside.any(axis=1)] = -1
    return [int(index) for index in best]


def _contained(
    centers: NDArray[np.float64], corners: NDArray[np.float64], margin: float
) -> NDArray[np.bool_]:
    """Which points lie in which boxes, as (points, boxes)."""
    x, y = centers[:, :1], centers[:, 1:]
    inside: NDArray[np.bool_] = (
        (x >= corners[None, :, 0] - margin)
        & (x <= corners[None, :, 2] + margin)
        & (y >= corners[None, :, 1] - margin)
        & (y <= corners[None, :, 3] + margin)
    )
    return inside


def _centers(words: Sequence[Word]) -> NDArray[np.float64]:
    return np.array([word.box.center for word in words], dtype=np.float64).reshape(-1, 2)


def _gather(orphans: Sequence[Word]) -> list[PlacedRegion]:
    """Form text regions of lines that follow each other closely and overlap in x."""
    gathered: list[list[Word]] = []
    for line in group_lines(orphans):
        for words in _stretches(line.words):
            box = Box.around(word.box for word in words)
            for group in reversed(gathered):
                above = Box.around(word.box for word in group)
                if box.y0 - above.y1 < box.height and (
                    min(above.x1, box.x1) - max(above.x0, box.x0) > 0
                ):
                    group.extend(words)
                    break
            else:
                gathered.append(list(words))
    return [
        PlacedRegion(Region("text", Box.around(word.box for word in group)), tuple(group))
        for group in gathered
    ]


def _stretches(words: Sequence[Word]) -> list[list[Word]]:
    """Cut a line where the gap is wider than two letters' height."""
    stretches: list[list[Word]] = []
    for word in words:
        if stretches and word.box.x0 - stretches[-1][-1].box.x1 < 2 * max(word.size, 6):
            stretches[-1].append(word)
        else:
            stretches.append([word])
    return stretches

"""Boxes as models write them, to page points and back; knows no categories and no tasks.

Models count in one of three grids, each over the image they are shown:

- `thousand`: 0 to 1000 in both directions, whatever the image's shape;
- `fractions`: 0 to 1;
- `pixels`: of the image.

A dialect asks for one of them (`GRIDS`), but models answer in the one they were trained on. So the
boxes of one reply decide together (`decide_grid`): all coordinates up to 1 are fractions, one well
over 1000 means pixels, and else it is the grid that was asked for. One box alone may be too near
the corner to tell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from docparse.schemas import Box, Point
from docparse.tasks.base import Dialect

Grid = Literal["thousand", "fractions", "pixels"]
Corners = tuple[float, float, float, float]
"""`(x0, y0, x1, y1)` in a model's grid, in any corner order."""

GRIDS: dict[Dialect, Grid] = {
    "infmllm2": "thousand",
    "infinity_parser2": "thousand",
    "instruct": "thousand",
}
"""The grid each family of models is asked to count in."""

_OVER_THOUSAND = 1010.0
"""Models that count to 1000 run over by a few."""
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_SEPARATOR = r"\s*[,，;、\s]\s*"
_PAIR = rf"[(（\[［]\s*{_NUMBER}{_SEPARATOR}{_NUMBER}\s*[)）\]］]"
_FOUR = _SEPARATOR.join([_NUMBER] * 4)
_TAGGED = re.compile(
    r"<\|?(?P<name>box|bbox|box_start|quad)\|?>(?P<inside>.*?)"
    r"(?:</(?:box|bbox|quad)>|<\|/?box_end\|>|\Z)",
    re.S | re.I,
)
_BARE = re.compile(
    rf"[\[［]{{1,2}}\s*{_FOUR}\s*[\]］]{{1,2}}"
    rf"|[(（]\s*{_FOUR}\s*[)）]"
    rf"|[\[［]?\s*{_PAIR}\s*[,，;]?\s*{_PAIR}\s*[\]］]?"
)
_NUMBERS = re.compile(_NUMBER)
_KEYS = (
    ("x0", "y0", "x1", "y1"),
    ("x1", "y1", "x2", "y2"),
    ("xmin", "ymin", "xmax", "ymax"),
    ("x_min", "y_min", "x_max", "y_max"),
    ("left", "top", "right", "bottom"),
)
_SIZED_KEYS = (
    ("x", "y", "width", "height"),
    ("x", "y", "w", "h"),
    ("left", "top", "width", "height"),
)


@dataclass(frozen=True)
class BoxInText:
    """A box in running text: its corners, and the characters `start` to `end` that say so.

    `tagged` is True where signs around it leave no doubt that it is a box.
    """

    corners: Corners
    start: int
    end: int
    tagged: bool


@dataclass(frozen=True)
class Placing:
    """A box in page points; `clipped` where it reached out of what was shown."""

    box: Box
    clipped: bool = False


def read_box(value: object, *, width: float, height: float, region: Box, grid: Grid) -> Box | None:
    """Return the page points of a box as a model wrote it.

    Args:
        value: Text in any notation, a list of 4 numbers, of 2 or 4 points, or a dict of sides.
        width: Of the image that was shown, pixels; matters for `pixels` only.
        height: Of the same.
        region: What was shown of the page, points.
        grid: What the coordinates count.

    Returns:
        The box, its corners put in order and clipped to the region; None where the value is no
        box, or one without an area or outside of the region.
    """
    corners = read_corners(value)
    if corners is None:
        return None
    placing = place(corners, width=width, height=height, region=region, grid=grid)
    return None if placing is None else placing.box


def read_corners(value: object) -> Corners | None:
    """Return the corners a value says, in the model's own grid; None where it says none.

    Args:
        value: As for `read_box`. The sides of a polygon's hull are taken.
    """
    if isinstance(value, str):
        found = boxes_in(value)
        numbers = _NUMBERS.findall(value) if not found else []
        bare = [float(number) for number in numbers]
        return found[0].corners if found else _hull(bare) if len(bare) == 4 else None
    if isinstance(value, Mapping):
        return _from_sides({str(key).lower(): side for key, side in value.items()})
    if isinstance(value, Sequence):
        numbers_in = _flat(value)
        return None if numbers_in is None else _hull(numbers_in)
    return None


def boxes_in(text: str) -> tuple[BoxInText, ...]:
    """Find all boxes in text: `<box>…</box>`, `<bbox>`, `<|box_start|>…<|box_end|>`, and bare ones.

    Args:
        text: What a model wrote; Chinese brackets and commas count as the others.
    """
    found = []
    for match in _TAGGED.finditer(text):
        numbers = [float(number) for number in _NUMBERS.findall(match["inside"])]
        size = 8 if match["name"].lower() == "quad" else 4
        for at in range(0, len(numbers) - size + 1, size):
            corners = _hull(numbers[at : at + size])
            if corners is not None:
                found.append(BoxInText(corners, match.start(), match.end(), True))
    for match in _BARE.finditer(text):
        corners = _hull([float(number) for number in _NUMBERS.findall(match[0])])
        inside = any(box.start <= match.start() < box.end for box in found)
        if corners is not None and not inside:
            found.append(BoxInText(corners, match.start(), match.end(), False))
    return tuple(sorted(found, key=lambda box: box.start))


def decide_grid(boxes: Iterable[Corners], asked: Grid) -> Grid:
    """Tell what the boxes of one reply count, all of them together.

    Args:
        boxes: All boxes of the reply.
        asked: The grid that was asked for.

    Returns:
        `fractions` where no coordinate is over 1, `pixels` where one is over 1010 (models that
        count to 1000 run over by a few), else what was asked for, or `thousand` where fractions
        were.
    """
    largest = max((side for box in boxes for side in box), default=0.0)
    if 0 < largest <= 1:
        return "fractions"
    if largest > _OVER_THOUSAND:
        return "pixels"
    return "thousand" if asked == "fractions" and largest else asked


def likely_size(boxes: Iterable[Corners], region: Box) -> tuple[float, float]:
    """Guess the size of an image in pixels from the boxes on it and the shape of the region.

    It is the smallest of that shape that holds all boxes: too small by the margin at the edge.

    Args:
        boxes: In pixels.
        region: What was shown, points.
    """
    sides = list(boxes)
    scale = max(
        [x / max(region.width, 1.0) for box in sides for x in box[::2]]
        + [y / max(region.height, 1.0) for box in sides for y in box[1::2]],
        default=1.0,
    )
    return region.width * scale, region.height * scale


def place(
    corners: Corners, *, width: float, height: float, region: Box, grid: Grid
) -> Placing | None:
    """Turn corners in a model's grid into page points, in order and inside the region.

    Args:
        corners: In any order.
        width: Of the image that was shown, pixels; matters for `pixels` only.
        height: Of the same.
        region: What was shown, points.
        grid: What the corners count.

    Returns:
        None where no area is left inside the region.
    """
    across, down = {"thousand": (1000.0, 1000.0), "fractions": (1.0, 1.0)}.get(
        grid, (width, height)
    )
    xs = sorted(region.x0 + x / across * region.width for x in corners[::2])
    ys = sorted(region.y0 + y / down * region.height for y in corners[1::2])
    x0, x1 = (min(max(x, region.x0), region.x1) for x in xs)
    y0, y1 = (min(max(y, region.y0), region.y1) for y in ys)
    box = Box(x0=x0, y0=y0, x1=x1, y1=y1)
    slack = 0.01 * max(region.width, region.height)
    clipped = max(abs(a - b) for a, b in zip((*xs, *ys), (x0, x1, y0, y1), strict=True)) > slack
    return Placing(box, clipped) if box.area > 0 else None


def format_box(box: Box, *, region: Box, dialect: Dialect) -> str:
    """Write a box for a prompt, in the dialect's notation and grid.

    Args:
        box: Page points.
        region: What is shown of the page, points.
        dialect: Family of the model.
    """
    x0, y0 = _on_grid(box.x0, box.y0, region, dialect)
    x1, y1 = _on_grid(box.x1, box.y1, region, dialect)
    if dialect == "infmllm2":
        return f"<box>({x0},{y0}),({x1},{y1})</box>"
    return f"[{x0}, {y0}, {x1}, {y1}]"


def format_point(point: Point, *, region: Box, dialect: Dialect) -> str:
    """Write a point for a prompt, in the dialect's notation and grid; arguments as `format_box`."""
    x, y = _on_grid(point.x, point.y, region, dialect)
    return f"<point>({x},{y})</point>" if dialect == "infmllm2" else f"[{x}, {y}]"


def _on_grid(x: float, y: float, region: Box, dialect: Dialect) -> tuple[str, str]:
    across = min(max((x - region.x0) / max(region.width, 1e-9), 0.0), 1.0)
    down = min(max((y - region.y0) / max(region.height, 1e-9), 0.0), 1.0)
    if GRIDS[dialect] == "fractions":
        return f"{across:.3f}", f"{down:.3f}"
    return f"{across * 1000:.0f}", f"{down * 1000:.0f}"


def _hull(numbers: Sequence[float]) -> Corners | None:
    """Return the corners of 2 or 4 points; None for another number of them, or absurd ones."""
    if len(numbers) not in (4, 8) or not all(map(math.isfinite, numbers)):
        return None
    xs, ys = numbers[::2], numbers[1::2]
    return (min(xs), min(ys), max(xs), max(ys))


def _flat(values: Sequence[object]) -> list[float] | None:
    """Return the numbers of a list of numbers or of points."""
    flat: list[float] = []
    for value in values:
        if isinstance(value, Mapping):
            point = {str(key).lower(): side for key, side in value.items()}
            value = (point.get("x"), point.get("y"))  # noqa: PLW2901 (a point, as a pair)
        if isinstance(value, Sequence) and not isinstance(value, str):
            inner = _flat(value)
            if inner is None:
                return None
            flat += inner
            continue
        number = _number(value)
        if number is None:
            return None
        flat.append(number)
    return flat


def _from_sides(sides: Mapping[str, object]) -> Corners | None:
    for keys in _KEYS:
        if all(key in sides for key in keys):
            return _corners([_number(sides[key]) for key in keys])
    for keys in _SIZED_KEYS:
        if all(key in sides for key in keys):
            x, y, width, height = (_number(sides[key]) for key in keys)
            if x is None or y is None or width is None or height is None:
                return None
            return _hull([x, y, x + width, y + height])
    return None


def _corners(numbers: Sequence[float | None]) -> Corners | None:
    known = [number for number in numbers if number is not None]
    return _hull(known) if len(known) == len(numbers) else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None

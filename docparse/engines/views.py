"""What a model is shown of a page: how large an image each family of models can take in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from PIL.Image import Image

from docparse.models.infmllm2.tiling import largest_size
from docparse.tasks.base import Dialect, Task

MAX_DPI = 300.0
"""Beyond this a crop gains nothing but size: prints are rarely finer."""


@dataclass(frozen=True)
class Eye:
    """The largest image a family of models looks at as it is.

    Attributes:
        max_side: Pixels of the longer side.
        max_pixels: Pixels in all.
    """

    max_side: int
    max_pixels: int


EYES: dict[Dialect, Eye] = {
    "infinity_parser2": Eye(max_side=3584, max_pixels=4_194_304),
    "instruct": Eye(max_side=2048, max_pixels=3_145_728),
}
"""INF-MLLM2 is not among them: what it sees depends on the shape, as its tiles do."""

_JUST_BELOW = 1 - 1e-4
"""Renderers round up: a pixel too many would have the image scaled down again."""


def view_dpi(width: float, height: float, dialect: Dialect) -> float:
    """Return the resolution at which a region fills the model's eye, at most `MAX_DPI`.

    Args:
        width: Points.
        height: Points.
        dialect: Family of the model.
    """
    width, height = max(width, 1.0), max(height, 1.0)
    if dialect == "infmllm2":
        size = largest_size(round(100 * width), round(100 * height))
        scale = max(size) / max(width, height) * _JUST_BELOW
    else:
        eye = EYES[dialect]
        scale = min(eye.max_side / max(width, height), math.sqrt(eye.max_pixels / (width * height)))
    return min(scale * 72, MAX_DPI)


def views(task: Task[Any], dialect: Dialect) -> tuple[Image, ...]:
    """Render what the task is about, one image for each page.

    Raises:
        SourceError: A page cannot be rendered.
    """
    if task.crop is not None:
        box = task.crop
        return (task.page.image(view_dpi(box.width, box.height, dialect), box),)
    return tuple(page.image(view_dpi(page.width, page.height, dialect)) for page in task.pages)

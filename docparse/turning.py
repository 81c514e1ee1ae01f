"""Turn page images upright and level."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


def turn(image: Image, orientation: int, skew: float) -> Image:
    """Turn an image clockwise by a multiple of 90 degrees, then by `skew` degrees.

    Args:
        image: An RGB page image.
        orientation: 0, 90, 180 or 270; 90 and 270 swap width and height.
        skew: Degrees; the canvas keeps its size and uncovered corners become white.
    """
    from PIL import Image as Images

    turned = image if orientation == 0 else image.rotate(-orientation, expand=True)
    if skew == 0:
        return turned
    return turned.rotate(-skew, resample=Images.Resampling.BICUBIC, fillcolor=(255, 255, 255))

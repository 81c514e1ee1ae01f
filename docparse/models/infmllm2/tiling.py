"""From the size of an image to tiles and tokens: arithmetic alone, no images, no tensors.

As INF-MLLM2 does it, which follows the 4KHD variant of InternLM-XComposer2 (Dong et al., 2024).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from docparse.errors import EngineError

TILE = 336
MAX_TILES = 16
TILE_TOKENS = 12
"""Tokens along the side of a tile, after 2×2 patches have become one."""


@dataclass(frozen=True)
class Tiling:
    """How an image is resized, padded and cut.

    Sizes are (width, height) in pixels. An image that is higher than wide is handled lying on its
    side; `resized` and `padding` speak of it as it stands.

    Attributes:
        transposed: The image is higher than wide.
        resized: Size before padding.
        padding: Pixels added left, top, right, bottom.
        rows: Tiles from top to bottom.
        columns: Tiles from left to right.
    """

    transposed: bool
    resized: tuple[int, int]
    padding: tuple[int, int, int, int]
    rows: int
    columns: int

    @property
    def scale(self) -> int:
        """Tiles along the longer side."""
        return self.rows if self.transposed else self.columns

    @property
    def tokens(self) -> int:
        """Visual tokens: the global view, its separator, the tiles, a separator for each row."""
        return image_tokens(self.rows, self.columns)


def image_tokens(rows: int, columns: int, side: int = TILE_TOKENS) -> int:
    """Return the number of visual tokens of a grid of tiles and the global view.

    Args:
        rows: Tiles from top to bottom.
        columns: Tiles from left to right.
        side: Tokens along the side of a tile.
    """
    return side * (side + 1) + 1 + rows * side * (columns * side + 1)


def tiling(width: int, height: int, *, max_tiles: int = MAX_TILES, tile: int = TILE) -> Tiling:
    """Return how an image of that size is cut.

    However flat an image is, it keeps at least one pixel of height and gets at least one tile:
    the published arithmetic would leave it none.

    Args:
        width: Pixels, at least 1.
        height: Pixels, at least 1.
        max_tiles: Most tiles of the local view.
        tile: Side of a tile in pixels.

    Raises:
        EngineError: A side is less than a pixel.
    """
    _check(width, height)
    transposed = width < height
    long, short = (height, width) if transposed else (width, height)
    ratio = long / short
    scale = _scale(long, ratio, max_tiles, tile)
    new_long = tile * scale
    new_short = max(1, int(new_long / ratio))
    lanes = math.ceil(new_short / tile)
    before = int((lanes * tile - new_short) / 2)
    after = lanes * tile - new_short - before
    if transposed:
        return Tiling(True, (new_short, new_long), (before, 0, after, 0), scale, lanes)
    return Tiling(False, (new_long, new_short), (0, before, 0, after), lanes, scale)


def _scale(long: int, ratio: float, max_tiles: int, tile: int) -> int:
    """Tiles along the long side: those it fills, as many as there may be, at least one."""
    scale = math.ceil(long / tile)
    while scale > 1 and scale * math.ceil(scale / ratio) > max_tiles:
        scale -= 1
    return scale


def largest_size(
    width: int, height: int, *, max_tiles: int = MAX_TILES, tile: int = TILE
) -> tuple[int, int]:
    """Return the size in pixels at which an image of that shape fills the model's eye.

    An image larger than that is scaled down to it. The size is (width, height), as the image
    stands.

    Args:
        width: In any unit: only the shape counts.
        height: In the same unit.
        max_tiles: Most tiles of the local view.
        tile: Side of a tile in pixels.

    Raises:
        EngineError: A side is less than 1.
    """
    _check(width, height)
    ratio = max(width, height) / min(width, height)
    long = tile * _scale(tile * max_tiles, ratio, max_tiles, tile)
    short = max(1, int(long / ratio))
    return (short, long) if width < height else (long, short)


def _check(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise EngineError(
            f"an image of {width} × {height} pixels cannot be cut; give one of a pixel at least"
        )

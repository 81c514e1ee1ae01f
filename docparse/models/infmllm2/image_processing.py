"""Images to normalised tiles, as INF-MLLM2 was trained on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional
from transformers import BatchFeature
from transformers.image_processing_utils import BaseImageProcessor

from docparse.errors import EngineError
from docparse.models.infmllm2.tiling import (
    MAX_TILES,
    TILE,
    TILE_TOKENS,
    Tiling,
    image_tokens,
    tiling,
)

CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)
_WHITE = (255, 255, 255)


class InfMllm2ImageProcessor(BaseImageProcessor):  # type: ignore[misc]
    """Resizes, pads, normalises and cuts images; adds the global view of each.

    Args:
        hd_num: Most tiles of the local view.
        tile_size: Side of a tile in pixels.
        tile_tokens: Visual tokens along the side of a tile.
        image_mean: Mean of each channel, red first.
        image_std: Standard deviation of each.
    """

    model_input_names = ["pixel_values", "image_grids"]  # noqa: RUF012 (as transformers has it)

    def __init__(
        self,
        *,
        hd_num: int = MAX_TILES,
        tile_size: int = TILE,
        tile_tokens: int = TILE_TOKENS,
        image_mean: Sequence[float] = CLIP_MEAN,
        image_std: Sequence[float] = CLIP_STD,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.hd_num, self.tile_size, self.tile_tokens = hd_num, tile_size, tile_tokens
        self.image_mean, self.image_std = list(image_mean), list(image_std)

    def __call__(
        self,
        images: Image.Image | Sequence[Image.Image],
        return_tensors: str | None = "pt",
        **_: object,
    ) -> Any:
        """Return `pixel_values` and `image_grids` of a batch of images; see `preprocess`."""
        return self.preprocess(images, return_tensors=return_tensors)

    def preprocess(
        self,
        images: Image.Image | Sequence[Image.Image],
        return_tensors: str | None = "pt",
        **_: object,
    ) -> Any:
        """Cut images into tiles.

        Args:
            images: One or more, of any mode.
            return_tensors: `pt`, or `np`.

        Returns:
            `pixel_values`, (tiles, 3, side, side): for each image its global view, then its tiles
            row by row. `image_grids`, (images, 2): rows and columns of tiles.

        Raises:
            EngineError: There is no image, or one of them is none or has no pixels.
        """
        batch = [images] if isinstance(images, Image.Image) else list(images)
        if not batch:
            raise EngineError("there is no image to cut; give at least one")
        for image in batch:
            if not isinstance(image, Image.Image):
                raise EngineError(f"a {type(image).__name__} is no image; give images of Pillow")
        cut = [self._cut(image) for image in batch]
        tiles = torch.cat([views for views, _ in cut])
        grids = torch.tensor([[plan.rows, plan.columns] for _, plan in cut])
        return BatchFeature({"pixel_values": tiles, "image_grids": grids}, return_tensors)

    def plan(self, image: Image.Image) -> Tiling:
        """Return how an image will be cut."""
        return tiling(*image.size, max_tiles=self.hd_num, tile=self.tile_size)

    def tokens(self, image: Image.Image) -> int:
        """Return how many visual tokens an image will take."""
        plan = self.plan(image)
        return image_tokens(plan.rows, plan.columns, self.tile_tokens)

    def _cut(self, image: Image.Image) -> tuple[Tensor, Tiling]:
        plan, side = self.plan(image), self.tile_size
        pixels = self._normalised(padded(image.convert("RGB"), plan))  # (3, height, width)
        whole = functional.interpolate(
            pixels[None], size=(side, side), mode="bicubic", align_corners=False
        )
        tiles = pixels.reshape(3, plan.rows, side, plan.columns, side)
        tiles = tiles.permute(1, 3, 0, 2, 4).reshape(-1, 3, side, side)  # row by row
        return torch.cat([whole, tiles]), plan

    def _normalised(self, image: Image.Image) -> Tensor:
        pixels = torch.from_numpy(np.array(image)).permute(2, 0, 1).float() / 255
        mean = torch.tensor(self.image_mean)[:, None, None]
        return (pixels - mean) / torch.tensor(self.image_std)[:, None, None]


def padded(image: Image.Image, plan: Tiling) -> Image.Image:
    """Resize an RGB image and pad it with white, as planned.

    One that is higher than wide is laid on its side for that, because the filter that resizes
    rounds once for each direction, and the order shows in the last bit.
    """
    if plan.transposed:
        lying = image.transpose(Image.Transpose.TRANSPOSE)
        lying = lying.resize(plan.resized[::-1], Image.Resampling.BILINEAR)
        image = lying.transpose(Image.Transpose.TRANSPOSE)
    else:
        image = image.resize(plan.resized, Image.Resampling.BILINEAR)
    left, top, right, bottom = plan.padding
    sheet = Image.new("RGB", (image.width + left + right, image.height + top + bottom), _WHITE)
    sheet.paste(image, (left, top))
    return sheet

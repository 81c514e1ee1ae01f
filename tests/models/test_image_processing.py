"""Tiles are those of a second implementation in numpy, down to the last bit of every pixel."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import torch
from PIL import Image

from docparse.errors import EngineError
from docparse.models.infmllm2.image_processing import InfMllm2ImageProcessor

MEAN = np.array([0.48145466, 0.4578275, 0.40821073], np.float32)
STD = np.array([0.26862954, 0.26130258, 0.27577711], np.float32)
LYING, STANDING = (400, 300), (210, 337)
FIXED = 22  # bits behind the point of Pillow's weights


@cache
def noise(width: int, height: int) -> Image.Image:
    seed = np.random.default_rng(width * 10_000 + height)
    return Image.fromarray(seed.integers(0, 256, (height, width, 3), dtype=np.uint8))


def weights(before: int, after: int) -> np.ndarray:
    """The triangle filter, (after, before), widened when it shrinks, in whole numbers."""
    step = before / after
    reach = max(step, 1.0)
    matrix = np.zeros((after, before))
    for place in range(after):
        centre = (place + 0.5) * step
        first = max(int(centre - reach + 0.5), 0)
        last = min(int(centre + reach + 0.5), before)
        row = [max(0.0, 1 - abs((x - centre + 0.5) / reach)) for x in range(first, last)]
        matrix[place, first:last] = [int(0.5 + w / sum(row) * 2**FIXED) for w in row]
    return matrix


def along_rows(pixels: np.ndarray, width: int) -> np.ndarray:
    """(height, width before, 3) to (height, width, 3), rounded to bytes."""
    summed = weights(pixels.shape[1], width) @ pixels.astype(float)  # exact: all are whole
    return np.clip((summed.astype(np.int64) + 2 ** (FIXED - 1)) >> FIXED, 0, 255)


def resized(pixels: np.ndarray, width: int, height: int) -> np.ndarray:
    """Bilinear with antialiasing: along rows first, then along columns."""
    lying = along_rows(pixels, width)
    return along_rows(lying.swapaxes(0, 1), height).swapaxes(0, 1)


def sheet(image: Image.Image, width: int, height: int, target: int) -> np.ndarray:
    """The image lying on its side if it must, resized to width × height, padded to `target`."""
    pixels = np.array(image)
    standing = image.width < image.height
    if standing:
        pixels = pixels.swapaxes(0, 1)
    small = resized(pixels, width, height)
    white = np.full((target, width, 3), 255)
    top = int((target - height) / 2)
    white[top : top + height] = small
    return white.swapaxes(0, 1) if standing else white


def normalised(pixels: np.ndarray) -> np.ndarray:
    """(height, width, 3) of bytes to (3, height, width) as CLIP wants them."""
    return ((pixels.astype(np.float32) / np.float32(255) - MEAN) / STD).transpose(2, 0, 1)


def expected(image: Image.Image, width: int, height: int, target: int) -> list[np.ndarray]:
    """Global view and tiles, cut one by one."""
    whole = normalised(sheet(image, width, height, target))
    views = [
        torch.nn.functional.interpolate(
            torch.from_numpy(whole.copy())[None],
            size=(336, 336),
            mode="bicubic",
            align_corners=False,
            antialias=False,
        )[0].numpy()
    ]
    for top in range(0, whole.shape[1], 336):
        for left in range(0, whole.shape[2], 336):
            views.append(whole[:, top : top + 336, left : left + 336])
    return views


# Size, and what it becomes lying: width, height, padded height; rows and columns as it stands.
CASES = [
    (LYING, (672, 504, 672), (2, 2)),
    (STANDING, (672, 418, 672), (2, 2)),
    ((340, 90), (672, 177, 336), (1, 2)),
    ((90, 340), (672, 177, 336), (2, 1)),
    ((1, 1), (336, 336, 336), (1, 1)),
    ((3, 2), (336, 224, 336), (1, 1)),
]


@pytest.mark.parametrize(("size", "planned", "grid"), CASES)
def test_views_are_those_of_the_second_implementation(
    size: tuple[int, int], planned: tuple[int, int, int], grid: tuple[int, int]
) -> None:
    made = InfMllm2ImageProcessor()(noise(*size))
    assert made["image_grids"].tolist() == [list(grid)]
    views = expected(noise(*size), *planned)
    assert made["pixel_values"].shape == (1 + grid[0] * grid[1], 3, 336, 336)
    assert made["pixel_values"].dtype == torch.float32
    for view, other in zip(made["pixel_values"].numpy(), views, strict=True):
        assert np.abs(view - other).max() < 2e-6  # a byte more or less would be 0.014


def test_image_that_shrinks_is_smoothed_on_the_way() -> None:
    made = InfMllm2ImageProcessor(hd_num=2)(noise(1100, 520))
    assert made["image_grids"].tolist() == [[1, 2]]
    for view, other in zip(
        made["pixel_values"].numpy(), expected(noise(1100, 520), 672, 317, 336), strict=True
    ):
        assert np.abs(view - other).max() < 2e-6


def test_tiles_come_row_by_row() -> None:
    """Six patches of one colour each, 1008 × 672: no resizing, no padding."""
    shades = [10, 50, 90, 130, 170, 210]
    image = Image.new("RGB", (1008, 672))
    for number, shade in enumerate(shades):
        corner = (number % 3 * 336, number // 3 * 336)
        image.paste((shade, 0, 0), (*corner, corner[0] + 336, corner[1] + 336))
    made = InfMllm2ImageProcessor()(image)
    assert made["image_grids"].tolist() == [[2, 3]]
    reds = made["pixel_values"][1:, 0] * STD[0] + MEAN[0]
    for tile, shade in zip(reds, shades, strict=True):
        assert torch.allclose(tile * 255, torch.full((336, 336), float(shade)), atol=1e-3)


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "RGBA", "CMYK"])
def test_image_of_any_mode_is_read_as_rgb(mode: str) -> None:
    image = noise(*LYING).convert(mode)
    as_rgb = Image.fromarray(np.array(image.convert("RGB")))
    processor = InfMllm2ImageProcessor()
    assert torch.equal(processor(image)["pixel_values"], processor(as_rgb)["pixel_values"])


def test_grey_image_has_its_grey_in_all_channels() -> None:
    made = InfMllm2ImageProcessor()(Image.new("L", (336, 336), 100))["pixel_values"]
    bytes_again = made[1].numpy() * STD[:, None, None] + MEAN[:, None, None]
    assert np.allclose(bytes_again * 255, 100, atol=1e-3)


def test_padding_is_white() -> None:
    made = InfMllm2ImageProcessor()(Image.new("RGB", (336, 100)))["pixel_values"][1]
    bands = {(0, 118): 1, (118, 218): 0, (218, 336): 1}
    for (first, last), shade in bands.items():
        band = made[:, first:last].numpy()
        assert np.array_equal(
            band, np.broadcast_to(((shade - MEAN) / STD)[:, None, None], band.shape)
        )


def test_batch_is_its_images_one_after_the_other() -> None:
    processor = InfMllm2ImageProcessor()
    images = [noise(*LYING), noise(90, 340), noise(1, 1)]
    together = processor(images)
    alone = [processor(image) for image in images]
    assert torch.equal(together["pixel_values"], torch.cat([one["pixel_values"] for one in alone]))
    assert together["image_grids"].tolist() == [[2, 2], [2, 1], [1, 1]]


def test_image_that_is_handed_in_stays_as_it_is() -> None:
    image = noise(*STANDING).copy()
    before = image.tobytes()
    InfMllm2ImageProcessor()(image)
    assert image.size == STANDING
    assert image.tobytes() == before


def test_tokens_of_an_image_are_known_before_it_is_cut() -> None:
    processor = InfMllm2ImageProcessor()
    assert processor.tokens(Image.new("L", (1240, 1754))) == 1933
    assert processor.tokens(Image.new("L", (1344, 1344))) == 2509


def test_arrays_of_numpy_are_made_on_request() -> None:
    made = InfMllm2ImageProcessor()(noise(1, 1), return_tensors="np")
    assert isinstance(made["pixel_values"], np.ndarray)
    assert made["image_grids"].tolist() == [[1, 1]]


def test_what_is_no_image_is_refused() -> None:
    with pytest.raises(EngineError, match="give at least one"):
        InfMllm2ImageProcessor()([])
    with pytest.raises(EngineError, match="a str is no image"):
        InfMllm2ImageProcessor()(["page.png"])  # type: ignore[list-item]
    with pytest.raises(EngineError, match="0 × 5 pixels"):
        InfMllm2ImageProcessor()(Image.new("RGB", (0, 5)))

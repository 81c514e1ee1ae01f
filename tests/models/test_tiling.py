"""Grids of tiles, against a plain restatement of the published steps and figures by hand."""

from __future__ import annotations

import math

import pytest

from docparse import EngineError
from docparse.models.infmllm2.tiling import image_tokens, largest_size, tiling

SIZES = [
    (595, 842), (842, 595), (1240, 1754), (2480, 3508), (612, 792), (1700, 2200), (1, 1), (2, 1),
    (1, 2), (10_000, 1), (1, 10_000), (10_000, 10_000), (10_000, 3), (336, 336), (337, 336),
    (335, 336), (336, 337), (672, 672), (673, 672), (1008, 1344), (1344, 1008), (1344, 1344),
    (1345, 1345), (5376, 336), (5377, 336), (336, 5376), (5376, 100), (3000, 200), (200, 3000),
    (800, 600), (600, 800), (1920, 1080), (1080, 1920), (4000, 1000), (1000, 4000), (333, 10),
    (10, 333), (17, 4001), (768, 1024), (2000, 1999), (1999, 2000),
]  # fmt: skip


def restated(width: int, height: int, hd_num: int = 16) -> dict[str, object]:
    """The steps as they are published, one after the other, on an image that lies."""
    turned = width < height
    if turned:
        width, height = height, width
    ratio = width / height
    scale = math.ceil(width / 336)
    while scale > 1 and scale * math.ceil(scale / ratio) > hd_num:
        scale = scale - 1
    new_width = 336 * scale
    new_height = int(336 * scale / ratio)
    if new_height == 0:
        new_height = 1
    target = 0
    while target < new_height:
        target += 336
    top = int((target - new_height) / 2)
    bottom = target - new_height - top
    rows, columns = target // 336, scale
    size, pad = (new_width, new_height), (0, top, 0, bottom)
    if turned:
        rows, columns = columns, rows
        size, pad = (new_height, new_width), (top, 0, bottom, 0)
    local = rows * 12 * (columns * 12) + rows * 12
    return {
        "transposed": turned,
        "scale": scale,
        "resized": size,
        "padding": pad,
        "rows": rows,
        "columns": columns,
        "tokens": 144 + 12 + 1 + local,
    }


@pytest.mark.parametrize("size", SIZES)
def test_image_is_cut_as_published(size: tuple[int, int]) -> None:
    plan = tiling(*size)
    expected = restated(*size)
    assert {name: getattr(plan, name) for name in expected} == expected


@pytest.mark.parametrize("size", SIZES)
def test_image_is_padded_to_whole_tiles_of_which_there_are_not_too_many(
    size: tuple[int, int],
) -> None:
    plan = tiling(*size)
    left, top, right, bottom = plan.padding
    assert plan.resized[0] + left + right == 336 * plan.columns
    assert plan.resized[1] + top + bottom == 336 * plan.rows
    assert 1 <= plan.rows * plan.columns <= 16
    assert plan.tokens == (plan.rows * plan.columns + 1) * 144 + 1 + (plan.rows + 1) * 12


@pytest.mark.parametrize(
    ("size", "grid", "tokens"),
    [
        ((2480, 3508), (4, 3), 1933),  # A4 at 300 dpi
        ((3508, 2480), (3, 4), 1921),
        ((2000, 2000), (4, 4), 2509),
        ((300, 200), (1, 1), 313),
        ((9000, 100), (1, 16), 2473),
        ((100, 9000), (16, 1), 2653),
    ],
)
def test_known_shapes(size: tuple[int, int], grid: tuple[int, int], tokens: int) -> None:
    plan = tiling(*size)
    assert (plan.rows, plan.columns) == grid
    assert plan.tokens == image_tokens(*grid) == tokens


@pytest.mark.parametrize("max_tiles", [1, 2, 5, 9, 16, 25])
def test_any_size_and_any_number_of_tiles_agree_with_the_published_steps(max_tiles: int) -> None:
    sides = [1, 2, 7, 100, 335, 336, 337, 500, 671, 673, 1009, 1500, 2689, 4000, 9001]
    for width in sides:
        for height in sides:
            plan = tiling(width, height, max_tiles=max_tiles)
            expected = restated(width, height, max_tiles)
            assert {name: getattr(plan, name) for name in expected} == expected, (width, height)


@pytest.mark.parametrize("size", [size for size in SIZES if size[0] != size[1]])
def test_standing_image_is_its_lying_twin_turned(size: tuple[int, int]) -> None:
    lying, standing = tiling(max(size), min(size)), tiling(min(size), max(size))
    assert standing.resized == lying.resized[::-1]
    assert (standing.rows, standing.columns) == (lying.columns, lying.rows)
    assert (standing.padding[0], standing.padding[2]) == (lying.padding[1], lying.padding[3])
    assert (lying.transposed, standing.transposed) == (False, True)


def test_flat_image_keeps_a_pixel() -> None:
    assert tiling(10_000, 1).resized == (5376, 1)
    assert tiling(1, 10_000).resized == (1, 5376)
    assert tiling(1, 10_000).padding == (167, 0, 168, 0)


def test_fewer_tiles_may_be_asked_for() -> None:
    plan = tiling(2480, 3508, max_tiles=4)
    assert (plan.rows, plan.columns) == (2, 2)
    assert tiling(2480, 3508, max_tiles=1).resized == (237, 336)


@pytest.mark.parametrize("size", SIZES)
def test_largest_size_is_what_an_endlessly_large_image_is_scaled_to(size: tuple[int, int]) -> None:
    many = (size[0] * 6000, size[1] * 6000)
    assert largest_size(*size) == tiling(*many).resized


def test_largest_size_of_a4_is_that_of_twelve_tiles() -> None:
    assert largest_size(595, 842) == (949, 1344)
    assert largest_size(842, 595) == (1344, 949)


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (-1, 3)])
def test_image_without_pixels_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(EngineError, match="pixel"):
        tiling(*size)
    with pytest.raises(EngineError, match="pixel"):
        largest_size(*size)

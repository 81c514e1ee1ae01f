"""The network, against planted patches, matrices, and transformers' own CLIP and Qwen2."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn
from transformers import CLIPVisionModel

from docparse.errors import EngineError
from docparse.models.infmllm2.configuration import preset
from docparse.models.infmllm2.modeling import InfMllm2ForConditionalGeneration, Layout
from docparse.models.infmllm2.processing import InfMllm2Processor
from docparse.models.infmllm2.tiny import byte_processor, tiny_model

IMAGE = 259
SUB, GLOBAL = 1000.0, 2000.0
NEW = 12


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny_model()


@pytest.fixture(scope="module")
def processor() -> InfMllm2Processor:
    return byte_processor()


def image(width: int, height: int) -> Image.Image:
    seed = np.random.default_rng(width * 10_000 + height)
    return Image.fromarray(seed.integers(0, 256, (height, width, 3), dtype=np.uint8))


SQUARE, WIDE, HIGH = image(50, 50), image(340, 100), image(90, 340)


class Marked(nn.Module):
    """A tower that sees in each patch nothing but where it stands: tile, row, column, channel."""

    def forward(self, pixel_values: Tensor, layer: int) -> Tensor:
        assert layer == -2
        tile, row, column, channel = torch.meshgrid(
            *map(torch.arange, (len(pixel_values), 24, 24, 16)), indexing="ij"
        )
        marks = tile * 1_000_000 + row * 10_000 + column * 100 + channel
        return marks.reshape(len(pixel_values), 24 * 24, 16).float()


def planted(grids: list[list[int]]) -> list[list[Any]]:
    """Where each token of the sequences comes from, as the network lays them out."""
    marked = InfMllm2ForConditionalGeneration(preset("tiny"))
    marked.vision_tower, marked.projector = Marked(), nn.Identity()
    nn.init.constant_(marked.layout.sub_separator, SUB)
    nn.init.constant_(marked.layout.global_separator, GLOBAL)
    tiles = sum(1 + rows * columns for rows, columns in grids)
    with torch.no_grad():
        made = marked.get_image_features(torch.zeros(tiles, 3, 1, 1), torch.tensor(grids))
    return [sequence.tolist() for sequence in made]


def token(tile: int, row: int, column: int) -> list[float]:
    """A token of a tile: its four patches row by row, all channels of each."""
    return [
        float(tile * 1_000_000 + (2 * row + down) * 10_000 + (2 * column + right) * 100 + channel)
        for down in (0, 1)
        for right in (0, 1)
        for channel in range(16)
    ]


def laid_out(first: int, rows: int, columns: int) -> list[list[float]]:
    """The sequence of an image whose global view is the tile `first`, token by token."""
    made = []
    for row in range(12):
        made += [token(first, row, column) for column in range(12)]
        made.append([SUB] * 64)
    made.append([GLOBAL] * 64)
    for row in range(12 * rows):
        for column in range(12 * columns):
            tile = first + 1 + row // 12 * columns + column // 12
            made.append(token(tile, row % 12, column % 12))
        made.append([SUB] * 64)
    return made


@pytest.mark.parametrize("grid", [[1, 1], [2, 3], [3, 2], [4, 3], [1, 5]])
def test_every_patch_lands_in_its_place(grid: list[int]) -> None:
    (sequence,) = planted([grid])
    assert sequence == laid_out(0, *grid)


def test_published_lengths_come_out() -> None:
    a4, square = planted([[4, 3], [4, 4]])
    assert (len(a4), len(square)) == (1933, 2509)


def test_tiles_of_several_images_do_not_mix() -> None:
    sequences = planted([[1, 2], [2, 1], [1, 1]])
    assert sequences == [laid_out(0, 1, 2), laid_out(3, 2, 1), laid_out(6, 1, 1)]


def test_patches_that_make_no_square_are_refused() -> None:
    layout = Layout(preset("tiny"))
    with pytest.raises(EngineError, match="575 patches of a tile are no square of 24 by 24"):
        layout.merge(torch.zeros(1, 575, 16))


@pytest.mark.parametrize("layer", [-1, -2, 0, 1])
def test_tower_gives_the_hidden_states_of_clip_without_the_class(model: Any, layer: int) -> None:
    clip = CLIPVisionModel(model.config.vision_config).eval()
    clip.load_state_dict(model.vision_tower.state_dict())
    pixels = torch.randn(3, 3, 336, 336, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected = clip(pixels, output_hidden_states=True).hidden_states[layer][:, 1:]
        made = model.vision_tower(pixels, layer)
    assert made.shape == (3, 576, 16)
    assert torch.allclose(made, expected, atol=1e-5)


def test_projector_is_two_matrices_and_a_gelu(model: Any) -> None:
    seen = torch.randn(5, 64, generator=torch.Generator().manual_seed(2)).double().numpy()
    first, second = (
        (layer.weight.detach().double().numpy(), layer.bias.detach().double().numpy())
        for layer in model.projector.layers
    )
    hidden = seen @ first[0].T + first[1]
    hidden = hidden * 0.5 * (1 + np.vectorize(math.erf)(hidden / math.sqrt(2)))
    expected = hidden @ second[0].T + second[1]
    with torch.no_grad():
        made = model.projector(torch.from_numpy(seen).float())
    assert len(model.projector.layers) == 2
    assert np.allclose(made.numpy(), expected, atol=1e-5)


def test_separators_go_through_the_projector(model: Any, processor: InfMllm2Processor) -> None:
    made = processor.image_processor(SQUARE)
    with torch.no_grad():
        (tokens,) = model.get_image_features(made["pixel_values"], made["image_grids"])
        sub, between = model.projector(
            torch.stack([model.layout.sub_separator, model.layout.global_separator])
        )
    assert torch.allclose(tokens[[12, 25, 155, 169, 312]], sub.expand(5, -1), atol=1e-5)
    assert torch.allclose(tokens[156], between, atol=1e-5)


def asked(processor: InfMllm2Processor, *some: tuple[str, list[Image.Image]]) -> Any:
    texts = [processor.conversation(question, images=len(shown)) for question, shown in some]
    return processor(text=texts, images=[shown for _, shown in some])


def test_visual_tokens_stand_where_the_placeholders_were(
    model: Any, processor: InfMllm2Processor
) -> None:
    batch = asked(processor, ("a", [SQUARE]), ("words", []), ("b", [WIDE, HIGH]))
    with torch.no_grad():
        embeds = model.embed(**{k: batch[k] for k in ("input_ids", "pixel_values", "image_grids")})
        square, wide, high = (
            model.get_image_features(*processor.image_processor(one).values())[0]
            for one in (SQUARE, WIDE, HIGH)
        )
    waiting = {0: iter(square), 1: iter(()), 2: iter(torch.cat([wide, high]))}
    for text, ids in enumerate(batch["input_ids"].tolist()):
        table = model.text_model.embed_tokens.weight
        for place, number in enumerate(ids):
            expected = next(waiting[text]) if number == IMAGE else table[number]
            assert torch.allclose(embeds[text, place], expected, atol=1e-5), (text, place)
        assert next(waiting[text], None) is None


def test_placeholders_and_images_that_disagree_are_refused(
    model: Any, processor: InfMllm2Processor
) -> None:
    batch = asked(processor, ("a", [SQUARE]))
    ids, pixels, grids = (batch[k] for k in ("input_ids", "pixel_values", "image_grids"))
    fewer = ids.clone()
    fewer[ids == IMAGE] = torch.tensor([7] + [IMAGE] * 312)
    with pytest.raises(EngineError, match="312 placeholders, but its 1 images make 313"):
        model(input_ids=fewer, pixel_values=pixels, image_grids=grids)
    with pytest.raises(EngineError, match="1 images, of 313 visual tokens, have no placeholders"):
        model(input_ids=torch.ones_like(ids), pixel_values=pixels, image_grids=grids)
    with pytest.raises(EngineError, match="make 3 views, but there are 2"):
        model.get_image_features(pixels, torch.tensor([[1, 2]]))
    with pytest.raises(EngineError, match="without image_grids"):
        model(input_ids=ids, pixel_values=pixels)
    with pytest.raises(EngineError, match="without pixel_values"):
        model(input_ids=ids)

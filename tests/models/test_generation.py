"""Reading and writing: visual tokens among words, batches, caches, beams, what is refused."""

from __future__ import annotations

import pytest
import torch
from PIL import Image
from torch import nn

from docparse.errors import EngineError
from docparse.models.infmllm2.modeling import InfMllm2ForConditionalGeneration
from docparse.models.infmllm2.processing import InfMllm2Processor
from docparse.models.infmllm2.tiny import byte_processor, tiny_model

Model = InfMllm2ForConditionalGeneration


@pytest.fixture(scope="module")
def model() -> Model:
    return tiny_model(seed=3)


@pytest.fixture(scope="module")
def processor() -> InfMllm2Processor:
    return byte_processor()


def page(width: int, height: int, shade: int = 90) -> Image.Image:
    picture = Image.new("RGB", (width, height), "white")
    picture.paste((shade, 255 - shade, 40), (width // 5, height // 4, width // 2, height // 2))
    return picture


def asked(processor: InfMllm2Processor) -> list[tuple[str, list[Image.Image]]]:
    """Different lengths and grids, one without an image, one with two, one of several turns."""
    turns = [("What is it?", "A page."), ("Of what?", "Of a book.")]
    return [
        (processor.conversation("Read."), [page(300, 200)]),
        (processor.conversation("Read the long one."), [page(60, 340, 150)]),
        (processor.conversation("No picture here.", images=0), []),
        (processor.conversation("Both?", images=2), [page(90, 60, 5), page(60, 90, 60)]),
        (processor.conversation("And?", history=turns), [page(100, 100, 220)]),
    ]


def test_separators_go_through_the_projector(model: Model) -> None:
    first, second = model.projector.layers
    with torch.no_grad():
        pixels = torch.zeros(2, 3, 336, 336)
        (seen,) = model.get_image_features(pixels, torch.tensor([[1, 1]]))
        places = {12: model.layout.sub_separator, 156: model.layout.global_separator}
        for place, separator in places.items():
            expected = second(nn.functional.gelu(first(separator)))
            torch.testing.assert_close(seen[place], expected)


def test_visual_tokens_take_the_place_of_placeholders(
    model: Model, processor: InfMllm2Processor
) -> None:
    made = processor(text=processor.conversation("?"), images=[page(300, 200)])
    ids, mask = made["input_ids"], made["attention_mask"]
    with torch.no_grad():
        embeds = model.embed(ids, made["pixel_values"], made["image_grids"])
        (seen,) = model.get_image_features(made["pixel_values"], made["image_grids"])
        words = model.text_model.embed_tokens(ids)
        whole = model(**made).logits
        given = model(inputs_embeds=embeds, attention_mask=mask).logits
    places = ids[0] == 259
    assert torch.equal(embeds[0, places], seen)
    assert torch.equal(embeds[0, ~places], words[0, ~places])
    torch.testing.assert_close(given, whole)


def test_batch_gives_each_text_the_logits_it_has_alone(
    model: Model, processor: InfMllm2Processor
) -> None:
    texts, images = zip(*asked(processor), strict=True)
    with torch.no_grad():
        together = model(**processor(text=texts, images=images)).logits
        for row, (text, some) in zip(together, asked(processor), strict=True):
            alone = model(**processor(text=[text], images=[some])).logits[0]
            torch.testing.assert_close(row[-len(alone) :], alone, atol=2e-4, rtol=1e-3)


def test_batch_writes_what_each_text_gets_alone(model: Model, processor: InfMllm2Processor) -> None:
    texts, images = zip(*asked(processor), strict=True)
    made = processor(text=texts, images=images)
    how = {"max_new_tokens": 10, "min_new_tokens": 10}
    new = model.generate(**made, **how)[:, made["input_ids"].shape[1] :].tolist()
    for row, (text, some) in zip(new, asked(processor), strict=True):
        one = processor(text=[text], images=[some])
        alone = model.generate(**one, **how)
        assert row == alone[0, one["input_ids"].shape[1] :].tolist()
    assert len({tuple(row) for row in new}) > 1


def test_cached_writing_is_writing_all_anew_for_each_token(
    model: Model, processor: InfMllm2Processor
) -> None:
    made = processor(text=processor.conversation("?"), images=[page(80, 50)])
    how = {"max_new_tokens": 6, "min_new_tokens": 6}
    cached = model.generate(**made, **how)
    assert torch.equal(cached, model.generate(**made, **how, use_cache=False))
    ids = made["input_ids"]
    images = {"pixel_values": made["pixel_values"], "image_grids": made["image_grids"]}
    for _ in range(6):
        with torch.no_grad():
            logits = model(input_ids=ids, **images).logits[0, -1]
        logits[[256, 258]] = -torch.inf
        ids = torch.cat([ids, logits.argmax()[None, None]], -1)
    assert torch.equal(cached, ids)


def test_beams_and_several_replies_see_the_images_of_their_text(
    model: Model, processor: InfMllm2Processor
) -> None:
    texts, images = zip(*asked(processor)[1:4], strict=True)
    made = processor(text=texts, images=images)
    how = {"max_new_tokens": 5, "min_new_tokens": 5, "num_beams": 2, "num_return_sequences": 2}
    together = model.generate(**made, **how)[:, made["input_ids"].shape[1] :]
    for number, (text, some) in enumerate(asked(processor)[1:4]):
        one = processor(text=[text], images=[some])
        alone = model.generate(**one, **how)[:, one["input_ids"].shape[1] :]
        assert torch.equal(together[2 * number : 2 * number + 2], alone)


def test_prompt_is_read_once_with_logits_of_its_last_token_only(
    model: Model, processor: InfMllm2Processor
) -> None:
    rows: list[int] = []
    tiles: list[int] = []
    hooks = [
        model.lm_head.register_forward_hook(lambda _, given, __: rows.append(given[0].shape[1])),
        model.vision_tower.register_forward_hook(lambda _, given, __: tiles.append(len(given[0]))),
    ]
    made = processor(text=processor.conversation("?"), images=[page(80, 50)])
    model.generate(**made, max_new_tokens=4, min_new_tokens=4)
    for hook in hooks:
        hook.remove()
    assert (rows, tiles) == ([1] * 4, [2])


def test_logits_to_keep_takes_the_last_or_those_that_are_named(
    model: Model, processor: InfMllm2Processor
) -> None:
    made = processor(text="Some words")
    with torch.no_grad():
        whole = model(**made).logits
        last = model(**made, logits_to_keep=3).logits
        named = model(**made, logits_to_keep=torch.tensor([0, 4])).logits
    torch.testing.assert_close(last, whole[:, -3:])
    torch.testing.assert_close(named, whole[:, [0, 4]])


@pytest.mark.parametrize(
    ("ids", "grids", "tiles", "message"),
    [
        ([259] * 312, [[1, 1]], 2, "text 0 holds 312 placeholders, but its 1 images make 313"),
        ([259] * 314, [[1, 1]], 2, "text 0 holds 314 placeholders, but its 1 images make 313"),
        ([1, 2, 3], [[1, 1]], 2, "1 images, of 313 visual tokens, have no placeholders"),
        ([259] * 313, [[1, 1]], 3, "make 2 views, but there are 3"),
        ([259] * 313, None, 2, "without image_grids"),
    ],
)
def test_placeholders_and_images_that_disagree_are_named(
    model: Model, ids: list[int], grids: list[list[int]] | None, tiles: int, message: str
) -> None:
    shown = None if grids is None else torch.tensor(grids)
    pixels = torch.zeros(tiles, 3, 336, 336)
    with pytest.raises(EngineError) as caught:
        model(input_ids=torch.tensor([ids]), pixel_values=pixels, image_grids=shown)
    assert message in str(caught.value)


def test_one_text_does_not_take_visual_tokens_of_another(model: Model) -> None:
    """The totals agree, the rows do not."""
    with pytest.raises(EngineError, match="text 0 holds 312"):
        model(
            input_ids=torch.tensor([[259] * 312 + [1, 1], [259] * 314]),
            pixel_values=torch.zeros(4, 3, 336, 336),
            image_grids=torch.tensor([[1, 1], [1, 1]]),
        )


def test_bfloat16_comes_close_to_float32(model: Model, processor: InfMllm2Processor) -> None:
    made = processor(text=processor.conversation("?"), images=[page(80, 50)])
    with torch.no_grad():
        precise = model(**made).logits
        coarse = tiny_model(seed=3).to(torch.bfloat16)(**made).logits
    assert coarse.dtype == torch.bfloat16
    likeness = nn.functional.cosine_similarity(precise, coarse.float(), dim=-1)
    assert likeness.mean() > 0.98


def test_language_model_in_bfloat16_reads_a_tower_in_float32(
    processor: InfMllm2Processor,
) -> None:
    network = tiny_model()
    network.text_model.to(torch.bfloat16)
    network.lm_head.to(torch.bfloat16)
    made = processor(text=processor.conversation("?"), images=[page(80, 50)])
    assert network.vision_dtype == torch.float32
    new = network.generate(**made, max_new_tokens=2, min_new_tokens=2)
    assert new.shape[1] == made["input_ids"].shape[1] + 2


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_attention_may_be_chosen_for_tower_and_language_model(
    attention: str, model: Model, processor: InfMllm2Processor
) -> None:
    network = tiny_model(seed=3)
    network.set_attn_implementation(attention)
    assert network.vision_tower.config._attn_implementation == attention
    assert network.text_model.config._attn_implementation == attention
    made = processor(text=processor.conversation("?"), images=[page(80, 50)])
    with torch.no_grad():
        expected = model(**made).logits
        torch.testing.assert_close(network(**made).logits, expected, atol=1e-3, rtol=1e-3)


def test_words_alone_and_a_tuple_in_return(model: Model, processor: InfMllm2Processor) -> None:
    made = processor(text=processor.conversation("Hello", images=0))
    with torch.no_grad():
        logits = model(**made).logits
        assert torch.equal(model(**made, return_dict=False)[0], logits)
    with pytest.raises(ValueError, match="either input_ids or inputs_embeds"):
        model()

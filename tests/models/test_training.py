"""What training needs of the network: loss, gradients, gradient checkpointing, adapters."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from peft import LoraConfig, get_peft_model
from PIL import Image

from docparse.models.infmllm2.modeling import InfMllm2ForConditionalGeneration
from docparse.models.infmllm2.tiny import byte_processor, tiny_model


@pytest.fixture(scope="module")
def made() -> Any:
    """One text with one small image."""
    processor = byte_processor()
    return processor(text=processor.conversation("?"), images=[Image.new("RGB", (80, 50), "red")])


def test_loss_is_the_mean_surprise_at_the_labelled_tokens(made: Any) -> None:
    labels = made["input_ids"].clone()
    labels[:, :-6] = -100
    with torch.no_grad():
        out = tiny_model()(**made, labels=labels)
    chances = out.logits[0, -7:-1].double().softmax(-1)
    surprise = -chances.gather(1, labels[0, -6:, None]).log().mean()
    assert out.loss.item() == pytest.approx(surprise.item(), rel=1e-5)


def test_loss_of_a_step_in_parts_is_shared_out_over_all_its_tokens(made: Any) -> None:
    labels = made["input_ids"].clone()
    labels[:, :-6] = -100
    model = tiny_model()
    with torch.no_grad():
        mean = model(**made, labels=labels).loss
        part = model(**made, labels=labels, num_items_in_batch=24).loss
    assert part.item() == pytest.approx(mean.item() * 6 / 24, rel=1e-5)


def test_checkpointed_gradients_are_the_gradients(made: Any) -> None:
    plain, _ = gradients(made, checkpointed=False)
    again, network = gradients(made, checkpointed=True)
    unused = ("vision_tower.encoder.layers.2.", "vision_tower.post_layernorm")
    names = {name for name, _ in network.named_parameters() if not name.startswith(unused)}
    assert set(plain) == set(again) == names
    for name, gradient in plain.items():
        torch.testing.assert_close(again[name], gradient, atol=1e-5, rtol=1e-4)


def gradients(made: Any, *, checkpointed: bool) -> tuple[dict[str, torch.Tensor], Any]:
    network = tiny_model().train()
    if checkpointed:
        network.gradient_checkpointing_enable({"use_reentrant": False})
        assert network.vision_tower.encoder.layers[0].gradient_checkpointing
        assert network.text_model.layers[0].gradient_checkpointing
    network(**made, labels=made["input_ids"]).loss.backward()
    found = {n: p.grad for n, p in network.named_parameters() if p.grad is not None}
    return found, network


def test_lora_of_peft_trains_and_merges(made: Any) -> None:
    torch.manual_seed(0)
    targets = ["q_proj", "v_proj", "down_proj"]
    settings = LoraConfig(r=4, lora_alpha=8, target_modules=targets)
    adapted = get_peft_model(tiny_model(), settings)
    adapted.enable_input_require_grads()
    trained = [name for name, p in adapted.named_parameters() if p.requires_grad]
    assert len(trained) == 2 * (3 * 2 + 2 * 3)  # tower: 3 layers of q, v; Qwen2: 2 of q, v, down
    assert all("lora_" in name for name in trained)
    with torch.no_grad():
        before = adapted(**made).logits
    adapted.train()
    adapted(**made, labels=made["input_ids"]).loss.backward()
    with torch.no_grad():
        for parameter in adapted.parameters():
            if parameter.grad is not None:
                parameter.sub_(0.5 * parameter.grad)
        learnt = adapted.eval()(**made).logits
        assert not torch.allclose(learnt, before, atol=1e-3)
        merged = adapted.merge_and_unload()
        assert isinstance(merged, InfMllm2ForConditionalGeneration)
        torch.testing.assert_close(merged(**made).logits, learnt, atol=1e-3, rtol=1e-3)

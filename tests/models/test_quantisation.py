"""Checkpoints in 8 and 4 bits, by bitsandbytes, which computes on CPUs too."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from docparse.engines.local import LocalEngine
from docparse.engines.prompted import Prompt, Reply, Sampling
from docparse.models.infmllm2.configuration import InfMllm2Config, preset
from docparse.models.infmllm2.tiny import (
    byte_processor,
    tiny_model,
    write_tiny_checkpoint,
    write_tiny_published,
)
from docparse.models.infmllm2.weights import load_weights

pytest.importorskip("bitsandbytes", reason="it has no build for this system")

ALIKE = {"8bit": 0.99, "4bit": 0.85}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights")
    write_tiny_checkpoint(path)
    return path


@pytest.fixture(scope="module")
def wide_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights in rows of 64, the block of 4-bit weights: bitsandbytes packs no narrower ones.

    It packs them on CPUs that compute in bfloat16. The weights are as small as wider rows want
    them, for signals to stay as large as in the narrow network.
    """
    path = tmp_path_factory.mktemp("wide")
    narrow = preset("tiny")
    text = {**narrow.text_config.to_dict(), "hidden_size": 64, "intermediate_size": 64}
    config = InfMllm2Config(narrow.vision_config, text, image_token_id=narrow.image_token_id)
    model = tiny_model(config=config)
    with torch.no_grad():
        for parameter in model.text_model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(0.5**0.5)
    model.save_pretrained(path)
    byte_processor(config).save_pretrained(path)
    return path


@pytest.mark.parametrize("quantization", ALIKE)
def test_language_model_shrinks_and_says_almost_the_same(
    wide_folder: Path, quantization: str
) -> None:
    words = torch.arange(20, 60)[None]
    with torch.no_grad():
        whole = load_weights(wide_folder)(input_ids=words).logits
        small = load_weights(wide_folder, device="cpu", quantization=quantization)
        logits = small(input_ids=words).logits.float()
    alike = torch.nn.functional.cosine_similarity(logits.flatten(), whole.flatten(), dim=0)
    assert alike > ALIKE[quantization]
    kinds = {type(module).__name__ for module in small.text_model.modules()}
    assert {"8bit": "Linear8bitLt", "4bit": "Linear4bit"}[quantization] in kinds
    assert {type(m).__name__ for m in small.vision_tower.modules()}.isdisjoint(
        {"Linear8bitLt", "Linear4bit"}
    )


def test_engine_writes_with_a_shrunk_model(folder: Path) -> None:
    with LocalEngine(weights=folder, device="cpu", quantization="8bit") as engine:
        (reply,) = engine.generate([Prompt(question="x", sampling=Sampling(max_new_tokens=4))])
    assert isinstance(reply, Reply)
    assert reply.new_tokens is not None


def test_published_checkpoint_is_shrunk_as_it_is_read(folder: Path, tmp_path: Path) -> None:
    write_tiny_published(tmp_path)
    words = torch.arange(20, 60)[None]
    with torch.no_grad():
        logits = [
            load_weights(path, device="cpu", quantization="8bit")(input_ids=words).logits
            for path in (folder, tmp_path)
        ]
    assert torch.equal(*logits)

"""The published config.json, our own, and the members of the family."""

from __future__ import annotations

import json
from math import prod
from pathlib import Path
from typing import Any

import pytest
import torch

from docparse.errors import EngineError
from docparse.models.infmllm2.checkpoint import empty_network
from docparse.models.infmllm2.configuration import InfMllm2Config, preset

PUBLISHED: dict[str, Any] = {
    "architectures": ["InfMLLM_Unified_HD_Chat"],
    "conv_style": "qwen-7b-chat",
    "hd_num": 16,
    "image_size_img": 336,
    "lm_config": {
        "architectures": ["Qwen2ForCausalLM"],
        "model_type": "qwen2",
        "hidden_size": 3584,
        "intermediate_size": 18944,
        "num_hidden_layers": 28,
        "num_attention_heads": 28,
        "num_key_value_heads": 4,
        "rope_theta": 500000.0,
        "rms_norm_eps": 1e-06,
        "tie_word_embeddings": False,
        "torch_dtype": "bfloat16",
        "vocab_size": 151851,
    },
    "vison_config": {"hidden_size": 1024, "num_hidden_layers": 24, "image_size": 336},
    "max_txt_len": 2048,
    "precision": "bf16",
    "lora_llm": True,
    "lora_r": 128,
    "lora_alpha": 256,
    "lora_modules": ["q_proj"],
    "lora_encoder_img": False,
}


def test_published_configuration_is_read() -> None:
    config = InfMllm2Config.from_published(PUBLISHED)
    assert config.text_config.rope_parameters["rope_theta"] == 500000.0
    assert config.text_config.vocab_size == 151851
    assert (config.vision_config.num_attention_heads, config.vision_config.patch_size) == (16, 14)
    assert (config.hd_num, config.tile_size, config.tile_tokens) == (16, 336, 12)
    assert (config.merged_size, config.max_txt_len, config.image_token_id) == (4096, 2048, 151646)
    assert (config.lora_r, config.lora_alpha) == (128, 256)
    counted = InfMllm2Config.from_published(PUBLISHED, vocab_size=7, image_token_id=3)
    assert (counted.text_config.vocab_size, counted.image_token_id) == (7, 3)


def test_published_configuration_may_spell_vision_right_or_hold_a_whole_clip() -> None:
    said = {key: value for key, value in PUBLISHED.items() if key != "vison_config"}
    right = InfMllm2Config.from_published({**said, "vision_config": {"num_hidden_layers": 5}})
    deep = {"vision_config": {"num_hidden_layers": 6}, "text_config": {}}
    whole = InfMllm2Config.from_published({**said, "vison_config": deep})
    assert right.vision_config.num_hidden_layers == 5
    assert whole.vision_config.num_hidden_layers == 6


@pytest.mark.parametrize(
    "broken",
    [
        {"hd_num": "many"},
        {"lm_config": "qwen"},
        {"lm_config": {"hidden_size": "wide"}},
        {"vison_config": [1]},
    ],
)
def test_published_configuration_that_cannot_be_read_is_named(broken: dict[str, Any]) -> None:
    with pytest.raises(EngineError, match=r"config.json of INF-MLLM2 cannot be read"):
        InfMllm2Config.from_published({**PUBLISHED, **broken})


@pytest.mark.parametrize("name", ["1.5b", "7b", "14b", "tiny"])
def test_configuration_survives_saving(tmp_path: Path, name: Any) -> None:
    config = preset(name)
    config.hd_num, config.projector_act, config.max_txt_len = 9, "relu", 77
    config.save_pretrained(tmp_path)
    read = InfMllm2Config.from_pretrained(tmp_path)
    assert read.to_dict() == InfMllm2Config.from_pretrained(tmp_path).to_dict()
    for key in ("hd_num", "projector_act", "max_txt_len", "image_token_id", "tile_tokens"):
        assert getattr(read, key) == getattr(config, key)
    assert read.text_config.to_dict() == config.text_config.to_dict()
    assert read.vision_config.to_dict() == config.vision_config.to_dict()
    assert read.tie_word_embeddings == config.tie_word_embeddings == (name == "1.5b")


def test_from_pretrained_does_not_take_the_published_layout_for_its_own(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(PUBLISHED), "utf-8")
    with pytest.raises(EngineError, match="docparse weights convert"):
        InfMllm2Config.from_pretrained(tmp_path)


def test_published_member_has_the_published_number_of_parameters() -> None:
    """7.616 billion of Qwen2, 0.332 billion of tower, projector and separators."""
    shapes = {n: prod(p.shape) for n, p in empty_network(preset("7b")).named_parameters()}
    words = sum(size for name, size in shapes.items() if name.startswith(("text_model", "lm_head")))
    assert words == 7_615_616_512
    tower = sum(size for name, size in shapes.items() if name.startswith("vision_tower"))
    assert tower == 303_507_456
    projector = 4096 * 3584 + 3584 + 3584 * 3584 + 3584
    assert sum(shapes.values()) == words + tower + projector + 2 * 4096
    assert len(shapes) == 736


@pytest.mark.parametrize(("name", "billions"), [("1.5b", 1.544), ("14b", 14.77)])
def test_other_members_are_of_the_size_their_names_say(name: Any, billions: float) -> None:
    network = empty_network(preset(name))
    words = sum(p.numel() for p in network.text_model.parameters())
    head = 0 if network.config.tie_word_embeddings else network.lm_head.weight.numel()
    assert (words + head) / 1e9 == pytest.approx(billions, rel=2e-3)
    assert network.lm_head.weight.device == torch.device("meta")


def test_member_that_is_none_is_refused() -> None:
    with pytest.raises(EngineError, match=r"'72b' is no member .* 1.5b, 7b, 14b or tiny"):
        preset("72b")  # type: ignore[arg-type]

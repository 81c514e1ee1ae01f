"""Tiny random checkpoints, for tests: tiles of the real size, a network of no size at all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tokenizers import pre_tokenizers
from torch import Tensor
from transformers import Qwen2Tokenizer

from docparse.models.infmllm2.configuration import InfMllm2Config, preset
from docparse.models.infmllm2.image_processing import InfMllm2ImageProcessor
from docparse.models.infmllm2.modeling import InfMllm2ForConditionalGeneration
from docparse.models.infmllm2.processing import InfMllm2Processor
from docparse.models.infmllm2.vocabulary import IMAGE, SPECIAL


def tiny_model(seed: int = 0, config: InfMllm2Config | None = None) -> Any:
    """Return a small network with random weights, always the same for a seed.

    Args:
        seed: Of the weights.
        config: Of the network, that of `preset("tiny")` by default.
    """
    noise = torch.Generator().manual_seed(seed)
    model = InfMllm2ForConditionalGeneration(preset("tiny") if config is None else config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.startswith("layout."):
                parameter.normal_(0, 0.5, generator=noise)
            elif parameter.dim() > 1:  # large enough for replies not to be one token repeated
                parameter.normal_(0, 0.25, generator=noise)
            elif name.endswith("class_embedding"):
                parameter.normal_(0, 0.02, generator=noise)
    return model.eval()


def byte_processor(config: InfMllm2Config | None = None) -> InfMllm2Processor:
    """Return a processor whose tokens are bytes, and special tokens where a network expects them.

    Args:
        config: Of the network, that of `preset("tiny")` by default.
    """
    config = preset("tiny") if config is None else config
    first_special = config.image_token_id - SPECIAL.index(IMAGE)
    signs = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {sign: number for number, sign in enumerate(signs)}
    vocabulary |= {token: first_special + number for number, token in enumerate(SPECIAL)}
    tokenizer = Qwen2Tokenizer(vocab=vocabulary, merges=[], eos_token="<|im_end|>")
    tokenizer.add_special_tokens({"additional_special_tokens": list(SPECIAL)})
    tokenizer.padding_side = "left"
    cutter = InfMllm2ImageProcessor(
        hd_num=config.hd_num, tile_size=config.tile_size, tile_tokens=config.tile_tokens
    )
    return InfMllm2Processor(cutter, tokenizer)


def write_tiny_checkpoint(folder: str | os.PathLike[str], seed: int = 0) -> None:
    """Write a tiny random checkpoint as docparse writes them: weights, settings, tokenizer."""
    model = tiny_model(seed)
    model.save_pretrained(folder)
    byte_processor(model.config).save_pretrained(folder)


def write_tiny_published(
    folder: str | os.PathLike[str], *, prefix: str = "model.", shards: int = 3, seed: int = 0
) -> None:
    """Write the tiny network in the layout of the published checkpoint.

    Args:
        folder: Where; made if need be.
        prefix: Before every name.
        shards: Number of files; the tensors are dealt to them in turn.
        seed: Of the weights.
    """
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    model = tiny_model(seed)
    _write_json(path / "config.json", published_config(model.config))
    write_shards(path, published_names(model, prefix), shards)
    _write_tokenizer(path, byte_processor(model.config).tokenizer)


def published_names(model: Any, prefix: str = "model.") -> dict[str, Tensor]:
    """Return the weights of a network under names as the published checkpoint may have them.

    Args:
        model: The network.
        prefix: Before every name.
    """
    return {
        prefix + name: tensor
        for place, weight in model.state_dict().items()
        for name, tensor in (_published(place, weight),)
    }


def _published(place: str, weight: Tensor) -> tuple[str, Tensor]:
    """Name and tensor as the published checkpoint may have them, for one parameter of ours."""
    part, _, inner = place.partition(".")
    if place == "layout.sub_separator":
        return "sub_GN", weight[None, None, None]
    if place == "layout.global_separator":
        return "glb_GN", weight[None, None]
    if part == "vision_tower":
        return f"encoder_img.vision_tower.vision_model.{inner}", weight
    if part == "projector":
        _, number, kind = inner.split(".")
        return f"proj.{2 * int(number)}.{kind}", weight  # an activation stands between
    return (f"lm_model.model.{inner}" if part == "text_model" else f"lm_model.{place}"), weight


def published_config(config: InfMllm2Config) -> dict[str, Any]:
    """Return a `config.json` with the keys, and the misspelling, of the published one."""
    return {
        "architectures": ["InfMLLM_Unified_HD_Chat"],
        "conv_style": "qwen-7b-chat",
        "hd_num": config.hd_num,
        "image_size_img": config.tile_size,
        "lm_config": config.text_config.to_dict(),
        "vison_config": config.vision_config.to_dict(),
        "max_txt_len": config.max_txt_len,
        "precision": "bf16",
        "lora_llm": False,
        "lora_encoder_img": False,
        "lora_modules": ["q_proj", "v_proj"],
        "lora_r": 128,
        "lora_alpha": 256,
    }


def write_shards(folder: Path, tensors: Mapping[str, Tensor], shards: int) -> None:
    """Deal tensors to safetensors files in turn, and write their index."""
    names = [f"model-{number + 1:05}-of-{shards:05}.safetensors" for number in range(shards)]
    homes = {tensor: names[number % shards] for number, tensor in enumerate(tensors)}
    for name in names:
        part = {t: tensors[t].contiguous() for t, home in homes.items() if home == name}
        save_file(part, folder / name, metadata={"format": "pt"})
    _write_json(folder / "model.safetensors.index.json", {"metadata": {}, "weight_map": homes})


def _write_tokenizer(folder: Path, tokenizer: Any) -> None:
    """Write the five files in which Qwen2's tokenizer is published."""
    words = tokenizer.get_vocab()
    plain = {word: number for word, number in words.items() if word not in SPECIAL}
    _write_json(folder / "vocab.json", plain)
    (folder / "merges.txt").write_text("#version: 0.2\n", "utf-8")
    _write_json(folder / "added_tokens.json", {word: words[word] for word in SPECIAL})
    described = {str(words[word]): {"content": word, "special": True} for word in SPECIAL}
    ends = {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}
    settings = {"tokenizer_class": "Qwen2Tokenizer", "added_tokens_decoder": described, **ends}
    _write_json(folder / "tokenizer_config.json", settings)
    _write_json(folder / "special_tokens_map.json", ends)


def _write_json(file: Path, said: Mapping[str, object]) -> None:
    file.write_text(json.dumps(said), "utf-8")

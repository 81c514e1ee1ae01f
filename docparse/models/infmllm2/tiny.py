"""Tiny random checkpoints, for tests: tiles of the real size, a network of no size at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tokenizers import pre_tokenizers
from torch import Tensor
from transformers import Qwen2Tokenizer

from docparse.models.infmllm2.configuration import preset
from docparse.models.infmllm2.image_processing import InfMllm2ImageProcessor
from docparse.models.infmllm2.modeling import InfMllm2ForConditionalGeneration
from docparse.models.infmllm2.processing import SPECIAL, InfMllm2Processor


def tiny_model(seed: int = 0) -> Any:
    """Return a network of two layers with random weights, always the same for a seed."""
    torch.manual_seed(seed)
    model = InfMllm2ForConditionalGeneration(preset("tiny"))
    noise = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:  # large enough for replies not to be one token repeated
                parameter.normal_(0, 0.25, generator=noise)
        for separator in (model.sub_separator, model.global_separator):
            separator.normal_(0, 0.5, generator=noise)
    return model.eval()


def byte_processor(first_special: int = 256) -> InfMllm2Processor:
    """Return a processor whose tokens are bytes, the special tokens after them.

    Args:
        first_special: Number of the first special token.
    """
    signs = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {sign: number for number, sign in enumerate(signs)}
    vocabulary |= {token: first_special + number for number, token in enumerate(SPECIAL)}
    tokenizer = Qwen2Tokenizer(vocab=vocabulary, merges=[], eos_token="<|im_end|>")
    tokenizer.add_special_tokens({"additional_special_tokens": list(SPECIAL)})
    tokenizer.padding_side = "left"
    return InfMllm2Processor(InfMllm2ImageProcessor(), tokenizer)


def write_tiny_checkpoint(folder: str | os.PathLike[str], seed: int = 0) -> None:
    """Write a tiny random checkpoint as docparse writes them: weights, settings, tokenizer."""
    tiny_model(seed).save_pretrained(folder)
    byte_processor().save_pretrained(folder)


def published_names(model: Any, prefix: str = "model.") -> dict[str, Tensor]:
    """Return the weights of a network under names as the published checkpoint may have them.

    Args:
        model: The network.
        prefix: Before every name.
    """
    named = {}
    for name, tensor in model.state_dict().items():
        part, _, inner = name.partition(".")
        stored = {
            "vision_tower": f"encoder_img.vision_tower.vision_model.{inner}",
            "projector": f"proj.{2 * int(inner.split('.')[1])}.{inner.split('.')[-1]}"
            if part == "projector"
            else "",
            "sub_separator": "sub_GN",
            "global_separator": "glb_GN",
            "text_model": f"lm_model.model.{inner}",
            "lm_head": f"lm_model.{name}",
        }[part]
        named[prefix + stored] = tensor
    named[f"{prefix}sub_GN"] = named[f"{prefix}sub_GN"][None, None, None]
    named[f"{prefix}glb_GN"] = named[f"{prefix}glb_GN"][None, None]
    return named


def published_config(config: Any) -> dict[str, Any]:
    """Return a `config.json` with the keys, and the misspelling, of the published one."""
    return {
        "architectures": ["InfMLLM_Unified_HD_Chat"],
        "conv_style": "qwen-7b-chat",
        "hd_num": config.hd_num,
        "image_size_img": config.tile_size,
        "lm_config": config.text_config.to_dict(),
        "vison_config": config.vision_config.to_dict(),
        "max_txt_len": 4096,
        "precision": "bf16",
        "lora_llm": False,
        "lora_r": 128,
        "lora_alpha": 256,
    }


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
    config = published_config(model.config)
    (path / "config.json").write_text(json.dumps(config), "utf-8")
    write_shards(path, published_names(model, prefix), shards)
    tokenizer = byte_processor().tokenizer
    words = tokenizer.get_vocab()
    plain = {word: number for word, number in words.items() if word not in SPECIAL}
    (path / "vocab.json").write_text(json.dumps(plain), "utf-8")
    (path / "merges.txt").write_text("#version: 0.2\n", "utf-8")
    added = {word: words[word] for word in SPECIAL}
    (path / "added_tokens.json").write_text(json.dumps(added), "utf-8")


def write_shards(folder: Path, tensors: dict[str, Tensor], shards: int) -> None:
    """Deal tensors to safetensors files in turn, and write their index."""
    names = [f"model-{number + 1:05}-of-{shards:05}.safetensors" for number in range(shards)]
    homes = {tensor: names[number % shards] for number, tensor in enumerate(tensors)}
    for name in names:
        part = {t: tensors[t].contiguous() for t, home in homes.items() if home == name}
        save_file(part, folder / name, metadata={"format": "pt"})
    index = {"metadata": {}, "weight_map": homes}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), "utf-8")

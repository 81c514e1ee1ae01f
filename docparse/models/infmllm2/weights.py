"""Check, load and convert checkpoints of INF-MLLM2, the published one and our own."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from accelerate.utils import set_module_tensor_to_device
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor
from transformers import GenerationConfig

from docparse.errors import EngineError
from docparse.extras import load
from docparse.models.infmllm2.accounting import Accounting, shortened
from docparse.models.infmllm2.checkpoint import (
    Checkpoint,
    Format,
    empty_network,
    open_checkpoint,
)
from docparse.models.infmllm2.modeling import InfMllm2ForConditionalGeneration
from docparse.models.infmllm2.processing import InfMllm2Processor

Quantization = Literal["8bit", "4bit"]

_SHARD_BYTES = 4_000_000_000
_SHOWN = 40
_GENERATION = "generation_config.json"
_DTYPES = {"BF16": "bfloat16", "F16": "float16", "F32": "float32", "F64": "float64"}
_PRECISE = ("vision_tower", "layout", "projector", "lm_head")
"""Parts that are never quantised: small beside the language model, and the first to suffer."""


@dataclass(frozen=True)
class WeightsReport:
    """What a checkpoint holds, from its headers.

    Attributes:
        folder: Where it is.
        format: As published, or as docparse writes it.
        tensors: Number of tensors.
        parameters: Number of weights in them.
        bytes_by_dtype: Bytes of the tensors of each type.
        accounting: What belongs where, and what does not come out even.
    """

    folder: Path
    format: Format
    tensors: int
    parameters: int
    bytes_by_dtype: Mapping[str, int]
    accounting: Accounting

    @property
    def complete(self) -> bool:
        """Whether every tensor has its place and every place its tensor."""
        return self.accounting.complete

    @property
    def missing(self) -> tuple[str, ...]:
        """Our parameters that have no tensor."""
        return tuple(self.accounting.missing)

    @property
    def left_over(self) -> tuple[str, ...]:
        """Stored tensors that have no place."""
        return tuple(tensor.name for tensor in self.accounting.left_over)

    @property
    def wrong(self) -> tuple[str, ...]:
        """Sentences on the tensors whose shape is not that of their place."""
        return self.accounting.wrong

    @property
    def adapted(self) -> tuple[str, ...]:
        """Our parameters that have a low-rank adapter, merged when they are loaded."""
        return tuple(self.accounting.adapters)

    def describe(self) -> str:
        """Put the report into words."""
        found = self.accounting
        by_type = self.bytes_by_dtype.items()
        sizes = ", ".join(f"{kind} {size / 1e9:.3f} GB" for kind, size in by_type)
        lines = [
            f"{self.folder}: {self.format} format, {self.tensors} tensors, "
            f"{self.parameters:,} parameters ({sizes})",
            f"  in place  {len(found.places)} of {len(found.places) + len(found.missing)}",
        ]
        if found.adapters:
            lines.append(f"  adapters  {len(found.adapters)} (LoRA), merged when loaded")
        if found.ignored:
            lines.append(f"  ignored   {len(found.ignored)} that every network computes")
        for prefix, count in found.prefixes.items():
            lines.append(f"  prefix    {prefix or '(none)'} × {count}")
        for what, names in found.faults().items():
            lines += [f"  {what}: {name}" for name in shortened(names, _SHOWN)]
        lines.append("complete" if self.complete else "NOT complete")
        return "\n".join(lines)


def check_weights(folder: str | os.PathLike[str]) -> WeightsReport:
    """Account for every tensor of a checkpoint without loading one.

    Raises:
        EngineError: There is no configuration or no weights, or they cannot be read.
    """
    opened = open_checkpoint(Path(folder))
    sizes: Counter[str] = Counter()
    for tensor in opened.tensors:
        sizes[tensor.dtype] += tensor.bytes
    return WeightsReport(
        folder=opened.folder,
        format=opened.format,
        tensors=len(opened.tensors),
        parameters=sum(tensor.elements for tensor in opened.tensors),
        bytes_by_dtype=dict(sizes),
        accounting=opened.accounting,
    )


def load_weights(
    folder: str | os.PathLike[str],
    *,
    device: torch.device | str = "cpu",
    dtype: torch.dtype | None = None,
    quantization: Quantization | None = None,
    attention: str = "sdpa",
) -> Any:
    """Load the network, tensor by tensor straight to the device.

    Args:
        folder: A checkpoint as published, or as docparse writes it.
        device: Where to.
        dtype: Of all weights; each as it is stored by default.
        quantization: `8bit` or `4bit`, of the language model, by bitsandbytes.
        attention: Implementation of attention, as transformers names it.

    Returns:
        The network, ready to read and write.

    Raises:
        EngineError: It is no checkpoint of this network; says what is missing or left over. Or
            there is no such device.
        MissingDependencyError: bitsandbytes is not installed.
    """
    target = _device(device)
    if quantization is not None:
        _check_quantization(quantization)
    opened = open_checkpoint(Path(folder))
    opened.accounting.check(opened.folder)
    if quantization is not None:
        model = _quantised(opened, target, dtype or torch.bfloat16, quantization, attention)
    else:
        model = _filled(opened, target, dtype, attention)
    said = _generation(opened.folder)
    if said is not None:
        model.generation_config = said
    return model.eval()


def convert_weights(folder: str | os.PathLike[str], out: str | os.PathLike[str]) -> None:
    """Write a checkpoint as docparse's own, shard by shard; the folder appears when it is whole.

    Every weight keeps its precision; adapters are merged.

    Args:
        folder: A checkpoint as published, or as docparse writes it.
        out: Folder to be made.

    Raises:
        EngineError: It is no checkpoint of this network, the folder to be made exists, or it
            cannot be written.
    """
    target = Path(out)
    if target.exists():
        raise EngineError(f"{target} exists; give a folder that is to be made")
    opened = open_checkpoint(Path(folder))
    opened.accounting.check(opened.folder)
    processor = InfMllm2Processor.from_pretrained(opened.folder)
    draft = target.with_name(f".{target.name}.draft-{os.getpid()}")
    try:
        draft.mkdir(parents=True)
        _write_shards(opened.stream(torch.device("cpu")), draft)
        _write_settings(opened, draft)
        processor.save_pretrained(draft)
        draft.rename(target)
    except (OSError, SafetensorError) as error:
        raise EngineError(f"{target} cannot be written ({error}); is the disk full?") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _device(device: torch.device | str) -> torch.device:
    try:
        target = torch.device(device)
    except RuntimeError as error:
        raise EngineError(f"device={device!r} is none; give cuda, cuda:1 or cpu") from error
    if target.type == "cuda" and (target.index or 0) >= torch.cuda.device_count():
        raise EngineError(
            f"device={str(device)!r} is not there: torch sees {torch.cuda.device_count()} CUDA "
            "devices; give device='cpu', or install a driver and a CUDA build of torch"
        )
    return target


def _filled(
    opened: Checkpoint, device: torch.device, dtype: torch.dtype | None, attention: str
) -> Any:
    """The empty network, filled one tensor at a time."""
    model = empty_network(opened.config, attention)
    for name, tensor in opened.stream(device):
        set_module_tensor_to_device(
            model, name, device, value=tensor, dtype=dtype or tensor.dtype, clear_cache=False
        )
    model.tie_weights()
    for name, buffer in list(model.named_buffers()):
        set_module_tensor_to_device(model, name, device, value=buffer, dtype=buffer.dtype)
    return model


def _check_quantization(quantization: str) -> None:
    if quantization not in ("8bit", "4bit"):
        raise EngineError(f"quantization={quantization!r} is not one of 8bit, 4bit")
    load("bitsandbytes:__version__", extra="quantization")


def _quantised(
    opened: Checkpoint,
    device: torch.device,
    dtype: torch.dtype,
    quantization: Quantization,
    attention: str,
) -> Any:
    """Let transformers fill the network, which calls bitsandbytes to shrink each weight."""
    settings = load("transformers:BitsAndBytesConfig", extra="model")(
        load_in_8bit=quantization == "8bit",
        load_in_4bit=quantization == "4bit",
        bnb_4bit_quant_type="nf4",
        bnb_4bit_compute_dtype=dtype,
        llm_int8_skip_modules=list(_PRECISE),
    )
    return through_transformers(
        opened, device, dtype, attn_implementation=attention, quantization_config=settings
    )


def through_transformers(
    opened: Checkpoint, device: torch.device, dtype: torch.dtype, **how: Any
) -> Any:
    """Let transformers fill the network from tensors that are read when their turn comes.

    Args:
        opened: The checkpoint.
        device: Where to.
        dtype: Of what is not quantised.
        how: What `from_pretrained` takes besides.
    """
    return InfMllm2ForConditionalGeneration.from_pretrained(
        None,
        config=opened.config,
        state_dict=opened.lazily(),
        dtype=dtype,
        device_map={"": device},
        **how,
    )


def _generation(folder: Path) -> Any:
    """How to write, where the folder says so."""
    if not (folder / _GENERATION).exists():
        return None
    try:
        return GenerationConfig.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, TypeError) as error:
        raise EngineError(f"{folder / _GENERATION} cannot be read ({error})") from error


def _write_shards(tensors: Iterator[tuple[str, Tensor]], folder: Path) -> None:
    """Write tensors in shards of a few gigabytes, and their index."""
    homes: dict[str, str] = {}
    total = 0
    for number, shard in enumerate(_shards(tensors), start=1):
        name = f"model-{number:05}.safetensors"
        save_file(shard, folder / name, metadata={"format": "pt"})
        homes |= dict.fromkeys(shard, name)
        total += sum(tensor.nbytes for tensor in shard.values())
    index = {"metadata": {"total_size": total}, "weight_map": homes}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1), "utf-8")


def _shards(tensors: Iterator[tuple[str, Tensor]]) -> Iterator[dict[str, Tensor]]:
    shard: dict[str, Tensor] = {}
    size = 0
    for name, tensor in tensors:
        if shard and size + tensor.nbytes > _SHARD_BYTES:
            yield shard
            shard, size = {}, 0
        shard[name] = tensor.contiguous()
        size += tensor.nbytes
    if shard:
        yield shard


def _write_settings(opened: Checkpoint, folder: Path) -> None:
    """Write config.json and how to generate."""
    words = opened.accounting.places["text_model.embed_tokens.weight"].dtype
    said = {
        **opened.config.to_dict(),
        "lora_alpha": None,  # adapters are merged now
        "lora_r": None,
        "architectures": [InfMllm2ForConditionalGeneration.__name__],
        "dtype": _DTYPES.get(words),  # what from_pretrained takes all weights to
    }
    config = type(opened.config).from_dict(said)
    config.save_pretrained(folder)
    generation = _generation(opened.folder) or empty_network(config).generation_config
    generation.save_pretrained(folder)

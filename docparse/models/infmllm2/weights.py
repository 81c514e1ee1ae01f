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
from accelerate import init_empty_weights
from accelerate.utils import set_module_tensor_to_device
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from docparse.errors import EngineError
from docparse.extras import load
from docparse.models.infmllm2.accounting import Accounting, account
from docparse.models.infmllm2.configuration import InfMllm2Config
from docparse.models.infmllm2.modeling import InfMllm2ForConditionalGeneration
from docparse.models.infmllm2.processing import InfMllm2Processor
from docparse.models.infmllm2.tensors import Stored, stored_tensors

Format = Literal["published", "docparse"]
Quantization = Literal["8bit", "4bit"]

_EMBEDDING = "embed_tokens.weight"
_SHARD_BYTES = 4_000_000_000


@dataclass(frozen=True)
class WeightsReport:
    """What a checkpoint holds, from its headers.

    Attributes:
        folder: Where it is.
        format: As published, or as docparse writes it.
        tensors: Number of tensors.
        elements: Number of weights.
        bytes_by_dtype: Bytes of the tensors of each type.
        accounting: What belongs where, and what does not come out even.
    """

    folder: Path
    format: Format
    tensors: int
    elements: int
    bytes_by_dtype: Mapping[str, int]
    accounting: Accounting

    @property
    def complete(self) -> bool:
        """Whether every tensor has its place and every place its tensor."""
        return self.accounting.complete

    def describe(self) -> str:
        """Put the report into words."""
        found = self.accounting
        by_type = self.bytes_by_dtype.items()
        sizes = ", ".join(f"{kind} {size / 1e9:.2f} GB" for kind, size in by_type)
        lines = [
            f"{self.folder}: {self.format} format, {self.tensors} tensors, "
            f"{self.elements / 1e9:.3f} billion weights ({sizes})",
            f"  in place    {len(found.places)} of {len(found.places) + len(found.missing)}",
        ]
        if found.adapters:
            lines.append(f"  adapters    {len(found.adapters)}, merged when loaded")
        for prefix, count in found.prefixes.items():
            lines.append(f"  prefix      {prefix or '(none)'} × {count}")
        for what, names in (
            ("missing", found.missing),
            ("left over", found.left_over),
            ("shape", found.wrong),
        ):
            lines += [f"  {what:10}  {name}" for name in names]
        lines.append("complete" if self.complete else "NOT complete")
        return "\n".join(lines)


def check_weights(folder: str | os.PathLike[str]) -> WeightsReport:
    """Account for every tensor of a checkpoint without loading one.

    Raises:
        EngineError: There is no configuration or no weights, or they cannot be read.
    """
    path = Path(folder)
    said = _config(path)
    tensors = stored_tensors(path)
    kind = _format(path, said)
    sizes: Counter[str] = Counter()
    for tensor in tensors:
        sizes[tensor.dtype] += tensor.bytes
    model = _empty(_configuration(path, said, tensors))
    accounting = _own(tensors, model) if kind == "docparse" else account(tensors, _shapes(model))
    return WeightsReport(
        folder=path,
        format=kind,
        tensors=len(tensors),
        elements=sum(tensor.elements for tensor in tensors),
        bytes_by_dtype=dict(sizes),
        accounting=accounting,
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
        dtype: Of all weights; as stored by default.
        quantization: `8bit` or `4bit` by bitsandbytes, of checkpoints docparse has written.
        attention: Implementation of attention, as transformers names it.

    Raises:
        EngineError: It is no checkpoint of this network; says what is missing or left over.
        MissingDependencyError: bitsandbytes is not installed.
    """
    path = Path(folder)
    said = _config(path)
    kind = _format(path, said)
    if quantization is not None:
        return _quantised(path, kind, torch.device(device), dtype, quantization)
    tensors = stored_tensors(path)
    config = _configuration(path, said, tensors)
    config._attn_implementation = attention
    model = _empty(config)
    accounting = _own(tensors, model) if kind == "docparse" else account(tensors, _shapes(model))
    accounting.check(path)
    shapes = _shapes(model)
    for name, tensor in _stream(accounting, config, torch.device(device)):
        set_module_tensor_to_device(
            model, name, device, value=tensor.reshape(shapes[name]), dtype=dtype or tensor.dtype
        )
    model.tie_weights()
    for name, buffer in model.named_buffers():
        set_module_tensor_to_device(model, name, device, value=buffer, dtype=buffer.dtype)
    return model.eval()


def convert_weights(folder: str | os.PathLike[str], out: str | os.PathLike[str]) -> None:
    """Write a checkpoint as docparse's own, shard by shard; the folder appears when it is whole.

    Raises:
        EngineError: It is no checkpoint of this network, or the folder to be made exists.
    """
    path, target = Path(folder), Path(out)
    if target.exists():
        raise EngineError(f"{target} exists; give a folder that is to be made")
    said = _config(path)
    tensors = stored_tensors(path)
    config = _configuration(path, said, tensors)
    model = _empty(config)
    kind = _format(path, said)
    accounting = _own(tensors, model) if kind == "docparse" else account(tensors, _shapes(model))
    accounting.check(path)
    processor = InfMllm2Processor.from_pretrained(path)
    draft = target.with_name(f".{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        _write_shards(_stream(accounting, config, torch.device("cpu")), _shapes(model), draft)
        config.lora_alpha = config.lora_r = None  # they are merged now
        config.architectures = [type(model).__name__]
        config.save_pretrained(draft)
        processor.save_pretrained(draft)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _config(folder: Path) -> dict[str, Any]:
    file = folder / "config.json"
    if not folder.is_dir():
        raise EngineError(f"{folder} is no folder; give that of a checkpoint")
    if not file.exists():
        raise EngineError(f"{folder}: there is no config.json; is this the folder of a checkpoint?")
    try:
        said = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise EngineError(f"{file} is no JSON ({error}); fetch it again") from error
    if not isinstance(said, dict):
        raise EngineError(f"{file} holds no configuration; fetch it again")
    return said


def _format(folder: Path, said: Mapping[str, Any]) -> Format:
    if said.get("model_type") == InfMllm2Config.model_type:
        return "docparse"
    if "lm_config" in said or "InfMLLM" in str(said.get("architectures")):
        return "published"
    raise EngineError(
        f"{folder} holds {said.get('architectures') or said.get('model_type') or 'something'}, "
        "not INF-MLLM2"
    )


def _configuration(folder: Path, said: dict[str, Any], tensors: tuple[Stored, ...]) -> Any:
    if _format(folder, said) == "docparse":
        return InfMllm2Config.from_dict(said)
    words = [t.shape[0] for t in tensors if t.name.endswith(_EMBEDDING) and len(t.shape) == 2]
    return InfMllm2Config.from_published(said, words[0] if words else None)


def _empty(config: Any) -> Any:
    """The network without weights; its buffers are there."""
    with init_empty_weights(include_buffers=False):
        return InfMllm2ForConditionalGeneration(config)


def _shapes(model: Any) -> dict[str, tuple[int, ...]]:
    """Parameters and their shapes; one that is tied to another comes once."""
    return {name: tuple(parameter.shape) for name, parameter in model.named_parameters()}


def _own(tensors: tuple[Stored, ...], model: Any) -> Accounting:
    """Account for tensors that have our names."""
    shapes = _shapes(model)
    places = {tensor.name: tensor for tensor in tensors if tensor.name in shapes}
    return Accounting(
        places=places,
        missing=tuple(name for name in shapes if name not in places),
        left_over=tuple(tensor.name for tensor in tensors if tensor.name not in shapes),
        wrong=tuple(
            f"{name} is {tensor.shape}, its place {shapes[name]}"
            for name, tensor in places.items()
            if tensor.shape != shapes[name]
        ),
    )


def _stream(
    accounting: Accounting,
    config: Any,
    device: torch.device,
) -> Iterator[tuple[str, Tensor]]:
    """Yield parameters and their tensors, one at a time, file by file, adapters merged."""
    by_file: dict[Path, list[str]] = {}
    for place, stored in accounting.places.items():
        by_file.setdefault(stored.file, []).append(place)
    for file, places in by_file.items():
        with safe_open(file, "pt", device=str(device)) as opened:
            names = set(opened.keys())
            for place in places:
                tensor = opened.get_tensor(_as_stored(accounting.places[place].name, names))
                if place in accounting.adapters:
                    tensor = _merged(tensor, place, accounting, config)
                yield place, tensor


def _as_stored(name: str, names: set[str]) -> str:
    """The name in the file, where a weight that has an adapter is wrapped."""
    if name in names:
        return name
    stem, _, last = name.rpartition(".")
    return f"{stem}.base_layer.{last}"


def _merged(tensor: Tensor, place: str, accounting: Accounting, config: Any) -> Tensor:
    """Add an adapter: W + B A · alpha / r (Hu et al., 2021)."""
    if not config.lora_alpha:
        raise EngineError(
            f"the checkpoint holds adapters ({place}), but its config.json no lora_alpha"
        )
    adapter = accounting.adapters[place]
    down, up = (
        _single(stored).to(tensor.device, torch.float32) for stored in (adapter.down, adapter.up)
    )
    rank = config.lora_r or down.shape[0]
    merged = tensor.float() + up @ down * float(config.lora_alpha / rank)
    return merged.to(tensor.dtype)


def _single(stored: Stored) -> Tensor:
    with safe_open(stored.file, "pt") as opened:
        tensor: Tensor = opened.get_tensor(stored.name)
        return tensor


def _write_shards(
    tensors: Iterator[tuple[str, Tensor]], shapes: Mapping[str, tuple[int, ...]], folder: Path
) -> None:
    """Write tensors in shards of a few gigabytes, and their index."""
    homes: dict[str, str] = {}
    shard: dict[str, Tensor] = {}
    total = number = 0

    def flush() -> None:
        nonlocal number
        number += 1
        name = f"model-{number:05}.safetensors"
        save_file(shard, folder / name, metadata={"format": "pt"})
        homes.update(dict.fromkeys(shard, name))
        shard.clear()

    for name, tensor in tensors:
        shard[name] = tensor.reshape(shapes[name]).contiguous()
        total += tensor.nbytes
        if sum(part.nbytes for part in shard.values()) >= _SHARD_BYTES:
            flush()
    if shard:
        flush()
    index = {"metadata": {"total_size": total}, "weight_map": homes}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1), "utf-8")


def _quantised(
    folder: Path,
    kind: Format,
    device: torch.device,
    dtype: torch.dtype | None,
    quantization: Quantization,
) -> Any:
    """Load through transformers, which lets bitsandbytes shrink the weights."""
    if quantization not in ("8bit", "4bit"):
        raise EngineError(f"quantization={quantization!r} is not one of 8bit, 4bit")
    if kind == "published":
        raise EngineError(
            f"only a checkpoint that docparse has written can be quantised; run  docparse weights "
            f"convert {folder} OUT  and give OUT"
        )
    load("bitsandbytes:__version__", extra="quantization")
    settings = load("transformers:BitsAndBytesConfig", extra="model")(
        load_in_8bit=quantization == "8bit",
        load_in_4bit=quantization == "4bit",
        bnb_4bit_compute_dtype=dtype or torch.bfloat16,
        llm_int8_skip_modules=["vision_tower", "projector", "lm_head"],
    )
    return InfMllm2ForConditionalGeneration.from_pretrained(
        folder,
        dtype=dtype or torch.bfloat16,
        device_map={"": device},
        quantization_config=settings,
        local_files_only=True,
    ).eval()

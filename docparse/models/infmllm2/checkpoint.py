"""A folder with weights of INF-MLLM2, as published or our own: what it holds, tensor by tensor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from accelerate import init_empty_weights
from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError, safe_open
from torch import Tensor

from docparse.errors import EngineError
from docparse.models.infmllm2.accounting import Accounting, account, account_own
from docparse.models.infmllm2.configuration import InfMllm2Config
from docparse.models.infmllm2.modeling import InfMllm2ForConditionalGeneration
from docparse.models.infmllm2.tensors import Stored, stored_tensors
from docparse.models.infmllm2.vocabulary import IMAGE, added_tokens, read_json

Format = Literal["published", "docparse"]

_EMBEDDING = "embed_tokens.weight"
_HEAD = "lm_head.weight"


@dataclass(frozen=True)
class Checkpoint:
    """An opened folder; no weight of it has been read.

    Attributes:
        folder: Where it is.
        format: As published, or as docparse writes it.
        config: Of the network.
        tensors: All that is stored.
        shapes: Our parameters and their shapes.
        accounting: Which tensor belongs where.
    """

    folder: Path
    format: Format
    config: Any
    tensors: tuple[Stored, ...]
    shapes: Mapping[str, tuple[int, ...]]
    accounting: Accounting

    def stream(self, device: torch.device) -> Iterator[tuple[str, Tensor]]:
        """Yield our parameters and their tensors, file by file, one in memory at a time.

        Args:
            device: Where they are read to.

        Raises:
            EngineError: The accounting does not come out even, or a file cannot be read.
        """
        self.accounting.check(self.folder)
        for file, places in self._by_file().items():
            try:
                opened: Any
                with safe_open(file, "pt", device=str(device)) as opened:
                    for place in places:
                        stored = self.accounting.places[place]
                        yield place, self._finished(place, opened.get_tensor(stored.name))
            except (OSError, SafetensorError) as error:
                raise EngineError(f"{file} cannot be read ({error}); fetch it again") from error

    def lazily(self) -> Mapping[str, Any]:
        """Return our parameters and what reads their tensors when it is indexed.

        Only tensors that have to be reshaped or merged are read right away.

        Raises:
            EngineError: The accounting does not come out even.
        """
        self.accounting.check(self.folder)
        readers: dict[str, Any] = {}
        for file, places in self._by_file().items():
            opened: Any = safe_open(file, "pt")
            for place in places:
                stored = self.accounting.places[place]
                if place in self.accounting.adapters or stored.shape != self.shapes[place]:
                    readers[place] = self._finished(place, opened.get_tensor(stored.name))
                else:
                    readers[place] = opened.get_slice(stored.name)
        return readers

    def _by_file(self) -> Mapping[Path, list[str]]:
        by_file: dict[Path, list[str]] = {}
        for place, stored in self.accounting.places.items():
            by_file.setdefault(stored.file, []).append(place)
        return by_file

    def _finished(self, place: str, tensor: Tensor) -> Tensor:
        """The tensor in its shape, with its adapter: W + B A · alpha / r (Hu et al., 2021)."""
        tensor = tensor.reshape(self.shapes[place])
        adapter = self.accounting.adapters.get(place)
        if adapter is None:
            return tensor
        if not self.config.lora_alpha:
            raise EngineError(
                f"{self.folder} holds an adapter of {place}, but its config.json names no "
                "lora_alpha; add it, or merge the adapters where they were trained"
            )
        down, up = (
            _read(half).to(tensor.device, torch.float32) for half in (adapter.down, adapter.up)
        )
        share = float(self.config.lora_alpha) / down.shape[0]
        return (tensor.float() + up @ down * share).to(tensor.dtype)


def open_checkpoint(folder: Path) -> Checkpoint:
    """Read the configuration and the headers of a checkpoint, and account for its tensors.

    Raises:
        EngineError: There is no configuration or no weights, or they cannot be read, or they are
            those of another network.
    """
    if not folder.is_dir():
        raise EngineError(f"{folder} is no folder; give that of a checkpoint")
    if not (folder / "config.json").exists():
        raise EngineError(f"{folder}: there is no config.json; is this the folder of a checkpoint?")
    said = read_json(folder / "config.json")
    kind = _format(folder, said)
    tensors = stored_tensors(folder)
    config = _configuration(folder, kind, said, tensors)
    # One that is tied to another comes once.
    shapes = {name: tuple(p.shape) for name, p in empty_network(config).named_parameters()}
    accounting = (account_own if kind == "docparse" else account)(tensors, shapes)
    return Checkpoint(folder, kind, config, tensors, shapes, accounting)


def empty_network(config: Any, attention: str | None = None) -> Any:
    """Return the network without weights, on the meta device; its buffers are there.

    Args:
        config: Of the network.
        attention: Implementation, as transformers names it; its choice by default.

    Raises:
        EngineError: There is no such implementation here, or no network of that shape.
    """
    if attention is not None:
        config._attn_implementation = attention
    try:
        with init_empty_weights(include_buffers=False):
            return InfMllm2ForConditionalGeneration(config)
    except ImportError as error:
        raise EngineError(f"attention={attention!r} cannot be had: {error}") from error
    except (ValueError, TypeError, KeyError, RuntimeError, ZeroDivisionError) as error:
        what = "config.json" if attention is None else f"config.json with attention={attention!r}"
        raise EngineError(f"{what} makes no network ({error})") from error


def _format(folder: Path, said: Mapping[str, Any]) -> Format:
    if said.get("model_type") == InfMllm2Config.model_type:
        return "docparse"
    if "lm_config" in said or "InfMLLM" in str(said.get("architectures")):
        return "published"
    raise EngineError(
        f"{folder} holds {said.get('architectures') or said.get('model_type') or 'something'}, "
        "not INF-MLLM2; give the folder of infly/InfMLLM2_7B_chat or one docparse has written"
    )


def _configuration(
    folder: Path, kind: Format, said: dict[str, Any], tensors: tuple[Stored, ...]
) -> Any:
    if kind == "docparse":
        try:
            return InfMllm2Config.from_dict(said)
        except (TypeError, ValueError, StrictDataclassError) as error:
            raise EngineError(f"{folder}: config.json cannot be read ({error})") from error
    tables = [t.shape for t in tensors if t.name.endswith(_EMBEDDING) and len(t.shape) == 2]
    has_head = any(tensor.name.endswith(_HEAD) for tensor in tensors)
    return InfMllm2Config.from_published(
        said,
        vocab_size=tables[0][0] if tables else None,
        image_token_id=added_tokens(folder).get(IMAGE),
        tied=False if has_head else None,
    )


def _read(stored: Stored) -> Tensor:
    with safe_open(stored.file, "pt") as opened:
        tensor: Tensor = opened.get_tensor(stored.name)
        return tensor

"""INF-MLLM2 in this process: images to tokens, many replies written side by side."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Literal

import torch

from docparse.engines.prompted import Prompt, PromptedEngine, Reply, Strategy
from docparse.engines.writing import Writer, WriterOptions
from docparse.errors import EngineError, MissingDependencyError
from docparse.models.infmllm2.processing import InfMllm2Processor
from docparse.models.infmllm2.weights import load_weights
from docparse.tasks.base import Language

DTYPES = {
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
    "float32": torch.float32,
}

OnText = Callable[[int, str], None]
"""Called with the position of a prompt among those asked and what was just written to it."""


class LocalEngine(PromptedEngine):
    """Runs INF-MLLM2.

    Args:
        weights: Folder of a checkpoint, the published one or docparse's own; or the name of one on
            the Hugging Face hub, which is fetched unless `HF_HUB_OFFLINE` is set.
        device: `cuda`, `cuda:1`, `cpu`; CUDA where there is any by default.
        dtype: `bfloat16`, `float16` or `float32`; by default the first on CUDA, else the last.
        quantization: `8bit` or `4bit`, by bitsandbytes.
        max_batch: Most replies written side by side; fewer where memory is short.
        seed: Of the noise, where a reply is asked for again.
        compiled: Compile the steps of writing, which takes a minute once and pays for many pages.
        on_text: Told what is being written, as it is written.
        strategy: `page` or `regions`; see `PromptedEngine`.
        language: Of the prompts.
        max_new_tokens: Where a reply is cut off.
        places: Whether text is placed on the page.

    Raises:
        EngineError: There is no such device, or no checkpoint there; says what to do.
    """

    name: ClassVar[str] = "infmllm2"

    def __init__(  # noqa: PLR0913 (keyword arguments)
        self,
        *,
        weights: str | os.PathLike[str],
        device: str | None = None,
        dtype: str | None = None,
        quantization: Literal["8bit", "4bit"] | None = None,
        max_batch: int = 32,
        seed: int = 0,
        compiled: bool = False,
        on_text: OnText | None = None,
        strategy: Strategy = "page",
        language: Language = "en",
        max_new_tokens: int = 4096,
        places: bool = True,
    ) -> None:
        super().__init__(
            dialect="infmllm2",
            strategy=strategy,
            language=language,
            max_new_tokens=max_new_tokens,
            places=places,
        )
        if max_batch < 1:
            raise EngineError(f"max_batch={max_batch} lets nothing be written")
        if quantization not in (None, "8bit", "4bit"):
            raise EngineError(f"quantization={quantization!r} is not one of 8bit, 4bit")
        chosen = _device(device)
        self.folder = folder = _folder(weights)
        self.batch_size = max_batch
        self.model: Any = load_weights(
            folder, device=chosen, dtype=_dtype(dtype, chosen), quantization=quantization
        )
        self._processor: Any = InfMllm2Processor.from_pretrained(folder)
        options = WriterOptions(max_batch=max_batch, seed=seed, compiled=compiled)
        self._writer = Writer(self.model, self._processor, options)
        self._on_text = on_text

    def generate(self, prompts: Sequence[Prompt]) -> list[Reply | EngineError]:
        """Write to all prompts side by side."""
        return self._writer.write(prompts, self._on_text)

    def close(self) -> None:
        """Release the model."""
        self._writer.close()
        self.model = None


def _device(name: str | None) -> torch.device:
    if name is None:
        if torch.cuda.is_available():
            return torch.device("cuda")
        warnings.warn(
            "no CUDA device was found: INF-MLLM2 runs on the CPU, which takes minutes a page",
            stacklevel=3,
        )
        return torch.device("cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise EngineError(f"device={name!r} is none; give cuda, cuda:1 or cpu") from error
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise EngineError(
            f"device={name!r} is not there: torch {torch.__version__} sees "
            f"{torch.cuda.device_count()} CUDA devices; install a driver and a CUDA build of "
            "torch, or give device='cpu'"
        )
    return device


def _dtype(name: str | None, device: torch.device) -> torch.dtype:
    name = name or ("bfloat16" if device.type == "cuda" else "float32")
    if name not in DTYPES:
        raise EngineError(f"dtype={name!r} is not one of {', '.join(DTYPES)}")
    return DTYPES[name]


def _folder(weights: str | os.PathLike[str]) -> Path:
    """Return the folder of a checkpoint; one that is named on the hub is fetched."""
    path = Path(weights)
    if path.is_dir():
        return path
    name = str(weights)
    named = name.count("/") == 1 and not name.startswith((".", "/", "~")) and "\\" not in name
    if not named:
        raise EngineError(
            f"weights={name!r} is no folder; give that of a checkpoint (config.json and "
            "*.safetensors), or a name on the Hugging Face hub such as infly/InfMLLM2_7B_chat"
        )
    return _fetched(name)


def _fetched(name: str) -> Path:
    from docparse.extras import load

    fetch = load("huggingface_hub:snapshot_download", extra="model")
    try:
        return Path(fetch(name, allow_patterns=["*.json", "*.txt", "*.safetensors"]))
    except MissingDependencyError:
        raise
    except Exception as error:  # the hub's client raises what its transports raise
        raise EngineError(
            f"weights={name!r} is no folder here and could not be fetched from the Hugging Face "
            f"hub ({_first_line(error)}); check the name and the connection, or give a folder"
        ) from error


def _first_line(error: BaseException) -> str:
    with suppress(IndexError):
        return str(error).strip().splitlines()[0][:160]
    return type(error).__name__

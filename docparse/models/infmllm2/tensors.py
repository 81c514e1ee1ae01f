"""Tensors in safetensors files: what the headers say, without reading a weight.

The format: eight bytes with the length of a JSON header, the header, the data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path

from docparse.errors import EngineError

_BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1}
_INDEX = "model.safetensors.index.json"
_MAX_HEADER = 100_000_000


@dataclass(frozen=True)
class Stored:
    """A tensor in a file.

    Attributes:
        name: As stored.
        file: Where.
        shape: Its extents.
        dtype: As safetensors names it, `BF16`.
    """

    name: str
    file: Path
    shape: tuple[int, ...]
    dtype: str

    @property
    def elements(self) -> int:
        """Number of values."""
        return prod(self.shape)

    @property
    def bytes(self) -> int:
        """Size on disk."""
        return self.elements * _BYTES.get(self.dtype, 1)


def stored_tensors(folder: Path) -> tuple[Stored, ...]:
    """List the tensors of a checkpoint, shard by shard, from the headers alone.

    Raises:
        EngineError: There are no weights, a shard is missing or incomplete, a name comes twice.
    """
    tensors = [tensor for file in _shards(folder) for tensor in _header(file)]
    names = {tensor.name for tensor in tensors}
    if len(names) < len(tensors):
        raise EngineError(f"{folder}: {len(tensors) - len(names)} tensors are stored twice")
    return tuple(tensors)


def _shards(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise EngineError(f"{folder} is no folder; give that of a checkpoint")
    index = folder / _INDEX
    if not index.exists():
        whole = folder / "model.safetensors"  # others beside it may be adapters of their own
        files = [whole] if whole.exists() else sorted(folder.glob("*.safetensors"))
        if not files:
            raise EngineError(
                f"{folder}: there are no weights; *.safetensors files belong beside config.json"
            )
        return files
    try:
        names = sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise EngineError(f"{index} is no index of shards ({error}); fetch it again") from error
    strange = [name for name in names if not isinstance(name, str) or Path(name).name != name]
    if strange:
        raise EngineError(f"{index} names {strange[0]!r}, which is no file beside it")
    missing = [name for name in names if not (folder / name).exists()]
    if missing:
        raise EngineError(
            f"{folder}: {len(missing)} of {len(names)} shards of the index are not there, "
            f"{missing[0]} the first; fetch the checkpoint again"
        )
    return [folder / name for name in names]


def _header(file: Path) -> Iterator[Stored]:
    """Read a header, and see that the file is as long as it says."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if not 2 <= length <= min(_MAX_HEADER, size):
            raise EngineError(f"{file} is no safetensors file; fetch it again")
        try:
            header = json.loads(stream.read(length))
            entries = {name: said for name, said in header.items() if name != "__metadata__"}
            end = max((said["data_offsets"][1] for said in entries.values()), default=0)
            tensors = [
                Stored(name, file, tuple(said["shape"]), said["dtype"])
                for name, said in entries.items()
            ]
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise EngineError(f"{file} is no safetensors file; fetch it again") from error
    if 8 + length + end != size:
        raise EngineError(
            f"{file} has {size:,} bytes instead of {8 + length + end:,}: it was not fetched to "
            "the end; fetch it again"
        )
    yield from tensors

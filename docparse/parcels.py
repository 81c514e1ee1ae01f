"""A source on its way to another process: where it is, or what is in it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Self, cast

from docparse.errors import SourceError
from docparse.sources import Limits, Source, SourceInput, open_source
from docparse.sources.opening import read_once, read_stream

_OF_EACH_PROCESS = ("/dev", "/proc")
WAY_OUT = "leave page_timeout_s and max_memory_mb of Limits unset"


@dataclass(frozen=True)
class Parcel:
    """A source that can be pickled, and opened any number of times.

    Attributes:
        path: Where it is, or None.
        data: What is in it, or None.
        name: What errors call it.
    """

    path: Path | None
    data: bytes | None = field(repr=False)
    name: str
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, source: SourceInput, password: str | None, limits: Limits) -> Self:
        """Pack a path, the bytes or a binary file object.

        Raises:
            SourceError: It is something else, or cannot be read, or is larger than the limits.
        """
        if isinstance(source, Source):
            raise SourceError(
                "an open source cannot go to another process; give its path or its bytes, "
                f"or {WAY_OUT}"
            )
        if isinstance(source, (str, os.PathLike)):
            path = Path(source)
            if not _is_read_once(path):
                return cls(path.absolute(), None, path.name, password)
            return cls._named(*read_once(path, limits), password)
        if isinstance(source, (bytes, bytearray, memoryview)):
            return cls._named(bytes(source), None, password)
        if hasattr(source, "read"):
            return cls._named(*read_stream(cast("BinaryIO", source), limits), password)
        raise SourceError(
            f"a {type(source).__name__} cannot go to another process; give a path, bytes or a "
            f"binary file (a picture saved as PNG), or {WAY_OUT}"
        )

    @classmethod
    def _named(cls, data: bytes, name: str | None, password: str | None) -> Self:
        return cls(None, data, name or "bytes", password)

    @property
    def size_bytes(self) -> int:
        """How large it is; 0 where that cannot be told, as opening it will say."""
        if self.data is not None:
            return len(self.data)
        try:
            return self.path.stat().st_size if self.path is not None else 0
        except OSError:
            return 0

    def open(self, limits: Limits) -> Source:
        """Open it; close what is returned."""
        if self.path is not None:
            return open_source(self.path, password=self.password, limits=limits)
        assert self.data is not None
        stream = BytesIO(self.data)
        stream.name = self.name
        return open_source(stream, password=self.password, limits=limits)


def _is_read_once(path: Path) -> bool:
    """Whether it is a pipe or a device, or what another process has under that name is another."""
    if any(path.absolute().is_relative_to(folder) for folder in _OF_EACH_PROCESS):
        return True
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # the worker will say what is wrong with it
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))

"""Write files whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def write_atomically(path: Path) -> Iterator[BinaryIO]:
    """Open a file that appears under its name only once it is complete.

    What stood there before is replaced then, and kept when an error occurs. Folders are made.
    A process writes one file at a time in a folder.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path.parent, os.getpid())
    try:
        with draft.open("wb") as file:
            yield file
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def remove_draft(folder: Path, process: int) -> None:
    """Remove what a process that was killed had not finished writing."""
    _draft(folder, process).unlink(missing_ok=True)


def _draft(folder: Path, process: int) -> Path:
    return folder / f".docparse-{process}.part"

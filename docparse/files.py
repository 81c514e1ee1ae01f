"""Write files whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import get_ident
from typing import BinaryIO


@contextmanager
def write_atomically(path: Path) -> Iterator[BinaryIO]:
    """Open a file that appears under its name only once it is complete and on the disk.

    What stood there before is replaced then, and kept when an error occurs. Folders are made.
    A thread writes one file at a time in a folder.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.parent / f".docparse-{os.getpid()}-{get_ident()}.part"
    try:
        draft.unlink(missing_ok=True)  # of a killed process that had the same number
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename == str(draft):
            error.filename = str(path)  # nobody knows of drafts
        raise


def remove_draft(folder: Path, process: int) -> None:
    """Remove what a process that was killed had not finished writing."""
    for draft in folder.glob(f".docparse-{process}*.part"):
        if draft.name.split("-")[1].removesuffix(".part") == str(process):
            draft.unlink(missing_ok=True)

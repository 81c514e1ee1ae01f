"""Who is still at work: a file that a process keeps locked, and that its end unlocks at once."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_RETRY_S = 0.01


class Presence:
    """Shows other processes that this one lives, until it is left or the process ends.

    Args:
        folder: Where those who may ask look; made when it does not exist.
        name: Never given twice, so that no other process can be taken for this one.
    """

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self._path = folder / name
        self._file = _locked(self._path)

    def leave(self) -> None:
        """Show it no longer."""
        self._file.close()
        with suppress(OSError):  # another looks at it just now, and removes it
            self._path.unlink()


def is_present(folder: Path, name: str) -> bool:
    """Tell whether the process that took this name is alive; what a dead one left is removed."""
    path = folder / name
    try:
        with path.open("r+b") as file:
            _lock(file)
            with suppress(OSError):  # Windows removes no open file
                path.unlink()
    except FileNotFoundError:
        return False
    except OSError:  # it is locked: BlockingIOError, or PermissionError on Windows
        return True
    return False


def sweep(folder: Path) -> None:
    """Remove what processes left that ended without leaving."""
    for path in list(folder.iterdir()) if folder.is_dir() else ():
        is_present(folder, path.name)


def _locked(path: Path) -> BinaryIO:
    """Make and lock a file, again if somebody swept it away in between."""
    while True:
        file = path.open("wb")
        try:
            _lock(file)
            if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        except OSError:  # just being looked at
            time.sleep(_RETRY_S)
        file.close()

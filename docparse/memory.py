"""How much memory this process holds and may take, and how it looks when there is no more."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_EXHAUSTED = re.compile(
    r"malloc \(|calloc \(|realloc \(|bad.?alloc|out of memory|insufficient memory"
    r"|(?:failed to|unable to|cannot) allocate|can't start new thread",
    re.IGNORECASE,
)


def bound_memory(megabytes: int) -> None:
    """Let this process take so much memory beyond what it holds now; more fails as MemoryError.

    Counts what is written to: neither programs nor models that are mapped from files. Linux alone
    enforces it.
    """
    if sys.platform != "linux":
        return
    import resource

    bound = held_bytes() + megabytes * 1_000_000
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        bound = min(bound, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, hard))


def held_bytes() -> int:
    """Return the writable private memory of this process; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0


def is_exhausted(error: BaseException) -> bool:
    """Whether an exception says that memory ran out, whichever library raised it."""
    return isinstance(error, MemoryError) or bool(_EXHAUSTED.search(str(error)))


def without_core_files() -> None:
    """Leave no image of the memory on the disk when this process crashes."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))

"""What it looks like when memory runs out, and what a user is told."""

from __future__ import annotations

import mmap
from pathlib import Path

import pytest

from docparse import LimitError
from docparse.memory import held_bytes, is_exhausted
from docparse.sources.pdf import reading


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("code=2: malloc (1250000000 bytes) failed"),
        RuntimeError("std::bad_alloc"),
        RuntimeError("Failed to allocate memory for requested buffer of size 99"),
        OSError(12, "Cannot allocate memory"),
        RuntimeError("can't start new thread"),
    ],
)
def test_exhaustion_is_recognised_whichever_library_says_it(error: Exception) -> None:
    assert is_exhausted(error)
    with pytest.raises(LimitError, match="paper: there is not enough memory"), reading("paper"):
        raise error


@pytest.mark.parametrize(
    "error", [ValueError("allocated twice"), RuntimeError("code=7: no objects")]
)
def test_other_errors_are_no_exhaustion(error: Exception) -> None:
    assert not is_exhausted(error)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell")
def test_held_memory_is_told_where_the_system_knows() -> None:
    before = held_bytes()
    private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    with mmap.mmap(-1, 50_000_000, flags=private) as block:  # none of the freed heap
        assert held_bytes() >= before + len(block) > 50_000_000

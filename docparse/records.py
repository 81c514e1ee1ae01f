"""What a store is asked, what it knows of files, and its complaint, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from docparse.errors import DocparseError

Again: TypeAlias = Literal["nothing", "failed", "all"]
Status: TypeAlias = Literal["done", "partial", "failed"]


class StoreError(DocparseError, OSError):
    """What is done of a batch cannot be read or kept; the batch ends."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """A file and what is wanted of it, as digests that change with everything that matters.

    Attributes:
        source: Path of the file, from the folder.
        reading: What its pages come of: the file's bytes, how they are read, with which version.
        recipe: What its results come of: the reading, which pages, how they are written.
        bounds: Limits of time and size. They decide what fails, not what is read.
    """

    source: str
    reading: str
    recipe: str
    bounds: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A file that is through.

    Attributes:
        status: `done`, `partial` (written, with something missing) or `failed` (not written).
        failed_pages: Numbers of the pages that could not be read.
        problems: What is missing, or why it failed.
        outputs: What was written, as paths from the folder.
    """

    source: str
    status: Status
    pages: int = 0
    failed_pages: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()
    seconds: float = 0.0
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """The pages of a file that are kept, those a process was lost with, and how many were lost."""

    pages: frozenset[int] = frozenset()
    lost: frozenset[int] = frozenset()
    losses: int = 0


@dataclass(frozen=True)
class Setback:
    """What a lost process leaves: the page it was at, and whether the file goes on without it."""

    page: int | None = None
    goes_on: bool = False

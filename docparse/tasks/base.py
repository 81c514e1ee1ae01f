"""What a task is: a frozen question about pages whose answer has a type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from docparse.sources import SourcePage

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Task(Generic[T]):
    """A question about one or more pages; `T` is the type of its answer."""

    pages: tuple[SourcePage, ...]

"""Stub, being written."""

from __future__ import annotations

from dataclasses import dataclass

from docparse.schemas import Formula, Region, Spotted, Table
from docparse.tasks.base import Dialect, Read, T, Task, Turn


@dataclass(frozen=True, kw_only=True)
class ReadTable(Task[Table]):
    """Stub."""


    def prompt(self, dialect: Dialect) -> str:
        raise NotImplementedError

    def read(self, reply: str, dialect: Dialect) -> Read[Table]:
        raise NotImplementedError

"""Engines by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from docparse.engines.base import Engine
from docparse.errors import EngineError
from docparse.extras import load


@dataclass(frozen=True)
class EngineEntry:
    """Where an engine lives, the extra that installs it, and what it is in a few words."""

    target: str
    extra: str | None
    summary: str


ENGINES: dict[str, EngineEntry] = {
    "embedded": EngineEntry(
        "docparse.engines.embedded:EmbeddedEngine",
        None,
        "text layer, layout, OCR and tables on a CPU; nothing to download",
    ),
}


@contextmanager
def use_engine(engine: str | Engine) -> Iterator[Engine]:
    """Open the engine of that name and close it afterwards; one that is open stays open."""
    if isinstance(engine, Engine):
        yield engine
        return
    with open_engine(engine) as opened:
        yield opened


def open_engine(engine: str) -> Engine:
    """Return the engine of that name.

    Raises:
        EngineError: There is no engine of that name.
        MissingDependencyError: The engine's extra is not installed.
    """
    if engine not in ENGINES:
        raise EngineError(f"no engine is named {engine!r}; there are: {', '.join(ENGINES)}")
    entry = ENGINES[engine]
    opened = load(entry.target, extra=entry.extra)()
    assert isinstance(opened, Engine)
    return opened

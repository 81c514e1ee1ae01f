"""docparse: turn PDFs, scans and pictures of documents into typed, checkable data.

The names below are imported when they are first used, so that `import docparse` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docparse.api import ParseOptions, parse_document, parse_pages
    from docparse.errors import (
        DocparseError,
        EngineError,
        LimitError,
        MissingDependencyError,
        OutputError,
        PasswordError,
        RemoteError,
        SchemaError,
        SourceError,
        UnsupportedTaskError,
    )
    from docparse.schemas import Block, Box, Document, Formula, Page, Table
    from docparse.sources import Limits, open_source

__all__ = [
    "Block",
    "Box",
    "DocparseError",
    "Document",
    "EngineError",
    "Formula",
    "LimitError",
    "Limits",
    "MissingDependencyError",
    "OutputError",
    "Page",
    "ParseOptions",
    "PasswordError",
    "RemoteError",
    "SchemaError",
    "SourceError",
    "Table",
    "UnsupportedTaskError",
    "open_source",
    "parse_document",
    "parse_pages",
]

_HOMES = ("docparse.errors", "docparse.schemas", "docparse.sources", "docparse.api")


def __getattr__(name: str) -> object:
    if name in __all__:
        for home in map(import_module, _HOMES):
            if hasattr(home, name):
                globals()[name] = value = getattr(home, name)
                return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

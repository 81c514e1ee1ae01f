"""docparse: turn PDFs, scans and pictures of documents into typed, checkable data.

The names below are imported when they are first used, so that `import docparse` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docparse.api import (
        ParseOptions,
        extract,
        find_layout,
        parse_document,
        parse_pages,
        read_formula,
        read_table,
        spot_text,
    )
    from docparse.conversation import Conversation
    from docparse.engines import open_engine
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
        TaskError,
        UnsupportedTaskError,
    )
    from docparse.schemas import Block, Box, Document, Formula, Page, Point, Table
    from docparse.sources import Limits, open_source

__all__ = [
    "Block",
    "Box",
    "Conversation",
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
    "Point",
    "RemoteError",
    "SchemaError",
    "SourceError",
    "Table",
    "TaskError",
    "UnsupportedTaskError",
    "extract",
    "find_layout",
    "open_engine",
    "open_source",
    "parse_document",
    "parse_pages",
    "read_formula",
    "read_table",
    "spot_text",
]

_HOMES = (
    "docparse.errors",
    "docparse.schemas",
    "docparse.sources",
    "docparse.engines",
    "docparse.api",
    "docparse.conversation",
)


def __getattr__(name: str) -> object:
    if name in __all__:
        for home in map(import_module, _HOMES):
            if hasattr(home, name):
                globals()[name] = value = getattr(home, name)
                return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

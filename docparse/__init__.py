"""docparse: turn PDFs, scans and pictures of documents into typed, checkable data."""

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

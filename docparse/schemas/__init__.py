"""Typed values: everything that crosses a border of the library. Imports nothing else of it."""

from docparse.schemas.audit import (
    Audit,
    BlockAudit,
    Counts,
    Finding,
    Missing,
    PageAudit,
    Unsupported,
)
from docparse.schemas.blocks import (
    FURNITURE,
    Block,
    Caption,
    Code,
    Figure,
    Footnote,
    Heading,
    KeyValue,
    ListItem,
    PageFooter,
    PageHeader,
    Paragraph,
    TextBlock,
)
from docparse.schemas.document import Document, Dropped, OutlineEntry, Page, PageInfo, SourceInfo
from docparse.schemas.findings import BlockKind, Region, Spotted
from docparse.schemas.formula import Formula
from docparse.schemas.geometry import Box, Point, Rule, Word
from docparse.schemas.placed import Place, Placed, Run
from docparse.schemas.table import Cell, Table

__all__ = [
    "FURNITURE",
    "Audit",
    "Block",
    "BlockAudit",
    "BlockKind",
    "Box",
    "Caption",
    "Cell",
    "Code",
    "Counts",
    "Document",
    "Dropped",
    "Figure",
    "Finding",
    "Footnote",
    "Formula",
    "Heading",
    "KeyValue",
    "ListItem",
    "Missing",
    "OutlineEntry",
    "Page",
    "PageAudit",
    "PageFooter",
    "PageHeader",
    "PageInfo",
    "Paragraph",
    "Place",
    "Placed",
    "Point",
    "Region",
    "Rule",
    "Run",
    "SourceInfo",
    "Spotted",
    "Table",
    "TextBlock",
    "Unsupported",
    "Word",
]

"""The truth files of the samples, and how what was parsed is laid beside them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from docparse import Document
from docparse.evaluation.edit_distance import edit_distance, normalize_text
from docparse.schemas import Block, Box, Table

SAMPLES = Path(__file__).parent.parent / "examples" / "samples"
PRINTED = ("invoice.pdf", "article.pdf", "report_zh.pdf", "form.pdf", "sidebar.pdf")
SCANNED = ("invoice_scan.jpg", "article_scan.pdf", "report_zh_scan.jpg", "pages.tiff")

ASIDE = ("page_header", "page_footer", "footnote", "figure", "formula")
"""Kinds left out where running text is compared: each has its own test, or no text of its own."""

Fields = dict[str, Any]


@dataclass(frozen=True)
class Truth:
    """The blocks of a sample, as `examples/press/truth.py` describes them."""

    blocks: tuple[Fields, ...]

    def of(self, *kinds: str) -> list[Fields]:
        return [block for block in self.blocks if block["kind"] in kinds]


def read_truth(name: str) -> Truth:
    file = SAMPLES / "truth" / f"{Path(name).stem}.json"
    return Truth(tuple(json.loads(file.read_text(encoding="utf-8"))["blocks"]))


def running_text(truth: Truth) -> str:
    """The true text in reading order, tables row by row."""
    return _join(_text(block) for block in truth.blocks if block["kind"] not in ASIDE)


def parsed_text(document: Document) -> str:
    return _join(block.text for block in document.blocks if block.kind not in ASIDE)


def _text(block: Fields) -> str:
    if block["kind"] == "table":
        return " ".join(cell["text"] for cell in block["cells"])
    return str(block["text"])


def _join(texts: Any) -> str:
    return normalize_text(" ".join(texts))


def of_kind(document: Document, *kinds: str) -> list[Block]:
    return [block for block in document.blocks if block.kind in kinds]


def texts(blocks: list[Block] | list[Fields]) -> list[str]:
    """Texts of blocks, formulas as LaTeX."""
    return [
        normalize_text(block.get("typed", block["text"]) if isinstance(block, dict) else block.text)
        for block in blocks
    ]


def true_cells(block: Fields) -> list[tuple[int, int, int, int, str]]:
    """Row, column, row span, column span and text of each cell that has text."""
    keys = ("row", "column", "row_span", "column_span")
    return [
        (*(cell[key] for key in keys), normalize_text(cell["text"]))
        for cell in block["cells"]
        if cell["text"]
    ]


def parsed_cells(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [
        (cell.row, cell.column, cell.row_span, cell.column_span, normalize_text(cell.text))
        for cell in table.cells
        if cell.text
    ]


def alike(one: str, other: str, slack: float) -> bool:
    return edit_distance(normalize_text(one), normalize_text(other)) <= slack


def table_like(document: Document, block: Fields) -> Table | None:
    """The parsed table whose words are most like the true one's."""
    wanted = normalize_text(_text(block))
    return max(
        document.tables,
        key=lambda table: fuzz.ratio(normalize_text(table.text), wanted),
        default=None,
    )


def overlap(place: Fields, block: Block) -> float:
    """Shared area over joint area of a true place and a block's first region."""
    if place["page"] != block.page:
        return 0.0
    x0, y0, x1, y1 = place["box"]
    true = Box(x0=x0, y0=y0, x1=x1, y1=y1)
    shared = true.intersection(block.box)
    return shared / (true.area + block.box.area - shared)

"""Read the evaluation sets: which files there are, and what is true of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymupdf

from benchmarks.readers import tables_in
from docparse.evaluation.plain_text import paragraphs_of, plain_text

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n?", re.S)
_ALTERED = {"copy_text", "shift_text", "strip_text", "split_text", "flag_size", "table_areas"}
_ALTERED |= {"table_regions", "columns", "row_tol", "edge_tol", "process_background"}
"""Options under which camelot's expected tables are not what stands on the page."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One file and its truth; what a set does not tell is empty.

    Attributes:
        name: Of the file, below the set's folder.
        path: Of the file.
        pages: Pages to read; all when empty.
        text: All of it, in reading order.
        blocks: Texts of the blocks in reading order.
        tables: HTML tables by page number.
        checks: Unit tests of the Markdown, as dicts.
        labels: `(kind, x, y)` of words, or `(kind, x0, y0, x1, y1)` of blocks, in parts of the
            page's width and height.
    """

    name: str
    path: Path
    pages: tuple[int, ...] = ()
    text: str = ""
    blocks: tuple[str, ...] = ()
    tables: tuple[tuple[int, str], ...] = ()
    checks: tuple[dict[str, Any], ...] = ()
    labels: tuple[tuple[Any, ...], ...] = field(default=(), repr=False)


def markdown_pages(folder: Path) -> Iterator[Sample]:
    """Pairs of `x.pdf` and `x.md`."""
    for path in sorted(folder.glob("*.pdf")):
        markdown = _FRONT_MATTER.sub("", path.with_suffix(".md").read_text("utf-8"))
        tables = tuple((1, table) for table in tables_in(markdown))
        yield Sample(
            name=path.name,
            path=path,
            text=plain_text(markdown),
            blocks=tuple(paragraphs_of(markdown)),
            tables=tables if "<table" in markdown else (),
        )


def olmocr_bench(folder: Path) -> Iterator[Sample]:
    """PDFs with unit tests of what their Markdown must hold."""
    checks = _json_lines(folder / "tests.jsonl")
    for name in sorted({check["pdf"] for check in checks}):
        own = tuple(check for check in checks if check["pdf"] == name)
        yield Sample(name=name, path=folder / "pdfs" / name, checks=own)


def mdpbench(folder: Path) -> Iterator[Sample]:
    """Page images and photographs of them, with blocks in reading order."""
    for entry in json.loads((folder / "truth.json").read_text("utf-8")):
        image = entry["page_info"]["image_path"]
        regions = sorted(
            (region for region in entry["layout_dets"] if region.get("order") is not None),
            key=lambda region: region["order"],
        )
        blocks = [plain_text(_region_text(region)).strip() for region in regions]
        yield Sample(
            name=image,
            path=folder / "images" / image,
            text="\n\n".join(blocks),
            blocks=tuple(block for block in blocks if block),
            tables=tuple((1, region["html"]) for region in regions if region.get("html")),
        )


def _region_text(region: dict[str, Any]) -> str:
    return region.get("text") or region.get("html") or region.get("latex") or ""


def text_layers(folder: Path) -> Iterator[Sample]:
    """PDFs without a truth beside them: every word of their text layer should be found."""
    for path in sorted(folder.glob("**/*.pdf")):
        with pymupdf.open(path) as file:
            words = (
                [] if file.needs_pass else [w[4] for page in file for w in page.get_text("words")]
            )
        if words:
            yield Sample(name=str(path.relative_to(folder)), path=path, text=" ".join(words))


def icdar2013(folder: Path) -> Iterator[Sample]:
    """PDFs with the tables on some of their pages."""
    entries = _json_lines(folder / "truth_html.jsonl")
    for name in sorted({entry["pdf"] for entry in entries}):
        own = [entry for entry in entries if entry["pdf"] == name]
        yield Sample(
            name=name,
            path=folder / name,
            pages=tuple(sorted({entry["page"] for entry in own})),
            tables=tuple((entry["page"], entry["html"]) for entry in own),
        )


def pubtabnet(folder: Path) -> Iterator[Sample]:
    """Pictures of single tables."""
    for entry in _json_lines(folder / "truth_html.jsonl"):
        yield Sample(
            name=Path(entry["image"]).name,
            path=folder / entry["image"],
            tables=((1, entry["html"]),),
        )


def camelot(folder: Path) -> Iterator[Sample]:
    """PDFs with grids of cell texts, on their first page; grids made with options are left out."""
    entries = [
        entry
        for entry in _json_lines(folder / "expected_tables.jsonl")
        if not _ALTERED & {name for name, _ in entry["args"]}
    ]
    for name in sorted({entry["pdf"] for entry in entries}):
        grids = {_grid_html(entry["cells"]) for entry in entries if entry["pdf"] == name}
        yield Sample(
            name=Path(name).name,
            path=folder / name,
            pages=(1,),
            tables=tuple((1, grid) for grid in sorted(grids)),
        )


def _grid_html(cells: list[list[str]]) -> str:
    rows = ("".join(f"<td>{_escaped(cell)}</td>" for cell in row) for row in cells)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def docbank(folder: Path, suffix: str = ".pdf") -> Iterator[Sample]:
    """Pages of papers whose words carry the kind of their block, in no order."""
    for path in sorted(folder.glob(f"*{suffix}")):
        rows = [
            line.split("\t") for line in path.with_suffix(".txt").read_text("utf-8").splitlines()
        ]
        words = [row for row in rows if len(row) >= 10 and not row[0].startswith("##LT")]
        yield Sample(
            name=path.name,
            path=path,
            text=" ".join(row[0] for row in words),
            labels=tuple(
                (row[-1], (int(row[1]) + int(row[3])) / 2000, (int(row[2]) + int(row[4])) / 2000)
                for row in words
            ),
        )


def docbank_images(folder: Path) -> Iterator[Sample]:
    """The same pages as pictures."""
    return docbank(folder.with_name("docbank"), ".jpg")


def publaynet(folder: Path) -> Iterator[Sample]:
    """Page images with labelled boxes."""
    truth = json.loads((folder / "truth_coco.json").read_text("utf-8"))
    kinds = {entry["id"]: entry["name"] for entry in truth["categories"]}
    for image in truth["images"]:
        boxes = [
            (kinds[entry["category_id"]], *entry["bbox"])
            for entry in truth["annotations"]
            if entry["image_id"] == image["id"]
        ]
        wide, high = image["width"], image["height"]
        yield Sample(
            name=image["file_name"],
            path=folder / image["file_name"],
            labels=tuple(
                (kind, x / wide, y / high, (x + w) / wide, (y + h) / high)
                for kind, x, y, w, h in boxes
            ),
        )


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


SETS: dict[str, Callable[[Path], Iterator[Sample]]] = {
    "page/docling_odf": markdown_pages,
    "page/olmocr_md": markdown_pages,
    "page/olmocr_bench": olmocr_bench,
    "page/pypdf_samples": text_layers,
    "page/mdpbench": mdpbench,
    "table/icdar2013": icdar2013,
    "table/camelot": camelot,
    "table/pubtabnet": pubtabnet,
    "layout/docbank": docbank,
    "layout/docbank_images": docbank_images,
    "layout/publaynet": publaynet,
}

WITH_FURNITURE = frozenset({"page/pypdf_samples", "layout/docbank", "layout/docbank_images"})
"""Sets whose truth holds running headers and footers."""

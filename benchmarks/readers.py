"""What each tool reads in a file, in one shape: pages with Markdown, blocks and HTML tables.

A job is `{"path", "password"?, "pages"?: [numbers], "furniture"?: bool}`; the answer `{"pages":
[{"number", "width", "height", "markdown", "blocks": [{"kind", "box", "text"}], "tables": [html]}]}`
with boxes in points.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

import pymupdf
from PIL import Image, ImageOps

from docparse.evaluation.plain_text import plain_text

if TYPE_CHECKING:
    from docparse import Document, Page

_HTML_TABLE = re.compile(r"<table.*?</table>", re.S)
_PIPE_TABLE = re.compile(r"(?:^[ \t]*\|.*\n?)+", re.M)
_PIPE = re.compile(r"(?<!\\)\|")
_RULE_CELL = re.compile(r"\s*:?-+:?\s*")
_KINDS = {
    "title": "heading",
    "section-header": "heading",
    "text": "paragraph",
    "list-item": "list_item",
    "page-header": "page_header",
    "page-footer": "page_footer",
    "picture": "figure",
}
"""PyMuPDF's classes that have another name here."""
_LONG_SIDE = 842.0
_SHEET = pymupdf.Rect(54, 100, 541, 800)
"""What a picture may cover of an A4 sheet, one point for a pixel at most."""


def docparse(job: dict[str, Any]) -> dict[str, Any]:
    """Parse with the embedded engine and its defaults."""
    from docparse import parse_pages
    from docparse.assembly import assemble
    from docparse.sources import open_source

    wanted = ",".join(map(str, job["pages"])) if job.get("pages") else None
    with open_source(job["path"], password=job.get("password")) as source:
        pages = list(parse_pages(source, pages=wanted))
        document = assemble(pages, source=source.info, engine="embedded")
    if document.errors:
        raise RuntimeError("; ".join(document.errors))
    furniture = bool(job.get("furniture"))
    # Truths know the tables of a page, not the rest that goes on over its end.
    tables = {
        page.number: [block.to_html() for block in page.blocks if block.kind == "table"]
        for page in pages
    }
    return {
        "pages": [
            _docparse_page(document, page, furniture) | {"tables": tables[page.number]}
            for page in document.pages
        ]
    }


def _docparse_page(document: Document, page: Page, furniture: bool) -> dict[str, Any]:
    alone = document.model_copy(update={"pages": (page,)})
    return {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "markdown": alone.to_markdown(furniture=furniture),
        "blocks": [
            {"kind": block.kind, "box": place.box.corners, "text": block.text}
            for block in page.blocks
            for place in block.places
            if place.page == page.number
        ],
        "source": f"{page.info.text_source}: {page.info.reason}",
    }


def pymupdf4llm(job: dict[str, Any]) -> dict[str, Any]:
    """Convert with pymupdf4llm: layout model and automatic OCR."""
    return _pymupdf4llm(job, {})


def pymupdf4llm_html(job: dict[str, Any]) -> dict[str, Any]:
    """The same, its tables as HTML."""
    return _pymupdf4llm(job, {"table_output": "html"})


def pymupdf4llm_sheet(job: dict[str, Any]) -> dict[str, Any]:
    """The same, a picture laid on a white A4 sheet."""
    return _pymupdf4llm({**job, "sheet": True}, {"table_output": "html"})


def _pymupdf4llm(job: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    import pymupdf4llm as tool

    pages = [number - 1 for number in job["pages"]] if job.get("pages") else None
    furniture = bool(job.get("furniture"))
    is_picture = not str(job["path"]).lower().endswith(".pdf")
    with _opened(job) as file:
        sizes = [page.rect for page in file]
        chunks = tool.to_markdown(
            file,
            header=furniture,
            footer=furniture,
            page_chunks=True,
            pages=pages,
            force_ocr=is_picture,  # left to itself, it reads nothing in photographs
            **options,
        )
    return {"pages": [_pymupdf4llm_page(chunk, sizes) for chunk in chunks]}


def _opened(job: dict[str, Any]) -> pymupdf.Document:
    """Open a PDF; lay a picture on a page of its own shape, or on a sheet."""
    if str(job["path"]).lower().endswith(".pdf"):
        file = pymupdf.open(job["path"])
        if job.get("password"):
            file.authenticate(job["password"])
        return file
    with Image.open(job["path"]) as picture:
        width, height = ImageOps.exif_transpose(picture).size
    file = pymupdf.open()
    if job.get("sheet"):
        page, scale = file.new_page(), min(_SHEET.width / width, _SHEET.height / height, 1.0)
        corner = _SHEET.tl
    else:
        scale, corner = _LONG_SIDE / max(width, height), pymupdf.Point(0, 0)
        page = file.new_page(width=width * scale, height=height * scale)
    page.insert_image(
        (*corner, corner.x + width * scale, corner.y + height * scale), filename=job["path"]
    )
    return file


def _pymupdf4llm_page(chunk: dict[str, Any], sizes: list[pymupdf.Rect]) -> dict[str, Any]:
    number, text = chunk["metadata"]["page_number"], chunk["text"]
    return {
        "number": number,
        "width": sizes[number - 1].width,
        "height": sizes[number - 1].height,
        "markdown": text,
        "blocks": [
            {
                "kind": _KINDS.get(box["class"], box["class"]),
                "box": list(box["bbox"]),
                "text": text[slice(*box["pos"])],
            }
            for box in chunk["page_boxes"]
        ],
        "tables": tables_in(text),
    }


def tables_in(markdown: str) -> list[str]:
    """List the tables of a Markdown text as HTML: HTML tables, then pipe tables."""
    html_tables = _HTML_TABLE.findall(markdown)
    rest = _HTML_TABLE.sub("", markdown)
    return html_tables + [_pipes_as_html(found) for found in _PIPE_TABLE.findall(rest)]


def _pipes_as_html(table: str) -> str:
    rows = [_PIPE.split(line.strip())[1:] for line in table.strip().splitlines()]
    rows = [row[:-1] if row and not row[-1].strip() else row for row in rows]
    body = [row for row in rows if not all(_RULE_CELL.fullmatch(cell) for cell in row)]
    cells = (
        "".join(f"<td>{escape(plain_text(cell).strip())}</td>" for cell in row) for row in body
    )
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"

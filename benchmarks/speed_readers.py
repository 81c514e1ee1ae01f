"""What each tool does in the speed benchmark: a job is `{"path"}`, the answer counts its text."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

Count = dict[str, int]

WHAT = {
    "docparse": "`parse_document(…).to_markdown()`, the embedded engine, OCR where it is needed",
    "pymupdf4llm": "`to_markdown(…)` with its layout model, OCR where it decides to",
    "markitdown": "`MarkItDown().convert(…)`",
    "pdfplumber": "`extract_text()` of each page: text alone, neither tables nor layout",
    "pypdf": "`extract_text()` of each page: text alone",
}
"""The tools, and what each is asked to do."""


def is_installed(tool: str) -> bool:
    """Tell whether a tool can be imported."""
    return find_spec(tool) is not None


def docparse(job: dict[str, Any]) -> Count:
    from docparse import parse_document

    document = parse_document(job["path"])
    return {"pages": len(document.pages), "characters": len(document.to_markdown())}


def docparse_pages(job: dict[str, Any]) -> Count:
    """Stream the pages and keep none."""
    from docparse import parse_pages

    counts = [(1, len(page.text)) for page in parse_pages(job["path"])]
    return {"pages": len(counts), "characters": sum(characters for _, characters in counts)}


def pymupdf4llm(job: dict[str, Any]) -> Count:
    import pymupdf4llm as tool

    chunks = tool.to_markdown(job["path"], page_chunks=True)
    return {"pages": len(chunks), "characters": sum(len(chunk["text"]) for chunk in chunks)}


def markitdown(job: dict[str, Any]) -> Count:
    from markitdown import MarkItDown

    text = MarkItDown(enable_plugins=False).convert(job["path"]).text_content
    return {"pages": _page_count(job["path"]), "characters": len(text)}


def pdfplumber(job: dict[str, Any]) -> Count:
    import pdfplumber as tool

    with tool.open(job["path"]) as file:
        return _counted(file.pages, lambda page: page.extract_text() or "")


def pypdf(job: dict[str, Any]) -> Count:
    from pypdf import PdfReader

    return _counted(PdfReader(job["path"]).pages, lambda page: page.extract_text())


def _counted(pages: Any, text_of: Callable[[Any], str]) -> Count:
    counts = [len(text_of(page)) for page in pages]
    return {"pages": len(counts), "characters": sum(counts)}


def _page_count(path: str) -> int:
    from pypdf import PdfReader

    return len(PdfReader(path).pages)

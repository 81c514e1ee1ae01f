"""Tell what a file is before it is parsed: its pages, their text layers, encryption, outline."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import Literal

from docparse.errors import SourceError
from docparse.heartbeat import beat
from docparse.isolated_calls import call_isolated
from docparse.parcels import Parcel
from docparse.schemas import OutlineEntry
from docparse.schemas.geometry import Value
from docparse.sources import Limits, Source, SourcePage


class PageReport(Value):
    """A page of a file.

    Attributes:
        number: From 1.
        width: Points, upright.
        height: Points, upright.
        words: Words of the text layer.
        text_layer: `visible`; `hidden` (most of it is not painted: the work of an earlier OCR);
            `none`.
        pictures: Images placed on the page.
        error: Why the page cannot be read.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    words: int = 0
    text_layer: Literal["visible", "hidden", "none"] = "none"
    pictures: int = 0
    error: str | None = None


class SourceReport(Value):
    """A file.

    Attributes:
        size_bytes: Size of the file.
        encryption: The method, such as `Standard V5 R6 256-bit AES`; None when it is not
            encrypted.
        pages: The selected pages.
    """

    name: str
    format: str
    size_bytes: int
    page_count: int
    title: str = ""
    author: str = ""
    encryption: str | None = None
    outline: tuple[OutlineEntry, ...] = ()
    pages: tuple[PageReport, ...] = ()


def inspect_file(
    path: Path,
    *,
    pages: str | None = None,
    password: str | None = None,
    limits: Limits | None = None,
) -> SourceReport:
    """Inspect a file in a process of its own, which is ended when the file's time is up.

    Args:
        path: The file.
        pages: Which pages, like `1-3,7,-1`; all by default.
        password: Opens an encrypted PDF.
        limits: Bounds on size, pages, pixels, time and memory.

    Raises:
        SourceError: The file cannot be opened, is encrypted, or exceeds the limits.
    """
    limits = limits or Limits()
    parcel = Parcel.of(path, password, limits)
    return call_isolated(
        partial(_inspect, size_bytes=parcel.size_bytes, pages=pages),
        parcel,
        engine=None,
        pages=pages,
        limits=limits,
    )


def describe(report: SourceReport) -> str:
    """Put a report into words, for people."""
    size = f"{report.size_bytes / 1000:,.1f} kB"
    facts = {
        "title": report.title,
        "author": report.author,
        "encryption": report.encryption or "none",
        "text layer": _text_layers(report),
        "outline": _count(len(report.outline), "bookmark") if report.outline else "",
    }
    return "\n".join(
        [
            f"{report.name}: {report.format}, {_count(report.page_count, 'page')}, {size}",
            *(f"{name:10}  {fact}" for name, fact in facts.items() if fact),
            *(f"{'  ' * entry.level}{entry.title} ({entry.page})" for entry in report.outline),
            " page   width  height   words  text layer  pictures",
            *map(_page_line, report.pages),
        ]
    )


def _text_layers(report: SourceReport) -> str:
    count = Counter(page.text_layer for page in report.pages)
    hidden = f", hidden under a scan on {count['hidden']}" if count["hidden"] else ""
    return f"on {count['visible']} of {_count(len(report.pages), 'page')}{hidden}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _page_line(page: PageReport) -> str:
    if page.error is not None:
        return f"{page.number:5}  {' '.join(page.error.split())}"
    return (
        f"{page.number:5}  {page.width:6.0f}  {page.height:6.0f}  {page.words:6}"
        f"  {page.text_layer:10}  {page.pictures:8}"
    )


def _inspect(source: Source, *, engine: None, size_bytes: int, pages: str | None) -> SourceReport:
    info = source.info
    return SourceReport(
        name=info.name,
        format=info.format,
        size_bytes=size_bytes,
        page_count=info.page_count,
        title=info.title,
        author=info.author,
        encryption=_encryption(source),
        outline=info.outline,
        pages=tuple(_describe(page) for page in source.pages(pages)),
    )


def _encryption(source: Source) -> str | None:
    from docparse.sources.pdf import PdfSource

    if not isinstance(source, PdfSource):
        return None
    method = (source.document.metadata or {}).get("encryption")
    return str(method) if method else None


def _describe(page: SourcePage) -> PageReport:
    beat()
    try:
        words = page.words
        hidden = sum(word.hidden for word in words) > len(words) / 2
        return PageReport(
            number=page.number,
            width=round(page.width, 2),
            height=round(page.height, 2),
            words=len(words),
            text_layer=("hidden" if hidden else "visible") if words else "none",
            pictures=len(page.pictures),
        )
    except SourceError as error:
        return PageReport(number=page.number, error=str(error))

"""Write a document in all the forms that are wanted, with its figures, page after page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from docparse.conversions import Conversion, Output
from docparse.errors import SourceError
from docparse.export.json_text import json_pieces
from docparse.export.markdown import markdown_pieces
from docparse.export.marking import marked
from docparse.export.survey import Failure, Survey, survey
from docparse.export.text import text_pieces
from docparse.figures import FigureFiles, save_figures, upright
from docparse.files import write_atomically
from docparse.schemas.paged import Paged
from docparse.sources import Source

VIEW_DPI = 110


@dataclass(frozen=True)
class Written:
    """The files that were written.

    Attributes:
        pages: How many pages they have.
        failures: Those that could not be read.
        problems: A sentence for each figure that is not written.
    """

    paths: tuple[Path, ...]
    pages: int = 0
    failures: tuple[Failure, ...] = ()
    problems: tuple[str, ...] = ()


def write_results(
    document: Paged, source: Source, conversion: Conversion, *, furniture: bool
) -> Written:
    """Write the figures and the outputs of a conversion, each file whole or not at all.

    The pages are gone through several times, and none is held.

    Raises:
        OSError: A file cannot be written.
    """
    saved = FigureFiles(document)
    if conversion.figures is not None:
        saved = save_figures(
            document,
            source,
            folder=conversion.figures.parent,
            stem=conversion.figures.name,
            linked_from=conversion.links,
        )
    known = survey(saved.document)
    for output in conversion.outputs:
        with write_atomically(output.path) as file:
            for piece in _pieces(saved.document, known, source, output, furniture=furniture):
                file.write(piece.encode("utf-8", "replace"))
    outputs = tuple(output.path for output in conversion.outputs)
    return Written(outputs + saved.paths, known.pages, known.failures, saved.problems)


def _pieces(
    document: Paged, known: Survey, source: Source, output: Output, *, furniture: bool
) -> Iterator[str]:
    match output.format:
        case "md":
            return markdown_pieces(*_marked(document, known), furniture=furniture)
        case "json":
            return chain(json_pieces(document, audited=known.audited), ("\n",))
        case "html":
            from docparse.export.html import html_pieces  # loads lxml

            return html_pieces(*_marked(document, known), furniture=furniture)
        case "txt":
            return text_pieces(document, known, furniture=furniture)
        case "view":
            return _view_pieces(document, known, source, output.path.parent)


def _marked(document: Paged, known: Survey, *, sentences: bool = True) -> tuple[Paged, Survey]:
    """The document with what its audits do not bear out marked, and the survey of that."""
    if not known.audited:
        return document, known
    shown = marked(document, sentences=sentences)
    return shown, survey(shown)


def _view_pieces(document: Paged, known: Survey, source: Source, folder: Path) -> Iterator[str]:
    from docparse.export.view import view_pieces  # loads lxml

    shown, of_shown = _marked(document, known, sentences=False)
    with tempfile.TemporaryFile(dir=folder) as file:
        images = _Images(file, _drawn(document, source))
        yield from view_pieces(shown, of_shown, images)


class _Images(Mapping[int, bytes]):
    """Pictures of pages, kept in a file."""

    def __init__(self, file: BinaryIO, images: Iterable[tuple[int, bytes]]) -> None:
        self._file = file
        self._places: dict[int, tuple[int, int]] = {}
        for number, image in images:
            self._places[number] = (file.tell(), len(image))
            file.write(image)

    def __getitem__(self, number: int) -> bytes:
        start, length = self._places[number]
        self._file.seek(start)
        return self._file.read(length)

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def page_images(document: Paged, source: Source) -> dict[int, bytes]:
    """Render the pages as JPEG; those that cannot be rendered are left out."""
    return dict(_drawn(document, source))


def _drawn(document: Paged, source: Source) -> Iterator[tuple[int, bytes]]:
    for page in document.pages:
        try:
            image = upright(source, page).image(VIEW_DPI)
        except SourceError:
            continue
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=80)
        yield page.number, buffer.getvalue()

"""Write a document in all the forms that are wanted, with its figures."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from docparse.conversions import Conversion, Format
from docparse.errors import SourceError
from docparse.figures import FigureFiles, save_figures, upright
from docparse.files import write_atomically
from docparse.schemas import Document
from docparse.sources import Source

VIEW_DPI = 110


@dataclass(frozen=True)
class Written:
    """The files that were written, and a sentence for each figure that was not."""

    paths: tuple[Path, ...]
    problems: tuple[str, ...] = ()


def write_results(
    document: Document, source: Source, conversion: Conversion, *, furniture: bool
) -> Written:
    """Write the figures and the outputs of a conversion, each file whole or not at all.

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
    for output in conversion.outputs:
        text = _render(saved.document, output.format, source, furniture)
        with write_atomically(output.path) as file:
            file.write(text.encode("utf-8", "replace"))
    outputs = tuple(output.path for output in conversion.outputs)
    return Written(outputs + saved.paths, saved.problems)


def _render(document: Document, form: Format, source: Source, furniture: bool) -> str:
    match form:
        case "md":
            return document.to_markdown(furniture=furniture, mark_unsupported=True)
        case "json":
            return document.to_json() + "\n"
        case "html":
            return document.to_html(furniture=furniture, mark_unsupported=True)
        case "txt":
            return document.to_text(furniture=furniture)
        case "view":
            from docparse.export.view import document_to_view

            return document_to_view(document, page_images(document, source))


def page_images(document: Document, source: Source) -> dict[int, bytes]:
    """Render the pages as JPEG; those that cannot be rendered are left out."""
    images: dict[int, bytes] = {}
    for page in document.pages:
        try:
            image = upright(source, page).image(VIEW_DPI)
        except SourceError:
            continue
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=80)
        images[page.number] = buffer.getvalue()
    return images

"""Cut figures, and formulas that could not be read, out of the pages, as PNG files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

from docparse.errors import SourceError
from docparse.files import write_atomically
from docparse.schemas import Figure, Formula, Page
from docparse.schemas.paged import PagedT
from docparse.sources import Source, SourcePage

FIGURE_DPI = 200
FIGURE_MARGIN = 2.0
"""Points around a figure's box that are cut out with it, for strokes that cross its border."""


@dataclass(frozen=True)
class FigureFiles(Generic[PagedT]):
    """A document that links its pictures, a sentence for each not written, and their files."""

    document: PagedT
    problems: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()


def save_figures(
    document: PagedT, source: Source, *, folder: Path, stem: str, linked_from: Path
) -> FigureFiles[PagedT]:
    """Write figures, and formulas without LaTeX, to `folder/stem-p3-b12.png` at 200 dpi.

    Args:
        document: The parsed document.
        source: What it was parsed from, still open.
        folder: Where the pictures go; made when it does not exist.
        stem: Begins their names.
        linked_from: Folder of the files that will link them.

    Returns:
        The document, the `image` of what was cut out set to the path from `linked_from`, with
        forward slashes.
    """
    images: dict[str, str] = {}
    problems: list[str] = []
    paths: list[Path] = []
    for page in document.pages:
        for figure in _figures(page):
            path = folder / f"{stem}-{figure.id}.png"
            try:
                _save(upright(source, page), figure, path)
            except SourceError as error:
                problems.append(
                    f"page {page.number}: {figure.kind} {figure.id} is not written: {error}"
                )
            else:
                paths.append(path)
                images[figure.id] = Path(os.path.relpath(path, linked_from)).as_posix()
    linked = document.with_pages(lambda pages: (_linked(page, images) for page in pages))
    return FigureFiles(linked, tuple(problems), tuple(paths))


def upright(source: Source, page: Page) -> SourcePage:
    """Return the source's page as the boxes of the parsed page see it: turned and level."""
    return source.page(page.number).turned(page.info.orientation, page.info.skew)


def _figures(page: Page) -> list[Figure | Formula]:
    return [
        block
        for block in page.blocks
        if isinstance(block, Figure) or (isinstance(block, Formula) and not block.latex)
    ]


def _save(picture: SourcePage, figure: Figure | Formula, path: Path) -> None:
    crop = picture.image(FIGURE_DPI, figure.box.expanded(FIGURE_MARGIN))
    with write_atomically(path) as file:
        crop.save(file, "PNG")


def _linked(page: Page, images: Mapping[str, str]) -> Page:
    blocks = tuple(
        block.model_copy(update={"image": images[block.id]}) if block.id in images else block
        for block in page.blocks
    )
    return page.model_copy(update={"blocks": blocks})

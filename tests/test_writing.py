"""Results that are written page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from docparse.assembly import assemble, assemble_stream
from docparse.conversions import Conversion, Format, Output
from docparse.export.view import document_to_view
from docparse.schemas import BlockAudit, Document, Page, PageAudit, Unsupported
from docparse.schemas.paged import Paged
from docparse.sources import Source, open_source
from docparse.writing import Written, page_images, write_results
from tests.long_documents import Census, info, report
from tests.papers import pdf

PAGES = 40
FORMATS: tuple[Format, ...] = ("md", "json", "html", "txt", "view")


@pytest.fixture(scope="module")
def source() -> Iterator[Source]:
    with open_source(pdf(*[""] * PAGES)) as opened:
        yield opened


@pytest.fixture(scope="module")
def document() -> Document:
    return assemble(report(PAGES), source=info(PAGES), engine="made")


def write(
    document: Paged, source: Source, folder: Path, *formats: Format, figures: bool = False
) -> Written:
    conversion = Conversion(
        source=folder / "long.pdf",
        outputs=tuple(Output(form, folder / form) for form in formats),
        figures=folder / "long" if figures else None,
    )
    return write_results(document, source, conversion, furniture=False)


def test_stream_is_written_as_the_document_is(
    source: Source, document: Document, tmp_path: Path
) -> None:
    stream = assemble_stream(lambda: report(PAGES), source=info(PAGES), engine="made")
    written = write(stream, source, tmp_path, *FORMATS)
    texts = {
        "md": document.to_markdown(mark_unsupported=True),
        "json": document.to_json() + "\n",
        "html": document.to_html(mark_unsupported=True),
        "txt": document.to_text(),
        "view": document_to_view(document, page_images(document, source)),
    }
    assert {form: (tmp_path / form).read_text("utf-8") for form in FORMATS} == texts
    assert (written.pages, [one.page for one in written.failures]) == (PAGES, [9, 19, 29, 39])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FORMATS)


def test_figures_of_a_stream_are_written_and_linked(source: Source, tmp_path: Path) -> None:
    stream = assemble_stream(lambda: report(3), source=info(3), engine="made")
    written = write(stream, source, tmp_path, "md", figures=True)
    pictures = [path.name for path in written.paths if path.suffix == ".png"]
    text = (tmp_path / "md").read_text("utf-8")
    assert len(pictures) == 3
    assert all(f"](<{name}>)" in text for name in pictures)


@pytest.mark.parametrize("form", FORMATS)
def test_pages_of_a_stream_are_not_held_while_they_are_written(
    form: Format, source: Source, tmp_path: Path
) -> None:
    census = Census(lambda: report(PAGES))
    stream = assemble_stream(census.read, source=info(PAGES), engine="made")
    write(stream, source, tmp_path, form, figures=True)
    assert census.most <= 5


def test_audits_are_marked_in_a_stream(source: Source, document: Document, tmp_path: Path) -> None:
    checked = document.with_pages(_audited)
    stream = assemble_stream(lambda: report(PAGES), source=info(PAGES), engine="made")
    write(stream.with_pages(_audited), source, tmp_path, "md", "txt", "json")
    assert (tmp_path / "md").read_text("utf-8") == checked.to_markdown(mark_unsupported=True)
    assert "<mark " in (tmp_path / "md").read_text("utf-8")
    assert (tmp_path / "txt").read_text("utf-8") == document.to_text()
    assert Document.from_json((tmp_path / "json").read_bytes()) == checked


def _audited(pages: Iterable[Page]) -> Iterator[Page]:
    """Say of the first letter of every third block that it is not on the page."""
    for page in pages:
        blocks = tuple(
            BlockAudit(
                id=block.id,
                kind=block.kind,
                words=1,
                unsupported=(Unsupported(start=0, end=1, text=block.text[:1], cell=0),),
            )
            for block in page.blocks[::3]
        )
        yield page.model_copy(update={"audit": PageAudit(number=page.number, blocks=blocks)})

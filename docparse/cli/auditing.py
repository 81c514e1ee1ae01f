"""`docparse audit`: a result beside its source, docparse's own or the Markdown of any tool."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from docparse.cli.options import (
    Bounds,
    EngineChoice,
    Ocr,
    Pages,
    Password,
    check_pages,
    failure_line,
    printable,
    readable,
    with_options,
)

if TYPE_CHECKING:
    from docparse.engines.base import Engine
    from docparse.schemas import Audit, Document
    from docparse.sources import Source

_AMISS, _FAILED = 1, 2


@with_options
def audit(  # noqa: PLR0913, PLR0917 (one argument for each option)
    file: Annotated[Path, typer.Argument(help="A file, or - for standard input.")],
    engine: EngineChoice,
    bounds: Bounds,
    result: Annotated[
        Path | None,
        typer.Argument(
            metavar="[RESULT.json|RESULT.md]",
            help="docparse's JSON, or Markdown of any tool; without it the file is parsed.",
        ),
    ] = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
    most: Annotated[int, typer.Option(min=0, help="Places to list, the worst first.")] = 20,
    view: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the view, with what is amiss in its place."),
    ] = None,
    pages: Pages = None,
    password: Password = None,
    ocr: Ocr = "auto",
) -> None:
    """Tell what a result lost, added and changed. Exit code: 0 nothing, 1 something, 2 failed."""
    from docparse.errors import DocparseError
    from docparse.isolated_calls import call_isolated
    from docparse.parcels import Parcel

    check_pages(pages)
    limits = bounds.limits(engine)
    with TemporaryDirectory(prefix="docparse-") as scratch:
        try:
            given = None if result is None else _Result(result, result.read_bytes())
            found, shown = call_isolated(
                partial(_audited, result=given, pages=pages, ocr=ocr, shown=view is not None),
                Parcel.of(readable(file, Path(scratch)), password, limits),
                engine=engine.name,
                engine_options=engine.options,
                pages=pages,
                limits=limits,
            )
            if view is not None:
                _write(view, shown)
        except OSError as error:
            path = Path(error.filename or file)
            typer.echo(failure_line(path, error.strerror or str(error)), err=True)
            raise typer.Exit(_FAILED) from None
        except DocparseError as error:
            typer.echo(failure_line(file, str(error)), err=True)
            raise typer.Exit(_FAILED) from None
    typer.echo(_as_json(found) if form == "json" else _as_text(found, most), nl=False)
    raise typer.Exit(0 if found.clean else _AMISS)


@dataclass(frozen=True)
class _Result:
    """What is to be audited: a file's name and what is in it."""

    path: Path
    content: bytes = field(repr=False)

    def text(self) -> str:
        from docparse.errors import OutputError

        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise OutputError(f"{self.path} is no UTF-8 text: {error}") from None


def _audited(
    source: Source,
    *,
    engine: Engine,
    result: _Result | None,
    pages: str | None,
    ocr: Ocr,
    shown: bool,
) -> tuple[Audit, str]:
    """Return the audit, and the view if it is to be shown."""
    document, found = _compared(source, engine, result, pages, ocr)
    return found, _view(document, found, source) if shown else ""


def _compared(
    source: Source, engine: Engine, result: _Result | None, pages: str | None, ocr: Ocr
) -> tuple[Document, Audit]:
    """The result, as it was read, and its audit."""
    from docparse.api import ParseOptions, parse_document
    from docparse.schemas import Document
    from docparse.verify import audit, audit_markdown

    options = ParseOptions(ocr=ocr)
    if result is None:
        document = parse_document(source, engine=engine, pages=pages, options=options)
        return document, audit(document, source, ocr=ocr)
    if result.path.suffix.lower() == ".json":
        document = Document.from_json(result.content)
        return _selected(document, audit(document, source, ocr=ocr), source, pages)
    layout = parse_document(source, pages=pages, options=options)
    return audit_markdown(result.text(), source, layout=layout, pages=pages, ocr=ocr)


def _selected(
    document: Document, found: Audit, source: Source, pages: str | None
) -> tuple[Document, Audit]:
    """Keep those pages alone; all were compared, as blocks go on from one to the other."""
    from docparse.schemas.audit import Counts
    from docparse.sources.selection import select_pages

    if pages is None:
        return document, found
    chosen = set(select_pages(pages, source.info.page_count))
    kept = tuple(page for page in document.pages if page.number in chosen)
    audits = tuple(one for one in found.pages if one.number in chosen)
    counts = Counts.total(one.counts for one in audits)
    return (
        document.model_copy(update={"pages": kept}),
        found.model_copy(update={"pages": audits, "counts": counts}),
    )


def _view(document: Document, found: Audit, source: Source) -> str:
    from docparse.export.view import document_to_view
    from docparse.verify.auditing import with_audit
    from docparse.writing import page_images

    return document_to_view(with_audit(document, found), page_images(document, source))


def _write(path: Path, text: str) -> None:
    from docparse.files import write_atomically

    with write_atomically(path) as file:
        file.write(text.encode("utf-8", "replace"))


def _as_text(found: Audit, most: int) -> str:
    lines = found.summary(most=most).splitlines()
    return "".join(printable(line) + "\n" for line in lines)


def _as_json(found: Audit) -> str:
    """The sums first, then the findings, the worst first, then page by page."""
    whole = found.model_dump(mode="json")
    findings = [one.model_dump(mode="json") for one in found.findings]
    shown = {
        "source": whole["source"],
        "engine": whole["engine"],
        "clean": found.clean,
        "counts": whole["counts"],
        "findings": findings,
        "pages": whole["pages"],
    }
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"

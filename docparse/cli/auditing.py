"""`docparse audit`: a result beside its source, docparse's own or the Markdown of any tool."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from docparse.cli.options import (
    EngineChoice,
    Ocr,
    Pages,
    Password,
    failure_line,
    printable,
    quietly,
    with_engine,
)

if TYPE_CHECKING:
    from docparse.schemas import Audit, Document
    from docparse.sources import Source

_AMISS, _FAILED = 1, 2


@with_engine
def audit(  # noqa: PLR0913, PLR0917 (one argument for each option)
    file: Annotated[Path, typer.Argument(help="The PDF or picture.")],
    engine: EngineChoice,
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
    from docparse.sources import open_source

    with quietly():
        try:
            with open_source(file, password=password) as source:
                document, found = _audited(source, engine, result, pages, ocr)
                if view is not None:
                    _write_view(document, found, source, view)
        except OSError as error:
            typer.echo(failure_line(result or file, error.strerror or str(error)), err=True)
            raise typer.Exit(_FAILED) from None
        except (DocparseError, UnicodeDecodeError) as error:
            typer.echo(failure_line(file, str(error)), err=True)
            raise typer.Exit(_FAILED) from None
        typer.echo(_as_json(found) if form == "json" else _as_text(found, most), nl=False)
    raise typer.Exit(0 if found.clean else _AMISS)


def _audited(
    source: Source, engine: EngineChoice, result: Path | None, pages: str | None, ocr: Ocr
) -> tuple[Document, Audit]:
    """The result, as it was read, and its audit."""
    from docparse.schemas import Document
    from docparse.verify import audit, audit_markdown

    if result is not None and result.suffix.lower() == ".json":
        document = Document.from_json(result.read_bytes())
        return document, audit(document, source, ocr=ocr)
    if result is None:
        document = _parsed(source, engine, pages, ocr)
        return document, audit(document, source, ocr=ocr)
    layout = _parsed(source, EngineChoice(), pages, ocr)
    return audit_markdown(
        result.read_text(encoding="utf-8"), source, layout=layout, pages=pages, ocr=ocr
    )


def _parsed(source: Source, engine: EngineChoice, pages: str | None, ocr: Ocr) -> Document:
    from docparse.api import ParseOptions, parse_document
    from docparse.engines import open_engine

    with open_engine(engine.name, **engine.options) as opened:
        return parse_document(source, engine=opened, pages=pages, options=ParseOptions(ocr=ocr))


def _write_view(document: Document, found: Audit, source: Source, path: Path) -> None:
    from docparse.export.view import document_to_view
    from docparse.files import write_atomically
    from docparse.verify.auditing import with_audit
    from docparse.writing import page_images

    text = document_to_view(with_audit(document, found), page_images(document, source))
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

"""Convert many files in several processes, each file under a time limit.

The workers write the results themselves; only outcomes come back.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from docparse.api import ParseOptions, extract, parse_pages, settled
from docparse.assembly import assemble
from docparse.engines import open_engine
from docparse.engines.base import Engine
from docparse.errors import SourceError
from docparse.figures import save_figures, upright
from docparse.files import remove_draft, write_atomically
from docparse.schemas import Document, Page
from docparse.sources import Limits, Source, open_source, select_pages
from docparse.workers import Finished, Report, TimeLimits, run_in_workers

PAIRS = "pairs"
"""Stands for all labelled values where the name of a type may stand."""
Format: TypeAlias = Literal["md", "json", "html", "txt", "view"]
FORMATS: tuple[Format, ...] = get_args(Format)
VIEW_DPI = 110

PageCallback: TypeAlias = "Callable[[Conversion, int, int], None]"

_GRACE_S = 5.0
"""From the moment a file's time is up until its process is killed."""
_COUNTING_S = 20.0


def output_path(target: Path, form: Format) -> Path:
    """Return the file for a format: `report.md`, `report.json`, …, `report.view.html`."""
    return target.with_name(f"{target.name}{'.view.html' if form == 'view' else f'.{form}'}")


@dataclass(frozen=True)
class Output:
    """A format and the file it is written to."""

    format: Format
    path: Path


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """A file to parse and where its results go.

    Attributes:
        source: The file.
        outputs: What to write; the folders are made.
        figures: Begins the paths of the figures: `out/report` gives `out/report-p3-b12.png`. None
            writes none.
        linked_from: Folder from which the results link the figures; that of the first output by
            default.
    """

    source: Path
    outputs: tuple[Output, ...]
    figures: Path | None = None
    linked_from: Path | None = None


@dataclass(frozen=True, kw_only=True)
class BatchOptions:
    """How files are converted.

    Attributes:
        engine: Name of an engine.
        engine_options: What it is opened with, as for `open_engine`.
        pages: Which pages of each file, like `1-3,7,-1`; all by default.
        password: Opens encrypted PDFs.
        parsing: How to parse.
        limits: Bounds on each file; `document_timeout_s` is enforced by ending the process.
        page_timeout_s: Seconds after which a file has failed in which no page was finished.
        furniture: Include running headers and footers in Markdown, HTML and text.
        workers: Number of processes.
        fields: What to extract and write in place of the blocks: the name of a type, as for
            `type_named`, or `pairs` for all labelled values; None writes the blocks.
    """

    engine: str = "embedded"
    engine_options: Mapping[str, object] = field(default_factory=dict, repr=False)
    pages: str | None = None
    password: str | None = field(default=None, repr=False)
    parsing: ParseOptions = field(default_factory=ParseOptions)
    limits: Limits = field(default_factory=Limits)
    page_timeout_s: float = 300.0
    furniture: bool = False
    workers: int = 1
    fields: str | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a conversion.

    Attributes:
        failure: Why nothing was written; None when everything was.
        problems: What is missing from what was written: pages and figures, a sentence each.
        pages: Number of pages in the results.
    """

    conversion: Conversion
    failure: str | None = None
    problems: tuple[str, ...] = ()
    pages: int = 0


def convert_files(
    conversions: Iterable[Conversion],
    options: BatchOptions | None = None,
    *,
    on_page: PageCallback | None = None,
) -> Generator[Outcome]:
    """Convert files in worker processes; one that hangs or crashes its process fails alone.

    A script that calls this needs the usual `if __name__ == "__main__":`, for the processes are
    started afresh.

    Args:
        conversions: What to convert.
        options: How.
        on_page: Called with the conversion, its finished pages and all its pages, at the start of
            a file and after each page.

    Yields:
        One outcome for each conversion, as they end. Closing the generator ends the processes.

    Raises:
        EngineError: The engine is unknown or cannot work.
    """
    options = options or BatchOptions()
    events = run_in_workers(
        _Converter(options),
        conversions,
        workers=options.workers,
        limits=TimeLimits(
            task_s=options.limits.document_timeout_s + _GRACE_S, silence_s=options.page_timeout_s
        ),
    )
    with closing(events):
        for event in events:
            if isinstance(event, Finished):
                yield _outcome(event)
            elif on_page is not None:
                on_page(event.task, *event.content)


def _outcome(end: Finished[Conversion, Outcome]) -> Outcome:
    if end.result is not None:
        return end.result
    _clear_away(end.task, end.process)
    return Outcome(conversion=end.task, failure=end.failure)


def count_pages(
    files: Iterable[Path], options: BatchOptions | None = None
) -> Iterator[tuple[Path, int]]:
    """Count the pages each file has to convert, in one process, without parsing them.

    Yields:
        The file and its number of selected pages, 0 where it cannot be opened.
    """
    limits = TimeLimits(task_s=_COUNTING_S, silence_s=_COUNTING_S)
    counter = _Counter(options or BatchOptions())
    for event in run_in_workers(counter, files, workers=1, limits=limits):
        if isinstance(event, Finished):
            yield event.task, event.result or 0


@dataclass(frozen=True)
class _Converter:
    """Sets a worker up to convert files."""

    options: BatchOptions

    def __call__(self, threads: int) -> Callable[[Conversion, Report], Outcome]:
        engine = _open_engine(self.options, threads)
        return lambda conversion, report: _convert(conversion, self.options, engine, report)


@dataclass(frozen=True)
class _Counter:
    """Sets a worker up to count pages."""

    options: BatchOptions

    def __call__(self, threads: int) -> Callable[[Path, Report], int]:
        return lambda path, report: self._count(path)

    def _count(self, path: Path) -> int:
        with open_source(path, password=self.options.password, limits=self.options.limits) as file:
            return len(select_pages(self.options.pages, file.info.page_count))


def _open_engine(options: BatchOptions, threads: int) -> Engine:
    share = {"threads": threads} if options.engine == "embedded" else {}
    return open_engine(options.engine, **share, **options.engine_options)


def _convert(
    conversion: Conversion, options: BatchOptions, engine: Engine, report: Report
) -> Outcome:
    with open_source(conversion.source, password=options.password, limits=options.limits) as source:
        document = _parse(source, options, engine, report)
        problems = document.errors
        if options.fields is not None:
            document = _with_fields(document, source, options, engine)
        if conversion.figures is not None:
            saved = save_figures(
                document,
                source,
                folder=conversion.figures.parent,
                stem=conversion.figures.name,
                linked_from=conversion.linked_from or conversion.outputs[0].path.parent,
            )
            document, problems = saved.document, problems + saved.problems
        for output in conversion.outputs:
            text = _render(document, output.format, source, options.furniture)
            with write_atomically(output.path) as file:
                file.write(text.encode("utf-8", "replace"))
    return Outcome(conversion=conversion, problems=problems, pages=len(document.pages))


def _parse(source: Source, options: BatchOptions, engine: Engine, report: Report) -> Document:
    total = len(select_pages(options.pages, source.info.page_count))
    report((0, total))
    pages = parse_pages(
        source,
        engine=engine,
        pages=options.pages,
        options=replace(options.parsing, on_unsupported="keep"),
        limits=options.limits,
    )
    document = assemble(_announced(pages, total, report), source=source.info, engine=engine.name)
    return settled(document, source, options.parsing)


def _with_fields(
    document: Document, source: Source, options: BatchOptions, engine: Engine
) -> Document:
    from docparse.export.fields import with_fields
    from docparse.tasks.given import type_named

    schema = None if options.fields in {None, PAIRS} else type_named(str(options.fields))
    return with_fields(document, extract(source, schema, engine=engine, pages=options.pages))


def _announced(pages: Iterable[Page], total: int, report: Report) -> Iterator[Page]:
    for done, page in enumerate(pages, start=1):
        report((done, total))
        yield page


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


def _clear_away(conversion: Conversion, process: int) -> None:
    folders = {output.path.parent for output in conversion.outputs}
    if conversion.figures is not None:
        folders.add(conversion.figures.parent)
    for folder in folders:
        remove_draft(folder, process)

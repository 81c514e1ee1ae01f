"""`docparse parse`, `view`, `info` and `engines`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from docparse.cli.extracting import named_type
from docparse.cli.interrupting import stop_on_signals
from docparse.cli.options import (
    STANDARD_INPUT,
    Bounds,
    EngineChoice,
    Furniture,
    Ocr,
    Pages,
    Password,
    check_pages,
    failure_line,
    printable,
    readable,
    shown_as,
    with_options,
)
from docparse.progress import PageProgress, ProgressForm, progress_in

if TYPE_CHECKING:
    from docparse.api import ParseOptions
    from docparse.conversions import BatchOptions, Conversion, Format, Outcome
    from docparse.gathering import Gathering

_WORKER_BYTES = 2 << 30
"""Memory a worker may need once it reads scans."""


@with_options
def parse(  # noqa: PLR0913, PLR0917 (one argument for each option)
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH…", help="Files, folders, or - for standard input."),
    ],
    engine: EngineChoice,
    bounds: Bounds,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Folder for the results."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="Any of md,json,html,txt,view; several with commas.")
    ] = "md",
    pages: Pages = None,
    password: Password = None,
    ocr: Ocr = "auto",
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes; by default what cores and memory allow.")
    ] = None,
    figures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the figures there and link them.")
    ] = None,
    furniture: Furniture = False,
    on_unsupported: Annotated[
        Literal["keep", "mark", "repair", "drop"],
        typer.Option(help="What is done about text that its page does not bear out."),
    ] = "keep",
    skip_existing: Annotated[
        bool,
        typer.Option("--skip-existing", help="Leave out files with results newer than they are."),
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try failed pages and files again.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Do all anew, whatever was done before.")
    ] = False,
    progress: Annotated[
        ProgressForm,
        typer.Option(help="A bar on a terminal, or events as lines of JSON on standard error."),
    ] = "auto",
) -> None:
    """Parse documents: one to standard output, many into a folder (-o).

    The folder remembers what is done: the same command goes on where it was ended.
    """
    with TemporaryDirectory(prefix="docparse-") as scratch:
        from docparse.api import ParseOptions

        chosen = _formats(formats)
        parsing = ParseOptions(ocr=ocr, on_unsupported=on_unsupported)
        options = _batch_options(engine, bounds, pages, password, parsing)
        request = _Request(Path(scratch), paths, output, chosen, figures, skip_existing, progress)
        request.check()
        gathering = request.gather()
        conversions = list(request.conversions(gathering))
        options = replace(
            options,
            furniture=furniture,
            workers=jobs or _default_jobs(engine, len(conversions)),
            folder=output if output and STANDARD_INPUT not in paths else Path(scratch),
            again="all" if force else "failed" if retry_failed else "nothing",
        )
        code = _convert(gathering, conversions, options, request)
        if output is None and conversions:
            _copy_to_standard_output(conversions[0].outputs[0].path)
    raise typer.Exit(code)


@with_options
def view(
    file: Annotated[Path, typer.Argument(help="A file, or - for standard input.")],
    engine: EngineChoice,
    bounds: Bounds,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Default: its name with .view.html, here."
        ),
    ] = None,
    fields: Annotated[
        str | None,
        typer.Option(
            "--extract",
            metavar="NAME",
            help="Show fields, not blocks: those of invoice, receipt, …, of module:Class, of "
            "file.json, or all pairs.",
        ),
    ] = None,
    pages: Pages = None,
    password: Password = None,
    ocr: Ocr = "auto",
) -> None:
    """Write one HTML page: the pages with boxes by kind, beside what was read."""
    with TemporaryDirectory(prefix="docparse-") as scratch:
        from docparse.api import ParseOptions
        from docparse.conversions import PAIRS, Conversion, Output

        if fields not in {None, PAIRS}:
            named_type(str(fields), "--extract")
        options = _batch_options(engine, bounds, pages, password, ParseOptions(ocr=ocr))
        options = replace(options, fields=fields, folder=Path(scratch))
        request = _Request(Path(scratch), [file], None, ("view",), None, False)
        request.check()
        gathering = request.gather()
        targets = [output or Path(f"{found.target.name}.view.html") for found in gathering.found]
        conversions = [
            Conversion(source=found.path, outputs=(Output("view", target),))
            for found, target in zip(gathering.found, targets, strict=True)
        ]
        for found, target in zip(gathering.found, targets, strict=True):
            if target.resolve() == found.path.resolve():
                raise typer.BadParameter("the view would overwrite the file", param_hint="-o")
        code = _convert(gathering, conversions, options, request)
        for target in targets:
            if target.exists():
                typer.echo(printable(str(target)))
    raise typer.Exit(code)


@with_options
def info(
    file: Annotated[Path, typer.Argument(help="A file, or - for standard input.")],
    bounds: Bounds,
    pages: Pages = None,
    password: Password = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Tell what a file is: format, pages, text layers, encryption, outline."""
    with TemporaryDirectory(prefix="docparse-") as scratch:
        from docparse.errors import SourceError
        from docparse.inspection import inspect_file

        check_pages(pages)
        path = readable(file, Path(scratch))
        try:
            report = inspect_file(
                path, pages=pages, password=password, limits=bounds.limits(EngineChoice())
            )
        except SourceError as error:
            typer.echo(failure_line(file, str(error)), err=True)
            raise typer.Exit(1) from None
        if as_json:
            typer.echo(report.model_dump_json(indent=2))
        else:
            from docparse.inspection import describe

            typer.echo(describe(report))
    raise typer.Exit(int(any(page.error for page in report.pages)))


def engines() -> None:
    """List the engines and whether they can be used here."""
    from docparse.engines import ENGINES
    from docparse.errors import MissingDependencyError
    from docparse.extras import load

    for name, entry in ENGINES.items():
        try:
            load(entry.target, extra=entry.extra)
            state = "ready"
        except MissingDependencyError:
            state = f"not installed: pip install 'docparse[{entry.extra}]'"
        typer.echo(f"{name:12} {entry.summary} ({state})")


@dataclass(frozen=True)
class _Request:
    """What `parse` was asked for.

    Attributes:
        scratch: A folder that vanishes at the end: for standard input, and for what goes to
            standard output.
    """

    scratch: Path
    paths: Sequence[Path]
    output: Path | None
    formats: tuple[Format, ...]
    figures: Path | None
    skip_existing: bool
    progress: ProgressForm = "auto"

    def check(self) -> None:
        """Refuse what cannot be meant."""
        several = len(self.paths) > 1 or self.paths[0].is_dir()
        if self.output is None and several:
            raise typer.BadParameter("folders and several files need a folder: -o DIR")
        if self.output is None and len(self.formats) > 1:
            raise typer.BadParameter("several formats need a folder: -o DIR")
        if self.output is None and self.skip_existing:
            raise typer.BadParameter("--skip-existing needs a folder: -o DIR")
        for folder in (self.output, self.figures):
            if folder is not None and folder.exists() and not folder.is_dir():
                raise typer.BadParameter(f"{folder} is a file; give a folder")

    def gather(self) -> Gathering:
        """Find the documents."""
        from docparse.gathering import gather

        results = [folder for folder in (self.output, self.figures) if folder is not None]
        return gather([readable(path, self.scratch) for path in self.paths], without=results)

    def shown(self, path: Path) -> Path:
        """Return the path as the user gave it."""
        return shown_as(path, self.scratch)

    def conversions(self, gathering: Gathering) -> Iterator[Conversion]:
        """Say what is to be written for each document found."""
        from docparse.conversions import Conversion, Output, output_path

        results = self.output or self.scratch / "out"
        for found in gathering.found:
            conversion = Conversion(
                source=found.path,
                outputs=tuple(
                    Output(form, output_path(results / found.target, form)) for form in self.formats
                ),
                figures=None if self.figures is None else self.figures / found.target,
                linked_from=Path.cwd() if self.output is None else None,
            )
            if not (self.skip_existing and _is_done(conversion)):
                yield conversion


def _convert(
    gathering: Gathering,
    conversions: Sequence[Conversion],
    options: BatchOptions,
    request: _Request,
) -> int:
    """Convert, show progress and complaints; return the exit code."""
    from docparse.batch import convert_files
    from docparse.events import FileFailed

    report = _Report(request)
    with (
        progress_in(request.progress, len(conversions)) as progress,
        stop_on_signals(
            wanted=request.output is not None and STANDARD_INPUT not in request.paths,
            silent=request.progress == "json",
        ) as stop,
    ):
        for missing in gathering.missing:
            report.complain(progress, missing.path, missing.reason)
            progress.take(FileFailed(source=missing.path, reason=missing.reason))
        if progress.shown and len(conversions) > 1:
            _count_beside(progress, conversions, options)
        with closing(
            convert_files(conversions, options, on_event=progress.take, stop=stop)
        ) as outcomes:
            for outcome in outcomes:
                report.add(progress, outcome)
        report.sum_up(progress)
        return stop.code if report.stopped else int(report.failed)


@dataclass
class _Report:
    """What is said of a run on standard error, and what it comes to."""

    request: _Request
    failed: bool = False
    done_before: int = 0
    failed_before: int = 0
    stopped: int = 0

    def add(self, progress: PageProgress, outcome: Outcome) -> None:
        """Say what went wrong, and count."""
        troubles = [*filter(None, [outcome.failure]), *outcome.problems]
        for trouble in troubles:
            self.complain(progress, outcome.conversion.source, trouble)
        self.stopped += outcome.stopped
        self.done_before += outcome.before and not troubles
        self.failed_before += outcome.before and bool(troubles)

    def complain(self, progress: PageProgress, path: Path, trouble: str) -> None:
        """Say that something failed."""
        progress.say(failure_line(self.request.shown(path), trouble))
        self.failed = True

    def sum_up(self, progress: PageProgress) -> None:
        """Say what was there before, and what is left."""
        before = [f"{self.done_before} done before"] if self.done_before else []
        if self.failed_before:
            before.append(f"{self.failed_before} failed before (--retry-failed tries again)")
        if before:
            progress.say(", ".join(before))
        if self.stopped:
            progress.say(f"stopped: {self.stopped} left; the same command goes on from here")


def _count_beside(
    progress: PageProgress, conversions: Sequence[Conversion], options: BatchOptions
) -> None:
    """Count all pages in the background, so that the time left can be told."""
    from threading import Thread

    from docparse.batch import count_pages

    files = [conversion.source for conversion in conversions]

    def count() -> None:
        for path, pages in count_pages(files, options):
            progress.expect(path, pages)

    Thread(target=count, daemon=True).start()


def _formats(text: str) -> tuple[Format, ...]:
    from docparse.conversions import FORMATS

    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    for form in chosen:
        if form not in FORMATS:
            raise typer.BadParameter(
                f"{form!r} is not one of {', '.join(FORMATS)}", param_hint="--format"
            )
    return cast("tuple[Format, ...]", chosen)


def _batch_options(
    engine: EngineChoice,
    bounds: Bounds,
    pages: str | None,
    password: str | None,
    parsing: ParseOptions,
) -> BatchOptions:
    from docparse.conversions import BatchOptions

    check_pages(pages)
    return BatchOptions(
        engine=engine.name,
        engine_options=engine.options,
        pages=pages,
        password=password,
        parsing=parsing,
        limits=bounds.limits(engine),
    )


def _default_jobs(engine: EngineChoice, files: int) -> int:
    """Return how many processes cores and memory allow; a model is loaded once."""
    from docparse.cores import usable_cores

    if engine.name != "embedded":
        return 1
    most = min(len(usable_cores()), max(1, files))
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # not told on every system
        return most
    return max(1, min(most, free // _WORKER_BYTES))


def _is_done(conversion: Conversion) -> bool:
    born = conversion.source.stat().st_mtime
    return all(
        output.path.exists() and output.path.stat().st_mtime >= born
        for output in conversion.outputs
    )


def _copy_to_standard_output(path: Path) -> None:
    if path.exists():
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()

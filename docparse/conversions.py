"""What is to be converted and how, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from docparse.api import ParseOptions
from docparse.records import Again
from docparse.sources import Limits

_LIMITS = Limits(page_timeout_s=300)
PAIRS = "pairs"
"""Stands for all labelled values where the name of a type may stand."""
Format: TypeAlias = Literal["md", "json", "html", "txt", "view"]
FORMATS: tuple[Format, ...] = get_args(Format)


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

    @property
    def links(self) -> Path:
        """Folder from which the results link the figures."""
        return self.linked_from or self.outputs[0].path.parent

    @property
    def folders(self) -> frozenset[Path]:
        """Folders that something is written to."""
        own = {output.path.parent for output in self.outputs}
        return frozenset(own | ({self.figures.parent} if self.figures is not None else set()))


@dataclass(frozen=True, kw_only=True)
class BatchOptions:
    """How files are converted.

    Attributes:
        engine: Name of an engine.
        engine_options: What it is opened with, as for `open_engine`.
        pages: Which pages of each file, like `1-3,7,-1`; all by default.
        password: Opens encrypted PDFs.
        parsing: How to parse.
        limits: Bounds on each file, those of time and memory enforced by ending the process.
            A file has failed in which no page was finished within `page_timeout_s`; with a
            `folder`, only the page.
        furniture: Include running headers and footers in Markdown, HTML and text.
        workers: Number of processes.
        fields: What to extract and write in place of the blocks: the name of a type, as for
            `type_named`, or `pairs` for all labelled values; None writes the blocks.
        folder: The folder of the results, which remembers in `.docparse/` what is done, page by
            page: started again, a batch goes on where it ended. None remembers nothing.
        again: What is done anew although it is remembered: `nothing`, the `failed` pages and
            files, or `all`.
    """

    engine: str = "embedded"
    engine_options: Mapping[str, object] = field(default_factory=dict, repr=False)
    pages: str | None = None
    password: str | None = field(default=None, repr=False)
    parsing: ParseOptions = field(default_factory=ParseOptions)
    limits: Limits = _LIMITS
    furniture: bool = False
    workers: int = 1
    fields: str | None = None
    folder: Path | None = None
    again: Again = "nothing"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a conversion.

    Attributes:
        failure: Why nothing was written; None when everything was.
        problems: What is missing from what was written: pages and figures, a sentence each.
        pages: Number of pages in the results.
        seconds: What it took.
        before: It was through before this run, and nothing was done.
        stopped: The run was stopped before it was through; neither written nor failed.
    """

    conversion: Conversion
    failure: str | None = None
    problems: tuple[str, ...] = ()
    pages: int = 0
    seconds: float = 0.0
    before: bool = False
    stopped: bool = False

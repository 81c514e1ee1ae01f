"""Options that several commands share, and how they complain."""

from __future__ import annotations

import inspect
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, Literal, ParamSpec, TypeVar, get_type_hints

import typer

if TYPE_CHECKING:
    from docparse.sources import Limits

P = ParamSpec("P")
R = TypeVar("R")

STANDARD_INPUT = Path("-")
_PAGE_TIMEOUT_S = 120.0
_MEMORY_MB = 4096
"""What a page may take when nothing else is said: files on a command line are not to be trusted."""
_INTERRUPTED, _PIPE_CLOSED, _KILLED = 130, 141, 128
_ENDING = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]

Pages = Annotated[
    str | None, typer.Option(help="Pages, like 1-3,7,-1 (-1 is the last); all by default.")
]
Password = Annotated[
    str | None,
    typer.Option(envvar="DOCPARSE_PASSWORD", help="Opens encrypted PDFs.", show_envvar=True),
]
Ocr = Annotated[
    Literal["auto", "always", "never"],
    typer.Option(help="Read page images: where the text layer fails, always, or never."),
]
Furniture = Annotated[
    bool, typer.Option("--furniture", help="Keep running headers, footers and page numbers.")
]


@dataclass(frozen=True)
class EngineChoice:
    """The engine a user chose, and what it is opened with."""

    name: str = "embedded"
    options: dict[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Bounds:
    """What the user lets a file take."""

    file_s: float | None = None
    page_s: float = _PAGE_TIMEOUT_S
    memory_mb: int = _MEMORY_MB

    def limits(self, engine: EngineChoice) -> Limits:
        """Return them for an engine; models take what they need."""
        from docparse.sources import Limits

        memory_mb = self.memory_mb if engine.name == "embedded" else None
        limits = Limits(page_timeout_s=self.page_s, max_memory_mb=memory_mb)
        return limits if self.file_s is None else replace(limits, document_timeout_s=self.file_s)


def _bounds(
    time_limit: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            metavar="SECONDS",
            help="For each file; it fails when its time is up.",
            rich_help_panel="Bounds",
        ),
    ] = None,
    page_time_limit: Annotated[
        float,
        typer.Option(
            min=0.1,
            metavar="SECONDS",
            help="A page that takes longer fails.",
            rich_help_panel="Bounds",
        ),
    ] = _PAGE_TIMEOUT_S,
    max_memory: Annotated[
        int,
        typer.Option(
            min=1,
            metavar="MB",
            help="For each process of the embedded engine; a page that takes more fails.",
            rich_help_panel="Bounds",
        ),
    ] = _MEMORY_MB,
) -> Bounds:
    """Gather what was said of time and memory."""
    return Bounds(time_limit, page_time_limit, max_memory)


def _engine_options(  # noqa: PLR0913, PLR0917 (one argument for each option)
    engine: Annotated[str, typer.Option(help="See `docparse engines`.")] = "embedded",
    weights: Annotated[
        str | None,
        typer.Option(
            metavar="DIR|HUB_ID", help="infmllm2: the checkpoint.", rich_help_panel="Models"
        ),
    ] = None,
    device: Annotated[
        str | None,
        typer.Option(help="infmllm2: cuda, cuda:1, cpu.", rich_help_panel="Models"),
    ] = None,
    quantization: Annotated[
        str | None, typer.Option(help="infmllm2: 8bit or 4bit.", rich_help_panel="Models")
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="remote: the server.", rich_help_panel="Models"),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help="remote: name of the model it serves.", rich_help_panel="Models"),
    ] = None,
    dialect: Annotated[
        str | None,
        typer.Option(
            help="remote: infmllm2, infinity_parser2 or instruct.", rich_help_panel="Models"
        ),
    ] = None,
    api_key: Annotated[
        str | None,
        typer.Option(
            envvar="DOCPARSE_API_KEY",
            show_envvar=True,
            help="remote: sent to the server.",
            rich_help_panel="Models",
        ),
    ] = None,
    strategy: Annotated[
        str | None,
        typer.Option(
            help="Show a model the whole page, or its regions: page or regions.",
            rich_help_panel="Models",
        ),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Of the prompts: en or zh.", rich_help_panel="Models")
    ] = None,
    max_new_tokens: Annotated[
        int | None,
        typer.Option(min=1, help="Where a reply is cut off.", rich_help_panel="Models"),
    ] = None,
) -> EngineChoice:
    """Gather what was said of the engine."""
    from docparse.engines import ENGINES

    said = {
        "weights": weights,
        "device": device,
        "quantization": quantization,
        "base_url": base_url,
        "model": model,
        "dialect": dialect,
        "api_key": api_key,
        "strategy": strategy,
        "language": language,
        "max_new_tokens": max_new_tokens,
    }
    if engine not in ENGINES:
        raise typer.BadParameter(
            f"{engine!r} is not one of {', '.join(ENGINES)}", param_hint="--engine"
        )
    options: dict[str, object] = {name: value for name, value in said.items() if value is not None}
    if "base_url" not in options:
        options.pop("api_key", None)  # set in the environment for other runs
    return EngineChoice(engine, options)


_RAISED_BY = {
    "document_timeout_s": "--time-limit",
    "page_timeout_s": "--page-time-limit",
    "max_memory_mb": "--max-memory",
}
"""Limits by the options of commands."""
_GATHERED: dict[str, Callable[..., object]] = {"engine": _engine_options, "bounds": _bounds}
"""Arguments that stand for several options."""


def with_options(command: Callable[P, R]) -> Callable[..., R]:
    """Give a command the options that its arguments `engine` and `bounds` stand for."""
    own = inspect.signature(command).parameters
    hints = get_type_hints(command, include_extras=True)
    gathered = {name: _options_of(gather) for name, gather in _GATHERED.items() if name in own}
    parameters = [
        item.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, item in own.items()
        if name not in gathered
    ]

    @wraps(command)
    def run(**values: Any) -> R:  # noqa: ANN401 (what the command line gives)
        for name, options in gathered.items():
            said = {option.name: values.pop(option.name) for option in options}
            values[name] = _GATHERED[name](**said)
        with quietly():
            result = command(**values)  # type: ignore[call-arg]
            sys.stdout.flush()
        return result

    added = [option for options in gathered.values() for option in options]
    run.__signature__ = inspect.Signature(parameters + added)  # type: ignore[attr-defined]
    run.__annotations__ = {}
    del run.__wrapped__
    return run


def _options_of(gather: Callable[..., object]) -> list[inspect.Parameter]:
    hints = get_type_hints(gather, include_extras=True)
    return [
        item.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, item in inspect.signature(gather).parameters.items()
    ]


def check_pages(pages: str | None) -> None:
    """Refuse what selects no pages."""
    from docparse.errors import SourceError
    from docparse.sources import check_selection

    try:
        if pages is not None:
            check_selection(pages)
    except SourceError as error:
        raise typer.BadParameter(str(error), param_hint="--pages") from None


def readable(path: Path, scratch: Path) -> Path:
    """Return the path, or for `-` a file in that folder with what came from standard input."""
    if path != STANDARD_INPUT:
        return path
    copy = scratch / "stdin"
    if not copy.exists():
        with copy.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
    return copy


def shown_as(path: Path, scratch: Path) -> Path:
    """Return a path as the user gave it."""
    return STANDARD_INPUT if path.parent == scratch else path


def failure_line(path: Path, message: str) -> str:
    """Put a failure on one line, `path: message`, with the options that raise a limit."""
    text = " ".join(message.split())
    for name, option in _RAISED_BY.items():
        text = text.replace(f"Limits({name}=…)", option)
    for start in (f"{path}: ", f"{path.name}: ", "stdin: "):
        text = text.removeprefix(start)
    return printable(f"{path}: {text}")


def printable(text: str) -> str:
    """Escape line breaks and other characters that may stand in file names."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


@contextmanager
def quietly() -> Iterator[None]:
    """End without a word when the reader has gone, Ctrl-C was pressed or SIGTERM or SIGHUP came.

    What the machine or an engine cannot do is said on one line.
    """
    from docparse.errors import EngineError
    from docparse.records import StoreError

    try:
        with _tidy_when_terminated():
            yield
    except KeyboardInterrupt:
        raise typer.Exit(_INTERRUPTED) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(_PIPE_CLOSED) from None
    except (EngineError, StoreError) as error:
        typer.echo(f"docparse: {' '.join(str(error).split())}", err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        name = error.filename or "standard output"
        typer.echo(f"docparse: {printable(str(name))}: {error.strerror or error}", err=True)
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None


@contextmanager
def _tidy_when_terminated() -> Iterator[None]:
    """Let signals end the command by an exception, so that it leaves nothing behind."""
    if current_thread() is not main_thread():
        yield
        return

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(_KILLED + number)

    before = {number: signal.signal(number, leave) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""Options that several commands share, and how they complain."""

from __future__ import annotations

import inspect
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType
from typing import Annotated, Any, Literal, ParamSpec, TypeVar, get_type_hints

import typer

P = ParamSpec("P")
R = TypeVar("R")

STANDARD_INPUT = Path("-")
PAGE_TIMEOUT_S = 120.0
MEMORY_MB = 4096
"""What a page may take when nothing else is said: files on a command line are not to be trusted."""
_INTERRUPTED, _PIPE_CLOSED, _TERMINATED = 130, 141, 143

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
TimeLimit = Annotated[
    float | None,
    typer.Option(min=0.1, metavar="SECONDS", help="For each file; it fails when its time is up."),
]
PageTimeLimit = Annotated[
    float,
    typer.Option(min=0.1, metavar="SECONDS", help="A page that takes longer fails."),
]
MemoryLimit = Annotated[
    int,
    typer.Option(
        "--max-memory",
        min=1,
        metavar="MB",
        help="For each process of the embedded engine; a page that takes more fails.",
    ),
]
Furniture = Annotated[
    bool, typer.Option("--furniture", help="Keep running headers, footers and page numbers.")
]


@dataclass(frozen=True)
class EngineChoice:
    """The engine a user chose, and what it is opened with."""

    name: str = "embedded"
    options: dict[str, object] = field(default_factory=dict, repr=False)


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


def with_engine(command: Callable[P, R]) -> Callable[..., R]:
    """Give a command the options of engines; its argument `engine` is what they come to."""
    own = inspect.signature(command)
    hints = get_type_hints(command, include_extras=True)
    shared = inspect.signature(_engine_options)
    shared_hints = get_type_hints(_engine_options, include_extras=True)
    parameters = [
        item.replace(annotation=hints[name])
        for name, item in own.parameters.items()
        if name != "engine"
    ]
    added = [
        item.replace(annotation=shared_hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, item in shared.parameters.items()
    ]

    @wraps(command)
    def run(**values: Any) -> R:  # noqa: ANN401 (what the command line gives)
        engine = _engine_options(**{name: values.pop(name) for name in shared.parameters})
        return command(engine=engine, **values)  # type: ignore[call-arg, arg-type]

    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [item.replace(kind=inspect.Parameter.KEYWORD_ONLY) for item in parameters] + added
    )
    run.__annotations__ = {}
    del run.__wrapped__
    return run


def failure_line(path: Path, message: str) -> str:
    """Put a failure on one line: `path: message`."""
    text = " ".join(message.split())
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
    """End without a word when the reader has gone, Ctrl-C was pressed or SIGTERM came."""
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


@contextmanager
def _tidy_when_terminated() -> Iterator[None]:
    """Let SIGTERM end the command by an exception, so that it leaves nothing behind."""
    if current_thread() is not main_thread():
        yield
        return

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(_TERMINATED)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

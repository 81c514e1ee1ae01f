"""`docparse table`, `formula`, `layout`, `ask` and `spot`: one question about a file."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from docparse.cli.options import (
    STANDARD_INPUT,
    EngineChoice,
    Pages,
    Password,
    failure_line,
    quietly,
    with_engine,
)

if TYPE_CHECKING:
    from docparse.engines.base import Engine
    from docparse.schemas import Box

R = TypeVar("R")

File = Annotated[Path, typer.Argument(help="A file, or - for standard input.")]
PageNumber = Annotated[int, typer.Option(min=1, help="The page, from 1.")]
BoxText = Annotated[
    str | None,
    typer.Option("--box", metavar="X0,Y0,X1,Y1", help="Region in points from the top left."),
]


@with_engine
def table(
    file: File,
    engine: EngineChoice,
    page: PageNumber = 1,
    box: BoxText = None,
    form: Annotated[Literal["md", "html", "csv", "json"], typer.Option("--format")] = "md",
    password: Password = None,
) -> None:
    """Read one table of a page or picture."""
    from docparse.api import read_table

    region = _box(box)
    found = _answer(
        file,
        engine,
        lambda path, opened: read_table(
            path, page=page, box=region, engine=opened, password=password
        ),
    )
    written: dict[str, Callable[[], str]] = {
        "md": found.to_markdown,
        "html": found.to_html,
        "csv": found.to_csv,
        "json": lambda: found.model_dump_json(indent=2),
    }
    typer.echo(written[form]().rstrip())


@with_engine
def formula(
    file: File,
    engine: EngineChoice,
    page: PageNumber = 1,
    box: BoxText = None,
    password: Password = None,
) -> None:
    """Read one formula of a page or picture as LaTeX."""
    from docparse.api import read_formula

    region = _box(box)
    found = _answer(
        file,
        engine,
        lambda path, opened: read_formula(
            path, page=page, box=region, engine=opened, password=password
        ),
    )
    typer.echo(found.latex or "")


@with_engine
def layout(
    file: File,
    engine: EngineChoice,
    pages: Pages = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    password: Password = None,
) -> None:
    """Tell what stands where: page, kind and box in points, in reading order."""
    from docparse.api import find_layout

    found = _answer(
        file,
        engine,
        lambda path, opened: find_layout(path, pages=pages, engine=opened, password=password),
    )
    if as_json:
        typer.echo(json.dumps([region.model_dump() for region in found], indent=2))
        return
    for region in found:
        corners = " ".join(f"{value:8.2f}" for value in region.box.corners)
        typer.echo(f"{region.page:5}  {region.kind:12} {corners}")


@with_engine
def ask(
    file: File,
    engine: EngineChoice,
    questions: Annotated[
        list[str], typer.Argument(metavar="QUESTION…", help="Asked one after the other.")
    ],
    pages: Pages = None,
    password: Password = None,
) -> None:
    """Ask a model about a document, turn after turn."""

    def converse(path: Path, opened: Engine) -> None:
        from docparse.conversation import Conversation

        with Conversation(path, engine=opened, pages=pages, password=password) as conversation:
            for question in questions:
                typer.echo(conversation.ask(question))

    _answer(file, engine, converse)


@with_engine
def spot(
    file: File,
    engine: EngineChoice,
    box: BoxText = None,
    point: Annotated[
        str | None, typer.Option(metavar="X,Y", help="Point in points from the top left.")
    ] = None,
    color: Annotated[str | None, typer.Option(help="Colour: red, #cc0000.")] = None,
    page: PageNumber = 1,
    password: Password = None,
) -> None:
    """Read the text in a box, at a point or in a colour."""
    from docparse.api import spot_text
    from docparse.schemas import Point

    given = [value for value in (box, point, color) if value is not None]
    if len(given) != 1:
        raise typer.BadParameter("say where: one of --box, --point and --color")
    where: Box | Point | str | None = _box(box) or color
    if point is not None:
        x, y = _numbers(point, 2, "--point")
        where = Point(x=x, y=y)
    assert where is not None
    found = _answer(
        file,
        engine,
        lambda path, opened: spot_text(path, where, page=page, engine=opened, password=password),
    )
    typer.echo(found.text)


def _answer(file: Path, engine: EngineChoice, question: Callable[[Path, Engine], R]) -> R:
    """Open the engine, ask, and put what goes wrong on one line."""
    from docparse.engines import open_engine
    from docparse.errors import OutputError, SourceError, TaskError

    with quietly(), TemporaryDirectory(prefix="docparse-") as scratch:
        path = _readable(file, Path(scratch))
        try:
            with open_engine(engine.name, **engine.options) as opened:
                return question(path, opened)
        except (SourceError, OutputError, TaskError) as error:
            typer.echo(failure_line(file, str(error)), err=True)
            raise typer.Exit(1) from None


def _readable(file: Path, scratch: Path) -> Path:
    if file != STANDARD_INPUT:
        return file
    copy = scratch / "stdin"
    with copy.open("wb") as target:
        shutil.copyfileobj(sys.stdin.buffer, target)
    return copy


def _box(text: str | None) -> Box | None:
    if text is None:
        return None
    from docparse.schemas import Box

    return Box.of(_numbers(text, 4, "--box"))


def _numbers(text: str, count: int, option: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != count:
        raise typer.BadParameter(f"{text!r} is not {count} numbers", param_hint=option)
    return numbers

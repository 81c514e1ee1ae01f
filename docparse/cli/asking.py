"""`docparse table`, `formula`, `layout`, `ask` and `spot`: one question about a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from docparse.cli.options import (
    Bounds,
    EngineChoice,
    Pages,
    Password,
    check_pages,
    failure_line,
    readable,
    with_options,
)

if TYPE_CHECKING:
    from docparse.engines.base import Engine
    from docparse.isolated_calls import Call
    from docparse.schemas import Box
    from docparse.sources import Source

R = TypeVar("R")

File = Annotated[Path, typer.Argument(help="A file, or - for standard input.")]
PageNumber = Annotated[int, typer.Option(min=1, help="The page, from 1.")]
BoxText = Annotated[
    str | None,
    typer.Option("--box", metavar="X0,Y0,X1,Y1", help="Region in points from the top left."),
]


@with_options
def table(
    file: File,
    engine: EngineChoice,
    bounds: Bounds,
    page: PageNumber = 1,
    box: BoxText = None,
    form: Annotated[Literal["md", "html", "csv", "json"], typer.Option("--format")] = "md",
    password: Password = None,
) -> None:
    """Read one table of a page or picture."""
    from docparse.api import read_table

    question = _Question(file, engine, bounds, str(page), password)
    found = question.answer(partial(read_table, page=page, box=_box(box)))
    written: dict[str, Callable[[], str]] = {
        "md": found.to_markdown,
        "html": found.to_html,
        "csv": found.to_csv,
        "json": lambda: found.model_dump_json(indent=2),
    }
    typer.echo(written[form]().rstrip())


@with_options
def formula(
    file: File,
    engine: EngineChoice,
    bounds: Bounds,
    page: PageNumber = 1,
    box: BoxText = None,
    password: Password = None,
) -> None:
    """Read one formula of a page or picture as LaTeX."""
    from docparse.api import read_formula

    question = _Question(file, engine, bounds, str(page), password)
    found = question.answer(partial(read_formula, page=page, box=_box(box)))
    typer.echo(found.latex or "")


@with_options
def layout(
    file: File,
    engine: EngineChoice,
    bounds: Bounds,
    pages: Pages = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    password: Password = None,
) -> None:
    """Tell what stands where: page, kind and box in points, in reading order."""
    from docparse.api import find_layout

    question = _Question(file, engine, bounds, pages, password)
    found = question.answer(partial(find_layout, pages=pages))
    if as_json:
        typer.echo(json.dumps([region.model_dump() for region in found], indent=2))
        return
    for region in found:
        corners = " ".join(f"{value:8.2f}" for value in region.box.corners)
        typer.echo(f"{region.page:5}  {region.kind:12} {corners}")


@with_options
def ask(
    file: File,
    engine: EngineChoice,
    bounds: Bounds,
    questions: Annotated[
        list[str], typer.Argument(metavar="QUESTION…", help="Asked one after the other.")
    ],
    pages: Pages = None,
    password: Password = None,
) -> None:
    """Ask a model about a document, turn after turn."""

    question = _Question(file, engine, bounds, pages, password)
    for answer in question.answers(partial(_converse, questions=tuple(questions), pages=pages)):
        typer.echo(answer)


@with_options
def spot(
    file: File,
    engine: EngineChoice,
    bounds: Bounds,
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
    question = _Question(file, engine, bounds, str(page), password)
    found = question.answer(partial(spot_text, where=where, page=page))
    typer.echo(found.text)


def _converse(
    source: Source, *, engine: Engine, questions: Sequence[str], pages: str | None
) -> Iterator[str]:
    from docparse.conversation import Conversation

    with Conversation(source, engine=engine, pages=pages) as conversation:
        yield from map(conversation.ask, questions)


@dataclass(frozen=True)
class _Question:
    """What a question is about, who is asked, and what that may take."""

    file: Path
    engine: EngineChoice
    bounds: Bounds
    pages: str | None
    password: str | None

    def answer(self, call: Call[R]) -> R:
        """Ask, and put what goes wrong on one line."""
        from docparse.isolated_calls import call_isolated

        with self._about() as asked:
            return call_isolated(call, **asked)

    def answers(self, call: Call[Iterator[R]]) -> Iterator[R]:
        """Do the same for one answer after the other."""
        from docparse.isolated_calls import stream_isolated

        with self._about() as asked:
            yield from stream_isolated(call, **asked)

    @contextmanager
    def _about(self) -> Iterator[dict[str, Any]]:
        from docparse.errors import OutputError, SourceError, TaskError
        from docparse.parcels import Parcel

        check_pages(self.pages)
        limits = self.bounds.limits(self.engine)
        with TemporaryDirectory(prefix="docparse-") as scratch:
            try:
                path = readable(self.file, Path(scratch))
                yield {
                    "source": Parcel.of(path, self.password, limits),
                    "engine": self.engine.name,
                    "engine_options": self.engine.options,
                    "pages": self.pages,
                    "limits": limits,
                }
            except (SourceError, OutputError, TaskError) as error:
                typer.echo(failure_line(self.file, str(error)), err=True)
                raise typer.Exit(1) from None


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

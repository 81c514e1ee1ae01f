"""`docparse extract`: the fields of a type, of one file after the other."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from docparse.cli.options import EngineChoice, Pages, Password, failure_line, quietly, with_engine

if TYPE_CHECKING:
    from docparse.schemas.extraction import Extraction

_READY = "docparse.schemas.forms"


@with_engine
def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files or folders.")],
    engine: EngineChoice,
    schema: Annotated[
        str,
        typer.Option(
            "--schema",
            metavar="NAME",
            help="invoice, receipt, …; a type, module:Class; or a JSON Schema, file.json.",
        ),
    ],
    form: Annotated[Literal["json", "csv"], typer.Option("--format")] = "json",
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why each value was chosen, on stderr.")
    ] = False,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Add the page, box and text of each value.")
    ] = False,
    pages: Pages = None,
    password: Password = None,
) -> None:
    """Read fields into JSON lines or CSV, a row for each document."""
    from docparse.api import extract as read
    from docparse.engines import open_engine
    from docparse.errors import OutputError, SourceError
    from docparse.gathering import gather

    kind = _type(schema)
    gathered = gather(files)
    for lost in gathered.missing:
        typer.echo(failure_line(lost.path, lost.reason), err=True)
    failed = bool(gathered.missing)
    rows: list[dict[str, object]] = []
    with quietly(), open_engine(engine.name, **engine.options) as opened:
        for path in (each.path for each in gathered.found):
            try:
                found = read(path, kind, pages=pages, engine=opened, password=password)
            except (SourceError, OutputError) as error:
                typer.echo(failure_line(path, str(error)), err=True)
                failed = True
                continue
            rows.append(_row(path, found, kind, evidence=evidence))
            if form == "json":
                typer.echo(json.dumps(rows.pop(), ensure_ascii=False))
            if explain:
                typer.echo(f"{path}\n{found.explain()}", err=True)
    if form == "csv":
        typer.echo(_csv(rows), nl=False)
    if failed:
        raise typer.Exit(1)


def _type(name: str) -> type[Any]:
    """Return the ready type of that name, the one a module holds, or that of a JSON Schema."""
    from docparse.errors import SchemaError
    from docparse.tasks.given import as_type

    if name.endswith(".json"):
        try:
            return as_type(json.loads(Path(name).read_text("utf-8")))
        except (OSError, ValueError, SchemaError) as error:
            raise typer.BadParameter(f"{name!r}: {error}", param_hint="--schema") from None
    module, _, attribute = name.rpartition(":")
    ready = import_module(_READY)
    if not module:
        known = {each.lower(): each for each in dir(ready) if each[0].isupper()}
        found = getattr(ready, known.get(name.lower().replace("_", ""), ""), None)
    else:
        sys.path.insert(0, "")
        try:
            found = getattr(import_module(module), attribute, None)
        except ImportError as error:
            raise typer.BadParameter(f"{name!r}: {error}", param_hint="--schema") from None
    if not isinstance(found, type):
        names = ", ".join(sorted(each.__name__ for each in _ready_types(ready)))
        hint = f"no type {name!r}; give one of {names}, or module:Class"
        raise typer.BadParameter(hint, param_hint="--schema")
    return found


def _ready_types(module: Any) -> Iterator[type[Any]]:  # noqa: ANN401 (any module)
    own = (each for each in vars(module).values() if isinstance(each, type))
    return (each for each in own if each.__module__ == module.__name__)


def _row(
    path: Path, found: Extraction[Any], kind: type[Any], *, evidence: bool
) -> dict[str, object]:
    """A document's values, each under its name, as JSON has them."""
    from docparse.tasks.extract import adapter_of

    row: dict[str, object] = {"file": str(path)}
    if found.value is not None:
        dumped = adapter_of(kind).dump_python(found.value, mode="json")
        row |= dumped if isinstance(dumped, dict) else {"value": dumped}
    if evidence:
        for name, place in found.evidence.items():
            row[f"{name}.page"], row[f"{name}.text"] = place.page, place.text
            row[f"{name}.box"] = list(place.box.corners)
            row[f"{name}.score"] = place.score
    row["problems"] = [f"{one.field}: {one.message}" for one in found.problems]
    return row


def _csv(rows: Sequence[dict[str, object]]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    made = io.StringIO()
    writer = csv.DictWriter(made, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return made.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value

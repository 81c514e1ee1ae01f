"""`docparse extract`: the fields of a type, of one file after the other."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from docparse.cli.options import (
    Bounds,
    EngineChoice,
    Pages,
    Password,
    check_pages,
    failure_line,
    readable,
    shown_as,
    with_options,
)

if TYPE_CHECKING:
    from docparse.schemas import KeyValue
    from docparse.schemas.extraction import Extraction


@with_options
def extract(  # noqa: PLR0913, PLR0917 (one argument for each option)
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Files, folders, or - for standard input.")
    ],
    engine: EngineChoice,
    bounds: Bounds,
    schema: Annotated[
        str | None,
        typer.Option(
            "--schema",
            metavar="NAME",
            help="invoice, receipt, …; a type, module:Class; or a JSON Schema, file.json. "
            "Without it, all labelled values.",
        ),
    ] = None,
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
    """Read fields into JSON lines or CSV, a row for each document, or for each labelled value."""
    from docparse.api import extract_isolated
    from docparse.errors import OutputError, SourceError
    from docparse.gathering import gather
    from docparse.parcels import Parcel

    check_pages(pages)
    limits = bounds.limits(engine)
    kind = None if schema is None else named_type(schema, "--schema")
    if schema is not None and schema.endswith(".json"):
        schema = str(Path(schema).absolute())  # wherever the worker was started
    rows: list[dict[str, object]] = []
    with TemporaryDirectory(prefix="docparse-") as scratch:
        gathered = gather([readable(file, Path(scratch)) for file in files])
        for lost in gathered.missing:
            typer.echo(failure_line(lost.path, lost.reason), err=True)
        failed = bool(gathered.missing)
        for each in gathered.found:
            path = shown_as(each.path, Path(scratch))
            try:
                found = extract_isolated(
                    Parcel.of(each.path, password, limits),
                    schema,
                    pages=pages,
                    engine=engine.name,
                    engine_options=engine.options,
                    limits=limits,
                )
            except (SourceError, OutputError) as error:
                typer.echo(failure_line(path, str(error)), err=True)
                failed = True
                continue
            if kind is None:
                rows += _pairs(path, found, evidence=evidence)
            else:
                rows.append(_row(path, found, kind, evidence=evidence))
            while form == "json" and rows:
                typer.echo(json.dumps(rows.pop(0), ensure_ascii=False))
            if explain:
                typer.echo(f"{path}\n{found.explain()}", err=True)
    if form == "csv":
        typer.echo(_csv(rows), nl=False)
    if failed:
        raise typer.Exit(1)


def named_type(name: str, option: str) -> type[Any]:
    """Return the type of that name; another name is wrong usage of the option."""
    from docparse.errors import SchemaError
    from docparse.tasks.given import type_named

    try:
        return type_named(name)
    except SchemaError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


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


def _pairs(
    path: Path, found: Extraction[tuple[KeyValue, ...]], *, evidence: bool
) -> Iterator[dict[str, object]]:
    """A row for each labelled value."""
    for pair in found.value or ():
        row = {"file": str(path), "page": pair.page, "key": pair.key, "value": pair.value}
        yield row | ({"box": list(pair.box.corners)} if evidence else {})


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

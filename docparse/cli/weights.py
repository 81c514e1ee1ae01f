"""`docparse weights check` and `weights convert`: the checkpoint of INF-MLLM2."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from docparse.cli.options import printable, quietly

app = typer.Typer(no_args_is_help=True, help="Check and convert checkpoints of INF-MLLM2.")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the checkpoint.")]


@app.command()
def check(folder: Folder) -> None:
    """Account for every tensor of a checkpoint, without loading it."""
    with quietly():
        from docparse.extras import load

        report = load("docparse.models.infmllm2.weights:check_weights", extra="model")(folder)
        typer.echo(report.describe())
    raise typer.Exit(0 if report.complete else 1)


@app.command()
def convert(
    folder: Folder,
    output: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to be made.")],
) -> None:
    """Write a checkpoint as docparse's own, for `from_pretrained` and faster loading."""
    with quietly():
        from docparse.extras import load

        load("docparse.models.infmllm2.weights:convert_weights", extra="model")(folder, output)
    typer.echo(printable(str(output)))

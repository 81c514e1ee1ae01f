"""All commands under one name."""

from __future__ import annotations

from typing import Annotated

import typer

from docparse.cli import asking, auditing, extracting, parsing, weights

app = typer.Typer(
    name="docparse",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Turn PDFs, scans and pictures of documents into Markdown, HTML, JSON or text.",
    epilog="Exit code: 0; 1 when some input failed, the others being written; 2 for wrong usage.",
)


def main() -> None:
    """Run the command line."""
    app()


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"docparse {version('docparse')}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


for command in (parsing.parse, parsing.view, parsing.info, parsing.engines):
    app.command()(command)
for command in (asking.table, asking.formula, asking.layout, asking.ask, asking.spot):
    app.command()(command)
app.command()(extracting.extract)
app.command()(auditing.audit)
app.add_typer(weights.app, name="weights")

"""The README: short, its commands and its Python run, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from itertools import takewhile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from docparse.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAX_LINES = 150


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def sessions() -> list[tuple[str, list[str]]]:
    """The commands of the console blocks, each with the lines shown below it."""
    found = []
    for block in blocks("console"):
        lines = block.splitlines()
        for number, line in enumerate(lines):
            if line.startswith("$ "):
                shown = takewhile(lambda below: not below.startswith("$ "), lines[number + 1 :])
                found.append((line[2:], list(shown)))
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder beside the samples, as the working directory."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= MAX_LINES


def test_readme_shows_commands_and_python() -> None:
    assert sessions()
    assert blocks("python")


@pytest.mark.parametrize(("command", "shown"), sessions())
def test_command_prints_what_the_readme_shows(command: str, shown: list[str], folder: Path) -> None:
    program, *arguments = shlex.split(command)
    assert program == "docparse"
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert re.fullmatch("\n".join(map(_pattern, shown)) + "\n*", result.stdout), result.stdout


def _pattern(line: str) -> str:
    """Three dots stand for any lines, or in a line for any characters."""
    return "(?:.*\n)*?.*" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*?")


@pytest.mark.parametrize("code", blocks("python"))
def test_python_of_the_readme_runs(
    code: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exec(compile(code, "README.md", "exec", dont_inherit=True), {"__name__": "readme"})
    assert capsys.readouterr().out


def test_links_of_the_readme_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    local = [target for target in targets if not target.startswith("https://")]
    assert [target for target in local if not (ROOT / target).exists()] == []


def test_every_package_of_the_tree_exists() -> None:
    (tree,) = blocks("text")
    names = re.findall(r"^  (\S+)", tree, re.M)
    assert [name for name in names if not (ROOT / "docparse" / name).exists()] == []

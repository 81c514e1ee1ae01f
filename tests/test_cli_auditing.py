"""`docparse audit`: a file, its result, and an exit code that says whether they agree."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from docparse import Document
from docparse.cli import app
from tests.truth import SAMPLES

ARTICLE, INVOICE = SAMPLES / "article.pdf", SAMPLES / "invoice.pdf"


def docparse(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["audit", *map(str, arguments)])


@pytest.fixture
def wrong(tmp_path: Path, parsed: Callable[[str], Document]) -> Path:
    """The invoice as Markdown, with two digits swapped and a row lost."""
    lines = parsed("invoice.pdf").to_markdown().replace("5,126.40", "5,216.40").splitlines()
    path = tmp_path / "invoice.md"
    path.write_text("\n".join(line for line in lines if "Linseed" not in line), encoding="utf-8")
    return path


def test_file_alone_is_parsed_and_found_in_order() -> None:
    result = docparse(INVOICE)
    assert result.exit_code == 0, result.output
    assert "0 missing, 0 added, 0 changed, 0 repeated" in result.stdout


def test_json_of_docparse_is_audited_as_it_is(
    tmp_path: Path, parsed: Callable[[str], Document]
) -> None:
    path = tmp_path / "invoice.json"
    path.write_text(parsed("invoice.pdf").to_json().replace("5,126.40", "5,216.40"), "utf-8")
    result = docparse(INVOICE, path)
    assert result.exit_code == 1
    assert "“5,216.40” is “5,126.40” on the page" in result.stdout


def test_pages_of_a_json_may_be_chosen(tmp_path: Path, parsed: Callable[[str], Document]) -> None:
    document = parsed("article.pdf")
    first, second = document.pages
    emptied = first.model_copy(update={"blocks": first.blocks[:-1]})
    path = tmp_path / "article.json"
    path.write_text(document.model_copy(update={"pages": (emptied, second)}).to_json(), "utf-8")
    view = tmp_path / "view.html"
    codes = [docparse(ARTICLE, path, "--pages", n, "--view", view).exit_code for n in ("1", "2")]
    assert codes == [1, 0]


def test_markdown_of_any_tool_is_audited_and_shown(wrong: Path, tmp_path: Path) -> None:
    view = tmp_path / "view.html"
    result = docparse(INVOICE, wrong, "--format", "json", "--view", view, "--ocr", "never")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    kinds = [(one["kind"], one["page_says"]) for one in report["findings"]]
    assert ("changed", "5,126.40") in kinds
    assert any("Linseed oil" in one["text"] for one in report["findings"])
    assert report["counts"]["missing"] >= 8
    assert "the page says “5,126.40”" in view.read_text(encoding="utf-8")


def test_list_is_as_long_as_asked(wrong: Path) -> None:
    assert (
        "… and" in docparse(INVOICE, wrong, "--most", "1", "--ocr", "never").stdout.splitlines()[-1]
    )


@pytest.mark.parametrize("result", ["nothing.json", "nothing.md"])
def test_result_that_cannot_be_read_is_exit_code_2(result: str, tmp_path: Path) -> None:
    failed = docparse(INVOICE, tmp_path / result)
    assert failed.exit_code == 2
    assert failed.stdout == ""
    assert result in failed.stderr


def test_source_that_cannot_be_read_is_exit_code_2(tmp_path: Path) -> None:
    failed = docparse(tmp_path / "nothing.pdf")
    assert failed.exit_code == 2
    assert "nothing.pdf" in failed.stderr


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="no name for standard input")
def test_result_may_come_through_a_pipe(parsed: Callable[[str], Document]) -> None:
    """Only the command itself can read it, and not the worker."""
    program = "from docparse.cli import main; main()"
    command = [sys.executable, "-c", program, "audit", SAMPLES / "invoice.pdf", "/dev/stdin"]
    text = parsed("invoice.pdf").to_markdown()
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 missing, 0 added, 0 changed" in done.stdout

"""`docparse table`, `formula`, `layout`, `ask`, `spot`: one question, one answer, one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from docparse.cli import app
from docparse.cli.options import failure_line
from tests.papers import pdf
from tests.truth import SAMPLES


def docparse(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.pdf"
    path.write_bytes(pdf("Nothing but words."))
    return path


@pytest.mark.parametrize(
    ("form", "start"), [("md", "| No. |"), ("html", "<table>"), ("csv", "No.,"), ("json", "{")]
)
def test_table_is_printed_in_the_form_asked_for(form: str, start: str) -> None:
    result = docparse("table", SAMPLES / "invoice.pdf", "--format", form)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(start)


def test_page_without_a_table_is_one_line_of_standard_error(words: Path) -> None:
    result = docparse("table", words)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == f"{words}: no table was found on page 1\n"


def test_layout_is_a_line_for_each_region(words: Path) -> None:
    (line,) = docparse("layout", words).stdout.splitlines()
    assert line.split()[:2] == ["1", "paragraph"]
    (region,) = json.loads(docparse("layout", words, "--json").stdout)
    assert region["kind"] == "paragraph"


def test_spot_prints_the_words_in_a_box(words: Path) -> None:
    result = docparse("spot", words, "--box", "0,0,600,850")
    assert result.stdout == "Nothing but words.\n"


@pytest.mark.parametrize(
    "where", [(), ("--box", "1,2,3,4", "--color", "red"), ("--box", "1,2,3"), ("--point", "a,b")]
)
def test_spot_without_one_place_is_wrong_usage(words: Path, where: tuple[str, ...]) -> None:
    assert docparse("spot", words, *where).exit_code == 2


def test_page_without_formulas_is_said_to_have_none(words: Path) -> None:
    result = docparse("formula", words)
    assert result.exit_code == 1
    assert result.stderr == f"{words}: no formula was found on page 1\n"


def test_engine_that_cannot_names_those_that_can(words: Path) -> None:
    result = docparse("ask", words, "What is it?")
    assert result.exit_code == 1
    assert "infmllm2, remote" in result.stderr


def test_option_the_engine_does_not_take_is_named(words: Path) -> None:
    result = docparse("layout", words, "--weights", "somewhere")
    assert result.exit_code == 1
    assert "takes no option 'weights'" in result.stderr


def test_unknown_engine_is_wrong_usage(words: Path) -> None:
    result = docparse("layout", words, "--engine", "steam")
    assert result.exit_code == 2
    assert "steam" in result.output


def test_limit_is_said_with_the_option_that_raises_it() -> None:
    line = failure_line(Path("a.pdf"), "a.pdf: it took long; raise Limits(document_timeout_s=…)")
    assert line == "a.pdf: it took long; raise --time-limit"

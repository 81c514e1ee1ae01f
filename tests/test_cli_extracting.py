"""`docparse extract`: a row for each document, and what goes wrong on one line."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest
from typer.testing import CliRunner, Result

from docparse.cli import app
from tests.papers import pdf
from tests.truth import SAMPLES

INVOICE = SAMPLES / "invoice.pdf"


def docparse(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["extract", *map(str, arguments)])


def test_row_of_json_holds_the_values_of_the_type() -> None:
    result = docparse(INVOICE, "--schema", "invoice")
    assert result.exit_code == 0, result.output
    row = json.loads(result.stdout)
    assert (row["invoice_number"], row["grand_total"]) == ("HP-2026-0417", "5126.40")
    assert row["issue_date"] == "2026-04-17"


def test_csv_has_a_row_for_each_document_and_places_on_request(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(INVOICE.read_bytes())
    (tmp_path / "b.pdf").write_bytes(pdf("Invoice No: 77"))
    result = docparse(tmp_path, "--schema", "invoice", "--format", "csv", "--evidence")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["invoice_number"] for row in rows] == ["HP-2026-0417", "77"]
    assert rows[1]["invoice_number.page"] == "1"
    assert rows[1]["grand_total"] == ""


def test_json_schema_is_read_from_a_file(tmp_path: Path) -> None:
    schema = tmp_path / "bill.json"
    schema.write_text('{"type": "object", "properties": {"total": {"type": "number"}}}')
    row = json.loads(docparse(INVOICE, "--schema", schema).stdout)
    assert row["total"] == 5126.4


def test_explanation_goes_to_standard_error() -> None:
    result = docparse(INVOICE, "--schema", "docparse.schemas.forms:Receipt", "--explain")
    assert "grand_total: '5,126.40', page 1" in result.stderr
    assert json.loads(result.stdout)["grand_total"] == "5126.40"


@pytest.mark.parametrize("name", ["nothing", "json:nothing", "no.such.module:Thing", "no.json"])
def test_unknown_type_is_wrong_usage(name: str) -> None:
    result = docparse(INVOICE, "--schema", name)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_file_that_is_no_document_costs_a_line_and_the_exit_code(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(b"%PDF-1.7 nothing")
    result = docparse(damaged, INVOICE, "--schema", "invoice")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == len(result.stderr.splitlines()) == 1


def test_without_a_type_there_is_a_row_for_each_labelled_value() -> None:
    rows = [json.loads(line) for line in docparse(INVOICE).stdout.splitlines()]
    found = {row["key"]: row["value"] for row in rows}
    assert found["Invoice number"] == "HP-2026-0417"
    assert {row["page"] for row in rows} == {1}


def test_view_shows_fields_in_place_of_blocks(tmp_path: Path) -> None:
    target = tmp_path / "view.html"
    arguments = ["view", str(INVOICE), "--extract", "invoice", "-o", str(target)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    shown = target.read_text("utf-8")
    assert "invoice_number" in shown
    assert "nothing on the pages was taken for customer_number" in shown
    assert "Complaints about visible defects" not in shown


def test_view_shows_all_labelled_values(tmp_path: Path) -> None:
    target = tmp_path / "view.html"
    form = SAMPLES / "form.pdf"
    arguments = ["view", str(form), "--extract", "pairs", "-o", str(target)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "Okonkwo" in target.read_text("utf-8")


def test_view_of_an_unknown_type_is_wrong_usage() -> None:
    assert CliRunner().invoke(app, ["view", str(INVOICE), "--extract", "foo"]).exit_code == 2


def test_dash_is_standard_input() -> None:
    data = (SAMPLES / "invoice.pdf").read_bytes()
    arguments = ["extract", "-", "--schema", "invoice"]
    result = CliRunner().invoke(app, arguments, input=data)
    assert result.exit_code == 0, result.output
    row = json.loads(result.stdout)
    assert (row["file"], row["invoice_number"]) == ("-", "HP-2026-0417")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="nothing that is always full")
def test_output_that_cannot_be_written_is_one_line() -> None:
    program = "from docparse.cli import main; main()"
    command = [sys.executable, "-c", program, "extract", SAMPLES / "invoice.pdf"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "docparse: standard output: No space left on device\n"

"""The scripts in examples/ run on the samples and print what they promise."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"
LONGEST = 40


def _run(script: str, capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    before = sys.argv
    sys.argv = [script, *map(str, arguments)]
    try:
        runpy.run_path(str(EXAMPLES / script), run_name="__main__")
    finally:
        sys.argv = before
    return capsys.readouterr().out


def test_parse_to_markdown_prints_headings(capsys: pytest.CaptureFixture[str]) -> None:
    assert "# A Year Without a Spade" in _run(
        "parse_to_markdown.py", capsys, EXAMPLES / "samples" / "sidebar.pdf"
    )


def test_tables_to_csv_writes_a_file_for_each_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    printed = _run("tables_to_csv.py", capsys, EXAMPLES / "samples" / "report_zh.pdf", tmp_path)
    (file,) = tmp_path.iterdir()
    assert "表1" in printed
    assert "坝前,底层" not in file.read_text(encoding="utf-8")  # a spanning cell is written once
    assert "坝前,表层,8.6,0.016,0.39,二类" in file.read_text(encoding="utf-8")


def test_invoice_items_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert "sum of the amounts: 4,272.00; wrong amounts: 0" in _run("invoice_items.py", capsys)


def test_extract_invoice_prints_values_and_their_places(capsys: pytest.CaptureFixture[str]) -> None:
    printed = _run("extract_invoice.py", capsys)
    assert "Invoice(number='HP-2026-0417', date=datetime.date(2026, 4, 17)" in printed
    assert "page 1, 496 530 539 540: '5,126.40', right of 'Total due'" in printed


def test_stream_pages_names_every_page(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _run("stream_pages.py", capsys, EXAMPLES / "samples" / "report_zh.pdf").splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "page 1 (text_layer)",
        "page 2 (text_layer)",
    ]


@pytest.mark.parametrize("script", sorted(path.name for path in EXAMPLES.glob("*.py")))
def test_examples_fit_on_a_screen(script: str) -> None:
    if script != "make_samples.py":
        assert len((EXAMPLES / script).read_text(encoding="utf-8").splitlines()) <= LONGEST

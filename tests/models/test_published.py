"""The published checkpoint: `pytest -m weights`, with its folder in `INFMLLM2_WEIGHTS`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from docparse import parse_document, read_table
from docparse.engines.local import LocalEngine
from docparse.models.infmllm2.weights import check_weights
from tests.truth import SAMPLES

FOLDER = os.environ.get("INFMLLM2_WEIGHTS", "")

pytestmark = [
    pytest.mark.weights,
    pytest.mark.skipif(not FOLDER, reason="needs the folder of the checkpoint in INFMLLM2_WEIGHTS"),
]


def test_every_tensor_has_its_place() -> None:
    report = check_weights(Path(FOLDER))
    assert report.complete, report.describe()
    assert report.tensors == 736


def test_page_and_table_are_read() -> None:
    with LocalEngine(weights=FOLDER) as engine:
        document = parse_document(SAMPLES / "article.pdf", engine=engine, pages="1")
        table = read_table(SAMPLES / "invoice.pdf", engine=engine)
    assert "Low-Cost River Gauges" in document.to_markdown()
    assert "Bookshelf" in table.text

"""What the samples are written as, word for word; `--update-golden` rewrites the files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docparse import Document
from tests.truth import PRINTED

GOLDEN = Path(__file__).parent / "golden"


def _whole_points(value: Any) -> Any:
    """Round all numbers: where the layout model sets a box differs by a hair between processors."""
    if isinstance(value, float):
        return round(value)
    if isinstance(value, dict):
        return {key: _whole_points(item) for key, item in value.items()}
    return [_whole_points(item) for item in value] if isinstance(value, list) else value


def _json(document: Document) -> str:
    content = _whole_points(json.loads(document.to_json()))
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


WRITERS: dict[str, Callable[[Document], str]] = {
    "md": Document.to_markdown,
    "html": Document.to_html,
    "json": _json,
}


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("name", PRINTED)
def test_samples_are_written_as_before(
    name: str, ending: str, parsed: Callable[[str], Document], update_golden: bool
) -> None:
    golden = GOLDEN / f"{Path(name).stem}.{ending}"
    written = WRITERS[ending](parsed(name))
    if update_golden:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(written, encoding="utf-8", newline="\n")
    assert written == golden.read_text(encoding="utf-8"), (
        f"pytest --update-golden rewrites {golden}"
    )


def test_every_golden_file_belongs_to_a_sample() -> None:
    wanted = {f"{Path(name).stem}.{ending}" for name in PRINTED for ending in WRITERS}
    wanted.add("formulas.txt")  # tests/engines/embedded/formulas/test_sample.py
    assert {file.name for file in GOLDEN.iterdir()} == wanted

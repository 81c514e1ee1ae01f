"""FindPairs: however a model writes pairs down, they are read."""

from __future__ import annotations

import pytest

from docparse import OutputError
from docparse.tasks.base import DIALECTS, Dialect
from docparse.tasks.pairs import FindPairs
from tests.tasks.test_extract import PAGES

TASK = FindPairs(pages=PAGES[:1])


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ('[{"key": "Name:", "value": "Ada"}]', [("Name", "Ada")]),
        ('{"Age": 36, "Paid": true}', [("Age", "36"), ("Paid", "yes")]),
        ('```json\n[{"key": "Name", "value": "Ada"},]\n```', [("Name", "Ada")]),
        ('{"Buyer": {"Name": "Ada", "Town": ""}}', [("Buyer Name", "Ada")]),
        ('{"Phone": ["1", "2"], "Fax": null}', [("Phone", "1"), ("Phone", "2")]),
        ("[]", []),
    ],
)  # fmt: skip
def test_reply_is_read(reply: str, expected: list[tuple[str, str]]) -> None:
    read = TASK.read(reply, "instruct")
    assert [(pair.key, pair.value) for pair in read.value] == expected
    assert all(pair.box == TASK.region and pair.source == "model" for pair in read.value)


def test_reply_without_pairs_is_an_error() -> None:
    with pytest.raises(OutputError):
        TASK.read("There are none.", "instruct")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_family_of_models_is_asked(dialect: Dialect) -> None:
    assert "key" in TASK.prompt(dialect)
    assert (TASK.json_schema(dialect) is None) == (dialect == "infmllm2")

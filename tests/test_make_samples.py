"""The committed samples are what `make samples` writes."""

from __future__ import annotations

import pytest

from docparse import open_source
from examples.make_samples import Samples, print_samples
from tests.truth import PRINTED, SAMPLES


@pytest.fixture(scope="module")
def printed() -> Samples:
    return print_samples()


@pytest.mark.parametrize("name", PRINTED)
def test_truth_files_are_up_to_date(name: str, printed: Samples) -> None:
    file = (SAMPLES / "truth" / name).with_suffix(".json")
    assert printed[name][1] == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PRINTED)
def test_samples_hold_the_same_words_in_the_same_places(name: str, printed: Samples) -> None:
    assert _words(printed[name][0]) == _words((SAMPLES / name).read_bytes())


def _words(pdf: bytes) -> list[tuple[str, float, float]]:
    with open_source(pdf) as source:
        return [
            (word.text, word.box.x0, word.baseline)
            for page in source.pages()
            for word in page.words
        ]

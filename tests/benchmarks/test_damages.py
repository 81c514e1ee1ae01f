"""Planted errors change the page, and are found by the audit."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from benchmarks.damages import damages
from docparse import Document
from docparse.verify import audit
from tests.truth import SAMPLES


@pytest.mark.parametrize("name", ["article.pdf", "invoice.pdf"])
def test_each_damage_is_seen(name: str, parsed: Callable[[str], Document]) -> None:
    document = parsed(name)
    page = document.pages[0]
    for damage in damages(page, Random(7)):
        assert damage.page != page
        damaged = document.model_copy(update={"pages": (damage.page, *document.pages[1:])})
        assert damage.found(audit(damaged, SAMPLES / name).findings), damage.kind


def test_damage_is_the_same_each_time(parsed: Callable[[str], Document]) -> None:
    page = parsed("article.pdf").pages[0]
    one, other = damages(page, Random(1)), damages(page, Random(1))
    assert [damage.page for damage in one] == [damage.page for damage in other]
    assert len(one) >= 5

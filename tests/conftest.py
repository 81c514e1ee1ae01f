"""The samples, each parsed once, and the switch that rewrites golden files."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from docparse import Document, parse_document
from tests.truth import SAMPLES, Truth, read_truth


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], Document]:
    """Parse a sample by its file name, once in the whole run."""
    return cache(lambda name: parse_document(SAMPLES / name))


@pytest.fixture(scope="session")
def truth() -> Callable[[str], Truth]:
    """Read the truth of a sample by its file name."""
    return cache(read_truth)

"""The samples, each parsed once, and the switch that rewrites golden files."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

import pytest

from docparse import Document, parse_document
from docparse.cores import usable_cores
from tests.truth import SAMPLES, Truth, read_truth

# Torch and numpy start a thread for each core, in each process that tests run in at once. There
# they wait for each other busily, which takes thrice the time of the small networks of the tests.
_AT_ONCE = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
if _AT_ONCE > 1:
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, len(usable_cores()) // _AT_ONCE)))

# Many tests start an interpreter, and each would compile all it imports anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests of the whole, which take longest: no process is left with one alone."""
    items.sort(key=lambda item: len(item.path.parts))


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

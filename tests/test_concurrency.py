"""Threads and processes at once read what one after the other reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from threading import Lock
from time import sleep

import pytest

from docparse import Document, Page, extract, open_source, parse_document
from docparse.engines.base import Answer, Engine
from docparse.schemas.forms import Invoice
from docparse.tasks.base import Task
from docparse.tasks.parse import ParsePage
from docparse.testing import ScriptedEngine
from tests.truth import SAMPLES

FILES = ("invoice.pdf", "sidebar.pdf", "report_zh.pdf", "form.pdf")


def parse(name: str) -> str:
    return parse_document(SAMPLES / name).to_json()


@pytest.fixture(scope="module")
def alone(parsed: Callable[[str], Document]) -> dict[str, str]:
    return {name: parsed(name).to_json() for name in FILES}


def test_eight_threads_read_what_one_reads(alone: dict[str, str]) -> None:
    names = FILES * 2
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(parse, names)) == [alone[name] for name in names]


def test_four_processes_read_what_one_reads(alone: dict[str, str]) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as processes:
        assert list(processes.map(parse, FILES)) == [alone[name] for name in FILES]


def test_threads_share_an_open_file_and_ask_different_things_of_it(alone: dict[str, str]) -> None:
    path = SAMPLES / "invoice.pdf"
    expected = alone[path.name], extract(path, Invoice).explain()
    with open_source(path) as source, ThreadPoolExecutor(8) as threads:
        documents = [threads.submit(lambda: parse_document(source).to_json()) for _ in range(4)]
        told = [threads.submit(lambda: extract(source, Invoice).explain()) for _ in range(4)]
        found = [(one.result(), other.result()) for one, other in zip(documents, told, strict=True)]
    assert found == [expected] * 4


@dataclass
class _Crowd:
    """Counts who is inside at once."""

    inside: int = 0
    most: int = 0

    def __post_init__(self) -> None:
        self._lock = Lock()

    def visit(self) -> None:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        sleep(0.02)
        with self._lock:
            self.inside -= 1


class _Shy(ScriptedEngine):
    def __init__(self, crowd: _Crowd) -> None:
        super().__init__([[]])
        self.crowd = crowd

    def answer(self, tasks: Sequence[Task[Page]]) -> list[Answer[Page]]:  # type: ignore[override]
        self.crowd.visit()
        return []


class _Sociable(_Shy):
    thread_safe = True


@pytest.mark.parametrize(("kind", "together"), [(_Shy, False), (_Sociable, True)])
def test_engine_that_is_not_safe_for_threads_is_asked_by_one_at_a_time(
    kind: type[_Shy], together: bool
) -> None:
    crowd = _Crowd()
    engine: Engine = kind(crowd)
    with open_source(SAMPLES / "invoice.pdf") as source, ThreadPoolExecutor(4) as threads:
        task = ParsePage(pages=(source.page(1),))
        list(threads.map(lambda _: engine.run([task]), range(8)))
    assert (crowd.most > 1) is together

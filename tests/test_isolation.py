"""Pages read in worker processes: what a hang, a crash or too much memory costs, and what not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from docparse import (
    EngineError,
    LimitError,
    Limits,
    Page,
    PasswordError,
    SourceError,
    open_engine,
    open_source,
    parse_document,
    parse_pages,
)
from docparse.isolation import OpenEngine, ReadPages, isolated
from docparse.parcels import Parcel
from tests import accidents
from tests.papers import locked_pdf, pdf, picture
from tests.truth import SAMPLES

ROOT = Path(__file__).parents[1]
BOUNDS = Limits(page_timeout_s=60, max_memory_mb=2_000)


def read_isolated(
    *befall: str,
    limits: Limits,
    pages: str | None = None,
    read: ReadPages = accidents.read,
    open_with: OpenEngine = accidents.open_engine,
) -> Iterator[Page]:
    with isolated(
        Parcel.of(accidents.paper(*befall), None, limits),
        engine="any",
        pages=pages,
        options=None,
        limits=limits,
        read=read,
        open_with=open_with,
    ) as reading:
        yield from reading.pages


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    """The pages of a document on which everything goes wrong that can."""
    words = ("fine", "crash", "stumble", "fine", "grow", "hang", "fine", "kill")
    limits = Limits(page_timeout_s=2, max_memory_mb=500)
    return list(read_isolated(*words, limits=limits))


def test_every_page_is_there_in_its_order(pages: list[Page]) -> None:
    assert [page.number for page in pages] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_failed_pages_say_why_and_the_others_are_complete(pages: list[Page]) -> None:
    errors = {page.number: page.error for page in pages if page.error}
    assert errors == {
        2: "the process that read it was ended by SIGSEGV",
        3: "internal error (KeyError: 'here')",
        5: "there is not enough memory to read it; raise Limits(max_memory_mb=…)",
        6: "stopped: nothing came of it for 2 s; if it is worth more time, "
        "raise Limits(page_timeout_s=…)",
        8: "the process that read it was ended by SIGKILL, as the system does when memory runs out",
    }


def test_another_worker_goes_on_only_after_a_loss(pages: list[Page]) -> None:
    by = {page.number: page.width for page in pages if not page.error}
    assert os.getpid() not in by.values()
    assert by[1] != by[4]
    assert by[4] != by[7]


def test_page_that_was_fatal_among_several_is_found() -> None:
    words = ("fine", "fine", "fine", "crash", "fine", "fine")
    read = list(
        read_isolated(
            *words,
            limits=BOUNDS,
            pages="2-6",
            read=accidents.read_in_pairs,
            open_with=accidents.open_engine_for_pairs,
        )
    )
    assert [page.number for page in read] == [2, 3, 4, 5, 6]
    assert [page.number for page in read if page.error] == [4]


def test_time_for_the_document_is_up_even_in_the_midst_of_a_page() -> None:
    limits = Limits(document_timeout_s=3, max_memory_mb=500)
    pages = read_isolated("fine", "hang", limits=limits)
    assert next(pages).number == 1
    began = time.monotonic()
    with pytest.raises(LimitError, match="bytes: page 2 was not done within 3 s; raise Limits"):
        next(pages)
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("form", ["path", "bytes", "file"])
def test_result_is_that_of_reading_here(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLES)
    path = Path("invoice.pdf")
    given = {"path": path, "bytes": path.read_bytes(), "file": BytesIO(path.read_bytes())}[form]
    far = parse_document(given, limits=BOUNDS)
    if form == "file":
        given.seek(0)  # type: ignore[union-attr]
    assert far == parse_document(given)


def test_errors_keep_their_types(tmp_path: Path) -> None:
    (tmp_path / "locked.pdf").write_bytes(locked_pdf("x", password="sesame"))
    with pytest.raises(PasswordError, match=r"locked\.pdf is encrypted; give its password"):
        parse_document(tmp_path / "locked.pdf", limits=BOUNDS)
    with pytest.raises(SourceError, match="No such file"):
        parse_document(tmp_path / "absent.pdf", limits=BOUNDS)
    with pytest.raises(SourceError, match="there is no page 3"):
        list(parse_pages(pdf("x"), pages="3", limits=BOUNDS))
    with pytest.raises(EngineError, match="no engine is named 'nobody'"):
        parse_document(pdf("x"), engine="nobody", limits=BOUNDS)


def test_what_cannot_go_to_another_process_is_refused_with_a_way_out() -> None:
    with pytest.raises(SourceError, match=r"a Image cannot go .* saved as PNG"):
        parse_document(picture(), limits=BOUNDS)
    with open_source(pdf("x")) as source, pytest.raises(SourceError, match="give its path"):
        parse_document(source, limits=BOUNDS)
    with open_engine("embedded") as engine, pytest.raises(EngineError, match="name it, or leave"):
        parse_document(pdf("x"), engine=engine, limits=BOUNDS)
    with pytest.raises(SourceError, match="text mode"):
        parse_document((ROOT / "README.md").open(), limits=BOUNDS)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["page_timeout_s", "max_memory_mb"])
def test_bound_must_be_above_0(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be above 0"):
        Limits(**{name: 0})  # type: ignore[arg-type]


UNGUARDED = """
from concurrent.futures import ThreadPoolExecutor
from docparse import Limits, parse_document
print("once")
def words(_):
    return parse_document({path!r}, limits=Limits(page_timeout_s=60)).pages[0].text.count(" ")
with ThreadPoolExecutor(2) as pool:
    print(len(set(pool.map(words, range(4)))))
"""


def test_script_needs_no_guard_and_threads_share_nothing_and_no_process_is_left(
    tmp_path: Path,
) -> None:
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED.format(path=str(SAMPLES / "invoice.pdf")))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)},
        start_new_session=True,
    ) as process:
        output, _ = process.communicate(timeout=120)
    assert output.split() == ["once", "1"]
    assert list(scratch.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)

"""Questions answered in worker processes: what comes back, and what a hang or a crash costs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest

from docparse import (
    Box,
    LimitError,
    Limits,
    OutputError,
    PasswordError,
    SchemaError,
    SourceError,
    extract,
    find_layout,
    parse_document,
    read_table,
    spot_text,
)
from docparse.isolated_calls import Call, call_despite_losses, call_isolated, stream_isolated
from docparse.parcels import Parcel
from docparse.schemas.forms import Invoice
from docparse.verify import audit_markdown
from tests import accidents
from tests.papers import locked_pdf, pdf
from tests.processes import is_empty_soon
from tests.truth import SAMPLES

BOUNDS = Limits(page_timeout_s=60, max_memory_mb=2_000)
INVOICE = SAMPLES / "invoice.pdf"


@dataclass
class Bill:
    """As a script would define it."""

    total: float


def parcel(*befall: str) -> Parcel:
    return Parcel.of(accidents.paper(*befall), None, BOUNDS)


@pytest.mark.parametrize(
    "question",
    [
        read_table,
        find_layout,
        partial(spot_text, where=Box.of((0, 0, 300, 300))),
        partial(extract, schema=Invoice),
        partial(extract, schema=["Invoice number"]),
        extract,
    ],
)
def test_answer_is_that_of_asking_here(question: Callable[..., Any]) -> None:
    assert question(INVOICE, limits=BOUNDS) == question(INVOICE)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no names for open files")
def test_what_has_a_name_in_this_process_alone_is_read_here() -> None:
    with INVOICE.open("rb") as file:
        name = f"/proc/self/fd/{file.fileno()}"
        assert find_layout(name, limits=BOUNDS) == find_layout(INVOICE)


def test_audit_is_that_of_auditing_here() -> None:
    document = parse_document(INVOICE)
    assert document.audit(INVOICE, limits=BOUNDS) == document.audit(INVOICE)
    text = document.to_markdown()
    assert audit_markdown(text, INVOICE, limits=BOUNDS) == audit_markdown(text, INVOICE)


def test_errors_keep_their_types() -> None:
    with pytest.raises(OutputError, match="no table was found on page 1"):
        read_table(pdf("x"), limits=BOUNDS)
    with pytest.raises(PasswordError, match="give its password"):
        find_layout(locked_pdf("x", password="sesame"), limits=BOUNDS)
    with pytest.raises(SourceError, match="there is no page 3"):
        extract(pdf("x"), pages="3", limits=BOUNDS)


@pytest.mark.parametrize(
    ("accident", "error", "message"),
    [
        ("crash", SourceError, "bytes: the process that read it was ended by SIGSEGV"),
        ("grow", LimitError, r"bytes: there is not enough .* raise Limits\(max_memory_mb=…\)"),
        ("hang", LimitError, r"bytes: stopped: nothing .* raise Limits\(page_timeout_s=…\)"),
    ],
)
def test_lost_worker_is_an_error_that_says_why(
    accident: str, error: type[Exception], message: str
) -> None:
    limits = Limits(page_timeout_s=1, max_memory_mb=500)
    with pytest.raises(error, match=message):
        call_isolated(accidents.ask, parcel(accident), limits=limits)


def test_answers_come_as_they_are_made() -> None:
    limits = Limits(page_timeout_s=1)
    told = stream_isolated(accidents.tell, parcel("fine", "fine", "hang"), limits=limits)
    assert [next(told), next(told)] == [1, 2]
    with pytest.raises(LimitError, match="nothing came of it for 3 s"):
        next(told)


def test_page_that_hangs_is_told_in_the_time_of_a_page_and_not_of_all() -> None:
    limits = Limits(page_timeout_s=1)
    with pytest.raises(LimitError, match="nothing came of it for 1 s"):
        call_isolated(accidents.ask_in_time, parcel("fine", "hang", "fine", "fine"), limits=limits)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (accidents.ask_stubbornly, "bytes: what came of it cannot be received"),
        (accidents.ask_privately, "bytes: internal error .*ask_privately"),
    ],
)
def test_answer_that_cannot_be_sent_or_received_is_an_error_of_ours(
    call: Call[object], message: str
) -> None:
    with pytest.raises(SourceError, match=message):
        call_isolated(call, parcel("fine"), limits=BOUNDS)


HANGING = """
from docparse import Limits
from docparse.isolated_calls import stream_isolated
from docparse.parcels import Parcel
from tests import accidents
limits = Limits(page_timeout_s=600)
paper = Parcel.of(accidents.paper("fine", "hang"), None, limits)
for value in stream_isolated(accidents.tell, paper, limits=limits):
    print(value, flush=True)
"""


def test_worker_ends_with_the_process_that_started_it() -> None:
    command = [sys.executable, "-c", HANGING]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, stdout=PIPE, cwd=root, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"1\n"
        process.kill()
        process.wait()
        assert is_empty_soon(process.pid)


def test_pages_that_are_fatal_are_left_out_of_the_question() -> None:
    answer, lost = call_despite_losses(
        accidents.ask,
        parcel("crash", "fine", "fine", "crash", "fine"),
        "embedded",
        {},
        pages="2-5",
        limits=BOUNDS,
        read=accidents.read,
    )
    assert answer == [2, 3, 5]
    assert [(page.number, page.error) for page in lost] == [
        (4, "the process that read it was ended by SIGSEGV")
    ]


def test_question_that_is_fatal_to_no_page_alone_fails() -> None:
    with pytest.raises(SourceError, match="SIGSEGV"):
        call_despite_losses(
            accidents.ask,
            parcel("crash"),
            "embedded",
            {},
            pages=None,
            limits=BOUNDS,
            read=accidents.read,
        )


def test_type_of_a_script_or_a_function_is_refused_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @dataclass
    class Local:
        total: float

    with pytest.raises(SchemaError, match="Local is defined in a script or a function"):
        extract(INVOICE, Local, limits=BOUNDS)
    monkeypatch.setattr(Bill, "__module__", "__main__")
    monkeypatch.setattr(sys.modules["__main__"], "Bill", Bill, raising=False)
    with pytest.raises(SchemaError, match="define it in a module, or leave page_timeout_s"):
        extract(INVOICE, Bill, limits=BOUNDS)
    assert extract(INVOICE, Bill).value is not None

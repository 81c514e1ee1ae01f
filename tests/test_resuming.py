"""Batches that are ended anywhere go on, and write what a run left alone would have written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from docparse import Document, Limits, Page, ParseOptions, parse_document
from docparse.batch import convert_files
from docparse.conversions import BatchOptions, Conversion, Format, Outcome, Output, output_path
from docparse.converting import Converter, Result
from docparse.errors import DocparseError
from docparse.events import (
    BatchDone,
    Event,
    FileDone,
    FileFailed,
    FileSkipped,
    FileStarted,
    OnEvent,
    PageDone,
    PageFailed,
)
from docparse.recipes import job_of
from docparse.store import Store
from docparse.workers import Finished, Note
from tests.papers import half_readable_pdf, pdf

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

BLANK = ("", "", "")
NO_OCR = ParseOptions(ocr="never")
HEAR = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""A shell makes its commands in the background deaf to interrupts."""


@dataclass(frozen=True)
class Ran:
    """What became of the files of a run, by name, and what was told."""

    outcomes: dict[str, Outcome]
    events: list[Event]

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def parsed(self) -> list[tuple[str, int]]:
        return [(e.source.name, e.page) for e in self.events if isinstance(e, PageDone)]


@dataclass(frozen=True)
class Desk:
    """A folder with files, and one for what comes of them."""

    folder: Path

    def put(self, name: str, data: bytes) -> Path:
        path = self.folder / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def run(
        self,
        options: BatchOptions | None = None,
        *,
        formats: Sequence[Format] = ("json",),
        figures: bool = False,
        on_event: OnEvent | None = None,
    ) -> Ran:
        events: list[Event] = []

        def hear(event: Event) -> None:
            events.append(event)
            if on_event is not None:
                on_event(event)

        conversions = [
            Conversion(
                source=path,
                outputs=tuple(
                    Output(form, output_path(self.out / path.stem, form)) for form in formats
                ),
                figures=self.out / path.stem if figures else None,
            )
            for path in sorted((self.folder / "in").iterdir())
        ]
        options = replace(options or BatchOptions(), folder=self.out)
        outcomes = list(convert_files(conversions, options, on_event=hear))
        return Ran({outcome.conversion.source.name: outcome for outcome in outcomes}, events)

    def written(self) -> dict[str, bytes]:
        files = self.out.iterdir() if self.out.exists() else ()
        return {path.name: path.read_bytes() for path in files if path.is_file()}

    def kept(self) -> list[Path]:
        return [path for path in (self.out / ".docparse").rglob("*") if path.is_file()]

    def manifest(self) -> list[dict[str, object]]:
        text = (self.out / ".docparse" / "manifest.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def command(self, *arguments: str, before: str = "") -> list[str]:
        code = f"{before}; from docparse.cli import main; main()"
        words = ("parse", str(self.folder / "in"), "-o", str(self.out), "--format", "json,md")
        return [sys.executable, "-c", code, *words, *arguments]

    @contextmanager
    def running(self, *arguments: str, before: str = "pass") -> Iterator[subprocess.Popen[str]]:
        """The command line, with events as lines on its standard error; it is killed at the end."""
        with subprocess.Popen(
            self.command(*arguments, "--progress", "json", before=before),
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


class Notes:
    """What a task reports."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def __call__(self, content: object, *, patience: float = 1.0) -> None:
        self.told.append(content)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Do in this process what is done in workers, which take seconds to start."""

    def run(
        converter: Converter, tasks: Sequence[Conversion], **_: object
    ) -> Iterator[Note[Conversion] | Finished[Conversion, Result]]:
        convert = replace(converter, run=f"{converter.run}-here")(1)
        for task in tasks:
            notes = Notes()
            try:
                end = Finished(task, os.getpid(), result=convert(task, notes))
            except DocparseError as error:
                end = Finished(task, os.getpid(), failure=str(error))
            yield from (Note(task, note) for note in notes.told)
            yield end

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.setattr("docparse.batch.run_in_workers", run)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def events_of(process: subprocess.Popen[str]) -> Iterator[dict[str, object]]:
    assert process.stderr is not None
    for line in process.stderr:
        yield json.loads(line)


@pytest.mark.usefixtures("here")
def test_run_killed_anywhere_goes_on_with_the_same_results(desk: Desk, tmp_path: Path) -> None:
    alone = Desk(tmp_path / "alone")
    (tmp_path / "alone").mkdir()
    for name, data in {
        "a.pdf": pdf("A line.", *BLANK, "The end."),
        "b.pdf": half_readable_pdf("A page."),
        "c.pdf": b"junk",
    }.items():
        desk.put(name, data)
        alone.put(name, data)
    for events, jobs in ((2, "2"), (6, "1")):
        with desk.running("--jobs", jobs) as process:
            heard = [next(told) for told in [events_of(process)] for _ in range(events)]
            os.killpg(process.pid, signal.SIGKILL)
        assert all(event["event"] != "batch_done" for event in heard)
        for name, data in desk.written().items():
            assert not name.endswith(".json") or Document.from_json(data).pages
    ran = desk.run(formats=("json", "md"))
    assert ("a.pdf", 1) not in ran.parsed
    alone.run(formats=("json", "md"))
    assert desk.written() == alone.written()
    assert sorted(desk.written()) == ["a.json", "a.md", "b.json", "b.md"]
    without_time = [[{**line, "seconds": 0} for line in d.manifest()] for d in (desk, alone)]
    assert without_time[0] == without_time[1]


@pytest.mark.usefixtures("here")
def test_document_too_long_to_be_held_is_written_as_any_other(desk: Desk) -> None:
    path = desk.put("long.pdf", pdf("It begins here and", *[""] * 200, "ends.", "The end."))
    desk.run(BatchOptions(parsing=NO_OCR), formats=("json", "md"))
    document = parse_document(path, options=NO_OCR)
    assert desk.written() == {
        "long.json": (document.to_json() + "\n").encode(),
        "long.md": document.to_markdown(mark_unsupported=True).encode(),
    }


@pytest.mark.usefixtures("here")
def test_only_what_is_not_done_or_changed_is_done(desk: Desk) -> None:
    first, copy = desk.put("a.pdf", pdf("", "")), desk.put("b.pdf", pdf("", ""))
    copy.write_bytes(first.read_bytes())
    assert desk.run().parsed == [("a.pdf", 1), ("a.pdf", 2)]
    whole = desk.written()

    assert desk.run().events[:-1] == [
        FileSkipped(source=first, pages=2),
        FileSkipped(source=copy, pages=2),
    ]

    (desk.out / "a.json").write_bytes(b"altered")
    (desk.out / "b.json").unlink()
    rewritten = desk.run()
    assert (rewritten.parsed, desk.written()) == ([], whole)
    assert rewritten.of(FileStarted)[0] == FileStarted(source=first, pages=2, done=2)

    copy.write_bytes(pdf("", "", ""))
    changed = desk.run(formats=("json", "html"))
    assert changed.parsed == [("b.pdf", 1), ("b.pdf", 2), ("b.pdf", 3)]
    assert sorted(desk.written()) == ["a.html", "a.json", "b.html", "b.json"]


@pytest.mark.usefixtures("here")
def test_other_options_and_force_have_all_parsed_anew(desk: Desk) -> None:
    desk.put("a.pdf", pdf("", ""))
    for options in (BatchOptions(), BatchOptions(parsing=NO_OCR), BatchOptions(again="all")):
        assert desk.run(options).parsed == [("a.pdf", 1), ("a.pdf", 2)]


@pytest.mark.usefixtures("here")
def test_file_that_is_refused_unread_stands_in_the_manifest_too(desk: Desk) -> None:
    desk.put("a.pdf", pdf(""))
    failure = desk.run(BatchOptions(limits=Limits(max_file_bytes=9))).outcomes["a.pdf"].failure
    (line,) = desk.manifest()
    assert (line["status"], line["problems"]) == ("failed", [failure])
    assert desk.run().outcomes["a.pdf"].failure is None
    assert [line["status"] for line in desk.manifest()] == ["done"]
    desk.run(BatchOptions(limits=Limits(max_file_bytes=9)))
    assert [line["status"] for line in desk.manifest()] == ["failed"]


@pytest.mark.usefixtures("here")
def test_damaged_file_is_read_on_as_if_its_first_pages_had_been_read_just_now(desk: Desk) -> None:
    source = desk.put("half.pdf", half_readable_pdf(""))
    desk.run(BatchOptions(pages="1"))
    ran = desk.run()
    assert ran.of(FileStarted) == [FileStarted(source=source, pages=2, done=1)]
    assert Document.from_json(desk.written()["half.json"]) == parse_document(source)


@pytest.mark.usefixtures("here")
def test_failed_pages_and_files_are_told_again_and_tried_on_demand(desk: Desk) -> None:
    half, junk = desk.put("half.pdf", half_readable_pdf("")), desk.put("junk.pdf", b"junk")
    first = desk.run(BatchOptions(password="sesame"))
    assert [line["status"] for line in desk.manifest()] == ["partial", "failed"]
    assert desk.manifest()[0]["failed_pages"] == [2]

    assert not any(b"sesame" in path.read_bytes() for path in desk.kept())

    second = desk.run()
    assert {type(event) for event in second.events} == {FileSkipped, BatchDone}
    for name in ("half.pdf", "junk.pdf"):
        assert second.outcomes[name].problems == first.outcomes[name].problems
        assert second.outcomes[name].failure == first.outcomes[name].failure

    third = desk.run(BatchOptions(again="failed"))
    assert third.parsed == []
    assert [(event.source, event.page) for event in third.of(PageFailed)] == [(half, 2)]  # type: ignore[union-attr]
    assert [event.source for event in third.of(FileFailed)] == [junk]  # type: ignore[union-attr]


def test_page_that_takes_its_process_with_it_fails_alone(desk: Desk) -> None:
    source = desk.put("a.pdf", pdf(*[""] * 12))

    def shoot(event: Event) -> None:
        if isinstance(event, PageDone) and event.page == 2:
            os.kill(worker_of(desk.out, os.getpid()), signal.SIGKILL)

    ran = desk.run(on_event=shoot)
    (failed,) = ran.of(PageFailed)
    assert isinstance(failed, PageFailed)
    assert failed.reason.startswith("the process that read it was ended by SIGKILL")
    document = Document.from_json(desk.written()["a.json"])
    assert [page.number for page in document.pages] == list(range(1, 13))
    assert [page.number for page in document.pages if page.error] == [failed.page]
    assert [event.source for event in ran.of(FileDone)] == [source]  # type: ignore[union-attr]


def worker_of(out: Path, parent: int) -> int:
    names = [path.name for path in (out / ".docparse" / "owners").iterdir()]
    (process,) = {int(name.rpartition("-")[2]) for name in names} - {parent}
    return process


@pytest.mark.usefixtures("here")
def test_what_another_try_may_mend_is_tried_the_next_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = desk.put("a.pdf", pdf("", ""))
    desk.put("b.pdf", pdf(""))
    (desk.out / "b.json").mkdir(parents=True)

    def alter(store: Store, name: str, page: Page, **known: object) -> None:
        os.utime(source, (1, 1))
        keep(store, name, page, **known)  # type: ignore[arg-type]

    keep = Store.keep
    monkeypatch.setattr(Store, "keep", alter)
    outcomes = desk.run().outcomes
    assert str(outcomes["a.pdf"].failure).endswith("a.pdf was changed while it was read")
    assert "Is a directory" in str(outcomes["b.pdf"].failure)
    (desk.out / "b.json").rmdir()
    ran = desk.run()
    assert ran.parsed == []
    assert {outcome.failure for outcome in ran.outcomes.values()} == {None}


def test_two_runs_at_once_share_the_work(desk: Desk) -> None:
    for number in range(4):
        desk.put(f"{number}.pdf", pdf(*[""] * 4))
    with desk.running("--jobs", "1") as one, desk.running("--jobs", "1") as other:
        told = [*events_of(one), *events_of(other)]
    assert (one.returncode, other.returncode) == (0, 0)
    assert sum(event["event"] == "page_done" for event in told) == 16
    assert sorted(desk.written()) == [f"{n}.{form}" for n in range(4) for form in ("json", "md")]
    assert [line["pages"] for line in desk.manifest()] == [4] * 4


def limited(kilobytes: int) -> str:
    """Python that lets no file grow beyond this, as on a full disk."""
    return f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({kilobytes << 10},) * 2)"


def test_full_disk_is_one_line_and_leaves_no_half_file(desk: Desk) -> None:
    desk.put("a.pdf", pdf("A line."))
    command = desk.command(before=limited(20))
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.startswith("docparse: ")
    assert "what is done cannot be kept" in run.stderr
    assert run.stderr.count("\n") == 1
    assert desk.written() == {}


def test_once_stops_at_a_page_and_twice_at_once(desk: Desk) -> None:
    desk.put("a.pdf", pdf(*[""] * 400))
    reached = 0
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        with desk.running(before=HEAR) as process:
            told = events_of(process)
            pages = [next(event for event in told if event["event"] == "page_done")]
            os.killpg(process.pid, number)
            rest = list(told)
        pages += [event for event in rest if event["event"] == "page_done"]
        assert process.returncode == code
        assert [event["event"] for event in rest[-2:]] == ["file_stopped", "batch_done"]
        assert pages[0]["page"] == reached + 1
        reached += len(pages)
    with desk.running(before=HEAR) as process:
        next(events_of(process))
        os.kill(worker_of(desk.out, process.pid), signal.SIGSTOP)
        for _ in range(2):
            os.kill(process.pid, signal.SIGINT)
            time.sleep(0.3)
        assert process.wait(timeout=30) == 130
    assert desk.written() == {}


def test_key_of_a_server_changes_nothing_and_other_options_of_engines_do(desk: Desk) -> None:
    source = desk.put("a.pdf", pdf(""))
    conversion = Conversion(source=source, outputs=(Output("md", desk.out / "a.md"),))

    def reading(**options: object) -> str:
        return job_of(conversion, BatchOptions(engine_options=options), store).reading

    with Store(desk.out, "run") as store:
        assert reading(api_key="a") == reading(api_key="b") == reading()
        assert reading(model="a") != reading(model="b")

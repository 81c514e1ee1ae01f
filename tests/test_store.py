"""The store of a batch: claims, pages, what counts as done, losses, and a bounded size."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest

from docparse import Page
from docparse import store as store_module
from docparse.digests import digest, file_digest, relative_name
from docparse.locks import Presence, is_present
from docparse.manifest import write_manifest
from docparse.records import Again, Entry, Job, Known, StoreError
from docparse.schemas import Paragraph
from docparse.schemas.geometry import Box
from docparse.store import MOST_LOSSES, Store

JOB = Job(source="../a.pdf", reading="r1", recipe="c1", bounds="b1")


def page(number: int, text: str = "words", error: str | None = None) -> Page:
    box = Box(x0=0, y0=0, x1=0.1 + 0.2, y1=10)
    block = Paragraph(id=f"p{number}-b1", page=number, box=box, text=text, source="text_layer")
    return Page(
        number=number, width=1 / 3, height=842, blocks=() if error else (block,), error=error
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path, "first") as opened:
        yield opened


def later(store: Store, again: Again = "nothing", run: str = "second") -> Store:
    return Store(store.manifest.parents[1], run, again)


def keep(store: Store, job: Job, *pages: Page) -> None:
    assert store.claim(job.source)
    store.begin(job)
    for item in pages:
        store.keep(job.source, item, following=item.number + 1, seconds=0.5)


def finish(store: Store, job: Job, *problems: str, failed: tuple[int, ...] = ()) -> Path:
    output = store.manifest.parents[1] / "a.md"
    output.write_text("result", encoding="utf-8")
    store.finish(
        job,
        pages=2,
        failed=failed,
        problems=problems,
        digests={output: file_digest(output)},
        seconds=1,
    )
    return output


def test_pages_come_back_equal(store: Store) -> None:
    pages = [page(1), page(2, error="too dark"), page(3, text="Ω \U0001f600 \x00")]
    keep(store, JOB, *pages)
    assert list(store.pages(JOB.source, [3, 1, 2])) == [pages[2], pages[0], pages[1]]


def test_half_a_character_is_replaced_and_stops_nothing(store: Store) -> None:
    keep(store, JOB, page(1, text="a\udc80b"))
    (kept,) = store.pages(JOB.source, [1])
    assert kept.text == "a?b"


def test_pages_of_the_same_reading_are_known_and_those_of_another_thrown_away(store: Store) -> None:
    keep(store, JOB, page(1), page(2))
    store.release(JOB.source)
    with later(store) as second:
        assert second.claim(JOB.source)
        assert second.begin(JOB).pages == {1, 2}
        assert second.begin(replace(JOB, reading="r2")).pages == frozenset()


def test_copy_of_a_file_takes_its_pages_but_not_the_failed_ones(store: Store) -> None:
    keep(store, JOB, page(1), page(2, error="too dark"))
    copy = replace(JOB, source="../copy.pdf")
    store.claim(copy.source)
    assert store.begin(copy).pages == {1}
    assert list(store.pages(copy.source, [1])) == [page(1)]


def test_file_is_settled_until_recipe_or_results_change(store: Store) -> None:
    keep(store, JOB, page(1), page(2))
    assert store.settled(JOB, []) is None
    output = finish(store, JOB)
    with later(store) as second:
        assert second.settled(JOB, [output]) == Entry(
            source="../a.pdf", status="done", pages=2, seconds=2.0, outputs=("a.md",)
        )
        assert second.settled(replace(JOB, recipe="c2"), [output]) is None
        assert second.settled(JOB, [output.with_suffix(".html")]) is None
        output.write_text("altered", encoding="utf-8")
        assert second.settled(JOB, [output]) is None
        output.unlink()
        assert second.settled(JOB, [output]) is None


@pytest.mark.parametrize(
    ("again", "bounds", "settled", "known"),
    [
        ("nothing", "b1", True, {1, 2}),
        ("nothing", "other", False, {1}),
        ("failed", "b1", False, {1}),
        ("all", "b1", False, set()),
    ],
)
def test_failed_pages_are_tried_again_on_demand_and_under_other_bounds(
    store: Store, again: Again, bounds: str, settled: bool, known: set[int]
) -> None:
    keep(store, JOB, page(1), page(2, error="too dark"))
    output = finish(store, JOB, "page 2: too dark", failed=(2,))
    job = replace(JOB, bounds=bounds)
    with later(store, again) as second:
        assert (second.settled(job, [output]) is not None) == settled
        second.claim(job.source)
        assert second.begin(job).pages == known
        assert second.begin(job).pages == known  # once in a run


@pytest.mark.parametrize(
    ("again", "settled"), [("nothing", True), ("failed", True), ("all", False)]
)
def test_what_is_done_is_done_anew_only_by_force(store: Store, again: Again, settled: bool) -> None:
    keep(store, JOB, page(1), page(2))
    output = finish(store, JOB)
    with later(store, again) as second:
        assert (second.settled(JOB, [output]) is not None) == settled


def test_failure_is_remembered_unless_another_try_may_mend_it(store: Store) -> None:
    other = replace(JOB, source="../b.pdf")
    for job in (JOB, other):
        store.claim(job.source)
        store.begin(job)
    store.fail(JOB, "it is damaged")
    store.fail(other, "it is encrypted", final=False)
    with later(store) as second:
        settled = second.settled(JOB, [])
        assert settled is not None
        assert (settled.status, settled.problems) == ("failed", ("it is damaged",))
        assert second.settled(other, []) is None


def test_claimed_file_is_taken_until_its_owner_ends(store: Store) -> None:
    store.claim(JOB.source)
    assert store.claim(JOB.source)
    with later(store) as second:
        assert second.is_taken(JOB.source)
        assert not second.claim(JOB.source)
        store.close()
        assert second.claim(JOB.source)


def test_claim_of_a_killed_process_lapses_at_once(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from docparse.store import Store;"
        "Store(Path(sys.argv[1]), 'gone').claim('../a.pdf'); os.kill(os.getpid(), 9)"
    )
    process = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert process.returncode != 0
    (tmp_path / ".docparse" / "owners").mkdir(exist_ok=True)
    with Store(tmp_path, "second") as store:
        assert store.ghost("../a.pdf") is not None
        assert not store.is_taken("../a.pdf")
        assert store.claim("../a.pdf")
        (only,) = (tmp_path / ".docparse" / "owners").iterdir()
        assert only.name.startswith("second-")


def test_page_at_which_a_process_was_lost_has_failed_and_the_file_goes_on(store: Store) -> None:
    keep(store, JOB, page(1))
    lost = store.lose(JOB.source, os.getpid(), "it hung", in_time=True)
    assert (lost.page, lost.goes_on) == (2, True)
    store.claim(JOB.source)
    assert store.begin(JOB) == Known(frozenset({1, 2}), lost=frozenset({2}), losses=1)
    (failed,) = store.pages(JOB.source, [2])
    assert failed.error == "it hung"


def test_page_of_several_at_once_is_not_blamed(store: Store) -> None:
    keep(store, JOB, page(1))
    store.reach(JOB.source, 0)
    lost = store.lose(JOB.source, os.getpid(), "it hung", in_time=True)
    assert (lost.page, lost.goes_on) == (None, True)
    assert store.begin(JOB) == Known(frozenset({1}), losses=1)


def test_file_fails_when_lost_outside_its_pages_or_out_of_time_or_too_often(store: Store) -> None:
    keep(store, JOB, page(1))
    store.reach(JOB.source, None)
    assert not store.lose(JOB.source, os.getpid(), "it crashed", in_time=True).goes_on
    for _ in range(MOST_LOSSES):
        store.claim(JOB.source)
        store.reach(JOB.source, 2)
        assert store.lose(JOB.source, os.getpid(), "it crashed", in_time=True).goes_on
    store.claim(JOB.source)
    store.reach(JOB.source, 2)
    assert not store.lose(JOB.source, os.getpid(), "it crashed", in_time=True).goes_on
    with later(store, "failed") as second:
        store.release(JOB.source)
        second.claim(JOB.source)
        second.begin(JOB)
        second.reach(JOB.source, 2)
        assert not second.lose(JOB.source, os.getpid(), "too slow", in_time=False).goes_on


def test_file_another_run_has_is_not_lost(store: Store) -> None:
    keep(store, JOB, page(1))
    with later(store) as second:
        assert second.lose(JOB.source, os.getpid(), "it hung", in_time=True).page is None
    assert store.begin(JOB).pages == {1}


def test_pages_of_files_that_ended_first_go_when_there_are_too_many(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "KEPT_BYTES", 8000)
    jobs = [replace(JOB, source=f"../{number}.pdf", reading=str(number)) for number in range(3)]
    for job in jobs:
        keep(store, job, page(1, text=os.urandom(3000).hex()))
        finish(store, job)
    assert [len(store.begin(job).pages) for job in jobs] == [0, 1, 1]


def test_store_of_another_layout_is_begun_anew(store: Store) -> None:
    keep(store, JOB, page(1))
    with store._change() as db:
        db.execute("PRAGMA user_version = 99")
    with later(store) as second:
        assert second.entries() == []
        assert second.claim(JOB.source)


def test_folder_that_cannot_hold_a_store_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / ".docparse").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match="what is done cannot be kept"):
        Store(tmp_path, "run")


def test_store_that_is_no_database_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / ".docparse").mkdir()
    (tmp_path / ".docparse" / "store.db").write_bytes(b"junk" * 2000)
    with pytest.raises(StoreError, match="not a database"):
        Store(tmp_path, "run")


def test_manifest_has_a_line_for_each_file(tmp_path: Path) -> None:
    entries = [
        Entry(source="../é.pdf", status="partial", failed_pages=(2,), problems=("page 2: x",))
    ]
    write_manifest(tmp_path / "manifest.jsonl", entries)
    assert (tmp_path / "manifest.jsonl").read_text(encoding="utf-8") == (
        '{"source": "../é.pdf", "status": "partial", "pages": 0, "failed_pages": [2], '
        '"problems": ["page 2: x"], "seconds": 0.0, "outputs": []}\n'
    )


def test_presence_shows_until_it_is_left(tmp_path: Path) -> None:
    presence = Presence(tmp_path, "me")
    assert is_present(tmp_path, "me")
    presence.leave()
    assert not is_present(tmp_path, "me")
    (tmp_path / "dead").touch()
    assert not is_present(tmp_path, "dead")
    assert list(tmp_path.iterdir()) == []


def test_digest_tells_apart_what_is_divided_differently() -> None:
    assert digest("ab", "c") != digest("a", "bc")


def test_name_leads_from_the_folder_to_the_file(tmp_path: Path) -> None:
    assert relative_name(tmp_path / "in" / "a.pdf", tmp_path / "out") == "../in/a.pdf"


def test_store_that_another_run_is_just_making_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / ".docparse").mkdir()
    other = sqlite3.connect(
        tmp_path / ".docparse" / "store.db", isolation_level=None, check_same_thread=False
    )
    other.execute("CREATE TABLE something(column)")
    other.execute("BEGIN IMMEDIATE")
    timer = Timer(0.2, other.close)
    timer.start()
    with Store(tmp_path, "run") as store:
        assert store.claim("a.pdf")
    timer.join()

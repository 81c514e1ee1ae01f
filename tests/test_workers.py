"""Worker processes: results, notes, and what becomes of tasks that fail, hang or crash."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import closing

import pytest

from docparse.errors import EngineError, SourceError
from docparse.workers import Finished, Note, Report, TimeLimits, run_in_workers, share_cores

PATIENT = TimeLimits(task_s=60, silence_s=60)


def prepare(cores: int) -> Callable[[str, Report], object]:
    """Set a worker up for tasks that name what shall happen."""
    return _act


def refuse(cores: int) -> Callable[[str, Report], object]:
    raise EngineError("the model is missing")


def die_at_once(cores: int) -> Callable[[str, Report], object]:
    os._exit(7)


def _act(task: str, report: Report) -> object:
    action, _, word = task.partition(" ")
    if action == "fail":
        raise SourceError(word)
    if action == "stumble":
        raise KeyError(word)
    if action == "hang":
        time.sleep(600)
    if action == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if action == "leave":
        os._exit(3)
    if action == "chat":
        for number in range(5):
            time.sleep(0.3)
            report(number)
    if action == "print":
        os.write(1, b"noise")
        os.write(2, b"noise")
    if action == "absent":
        open("/no/such/file")  # noqa: PTH123, SIM115
    if action == "cores":
        return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return word


def run(
    *tasks: str, workers: int = 1, limits: TimeLimits = PATIENT
) -> dict[str, Finished[str, object]]:
    events = run_in_workers(prepare, tasks, workers=workers, limits=limits)
    return {event.task: event for event in events if isinstance(event, Finished)}


def test_every_task_ends_with_its_result() -> None:
    ends = run("say one", "say two", "say three", workers=2)
    assert {end.result for end in ends.values()} == {"one", "two", "three"}


def test_no_tasks_are_no_events() -> None:
    assert run() == {}


def test_no_workers_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        run("say x", workers=0)


def test_failures_are_told_and_the_worker_goes_on() -> None:
    ends = run("fail too dark", "stumble here", "absent", "say fine")
    assert ends["fail too dark"].failure == "too dark"
    assert ends["stumble here"].failure == "internal error (KeyError: 'here')"
    assert ends["absent"].failure == "/no/such/file: No such file or directory"
    assert ends["say fine"].result == "fine"
    assert len({end.process for end in ends.values()}) == 1


def test_crash_costs_one_task() -> None:
    ends = run("crash", "leave", "say fine")
    assert ends["crash"].failure == "the process that read it was ended by SIGSEGV"
    assert ends["leave"].failure == "the process that read it ended with exit code 3"
    assert ends["say fine"].result == "fine"


def test_task_over_its_time_is_stopped() -> None:
    began = time.monotonic()
    ends = run("hang", "say fine", limits=TimeLimits(task_s=1, silence_s=60))
    assert ends["hang"].failure == "stopped: it took longer than 1 s"
    assert ends["say fine"].result == "fine"
    assert time.monotonic() - began < 30


def test_silent_task_is_stopped_and_a_reporting_one_is_not() -> None:
    ends = run("hang", "chat", limits=TimeLimits(task_s=60, silence_s=1))
    assert ends["hang"].failure == "stopped: nothing came of it for 1 s"
    assert ends["chat"].failure is None


def test_notes_come_before_the_end() -> None:
    events = list(run_in_workers(prepare, ["chat now"], workers=1, limits=PATIENT))
    assert [event.content for event in events if isinstance(event, Note)] == [0, 1, 2, 3, 4]
    assert isinstance(events[-1], Finished)


def test_what_workers_print_is_thrown_away(capfd: pytest.CaptureFixture[str]) -> None:
    run("print")
    assert capfd.readouterr() == ("", "")


def test_worker_that_cannot_be_set_up_is_an_engine_error() -> None:
    with pytest.raises(EngineError, match="the model is missing"):
        list(run_in_workers(refuse, ["say x"], workers=1, limits=PATIENT))
    with pytest.raises(EngineError, match=r"could not start.*exit code 7"):
        list(run_in_workers(die_at_once, ["say x"], workers=1, limits=PATIENT))


def test_closing_the_generator_ends_the_processes() -> None:
    with closing(run_in_workers(prepare, ["say x", "hang"], workers=1, limits=PATIENT)) as events:
        first = next(events)
        assert isinstance(first, Finished)
    for _ in range(100):
        if not _alive(first.process):
            return
        time.sleep(0.05)
    raise AssertionError("the worker is still there")


@pytest.mark.parametrize(
    ("cores", "workers", "shares"),
    [
        ((0, 1), 1, [(0, 1)]),
        ((0, 1), 2, [(0,), (1,)]),
        ((2, 5, 7), 2, [(2, 5), (7,)]),
        ((0, 1, 2, 3, 4), 2, [(0, 1), (2, 3, 4)]),
        ((0, 1), 3, [(0,), (1,), (0,)]),
    ],
)
def test_cores_are_dealt_evenly(
    cores: tuple[int, ...], workers: int, shares: list[tuple[int, ...]]
) -> None:
    assert share_cores(cores, workers) == shares


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="needs CPU affinity")
def test_each_worker_keeps_to_its_share_of_the_cores() -> None:
    (end,) = run("cores").values()
    assert end.result == sorted(os.sched_getaffinity(0))


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True

"""Worker processes: results, notes, and what becomes of tasks that fail, hang or crash."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing

import pytest

from docparse.errors import EngineError, SourceError
from docparse.kept_workers import KeptWorkers
from docparse.workers import (
    Finished,
    Loss,
    Note,
    Report,
    TimeLimits,
    run_in_workers,
    share_cores,
)

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
    return ACTIONS[action](word, report)


def say(word: str, report: Report) -> object:
    return word


def fail(word: str, report: Report) -> object:
    raise SourceError(word)


def stumble(word: str, report: Report) -> object:
    raise KeyError(word)


def hang(word: str, report: Report) -> object:
    time.sleep(600)
    return None


def crash(word: str, report: Report) -> object:
    os.kill(os.getpid(), signal.SIGSEGV)
    return None


def leave(word: str, report: Report) -> object:
    os._exit(3)


def chat(word: str, report: Report) -> object:
    for number in range(5):
        time.sleep(0.3)
        report(number)
    return word


def count(word: str, report: Report) -> object:
    for number in range(int(word), 5):
        if number == 2:
            os.kill(os.getpid(), signal.SIGSEGV)
        report(number)
    return word


def grow(word: str, report: Report) -> object:
    return len(bytearray(int(word) * 1_000_000))


def pause(word: str, report: Report) -> object:
    report("a long one follows", patience=5)
    time.sleep(2)
    return word


def make_noise(word: str, report: Report) -> object:
    os.write(1, b"noise")
    os.write(2, b"noise")
    return word


def look_for_a_file(word: str, report: Report) -> object:
    return open("/no/such/file")  # noqa: PTH123


def tell_cores(word: str, report: Report) -> object:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def tell_alarm(word: str, report: Report) -> object:
    return signal.getitimer(signal.ITIMER_REAL)[0]


ACTIONS: dict[str, Callable[[str, Report], object]] = {
    "say": say,
    "fail": fail,
    "stumble": stumble,
    "hang": hang,
    "crash": crash,
    "leave": leave,
    "chat": chat,
    "count": count,
    "grow": grow,
    "pause": pause,
    "print": make_noise,
    "absent": look_for_a_file,
    "cores": tell_cores,
    "alarm": tell_alarm,
}


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


def test_rest_of_a_lost_task_is_done_by_another_worker() -> None:
    lost: list[Loss[str]] = []

    def resume(loss: Loss[str]) -> str | None:
        lost.append(loss)
        return f"count {loss.told + 1}" if len(lost) == 1 else None

    events = list(run_in_workers(prepare, ["count 0"], workers=1, limits=PATIENT, resume=resume))
    assert [event.content for event in events if isinstance(event, Note)] == [0, 1, 3, 4]
    end = events[-1]
    assert isinstance(end, Finished)
    assert (end.task, end.failure) == ("count 3", None)
    assert [(loss.kind, loss.told) for loss in lost] == [("died", 2)]


def test_unforeseen_exception_can_be_gone_on_after_in_the_same_process() -> None:
    def resume(loss: Loss[str]) -> str | None:
        assert (loss.kind, loss.reason) == ("stumbled", "internal error (KeyError: 'here')")
        return "say fine"

    tasks = ["say first", "stumble here"]
    events = list(run_in_workers(prepare, tasks, workers=1, limits=PATIENT, resume=resume))
    ends = [event for event in events if isinstance(event, Finished)]
    assert [end.result for end in ends] == ["first", "fine"]
    assert len({end.process for end in ends}) == 1


def test_time_of_a_lost_task_counts_for_its_rest() -> None:
    limits = TimeLimits(task_s=2, silence_s=0.5)
    events = run_in_workers(prepare, ["hang"], workers=1, limits=limits, resume=lambda loss: "hang")
    began = time.monotonic()
    (end,) = (event for event in events if isinstance(event, Finished))
    assert end.over_time
    assert time.monotonic() - began < 20


def test_patience_stretches_the_silence() -> None:
    assert run("pause x", limits=TimeLimits(task_s=60, silence_s=1))["pause x"].failure is None


@pytest.mark.skipif(sys.platform != "linux", reason="enforced on Linux")
def test_task_that_takes_too_much_memory_is_lost_alone() -> None:
    tasks = ["grow 50", "grow 900", "say fine"]
    events = run_in_workers(prepare, tasks, workers=1, limits=PATIENT, memory_mb=200)
    ends = {event.task: event for event in events if isinstance(event, Finished)}
    assert ends["grow 50"].result == 50_000_000
    assert ends["grow 900"].failure == "there is not enough memory to read it"
    assert ends["say fine"].result == "fine"


def test_kept_worker_is_taken_again_and_a_dead_one_is_not() -> None:
    kept = KeptWorkers(most=1, idle_s=60)

    def process(task: str) -> int:
        (end,) = run_in_workers(prepare, [task], workers=1, limits=PATIENT, kept=kept)
        assert isinstance(end, Finished)
        return end.process

    first = process("say x")
    assert process("say y") == first
    os.kill(first, signal.SIGKILL)
    second = process("say z")
    assert second != first
    kept.clear()
    assert not _alive(second)


def test_idle_worker_is_let_go_in_time() -> None:
    kept = KeptWorkers(most=2, idle_s=0.1)
    (end,) = run_in_workers(prepare, ["say x"], workers=1, limits=PATIENT, kept=kept)
    assert isinstance(end, Finished)
    for _ in range(200):
        if not _alive(end.process):
            return
        time.sleep(0.05)
    raise AssertionError("the worker is still there")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forked_process_has_no_part_in_the_workers_of_its_parent() -> None:
    kept = KeptWorkers(most=1, idle_s=60)
    (end,) = run_in_workers(prepare, ["say x"], workers=1, limits=PATIENT, kept=kept)
    assert isinstance(end, Finished)
    child = os.fork()
    if not child:
        os._exit(len(kept))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(kept) == 1
    (again,) = run_in_workers(prepare, ["say y"], workers=1, limits=PATIENT, kept=kept)
    assert isinstance(again, Finished)
    assert again.process == end.process
    kept.clear()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs interval timers")
def test_alarm_is_set_for_a_worker_that_hangs_when_its_parent_is_gone() -> None:
    limits = TimeLimits(task_s=60, silence_s=60)
    events = run_in_workers(prepare, ["alarm"], workers=1, limits=limits)
    (end,) = (event for event in events if isinstance(event, Finished))
    assert 60 < float(str(end.result)) < 90


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

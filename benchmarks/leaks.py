"""Whether memory, open files, threads or processes pile up.

    python -m benchmarks.leaks [--rounds 20]

Each round parses the small hostile files and a sample, here and in a worker process; the exit
status is 1 when the last rounds hold more than those after the warm-up.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks.hostile_files import hostile_files
from benchmarks.provenance import head
from docparse import DocparseError, Limits, parse_document

_SAMPLE = Path(__file__).parents[1] / "examples" / "samples" / "form.pdf"
_RESULT = Path(__file__).parent / "results" / "leaks.md"
_BOUNDS = Limits(page_timeout_s=120, max_memory_mb=2_000)
_KINDS = ("page_", "content_", "cut_", "fields_cycle", "outline_cycle")
_WARM_UP = 5
_GROWTH_MB = 30.0


@dataclass(frozen=True)
class State:
    """What is held after a round."""

    here_mb: float
    workers_mb: float
    files: int
    threads: int
    processes: int
    temporary: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse round after round and compare the ends."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args(arguments)
    files = [data for name, data in hostile_files(10_000) if name.startswith(_KINDS)]
    with TemporaryDirectory() as scratch:
        os.environ["TMPDIR"] = scratch
        states = []
        for _ in range(options.rounds):
            states.append(_round([_SAMPLE, *files], Path(scratch)))
            print(states[-1], flush=True)
    early, late = states[min(_WARM_UP, len(states) - 2)], states[-1]
    report = _report(states, len(files) + 1)
    print(report)
    _RESULT.write_text(report, "utf-8")
    grown = max(late.here_mb - early.here_mb, late.workers_mb - early.workers_mb)
    same = (early.files, early.threads, early.processes, 0) == (
        late.files,
        late.threads,
        late.processes,
        late.temporary,
    )
    return int(grown > _GROWTH_MB or not same)


def _round(files: Sequence[Path | bytes], scratch: Path) -> State:
    for file in files:
        for limits in (Limits(), _BOUNDS):
            try:
                parse_document(file, pages="1", limits=limits)
            except DocparseError:
                continue
    own = psutil.Process()
    workers = own.children(recursive=True)
    return State(
        here_mb=own.memory_info().rss / 1e6,
        workers_mb=sum(worker.memory_info().rss for worker in workers) / 1e6,
        files=own.num_fds(),
        threads=threading.active_count(),
        processes=len(workers),
        temporary=sum(1 for _ in scratch.rglob("*")),
    )


def _report(states: Sequence[State], files: int) -> str:
    lines = [head("What piles up", "benchmarks.leaks", ("pymupdf", "onnxruntime"))]
    lines += [f"{files} files a round, each parsed here and in a worker.", ""]
    lines += ["| round | MB here | MB in workers | open files | threads | processes | temporary |"]
    lines += ["|---|---|---|---|---|---|---|"]
    for number, state in enumerate(states, start=1):
        row = (number, f"{state.here_mb:.0f}", f"{state.workers_mb:.0f}", state.files)
        row += (state.threads, state.processes, state.temporary)
        lines.append("| " + " | ".join(map(str, row)) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())

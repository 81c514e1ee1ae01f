"""Measure pages per second, CPU time and memory beside other tools, on made and on given documents.

    python -m benchmarks.speed [FOLDER …] [--pages 50] [--long-pages 2000] [--out FOLDER]

Each tool works in its own child process; the tools take turns file by file. Then docparse alone:
one process against two, each on its share of the cores, and the memory of `parse_pages` on a long
document against a short one. The tables go to FOLDER/speed.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil

from benchmarks.child import Child, Outcome
from benchmarks.made_documents import make_document
from benchmarks.provenance import head
from benchmarks.speed_readers import WHAT, is_installed

_WARM_UP_PAGES = 5

Row = tuple[str, ...]
Times = Any
"""What `psutil.cpu_times` returns: a named tuple whose fields depend on the system."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the measurements asked for and write each table as soon as it is known."""
    options = _options(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    sections = [_head()]
    with tempfile.TemporaryDirectory() as folder:
        before = psutil.cpu_times()
        for section in _sections(Bench(Path(folder), options.timeout), options):
            sections.append(f"{section}\n{_stolen(before, before := psutil.cpu_times())}\n")
            print(sections[-1], flush=True)
            (options.out / "speed.md").write_text("\n".join(sections), "utf-8")
    return 0


def _sections(bench: Bench, options: argparse.Namespace) -> Iterator[str]:
    title = f"{options.pages} pages made here"
    yield _tools_section(bench, title, [bench.made(options.pages)], options)
    for folder in options.folders:
        files = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() == ".pdf"]
        yield _tools_section(bench, f"{len(files)} files of {folder.name}", files, options)
    if "docparse" in options.tools:
        yield _processes_section(bench, options.pages)
    if options.long_pages:
        yield _memory_section(bench, options.pages, options.long_pages)


def _stolen(before: Times, after: Times) -> str:
    """Say how much of the processors a virtual machine did not get; timings suffer from it."""
    spent = {field: after._asdict()[field] - value for field, value in before._asdict().items()}
    busy = sum(spent[field] for field in ("user", "nice", "system"))
    stolen = spent.get("steal", 0.0)
    share = stolen / (busy + stolen) if busy + stolen else 0.0
    return f"Of the processor time asked for, {share:.0%} was not given (steal of the host)."


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folders", type=Path, nargs="*", help="folders of PDFs to read too")
    parser.add_argument("--pages", type=int, default=50, help="of the short made document")
    parser.add_argument("--long-pages", type=int, default=2000, help="of the long one; 0 for none")
    parser.add_argument("--tools", type=lambda text: text.split(","), default=list(WHAT))
    parser.add_argument("--rounds", type=int, default=3, help="times each file is read")
    parser.add_argument("--timeout", type=float, default=3600, help="seconds for one file")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    return parser.parse_args(arguments)


class Bench:
    """Makes documents in a folder, once each, and reads files in warm children."""

    def __init__(self, folder: Path, timeout_s: float) -> None:
        self._folder, self._timeout_s = folder, timeout_s

    def made(self, pages: int) -> Path:
        """Return a made document of that many pages."""
        path = self._folder / f"made-{pages}.pdf"
        return path if path.exists() else make_document(path, pages)

    def start(self, tool: str, cores: Sequence[int] = ()) -> Child:
        """Start a child whose models are loaded; on some cores only, if told so."""
        environment = {"CHILD_CORES": ",".join(map(str, cores))} if cores else {}
        child = Child(f"benchmarks.speed_readers:{tool}", environment=environment)
        self.read(child, self.made(_WARM_UP_PAGES))
        return child

    def read(self, child: Child, path: Path) -> Outcome:
        """Let a child read a file."""
        return child.call({"path": str(path)}, self._timeout_s)


def _tools_section(
    bench: Bench, title: str, files: Sequence[Path], options: argparse.Namespace
) -> str:
    """Let the tools read the files in turn."""
    present = [tool for tool in options.tools if is_installed(tool)]
    children = {tool: bench.start(tool) for tool in present}
    outcomes: dict[str, list[Outcome]] = {tool: [] for tool in present}
    try:
        for number, file in enumerate(list(files) * options.rounds):
            turn = number % len(present)
            for tool in (*present[turn:], *present[:turn]):
                outcomes[tool].append(bench.read(children[tool], file))
                print(f"{file.name}  {tool}  {outcomes[tool][-1].seconds:.2f} s", flush=True)
    finally:
        for child in children.values():
            child.stop()
    rows = [(tool, *_measures(results)) for tool, results in outcomes.items()]
    rows += [(tool, *["not installed"] * 6) for tool in options.tools if tool not in present]
    head = ("", "pages", "pages per s", "ms per page", "CPU ms per page", "peak MB", "failed files")
    return _table(f"{title}, {options.rounds} rounds", head, rows)


def _measures(outcomes: Sequence[Outcome]) -> Row:
    """Pages, speed, CPU time, memory and failures; a failed file is not in the other numbers."""
    read = [outcome for outcome in outcomes if outcome.status == "answer"]
    pages = sum(outcome.value["pages"] for outcome in read)
    if not pages:
        return ("0", "", "", "", "", str(len(outcomes)))
    seconds, cpu_s = sum(o.seconds for o in read), sum(o.cpu_s for o in read)
    return (
        str(pages),
        f"{pages / seconds:.2f}",
        f"{1000 * seconds / pages:.0f}",
        f"{1000 * cpu_s / pages:.0f}",
        f"{max(outcome.peak_mb for outcome in read):.0f}",
        str(len(outcomes) - len(read)),
    )


def _processes_section(bench: Bench, pages: int) -> str:
    """Read a document with one process on all cores, and with two on half of them each."""
    path, cores = bench.made(pages), sorted(os.sched_getaffinity(0))
    half = max(1, len(cores) // 2)
    speeds = {
        name: _speed(bench, path, shares)
        for name, shares in {
            "one process, all cores": [cores],
            "one process, half of the cores": [cores[:half]],
            "two processes, half of the cores each": [cores[:half], cores[-half:]],
        }.items()
    }
    every, part, _ = speeds.values()
    rows = [
        (name, f"{speed:.2f}", f"{speed / every:.2f}", f"{speed / part:.2f}")
        for name, speed in speeds.items()
    ]
    title = f"docparse in one and in two processes, {pages} pages each"
    head = ("", "pages per s", "to one on all cores", "to one on its share")
    return _table(title, head, rows)


def _speed(bench: Bench, path: Path, shares: Sequence[Sequence[int]]) -> float:
    """Pages per second of as many processes as there are shares of the cores."""
    children = [bench.start("docparse", share) for share in shares]
    try:
        began = time.monotonic()
        with ThreadPoolExecutor(len(children)) as pool:
            outcomes = list(pool.map(lambda child: bench.read(child, path), children))
        seconds = time.monotonic() - began
    finally:
        for child in children:
            child.stop()
    return sum(int(outcome.value["pages"]) for outcome in outcomes if outcome.value) / seconds


def _memory_section(bench: Bench, short: int, long: int) -> str:
    """Stream a short and a long document, each in a fresh child."""
    rows: list[Row] = []
    first = 0.0
    for pages in (short, long):
        with bench.start("docparse_pages") as child:
            outcome = bench.read(child, bench.made(pages))
        first = first or outcome.peak_mb
        ratio = f"{outcome.peak_mb / first:.2f}" if first else ""
        rows.append((f"{pages} pages", *_measures([outcome])[1:5], ratio, outcome.error))
    head = ("", "pages per s", "ms per page", "CPU ms per page", "peak MB", "ratio", "")
    return _table("Memory of docparse's `parse_pages`", head, rows)


def _head() -> str:
    return "\n".join(
        [
            head("Speed", "benchmarks.speed", ["pymupdf", *(t for t in WHAT if t != "docparse")]),
            "Models are loaded, by reading another document, before the clock starts. Memory is",
            "the peak of resident memory since the child process started.",
            "",
            *(f"- {tool}: {what}" for tool, what in WHAT.items()),
            "",
        ]
    )


def _table(title: str, head: Row, rows: Sequence[Row]) -> str:
    lines = [f"## {title}", "", _line(head), "|---" * len(head) + "|", *map(_line, rows), ""]
    return "\n".join(lines)


def _line(cells: Row) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main())

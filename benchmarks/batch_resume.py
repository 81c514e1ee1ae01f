"""Kill a batch at random points and start it again; its results must be those of a run left alone.

`python -m benchmarks.batch_resume [--kills 50] [--seed 1]` runs the command line on a made folder.
It kills the whole group of processes with SIGKILL, now and then only the parent, after a random
number of events and some milliseconds more. After each kill every result that has a name must be
whole; after each run that reaches its end all files must be equal, byte for byte.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pymupdf

from benchmarks.provenance import head

_RESULT = Path(__file__).parent / "results" / "batch_resume.md"
_SAMPLES = Path(__file__).parents[1] / "examples" / "samples"
_FORMATS = "md,json,html"
_MOST_EVENTS = 14
_MOST_DELAY_S = 0.4
_PARENT_ALONE = 0.2
_TIMEOUT_S = 600.0


@dataclass
class Tally:
    """What was seen."""

    kills: int = 0
    ends: int = 0
    events: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def main() -> None:
    """Kill, start again, compare, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=_RESULT, help="file for the report")
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="batch-resume-") as name:
        folder = Path(name)
        make_files(folder / "in")
        alone = Tally()
        run(folder, "alone", alone)
        expected = results(folder / "alone")
        tally = Tally()
        while tally.kills < chosen.kills:
            out = f"out{tally.ends}"
            while not run(folder, out, tally, kill_with=chance):
                check(results(folder / out), expected, tally, whole=False)
            check(results(folder / out), expected, tally, whole=True)
            tally.ends += 1
    report = _report(alone, tally, len(expected), chosen.seed, time.monotonic() - began)
    print(report)
    chosen.out.write_text(report, "utf-8")
    sys.exit(bool(tally.wrong))


def _report(alone: Tally, tally: Tally, results: int, seed: int, seconds: float) -> str:
    pages = alone.events["page_done"] + alone.events["page_failed"]
    wrong = sorted(set(tally.wrong))
    lines = [
        head("Batches killed and started again", "benchmarks.batch_resume", ("pymupdf",)),
        f"A folder that makes {results} results of {pages} pages; seed {seed}, {seconds:.0f} s.",
        "",
        f"- {tally.kills} kills, {tally.ends} folders brought to their end",
        f"- {tally.ends * results} results compared with those of a run left alone",
        f"- {len(tally.wrong)} wrong or half results{': ' if wrong else ''}{', '.join(wrong[:5])}",
    ]
    return "\n".join(lines) + "\n"


def make_files(folder: Path) -> None:
    """Make a folder of small documents: real pages, empty ones, a lost page, junk."""
    (folder / "deep").mkdir(parents=True)
    for name in ("invoice.pdf", "form.pdf", "sidebar.pdf"):
        (folder / name).write_bytes((_SAMPLES / name).read_bytes())
    (folder / "deep" / "many.pdf").write_bytes(pages_of("", "", "A line.", *[""] * 9, "The end."))
    (folder / "deep" / "some.pdf").write_bytes(pages_of("A start.", *[""] * 6))
    lost = pages_of("A page that is there.").replace(b"/Count 1", b"/Count 2")
    (folder / "lost.pdf").write_bytes(lost)
    (folder / "junk.pdf").write_bytes(b"junk")


def pages_of(*texts: str) -> bytes:
    """Make a PDF with a page for each text."""
    document = pymupdf.open()
    for text in texts:
        document.new_page().insert_text((72, 144), text)
    data: bytes = document.tobytes()
    return data


def run(folder: Path, out: str, tally: Tally, kill_with: random.Random | None = None) -> bool:
    """Run the command, or kill it on the way; tell whether it came to its end."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", "from docparse.cli import main; main()", "parse"),
            *(
                str(folder / "in"),
                "-o",
                str(folder / out),
                "--figures",
                str(folder / out / "figures"),
            ),
            *("--format", _FORMATS, "--jobs", "2", "--progress", "json"),
        ],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    left = kill_with.randint(0, _MOST_EVENTS) if kill_with else None
    ended = False
    for event in _events(process):
        tally.events[event] += 1
        ended = event == "batch_done"
        if left is not None and not ended:
            if left == 0:
                _kill(process, kill_with, tally)
                break
            left -= 1
    process.wait(timeout=_TIMEOUT_S)
    assert process.stderr is not None
    process.stderr.close()
    return ended


def _events(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stderr is not None
    for line in process.stderr:
        yield str(json.loads(line)["event"])


def _kill(process: subprocess.Popen[str], chance: random.Random | None, tally: Tally) -> None:
    assert chance is not None
    time.sleep(chance.uniform(0, _MOST_DELAY_S))
    alone = chance.random() < _PARENT_ALONE
    (os.kill if alone else os.killpg)(process.pid, signal.SIGKILL)
    tally.kills += 1


def results(out: Path) -> dict[str, bytes]:
    """Read all files a user sees, and the manifest without its seconds."""
    found = {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(out).parts)
    }
    manifest = out / ".docparse" / "manifest.jsonl"
    if manifest.exists():
        lines = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
        found["manifest"] = json.dumps([{**line, "seconds": 0} for line in lines]).encode()
    return found


def check(
    found: dict[str, bytes], expected: dict[str, bytes], tally: Tally, *, whole: bool
) -> None:
    """Note results that differ and, at the end, those that are missing."""
    seen = found if whole else {name: found[name] for name in found.keys() - {"manifest"}}
    tally.wrong += [name for name, data in seen.items() if expected.get(name) != data]
    tally.wrong += [f"{name} is missing" for name in expected.keys() - found.keys() if whole]


if __name__ == "__main__":
    main()

"""Parse files that mean harm; each must end in a document or one of docparse's errors, in time.

    python -m benchmarks.hostile [FOLDER] [--timeout 30] [--memory-mb 2048] [--out FILE]

The files are those of the folder and those that `benchmarks.hostile_files` makes. They are parsed,
audited and asked for their labelled values under `page_timeout_s` and `max_memory_mb`, by child
processes that are watched: for memory, for what they ask of the network, write and leave behind.
`--in-process` does so without those bounds: what crashes then says what they are good for.

A file `PASSWORDS.tsv` in the folder (name or pattern, tab, password) names those to be tried
without, with a wrong and with the right password. The exit status is 1 when any file ended in an
exception that is not docparse's own, a crash, a hang, too much memory, or the wrong answer to a
password, or when anything was done beside parsing.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.child import Child, Outcome
from benchmarks.guard import Guard, guard
from benchmarks.hostile_files import write_all
from benchmarks.provenance import head

_WRONG_PASSWORD = "certainly not the password"
_NOT_PARSED = {"PASSWORDS.tsv", "LICENSE", "LICENSE.txt", "LICENSE.md", "README.md"}
_PACKAGES = ("pymupdf", "rapidocr", "onnxruntime", "openvino")
_RESULT = Path(__file__).parent / "results" / "hostile.md"
_BAD = ("UNTYPED EXCEPTION", "CRASH", "TIMEOUT", "MEMORY", "WRONG ANSWER", "BESIDE PARSING")
_PARENT_MB = 1_500
"""What the process may hold that has the pages read by another."""
_QUESTIONS = 3
_GRACE_S = 60
"""For starting a worker, on a machine that does other things."""
_ADDRESS_SPACE = 5
"""Address space allowed, in multiples of the memory limit: the models map much and touch little."""


@dataclass(frozen=True)
class Attempt:
    """One file, parsed once; `password` says in words which was given."""

    name: str
    path: Path
    password: str = ""
    secret: str | None = None


@dataclass(frozen=True)
class Ending:
    """How an attempt ended."""

    attempt: Attempt
    kind: str
    message: str
    seconds: float
    peak_mb: float
    trace: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse everything and print what came of it."""
    options = _options(arguments)
    with guard() as watched, TemporaryDirectory(prefix="hostile-") as made:
        attempts = list(_attempts(options.folder)) if options.folder else []
        if not options.no_made:
            write_all(Path(made))
            attempts += _attempts(Path(made))
        endings = _parse_all(attempts, options, watched)
        endings += _answers_to_passwords(endings)
        endings += [
            Ending(Attempt("all", Path(made)), "BESIDE PARSING", what, 0, 0)
            for what in watched.noted()
        ]
    report = _report(endings)
    options.out.write_text(report, "utf-8")
    print(report, "All:", *map(_line, endings), sep="\n")
    return int(any(ending.kind in _BAD for ending in endings))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--no-made", action="store_true", help="only the files of the folder")
    parser.add_argument("--in-process", action="store_true", help="without worker processes")
    parser.add_argument("--timeout", type=float, default=30, help="seconds for one file")
    parser.add_argument("--memory-mb", type=int, default=2048, help="memory for one file")
    parser.add_argument("--ocr", choices=("auto", "always", "never"), default="auto")
    parser.add_argument("--jobs", type=int, default=2, help="files parsed at a time")
    parser.add_argument("--only", default="", help="files whose path holds this text")
    parser.add_argument("--out", type=Path, default=_RESULT, help="file for the report")
    return parser.parse_args(arguments)


def _attempts(folder: Path) -> Iterator[Attempt]:
    secrets = _passwords(folder / "PASSWORDS.tsv")
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name in _NOT_PARSED:
            continue
        name = str(path.relative_to(folder))
        yield Attempt(name, path)
        secret = next((word for pattern, word in secrets if pattern.fullmatch(path.name)), None)
        if secret is not None:
            yield Attempt(name, path, "wrong password", _WRONG_PASSWORD)
            yield Attempt(name, path, "right password", secret)


def _passwords(path: Path) -> list[tuple[re.Pattern[str], str]]:
    """Read lines of names, with `*` and remarks in brackets, and passwords or `open: password`."""
    secrets: list[tuple[re.Pattern[str], str]] = []
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    for line in lines:
        names, _, word = line.partition("\t")
        if line.startswith("#") or not word:
            continue
        word = re.sub(r"^open: ([^,]*).*$", r"\1", word)
        for name in re.sub(r"\(.*?\)", "", names).split(","):
            pattern = re.escape(name.strip()).replace(r"\*", ".*")
            secrets.append((re.compile(pattern), word))
    return secrets


def _parse_all(
    attempts: Sequence[Attempt], options: argparse.Namespace, watched: Guard
) -> list[Ending]:
    """Share the attempts between children, each used by one thread at a time."""
    environment = {**watched.environment, "OMP_NUM_THREADS": "1"}
    if options.in_process:
        space = int(_ADDRESS_SPACE * options.memory_mb)
        environment["CHILD_ADDRESS_SPACE_MB"] = str(space)
    memory_mb = options.memory_mb if options.in_process else _PARENT_MB
    patience_s = _QUESTIONS * options.timeout + (0 if options.in_process else _GRACE_S)
    children: SimpleQueue[Child] = SimpleQueue()
    for _ in range(options.jobs):
        children.put(
            Child("benchmarks.hostile_reader:summary", memory_mb=memory_mb, environment=environment)
        )

    def parse(attempt: Attempt) -> Ending:
        child = children.get()
        try:
            outcome = child.call(_job(attempt, options), patience_s)
        finally:
            children.put(child)
        ending = _ending(attempt, outcome)
        if ending.kind in _BAD:
            print(_line(ending), flush=True)
        return ending

    chosen = [attempt for attempt in attempts if options.only in attempt.name]
    with ThreadPoolExecutor(options.jobs) as pool:
        endings = list(pool.map(parse, chosen))
    for _ in range(options.jobs):
        children.get().stop()
    return endings


def _job(attempt: Attempt, options: argparse.Namespace) -> dict[str, Any]:
    job = {"path": str(attempt.path), "password": attempt.secret, "ocr": options.ocr}
    if options.in_process:  # checked between pages: leave time for one
        return {**job, "limits": {"document_timeout_s": 0.4 * options.timeout}}
    limits = {
        "document_timeout_s": options.timeout,
        "page_timeout_s": options.timeout / 2,
        "max_memory_mb": options.memory_mb,
    }
    return {**job, "limits": limits}


def _ending(attempt: Attempt, outcome: Outcome) -> Ending:
    kinds = {
        "answer": "parsed",
        "error": "UNTYPED EXCEPTION",
        "timeout": "TIMEOUT",
        "memory": "MEMORY",
        "crash": "CRASH",
    }
    kind, message = kinds[outcome.status], outcome.error
    if outcome.status == "answer":
        pages, words, errors = (outcome.value[key] for key in ("pages", "words", "errors"))
        message = f"{pages} pages, {words} words" + "".join(f"; {error}" for error in errors[:1])
        kind = "parsed, some pages unreadable" if errors else kind
        if any("internal error" in error for error in errors):
            kind = "UNTYPED EXCEPTION"
    elif "DocparseError" in outcome.kinds and "internal error" not in outcome.error:
        kind = f"typed error: {outcome.kinds[0]}"
    return Ending(attempt, kind, message, outcome.seconds, outcome.peak_mb, outcome.trace)


def _answers_to_passwords(endings: Sequence[Ending]) -> list[Ending]:
    """Judge files that cannot be opened without password: three situations, three answers."""
    answers: dict[str, dict[str, Ending]] = {}
    for ending in endings:
        answers.setdefault(ending.attempt.name, {})[ending.attempt.password] = ending
    return [
        Ending(found[""].attempt, "WRONG ANSWER", complaint, 0, 0)
        for found in answers.values()
        if len(found) == 3 and (complaint := _complaint(found))
    ]


def _complaint(found: dict[str, Ending]) -> str:
    missing, wrong, right = (found[key] for key in ("", "wrong password", "right password"))
    if not right.kind.startswith("parsed"):
        return f"the right password does not open it: {right.message}"
    if missing.kind.startswith("parsed"):
        return ""  # nothing is needed to open it; a password for its owner does no harm
    if "PasswordError" not in missing.kind or "PasswordError" not in wrong.kind:
        return "no PasswordError for a missing or wrong password"
    return "missing and wrong password get the same answer" * (missing.message == wrong.message)


def _report(endings: Sequence[Ending]) -> str:
    counts = Counter(ending.kind for ending in endings)
    slowest = sorted(endings, key=lambda ending: -ending.seconds)[:10]
    largest = sorted(endings, key=lambda ending: -ending.peak_mb)[:3]
    lines = [head("Damaged, odd and encrypted files", "benchmarks.hostile", _PACKAGES)]
    lines += ["Attempts by how they ended; peaks are of a child that reads file after file.", ""]
    lines += [f"- {count} {kind}" for kind, count in counts.most_common()]
    for title, some in (
        ("Must not be", [ending for ending in endings if ending.kind in _BAD]),
        ("Slowest", slowest),
        ("Largest", largest),
    ):
        lines += ["", f"## {title}", ""] if some else []
        lines += [f"- {_line(ending)}" for ending in some]
        lines += [f"\n```\n{ending.trace}\n```" for ending in some if ending.kind in _BAD]
    return "\n".join(lines) + "\n"


def _line(ending: Ending) -> str:
    what = f"{ending.attempt.name} [{ending.attempt.password or 'no password'}]"
    message = " ".join(ending.message.split())[:300]
    return f"{what}  {ending.kind}  {ending.seconds:.1f} s  {ending.peak_mb:.0f} MB  {message}"


if __name__ == "__main__":
    sys.exit(main())

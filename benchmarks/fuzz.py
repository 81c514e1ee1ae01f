"""Parse damaged copies of the samples; each must end in a document or one of docparse's errors.

    python -m benchmarks.fuzz [FILE …] [--mutations 10000] [--seconds 900] [--seed 0] [--out FILE]

Every copy is read in a child process: words, lines, glyphs, forms and picture; every fiftieth is
parsed as a whole. What hangs or crashes the child is parsed once more under `page_timeout_s` and
`max_memory_mb`, where it must be an error or a failed page. The exit status is 1 when an exception
is not docparse's own, or the bounds do not hold. `--keep FOLDER` keeps what was remarkable.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.child import Child, Outcome
from benchmarks.mutation import mutated
from benchmarks.provenance import head

_SAMPLES = Path(__file__).parents[1] / "examples" / "samples"
_RESULT = Path(__file__).parent / "results" / "fuzz.md"
_ENDINGS = {".pdf", ".png", ".jpg", ".tif", ".tiff", ".gif", ".webp", ".bmp"}
_PACKAGES = ("pymupdf", "pillow", "rapidocr")
_TIMEOUT_S, _MEMORY_MB = 60.0, 3_000
_BOUNDED_S = 150.0
_WHOLE_EVERY = 50
_PAGES = 2
_DPI = 60


@dataclass(frozen=True)
class Ending:
    """How the reading of a copy ended.

    Attributes:
        bad: It must not end so.
    """

    number: int
    kind: str
    message: str
    seconds: float
    bad: bool = False


def main(arguments: Sequence[str] | None = None) -> int:
    """Read damaged copies until there were enough, or time is up."""
    options = _options(arguments)
    endings = []
    deadline = time.monotonic() + options.seconds
    for ending in _endings(options, deadline):
        endings.append(ending)
        if ending.bad:
            print(_line(ending), flush=True)
        if options.keep and (ending.bad or ending.kind.startswith("bounded")):
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{options.seed}-{ending.number}").write_bytes(
                _damaged(options.files, options.seed, ending.number)
            )
    report = _report(endings, options)
    print(report)
    options.out.write_text(report, "utf-8")
    return int(any(ending.bad for ending in endings))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("files", type=Path, nargs="*", help="default: the samples")
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=900, help="ends then, whatever is left")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first copy")
    parser.add_argument("--keep", type=Path, help="folder for copies that were remarkable")
    parser.add_argument("--out", type=Path, default=_RESULT, help="file for the report")
    options = parser.parse_args(arguments)
    options.files = options.files or sorted(
        path for path in _SAMPLES.iterdir() if path.suffix in _ENDINGS
    )
    return options


def _endings(options: argparse.Namespace, deadline: float) -> Iterator[Ending]:
    files = [str(path.resolve()) for path in options.files]
    with (
        Child("benchmarks.fuzz:read", memory_mb=_MEMORY_MB) as reader,
        Child("benchmarks.fuzz:parse_bounded", memory_mb=_MEMORY_MB) as bounded,
    ):
        for number in range(options.first, options.first + options.mutations):
            if time.monotonic() > deadline:
                return
            job = {"files": files, "seed": options.seed, "number": number}
            ending = _ending(number, reader.call(job, _PAGES * _TIMEOUT_S))
            if ending.kind in {"timeout", "memory", "crash"}:
                ending = _second(ending, bounded.call(job, 2 * _BOUNDED_S))
            yield ending


def _ending(number: int, outcome: Outcome) -> Ending:
    if outcome.status == "answer":
        return Ending(number, outcome.value["kind"], outcome.value["message"], outcome.seconds)
    if outcome.status != "error":
        return Ending(number, outcome.status, outcome.error, outcome.seconds)
    message = f"{outcome.error}\n{outcome.trace}"
    return Ending(number, "UNTYPED EXCEPTION", message, outcome.seconds, bad=True)


def _second(first: Ending, outcome: Outcome) -> Ending:
    """Judge what became under bounds of a copy that was fatal without."""
    bad = outcome.status != "answer" or "internal error" in outcome.value["message"]
    told = outcome.error if outcome.status != "answer" else outcome.value["message"]
    kind = "NOT BOUNDED" if bad else f"bounded: {first.kind} without bounds"
    return Ending(first.number, kind, f"{first.message}; {told}", outcome.seconds, bad=bad)


def read(job: dict[str, Any]) -> dict[str, str]:
    """Read a damaged copy, without or with the engine."""
    from docparse import DocparseError

    data = _damaged([Path(file) for file in job["files"]], job["seed"], job["number"])
    try:
        if job["number"] % _WHOLE_EVERY:
            return _read_source(data)
        return _parsed(data, {})
    except DocparseError as error:
        return {"kind": type(error).__name__, "message": str(error)}


def parse_bounded(job: dict[str, Any]) -> dict[str, str]:
    """Parse a damaged copy in docparse's own worker processes."""
    from docparse import DocparseError

    data = _damaged([Path(file) for file in job["files"]], job["seed"], job["number"])
    bounds = {"page_timeout_s": _TIMEOUT_S, "max_memory_mb": 2_000}
    try:
        return _parsed(data, {**bounds, "document_timeout_s": _BOUNDED_S})
    except DocparseError as error:
        return {"kind": type(error).__name__, "message": str(error)}


def _damaged(files: Sequence[Path], seed: int, number: int) -> bytes:
    random = Random(f"{seed}/{number}")
    return mutated(_content(files[number % len(files)], random.random() < 0.5), random)


@cache
def _content(path: Path, spread: bool) -> bytes:
    """Return the file, or the PDF with its streams inflated, so that damage reaches them."""
    if path.suffix != ".pdf" or not spread:
        return path.read_bytes()
    import pymupdf

    with pymupdf.open(path) as document:
        data: bytes = document.tobytes(expand=255, garbage=1, no_new_id=True)
        return data


def _read_source(data: bytes) -> dict[str, str]:
    from docparse import SourceError, open_source

    failed = ""
    with open_source(data) as source:
        for page in source.pages(f"1-{min(_PAGES, source.info.page_count)}"):
            try:
                _ = page.words, page.rules, page.pictures, page.form_fields
                _ = getattr(page, "squares", ()), getattr(page, "glyphs", ())
                if page.width * page.height < 4e6:
                    page.image(_DPI)
            except SourceError as error:
                failed = str(error)
    return {"kind": "page failed" if failed else "read", "message": failed}


def _parsed(data: bytes, bounds: dict[str, Any]) -> dict[str, str]:
    from docparse import Limits, parse_document

    document = parse_document(data, limits=Limits(**bounds))
    failed = "; ".join(document.errors)
    return {"kind": "parsed, page failed" if failed else "parsed", "message": failed}


def _report(endings: Sequence[Ending], options: argparse.Namespace) -> str:
    counts = Counter(ending.kind for ending in endings)
    slowest = sorted(endings, key=lambda ending: -ending.seconds)[:5]
    lines = [head("Damaged copies of the samples", "benchmarks.fuzz", _PACKAGES)]
    lines += [f"{len(endings)} copies, seed {options.seed}, by how they ended:", ""]
    lines += [f"- {count} {kind}" for kind, count in counts.most_common()]
    for title, some in (
        ("Must not be", [ending for ending in endings if ending.bad]),
        ("Held by the bounds alone", [end for end in endings if end.kind.startswith("bounded")]),
        ("Slowest", slowest),
    ):
        lines += ["", f"## {title}", ""] if some else []
        lines += [f"- {_line(ending)}" for ending in some]
    return "\n".join(lines) + "\n"


def _line(ending: Ending) -> str:
    return f"copy {ending.number}  {ending.kind}  {ending.seconds:.1f} s  {ending.message[:1500]}"


if __name__ == "__main__":
    sys.exit(main())

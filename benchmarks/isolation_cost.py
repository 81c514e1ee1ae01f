"""What reading pages in a worker process costs: `python -m benchmarks.isolation_cost [FILE …]`.

Each file is parsed here and in a warm worker, in turns; the ratio is that of the least times, which
a busy machine disturbs least. The cold cost is that of the first file in a fresh worker.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.provenance import head
from docparse import Limits, parse_document
from docparse.testing import make_pdf

_BOUNDS = Limits(page_timeout_s=120, max_memory_mb=4096)
_HERE = Limits()
_REPEATS = 3
_SAMPLES = Path(__file__).parents[1] / "examples" / "samples"
_RESULT = Path(__file__).parent / "results" / "isolation_cost.md"
_PARAGRAPH = "<p>" + "The quick brown fox jumps over the lazy dog and reads on. " * 9 + "</p>"


@dataclass(frozen=True)
class Cost:
    """Least seconds of a file, here and in a worker."""

    name: str
    pages: int
    here_s: float
    there_s: float

    @property
    def ratio(self) -> float:
        """There to here."""
        return self.there_s / self.here_s


def main(arguments: Sequence[str] | None = None) -> None:
    """Print and write the costs."""
    given = [Path(name) for name in (sys.argv[1:] if arguments is None else arguments)]
    with TemporaryDirectory() as folder:
        files = given or [*sorted(_SAMPLES.glob("[!a]*.pdf")), *_made(Path(folder))]
        _seconds(files[0], _HERE)
        cold_s = _seconds(files[0], _BOUNDS) - min(_seconds(files[0], _HERE) for _ in range(3))
        report = _report([_cost(path) for path in files], cold_s)
    print(report)
    _RESULT.write_text(report, "utf-8")


def _made(folder: Path) -> list[Path]:
    """Born-digital papers of one to five full pages."""
    paths = []
    for pages in (1, 1, 2, 2, 3, 5):
        path = folder / f"made_{len(paths)}.pdf"
        path.write_bytes(make_pdf(*[f"<h1>A title</h1>{_PARAGRAPH * 6}"] * pages))
        paths.append(path)
    return paths


def _cost(path: Path) -> Cost:
    here, there = [], []
    for _ in range(_REPEATS):
        here.append(_seconds(path, _HERE))
        there.append(_seconds(path, _BOUNDS))
    pages = len(parse_document(path, limits=_BOUNDS).pages)
    return Cost(path.name, pages, min(here), min(there))


def _seconds(path: Path, limits: Limits) -> float:
    began = time.perf_counter()
    parse_document(path, limits=limits)
    return time.perf_counter() - began


def _report(costs: Sequence[Cost], cold_s: float) -> str:
    lines = [head("The cost of isolation", "benchmarks.isolation_cost", ("pymupdf",))]
    lines += ["| file | pages | here, s | in a warm worker, s | ratio |", "|---|---|---|---|---|"]
    for cost in costs:
        row = (cost.name, cost.pages, f"{cost.here_s:.3f}", f"{cost.there_s:.3f}", cost.ratio)
        lines.append("| {} | {} | {} | {} | {:.3f} |".format(*row))
    total = sum(cost.there_s for cost in costs) / sum(cost.here_s for cost in costs)
    median = statistics.median(cost.ratio for cost in costs)
    lines += ["", f"All files together: {total:.3f}; the median file: {median:.3f}."]
    lines += [f"A cold worker costs {cold_s:.1f} s more, once."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()

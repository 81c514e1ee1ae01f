"""What tables and formulas cost: `python -m benchmarks.costs`, on the pages of the sample article.

Every step that is there for one of them is timed where it is called, PyMuPDF's grid model among
them, and set against the rest of the time of its page. The first round, which loads models, is
left out.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.provenance import head
from docparse import Formula, Table, parse_pages

_SAMPLE = Path(__file__).parent.parent / "examples" / "samples" / "article.pdf"
_RESULT = Path(__file__).parent / "results" / "costs.md"
_ROUNDS = 7
_STEPS = (
    ("docparse.engines.embedded.engine", "with_grids"),
    ("docparse.engines.embedded.engine", "complete_tables"),
    ("docparse.engines.embedded.engine", "divide"),
    ("docparse.engines.embedded.blocks", "read_table"),
    ("docparse.engines.embedded.engine", "settle_displays"),
    ("docparse.engines.embedded.blocks", "_formula"),
)
_OF_FORMULAS = frozenset({"settle_displays", "_formula"})
"""The steps that are there for formulas; the others are for tables."""
_GRID_MODELS = "pymupdf.layout.onnx"


class Stopwatch:
    """Adds up the time spent in functions it is put around."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, timed."""

        def timed(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds[name] += time.perf_counter() - began

        return timed


def main() -> int:
    """Time the rounds and write the table."""
    list(parse_pages(_SAMPLE))
    watch = Stopwatch()
    for module_name, name in _STEPS:
        module = importlib.import_module(module_name)
        setattr(module, name, watch.around(name, getattr(module, name)))
    for kind in _grid_models():
        kind.predict = watch.around("grid model", kind.predict)
    pages: dict[int, list[tuple[float, dict[str, float]]]] = defaultdict(list)
    counts: dict[int, tuple[int, int]] = {}
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        for page in parse_pages(_SAMPLE):
            whole = time.perf_counter() - began
            pages[page.number].append((whole, dict(watch.seconds)))
            counts[page.number] = (
                sum(isinstance(block, Table) for block in page.blocks),
                sum(isinstance(block, Formula) for block in page.blocks),
            )
            watch.seconds.clear()
            began = time.perf_counter()
    report = head("What tables and formulas cost", "benchmarks.costs", ("pymupdf",))
    report += "\n" + "\n".join(_rows(pages, counts)) + "\n"
    _RESULT.write_text(report, "utf-8")
    print(report)
    return 0


def _grid_models() -> Iterator[type]:
    """The classes PyMuPDF predicts grids with."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_GRID_MODELS):
            for kind in vars(module).values():
                own = isinstance(kind, type) and kind.__module__ == name
                if own and kind.__name__.startswith("TableGrid") and "predict" in vars(kind):
                    yield kind


def _rows(
    pages: dict[int, list[tuple[float, dict[str, float]]]], counts: dict[int, tuple[int, int]]
) -> Iterator[str]:
    names = ["grid model", *(name for _, name in _STEPS)]
    heads = ["page", "tables", "displays", "page ms", *names, "tables add", "formulas add"]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    rest = 0.0
    added = {"tables": 0.0, "formulas": 0.0}
    for number, rounds in pages.items():
        whole = median(seconds for seconds, _ in rounds)
        parts = {name: median(steps.get(name, 0.0) for _, steps in rounds) for name in names}
        formulas = sum(part for name, part in parts.items() if name in _OF_FORMULAS)
        tables = sum(parts.values()) - formulas
        own = whole - tables - formulas
        rest += own
        added["tables"] += tables
        added["formulas"] += formulas
        shares = (f"{100 * part / own:.0f} %" for part in (tables, formulas))
        times = (f"{1000 * part:.1f}" for part in parts.values())
        cells = (number, *counts[number], f"{1000 * whole:.0f}", *times, *shares)
        yield f"| {' | '.join(map(str, cells))} |"
    yield ""
    sums = " and ".join(f"{name} {100 * part / rest:.0f} %" for name, part in added.items())
    yield f"All pages: to the rest of the time add {sums}."


if __name__ == "__main__":
    sys.exit(main())

"""What `import docparse` costs, in fresh processes: `python -m benchmarks.import_cost`."""

from __future__ import annotations

import statistics
import subprocess
import sys

STATEMENTS = (
    "pass",
    "import pydantic; pydantic.BaseModel",
    "import docparse",
    "from docparse import Document",
    "from docparse import parse_document",
    "import docparse.cli",
)
BUDGET_MS = 200
REPEATS = 15

_PROBE = """
import sys, time
before, modules = time.perf_counter(), len(sys.modules)
exec(sys.argv[1])
print(1000 * (time.perf_counter() - before), len(sys.modules) - modules)
"""


def main() -> None:
    """Print the median and the least time of each statement, alternating them."""
    costs: dict[str, list[tuple[float, int]]] = {statement: [] for statement in STATEMENTS}
    for _ in range(REPEATS):
        for statement, found in costs.items():
            found.append(measure(statement))
    print(f"{'ms, median':>10}  {'least':>6}  {'modules':>7}")
    for statement, found in costs.items():
        times = [milliseconds for milliseconds, _ in found]
        median, least, modules = statistics.median(times), min(times), found[0][1]
        print(f"{median:10.1f}  {least:6.1f}  {modules:7}  {statement}")
    median = statistics.median(milliseconds for milliseconds, _ in costs["import docparse"])
    print(f"import docparse: {'within' if median < BUDGET_MS else 'OVER'} {BUDGET_MS} ms")


def measure(statement: str) -> tuple[float, int]:
    """Run a statement in a fresh process; return milliseconds and the modules it loaded."""
    run = subprocess.run(
        [sys.executable, "-c", _PROBE, statement], capture_output=True, text=True, check=True
    )
    milliseconds, modules = run.stdout.split()
    return float(milliseconds), int(modules)


if __name__ == "__main__":
    main()

"""OCR with onnxruntime beside OpenVINO, on the sample scans: `python -m benchmarks.ocr_backends`.

Each round runs in a fresh process, the backends in turn; the first page, which loads the models,
is not timed.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.provenance import head

BACKENDS = ("onnxruntime", "openvino")
SCANS = ("invoice_scan.jpg", "article_scan.pdf", "report_zh_scan.jpg")
ROUNDS = 3
_SAMPLES = Path(__file__).parent.parent / "examples" / "samples"
_RESULT = Path(__file__).parent / "results" / "ocr_backends.md"


def main() -> None:
    """Run the rounds and write a table."""
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(read_scans(sys.argv[2])))
        return
    rounds: dict[str, list[dict[str, float]]] = {backend: [] for backend in BACKENDS}
    for _ in range(ROUNDS):
        for backend in BACKENDS:
            rounds[backend].append(_in_child(backend))
    table = _table(rounds)
    _RESULT.write_text(table, "utf-8")
    print(table)


def _in_child(backend: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.ocr_backends", "--child", backend]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(run.stdout)
    return measured


def read_scans(backend: str) -> dict[str, float]:
    """Read every sample scan; return seconds a page, mean score, lines and peak memory."""
    import cv2
    import numpy as np

    from docparse import open_source
    from docparse.engines.embedded.ocr import LineReader

    reader = LineReader(backend=backend)
    wall = processor = 0.0
    lines, pages = [], 0
    for number, name in enumerate((SCANS[0], *SCANS)):
        with open_source(_SAMPLES / name) as source:
            for page in source.pages():
                pixels = cv2.cvtColor(np.asarray(page.image(200)), cv2.COLOR_RGB2BGR)
                began, used = time.perf_counter(), time.process_time()
                read = reader.recognise(pixels, reader.detect(pixels))
                if number > 0:
                    wall += time.perf_counter() - began
                    processor += time.process_time() - used
                    lines += read
                    pages += 1
    return {
        "seconds a page": wall / pages,
        "processor seconds a page": processor / pages,
        "mean score": statistics.fmean(line.score for line in lines),
        "lines": len(lines),
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _table(rounds: dict[str, list[dict[str, float]]]) -> str:
    from docparse.engines.embedded.ocr import best_backend

    lines = [
        head("OCR backends", "benchmarks.ocr_backends", ["rapidocr", *BACKENDS]),
        f"Medians of {ROUNDS} rounds. Chosen on this processor: {best_backend()}.",
        "",
        "| | " + " | ".join(rounds) + " |",
        "|---" * (len(rounds) + 1) + "|",
    ]
    for measure in rounds[BACKENDS[0]][0]:
        cells = (statistics.median(r[measure] for r in found) for found in rounds.values())
        lines.append(f"| {measure} | " + " | ".join(f"{cell:.3g}" for cell in cells) + " |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()

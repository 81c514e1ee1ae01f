"""Nothing is told to anybody: no network, no file about it, whatever libraries would like."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.truth import SAMPLES

ROOT = Path(__file__).parents[1]

PROGRAM = """
import sys, time
def listen(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        print(event, arguments, flush=True)
sys.addaudithook(listen)
from docparse import find_layout
from docparse.engines.embedded.ocr import LineReader
find_layout(sys.argv[1])
for backend in ("onnxruntime", "openvino"):
    LineReader(backend=backend)._models()
time.sleep(0.5)
"""


def test_loading_all_models_asks_nobody_and_leaves_nothing(tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    for folder in folders.values():
        folder.mkdir()
    unset = {"ORT_DISABLE_TELEMETRY", "CI"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(SAMPLES / "invoice.pdf")],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**environment, **{n: str(f) for n, f in folders.items()}, "PYTHONPATH": str(ROOT)},
    )
    assert (run.returncode, run.stdout) == (0, ""), run.stderr
    assert [path for path in tmp_path.rglob("*") if path not in folders.values()] == []

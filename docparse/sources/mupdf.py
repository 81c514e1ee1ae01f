"""PyMuPDF, its models kept to the cores this process may use. Import it from here, nowhere else.

PyMuPDF opens its models when it is imported and has no setting for how they run. ONNX Runtime
then starts a thread for each core of the machine and ties it to that core, also where the process
was told to stay on a few of them, so that processes side by side get in each other's way. And
PyMuPDF has the models give their memory back after each call, which costs a fifth of a page's
time; kept, it is at most what the largest page needed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from docparse.cores import usable_cores
from docparse.telemetry import without_telemetry

with without_telemetry():
    import onnxruntime


class _SessionOptions(onnxruntime.SessionOptions):  # type: ignore[misc]
    """Options that bound the threads, and keep the memory whatever they are told."""

    def __init__(self) -> None:
        super().__init__()
        cores = len(usable_cores())
        if cores < (os.cpu_count() or 1):
            self.intra_op_num_threads = cores

    def __setattr__(self, name: str, value: object) -> None:
        if name != "enable_cpu_mem_arena":
            super().__setattr__(name, value)


@contextmanager
def _own_session_options() -> Iterator[None]:
    standard = onnxruntime.SessionOptions
    onnxruntime.SessionOptions = _SessionOptions
    try:
        yield
    finally:
        onnxruntime.SessionOptions = standard


with _own_session_options(), without_telemetry():
    import pymupdf
    from pymupdf import mupdf

__all__ = ["mupdf", "mupdf_lock", "pymupdf"]

mupdf_lock = threading.RLock()
"""Held by whoever uses MuPDF or its models: they have state of the whole process."""

"""PyMuPDF, its models kept to the cores this process may use. Import it from here, nowhere else.

PyMuPDF opens its models when it is imported, which takes longer than all else of it, and has no
setting for how they run. ONNX Runtime then starts a thread for each core of the machine and ties it
to that core, also where the process was told to stay on a few of them, so that processes side by
side get in each other's way. And PyMuPDF has the models give their memory back after each call,
which costs a fifth of a page's time; kept, it is at most what the largest page needed.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType
from typing import Any

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
        self.add_session_config_entry("session.intra_op.allow_spinning", "0")

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


class _WhenUsed(MetaPathFinder):
    """Finds the parts of PyMuPDF that most who open a file never need; using them loads them."""

    _PARTS = frozenset({"pymupdf.layout", "pymupdf4llm"})

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in self._PARTS else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def _parts_when_used() -> Iterator[None]:
    finder = _WhenUsed()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


with _own_session_options(), without_telemetry(), _parts_when_used():
    import pymupdf
    from pymupdf import mupdf

# Parts of PyMuPDF set this when they are loaded; the boxes of words are not to depend on when.
pymupdf.TOOLS.unset_quad_corrections(True)

__all__ = ["mupdf", "mupdf_lock", "open_layout_models", "pymupdf"]

mupdf_lock = threading.RLock()
"""Held by whoever uses MuPDF or its models: they have state of the whole process."""


def open_layout_models() -> None:
    """Open the models that find the regions of pages, unless they are open.

    Whoever reads many pages, or is to be bound in memory, does it before; a page that is asked for
    its layout does it otherwise.
    """
    with mupdf_lock:
        if pymupdf._get_layout is _layout_at_last:
            pymupdf._get_layout = None
            with _own_session_options(), without_telemetry():
                pymupdf.layout.activate()


def _layout_at_last(*given: Any, **named: Any) -> Any:  # noqa: ANN401 (PyMuPDF's)
    open_layout_models()
    opened: Any = pymupdf._get_layout
    return opened(*given, **named)


if hasattr(pymupdf, "layout"):
    # Whoever imported PyMuPDF before has its models run in its own way, at half the speed.
    pymupdf._get_layout = _layout_at_last

"""Keep libraries from reporting their use to their makers: nothing leaves the machine.

ONNX Runtime (from 1.29) and OpenVINO send events over the network when they are imported or load a
model, and leave files about it in the temporary and the home folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_OPENVINOS_REPORTER = "openvino_telemetry"


@contextmanager
def without_telemetry() -> Iterator[None]:
    """Import such libraries inside; where they were imported before, they are told to stop."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    onnxruntime = sys.modules.get("onnxruntime")
    if onnxruntime is not None and hasattr(onnxruntime, "disable_telemetry_events"):
        onnxruntime.disable_telemetry_events()
    before = sys.modules.get(_OPENVINOS_REPORTER)
    sys.modules[_OPENVINOS_REPORTER] = None  # type: ignore[assignment]  # as if not installed
    try:
        yield
    finally:
        del sys.modules[_OPENVINOS_REPORTER]
        if before is not None:
            sys.modules[_OPENVINOS_REPORTER] = before

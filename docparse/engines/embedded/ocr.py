"""Find lines of text in an image and read them, character by character, with RapidOCR's models.

Knows pixels only: no pages, no layout. The models come with the package; nothing is downloaded.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.cores import usable_cores
from docparse.telemetry import without_telemetry

Pixels = NDArray[np.uint8]
"""BGR image, (height, width, 3)."""
Quad = NDArray[np.float32]
"""Corners of a line in pixels, (4, 2): top left, top right, bottom right, bottom left as read."""

_TALL = 2.0
"""Height over width beyond which a line is taken to run downwards."""
_BATCH = 6
_NARROWEST = 64
"""Pixels of width, at a height of 48, that short lines are padded to; the default of 320 doubles
the time of tables."""
_LOADING = threading.Lock()
_PAD = 16
"""Pixels of border added for detection: text at the very edge is missed otherwise."""


@dataclass(frozen=True)
class Glyph:
    """A recognised character: its middle as a share of the line's length, and its score."""

    text: str
    at: float
    score: float


@dataclass(frozen=True)
class ReadLine:
    """A line as read. `glyphs` leaves out white space; `spaces` counts the glyphs before each."""

    quad: Quad
    glyphs: tuple[Glyph, ...]
    spaces: frozenset[int]

    @property
    def text(self) -> str:
        """The characters with the spaces the recogniser saw."""
        return "".join(
            (" " if i in self.spaces else "") + glyph.text for i, glyph in enumerate(self.glyphs)
        )

    @property
    def score(self) -> float:
        """Mean character score, 0 for an empty line."""
        return float(np.mean([glyph.score for glyph in self.glyphs])) if self.glyphs else 0.0


class LineReader:
    """Detects and recognises lines of text; its models are loaded on first use, and kept.

    Args:
        threads: Threads to use; all cores by default.
        backend: `openvino` or `onnxruntime`; by default OpenVINO on processors that calculate
            with bfloat16, where it is several times faster, at the price of more memory.
    """

    def __init__(self, threads: int | None = None, backend: str | None = None) -> None:
        self._threads = threads or len(usable_cores())
        self._backend = backend

    def detect(self, image: Pixels) -> list[Quad]:
        """Find lines of text, in no order.

        Args:
            image: (height, width, 3). Text should stand 12 to 60 pixels high.

        Returns:
            Corners of each line, clockwise from its top left, in pixels.
        """
        from rapidocr.main import RapidOCRError

        padded = cv2.copyMakeBorder(
            image, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_CONSTANT, value=(255, 255, 255)
        )
        try:
            _, found = self._models().detect_and_crop(padded, {})
        except RapidOCRError:
            return []
        return [np.asarray(quad, np.float32) - _PAD for quad in found.boxes]

    def recognise(self, image: Pixels, quads: Sequence[Quad]) -> list[ReadLine]:
        """Read the lines at the given places, in that order.

        Args:
            image: (height, width, 3).
            quads: Corners of each line.
        """
        if not quads:
            return []
        crops = [straighten(image, quad) for quad in quads]
        found = self._models().recognize_txt(crops)
        return [
            _read_line(quad, text, info)
            for quad, text, info in zip(quads, found.txts, found.word_results, strict=True)
        ]

    def _models(self) -> Any:  # noqa: ANN401 (RapidOCR)
        with _LOADING:
            return _load(self._backend or best_backend(), self._threads)


def straighten(image: Pixels, quad: Quad) -> Pixels:
    """Cut a line out of an image and lay it level; one that runs downwards is turned."""
    width = max(1, round(float(max(_distance(quad[0], quad[1]), _distance(quad[3], quad[2])))))
    height = max(1, round(float(max(_distance(quad[0], quad[3]), _distance(quad[1], quad[2])))))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    transform = cv2.getPerspectiveTransform(np.asarray(quad, np.float32), corners)
    crop = cv2.warpPerspective(
        image, transform, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    if is_downward(quad):
        crop = cv2.rotate(crop, cv2.ROTATE_90_COUNTERCLOCKWISE)
    return np.asarray(crop, np.uint8)


def is_downward(quad: Quad) -> bool:
    """Tell a line that runs downwards by its shape."""
    return _distance(quad[0], quad[3]) > _TALL * _distance(quad[0], quad[1])


def _distance(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    return float(np.hypot(*(a - b)))


def _read_line(quad: Quad, text: str, info: Any) -> ReadLine:  # noqa: ANN401 (RapidOCR's WordInfo)
    columns = [column for word in info.word_cols for column in word]
    glyphs: list[Glyph] = []
    spaces: set[int] = set()
    for character, score in zip(text, info.confs, strict=False):
        if character.isspace():
            spaces.add(len(glyphs))
        else:
            at = (columns[len(glyphs)] + 0.5) / max(info.line_txt_len, 1e-6)
            glyphs.append(Glyph(character, min(at, 1.0), float(score)))
    return ReadLine(quad, tuple(glyphs), frozenset(spaces - {0, len(glyphs)}))


@lru_cache(maxsize=1)
def _load(backend: str, threads: int) -> Any:  # noqa: ANN401
    with without_telemetry():
        from rapidocr import EngineType, RapidOCR

    engine = EngineType(backend)
    params = {
        "Global.use_cls": False,
        "Global.return_word_box": True,
        "Global.use_vertical_padding": False,
        "Global.log_level": "critical",
        "Det.engine_type": engine,
        "Det.limit_type": "max",
        "Det.limit_side_len": 4096,
        "Det.score_mode": "slow",  # along the outline: the boxes of bent lines are half empty
        "Rec.engine_type": engine,
        "Rec.rec_batch_num": _BATCH,
        "Rec.rec_img_shape": [3, 48, _NARROWEST],
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "EngineConfig.openvino.inference_num_threads": threads,
    }
    with without_telemetry():
        models = RapidOCR(params=params)
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return models


@cache
def best_backend() -> str:
    """`openvino` on processors that calculate with bfloat16, else `onnxruntime`."""
    if not find_spec("openvino"):
        return "onnxruntime"
    with without_telemetry():
        from openvino import Core

    fast = "BF16" in Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "openvino" if fast else "onnxruntime"

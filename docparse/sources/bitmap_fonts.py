"""Recognise TeX's fonts where a PDF holds them as nameless bitmaps (Type 3).

Such a font says nothing but the width of each code, and its drawings their extent. Together they
are like a fingerprint: no two fonts of TeX share the widths, heights and depths of a few codes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

METRICS = Path(__file__).with_name("tex_metrics.json")
_WIDTH = 0.004
"""Ems by which a width may differ, from rounding to the pixels of a printer."""
_EXTENT = 0.045
"""Ems by which a drawing may reach beyond, or fall short of, the height its font gives."""


@dataclass(frozen=True, slots=True)
class TexFont:
    """A font of TeX: its name, and its glyphs' names by code."""

    name: str
    glyphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """Width of a code, and how far its drawing reaches above and below the baseline, in ems."""

    width: float
    height: float
    depth: float


def recognise(metrics: Mapping[int, Metric]) -> TexFont | None:
    """Return the font whose metrics those of a font in a file are; None when no font fits.

    Args:
        metrics: By code, for the codes the file uses.
    """
    if not metrics or max(metrics) > 127:
        return None
    encodings, fonts = _known()
    best, least = None, float("inf")
    for name, font in fonts.items():
        off = _difference(metrics, font)
        if off < least:
            best, least = name, off
    if best is None:
        return None
    return TexFont(best, tuple(encodings[fonts[best]["encoding"]]))


def _difference(metrics: Mapping[int, Metric], font: dict[str, list[int]]) -> float:
    """How far metrics are from a font's; infinitely where a width is another one.

    Heights decide between fonts of the same widths, no more: those of operators are not the ink's.
    """
    total = 0.0
    for code, metric in metrics.items():
        width = font["widths"][code] / 10_000
        if width < 0 or abs(width - metric.width) > _WIDTH:
            return float("inf")
        over = abs(font["heights"][code] / 100 - metric.height)
        under = abs(font["depths"][code] / 100 - metric.depth)
        total += abs(width - metric.width) / _WIDTH + min(max(over, under) / _EXTENT, 4.0) / 4
    return total / len(metrics)


@cache
def _known() -> tuple[dict[str, list[str]], dict[str, dict[str, list[int]]]]:
    read = json.loads(METRICS.read_text())
    return read["encodings"], read["fonts"]

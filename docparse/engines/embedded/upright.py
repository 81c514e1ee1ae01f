"""Tell from the lines found in a page image how it must be turned to stand upright and level."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, degrees

import numpy as np

from docparse.engines.embedded.ocr import Quad, is_downward

_LEVEL = 0.25
"""Degrees; less is not worth resampling the image."""
_STEEPEST = 15.0
"""Degrees; steeper lines are labels set on purpose."""
_LONG = 6.0
"""Length over height of a line whose slope can be trusted."""
_ENOUGH = 3
"""Lines that must agree."""


def is_sideways(quads: Sequence[Quad]) -> bool:
    """Tell whether most of the text, by area, runs up or down.

    A long line that leans comes with its corners counted from another one: then it is its slope
    that tells.
    """
    down = across = 0.0
    for quad in quads:
        long = _length(quad) > 2 * _height(quad)
        if is_downward(quad) or (long and abs(_slope(quad)) > 45):
            down += _area(quad)
        elif long:
            across += _area(quad)
    return down > across


def find_skew(quads: Sequence[Quad]) -> float:
    """Return the degrees by which the image must be turned clockwise for its lines to be level.

    The slope is the median over long lines, weighted by their length; exactly 0 for pages that
    are level or have too few lines to tell.
    """
    long = [quad for quad in quads if _length(quad) > _LONG * _height(quad)]
    slopes = np.array([_slope(quad) for quad in long])
    steady = np.abs(slopes) < _STEEPEST
    if steady.sum() < _ENOUGH:
        return 0.0
    lengths = np.array([_length(quad) for quad in long])[steady]
    slope = _weighted_median(slopes[steady], lengths)
    return 0.0 if abs(slope) < _LEVEL else round(-slope, 2)


def _weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    order = np.argsort(values)
    cumulated = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(cumulated, cumulated[-1] / 2)])


def _slope(quad: Quad) -> float:
    """Degrees the line falls to the right, the mean of its upper and lower edge."""
    run = (quad[1] - quad[0]) + (quad[2] - quad[3])
    return degrees(atan2(float(run[1]), float(run[0])))


def _length(quad: Quad) -> float:
    return float(np.hypot(*(quad[1] - quad[0])))


def _height(quad: Quad) -> float:
    return max(1.0, float(np.hypot(*(quad[3] - quad[0]))))


def _area(quad: Quad) -> float:
    return _length(quad) * _height(quad)

"""Scans of printed documents; the boxes of the truth are turned with the sheet."""

from __future__ import annotations

import random
from dataclasses import replace
from math import cos, radians, sin

from benchmarks.form_press.printing import Printed
from benchmarks.form_press.sheet import Box, around
from examples.press.scanner import as_pdf, scan

_MOST_SKEW = 0.8


def scan_document(printed: Printed, rng: random.Random) -> Printed:
    """Return a document of pictures: grey, noisy, slightly crooked."""
    dpi = rng.choice((150, 170, 200))
    skew = rng.uniform(-_MOST_SKEW, _MOST_SKEW)
    noise = rng.uniform(2, 6)
    pages = range(1, len(printed.sizes) + 1)
    images = [scan(printed.pdf, page, dpi=dpi, skew=skew, noise=noise) for page in pages]
    marks = tuple(
        replace(mark, box=turn(mark.box, printed.sizes[mark.page - 1], skew))
        for mark in printed.marks
    )
    return Printed(as_pdf(images, dpi), marks, printed.sizes)


def turn(box: Box, size: tuple[float, float], degrees: float) -> Box:
    """Return the box around a box that was turned counterclockwise with its page."""
    angle, (middle_x, middle_y) = radians(degrees), (size[0] / 2, size[1] / 2)
    corners = []
    for x in (box[0], box[2]):
        for y in (box[1], box[3]):
            right, down = x - middle_x, y - middle_y
            turned_x = middle_x + right * cos(angle) + down * sin(angle)
            turned_y = middle_y - right * sin(angle) + down * cos(angle)
            corners.append((turned_x, turned_y, turned_x, turned_y))
    return around(corners)

"""Recognise TeX's fonts where a PDF holds them as nameless bitmaps (Type 3).

Such a font says nothing but the width of each code, and its drawings their extent. Together they
are like a fingerprint: no two fonts of TeX share the widths, heights and depths of a few codes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

METRICS = Path(__file__).with_name("tex_metrics.json")
"""By the names of fonts: encoding, widths in 1/10,000 em (-1 where there is no character), heights
and depths in 1/100 em."""
CODES = 128
"""Codes of TeX's own fonts."""
_FIRST = ord("0")
"""Code of the character that stands for the first number of a table."""
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


@dataclass(frozen=True, slots=True)
class KnownFont:
    """A font of TeX with the metrics of its codes; None for a code without a character."""

    font: TexFont
    metrics: tuple[Metric | None, ...]


def recognise(metrics: Mapping[int, Metric]) -> TexFont | None:
    """Return the font whose metrics those of a font in a file are; None when no font fits.

    Args:
        metrics: By code, for the codes the file uses.
    """
    if not metrics or max(metrics) >= CODES:
        return None
    off = {known.font: _difference(metrics, known) for known in known_fonts()}
    best = min(off, key=off.__getitem__)
    return best if off[best] < inf else None


def packed(values: Sequence[int]) -> dict[str, list[int] | str]:
    """Return numbers, few of them different, as those few and one character for each.

    TeX's own files of metrics do the same (TeX: The Program, part 30).
    """
    table = sorted(set(values))
    return {"table": table, "codes": "".join(chr(_FIRST + table.index(v)) for v in values)}


def _unpacked(pack: Mapping[str, Any]) -> list[int]:
    return [pack["table"][ord(char) - _FIRST] for char in pack["codes"]]


def _difference(metrics: Mapping[int, Metric], known: KnownFont) -> float:
    """How far metrics are from a font's; infinitely where a width is another one.

    Heights decide between fonts of the same widths, no more: those of operators are not the ink's.
    """
    total = 0.0
    for code, metric in metrics.items():
        own = known.metrics[code]
        if own is None or abs(own.width - metric.width) > _WIDTH:
            return inf
        off = max(abs(own.height - metric.height), abs(own.depth - metric.depth))
        total += abs(own.width - metric.width) / _WIDTH + min(off / _EXTENT, 4.0) / 4
    return total / len(metrics)


@cache
def known_fonts() -> tuple[KnownFont, ...]:
    """Return the fonts of TeX whose metrics come with docparse."""
    read = json.loads(METRICS.read_text(encoding="utf-8"))
    encodings = {name: tuple(glyphs.split(" ")) for name, glyphs in read["encodings"].items()}
    return tuple(
        KnownFont(TexFont(name, encodings[font["encoding"]]), tuple(_metrics(font)))
        for name, font in read["fonts"].items()
    )


def _metrics(font: Mapping[str, Any]) -> Iterator[Metric | None]:
    packs = (font["widths"], font["heights"], font["depths"])
    for width, height, depth in zip(*map(_unpacked, packs), strict=True):
        yield Metric(width / 10_000, height / 100, depth / 100) if width >= 0 else None

"""Write the metrics by which bitmaps of TeX's fonts are told apart, from a TeX installation.

Run `python -m benchmarks.tex_metrics`. It reads metric files (TFM) and Type 1 programs. What is
written are facts: the widths, heights and depths of each font's characters, and the names of the
glyphs of its encoding.
"""

from __future__ import annotations

import json
import re
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docparse.sources.bitmap_fonts import CODES, METRICS, packed

_ENCODINGS = {
    "OT1": (
        "cmr10",
        "cmr5 cmr6 cmr7 cmr8 cmr9 cmr10 cmr12 cmr17 cmbx5 cmbx6 cmbx7 cmbx8 cmbx9 cmbx10 "
        "cmbx12 cmsl8 cmsl9 cmsl10 cmsl12 cmss8 cmss9 cmss10 cmss12 cmss17 cmssbx10 cmb10 "
        "ccr5 ccr6 ccr7 ccr8 ccr9 ccr10",
    ),
    "OT1it": (
        "cmti10",
        "cmti7 cmti8 cmti9 cmti10 cmti12 cmbxti10 cmssi8 cmssi9 cmssi10 cmssi12 ccti10",
    ),
    "OT1tt": ("cmtt10", "cmtt8 cmtt9 cmtt10 cmtt12 cmcsc10 cmcsc8 cmcsc9"),
    "OML": (
        "cmmi10",
        "cmmi5 cmmi6 cmmi7 cmmi8 cmmi9 cmmi10 cmmi12 cmmib5 cmmib7 cmmib10 ccmi10 xccmi10 "
        "xccmi5 xccmi6 xccmi7 xccmi8 xccmi9",
    ),
    "OMS": (
        "cmsy10",
        "cmsy5 cmsy6 cmsy7 cmsy8 cmsy9 cmsy10 cmbsy5 cmbsy7 cmbsy10 xccsy10 xccsy7 xccsy5",
    ),
    "OMX": ("cmex10", "cmex10 cmex7 cmex8 cmex9 xccex10"),
    "MSA": ("msam10", "msam5 msam7 msam10 xccam10 xccam7 xccam5"),
    "MSB": ("msbm10", "msbm5 msbm7 msbm10 xccbm10 xccbm7 xccbm5"),
    "script": ("rsfs10", "rsfs5 rsfs7 rsfs10"),
}
"""By encoding: the font whose program names its glyphs, and the fonts that have it."""
_CODE = re.compile(r"dup\s+(\d+)\s*/(\S+)\s+put")
_UNIT = 1 << 20
"""Parts of an em in which a metric file gives its numbers."""
_PREFIX = 24
"""Bytes of a metric file before its header."""


@dataclass(frozen=True, slots=True)
class _Tables:
    """What a metric file says of its characters (D. E. Knuth, TeX: The Program, part 30).

    Attributes:
        first: Code of the first character.
        infos: Four bytes a character: where its width, its height and its depth are listed.
        widths, heights, depths: In ems.
    """

    first: int
    infos: tuple[bytes, ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    depths: tuple[float, ...]


def main() -> None:
    """Write the metrics of all fonts that are installed."""
    encodings = {name: _names(_find(f"{model}.pfb")) for name, (model, _) in _ENCODINGS.items()}
    fonts = {
        font.upper(): {"encoding": name, **_metrics(path)}
        for name, (_, listed) in _ENCODINGS.items()
        for font in listed.split()
        if (path := _find(f"{font}.tfm")) is not None
    }
    text = json.dumps(
        {"encodings": encodings, "fonts": fonts}, ensure_ascii=False, separators=(",", ":")
    )
    METRICS.write_text(text + "\n", encoding="utf-8")
    print(f"{len(fonts)} fonts, {METRICS.stat().st_size} bytes")


def _find(name: str) -> Path | None:
    found = subprocess.run(["kpsewhich", name], capture_output=True, text=True, check=False)
    return Path(found.stdout.strip()) if found.stdout.strip() else None


def _names(program: Path | None) -> str:
    """Glyph names by code, of a Type 1 font's own encoding, with spaces between them."""
    text = program.read_bytes().split(b"eexec")[0].decode("latin-1") if program else ""
    names = {int(code): name for code, name in _CODE.findall(text)}
    return " ".join(names.get(code, "") for code in range(CODES))


def _metrics(path: Path) -> dict[str, Any]:
    """Width in 1/10,000 em, height and depth in 1/100 em, of each code; -1 where there is none."""
    tables = _read(path.read_bytes())
    widths, heights, depths = [-1] * CODES, [0] * CODES, [0] * CODES
    for code, (width, height_depth, *_) in enumerate(tables.infos, start=tables.first):
        if width and code < CODES:
            widths[code] = round(tables.widths[width] * 10_000)
            heights[code] = round(tables.heights[height_depth >> 4] * 100)
            depths[code] = round(tables.depths[height_depth & 15] * 100)
    return {"widths": packed(widths), "heights": packed(heights), "depths": packed(depths)}


def _read(data: bytes) -> _Tables:
    _, header, first, last, *counts = struct.unpack(">7H", data[:14])
    start = _PREFIX + 4 * header
    middle = start + 4 * (last - first + 1)
    infos = tuple(data[at : at + 4] for at in range(start, middle, 4))
    words = struct.unpack(f">{sum(counts)}i", data[middle : middle + 4 * sum(counts)])
    ems = [word / _UNIT for word in words]
    wide, high, _ = counts
    widths, heights, depths = ems[:wide], ems[wide : wide + high], ems[wide + high :]
    return _Tables(first, infos, tuple(widths), tuple(heights), tuple(depths))


if __name__ == "__main__":
    main()

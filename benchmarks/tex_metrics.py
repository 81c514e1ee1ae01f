"""Write the metrics by which the bitmaps of TeX's fonts are told apart: `python -m benchmarks.tex_metrics`.

Reads the metric files (TFM) and Type 1 programs of a TeX installation. What is written are facts:
for each font the widths, heights and depths of its characters, and the glyph names of its encoding.
"""

from __future__ import annotations

import json
import re
import struct
import subprocess
from pathlib import Path

from docparse.sources.bitmap_fonts import METRICS

_ENCODINGS = {
    "OT1": ("cmr10", "cmr5 cmr6 cmr7 cmr8 cmr9 cmr10 cmr12 cmr17 cmbx5 cmbx6 cmbx7 cmbx8 cmbx9 cmbx10 "
            "cmbx12 cmsl8 cmsl9 cmsl10 cmsl12 cmss8 cmss9 cmss10 cmss12 cmss17 cmssbx10 cmb10 "
            "ccr5 ccr6 ccr7 ccr8 ccr9 ccr10"),
    "OT1it": ("cmti10", "cmti7 cmti8 cmti9 cmti10 cmti12 cmbxti10 cmssi8 cmssi9 cmssi10 cmssi12 ccti10"),
    "OT1tt": ("cmtt10", "cmtt8 cmtt9 cmtt10 cmtt12 cmcsc10 cmcsc8 cmcsc9"),
    "OML": ("cmmi10", "cmmi5 cmmi6 cmmi7 cmmi8 cmmi9 cmmi10 cmmi12 cmmib5 cmmib7 cmmib10 ccmi10 xccmi10 "
            "xccmi5 xccmi6 xccmi7 xccmi8 xccmi9"),
    "OMS": ("cmsy10", "cmsy5 cmsy6 cmsy7 cmsy8 cmsy9 cmsy10 cmbsy5 cmbsy7 cmbsy10 xccsy10 xccsy7 xccsy5"),
    "OMX": ("cmex10", "cmex10 cmex7 cmex8 cmex9 xccex10"),
    "MSA": ("msam10", "msam5 msam7 msam10 xccam10 xccam7 xccam5"),
    "MSB": ("msbm10", "msbm5 msbm7 msbm10 xccbm10 xccbm7 xccbm5"),
    "script": ("rsfs10", "rsfs5 rsfs7 rsfs10"),
}  # fmt: skip
_CODE = re.compile(r"dup\s+(\d+)\s*/(\S+)\s+put")


def main() -> None:
    """Write the metrics of all fonts that are installed."""
    encodings = {name: _names(_find(f"{model}.pfb")) for name, (model, _) in _ENCODINGS.items()}
    fonts = {
        font.upper(): {"encoding": name, **_metrics(path)}
        for name, (_, listed) in _ENCODINGS.items()
        for font in listed.split()
        if (path := _find(f"{font}.tfm")) is not None
    }
    METRICS.write_text(
        json.dumps({"encodings": encodings, "fonts": fonts}, separators=(",", ":")) + "\n"
    )
    print(f"{len(fonts)} fonts, {METRICS.stat().st_size} bytes")


def _find(name: str) -> Path | None:
    found = subprocess.run(["kpsewhich", name], capture_output=True, text=True, check=False)
    return Path(found.stdout.strip()) if found.stdout.strip() else None


def _names(program: Path | None) -> list[str]:
    """Glyph names by code, of a Type 1 font's own encoding."""
    names = [""] * 128
    if program is not None:
        text = program.read_bytes().split(b"eexec")[0].decode("latin-1")
        for code, name in _CODE.findall(text):
            if int(code) < 128:
                names[int(code)] = name
    return names


def _metrics(path: Path) -> dict[str, list[int]]:
    """Width in 1/10,000 em, height and depth in 1/100 em, of each code; -1 where there is none.

    The format of the file is that of D. E. Knuth, TeX: The Program, part 30.
    """
    data = path.read_bytes()
    _, header, first, last, *counts = struct.unpack(">7H", data[:14])
    start = 24 + 4 * header
    infos = [data[start + 4 * i : start + 4 * i + 4] for i in range(last - first + 1)]
    offset = start + 4 * len(infos)
    tables: list[list[float]] = []
    for count in counts:
        words = struct.unpack(f">{count}i", data[offset : offset + 4 * count])
        tables.append([word / (1 << 20) for word in words])
        offset += 4 * count
    table: dict[str, list[int]] = {"widths": [-1] * 128, "heights": [0] * 128, "depths": [0] * 128}
    for code, info in enumerate(infos, start=first):
        if info[0] and code < 128:
            table["widths"][code] = round(tables[0][info[0]] * 10_000)
            table["heights"][code] = round(tables[1][info[1] >> 4] * 100)
            table["depths"][code] = round(tables[2][info[1] & 15] * 100)
    return table


if __name__ == "__main__":
    main()

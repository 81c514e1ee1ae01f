"""Draw formulas with pdflatex in Computer Modern, hundreds at a time, each on a page of its own."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.formula_press.typesetting import run_tex
from benchmarks.formula_scoring.glyph_runs import Mark
from benchmarks.formula_scoring.rows import drawable, is_balanced
from docparse.sources.mupdf import pymupdf

_BATCH = 200
_BASELINE_PT = 1500.0
_MAX_RULE_PT = 1.2
Drawing = tuple[Mark, ...]

_PREAMBLE = r"""\documentclass[10pt]{article}
\usepackage{amsmath,amssymb,mathrsfs,stmaryrd,bm,textcomp}
\pdfpagewidth=5000bp \pdfpageheight=3000bp
\hoffset=-1in \voffset=-1in \pdfhorigin=1in \pdfvorigin=1in
\pagestyle{empty}\errorcontextlines=0
\input{glyphtounicode}\pdfgentounicode=1 UNICODE
\newcommand\rows[1]{\begin{gathered}#1\end{gathered}}
\begin{document}
"""
_LARGE = {
    "parenleft": "0028",
    "parenright": "0029",
    "bracketleft": "005B",
    "bracketright": "005D",
    "braceleft": "007B",
    "braceright": "007D",
    "slash": "002F",
    "backslash": "005C",
    "floorleft": "230A",
    "floorright": "230B",
    "ceilingleft": "2308",
    "ceilingright": "2309",
    "angbracketleft": "27E8",
    "angbracketright": "27E9",
    "radical": "221A",
}
_UNICODE = "".join(
    rf"\pdfglyphtounicode{{{name}{size}}}{{{code}}}"
    for name, code in _LARGE.items()
    for size in ("big", "Big", "bigg", "Bigg", "tp")
)
"""Characters of the large delimiters; of one assembled from pieces its top has it."""
_FORMULA = r"""\typeout{@@ %d}
\setbox0\vbox{\noindent\strut\par}
\shipout\hbox{\vrule width 0pt height 1500bp depth 1500bp $%s$}
"""
_MARKER = re.compile(r"^@@ (\d+)$", re.M)
_COMPLAINT = re.compile(r"^! ", re.M)


def draw_pairs(pairs: Sequence[tuple[str, str, bool]]) -> list[tuple[Drawing, Drawing]]:
    """Draw formulas in pairs: LaTeX of either, and whether they are displays.

    A pair is always drawn in one file: glyphs are numbered anew in each.

    Returns:
        For each its drawings; an empty one for what TeX does not accept.
    """
    spelled = [
        (drawable(truth, display=display), drawable(prediction, display=display))
        for truth, prediction, display in pairs
    ]
    good = [place for place, pair in enumerate(spelled) if all(map(is_balanced, pair))]
    drawings: list[tuple[Drawing, Drawing]] = [((), ())] * len(pairs)
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(good), _BATCH):
            places = good[start : start + _BATCH]
            drawn = _batch([spelled[place] for place in places], Path(folder))
            for place, drawing in zip(places, drawn, strict=True):
                drawings[place] = drawing
    return drawings


def _batch(pairs: Sequence[tuple[str, str]], folder: Path) -> list[tuple[Drawing, Drawing]]:
    """Draw a batch; where one of them upsets the others, halve it."""
    for stale in folder.iterdir():
        stale.unlink()
    formulas = [latex for pair in pairs for latex in pair]
    head = _PREAMBLE.replace("UNICODE", _UNICODE)
    body = "".join(_FORMULA % (place, latex) for place, latex in enumerate(formulas))
    (folder / "batch.tex").write_text(f"{head}{body}\\end{{document}}\n", "utf-8")
    run_tex("pdflatex", folder, "batch")
    refused = _refused(folder / "batch.log", len(formulas))
    pages = _pages(folder / "batch.pdf") if refused is not None else []
    if refused is not None and len(pages) == len(formulas):
        drawn = [() if place in refused else page for place, page in enumerate(pages)]
        return list(zip(drawn[::2], drawn[1::2], strict=True))
    if len(pairs) == 1:
        return [((), ())]
    middle = len(pairs) // 2
    return [*_batch(pairs[:middle], folder), *_batch(pairs[middle:], folder)]


def _refused(log: Path, formulas: int) -> set[int] | None:
    """Return which formulas TeX complained of; None when it did not get through."""
    if not log.exists():
        return None
    text = log.read_text("utf-8", errors="replace")
    parts = _MARKER.split(text)
    if len(parts) != 2 * formulas + 1:
        return None
    return {
        int(number)
        for number, said in zip(parts[1::2], parts[2::2], strict=True)
        if _COMPLAINT.search(said)
    }


def _pages(pdf: Path) -> list[Drawing]:
    if not pdf.exists():
        return []
    with pymupdf.open(pdf) as document:
        return [(*_glyphs(page), *_rules(page)) for page in document]


def _glyphs(page: Any) -> Iterator[Mark]:
    for span in page.get_texttrace():
        for code, glyph, (x, y), _ in span["chars"]:
            yield Mark(span["font"], glyph, chr(code), span["size"], x, y - _BASELINE_PT)


def _rules(page: Any) -> Iterator[Mark]:
    for drawing in page.get_drawings():
        box = drawing["rect"]
        if box.height <= _MAX_RULE_PT:
            middle = (box.y0 + box.y1) / 2
            yield Mark("", -1, "", box.width, box.x0, middle - _BASELINE_PT)

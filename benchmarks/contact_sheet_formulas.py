"""Draw formulas beside what was read: `python -m benchmarks.contact_sheet_formulas PRESS OUT`.

PRESS is a folder of `benchmarks.formula_press`. Takes its displays and inline formulas evenly from
all documents, reads them with the defaults and lets Chromium draw the MathML beside the picture of
the original. Writes OUT/formulas-1.png and so on. For looking at; nothing is scored.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice, zip_longest
from pathlib import Path

from PIL import Image

from benchmarks.browser import Figure, Sheet
from benchmarks.formula_scoring.predictions import Paper, Truth, papers
from docparse import Box, Document, parse_document
from docparse.errors import OutputError
from docparse.markup.mathml import latex_to_mathml
from docparse.schemas import Formula, Run, TextBlock
from docparse.sources import open_source

_PER_SHEET = 40
_DPI = 130
_SHEET = Sheet(
    cell=(760, 112),
    across=2,
    style="""
body { font-size: 10px; } figure { grid-template-rows: 14px 1fr; align-items: center; }
figcaption { padding: 1px 6px; } figure > div { padding: 2px 6px; text-align: center; }
img { max-height: 90px; } math { font-size: 17px; } .none { color: #b00; }""",
)


@dataclass(frozen=True)
class Shown:
    """A formula as the page shows it, and what was read: LaTeX, or nothing."""

    name: str
    original: Image.Image
    latex: str | None
    display: bool


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contact_sheet_formulas")
    parser.add_argument("press", type=Path, help="a folder of benchmarks.formula_press")
    parser.add_argument("out", type=Path, help="the folder for the pictures")
    parser.add_argument("--formulas", type=int, default=120)
    parser.add_argument("--chromium", default="chromium", help="the browser")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    shown = list(islice(_in_turn(options.press, options.formulas), options.formulas))
    for number, start in enumerate(range(0, len(shown), _PER_SHEET), start=1):
        figures = list(map(_figure, shown[start : start + _PER_SHEET]))
        sheet = _SHEET.draw(figures, options.chromium)
        sheet.save(options.out / f"formulas-{number}.png")
    print(f"{len(shown)} formulas in {options.out}")
    return 0


def _in_turn(folder: Path, wanted: int) -> Iterator[Shown]:
    """Yield formulas, one of each document in turn, two displays for each inline formula."""
    own = list(papers(folder))
    each = -(-wanted // max(1, len(own))) + 1
    for row in zip_longest(*(_of_paper(paper, each) for paper in own)):
        yield from (shown for shown in row if shown is not None)


def _of_paper(paper: Paper, wanted: int) -> Iterator[Shown]:
    displays = [truth for truth in paper.formulas if truth.display]
    inline = [truth for truth in paper.formulas if not truth.display and len(truth.latex) > 12]
    chosen = [*_spread(displays, -(-2 * wanted // 3)), *_spread(inline, -(-wanted // 3))]
    pages = ",".join(map(str, sorted({truth.page for truth in chosen})))
    document = parse_document(paper.pdf, pages=pages)
    with open_source(paper.pdf) as source:
        for truth in chosen:
            box = Box.of(truth.box)
            picture = source.page(truth.page).image(_DPI, box.expanded(4))
            yield Shown(paper.setup, picture, _read(document, truth, box), truth.display)


def _spread(truths: Sequence[Truth], count: int) -> list[Truth]:
    step = max(1, len(truths) // max(1, count))
    return list(truths[::step])[:count]


def _read(document: Document, truth: Truth, box: Box) -> str | None:
    """What was read at a place: a display, or the run of a block there that is most alike."""
    blocks = [block for block in document.blocks if block.page == truth.page]
    if truth.display:
        there = [b for b in blocks if isinstance(b, Formula) and b.box.intersection(box) > 0]
        best = max(there, key=lambda block: block.box.intersection(box), default=None)
        return best.latex if best is not None else None
    runs: list[Run] = []
    for block in blocks:
        if isinstance(block, TextBlock) and block.box.expanded(2).contains(box.center):
            runs += [run for run in block.runs if run.math]
    signs = set(truth.latex)
    return max(
        (run.text for run in runs),
        key=lambda text: len(signs & set(text)) / len(signs | set(text)),
        default=None,
    )


def _figure(shown: Shown) -> Figure:
    return Figure(f"{shown.name}: {shown.latex}", shown.original, _drawn(shown))


def _drawn(shown: Shown) -> str:
    if shown.latex is None:
        return '<span class="none">not read</span>'
    try:
        return latex_to_mathml(shown.latex, display=shown.display)
    except OutputError as error:
        return f'<span class="none">{escape(str(error))}</span>'


if __name__ == "__main__":
    sys.exit(main())

"""Draw tables beside what was read of them: `python -m benchmarks.contact_sheet_tables DATA OUT`.

Takes tables from all table sets, evenly, reads them with the defaults and lets Chromium draw the
HTML again beside the picture of the original. Writes OUT/tables-1.png and so on, a dozen tables
each, and OUT/tables.png with all of them. For looking at; nothing is scored.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path

import pymupdf
from PIL import Image

from benchmarks.browser import Figure, Sheet
from benchmarks.table_scans import page_truths, scanned
from benchmarks.truths import SETS
from docparse import Box, Document, Table, parse_document

_PER_SHEET = 12
_DPI = 130
_SCAN_DPI = 150
_FIT = """<script>for (const box of document.querySelectorAll('.read')) {
const t = box.querySelector('table'); if (!t) continue;
const s = Math.min(1.3, box.clientWidth / t.offsetWidth, (box.clientHeight - 8) / t.offsetHeight);
t.style.transform = `scale(${s})`; }</script>"""
_SHEET = Sheet(
    cell=(1100, 560),
    across=2,
    style="""
table { border-collapse: collapse; font-size: 9px; transform-origin: top left; }
td, th { border: 1px solid #999; padding: 1px 3px; } th { background: #dfe9f5; }
td:empty, th:empty { background: #fbf3e4; }""",
    scripts=_FIT,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read tables from every set and draw the sheets."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path, help="folder of the evaluation sets")
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("--tables", type=int, default=60)
    parser.add_argument("--chromium", default="chromium", help="the browser")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    shown = list(islice(_in_turn(options.data), options.tables))
    sheets = [
        _SHEET.draw(shown[start : start + _PER_SHEET], options.chromium)
        for start in range(0, len(shown), _PER_SHEET)
    ]
    for number, sheet in enumerate(sheets, start=1):
        sheet.save(options.out / f"tables-{number}.png")
    _stacked(sheets).save(options.out / "tables.png")
    return 0


def _in_turn(data: Path) -> Iterator[Figure]:
    """A table of each set, again and again."""
    sets = [_of_pdfs(data), _of_camelot(data), _of_pictures(data, "table/pubtabnet")]
    sets += [_of_scans(data), _of_pictures(data, "page/mdpbench")]
    rounds = chain.from_iterable(zip_longest(*sets))
    return (shown for shown in rounds if shown is not None)


def _of_pdfs(data: Path) -> Iterator[Figure]:
    for page in page_truths(data):
        yield from _read(page.name, page.path, page.number)


def _of_camelot(data: Path) -> Iterator[Figure]:
    for path in sorted((data / "table/camelot/files").glob("*.pdf")):
        try:
            yield from islice(_read(f"camelot {path.name}", path, 1), 2)
        except Exception as error:  # a file that cannot be opened is no table
            print(path.name, error, file=sys.stderr)


def _of_pictures(data: Path, name: str) -> Iterator[Figure]:
    for sample in SETS[name](data / name):
        if sample.tables:
            yield from _read(f"{name} {sample.name}", sample.path, 1)


def _of_scans(data: Path) -> Iterator[Figure]:
    for index, page in enumerate(page_truths(data)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scan.jpg"
            path.write_bytes(scanned(page, _SCAN_DPI, index))
            yield from _read(f"{page.name} at {_SCAN_DPI} dpi", path, 1)


def _read(name: str, path: Path, page: int) -> Iterator[Figure]:
    """The tables of a page, each with its part of the page's picture."""
    document = parse_document(path, pages=str(page))
    for table in document.tables:
        facts = f"{name} – {table.rows} × {table.columns}"
        yield Figure(facts, _cut_out(path, document, table), table.to_html())


def _cut_out(path: Path, document: Document, table: Table) -> Image.Image:
    info, page = document.pages[0].info, document.pages[0]
    with pymupdf.open(path) as file:
        source = file[page.number - 1 if path.suffix == ".pdf" else 0]
        pixmap = source.get_pixmap(dpi=_DPI)
    image = Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples)
    if info.orientation:
        image = image.rotate(-info.orientation, expand=True)
    if info.skew:
        image = image.rotate(-info.skew, fillcolor="white")
    scale = image.width / page.width
    box: Box = table.box.expanded(6)
    return image.crop(tuple(max(0, round(value * scale)) for value in box.corners))  # type: ignore[arg-type]


def _stacked(sheets: Sequence[Image.Image]) -> Image.Image:
    width, height = sheets[0].width, sum(sheet.height for sheet in sheets)
    whole = Image.new("RGB", (width, height), "white")
    top = 0
    for sheet in sheets:
        whole.paste(sheet, (0, top))
        top += sheet.height
    return whole


if __name__ == "__main__":
    sys.exit(main())

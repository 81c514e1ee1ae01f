"""Measure tables on the scan path against the text path: pages of PDFs as crooked, noisy pictures.

    python -m benchmarks.table_scans DATA_FOLDER [--dpi 100,150,200] [--every N]
        [--peers PYTHON] [--out FOLDER]

Every page of `table/icdar2013` with a table in its truth is read from its PDF, then rasterised
(grey, blurred, noisy, skewed, as JPEG; the same on every run) and read by each tool in turn, each
in its own child process. `--peers` names the Python of an environment with `img2table[rapidocr]`
and psutil. Results go to FOLDER/table_scans.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from subprocess import run

from benchmarks.child import Child
from benchmarks.provenance import head
from benchmarks.truths import SETS
from docparse.evaluation.table_similarity import pair_tables, teds, teds_structure
from examples.press.scanner import as_jpeg, scan

_SET = "table/icdar2013"
_SKEWS = (0.0, 0.8, -1.3, 0.4, -0.6, 1.5)
"""Degrees, page after page."""
_NOISE = 7.0
_QUALITY = 75
_TIMEOUT_S = 240.0
_PACKAGES = ("pymupdf", "pymupdf4llm", "rapidocr", "onnxruntime", "openvino")
_TEXT, _CHOSEN = "docparse, text layer", "docparse"
_SOURCES = {
    "chosen": _CHOSEN,
    "words": "docparse, grid model alone",
    "rules": "docparse, rules alone",
}
_NOTES = f"""\
Pages of `{_SET}` with a table in the truth, one by one. As pictures they are grey, blurred, shaded
from left to right, with noise of {_NOISE:g} grey levels and a skew of up to 1.5°, saved as JPEG of
quality {_QUALITY}. `docparse, text layer` reads the page of the PDF: it is the upper bound of the
others. Below it one run of OCR is judged three times: with the structure docparse chooses (the grid
model over the words laid under their picture, and the lines found with OpenCV, which win where they
rule a table both ways), with the grid model alone, and with tables by their lines alone.
pymupdf4llm gets the picture with `force_ocr=True` and HTML tables, img2table with its borderless
mode, implicit rows, rotation correction and RapidOCR. A table that was not found scores 0.
"""


@dataclass(frozen=True)
class PageTruth:
    """A page of a file and the HTML of its tables."""

    path: Path
    number: int
    tables: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.path.name} p. {self.number}"


@dataclass
class Tally:
    """Scores of the tables a tool was shown, and its seconds for each page."""

    teds: list[float] = field(default_factory=list)
    structure: list[float] = field(default_factory=list)
    found: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def judge(self, truths: Sequence[str], tables: Sequence[str], seconds: float) -> str:
        """Add the tables of a page, and say in a word how they did."""
        matches = pair_tables(truths, tables)
        pairs = [
            (truth, "" if match is None else tables[match])
            for truth, match in zip(truths, matches, strict=True)
        ]
        scores = [teds(truth, table) for truth, table in pairs]
        self.teds += scores
        self.structure += [teds_structure(truth, table) for truth, table in pairs]
        self.found += [bool(table) for _, table in pairs]
        self.seconds.append(seconds)
        return " ".join(f"{score:.3f}" for score in scores)


Tallies = dict[str, dict[str, Tally]]
"""By resolution, then by tool."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, and write the report."""
    options = _options(arguments)
    pages = list(islice(page_truths(options.data), 0, None, options.every))
    children = _children(options.peers)
    try:
        tallies: Tallies = {"PDF": {_TEXT: _text_path(pages, children["docparse"])}}
        for dpi in options.dpi.split(","):
            tallies[f"{dpi} dpi"] = _scan_path(pages, int(dpi), children)
            _write(tallies, len(pages), options)
    finally:
        for child in children.values():
            child.stop()
    return 0


def _write(tallies: Tallies, pages: int, options: argparse.Namespace) -> None:
    report = head("Tables of page images", "benchmarks.table_scans", _PACKAGES)
    report += _peer_versions(options.peers) + "\n" + _NOTES + "\n" + _table(tallies, pages)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "table_scans.md").write_text(report, "utf-8")
    print(report, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path, help="folder of the evaluation sets")
    parser.add_argument("--dpi", default="100,150,200", help="resolutions, with commas")
    parser.add_argument("--every", type=int, default=1, help="take every n-th page")
    parser.add_argument("--peers", help="Python of an environment with img2table[rapidocr], psutil")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    return parser.parse_args(arguments)


def page_truths(data: Path) -> Iterator[PageTruth]:
    """List the pages with tables, as the set orders them."""
    for sample in SETS[_SET](data / _SET):
        for number in sample.pages:
            tables = tuple(table for page, table in sample.tables if page == number)
            yield PageTruth(sample.path, number, tables)


def scanned(page: PageTruth, dpi: int, index: int) -> bytes:
    """Return the page as a scanner would: JPEG, the same for the same arguments."""
    skew = _SKEWS[index % len(_SKEWS)]
    image = scan(page.path.read_bytes(), page.number, dpi=dpi, skew=skew, noise=_NOISE)
    return as_jpeg(image, dpi, _QUALITY)


def _children(peers: str | None) -> dict[str, Child]:
    children = {
        "docparse": Child("benchmarks.readers:docparse"),
        "sources": Child("benchmarks.scan_readers:docparse_sources"),
        "pymupdf4llm": Child("benchmarks.readers:pymupdf4llm_html"),
    }
    if peers:
        children["img2table"] = Child("benchmarks.scan_readers:img2table", python=peers)
    return children


def _text_path(pages: Iterable[PageTruth], child: Child) -> Tally:
    tally = Tally()
    for page in pages:
        outcome = child.call({"path": str(page.path), "pages": [page.number]}, _TIMEOUT_S)
        tables = outcome.value["pages"][0]["tables"] if outcome.status == "answer" else []
        print("PDF", page.name, tally.judge(page.tables, tables, outcome.seconds), flush=True)
    return tally


def _scan_path(
    pages: Sequence[PageTruth], dpi: int, children: Mapping[str, Child]
) -> dict[str, Tally]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.jpg"
        for index, page in enumerate(pages):
            path.write_bytes(scanned(page, dpi, index))
            for name, child in children.items():
                if name == "docparse":
                    continue
                outcome = child.call({"path": str(path)}, _TIMEOUT_S)
                value = outcome.value if outcome.status == "answer" else {}
                for tool, tables in _by_tool(name, value).items():
                    how = tallies[tool].judge(page.tables, tables, outcome.seconds)
                    print(f"{dpi} dpi", page.name, tool, how, outcome.error[:80], flush=True)
    return dict(tallies)


def _by_tool(name: str, value: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The tables found, by the name of the tool in the report."""
    if name == "sources":
        return {tool: value.get(source, []) for source, tool in _SOURCES.items()}
    if name == "pymupdf4llm":
        pages = value.get("pages", [])
        return {name: [table for page in pages for table in page["tables"]]}  # type: ignore[call-overload]
    return {name: value.get("tables", [])}


def _peer_versions(python: str | None) -> str:
    if python is None:
        return ""
    code = (
        "from importlib.metadata import version; "
        "print(*(f'{n} {version(n)}' for n in ('img2table', 'rapidocr', 'onnxruntime')), sep=', ')"
    )
    answer = run([python, "-c", code], capture_output=True, text=True, check=True)
    return f"- img2table's environment: {answer.stdout.strip()}\n"


def _table(tallies: Tallies, pages: int) -> str:
    lines = [
        "| pages as | tool | TEDS | TEDS structure | tables found | s/page |",
        "|---" * 6 + "|",
    ]
    for resolution, tools in tallies.items():
        for tool, tally in tools.items():
            scores = (_mean(tally.teds), _mean(tally.structure), _mean(tally.found))
            cells = " | ".join(f"{score:.3f}" for score in scores)
            seconds = "" if tool in tuple(_SOURCES.values())[1:] else f"{_mean(tally.seconds):.2f}"
            lines.append(f"| {resolution} | {tool} | {cells} | {seconds} |")
    tables = len(next(iter(tallies["PDF"].values())).teds)
    return "\n".join([f"{tables} tables on {pages} pages.", "", *lines, ""])


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 0.0


if __name__ == "__main__":
    sys.exit(main())

"""Plant errors in true pages, and count how many of them the audit finds and how often it errs.

    python -m benchmarks.fidelity FOLDER… [--ocr 30] [--limit N] [--keep FOLDER] [--out FOLDER]

The pages are those of the samples and of the folders' PDFs that have a healthy text layer, read by
the embedded engine. The Markdown of each is audited too, as that of another tool is, without the
places of its blocks. Every n-th page is read once more as a picture, by OCR, and audited by what
OCR reads on a picture of another resolution. Each page is damaged once in each way, with a fixed
seed. With `--keep` what was read stays there for the next run; `--show` prints the false alarms.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from random import Random
from statistics import median

import pymupdf

from benchmarks.damages import damages
from benchmarks.provenance import head
from docparse.api import parse_document
from docparse.engines import open_engine
from docparse.engines.base import Engine
from docparse.engines.embedded.health import check_text_layer
from docparse.engines.embedded.reading import PageReader, Reading
from docparse.errors import DocparseError
from docparse.schemas import FURNITURE, Block, Document, Figure, Page
from docparse.schemas.audit import Audit, Finding
from docparse.sources import SourcePage, open_source
from docparse.verify.auditing import audit_of, audit_of_markdown
from docparse.verify.witness import PageWords, words_of

_SAMPLES = Path(__file__).parents[1] / "examples" / "samples"
_LEAST_WORDS = 30
_READ_DPI, _WITNESS_DPI = 150, 200
_GOALS = {
    "drop a paragraph": 0.99,
    "drop a table row": 0.99,
    "swap digits": 0.99,
    "invent a sentence": 0.99,
}
_DENSE = 700
"""Words of a page for its audit to be timed."""
_PACKAGES = ("pymupdf", "rapidfuzz", "rapidocr", "openvino")


@dataclass(frozen=True)
class Case:
    """A page as it was parsed, and what it holds."""

    name: str
    document: Document
    held: Reading

    @property
    def words(self) -> PageWords:
        """What the page is audited by."""
        number = self.document.pages[0].number
        trusted = self.held.info.text_source == "text_layer"
        return words_of(number, self.held, trusted=trusted)


@dataclass(frozen=True)
class Tools:
    """What reads: the engine that is audited, and the reader that it is audited by."""

    engine: Engine
    reader: PageReader


@dataclass
class Score:
    """What came of the pages of one kind."""

    pages: int = 0
    words: int = 0
    alarms: int = 0
    pages_with_alarms: int = 0
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    missed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, damage, audit, report."""
    options = _options(arguments)
    files = sorted(p for folder in [_SAMPLES, *options.folders] for p in folder.rglob("*.pdf"))
    scores = {"text layer": Score(), "Markdown of these": Score(), "OCR": Score()}
    with open_engine("embedded") as engine:
        tools = Tools(engine, PageReader())
        places = [place for file in files for place in _healthy(file)][: options.limit]
        step = max(1, len(places) // options.ocr) if options.ocr else 0
        for number, (file, page) in enumerate(places):
            case = _kept(options.keep, file, page, tools)
            _measure(scores["text layer"], case, options.show)
            _measure(scores["Markdown of these"], case, options.show, _by_markdown)
            if step and number % step == 0:
                case = _kept(options.keep, file, page, tools, scanned=True)
                _measure(scores["OCR"], case, options.show)
    report = _report(scores)
    print(report)
    if options.out:
        (options.out / "fidelity.md").write_text(report, encoding="utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--ocr", type=int, default=30, help="pages to be read as pictures too")
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--keep", type=Path, default=None)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--out", type=Path, default=None)
    return parser.parse_args(arguments)


def _healthy(file: Path) -> Iterator[tuple[Path, int]]:
    """Yield the pages of a file whose text layer can be believed."""
    try:
        with open_source(file) as source:
            for page in source.pages():
                health = check_text_layer(page)
                if health.verdict == "healthy" and len(health.words) >= _LEAST_WORDS:
                    yield file, page.number
    except DocparseError:
        return


def _kept(keep: Path | None, file: Path, page: int, tools: Tools, *, scanned: bool = False) -> Case:
    """Return a page from the last run, or read it."""
    name = f"{file.name} p{page}" + (" scanned" if scanned else "")
    if keep is None:
        return _read(name, file, page, tools, scanned=scanned)
    digest = sha256(file.read_bytes()).hexdigest()[:16]
    stored = keep / f"{digest}-{page}{'-scanned' if scanned else ''}.pickle"
    if not stored.exists():
        keep.mkdir(parents=True, exist_ok=True)
        read = _read(name, file, page, tools, scanned=scanned)
        stored.write_bytes(pickle.dumps((read.name, read.document, read.held)))
    return Case(*pickle.loads(stored.read_bytes()))


def _read(name: str, file: Path, page: int, tools: Tools, *, scanned: bool) -> Case:
    if not scanned:
        document = parse_document(file, engine=tools.engine, pages=str(page))
        with open_source(file) as source:
            return Case(name, document, _held(source.page(page), tools.reader))
    document = parse_document(_scan(file, page, _READ_DPI), engine=tools.engine)
    with open_source(_scan(file, page, _WITNESS_DPI)) as source:
        return Case(name, document, _held(source.page(1), tools.reader))


def _held(page: SourcePage, reader: PageReader) -> Reading:
    reading = reader.read(page, "auto")
    return replace(reading, page=None, sheet=None)


def _scan(file: Path, page: int, dpi: int) -> bytes:
    """Print a page as a PDF that holds nothing but its picture."""
    with pymupdf.open(file) as source, pymupdf.open() as made:
        sheet = source[page - 1]
        picture = sheet.get_pixmap(dpi=dpi).tobytes("jpeg")
        made.new_page(width=sheet.rect.width, height=sheet.rect.height).insert_image(
            sheet.rect, stream=picture
        )
        data: bytes = made.tobytes()
        return data


Auditor = Callable[[Case, Page, PageWords], tuple[Audit, float]]


def _by_place(case: Case, page: Page, words: PageWords) -> tuple[Audit, float]:
    document = case.document.model_copy(update={"pages": (page,)})
    start = time.process_time()
    return audit_of(document, [words]), time.process_time() - start


def _by_markdown(case: Case, page: Page, words: PageWords) -> tuple[Audit, float]:
    """Audit a page by its Markdown alone; what that leaves out is told by the page as it was."""
    text = case.document.model_copy(update={"pages": (page,)}).to_markdown()
    start = time.process_time()
    _, found = audit_of_markdown(text, [words], case.document.source, layout=case.document.pages)
    return found, time.process_time() - start


def _measure(score: Score, case: Case, show: bool, audit: Auditor = _by_place) -> None:
    """Audit a page as it is, then with each error."""
    start = time.process_time()
    words = case.words
    seconds = time.process_time() - start
    page = case.document.pages[0]
    if audit is _by_markdown:
        page = page.model_copy(update={"blocks": tuple(filter(_is_written, page.blocks))})
    clean, took = audit(case, page, words)
    seconds += took
    if case.held.info.words >= _DENSE:
        score.seconds.append(seconds * 1000 / clean.counts.words)
    score.pages += 1
    score.words += clean.counts.words
    score.alarms += len(clean.findings)
    score.pages_with_alarms += bool(clean.findings)
    if show and clean.findings:
        print(f"{case.name}\n" + "\n".join(f"    {one.sentence}" for one in clean.findings[:8]))
    random = Random(case.name)
    for damage in damages(page, random):
        score.planted[damage.kind] += 1
        fresh = _new(clean, audit(case, damage.page, words)[0])
        if audit is _by_markdown:
            fresh = [one.model_copy(update={"block": None}) for one in fresh]
        found = damage.found(fresh)
        score.found[damage.kind] += found
        if not found:
            score.missed[damage.kind].append(case.name)
            if show:
                print(f"{case.name}: not found: {damage.kind}")


def _is_written(block: Block) -> bool:
    """Tell what Markdown has."""
    return not isinstance(block, (Figure, *FURNITURE))


def _new(clean: Audit, damaged: Audit) -> list[Finding]:
    """The findings that the damage brought; the blocks of Markdown may have other names now."""
    known = Counter((one.kind, one.text, one.box) for one in clean.findings)
    fresh: list[Finding] = []
    for one in damaged.findings:
        if known[one.kind, one.text, one.box]:
            known[one.kind, one.text, one.box] -= 1
        else:
            fresh.append(one)
    return fresh


def _report(scores: dict[str, Score]) -> str:
    lines = [
        head("Fidelity: planted errors found, and false alarms", "benchmarks.fidelity", _PACKAGES)
    ]
    for name, score in scores.items():
        if not score.pages:
            continue
        lines += [
            f"## {name}: {score.pages} pages, {score.words:,} words",
            "",
            "| planted | times | found | rate | goal |",
            "|---|---|---|---|---|",
        ]
        for kind, times in score.planted.items():
            rate = score.found[kind] / times
            goal = f"{_GOALS[kind]:.2f}" if kind in _GOALS else ""
            lines.append(f"| {kind} | {times} | {score.found[kind]} | {rate:.4f} | {goal} |")
        lines += [
            "",
            f"On true results: {score.alarms} findings on {score.pages_with_alarms} of "
            f"{score.pages} pages, one in {score.pages / max(1, score.alarms):.1f} pages.",
            "",
        ]
        if score.seconds:
            lines += [
                f"Aligning 1,000 words takes {median(score.seconds) * 1000:.1f} ms of a processor "
                f"(median of {len(score.seconds)} pages of {_DENSE} words and more).",
                "",
            ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

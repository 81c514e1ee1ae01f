"""Measure how well fields are read into a type, on labelled receipts and invoices.

    python -m benchmarks.fields DATA [--sets sroie,zugferd,invoice2data] [--limit N] [--out FOLDER]
        [--wrong FILE]

DATA holds `kie/` with the sets. The table goes to FOLDER/fields.md, the figures to
fields.json. With `--wrong`, what was not right is listed in that file.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.provenance import head
from docparse import Box, DocparseError, extract, open_source
from docparse.schemas.extraction import Evidence, Extraction

_PACKAGES = ("pymupdf", "rapidocr", "scipy")
_NOTES = """\
Right: the value that was read is the true one; of texts letters and digits alone are compared,
without case and the legal form of a firm; amounts by value without sign (credit notes are labelled
with positive ones), dates by value. Precision: of the values that were given. Place: of the
right values, how many have a box that overlaps a line of the page which holds words of the truth.
"""
_FORM = re.compile(r"(?i)\b(?:gmbh|ag|kg|ltd|llc|inc|sarl|sas|sa|sdn\.? bhd)\b\.?")
_COLUMNS = ("fields", "right", "given", "precision", "F1", "place")


@dataclass
class Receipt:
    """What the receipts are labelled with."""

    company: str | None = None
    date: datetime.date | None = None
    address: str | None = None
    total: Decimal | None = None


@dataclass
class Bill:
    """What the invoices are labelled with."""

    invoice_number: str | None = None
    issue_date: datetime.date | None = None
    seller: str | None = None
    buyer: str | None = None
    currency: str | None = None
    net_total: Decimal | None = None
    tax_amount: Decimal | None = None
    grand_total: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """A line of a page as its labels have it."""

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Paper:
    """A labelled document: its file, what to fill, the truth, and its lines where labelled."""

    name: str
    path: Path
    kind: type
    truth: dict[str, str]
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of a field."""

    paper: str
    field: str
    truth: str
    given: str | None
    right: bool
    placed: bool | None
    how: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fields")
    parser.add_argument("data", type=Path, help="the folder that holds kie/")
    parser.add_argument("--sets", default="sroie,zugferd,invoice2data", help="with commas")
    parser.add_argument("--limit", type=int, help="documents of each set")
    parser.add_argument("--out", type=Path, help="the folder to write the report to")
    parser.add_argument("--wrong", type=Path, help="a file to list what was not right in")
    options = parser.parse_args(arguments)
    outcomes: dict[str, list[Outcome]] = {}
    parts = [head("Fields of receipts and invoices", "benchmarks.fields", _PACKAGES), _NOTES]
    for name in options.sets.split(","):
        papers = list(_SETS[name](options.data / "kie" / name))[: options.limit]
        if not papers:
            print(f"no labelled documents in {options.data / 'kie' / name}", file=sys.stderr)
            return 2
        started = time.perf_counter()
        outcomes[name] = [outcome for paper in papers for outcome in _outcomes(paper)]
        seconds = (time.perf_counter() - started) / len(papers)
        parts.append(f"## {name}\n\n{len(papers)} documents, {seconds:.2f} s each, OCR in it\n")
        parts.append(_table(outcomes[name]))
    report = "\n".join(parts)
    print(report)
    every = [outcome for own in outcomes.values() for outcome in own]
    if options.wrong:
        options.wrong.write_text("\n".join(_told(o) for o in every if not o.right), "utf-8")
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "fields.md").write_text(report, "utf-8")
        figures = {name: dict(_by_field(own)) for name, own in outcomes.items()}
        (options.out / "fields.json").write_text(json.dumps(figures, indent=1), "utf-8")
    return 0


def _receipts(folder: Path) -> Iterator[Paper]:
    for key in sorted((folder / "key").glob("*.json")):
        truth = {name: str(value) for name, value in json.loads(key.read_text("utf-8")).items()}
        picture = next(iter((folder / "img").glob(f"{key.stem}.*")), None)
        if picture is not None:
            lines = tuple(_lines(folder / "box" / f"{key.stem}.csv"))
            yield Paper(key.stem, picture, Receipt, truth, lines)


def _lines(path: Path) -> Iterator[Line]:
    for row in path.read_text("utf-8", "replace").splitlines() if path.exists() else ():
        *corners, text = row.split(",", 8)
        if len(corners) == 8:
            xs, ys = [float(x) for x in corners[::2]], [float(y) for y in corners[1::2]]
            yield Line(text, (min(xs), min(ys), max(xs), max(ys)))


_INVOICE = {
    "invoice_number": "invoice_number",
    "issue_date": "issue_date",
    "seller": "seller_name",
    "buyer": "buyer_name",
    "currency": "currency",
    "net_total": "TaxBasisTotalAmount",
    "tax_amount": "TaxTotalAmount",
    "grand_total": "GrandTotalAmount",
}


def _invoices(folder: Path) -> Iterator[Paper]:
    """Invoices whose number and total are printed: some files show another page than they say."""
    for row in (folder / "truth.jsonl").read_text("utf-8").splitlines():
        said = json.loads(row)
        if said.get("number_visible") and said.get("grand_total_visible"):
            truth = {ours: str(said[name]) for ours, name in _INVOICE.items() if said.get(name)}
            yield Paper(said["pdf"], folder / said["pdf"], Bill, truth)


_TEMPLATES = {
    "invoice_number": "invoice_number",
    "issue_date": "date",
    "seller": "issuer",
    "currency": "currency",
    "grand_total": "amount",
}


def _templated(folder: Path) -> Iterator[Paper]:
    """Invoices that the templates of invoice2data were written for, with what those find."""
    for path in sorted((folder / "compare").glob("*.pdf")):
        said = json.loads(path.with_suffix(".json").read_text("utf-8"))
        found = said[0] if isinstance(said, list) else said
        truth = {ours: str(found[name]) for ours, name in _TEMPLATES.items() if found.get(name)}
        yield Paper(path.name, path, Bill, truth)


_SETS: dict[str, Callable[[Path], Iterator[Paper]]] = {
    "sroie": _receipts,
    "zugferd": _invoices,
    "invoice2data": _templated,
}


def _outcomes(paper: Paper) -> Iterator[Outcome]:
    try:
        with open_source(paper.path) as source:
            scale = next(iter(source.pages())).width
            found: Extraction[object] = extract(source, paper.kind)
    except DocparseError as error:
        print(f"{paper.name}: {error}", file=sys.stderr)
        found, scale = Extraction(paper.kind()), 1.0
    for field, truth in paper.truth.items():
        value = getattr(found.value, field, None)
        given = None if value is None else str(value)
        right = given is not None and _same(truth, value, found.evidence[field].text)
        evidence = found.evidence.get(field)
        placed = _is_placed(evidence, truth, paper, scale) if right and evidence else None
        how = f"{evidence.how} {evidence.score:.2f}" if evidence else ""
        yield Outcome(paper.name, field, truth, given, right, placed, how)


def _same(truth: str, value: object, text: str) -> bool:
    if isinstance(value, Decimal):
        bare = re.sub(r"[^\d.\-]", "", truth)
        return bool(bare.strip(".-")) and abs(Decimal(bare)) == abs(value)
    if isinstance(value, datetime.date):
        return value in _dates(truth) or _letters(truth) == _letters(text)
    return _letters(_FORM.sub("", str(value))) == _letters(_FORM.sub("", truth))


def _dates(truth: str) -> Iterator[datetime.date]:
    """The dates a truth may mean; a numeric one has its day first where the page says nothing."""
    for form in (
        "%Y%m%d",
        "%Y-%m-%d",
        "%d/%m/%Y",
        "%d-%m-%Y",
        "%d.%m.%Y",
        "%d/%m/%y",
        "%d-%m-%y",
        "%d %b %Y",
    ):
        try:
            yield datetime.datetime.strptime(truth.strip(), form).date()
        except ValueError:
            continue


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _is_placed(evidence: Evidence, truth: str, paper: Paper, width: float) -> bool | None:
    """Tell a box that overlaps a labelled line with words of the truth; None without lines."""
    wanted = _letters(truth)
    own = [
        Box.of(line.box)
        for line in paper.lines
        if (said := _letters(line.text)) and (wanted in said or said in wanted)
    ]
    if not own:
        return None
    scale = _pixels(paper.path) / width
    box = Box.of(scale * side for side in evidence.box.corners)
    return any(box.intersection(line) > 0.3 * min(box.area, line.area) for line in own)


def _pixels(path: Path) -> int:
    from PIL import Image

    with Image.open(path) as image:
        return image.width


def _by_field(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, dict[str, str]]]:
    """The figures of each field: no text of the documents, which are not ours to pass on."""
    for name, own in _rows(outcomes):
        yield name, dict(zip(_COLUMNS, _figures(own), strict=True))


def _rows(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    for name in dict.fromkeys(outcome.field for outcome in outcomes):
        yield name, [outcome for outcome in outcomes if outcome.field == name]
    yield "all", list(outcomes)


def _table(outcomes: Sequence[Outcome]) -> str:
    lines = ["| | " + " | ".join(_COLUMNS) + " |", "|---" * (len(_COLUMNS) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(_figures(own)) + " |" for name, own in _rows(outcomes)]
    return "\n".join(lines) + "\n"


def _figures(own: Sequence[Outcome]) -> Iterator[str]:
    right, given = sum(o.right for o in own), sum(o.given is not None for o in own)
    places = [o.placed for o in own if o.placed is not None]
    yield str(len(own))
    yield f"{right / len(own):.3f}"
    yield f"{given / len(own):.3f}"
    yield f"{right / given:.3f}" if given else "–"
    yield f"{2 * right / (len(own) + given):.3f}"
    yield f"{sum(places) / len(places):.3f}" if places else "–"


def _told(outcome: Outcome) -> str:
    return (
        f"{outcome.paper} {outcome.field}\n    T {outcome.truth}\n    P {outcome.given}"
        f"  {outcome.how}"
    )


if __name__ == "__main__":
    sys.exit(main())

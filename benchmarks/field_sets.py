"""The labelled documents that fields are read from: files, types to fill, and truths.

A further set is a function that lists its papers, and its line in `SETS`.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


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
class FieldSet:
    """A set: where it lies in the folder of data, and how its papers are listed."""

    folder: str
    listed: Callable[[Path], Iterator[Paper]]

    def papers(self, data: Path) -> tuple[Paper, ...]:
        """List the papers; none where the folder is not there."""
        folder = data / self.folder
        return tuple(self.listed(folder)) if folder.is_dir() else ()


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


SETS = {
    "sroie": FieldSet("kie/sroie", _receipts),
    "zugferd": FieldSet("kie/zugferd", _invoices),
    "invoice2data": FieldSet("kie/invoice2data", _templated),
}

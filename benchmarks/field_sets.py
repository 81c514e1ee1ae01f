"""The labelled documents that fields are read from: files, types to fill, and truths.

A further set is a function that lists its papers, and its line in `SETS`.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, make_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

Split = Literal["dev", "test"]


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


@dataclass
class Row:
    """A line of goods of the generated forms."""

    description: str | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None


_DATES = ("issue_date", "due_date", "delivery_date", "statement_date", "birth_date", "expiry_date")
_BALANCES = ("opening_balance", "closing_balance")
_AMOUNTS = ("net_total", "tax_amount", "gross_total", "tax_rate", *_BALANCES)
_BOOLEANS = ["newsletter", "married", "smoker", "employed", "agree_terms"]
_PARTIES = "seller seller_address buyer buyer_address"
_TOTALS = "currency net_total tax_rate tax_amount gross_total"
_FORMS = {
    "invoice": f"invoice_number issue_date due_date delivery_date order_number customer_number "
    f"{_PARTIES} seller_vat iban bic {_TOTALS} payment_terms items",
    "receipt": f"seller seller_address seller_vat issue_date {_TOTALS.replace('net_total ', '')} "
    "items",
    "order": f"order_number issue_date delivery_date {_PARTIES} {_TOTALS} payment_terms items",
    "letter": f"{_PARTIES} invoice_number issue_date due_date customer_number currency gross_total "
    "iban bic",
    "statement": "account_holder iban statement_date opening_balance closing_balance currency",
    "identity": "surname given_names birth_date birth_place nationality document_number "
    "issue_date expiry_date sex",
    "application": "surname given_names birth_date birth_place address nationality sex "
    f"{' '.join(_BOOLEANS)}",
}
"""The fields of the generated forms by their kind: all that any of that kind states."""


@dataclass(frozen=True)
class Line:
    """A line of a page as its labels have it."""

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Place:
    """A region of a page, in points."""

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Paper:
    """A labelled document.

    Attributes:
        name: Of the file.
        path: Where it lies.
        kind: What to fill.
        truth: The value of each labelled field; `items[0].amount` for those in lists.
        lines: Of a picture, where labelled, in pixels.
        places: Where the value of a field stands, in points; several where it is printed again.
        groups: What the document is, to count by.
    """

    name: str
    path: Path
    kind: type
    truth: dict[str, str]
    lines: tuple[Line, ...] = ()
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldSet:
    """A set: where it lies in the folder of data, and how its papers are listed.

    One that is `made` is pressed into a folder of its own where the data do not have it.
    """

    folder: str
    listed: Callable[[Path], Iterator[Paper]]
    made: Callable[[Path], None] | None = None

    def papers(self, data: Path, made: Path) -> tuple[Paper, ...]:
        """List the papers; none where the folder is not there and cannot be made.

        Args:
            data: The folder that holds the sets.
            made: Where sets are put that are made.
        """
        folder = data / self.folder
        if self.made is not None and not folder.is_dir():
            folder = made / self.folder
            self.made(folder)
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


def _pressed(folder: Path) -> Iterator[Paper]:
    """The generated forms; each kind is asked for all fields that any of its kind states."""
    kinds = {kind: _form(kind, names.split()) for kind, names in _FORMS.items()}
    for line in (folder / "truth.jsonl").read_text("utf-8").splitlines():
        said = json.loads(line)
        told = dict(said["fields"])
        for number, row in enumerate(said.get("items") or ()):
            told |= {f"items[{number}].{name}": value for name, value in row.items()}
        yield Paper(
            said["file"],
            folder / said["file"],
            kinds[said["kind"]],
            {name: each["value"] for name, each in told.items()},
            places={name: tuple(_places(each)) for name, each in told.items()},
            groups=(
                said["kind"],
                said["language"],
                said["layout"],
                "scanned" if said["scanned"] else "printed",
            ),
        )


def _places(told: Mapping[str, Any]) -> Iterator[Place]:
    for one in (told, *told.get("also", ())):
        yield Place(one["page"], tuple(one["box"]))


def _form(kind: str, names: Sequence[str]) -> type:
    types: dict[str, Any] = {
        **dict.fromkeys(_DATES, datetime.date | None),
        **dict.fromkeys(_AMOUNTS, Decimal | None),
        **dict.fromkeys(_BOOLEANS, bool | None),
        "items": list[Row] | None,
    }
    fields = [(name, types.get(name, str | None), field(default=None)) for name in names]
    return make_dataclass(kind.title(), fields)


def _press(split: Split) -> Callable[[Path], None]:
    def press(folder: Path) -> None:
        from benchmarks.form_press.__main__ import main

        main([str(folder), "--split", split])

    return press


SETS = {
    "sroie": FieldSet("kie/sroie", _receipts),
    "zugferd": FieldSet("kie/zugferd", _invoices),
    "invoice2data": FieldSet("kie/invoice2data", _templated),
    "forms": FieldSet("forms", _pressed, _press("dev")),
    "forms_test": FieldSet("forms_test", _pressed, _press("test")),
}

"""The lexicon of business terms: its data file, names of fields, likeness of printed labels."""

from __future__ import annotations

import time
from importlib.resources import files

import pytest

from docparse.engines.embedded.fields.concepts import (
    best_label,
    concept_of,
    concepts,
    label_score,
    normalised,
)

KINDS = {
    *("text", "code", "date", "amount", "percent", "number", "party", "address"),
    *("phone", "email", "iban", "bic", "vat", "currency", "country"),
}
LINES = [
    line.split("\t")
    for line in files("docparse.engines.embedded.fields")
    .joinpath("concepts.tsv")
    .read_text("utf-8")
    .splitlines()
    if not line.startswith("#")
]


def test_every_line_has_a_name_a_kind_names_and_nine_languages() -> None:
    assert len(LINES) >= 90
    assert {len(cells) for cells in LINES} == {12}
    assert [concept.name for concept in concepts()] == [cells[0] for cells in LINES]
    assert {concept.kind for concept in concepts()} <= KINDS


def test_no_name_stands_under_two_concepts() -> None:
    names = [name for concept in concepts() for name in concept.names]
    assert len(names) == len(set(names))
    owners: dict[str, str] = {}
    for concept in concepts():
        for name in concept.names:
            assert owners.setdefault(name.replace("_", ""), concept.name) == concept.name
    assert all(concept.name in concept.names for concept in concepts())


@pytest.mark.parametrize("cells", LINES, ids=[cells[0] for cells in LINES])
def test_every_concept_has_labels_in_english_and_most_other_languages(cells: list[str]) -> None:
    assert cells[3]
    assert sum(map(bool, cells[4:])) >= 4
    for cell in cells[2:]:
        items = [item.strip() for item in cell.split(",")] if cell else []
        assert all(items)
        assert len(items) == len(set(items))


def test_every_label_says_something() -> None:
    assert all(normalised(label) for concept in concepts() for label in concept.labels)


@pytest.mark.parametrize("concept", concepts(), ids=lambda concept: concept.name)
def test_every_name_leads_to_its_concept(concept) -> None:
    assert all(concept_of(name) is concept for name in concept.names)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Invoice No.:", "invoice no"),
        ("Invoice #", "invoice no"),
        ("Invoice#:", "invoice no"),
        ("N° de facture :", "no de facture"),
        ("N.º Factura", "no factura"),
        ("Nº", "no"),
        ("Rechnungs-Nr.", "rechnungs no"),
        ("Fattura n. ", "fattura no"),
        ("núm. soporte", "no soporte"),
        ("Straße", "strasse"),
        ("Płeć", "plec"),
        ("Total  (incl. VAT) ....", "total incl vat"),
        ("名 称：", "名称"),
        ("価格", "価格"),
        ("ガス", "ガス"),
        (":", ""),
    ],
)
def test_normalised(label: str, expected: str) -> None:
    assert normalised(label) == expected
    assert normalised(expected) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("invoiceNumber", "invoice_number"),
        ("InvoiceNo", "invoice_number"),
        ("number", "invoice_number"),
        ("Rechnungs-Nr", "invoice_number"),
        ("numberInvoice", "invoice_number"),
        ("date", "issue_date"),
        ("Fälligkeitsdatum", "due_date"),
        ("total", "gross_total"),
        ("total_amount", "gross_total"),
        ("grandTotal", "gross_total"),
        ("total_eur", "gross_total"),
        ("sub_total", "net_total"),
        ("amt_due", "amount_due"),
        ("tax_pct", "tax_rate"),
        ("VATId", "seller_vat_id"),
        ("vendor-name", "seller"),
        ("customerAddress", "buyer_address"),
        ("PONumber", "purchase_order_number"),
        ("IBAN", "iban"),
        ("qty", "quantity"),
        ("unitPrice", "unit_price"),
        ("name", "full_name"),
        ("dateOfBirth", "date_of_birth"),
        ("openingBalance", "opening_balance"),
        ("发票号码", "invoice_number"),
    ],
)
def test_field_names_lead_to_concepts(field: str, expected: str) -> None:
    concept = concept_of(field)
    assert concept is not None
    assert concept.name == expected


def test_an_alias_tells_what_an_unknown_name_does_not() -> None:
    assert concept_of("f7") is None
    assert concept_of("") is None
    alias = concept_of("f7", ["nothing known", "Invoice No."])
    assert alias is not None
    assert alias.name == "invoice_number"


@pytest.mark.parametrize(
    ("printed", "label", "least"),
    [
        ("Invoice No.:", "invoice no", 1.0),
        ("TOTAL", "total", 1.0),
        ("Total (incl. VAT)", "total incl vat", 1.0),
        ("Subtotal", "sub total", 0.95),
        ("Invoice Number", "Invoice No.", 0.95),
        ("Numéro facture", "n° de facture", 0.95),
        ("Total EUR", "total", 0.95),
        ("Date due", "due date", 0.9),
        ("lnvoice No", "invoice no", 0.9),
        ("1nv0ice N0", "invoice no", 0.9),
        ("Invoice Nurnber", "invoice number", 0.9),
        ("InvoiceDate", "invoice date", 0.95),
        ("Rechnungsdatun", "Rechnungsdatum", 0.8),
        ("Lieferadrosse:", "Lieferadresse", 0.8),
        ("发 票 号 码：", "发票号码", 1.0),
        ("发票号", "发票号码", 0.8),
    ],
)
def test_labels_that_say_the_same(printed: str, label: str, least: float) -> None:
    assert least <= label_score(printed, label) <= 1.0


@pytest.mark.parametrize(
    ("printed", "label", "most"),
    [
        ("total number of items", "total", 0.6),
        ("sub total", "total", 0.69),
        ("Subtotal", "total", 0.3),
        ("Invoice", "invoice number", 0.69),
        ("Our reference", "your reference", 0.5),
        ("Due date", "issue date", 0.5),
        ("Rechnungsnummer", "Rechnungsdatum", 0.5),
        ("Bestelldatum", "Erstelldatum", 0.5),
        ("seller", "sender", 0.5),
        ("debit", "credit", 0.0),
        ("发票代码", "发票号码", 0.69),
        ("合计金额", "金额", 0.69),
        ("Thank you", "total", 0.0),
        ("", "total", 0.0),
        (":", "", 0.0),
    ],
)
def test_labels_that_say_something_else(printed: str, label: str, most: float) -> None:
    assert 0.0 <= label_score(printed, label) <= most


def test_a_larger_part_is_more_alike() -> None:
    assert label_score("tax invoice number", "invoice number") > label_score(
        "invoice number of the other party", "invoice number"
    )


def _printed() -> list[str]:
    labels = [label for concept in concepts() for label in concept.labels][::2][:2000]
    endings = (":", " EUR", "5", " total", "")
    return [label + endings[index % len(endings)] for index, label in enumerate(labels)]


def test_best_label_is_the_best_of_all() -> None:
    known = ["Total", "grand total", "发票号码", "Rechnungs-Nr.", "due date", "数量", "net amount"]
    for printed in _printed():
        assert best_label(printed, known) == max(label_score(printed, label) for label in known)
    assert best_label("total", []) == 0.0


def test_many_labels_are_compared_at_once() -> None:
    known = next(c for c in concepts() if c.name == "gross_total").labels[:40]
    start = time.perf_counter()
    first = [best_label(printed, known) for printed in _printed()]
    assert time.perf_counter() - start < 2.0  # ten times what it takes
    assert first == [best_label(printed, known) for printed in _printed()]

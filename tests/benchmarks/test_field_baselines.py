"""The regular expressions read plain invoices and receipts of several countries."""

from __future__ import annotations

import datetime
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

from pytest import importorskip, mark

from benchmarks.field_baselines import (
    by_invoice2data,
    by_regular_expressions,
    parsed_amount,
    parsed_date,
)
from benchmarks.field_scoring import Reading, outcomes, same
from benchmarks.field_sets import Bill, Paper, Receipt

BILL = [field.name for field in fields(Bill)]

ENGLISH = """\
Northwind Traders Ltd
12 Harbour Street

Bill to:
Ada Palmer
4 Mill Lane

Invoice Number:   INV-2024/118
Invoice Date:   March 3, 2024
Due Date:   April 2, 2024

Subtotal   £1,200.00
VAT 20%   £240.00
Total   £1,440.00
"""
GERMAN = """\
Tischlerei Holm GmbH - Werftweg 3 - 24103 Kiel

Erika Beispiel
Am Hang 7
10115 Berlin

Rechnung Nr. 2024-77 vom 05.06.2024
Lieferdatum 01.06.2024

Summe netto   1.000,00 €
zzgl. MwSt. 19 %   190,00 €
Gesamtbetrag   1.190,00 €
"""
FRENCH = """\
Atelier Dubois SARL - 8 rue des Lilas - 69001 Lyon

Facture FA-2024-0031
Date de facture   7 février 2024
Date d'échéance   07/03/2024

Adresse de facturation

Librairie du Port
2 quai Est

Total HT   2 300,50 €
TVA 20,0 %   460,10 €
Total TTC   2 760,60 €
"""
SPANISH = """\
Talleres Río S.L.
Factura nº: F24/0093
Fecha de emisión: 15/01/2024
Cliente: Panadería Sol
Base imponible   100,00 EUR
IVA 21 %   21,00 EUR
Total factura   121,00 EUR
"""
ITALIAN = """\
Officina Bassi S.r.l.
Fattura n° 118/B2
Data fattura: 20/03/2024
Destinatario: Bottega Verdi
Imponibile   50,00 €
IVA 22%   11,00 €
Totale fattura   61,00 €
"""
DUTCH = """\
Fietsen Jansen B.V.
Factuurnummer: 20240051
Factuurdatum: 2 mei 2024
Klant: Bakker Smit
Subtotaal   80,00 €
BTW 21%   16,80 €
Te betalen   96,80 €
"""


@mark.parametrize(
    ("text", "truth"),
    [
        (
            ENGLISH,
            "INV-2024/118|2024-03-03|Northwind Traders Ltd|Ada Palmer|GBP|1200.00|240.00|1440.00",
        ),
        (
            GERMAN,
            "2024-77|2024-06-05|Tischlerei Holm GmbH|Erika Beispiel|EUR|1000.00|190.00|1190.00",
        ),
        (
            FRENCH,
            "FA-2024-0031|2024-02-07|Atelier Dubois SARL|Librairie du Port|EUR"
            "|2300.50|460.10|2760.60",
        ),
        (
            SPANISH,
            "F24/0093|2024-01-15|Talleres Río S.L.|Panadería Sol|EUR|100.00|21.00|121.00",
        ),
        (
            ITALIAN,
            "118/B2|2024-03-20|Officina Bassi S.r.l.|Bottega Verdi|EUR|50.00|11.00|61.00",
        ),
        (
            DUTCH,
            "20240051|2024-05-02|Fietsen Jansen B.V.|Bakker Smit|EUR|80.00|16.80|96.80",
        ),
    ],
    ids=["english", "german", "french", "spanish", "italian", "dutch"],
)
def test_invoice_is_read_by_its_labels(text: str, truth: str):
    read = by_regular_expressions(text, BILL)
    assert {name: str(value) for name, value in read.items()} == dict(
        zip(BILL, truth.split("|"), strict=True)
    )


def test_receipt_begins_with_the_company_and_its_address():
    text = """\
KEDAI CONTOH SDN BHD (123456-X)
NO 5, JALAN SATU,
81100 JOHOR BAHRU
TEL: 07-1234567
Date: 25/12/2018 8:13 PM
Total Qty 2
Total Incl. GST@6%   RM 19.00
CASH   RM 20.00
"""
    assert by_regular_expressions(text, [field.name for field in fields(Receipt)]) == {
        "company": "KEDAI CONTOH SDN BHD",
        "date": datetime.date(2018, 12, 25),
        "address": "NO 5, JALAN SATU, 81100 JOHOR BAHRU",
        "total": Decimal("19.00"),
    }


def test_value_may_stand_below_its_label():
    text = "Invoice Date:   Due Date:\n-------------   ---------\n2024-03-20   2024-04-04\n"
    assert by_regular_expressions(text, ["issue_date"]) == {
        "issue_date": datetime.date(2024, 3, 20)
    }


def test_field_of_another_name_is_sought_by_its_own_words():
    text = "Policy number: 12-AB   Class: 3\nHolder: Ada Palmer\n"
    assert by_regular_expressions(text, ["policy_number", "holder", "premium"]) == {
        "policy_number": "12-AB",
        "holder": "Ada Palmer",
    }


@mark.parametrize(
    ("text", "day"),
    [
        ("03.04.2024", (2024, 4, 3)),
        ("03/20/2024", (2024, 3, 20)),
        ("2024-3-9", (2024, 3, 9)),
        ("3 août 24", (2024, 8, 3)),
        ("15 de enero de 2024", (2024, 1, 15)),
        ("7. Mai 2014", (2014, 5, 7)),
        ("August 3, 2014", (2014, 8, 3)),
    ],
)
def test_date_is_read_in_the_usual_forms(text: str, day: tuple[int, int, int]):
    assert parsed_date(text) == datetime.date(*day)


@mark.parametrize("text", ["31.02.2024", "3 foo 2024", "2024"])
def test_what_is_no_date_is_none(text: str):
    assert parsed_date(text) is None


@mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,50 €", "1234.50"),
        ("CHF 1'234.50", "1234.50"),
        ("-12,00", "-12.00"),
        ("Rs 1939", "1939"),
    ],
)
def test_last_two_digits_behind_a_point_or_comma_are_decimals(text: str, amount: str):
    assert parsed_amount(text) == Decimal(amount)


@mark.parametrize(
    ("truth", "value", "right"),
    [
        ("RM 1,007.50", Decimal("1007.5"), True),
        ("12.00", Decimal("-12"), True),
        ("12.00", Decimal("12.01"), False),
        ("25/12/2018", datetime.date(2018, 12, 25), True),
        ("04/03/2018", datetime.date(2018, 4, 3), False),
        ("Holm GmbH", "holm", True),
        ("Holm GmbH", "Holm & Co", False),
    ],
)
def test_values_are_compared_by_what_they_mean(truth: str, value: object, right: bool):
    assert same(truth, value) is right


def test_what_was_not_read_is_not_right():
    paper = Paper("a", Path("a.pdf"), Bill, {"currency": "EUR", "seller": "Holm"})
    found = list(outcomes(paper, Reading({"currency": "EUR"})))
    assert [(one.field, one.given, one.right) for one in found] == [
        ("currency", "EUR", True),
        ("seller", None, False),
    ]


def test_invoice2data_says_when_no_template_applies(tmp_path: Path):
    importorskip("invoice2data")
    (tmp_path / "letter.txt").write_text("A letter of nobody to nobody.\n", encoding="utf-8")
    assert by_invoice2data(tmp_path / "letter.txt") is None

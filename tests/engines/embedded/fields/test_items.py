"""Items of a list from the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, TypeAdapter

from docparse import extract
from docparse.engines.embedded.fields.filling import read_fields
from docparse.engines.embedded.fields.printed import Sheet
from docparse.schemas import Box, Cell, Table
from docparse.schemas.extraction import Extraction
from docparse.tasks.wanted import wanted_fields
from tests.engines.embedded.fields.setting import Placed, sheet, words
from tests.truth import SAMPLES


class Line(BaseModel):
    description: str
    quantity: int
    total: Decimal
    unit: str | None = None


class Bill(BaseModel):
    total: Decimal
    lines: list[Line] = []


def read(*rows: tuple[str, ...]) -> Extraction[Bill]:
    """Read a page with a table of these rows, the first of them its head."""
    slots = {
        (row, column): (60.0 + 110 * column, 100.0 + 20 * row, text)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    }
    cells = [
        Cell(
            row=row,
            column=column,
            text=placed[2],
            header=row == 0,
            box=Box.around(word.box for word in words([placed])),
        )
        for (row, column), placed in slots.items()
    ]
    box = Box.around(cell.box for cell in cells if cell.box)
    table = Table(
        id="p1-b1", page=1, box=box, rows=len(rows), columns=len(rows[0]), cells=tuple(cells)
    )
    adapter: TypeAdapter[Any] = TypeAdapter(Bill)
    sheet = Sheet(1, words(slots.values()), 842.0)
    return read_fields([sheet], wanted_fields(adapter.json_schema()), adapter, [table])


def test_columns_are_known_by_their_heads_in_any_language_and_order() -> None:
    found = read(
        ("Betrag", "Menge", "Bezeichnung"),
        ("1.000,00 €", "2", "Eichentisch"),
        ("80,00 €", "4", "Hocker"),
    )
    assert found.value is not None
    assert found.value.lines == [
        Line(description="Eichentisch", quantity=2, total=Decimal("1000.00")),
        Line(description="Hocker", quantity=4, total=Decimal("80.00")),
    ]
    price = found.evidence["lines[1].total"]
    assert (price.text, price.box.y0) == ("80,00 €", 132.0)


def test_sums_below_are_no_items_and_rows_without_a_required_value_are_told() -> None:
    found = read(
        ("Description", "Qty", "Amount"),
        ("Table", "2", "10.00"),
        ("Carriage", "", "5.00"),
        ("Total", "", "15.00"),
    )
    assert found.value is not None
    assert [line.description for line in found.value.lines] == ["Table"]
    (problem,) = [one for one in found.problems if one.field == "lines"]
    assert "row 2 of the table has no quantity" in problem.message
    assert "'Carriage', '5.00'" in problem.message


def test_items_of_the_sample_add_up_to_its_net_total() -> None:
    found = extract(SAMPLES / "invoice.pdf", Bill)
    assert found.value is not None
    assert len(found.value.lines) == 6
    assert sum(line.total for line in found.value.lines) == Decimal("4272.00")
    assert all(f"lines[{number}].unit" in found.evidence for number in range(6))


class Good(BaseModel):
    description: str | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None


class Order(BaseModel):
    items: list[Good] = []


def read_words(*pages: Sequence[Placed]) -> Extraction[Order]:
    """Read pages of words without tables."""
    adapter: TypeAdapter[Any] = TypeAdapter(Order)
    sheets = [sheet(*lines, number=number) for number, lines in enumerate(pages, start=1)]
    return read_fields(sheets, wanted_fields(adapter.json_schema()), adapter)


def goods(*pages: Sequence[Placed]) -> list[tuple[str | None, ...]]:
    """The items of pages of words, each field as text."""
    found = read_words(*pages)
    assert found.value is not None
    return [
        tuple(None if value is None else str(value) for value in dict(one).values())
        for one in found.value.items
    ]


def row(y: float, *texts: str, at: Sequence[float] = (60, 100, 330, 400, 500)) -> list[Placed]:
    """A line of texts at some places; empty ones are left out."""
    return [(left, y, text) for left, text in zip(at, texts, strict=True) if text]


HEAD = row(100, "Pos", "Bezeichnung", "Menge", "Einzelpreis", "Betrag")
TWO_ROWS = [
    *row(120, "1", "Eichentisch", "2", "500,00", "1.000,00"),
    *row(140, "2", "Hocker", "4", "20,00", "80,00"),
]
TISCH, HOCKER = (
    ("Eichentisch", "2", "500.00", "1000.00"),
    ("Hocker", "4", "20.00", "80.00"),
)


def test_rows_are_read_where_white_space_alone_parts_the_columns() -> None:
    assert goods([*HEAD, *TWO_ROWS]) == [TISCH, HOCKER]


def test_a_head_may_go_over_two_lines() -> None:
    head = [
        *row(88, "", "Beschreibung", "Menge", "Preis pro", "Betrag"),
        *row(99, "", "der Ware", "", "Einheit", "EUR"),
    ]
    assert goods([*head, *TWO_ROWS]) == [TISCH, HOCKER]


def test_heads_close_to_one_another_are_parted_where_two_columns_stand_below() -> None:
    at = (60, 160, 180, 260)
    page = [
        (60, 100, "Artikel"),
        (150, 100, "Menge Einzelpreis"),
        (260, 100, "Betrag"),
        *row(114, "Hocker", "4", "", "80,00", at=at),
        (200, 114, "20,00"),
        *row(128, "Bank", "2", "", "60,00", at=at),
        (200, 128, "30,00"),
    ]
    assert goods(page) == [HOCKER, ("Bank", "2", "30.00", "60.00")]


def test_further_lines_of_a_description_belong_to_it_but_for_numbers_of_articles() -> None:
    page = [
        *HEAD,
        *row(120, "1", "Eichentisch, geölt,", "2", "500,00", "1.000,00"),
        (100, 132, "ausziehbar"),
        (100, 144, "Art.-Nr. 4711-02"),
        *row(165, "2", "Hocker", "4", "20,00", "80,00"),
        (100, 300, "Wir danken für Ihren Auftrag."),
    ]
    first, second = goods(page)
    assert first == ("Eichentisch, geölt, ausziehbar", "2", "500.00", "1000.00")
    assert second == HOCKER
    place = read_words(page).evidence["items[0].description"]
    assert (place.text, place.page) == ("Eichentisch, geölt, ausziehbar", 1)
    assert (place.box.y0, place.box.y1) == (112.0, 134.0)


def test_rows_go_on_on_the_next_page_with_heads_or_without_and_sums_carried_are_none() -> None:
    carried = row(160, "", "Übertrag", "", "", "1.080,00")
    bank = row(120, "3", "Bank", "2", "30,00", "60,00")
    total = row(160, "", "Summe", "", "", "1.140,00")
    expected = [TISCH, HOCKER, ("Bank", "2", "30.00", "60.00")]
    assert goods([*HEAD, *TWO_ROWS, *carried], [*HEAD, *bank, *total]) == expected
    assert goods([*HEAD, *TWO_ROWS], [*bank, *total]) == expected


def test_footers_with_numbers_between_pages_are_no_rows() -> None:
    footer = [
        *row(760, "Holz GmbH", "Am Markt 3", "Tel. 04191 5107", "DE89 3704 0044", "5320 1300"),
        *row(774, "24103 Kiel", "", "HRB 6699", "COBADEFF", "DE 136695976"),
    ]
    bank = row(120, "3", "Bank", "2", "30,00", "60,00")
    total = row(160, "", "Summe", "", "", "1.140,00")
    expected = [TISCH, HOCKER, ("Bank", "2", "30.00", "60.00")]
    assert goods([*HEAD, *TWO_ROWS, *footer], [*HEAD, *bank, *total, *footer]) == expected


def test_sums_and_what_stands_below_them_are_no_rows() -> None:
    below = [
        *row(170, "", "", "Warenwert netto", "", "1.080,00"),
        *row(184, "", "", "Rabatt 10 %", "", "-108,00"),
        *row(198, "", "", "zzgl. 19 % USt.", "", "184,68"),
        *row(212, "", "", "Endbetrag", "", "1.156,68"),
        *row(240, "", "Satz", "Netto", "Steuer", "Brutto"),
        *row(254, "", "19 %", "972,00", "184,68", "1.156,68"),
    ]
    assert goods([*HEAD, *TWO_ROWS, *below]) == [TISCH, HOCKER]


def test_a_sum_without_a_known_label_is_known_by_what_it_adds_up() -> None:
    assert goods([*HEAD, *TWO_ROWS, *row(170, "", "", "Xyz", "", "1.080,00")]) == [TISCH, HOCKER]


def test_columns_whose_heads_are_not_known_are_told_by_multiplying() -> None:
    head = row(100, "Pos", "Bezeichnung", "Xyz", "Einzelpreis", "Abc")
    found = read_words([*head, *TWO_ROWS])
    assert goods([*head, *TWO_ROWS]) == [TISCH, HOCKER]
    assert found.evidence["items[0].amount"].score < found.evidence["items[0].unit_price"].score


def test_the_product_chooses_between_the_ways_to_read_a_number() -> None:
    page = [
        *HEAD,
        *row(120, "1", "Kies", "1.500", "2,00", "3,00"),
        *row(140, "2", "Sand", "1.500", "2,00", "3.000,00"),
    ]
    assert [one[1] for one in goods(page)] == ["1.500", "1500"]


def test_units_and_currencies_stand_beside_the_numbers() -> None:
    page = [*HEAD, *row(120, "1", "Hocker", "4 Stk.", "€ 20,00", "80,00 EUR")]
    assert goods(page) == [HOCKER]


def slip(*lines: tuple[str, str]) -> list[Placed]:
    """Lines of a receipt, their amounts right-aligned at 210 points."""
    placed = [("Bäckerei Größler", ""), ("Tel. 030 1234567", ""), *lines]
    return [
        one
        for number, (text, amount) in enumerate(placed)
        for one in (
            (20.0, 20.0 + 12 * number, text),
            (210.0 - 5 * len(amount), 20.0 + 12 * number, amount),
        )
        if one[2]
    ]


def test_a_receipt_without_heads_has_rows_above_its_sum() -> None:
    page = slip(
        ("12.03.2024 10:46", ""),
        ("Bon-Nr.", "452177"),
        ("Roggenbrot", "7,94"),
        ("Notizbuch A5", ""),
        ("  2 x 3,50", "7,00"),
        ("SUMME", "14,94 EUR"),
        ("inkl. MwSt. 19%", "2,39"),
        ("Gegeben", "20,00"),
        ("Zurück", "5,06"),
    )
    assert goods(page) == [
        ("Roggenbrot", None, None, "7.94"),
        ("Notizbuch A5", "2", "3.50", "7.00"),
    ]


def test_quantity_and_price_may_stand_below_the_amount_above_it_or_beside_it() -> None:
    page = slip(
        ("Brot", "7,00"),
        ("2 Stk x 3,50", ""),
        ("0,5 kg x 6,00", ""),
        ("Birnen", "3,00"),
        ("Milch 3 x 1,10", "3,30"),
        ("2 x Eier", "4,00"),
        ("Zu zahlen", "17,30"),
    )
    assert goods(page) == [
        ("Brot", "2", "3.50", "7.00"),
        ("Birnen", "0.5", "6.00", "3.00"),
        ("Milch", "3", "1.10", "3.30"),
        ("Eier", "2", None, "4.00"),
    ]


def test_a_letter_with_sums_alone_has_no_rows() -> None:
    page = slip(("Nettobetrag", "100,00"), ("MwSt. 19 %", "19,00"), ("Gesamtbetrag", "119,00"))
    assert goods(page) == []


def test_heads_are_believed_only_as_far_as_the_product_is_right() -> None:
    page = [
        *row(100, "Amount", "Product", "VAT", "Price", "Total"),
        *row(120, "400.00", "Balloons", "19%", "0.79 €", "316.00 €"),
        *row(140, "2.00", "Hot air", "7%", "10.00 €", "20.00 €"),
    ]
    assert goods(page) == [
        ("Balloons", "400.00", "0.79", "316.00"),
        ("Hot air", "2.00", "10.00", "20.00"),
    ]


def test_where_a_discount_spoils_the_product_amounts_are_known_by_their_sum() -> None:
    at = (60, 260, 330, 400, 500)
    page = [
        *row(100, "Description", "Quantité", "Prix unitaire", "Rem.", "Xyz HT", at=at),
        *row(120, "Nougat", "5", "4,55 €", "10%", "-20,48 €", at=at),
        *row(140, "Huile d'olive", "10", "19,80 €", "", "-198,00 €", at=at),
        *row(170, "", "", "", "Xyz", "-218,48 €", at=at),
    ]
    assert goods(page) == [
        ("Nougat", "5", "4.55", "-20.48"),
        ("Huile d'olive", "10", "19.80", "-198.00"),
    ]


def test_text_below_a_row_that_runs_under_other_columns_stays_one_text() -> None:
    page = [
        *HEAD,
        *row(120, "1", "Massage", "2", "500,00", "1.000,00"),
        (100, 132, "nach Verordnung vom 05.09.2018 an den folgenden acht Terminen der Woche"),
        *row(150, "2", "Hocker", "4", "20,00", "80,00"),
    ]
    first, second = goods(page)
    assert first[0] == (
        "Massage nach Verordnung vom 05.09.2018 an den folgenden acht Terminen der Woche"
    )
    assert (first[1:], second) == (TISCH[1:], HOCKER)


def test_columns_without_any_heads_are_told_by_multiplying() -> None:
    at = (60, 90, 330, 400)
    page = [
        *row(120, "2", "Eichentisch", "500,00", "1.000,00", at=at),
        *row(140, "4", "Hocker", "20,00", "80,00", at=at),
        *row(160, "", "Summe", "", "1.080,00", at=at),
    ]
    right = [(406.0 if text == "80,00" else left, y, text) for left, y, text in page]
    assert goods(right) == [TISCH, HOCKER]


def test_of_the_heads_of_many_pages_the_likeliest_are_looked_below() -> None:
    names = ("Item", "Goods", "Product", "Article", "Service", "Position", "Text", "Name")
    poor = [
        [*row(100, "", f"{name} {letter}", "Menge", "", ""), *row(120, "", "x", "1", "", "")]
        for name in names
        for letter in "abc"
    ]
    assert goods(*poor, [*HEAD, *TWO_ROWS]) == [TISCH, HOCKER]


def test_a_page_of_nothing_but_labels_has_no_rows() -> None:
    labels = ("Date", "Total", "Description", "Quantity", "Amount", "Price", "VAT", "Name")
    columns = [
        (20.0 + 70 * n, 20.0 + 14 * y, text) for y in range(40) for n, text in enumerate(labels)
    ]
    line = [(20.0 + 70 * n, 20.0, labels[n % len(labels)]) for n in range(320)]
    assert goods(columns) == goods(line) == []

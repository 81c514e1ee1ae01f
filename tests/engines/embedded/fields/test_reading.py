"""Fields of a type read from words: what is found, where, how sure, and what never happens."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, make_dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, TypeAdapter

from docparse.engines.embedded.fields.filling import read_fields
from docparse.engines.embedded.fields.printed import Sheet
from docparse.schemas.extraction import Extraction
from docparse.schemas.forms import Invoice, Item
from docparse.tasks.wanted import wanted_fields
from tests.engines.embedded.fields.setting import CARD, INVOICE, Placed, sheet, words


def read(kind: Any, *sheets: Sheet) -> Extraction[Any]:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    return read_fields(sheets, wanted_fields(adapter.json_schema()), adapter)


def test_invoice_is_read_whole() -> None:
    assert read(Invoice, INVOICE).value == Invoice(
        invoice_number="RE-2024-118",
        issue_date=datetime.date(2024, 5, 3),
        due_date=datetime.date(2024, 5, 17),
        seller="Nordlicht Handels GmbH",
        buyer="Möbelhaus Brandt KG",
        iban="DE89370400440532013000",
        currency="EUR",
        net_total=Decimal("1000.00"),
        tax_amount=Decimal("190.00"),
        grand_total=Decimal("1190.00"),
        items=[Item(description="Eichentisch", quantity=Decimal(2), total=Decimal("1000.00"))],
    )


def test_evidence_names_page_box_words_and_reason() -> None:
    found = read(Invoice, INVOICE).evidence["grand_total"]
    assert (found.page, found.text, found.how) == (
        1,
        "1.190,00 €",
        "right of 'Summe inkl. USt.'",
    )
    assert [word.text for word in found.words] == ["1.190,00", "€"]
    assert found.box.corners == (480.0, 340.0, 530.0, 350.0)
    assert dict(found.features)["adds up"] > 0


def test_explanation_is_read_by_a_person() -> None:
    told = read(Invoice, INVOICE).explain()
    assert "invoice_number: 'RE-2024-118', page 1, right of 'Rechnungsnummer'" in told
    assert "customer_number: missing" in told


class Due(BaseModel):
    total: float


@dataclass
class Parcel:
    total: Decimal
    parcel_code: Annotated[str, Field(json_schema_extra={"aliases": ["Sendung"]})]
    service: Literal["Express", "Standard"] = "Standard"


class Party(BaseModel):
    vat_id: str


class Deal(BaseModel):
    seller: Party


def test_models_aliases_choices_and_types_in_types_are_filled() -> None:
    page = sheet(
        (60, 60, "Sendung: XK-77"),
        (60, 74, "Service: express"),
        (60, 88, "Total: 12.50"),
        (60, 102, "VAT No: DE136695976"),
    )
    assert read(Due, page).value == Due(total=12.5)
    assert read(Parcel, page).value == Parcel(Decimal("12.50"), "XK-77", "Express")
    assert read(Deal, page).value == Deal(seller=Party(vat_id="DE136695976"))


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (("Date: 03/04/2024", "Due date: 25/04/2024"), datetime.date(2024, 4, 3)),
        (("Date: 03/04/2024", "Due date: 03/25/2024"), datetime.date(2024, 3, 4)),
        (("Dated 5 March 2024",), datetime.date(2024, 3, 5)),
        (("Fecha: 5 de marzo de 2024",), datetime.date(2024, 3, 5)),
        (("开票日期：2024年3月5日",), datetime.date(2024, 3, 5)),
    ],
)
def test_one_date_of_a_document_settles_the_order_of_all(
    lines: tuple[str, ...], date: datetime.date
) -> None:
    page = sheet(*((60.0, 60.0 + 14 * at, text) for at, text in enumerate(lines)))
    kind = make_dataclass("Dated", [("date", datetime.date)])
    assert read(kind, page).value == kind(date)


@pytest.mark.parametrize(
    "lines",
    [
        ((60, 60, "Receipt No 4471"),),
        ((60, 60, "Receipt No"), (300, 60, "4471")),
        ((60, 60, "Receipt No"), (62, 74, "4471")),
        ((60, 60, "Date 5/3/2024 Receipt No: 4471"),),
        ((60, 60, "Receipt No ........ 4471"),),
        ((60, 60, "Recelpt N0: 4471"),),
        ((60, 60, "Receipt n°4471"),),
    ],
)
def test_value_stands_behind_beside_or_below_its_label(lines: tuple[Placed, ...]) -> None:
    kind = make_dataclass("Slip", [("receipt_number", str)])
    assert read(kind, sheet(*lines)).value == kind("4471")


@pytest.mark.parametrize(
    ("label", "terms"),
    [
        ("Payment terms", "Payment within 30 days"),
        ("Payment terms", "30 days net"),
        ("Zahlungsbedingungen", "Zahlbar innerhalb von 14 Tagen ohne Abzug"),
        ("Zahlungsbedingungen", "Netto 30 Tage"),
        ("Condiciones de pago", "Pago a 30 días"),
        ("Betalingsvoorwaarden", "Betaling binnen 30 dagen"),
    ],
)
def test_terms_of_payment_may_begin_with_words_that_are_labels(label: str, terms: str) -> None:
    kind = make_dataclass("Terms", [("payment_terms", str | None)])
    behind = sheet((60, 60, f"{label}: {terms}"))
    beside = sheet((60, 60, label), (250, 60, terms))
    below = sheet((60, 60, label), (60, 74, terms))
    assert [read(kind, page).value.payment_terms for page in (behind, beside, below)] == [terms] * 3


def test_code_of_a_bank_without_figures_is_known_beside_and_below_its_label() -> None:
    kind = make_dataclass("Bank", [("bic", str | None)])
    beside = sheet((60, 60, "BIC"), (250, 60, "COBADEFFXXX"))
    below = sheet((60, 60, "SWIFT"), (60, 74, "COBADEFFXXX"))
    alone = sheet((60, 60, "Town"), (250, 60, "COBADEFFXXX"))
    assert [read(kind, page).value.bic for page in (beside, below)] == ["COBADEFFXXX"] * 2
    assert read(kind, alone).value is None


def test_total_is_not_what_was_paid_or_the_head_of_a_column() -> None:
    page = sheet(
        (60, 60, "Item"), (200, 60, "Qty"), (400, 60, "Total"),
        (60, 74, "Bread"), (200, 74, "1"), (400, 74, "3.20"),
        (60, 88, "Milk"), (200, 88, "1"), (400, 88, "1.10"),
        (60, 102, "TOTAL"), (400, 102, "4.30"),
        (60, 116, "CASH"), (400, 116, "10.00"),
        (60, 130, "CHANGE"), (400, 130, "5.70"),
    )  # fmt: skip
    assert read(Due, page).value == Due(total=4.3)


def test_total_is_the_one_the_items_make() -> None:
    found = read(
        Invoice,
        sheet(
            (60, 60, "Description"), (300, 60, "Qty"), (400, 60, "Amount"),
            (60, 74, "Bread"), (300, 74, "1"), (400, 74, "3.20"),
            (60, 88, "Milk"), (300, 88, "1"), (400, 88, "1.10"),
            (60, 116, "Total"), (400, 116, "4.30"),
            (60, 144, "Total"), (400, 144, "9.10"),
        ),
    )  # fmt: skip
    assert found.value is not None
    assert found.value.grand_total == Decimal("4.30")
    assert dict(found.evidence["grand_total"].features)["sum of the items"] > 0


def test_missing_field_that_is_required_leaves_no_value_but_says_so() -> None:
    found = read(Due, sheet((60, 60, "Nothing to pay.")))
    assert found.value is None
    (problem,) = found.problems
    assert (problem.field, problem.kind) == ("total", "missing")


def test_two_totals_are_told_as_ambiguous() -> None:
    found = read(Due, sheet((60, 60, "Total: 5.00"), (60, 74, "Total: 4.99")))
    (problem,) = found.problems
    assert problem.kind == "ambiguous"
    assert [one.text for one in problem.candidates] == ["4.99"]


def test_wrong_check_digits_are_told() -> None:
    kind = make_dataclass("Payee", [("iban", str)])
    found = read(kind, sheet((60, 60, "IBAN DE89 3704 0044 0532 0130 01")))
    assert found.value == kind("DE89370400440532013001")
    assert [problem.kind for problem in found.problems] == ["invalid"]


def test_value_that_the_type_refuses_is_told_and_left_out() -> None:
    class Numbered(BaseModel):
        invoice_number: str | None = Field(default=None, max_length=3)

    found = read(Numbered, sheet((60, 60, "Invoice No: 12345")))
    assert found.value == Numbered()
    assert found.evidence == {}
    assert [(one.kind, one.candidates[0].text) for one in found.problems] == [("invalid", "12345")]


def test_list_without_a_table_is_told() -> None:
    class Basket(BaseModel):
        items: list[Due] = []

    found = read(Basket, sheet((60, 60, "Total: 5.00")))
    assert found.value == Basket()
    assert "no table" in found.problems[0].message


_PIECES = st.sampled_from(
    ["Total", "Invoice No:", "Date", "12.50", "1.234,00 €", "RE-7", "03/04/2024", "GmbH", "Paris",
     "Bill to", "VAT", "19 %", "DE136695976", "No", ":", "Jalan 7", "81100 Johor", "שלום", "总计"]
)  # fmt: skip
_LINES = st.lists(
    st.tuples(
        st.floats(0, 500).map(round), st.integers(0, 40), st.lists(_PIECES, min_size=1, max_size=4)
    ),
    max_size=25,
)


_LETTER = make_dataclass(
    "Letter",
    [
        *((name, datetime.date | None, None) for name in ("issue_date", "due_date")),
        *((name, str | None, None) for name in ("payment_terms", "bic", "iban", "invoice_number")),
        ("amount_due", Decimal | None, None),
    ],
)
_PHRASES = st.sampled_from(
    ["Please pay the amount of EUR 12.50 by 7", "May 2025 at the latest.", "our invoice no. RE-",
     "2024-17 of 3 March 2024", "to IBAN DE89 3704", "0044 0532 0130 00, BIC", "COBADEFFXXX", "für",
     "zahlbar innerhalb von 14 Ta-", "gen netto", "net 30 days", "Köln, den 3. Mai 2024", "rech-",
     "nung 47-", "请于2025年12月31日", "之前付清，金额￥3,862.01", "Dear customer,", "2% 10"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_PHRASES, min_size=1, max_size=2), max_size=15))
def test_nothing_is_invented_in_running_text(lines: list[list[str]]) -> None:
    page = sheet(*((60.0, 40.0 + 13 * at, " ".join(parts)) for at, parts in enumerate(lines)))
    found = read(_LETTER, page)
    own = {(word.text, word.box.corners) for word in page.words}
    for name, evidence in found.evidence.items():
        assert {(word.text, word.box.corners) for word in evidence.words} <= own
        said = "".join(word.text for word in evidence.words)
        assert evidence.text.replace(" ", "") in said, name
        value = getattr(found.value, name)
        if isinstance(value, str):
            letters = value.replace(" ", "")
            assert letters in evidence.text.replace(" ", "") or letters in said.replace("-", "")
    assert found.explain() == read(_LETTER, page).explain()


@settings(max_examples=60, deadline=None)
@given(_LINES)
def test_nothing_is_invented(lines: list[tuple[int, int, list[str]]]) -> None:
    """Every value is printed where its evidence says, and its words are words of the page."""
    page = sheet(*((x, 20.0 + 14 * y, " ".join(parts)) for x, y, parts in lines))
    found = read(Invoice, page)
    own = {(word.text, word.box.corners) for word in page.words}
    for name, evidence in found.evidence.items():
        assert {(word.text, word.box.corners) for word in evidence.words} <= own
        said = "".join(word.text for word in evidence.words)
        assert evidence.text.replace(" ", "") in said, name
    assert found.explain() == read(Invoice, page).explain()


def test_empty_pages_many_words_and_many_fields_are_answered() -> None:
    assert read(Invoice, Sheet(1, (), 842.0)).evidence == {}
    many = words([(60, 20 + at / 10, "word 12.00 Total 5/3/2024") for at in range(2000)])
    assert read(Due, Sheet(1, many, 842.0)).value == Due(total=12.0)
    wide = make_dataclass("Wide", [(f"field_{at}", str | None, None) for at in range(80)])
    assert len(read(wide, INVOICE).problems) == 80


def test_labels_of_arabic_and_hebrew_have_their_values_left_of_them() -> None:
    kind = make_dataclass(
        "Bill",
        [
            ("number", Annotated[str, Field(json_schema_extra={"aliases": ["מספר חשבונית"]})]),
            ("total", Annotated[Decimal, Field(json_schema_extra={"aliases": ["סה״כ לתשלום"]})]),
            ("date", Annotated[datetime.date, Field(json_schema_extra={"aliases": ["التاريخ"]})]),
        ],
    )
    found = read(
        kind,
        sheet(
            (400, 60, "7731-B :חשבונית מספר"),
            (200, 80, "1 234,50"),
            (420, 80, "לתשלום סה״כ"),
            (300, 100, "03/04/2024"),
            (430, 100, "التاريخ"),
        ),
    )
    assert found.value == kind("7731-B", Decimal("1234.50"), datetime.date(2024, 4, 3))
    assert found.evidence["total"].how == "left of 'סה״כ לתשלום'"


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Date naiss.", "date_of_birth"),
        ("Geb.-Datum", "date_of_birth"),
        ("Geschl.", "sex"),
        ("Fecha nac.:", "date_of_birth"),
        ("Rechn.Nr.", "invoice_number"),
        ("Deliv. date", "delivery_date"),
        ("Term. płatn.", "due_date"),
        ("Staatsang.", "nationality"),
    ],
)
def test_labels_cut_short_with_points_are_known(label: str, field: str) -> None:
    value = "3/5/2024"
    kind = make_dataclass("Cut", [(field, str)])
    found = read(kind, sheet((60, 60, label), (200, 60, value)))
    assert found.evidence[field].how == f"right of {label.strip(':')!r}"


def test_aliases_are_given_either_way_pydantic_has() -> None:
    with pytest.warns(DeprecationWarning, match="json_schema_extra"):
        extra: Any = Field(aliases=["Sendung"])  # type: ignore[call-overload]
    quiet = Field(json_schema_extra={"aliases": ["Sendung"]})
    for hint in (extra, quiet):
        kind = make_dataclass("Parcel", [("code", Annotated[str, hint])])
        assert read(kind, sheet((60, 60, "Sendung: XK-77"))).value == kind("XK-77")


def test_field_is_known_by_the_form_of_its_examples() -> None:
    kind = make_dataclass("Job", [("site_key", Annotated[str, Field(examples=["PRJ-0012/b"])])])
    lines = ((60, 60, "Works at the old mill, PRJ-0417/c"), (60, 74, "Tel. 0417 331/2"))
    found = read(kind, sheet(*lines))
    assert found.value == kind("PRJ-0417/c")
    assert found.evidence["site_key"].how == "like 'PRJ-0012/b'"
    labelled = read(kind, sheet(*lines, (60, 88, "Site key: PRJ-0418/a")))
    assert labelled.value == kind("PRJ-0418/a")
    assert dict(labelled.evidence["site_key"].features)["like an example"] > 0


def test_label_in_two_languages_names_what_stands_behind_both() -> None:
    kind = make_dataclass("Holder", [("surname", str), ("birth_date", datetime.date)])
    page = sheet(
        (60, 60, "Surname/Nom"), (300, 60, "Ostrander"),
        (60, 90, "Date of birth / Date de naissance: 3 May 1981"),
    )  # fmt: skip
    assert read(kind, page).value == kind("Ostrander", datetime.date(1981, 5, 3))


def test_name_like_a_label_is_none_where_nothing_was_misread() -> None:
    kind = make_dataclass("Holder", [("surname", str)])
    assert read(kind, sheet((60, 60, "Nachname"), (200, 60, "KELLER"))).value == kind("KELLER")
    scanned = sheet((60, 60, "Recelpt Numher"), (200, 60, "4471"))
    read_words = [word.model_copy(update={"confidence": 0.9}) for word in scanned.words]
    slip = make_dataclass("Slip", [("receipt_number", str)])
    assert read(slip, Sheet(1, read_words, 842.0)).value == slip("4471")


def test_numbered_label_has_its_value_below_it() -> None:
    kind = make_dataclass("Holder", [("surname", str), ("given_names", str)])
    page = sheet(
        (60, 60, "10. Surname"), (300, 60, "11a) Given names"),
        (60, 74, "Ostrander"), (300, 74, "Mary Ann"),
    )  # fmt: skip
    assert read(kind, page).value == kind("Ostrander", "Mary Ann")


def test_words_printed_as_labels_are_no_values() -> None:
    """`Kaste nummer` is in no lexicon, but in the type of the labels around it."""
    kind = make_dataclass("Holder", [("nationality", str), ("surname", str | None, None)])
    assert read(kind, CARD).value == kind("Dutch")


def test_three_hundred_pages_are_read_as_one_document() -> None:
    pages = [sheet((60, 60, f"Page {at} of a long report"), number=at) for at in range(1, 300)]
    last = sheet((60, 60, "Total: 12.50"), number=300)
    found = read(Due, *pages, last)
    assert found.value == Due(total=12.5)
    assert found.evidence["total"].page == 300


def test_label_beside_another_and_its_value_heads_no_column() -> None:
    found = read(
        Invoice,
        sheet(
            (60, 60, "INVOICE"),
            (60, 150, "Bill to"),
            (300, 150, "Invoice number"),
            (440, 150, "R-17"),
            (60, 164, "Meadow Lane Primary School"),
            (300, 164, "Invoice date"),
            (440, 164, "17 April 2026"),
            (60, 178, "Ms Ruth Adeyemi"),
            (300, 178, "Due date"),
            (440, 178, "17 May 2026"),
        ),
    ).evidence["buyer"]
    assert (found.text, found.how) == ("Meadow Lane Primary School", "below 'Bill to'")
    assert found.score > 0.9

"""Printed business documents: they add up, and say what their truth says, where it says so."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest
from stdnum import iban

from benchmarks.form_press.countries import COUNTRIES
from benchmarks.form_press.documents import KINDS, LANGUAGES, SELDOM, Plan, plans, print_plan
from benchmarks.form_press.identifiers import make_iban, make_vat
from benchmarks.form_press.printing import Printed, truth_of
from benchmarks.form_press.scans import turn
from benchmarks.form_press.sheet import Mark, embed_faces
from benchmarks.form_press.trade import Deal, make_invoice, make_writer, rounded
from benchmarks.form_press.words import entries, offered
from docparse.sources.mupdf import pymupdf

BOOLEANS = ("true", "false")
LAYOUTS = sorted({named.name for kind in KINDS.values() for named in kind})
TOTALS = ("net_total", "tax_amount", "gross_total")


@cache
def printed(layout: str) -> tuple[Plan, Printed]:
    """Print the first document of a layout."""
    embed_faces()
    plan = next(plan for plan in plans(400, 0, "test") if plan.layout == layout)
    return plan, print_plan(plan, 0, "test")


def letters_of(page: pymupdf.Page) -> list[tuple[str, float, float]]:
    """Return the letters of a page with their middles."""
    return [
        (letter["c"], (box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        for block in page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)["blocks"]
        for line in block["lines"]
        for span in line["spans"]
        for letter in span["chars"]
        for box in [letter["bbox"]]
    ]


def within(letters: list[tuple[str, float, float]], mark: Mark) -> str:
    x0, y0, x1, y1 = mark.box
    found = (
        letter
        for letter, across, down in letters
        if x0 - 0.3 <= across <= x1 + 0.3 and y0 <= down <= y1
    )
    return "".join("".join(found).split())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_box_holds_what_was_printed(layout: str) -> None:
    _, document = printed(layout)
    assert document.marks
    with pymupdf.open(stream=document.pdf) as pdf:
        letters = [letters_of(page) for page in pdf]
    for mark in document.marks:
        if mark.value not in BOOLEANS:
            assert within(letters[mark.page - 1], mark) == "".join(mark.text.split()), mark
        x0, y0, x1, y1 = mark.box
        width, height = document.sizes[mark.page - 1]
        assert 0 <= x0 < x1 <= width
        assert 0 <= y0 < y1 <= height


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout.startswith("acro")])
def test_the_fields_of_a_form_hold_the_values(layout: str) -> None:
    _, document = printed(layout)
    with pymupdf.open(stream=document.pdf) as pdf:
        widgets = [(widget.rect, widget.field_value) for widget in pdf[0].widgets()]
    for mark in document.marks:
        inside = pymupdf.Rect(mark.box) + (1, 1, -1, -1)  # noqa: RUF005
        held = [value for box, value in widgets if box.contains(inside)]
        if mark.name == "sex":
            continue
        if mark.value in BOOLEANS and held[0] in {"Yes", "Off"}:
            assert held == ["Yes" if mark.value == "true" else "Off"], mark
        elif mark.value in BOOLEANS:
            assert held == ["yes" if mark.value == "true" else "no"], mark
        else:
            assert held == [mark.text], mark


def invoices() -> Iterator[Deal]:
    for number in range(54):
        rng = random.Random(number)
        language = (*LANGUAGES, *SELDOM)[number % 9]
        yield make_invoice(make_writer(language, "dev", f"s{number}", rng), rng)


def test_totals_add_up() -> None:
    for deal in invoices():
        values = {fact.name: fact.value for fact in deal.totals}
        net, tax, gross = (Decimal(values[name]) for name in TOTALS)
        assert net + tax == gross
        amounts = [[Decimal(fact.value) for fact in row[2:]] for row in deal.rows]
        assert all(rounded(quantity * price) == amount for quantity, price, amount in amounts)
        if not any(fact.name == "net_total" for fact in deal.totals[1:]):
            assert sum(amount for *_, amount in amounts) == net
        rates = [part.value for fact in deal.totals for part in fact.parts if "rate" in part.name]
        for rate in rates:
            assert rounded(net * Decimal(rate) / 100) == tax


def test_the_same_seed_gives_the_same_documents() -> None:
    assert list(plans(60, 3, "dev")) == list(plans(60, 3, "dev"))
    assert list(plans(60, 3, "dev")) != list(plans(60, 4, "dev"))
    for layout in ("info_columns", "receipt_roll", "letter_block"):
        plan, document = printed(layout)
        assert print_plan(plan, 0, "test").marks == document.marks


def test_long_invoices_have_their_totals_on_the_second_page() -> None:
    for layout in ("two_pages", "two_pages_din"):
        truth = truth_of(printed(layout)[1].marks)
        assert truth["fields"]["gross_total"]["page"] == 2
        assert truth["fields"]["invoice_number"]["page"] == 1
        assert len(truth["items"]) >= 26


def test_languages_have_equal_shares_and_the_dev_split_lacks_some_layouts() -> None:
    made = {split: list(plans(400, 0, split)) for split in ("dev", "test")}
    counts = [sum(plan.language == language for plan in made["dev"]) for language in LANGUAGES]
    assert max(counts) - min(counts) <= 1
    dev, test = ({plan.layout for plan in made[split]} for split in ("dev", "test"))
    assert dev < test
    assert len(test - dev) >= 3
    assert test == set(LAYOUTS)


def test_the_dev_split_never_uses_every_third_synonym() -> None:
    for language in (*LANGUAGES, *SELDOM):
        for words in entries(language).values():
            assert not set(offered(words, "dev")) & set(words[2::3])
            assert set(offered(words, "test")) == set(words)


def test_invented_numbers_check() -> None:
    for number, country in enumerate(COUNTRIES):
        account = make_iban(country, random.Random(number))
        assert not account or iban.is_valid(account)
        assert make_vat(country, random.Random(number))


def test_a_box_turns_with_its_page() -> None:
    assert turn((10, 20, 30, 40), (100, 100), 0) == pytest.approx((10, 20, 30, 40))
    assert turn((10, 20, 30, 40), (100, 100), 90) == pytest.approx((20, 70, 40, 90))

"""Items of receipts without heads: what is printed may stand before, behind, above and below."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from docparse import extract
from tests.engines.embedded.fields.setting import Placed
from tests.engines.embedded.fields.test_items import Order, goods, row, slip

BREAD, BOOK = ("Rye bread", "2", "3.97", "7.94"), ("Notebook A5", "1", "3.50", "3.50")


def centred(*lines: str) -> list[Placed]:
    """Lines of a receipt around its middle, words half as wide as high."""
    every = ("Corner Shop", "12 High Street", "Leeds LS1 4AB", "12 March 2024 10:46", *lines)
    return [(150 - 2.5 * len(text), 20.0 + 12 * n, text) for n, text in enumerate(every)]


@pytest.mark.parametrize(
    "lines",
    [
        ("Rye bread", "2 x 3.97 = 7.94", "Notebook A5", "1 x 3.50 = 3.50"),
        ("Rye bread", "2 @ $3.97 $7.94", "Notebook A5", "1 @ $3.50 $3.50"),
        ("Rye bread 2 3.97 7.94", "Notebook A5 1 3.50 3.50"),
        ("Rye bread 2*3.97 7.94 A", "Notebook A5 1*3.50 3.50 B"),
        ("Rye bread 7.94", "2 @ 3.97 each", "Notebook A5 3.50", "1 @ 3.50 each"),
        ("Rye bread", "2 x 3.97", "7.94", "Notebook A5", "1 x 3.50", "3.50"),
        ("Rye bread", "2 pcs à 3.97", "7.94", "Notebook A5", "1 pcs à 3.50", "3.50"),
        ("Rye bread", "2 Stück x 3.97 7.94", "Notebook A5", "1 Stück x 3.50 3.50"),
        ("2 szt. Rye bread", "3.97 7.94", "1 szt. Notebook A5", "3.50 3.50"),
        ("Rye bread", "3.97 x 2 = 7.94", "Notebook A5", "3.50 x 1 = 3.50"),
        (
            "Rye bread",
            "Qty: 2 Price: 3.97 Amount: 7.94",
            "Notebook A5",
            "Qty: 1 Price: 3.50 Amount: 3.50",
        ),
        ("Rye bread 7.94", "(2 x 3.97)", "Notebook A5 3.50", "(1 x 3.50)"),
        ("2 @ Rye bread", "3.97  7.94", "1 @ Notebook A5", "3.50  3.50"),
        ("Rye bread", "4006381333931", "2 x 3.97 7.94", "Notebook A5", "1 x 3.50 3.50"),
        ("4006381333931", "Rye bread", "2 x 3.97 7.94", "Notebook A5", "1 x 3.50 3.50"),
        ("400638133393 Rye bread 2 3.97 7.94A", "400638133394 Notebook A5 1 3.50 3.50B"),
    ],
)
def test_centred_lines_have_quantity_and_price_anywhere(lines: tuple[str, ...]) -> None:
    assert goods(centred(*lines, "TOTAL 11.44", "Cash 20.00", "Change 8.56")) == [BREAD, BOOK]


@pytest.mark.parametrize("sign", ["zł", "kr", "€", "Kč"])
def test_sizes_are_no_quantities_and_currencies_no_words(sign: str) -> None:
    lines = (
        "Tile 60 x 60",
        f"3 x 2,50 {sign}  7,50 {sign}",
        "Grout",
        f"1 x 4,00 {sign} 4,00 {sign}",
    )
    found = goods(centred(*lines, f"TOTAL 11,50 {sign}"))
    assert found == [("Tile 60 x 60", "3", "2.50", "7.50"), ("Grout", "1", "4.00", "4.00")]


@pytest.mark.parametrize(
    "lines",
    [
        ("2 Rye bread 7.94", "1 Notebook A5 3.50"),
        ("2 x Rye bread 7.94 A", "1 x Notebook A5 3.50 B"),
        ("Rye bread x 2 7.94", "Notebook A5 x 1 3.50"),
    ],
)
def test_a_quantity_stands_before_its_description_or_behind_it(lines: tuple[str, ...]) -> None:
    found = goods(centred(*lines, "TOTAL 11.44"))
    assert found == [("Rye bread", "2", None, "7.94"), ("Notebook A5", "1", None, "3.50")]


@pytest.mark.parametrize(
    "lines",
    [
        ("Apples", "0.512 kg x 3.99 €/kg 2.04"),
        ("Apples 2.04 B", "0.512 kg x 3.99 EUR/kg"),
        ("Apples 2.04 B", "3.99 €/kg 0.512 kg"),
    ],
)
def test_prices_by_weight_stand_beside_the_amount_or_below_it(lines: tuple[str, ...]) -> None:
    found = goods(centred(*lines, "Pears 3.00 B", "TOTAL 5.04"))
    assert found == [("Apples", "0.512", "3.99", "2.04"), ("Pears", None, None, "3.00")]


def test_dots_up_to_the_amount_and_the_figure_of_a_tax_rate_are_no_words() -> None:
    page = slip(("Rye bread .....", "7.94 1"), ("Notebook A5 ....", "3.50 2"), ("TOTAL", "11.44"))
    assert [(one[0], one[3]) for one in goods(page)] == [
        ("Rye bread", "7.94"),
        ("Notebook A5", "3.50"),
    ]


def test_a_discount_below_an_item_is_one_of_its_own() -> None:
    page = centred("Rye bread 7.94", "Discount -0.50", "Notebook A5 3.50", "TOTAL 10.94")
    assert [one[3] for one in goods(page)] == ["7.94", "-0.50", "3.50"]


def test_descriptions_go_over_lines_but_the_address_above_is_none() -> None:
    page = centred(
        *("Rye bread", "from the stone oven", "2 x 3.97 7.94"),
        *("Notebook A5", "ruled, 80 sheets", "1 x 3.50 3.50", "TOTAL 11.44"),
    )
    assert [one[0] for one in goods(page)] == [
        "Rye bread from the stone oven",
        "Notebook A5 ruled, 80 sheets",
    ]


def test_amounts_may_stand_above_what_they_are_for() -> None:
    at = (20, 80, 120, 170)
    page = [
        *row(20, "Item", "Qty", "Price", "Amount", at=at),
        *row(40, "2786", "2", "3.97", "7.94", at=at),
        (20, 52, "Rye bread"),
        *row(64, "1471", "1", "3.50", "3.50", at=at),
        (20, 76, "Notebook A5"),
        *row(100, "Total", "", "", "11.44", at=at),
    ]
    assert goods(page) == [BREAD, BOOK]


def test_sums_of_parts_of_a_list_do_not_cut_it_off() -> None:
    page = slip(
        ("Rye bread 2 3.97", "7.94"),
        ("Notebook A5 1 3.50", "3.50"),
        ("Of the first kind", "11.44"),
        ("Pears 2 3.00", "6.00"),
        ("Total without tax", "6.00"),
        ("To pay", "17.44"),
    )
    assert [one[3] for one in goods(page)] == ["7.94", "3.50", "6.00"]


def test_a_printed_receipt_with_centred_lines_is_read(tmp_path: Path) -> None:
    lines = ("Corner Shop", "Leeds LS1 4AB", "2024-03-12 10:46", "", "Rye bread", "2 x 3.97  7.94")
    lines += ("Notebook A5", "1 x 3.50  3.50", "", "TOTAL 11.44", "Cash 20.00", "Change 8.56")
    with pymupdf.open() as document:
        page = document.new_page(width=220, height=260)
        for number, line in enumerate(lines, start=1):
            left = 110 - pymupdf.get_text_length(line, "cour", 9) / 2
            page.insert_text((left, 16.0 * number), line, fontname="cour", fontsize=9)
        document.save(tmp_path / "receipt.pdf")
    found = extract(tmp_path / "receipt.pdf", Order)
    assert found.value is not None
    assert [(one.description, one.quantity, one.amount) for one in found.value.items] == [
        ("Rye bread", Decimal(2), Decimal("7.94")),
        ("Notebook A5", Decimal(1), Decimal("3.50")),
    ]
    assert [one for one in found.problems if one.field == "items"] == []

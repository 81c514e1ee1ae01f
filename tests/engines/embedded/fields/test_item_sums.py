"""Rows that may be items or sums: decided by the totals that are printed, or told."""

from __future__ import annotations

import pytest

from docparse.schemas.extraction import Problem
from tests.engines.embedded.fields.setting import Placed
from tests.engines.embedded.fields.test_items import HEAD, goods, read_words, row, slip

Rows = tuple[tuple[str, str], ...]


def listed(*rows: tuple[str, str]) -> list[Placed]:
    """A list of descriptions and amounts below their heads."""
    every = [("Description", "Amount"), *rows]
    return [one for n, texts in enumerate(every) for one in row(100 + 20 * n, *texts, at=(60, 400))]


def amounts(page: list[Placed]) -> list[str | None]:
    return [one[3] for one in goods(page)]


def doubts(page: list[Placed]) -> list[Problem]:
    return [one for one in read_words(page).problems if one.field == "items"]


NAILS, SCREWS, HAMMER = ("Nails", "5.00"), ("Screws", "5.00"), ("Hammer", "10.00")


@pytest.mark.parametrize("printed", [listed, slip])
def test_a_row_of_the_sum_so_far_is_an_item_where_the_total_counts_it(printed: object) -> None:
    assert callable(printed)
    page = printed(NAILS, SCREWS, HAMMER, ("Total", "20.00"))
    assert amounts(page) == ["5.00", "5.00", "10.00"]
    assert doubts(page) == []


@pytest.mark.parametrize("printed", [listed, slip])
def test_what_was_given_is_no_total_that_counts_it(printed: object) -> None:
    assert callable(printed)
    page = printed(NAILS, SCREWS, ("Total", "10.00"), ("Cash", "20.00"), ("Change", "10.00"))
    assert amounts(page) == ["5.00", "5.00"]
    assert doubts(page) == []


def test_a_row_of_the_sum_so_far_is_told_where_no_total_decides() -> None:
    page = listed(NAILS, SCREWS, HAMMER)
    assert amounts(page) == ["5.00", "5.00"]
    (problem,) = doubts(page)
    assert problem.kind == "ambiguous"
    assert "'Hammer 10.00' was not taken for an item" in problem.message
    (candidate,) = problem.candidates
    assert (candidate.text, candidate.page, candidate.box.y0) == ("Hammer 10.00", 1, 152.0)


def test_rows_right_below_speak_for_an_item_which_is_told_all_the_same() -> None:
    page = listed(NAILS, SCREWS, HAMMER, ("Glue", "3.00"))
    assert amounts(page) == ["5.00", "5.00", "10.00", "3.00"]
    (problem,) = doubts(page)
    assert "'Hammer 10.00' was taken for an item, but may be none" in problem.message


def test_a_row_without_quantity_is_an_item_where_the_total_counts_it() -> None:
    page = [
        *HEAD,
        *row(120, "1", "Tisch", "1", "5,00", "5,00"),
        *row(140, "", "Anfahrt", "", "", "5,00"),
        *row(160, "", "Summe", "", "", "10,00"),
    ]
    assert goods(page) == [("Tisch", "1", "5.00", "5.00"), ("Anfahrt", None, None, "5.00")]


@pytest.mark.parametrize("printed", [listed, slip])
def test_a_discount_between_items_is_one_if_the_total_counts_it(printed: object) -> None:
    assert callable(printed)
    page = printed(NAILS, ("Discount", "-1.00"), HAMMER, ("Total", "14.00"))
    assert amounts(page) == ["5.00", "-1.00", "10.00"]
    assert doubts(page) == []


@pytest.mark.parametrize("printed", [listed, slip])
def test_a_discount_that_the_total_does_not_count_is_told(printed: object) -> None:
    assert callable(printed)
    page = printed(NAILS, ("Discount", "-1.00"), HAMMER, ("Total", "15.00"))
    assert amounts(page) == ["5.00", "10.00"]
    (problem,) = doubts(page)
    assert [one.text for one in problem.candidates] == ["Discount -1.00"]


def test_shipping_and_deposits_between_items_are_items() -> None:
    page = listed(NAILS, ("Shipping", "4.00"), HAMMER, ("Deposit", "-2.00"), ("Total", "17.00"))
    assert amounts(page) == ["5.00", "4.00", "10.00", "-2.00"]


@pytest.mark.parametrize("printed", [listed, slip])
def test_a_total_that_the_items_miss_is_told_with_both_numbers(printed: object) -> None:
    assert callable(printed)
    (problem,) = doubts(printed(NAILS, HAMMER, ("Total", "25.00")))
    assert problem.kind == "conflicting"
    assert "the 2 rows that were read make 15.00, but 'Total' says 25.00" in problem.message
    assert "25.00" in problem.candidates[0].text


@pytest.mark.parametrize(
    "below",
    [
        (("VAT 20 %", "3.00"), ("Total", "18.00")),
        (("Carriage", "4.00"), ("Total", "19.00")),
        (("Discount", "-2.00"), ("VAT 10 %", "1.30"), ("Total", "14.30")),
        (("Total", "15.01"),),
    ],
)
def test_taxes_and_the_like_may_lie_between_the_items_and_a_total(below: Rows) -> None:
    assert [one.kind for one in doubts(listed(NAILS, HAMMER, *below))] == []


def test_of_two_ways_to_take_a_row_that_counts_which_makes_the_total_with_its_tax() -> None:
    page = listed(NAILS, SCREWS, HAMMER, ("VAT 10 %", "2.00"), ("Total", "22.00"))
    assert amounts(page) == ["5.00", "5.00", "10.00"]


def test_per_cents_are_no_sums() -> None:
    page = listed(NAILS, SCREWS, ("Qwertz", "10.00"), ("VAT 20%", "2.00"), ("Total", "12.00"))
    assert amounts(page) == ["5.00", "5.00"]
    assert doubts(page) == []

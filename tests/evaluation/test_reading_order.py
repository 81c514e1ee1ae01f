"""Worked examples of distances between orders, and of finding blocks in a text."""

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx, mark

from docparse.evaluation.reading_order import kendall_distance, order_distance, reading_order

BLOCKS = [
    "The first paragraph opens the page.",
    "A second one follows in the left column.",
    "Then the third stands in the right column.",
    "And the fourth closes it.",
]


@mark.parametrize(
    ("order", "edits", "inversions"),
    [
        ([0, 1, 2, 3], 0, 0),
        ([3, 2, 1, 0], 1.0, 1.0),  # pairs swap by substitution: four edits
        ([1, 0, 2, 3], 2 / 4, 1 / 6),
        ([1, 2, 3, 0], 2 / 4, 3 / 6),  # one block moved to the end: one deletion, one insertion
        ([0, 2, 1, 3], 2 / 4, 1 / 6),
        ([5], 0, 0),
        ([], 0, 0),
    ],
)
def test_distances_of_orders(order: list[int], edits: float, inversions: float):
    assert order_distance(order) == approx(edits)
    assert kendall_distance(order) == approx(inversions)


@given(st.permutations(range(6)))
def test_reversing_turns_every_pair_round(order: list[int]):
    assert kendall_distance(order) + kendall_distance(order[::-1]) == approx(1)
    assert 0 <= order_distance(order) <= 1


def test_columns_read_across_are_out_of_order():
    text = " ".join(BLOCKS[i] for i in (0, 2, 1, 3))
    result = reading_order(BLOCKS, text)
    assert result.order == (0, 2, 1, 3)
    assert (result.found, result.distance) == (1, 0.5)


def test_blocks_are_found_despite_misread_letters_and_other_cuts():
    text = "THe first paragraph opns the page. A second onc follows in tho left column.Then the"
    text += " third stands in the right column"
    result = reading_order(BLOCKS, text)
    assert result.order == (0, 1, 2)
    assert result.found == 3 / 4
    assert result.distance == 0


def test_repeated_block_is_found_at_its_own_place():
    blocks = ["Total", "Some words between the two", "Total"]
    assert reading_order(blocks, "Total Some words between the two Total").distance == 0


def test_nothing_read_finds_nothing():
    result = reading_order(BLOCKS, "")
    assert (result.found, result.order) == (0, ())


def test_page_without_blocks_is_complete():
    assert reading_order([], "whatever").found == 1

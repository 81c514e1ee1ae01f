"""Blocks find their pages by the words they have, page after page."""

from __future__ import annotations

from docparse.verify.electing import elect

TERMS = "goods stay ours until they are paid"
TALE = "a cargo of barrels left the port of lerwick in may"


def elected(blocks: list[str], pages: list[str]) -> list[list[int]]:
    found = elect([block.split() for block in blocks], [page.split() for page in pages])
    return [list(own) for own in found]


def test_block_is_on_the_page_that_has_its_words() -> None:
    assert elected([TERMS, TALE, TERMS], [TALE, TERMS]) == [[1], [0], [1]]


def test_pages_that_say_the_same_are_filled_one_after_the_other() -> None:
    assert elected([TALE, TERMS] * 3, [f"{TALE} {TERMS}"] * 3) == [[0], [0], [1], [1], [2], [2]]


def test_pages_that_are_nearly_the_same_are_filled_one_after_the_other() -> None:
    pages = [f"{TERMS} {number} {TALE} {name}" for number, name in enumerate("xyz")]
    blocks = [part for page in pages for part in (TERMS, page.removeprefix(TERMS))]
    assert elected(blocks, pages) == [[0], [0], [1], [1], [2], [2]]


def test_words_that_an_earlier_block_says_too_do_not_send_a_block_on() -> None:
    assert elected(["stay ours", TERMS, TERMS], [TERMS, TERMS]) == [[0], [0], [1]]


def test_what_all_pages_say_stands_beside_the_block_before() -> None:
    pages = [f"{TERMS} {name * 3} {name * 4}" for name in "vwxyz"]
    assert elected(["yyy yyyy", TERMS, "zzz zzzz", TERMS], pages) == [[3], [3], [4], [4]]


def test_what_is_said_once_more_than_printed_stays_where_it_was() -> None:
    assert elected([TALE, TERMS, TERMS], [TALE, TERMS]) == [[0], [1], [1]]


def test_block_is_on_all_pages_it_goes_over() -> None:
    pages = ["one two three four five", "six seven eight nine ten", "eleven twelve thirteen"]
    assert elected(["three four five six seven eight nine ten eleven"], pages) == [[0, 1]]


def test_block_over_two_of_many_like_pages_goes_over_those_that_are_left() -> None:
    pages = ["one two three four five six", "seven eight nine ten eleven"] * 3
    blocks = ["one two", "three four five six seven eight nine", "ten eleven"] * 3
    assert elected(blocks, pages) == [
        own for at in (0, 2, 4) for own in ([at], [at, at + 1], [at + 1])
    ]


def test_what_no_page_has_stands_with_the_block_before() -> None:
    assert elected(["nothing of it", TERMS, "nor of this", ""], [TALE, TERMS]) == [
        [0],
        [1],
        [1],
        [1],
    ]


def test_pages_without_words_have_no_block() -> None:
    assert elected([TALE], ["", "", TALE]) == [[2]]
    assert elected([TALE], ["", ""]) == [[0]]

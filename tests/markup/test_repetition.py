"""Loops of any period are found; what repeats by nature is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docparse.markup.repetition import find_loop

LEAD = "The first part of the page says something else altogether. "


@pytest.mark.parametrize("period", [1, 2, 3, 7, 26, 90, 400, 2500])
def test_loop_of_any_period_is_found_where_it_begins(period: int) -> None:
    letters = "".join(chr(0x4E00 + n) for n in range(period))
    loop = find_loop(LEAD + letters * max(5, 300 // period))
    assert loop is not None
    assert loop.period == period
    assert loop.start == len(LEAD)


def test_a_part_of_one_more_copy_may_end_it() -> None:
    loop = find_loop(LEAD + "and so on, we say, " * 12 + "and so o")
    assert loop is not None
    assert (loop.period, loop.times) == (19, 12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        LEAD,
        LEAD + "ha " * 5,
        LEAD + "." * 300,
        LEAD + " . " * 100,
        LEAD + "_" * 500,
        "<table>" + "<tr><td>0</td><td>0</td></tr>" * 40,
        "| 0.0 | n/a |\n" * 50,
        "value: n/a; " + "0; n/a; " * 40,
    ],
)
def test_what_repeats_by_nature_is_no_loop(text: str) -> None:
    assert find_loop(text) is None


def test_a_repetition_that_ended_is_no_tail() -> None:
    assert find_loop("row of words again " * 30 + LEAD * 1 + "And now for the rest of it.") is None


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_a_loop_is_what_it_says(text: str) -> None:
    loop = find_loop(text)
    if loop is not None:
        copy = text[loop.start : loop.start + loop.period]
        assert text[loop.start :].startswith(copy * loop.times)

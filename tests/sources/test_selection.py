"""Which pages a selection names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse import SourceError
from docparse.sources import check_selection, select_pages


@pytest.mark.parametrize(
    ("selection", "numbers"),
    [
        (None, [1, 2, 3, 4, 5, 6, 7, 8]),
        ("3", [3]),
        ("1-3,7,-1", [1, 2, 3, 7, 8]),
        ("-1", [8]),
        ("-3--1", [6, 7, 8]),
        ("2--2", [2, 3, 4, 5, 6, 7]),
        ("5,1", [5, 1]),
        ("2,1-3,2", [2, 1, 3]),
        (" 1 - 2 , 4 ", [1, 2, 4]),
    ],
)
def test_selection_names_pages_in_its_order_without_repeats(
    selection: str | None, numbers: list[int]
) -> None:
    assert select_pages(selection, 8) == numbers


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        ("", "is not like"),
        ("x", "'x' is not like 3, 1-3 or -1"),
        ("1-", "'1-' is not like"),
        ("1,,2", "'' is not like"),
        ("1-2-3", "is not like"),
        ("1.5", "is not like"),
        ("9" * 5000, "is not like"),
        ("0", "there is no page 0"),
        ("9", "there is no page 9; the document has 8"),
        ("-9", "there is no page -9"),
        ("7-9", "there is no page 9"),
        ("3-1", "runs backwards"),
        ("-1-2", "runs backwards"),
    ],
)
def test_wrong_selection_says_what_is_wrong(selection: str, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        select_pages(selection, 8)


def test_form_is_checked_without_a_document() -> None:
    check_selection("1-3,7,-1,900000")
    with pytest.raises(SourceError, match="is not like"):
        check_selection("1;2")


@given(st.text("0123456789-, ", max_size=12), st.integers(1, 30))
def test_any_text_is_pages_of_the_document_or_a_source_error(selection: str, count: int) -> None:
    try:
        numbers = select_pages(selection, count)
    except SourceError:
        return
    assert len(set(numbers)) == len(numbers)
    assert all(1 <= number <= count for number in numbers)

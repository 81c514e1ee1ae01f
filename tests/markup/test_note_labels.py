"""Labels of footnotes and the marks they stand for."""

from __future__ import annotations

import pytest

from docparse.markup.note_labels import label_of, mark_of


@pytest.mark.parametrize("mark", ["1", "12", "a", "*", "**", "†", "‡", "§", "¶", "※"])
def test_label_leads_back_to_its_mark(mark: str) -> None:
    assert mark_of(label_of(mark)) == mark


def test_label_may_name_a_page_and_any_other_is_its_mark() -> None:
    assert (mark_of("p3-dagger"), mark_of("smith2004")) == ("†", "smith2004")


def test_page_that_tells_marks_apart_is_no_part_of_them() -> None:
    assert (mark_of("p12-1"), mark_of("p12-"), mark_of("p1")) == ("1", "p12-", "p1")

"""Headers over several columns."""

from __future__ import annotations

from docparse.engines.embedded.ruled import Slots
from docparse.engines.embedded.spanners import deepen_headers, widen_spanners
from docparse.schemas import Rule, Word
from tests.engines.embedded.parts import across, line, rows

XS, YS = (50.0, 150.0, 250.0, 350.0, 450.0), (100.0, 120.0, 140.0, 160.0, 180.0)
BODY = rows("name|2023|2024|total", "a|1|2|3", "b|4|5|6", y=125)
"""Texts at 50, 150, 250 and 350, in the last three of four rows."""


def spans(
    words: list[Word], rules: list[Rule] | None = None, *, header_rows: int = 1
) -> list[tuple[int, int, int, int]]:
    every = tuple((r, c, 1, 1) for r in range(4) for c in range(4))
    slots = Slots(ys=YS, xs=XS, spans=every, ruled=False, header_rows=header_rows)
    return [span for span in widen_spanners(slots, words, rules or []).spans if span[3] > 1]


def test_line_under_a_text_makes_it_span_the_columns_below_the_line() -> None:
    assert spans(line("Sales", x=195, y=105) + BODY, [across(150, 275, 118)]) == [(0, 1, 1, 2)]


def test_slots_of_a_spanner_are_joined_and_the_others_kept() -> None:
    slots = Slots(
        ys=YS, xs=XS, spans=tuple((r, c, 1, 1) for r in range(4) for c in range(4)), ruled=False
    )
    words = line("Sales", x=195, y=105) + BODY
    widened = widen_spanners(slots, words, [across(150, 275, 118)])
    assert widened.spans[:3] == ((0, 0, 1, 1), (0, 1, 1, 2), (0, 3, 1, 1))
    assert len(widened.spans) == 15


def test_line_across_the_whole_table_makes_no_spanner() -> None:
    assert spans(line("Sales", x=195, y=105) + BODY, [across(50, 450, 118)]) == []


def test_line_under_two_texts_makes_no_spanner() -> None:
    words = line("Sales", x=150, y=105) + line("Stock", x=250, y=105) + BODY
    assert spans(words, [across(150, 275, 118)]) == []


def test_line_far_below_a_text_makes_no_spanner() -> None:
    assert spans(line("Sales", x=195, y=105) + BODY, [across(150, 275, 160)]) == []


def centred(x: float, header_rows: int = 2) -> list[tuple[int, int, int, int]]:
    """Spans when a text stands at `x` above three columns that begin at 50, 150 and 250."""
    body = rows("name|2023|2024", "a|1|2", "b|4|5", y=125)
    every = tuple((r, c, 1, 1) for r in range(4) for c in range(3))
    slots = Slots(ys=YS, xs=XS[:4], spans=every, ruled=False, header_rows=header_rows)
    widened = widen_spanners(slots, line("Sales", x=x, y=105) + body, [])
    return [span for span in widened.spans if span[3] > 1]


def test_text_in_the_middle_above_empty_columns_spans_them() -> None:
    assert centred(197.5) == [(0, 1, 1, 2)]


def test_widest_stretch_a_text_is_in_the_middle_of_counts() -> None:
    assert centred(147.5) == [(0, 0, 1, 3)]


def test_text_beside_the_middle_spans_nothing() -> None:
    assert centred(175) == []


def test_text_in_the_last_row_of_a_header_spans_nothing() -> None:
    assert centred(197.5, header_rows=1) == []


def test_two_spanners_share_a_row() -> None:
    words = line("Us", x=102, y=105) + line("Them", x=302, y=105) + BODY
    rules = [across(50, 170, 118), across(250, 375, 118)]
    assert spans(words, rules) == [(0, 0, 1, 2), (0, 2, 1, 2)]


def deepened(words: list[Word], rules: list[Rule] | None = None) -> list[tuple[int, int, int, int]]:
    """Tall cells of a header of two rows with a spanner over its second and third column."""
    spans = [(r, c, 1, 1) for r in range(4) for c in range(4) if (r, c) not in {(0, 1), (0, 2)}]
    slots = Slots(ys=YS, xs=XS, spans=(*spans, (0, 1, 1, 2)), ruled=False, header_rows=2)
    return [span for span in deepen_headers(slots, words, rules or []).spans if span[2] > 1]


REST = rows("a|1|2|3", "b|4|5|6", y=145)
HEAD = rows("Place of|Sales||Sum", "the shop|2023|2024|", y=105) + REST


def test_header_cells_beside_a_spanner_are_as_high_as_the_header() -> None:
    assert deepened(HEAD) == [(0, 0, 2, 1), (0, 3, 2, 1)]


def test_line_between_the_texts_of_a_header_keeps_them_two() -> None:
    assert deepened(HEAD, [across(50, 140, 119)]) == [(0, 3, 2, 1)]


def test_header_cell_without_words_stays_as_it_is() -> None:
    assert deepened(rows("|Sales||Sum", "|2023|2024|", y=105) + REST) == [(0, 3, 2, 1)]

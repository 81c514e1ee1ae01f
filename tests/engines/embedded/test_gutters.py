"""White between the columns of a ruled table."""

from __future__ import annotations

from docparse.engines.embedded.gutters import split_columns
from docparse.engines.embedded.ruled import Slots
from docparse.schemas import Word
from tests.engines.embedded.parts import rows

YS = tuple(100.0 + 20 * i for i in range(6))
HEAD = rows("name|kind|", xs=(55, 155, 255), y=105)
BODY = rows(*[f"a|count|{i}" for i in range(4)], xs=(55, 155, 255), y=125)


def split(words: list[Word], *wide: tuple[int, int, int, int]) -> Slots:
    """A grid of five rows and two columns, `wide` in place of the cells they cover."""
    covered = {(r, c + i) for r, c, _, w in wide for i in range(w)}
    spans = [(r, c, 1, 1) for r in range(5) for c in range(2) if (r, c) not in covered]
    slots = Slots(ys=YS, xs=(50, 150, 350), spans=tuple(sorted([*spans, *wide])), ruled=True)
    return split_columns(slots, words)


def test_column_whose_cells_hold_texts_side_by_side_is_two() -> None:
    slots = split(HEAD + BODY)
    assert slots.xs == (50, 150, 217.5, 350)
    assert len(slots.spans) == 15


def test_text_over_the_gutter_spans_it() -> None:
    title = rows("|counted in the spring", xs=(55, 155), y=105)
    assert (0, 1, 1, 2) in split(title + BODY).spans


def test_wide_cell_is_cut_at_the_gutter_where_its_texts_are() -> None:
    both = rows("name and kind||sum", xs=(55, 155, 255), y=105)
    assert split(both + BODY, (0, 0, 1, 2)).spans[:2] == ((0, 0, 1, 2), (0, 2, 1, 1))
    left = rows("name", xs=(55,), y=105)
    assert split(left + BODY, (0, 0, 1, 2)).spans[0] == (0, 0, 1, 3)


def test_marks_of_a_list_and_texts_in_few_cells_make_no_column() -> None:
    marks = rows(*["a|•|item"] * 4, xs=(55, 155, 255), y=125)
    assert split(HEAD + marks).xs == (50, 150, 350)
    few = rows(*[f"a|count|{i if i < 3 else ''}" for i in range(4)], xs=(55, 155, 255), y=125)
    assert split(HEAD + few).xs == (50, 150, 350)

"""Second lines of cells go back to their row."""

from __future__ import annotations

from docparse.engines.embedded.rows import join_broken_rows
from docparse.engines.embedded.ruled import Slots
from docparse.schemas import Word
from tests.engines.embedded.parts import line

XS = (50.0, 150.0, 250.0)


def joined(*texts: tuple[float, str]) -> Slots:
    """Rows `(y, texts)`, each a row of the grid, after broken ones were joined."""
    ys = (*(y - 1 for y, _ in texts), texts[-1][0] + 15)
    words: dict[tuple[int, int, int, int], list[Word]] = {}
    for r, (y, row) in enumerate(texts):
        for c, text in enumerate(row.split("|")):
            words[r, c, 1, 1] = line(text, x=XS[c], y=y) if text else []
    slots = Slots(ys=ys, xs=XS, spans=tuple(words), ruled=False)
    return join_broken_rows(slots, words)


def test_close_line_in_small_letters_is_more_of_the_cell_above() -> None:
    slots = joined((100, "Alder|1"), (122, "Birch|2"), (134, "by the river|"), (156, "Cedar|3"))
    assert slots.ys == (99, 121, 155, 171)
    assert len(slots.spans) == 6


def test_lines_as_far_apart_as_rows_or_named_or_filled_elsewhere_are_rows() -> None:
    for more in ((144, "by the river|"), (134, "Beech|"), (134, "by the|2")):
        slots = joined((100, "Alder|1"), (122, "Birch|2"), more, (166, "Cedar|3"))
        assert len(slots.ys) == 5, more

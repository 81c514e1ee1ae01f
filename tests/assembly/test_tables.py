"""Tables that go on over a page break."""

from __future__ import annotations

from typing import Any

import pytest

from docparse.assembly.tables import join_tables
from docparse.schemas import Block, Box, Cell, Page, Table
from tests.assembly.pages import make, pages, paragraph

HEAD = ["Place", "Level"]
FIRST = [HEAD, ["Alder Weir", "1.2"], ["Mill Race", "0.9"]]
SECOND = [HEAD, ["Stone Ford", "2.4"]]
COLUMNS = (50.0, 200.0)


def table(
    rows: list[list[str]],
    y: float,
    *,
    header_rows: int = 1,
    xs: tuple[float, ...] = COLUMNS,
    **fields: Any,
) -> Table:
    """A table in rows of 20 points; each text is 80 points wide."""
    cells = tuple(
        Cell(
            row=r,
            column=c,
            text=text,
            header=r < header_rows,
            box=Box(x0=xs[c], y0=y + 20 * r, x1=xs[c] + 80, y1=y + 20 * r + 10),
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    shape = {"rows": len(rows), "columns": len(rows[0]), "cells": cells}
    block: Table = make("Table", y=y, height=20 * len(rows), **(shape | fields))
    return block


def on_pages(*contents: list[Block]) -> tuple[Page, ...]:
    """Pages whose tables' cells know nothing of pages, joined."""
    return tuple(join_tables(pages(*contents)))


def tables(joined: tuple[Page, ...]) -> list[Table]:
    return [block for page in joined for block in page.blocks if isinstance(block, Table)]


def foot(rows: list[list[str]] = FIRST, **fields: Any) -> Table:
    return table(rows, 700, **fields)


def top(rows: list[list[str]] = SECOND, **fields: Any) -> Table:
    return table(rows, 60, **fields)


def test_second_table_of_a_page_goes_on_though_the_first_was_joined() -> None:
    title = make("PageHeader", "Levels", 20)
    joined = on_pages([title, foot()], [title, top(), foot()], [title, top()])
    assert [len(page.blocks) for page in joined] == [2, 2, 1]
    assert [table.row_pages for table in tables(joined)] == [(1, 1, 1, 2), (2, 2, 2, 3)]


def test_repeated_header_is_dropped_and_every_row_keeps_its_page() -> None:
    (joined,) = tables(on_pages([paragraph("before"), foot()], [top(), paragraph("after", 300)]))
    assert joined.grid() == [*FIRST, SECOND[1]]
    assert joined.row_pages == (1, 1, 1, 2)
    assert [joined.page_of(row) for row in range(4)] == [1, 1, 1, 2]
    assert [place.page for place in joined.places] == [1, 2]
    assert [cell.row for cell in joined.cells if cell.header] == [0, 0]


def test_part_without_a_header_is_more_of_the_table() -> None:
    (joined,) = tables(on_pages([foot()], [top(SECOND[1:], header_rows=0)]))
    assert joined.grid() == [*FIRST, SECOND[1]]


def test_row_that_was_taken_for_a_header_is_one_where_its_values_are_values() -> None:
    rows = [["Stone Ford", "2.4"], ["Lower Quay", "3.0"]]
    (joined,) = tables(on_pages([foot()], [top(rows, header_rows=1)]))
    assert joined.grid() == [*FIRST, *rows]
    assert joined.header_rows == 1


def test_table_goes_on_over_several_pages() -> None:
    whole = table([HEAD, *[[f"Place {i}", f"{i}.0"] for i in range(36)]], 60)
    (joined,) = tables(on_pages([foot()], [whole], [top()]))
    assert joined.rows == 3 + 36 + 1
    assert joined.row_pages == (1,) * 3 + (2,) * 36 + (3,)


def test_notes_furniture_and_a_word_of_the_continuation_may_stand_between() -> None:
    joined = on_pages(
        [foot(), make("Footnote", "1 measured at noon", 770), make("PageFooter", "1", 790)],
        [make("PageHeader", "Report", 20), paragraph("Table 2 (continued)", 40), top()],
    )
    assert len(tables(joined)) == 1
    assert [block.text for block in joined[1].blocks] == ["Report", "Table 2 (continued)"]


@pytest.mark.parametrize(
    "contents",
    [
        ([foot()], [top([["Place", "Depth"], ["Stone Ford", "2.4"]])]),
        ([foot()], [top([["a", "b", "c"]], header_rows=0, xs=(50, 200, 350))]),
        ([foot()], [top(xs=(50, 320))]),
        ([foot(), paragraph("And so it ended.", 770)], [top()]),
        ([foot()], [paragraph("Then another began.", 40), top()]),
        ([table(FIRST, 100)], [top()]),
        ([foot()], [table(SECOND, 500)]),
        ([foot()], [], [top()]),
        ([foot()], [top(source="ocr")]),
    ],
    ids=[
        "another header",
        "other columns",
        "columns elsewhere",
        "text below the first",
        "text above the second",
        "page not full",
        "not at the top",
        "a page between",
        "another source",
    ],
)
def test_other_tables_stay_two(contents: tuple[list[Block], ...]) -> None:
    assert len(tables(on_pages(*contents))) == 2


def test_confidences_are_means_over_the_rows() -> None:
    scores = {"confidence": 0.9, "structure_confidence": 1.0, "source": "ocr"}
    others = {"confidence": 0.5, "structure_confidence": 0.6, "source": "ocr"}
    (joined,) = tables(on_pages([foot(**scores)], [top(**others)]))
    assert joined.confidence == pytest.approx(0.8)
    assert joined.structure_confidence == pytest.approx(0.9)

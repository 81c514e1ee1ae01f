"""Tables of every make, from a printed page to their grid."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docparse import Document, OutputError, Table, parse_document, read_table
from docparse.schemas import Box, Caption, Paragraph
from tests.engines.embedded.printed import Paper

ROWS = [
    ["District", "Farms", "Acres", "Yield"],
    ["Alder", "120", "4,310", "2.1"],
    ["Birch", "98", "3,905", "1.9"],
    ["Cedar", "143", "5,120", "2.4"],
    ["Dogwood", "77", "2,660", "1.7"],
]
XS = (60.0, 180.0, 300.0, 420.0, 535.0)
YS = tuple(160.0 + 20 * i for i in range(6))
INSIDE = [x + 5 for x in XS]


def parsed(paper: Paper) -> Document:
    return parse_document(paper.pdf())


def only_table(paper: Paper) -> Table:
    (table,) = parsed(paper).tables
    return table


def spans(table: Table) -> list[tuple[int, int, int, int]]:
    cells = [(c.row, c.column, c.row_span, c.column_span) for c in table.cells]
    return [cell for cell in cells if cell[2:] != (1, 1)]


def page_of_text() -> Paper:
    """A page with running text above and below the place of a table."""
    paper = Paper()
    paper.prose(60)
    paper.prose(340)
    return paper


def ruled() -> Paper:
    paper = page_of_text()
    paper.boxes(XS, YS)
    paper.rows(INSIDE, 174, ROWS, pitch=20)
    return paper


def partly_ruled() -> Paper:
    paper = page_of_text()
    for y in (160, 182, 260):
        paper.across(60, 535, y)
    paper.rows(XS, 175, ROWS)
    return paper


def borderless() -> Paper:
    paper = page_of_text()
    paper.rows(XS, 175, ROWS)
    return paper


def ruled_in_the_head() -> Paper:
    """Boxes around the names of the columns, none below."""
    paper = page_of_text()
    paper.boxes(XS, (160, 180, 200))
    paper.rows(INSIDE, 174, [ROWS[0], ["1", "2", "3", "4"], *ROWS[1:]], pitch=20)
    return paper


def merged() -> Paper:
    """A name over three columns, beside one as high as both rows of the head."""
    paper = page_of_text()
    for y in (160, 200, 220, 240, 260, 280):
        paper.across(60, 535, y)
    for x in (60, 180, 535):
        paper.down(x, 160, 280)
    paper.across(180, 535, 180)
    paper.down(300, 180, 280)
    paper.down(420, 180, 280)
    paper.text(65, 184, "District", bold=True)
    paper.text(320, 174, "Measured in 1912", bold=True)
    paper.rows(INSIDE[1:], 194, [ROWS[0][1:]])
    paper.rows(INSIDE, 214, ROWS[1:], bold_rows=0, pitch=20)
    return paper


def sideways() -> Paper:
    paper = Paper(842, 595)
    paper.page.show_pdf_page(paper.page.rect, merged().file, 0, rotate=90)
    return paper


def turned() -> Paper:
    paper = merged()
    paper.page.set_rotation(90)
    return paper


@pytest.mark.parametrize("make", [ruled, partly_ruled, borderless])
def test_grid_is_the_printed_one_whatever_lines_are_drawn(make: Callable[[], Paper]) -> None:
    table = only_table(make())
    assert table.grid() == ROWS
    assert (table.header_rows, table.stub_columns, spans(table)) == (1, 1, [])
    assert table.column_types == ("text", "integer", "integer", "number")
    assert table.structure_confidence == 1


def test_columns_drawn_in_the_head_go_on_below_it() -> None:
    table = only_table(ruled_in_the_head())
    assert table.grid() == [ROWS[0], ["1", "2", "3", "4"], *ROWS[1:]]
    assert table.header_rows == 2


@pytest.mark.parametrize("make", [merged, sideways, turned])
def test_merged_cells_span_on_pages_turned_and_text_set_sideways(make: Callable[[], Paper]) -> None:
    table = only_table(make())
    assert table.grid()[:3] == [
        ["District", "Measured in 1912", "", ""],
        ["", "Farms", "Acres", "Yield"],
        ROWS[1],
    ]
    assert spans(table) == [(0, 0, 2, 1), (0, 1, 1, 3)]
    assert table.header_rows == 2


def test_cells_that_span_rows_of_a_ruled_body_are_kept() -> None:
    paper = page_of_text()
    paper.boxes(XS[1:], YS)
    paper.down(60, 160, 260)
    for y in (160, 180, 220, 260):
        paper.across(60, 180, y)
    rows = [*ROWS[:2], ["", *ROWS[2][1:]], ROWS[3], ["", *ROWS[4][1:]]]
    paper.rows(INSIDE, 174, rows, pitch=20)
    table = only_table(paper)
    assert table.grid() == rows
    assert spans(table) == [(1, 0, 2, 1), (3, 0, 2, 1)]


def test_lines_of_a_cell_are_one_text_without_lines_around_it() -> None:
    paper = page_of_text()
    paper.across(60, 535, 160)
    paper.across(60, 535, 182)
    y = paper.rows(XS, 175, ROWS[:1], pitch=22)
    for row, more in zip(ROWS[1:], ("and its hills", "", "by the river", ""), strict=True):
        paper.rows(XS, y, [row], bold_rows=0)
        paper.text(60, y + 12, more)
        y += 34 if more else 22
    paper.across(60, 535, y - 10)
    names = [row[0] for row in only_table(paper).grid()]
    assert names == ["District", "Alder and its hills", "Birch", "Cedar by the river", "Dogwood"]


def test_items_of_a_list_in_a_cell_begin_lines() -> None:
    paper = page_of_text()
    paper.boxes((60, 180, 535), (160, 180, 240, 290))
    paper.rows((65, 185), 174, [["Task", "Steps"]])
    paper.text(65, 194, "Sowing")
    paper.text(185, 194, "- plough the field")
    paper.text(185, 207, "- harrow it twice, until the")
    paper.text(185, 220, "  clods are small")
    paper.text(185, 233, "- sow")
    paper.text(65, 254, "Harvest")
    paper.text(185, 254, "1. cut")
    paper.text(185, 267, "2. bind")
    table = only_table(paper)
    assert table.grid()[1][1] == (
        "- plough the field\n- harrow it twice, until the clods are small\n- sow"
    )
    assert "<td>1. cut<br>2. bind</td>" in table.to_html()
    assert Table.from_html(table.to_html()).grid() == table.grid()


def test_tables_side_by_side_are_two() -> None:
    paper = page_of_text()
    paper.boxes((60, 140, 200, 270), YS)
    paper.boxes((320, 400, 460, 530), YS)
    three = [row[:3] for row in ROWS]
    paper.rows((65, 145, 205), 174, three, pitch=20)
    paper.rows((325, 405, 465), 174, three, pitch=20)
    left, right = parsed(paper).tables
    assert left.grid() == right.grid() == three
    assert left.box.x1 < right.box.x0


def test_tables_side_by_side_without_upright_lines_keep_their_captions() -> None:
    paper = page_of_text()
    three = [row[:3] for row in ROWS]
    for number, x in enumerate((60, 330), start=1):
        paper.text(x, 150, f"Table {number}. Farms")
        for y in (160, 182, 260):
            paper.across(x, x + 205, y)
        paper.rows((x, x + 90, x + 150), 175, three)
    document = parsed(paper)
    assert [table.grid() for table in document.tables] == [three, three]
    captions = {block.of: block.text for block in document.blocks if isinstance(block, Caption)}
    ids = [table.id for table in document.tables]
    assert captions == {ids[0]: "Table 1. Farms", ids[1]: "Table 2. Farms"}


def test_caption_and_notes_stand_outside_the_grid() -> None:
    paper = page_of_text()
    paper.text(60, 150, "Table 3. Farms and acres by district, 1912", size=9)
    for y in (160, 182, 256):
        paper.across(60, 535, y)
    paper.rows(XS, 175, ROWS)
    paper.text(60, 268, "Note: yields in tons an acre; blanks were not reported.", size=8)
    paper.text(60, 280, "Source: ledgers of the districts.", size=8)
    document = parsed(paper)
    (table,) = document.tables
    assert table.grid() == ROWS
    (caption,) = [block for block in document.blocks if isinstance(block, Caption)]
    assert (caption.text[:8], caption.of) == ("Table 3.", table.id)
    notes = [b.text for b in document.blocks if isinstance(b, Paragraph) and "Note:" in b.text]
    assert len(notes) == 1


def two_pages(*, boxes: bool, header: bool) -> Paper:
    """A table that goes on at the top of the second page."""
    paper = Paper()
    paper.prose(60, 36)
    more = [[f"Elm {i}", f"{200 + i}", f"{i},100", f"{i}.1"] for i in range(4)]
    parts = [[ROWS[0], *ROWS[1:], *more], [*(ROWS[:1] if header else []), *more]]
    for number, rows in enumerate(parts):
        top = (640.0, 60.0)[number]
        if number:
            paper.turn_page()
            paper.prose(220)
        if boxes:
            paper.boxes(XS, [top + 18 * i for i in range(len(rows) + 1)])
        else:
            paper.across(60, 535, top)
            paper.across(60, 535, top + 18 * len(rows) + 2)
        paper.rows(INSIDE, top + 13, rows, bold_rows=1 if rows[0] == ROWS[0] else 0)
    return paper


@pytest.mark.parametrize("boxes", [True, False])
@pytest.mark.parametrize("header", [True, False])
def test_table_goes_on_over_the_page_break(boxes: bool, header: bool) -> None:
    table = only_table(two_pages(boxes=boxes, header=header))
    assert [row[0] for row in table.grid()] == [
        *(row[0] for row in ROWS),
        *(f"Elm {i}" for i in range(4)),
        *(f"Elm {i}" for i in range(4)),
    ]
    assert table.row_pages == (1,) * 9 + (2,) * 4
    assert [place.page for place in table.places] == [1, 2]
    assert table.header_rows == 1


def test_box_without_lines_is_read_as_the_table_it_is_said_to_be() -> None:
    paper = Paper()
    paper.prose(60)
    paper.rows((60, 300), 175, [["Keeper", "of the north gate"], ["Porter", "of the south gate"]])
    table = read_table(paper.pdf(), box=Box(x0=50, y0=160, x1=540, y1=205))
    assert table.grid() == [["Keeper", "of the north gate"], ["Porter", "of the south gate"]]


def test_part_of_a_table_is_read_when_the_box_holds_no_more() -> None:
    box = Box(x0=170, y0=158, x1=420, y1=222)
    assert read_table(ruled().pdf(), box=box).grid() == [row[1:3] for row in ROWS[:3]]


def test_box_without_columns_holds_no_table() -> None:
    with pytest.raises(OutputError, match="no table was found in"):
        read_table(ruled().pdf(), box=Box(x0=50, y0=335, x1=545, y1=420))

"""Documents as plain text."""

from docparse.export.text import table_to_text
from docparse.schemas import Cell, Code, Figure, KeyValue, Page, PageHeader, Table
from tests.export.samples import (
    BOX,
    document,
    document_of,
    footnote,
    heading,
    items,
    paragraph,
    raised,
    table,
)


def test_blocks_are_parted_by_one_empty_line():
    assert document(heading("A"), paragraph("b\nc", number=2)).to_text() == "A\n\nb\nc\n"


def test_an_empty_document_is_empty():
    assert document().to_text() == ""


def test_lists_keep_their_markers_and_depth():
    source = document(*items((0, "1.", "a\nb"), (1, "•", "c"), (0, "", "d")))
    assert source.to_text() == "1. a\n   b\n  • c\n- d\n"


def test_columns_are_aligned():
    assert table_to_text(table([["name", "n"], ["a", "10"]])) == "name  n\n----  --\na     10"


def test_east_asian_characters_are_two_places_wide():
    assert table_to_text(table([["城市", "n"], ["ab", "1"]])) == "城市  n\n----  -\nab    1"


def test_combining_marks_take_no_place():
    assert table_to_text(table([["e\u0301", "n"], ["ab", "1"]])).splitlines()[0] == "e\u0301   n"


def test_lines_of_a_cell_stay_in_their_column():
    assert table_to_text(table([["a", "b"], ["c\nd", "e"]])) == "a  b\n-  -\nc  e\nd"


def test_a_spanning_cell_stands_in_its_first_slot():
    cells = (Cell(row=0, column=0, column_span=2, text="a"), Cell(row=1, column=1, text="b"))
    block = Table(id="p1-b1", page=1, box=BOX, rows=2, columns=2, cells=cells)
    assert table_to_text(block) == "a\n   b"


def test_references_and_notes_stand_in_brackets():
    source = document(paragraph("word", raised("1")), footnote("1", "note"))
    assert source.to_text() == "word[1]\n\n[1] note\n"


def test_code_and_fields_stand_as_they_are():
    code = Code(id="p1-b1", page=1, box=BOX, text="if x:\n    y")
    fields = [KeyValue(id=f"p1-b{n}", page=1, box=BOX, key=f"k{n}", value="v") for n in (2, 3)]
    assert document(code, *fields).to_text() == "if x:\n    y\n\nk2: v\nk3: v\n"


def test_figures_and_furniture_are_left_out():
    figure = Figure(id="p1-b1", page=1, box=BOX, text="inside")
    header = PageHeader(id="p1-b2", page=1, box=BOX, text="Running")
    assert document(figure, header).to_text() == ""
    assert document(figure, header).to_text(furniture=True) == "Running\n"


def test_a_page_that_could_not_be_read_is_visible():
    source = document_of(Page(number=2, width=1, height=1, error="damaged"))
    assert source.to_text() == "[Page 2 could not be read: damaged]\n"

"""Tables survive the way through HTML, Markdown, CSV and pandas."""

import csv
import re
import sys
from io import StringIO

import pytest
from hypothesis import given, settings
from lxml import html
from markdown_it import MarkdownIt

from docparse.errors import MissingDependencyError, OutputError
from docparse.schemas import Cell, Run, Table
from tests.markup.grids import plain_tables, spanning_tables, stubbed_tables, table, table_of

GITHUB = MarkdownIt("gfm-like", {"linkify": False})


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def shown(element: html.HtmlElement) -> str:
    for line_break in element.iter("br"):
        line_break.tail = " " + (line_break.tail or "")
    return squeeze(element.text_content())


def expand(markup: str) -> dict[tuple[int, int], tuple[str, bool, tuple[int, int]]]:
    """Slots of an HTML table to text, header flag and the corner of the covering cell."""
    slots: dict[tuple[int, int], tuple[str, bool, tuple[int, int]]] = {}
    tree = html.fragment_fromstring(markup)
    first = 0
    for group in tree.xpath("thead|tbody"):
        rows = group.findall("tr")
        for row, element in enumerate(rows, first):
            column = 0
            for cell in element:
                while (row, column) in slots:
                    column += 1
                down = min(int(cell.get("rowspan", 1)), first + len(rows) - row)
                right = int(cell.get("colspan", 1))
                value = (shown(cell), cell.tag == "th", (row, column))
                slots |= {(row + d, column + r): value for d in range(down) for r in range(right)}
        first += len(rows)
    return slots


@given(spanning_tables())
@settings(max_examples=100, deadline=None)
def test_html_keeps_grid_spans_and_headers(source):
    expected = {
        slot: (squeeze(cell.text), cell.header, (cell.row, cell.column))
        for cell in source.cells
        for slot in cell.slots()
    }
    found = expand(source.to_html())
    assert {slot: value for slot, value in found.items() if slot in expected} == expected
    fillers = {slot: value for slot, value in found.items() if slot not in expected}
    assert all(text == "" and corner == slot for slot, (text, _, corner) in fillers.items())
    assert len(found) == source.rows * source.columns


@given(spanning_tables())
@settings(max_examples=50, deadline=None)
def test_html_head_holds_the_header_rows_unless_a_cell_reaches_below(source):
    head = html.fragment_fromstring(source.to_html()).findall("thead/tr")
    reaches = any(c.row < source.header_rows < c.row + c.row_span for c in source.cells)
    assert len(head) == (0 if reaches else source.header_rows)


@given(spanning_tables())
@settings(max_examples=100, deadline=None)
def test_html_read_back_is_the_grid(source):
    back = Table.from_html(source.to_html(), page=3, box=source.box)
    assert (back.rows, back.columns, back.page) == (source.rows, source.columns, 3)
    there = {(cell.row, cell.column): cell for cell in back.cells}
    for cell in source.cells:
        found = there.pop((cell.row, cell.column))
        assert squeeze(found.text) == squeeze(cell.text)
        assert (found.row_span, found.column_span) == (cell.row_span, cell.column_span)
        assert found.header == cell.header
    assert {(cell.text, len(cell.slots())) for cell in there.values()} <= {("", 1)}
    assert Table.from_html(back.to_html(), page=3, box=source.box) == back


@given(stubbed_tables())
@settings(max_examples=100, deadline=None)
def test_html_read_back_has_the_columns_that_name_the_rows(source):
    back = Table.from_html(source.to_html())
    assert back.stub_columns == source.stub_columns
    assert [cell.header for cell in back.cells] == [cell.header for cell in source.cells]


def test_names_of_some_rows_are_headers_but_no_stub():
    back = Table.from_html(
        '<table><tr><th scope="row">a</th><td>1</td></tr><tr><td>b</td><td>2</td></tr></table>'
    )
    assert back.stub_columns == 0
    assert [cell.header for cell in back.cells] == [True, False, False, False]


@pytest.mark.parametrize("text", ["$5 and $6", "$a$", r"\(a\)", r"a \$b", "`a`", "a < b & c"])
def test_html_read_back_has_no_formula_that_was_none(text):
    source = table_of([[text, "b"]])
    assert Table.from_html(source.to_html()).cells == source.cells


def test_html_read_back_has_its_formulas():
    runs = (Run(text="about "), Run(text="x_1 < y", math=True))
    source = table(1, 1, [Cell(row=0, column=0, text="about x_1 < y", runs=runs)])
    assert Table.from_html(source.to_html()).cells == source.cells


def test_html_without_a_table_is_refused_and_a_broken_one_mended_aloud():
    with pytest.raises(OutputError, match="no table in '<p>words"):
        Table.from_html("<p>words</p>")
    with pytest.warns(UserWarning, match="not closed"):
        table = Table.from_html("<table><tr><td>a<td>b")
    assert table.grid() == [["a", "b"]]


@given(plain_tables())
@settings(max_examples=100, deadline=None)
def test_a_pipe_table_keeps_the_grid(source):
    tree = html.fragment_fromstring(GITHUB.render(source.to_markdown()))
    rows = [[shown(cell) for cell in row] for row in tree.iter("tr")]
    expected = [[squeeze(text) for text in row] for row in source.grid()]
    if not source.header_rows:
        expected.insert(0, [""] * source.columns)
    assert rows == expected
    assert {e.tag for e in tree.iter()} <= {"table", "thead", "tbody", "tr", "th", "td", "br"}


@given(spanning_tables())
@settings(max_examples=50, deadline=None)
def test_html_inside_markdown_is_one_block(source):
    markup = source.to_html()
    assert GITHUB.render(markup).strip() == markup


@given(spanning_tables())
@settings(max_examples=100, deadline=None)
def test_csv_keeps_the_grid(source):
    assert list(csv.reader(StringIO(source.to_csv(), newline=""))) == source.grid()


@given(spanning_tables())
@settings(max_examples=50, deadline=None)
def test_a_frame_has_the_body_and_a_label_level_for_each_header_row(source):
    frame = source.to_dataframe()
    assert frame.shape == (source.rows - source.header_rows, source.columns)
    assert frame.columns.nlevels == max(1, source.header_rows)
    for cell in source.cells:
        for row, column in cell.slots():
            if row >= source.header_rows:
                assert frame.iloc[row - source.header_rows, column] == cell.text


@given(spanning_tables())
@settings(max_examples=50, deadline=None)
def test_csv_for_spreadsheets_differs_by_its_mark_and_apostrophes(source):
    text = source.to_csv(excel=True)
    assert text.startswith("\ufeff")
    cells = [cell for row in csv.reader(StringIO(text[1:], newline="")) for cell in row]
    plain = [cell for row in source.grid() for cell in row]
    assert all(safe in {cell, "'" + cell} for safe, cell in zip(cells, plain, strict=True))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        (" =1", "' =1"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("-2.5", "-2.5"),
        ("+1,204", "+1,204"),
        ("-3 %", "-3 %"),
        ("a=b", "a=b"),
    ],
)
def test_what_a_spreadsheet_would_run_is_marked_as_text(text, written):
    read = csv.reader(StringIO(table_of([[text]]).to_csv(excel=True)[1:], newline=""))
    assert next(read) == [written]


def test_a_plain_table_is_a_pipe_table():
    assert table_of([["a", "b"], ["1", ""]]).to_markdown() == "| a | b |\n| --- | --- |\n| 1 |  |"


def test_a_table_without_headers_gets_an_empty_head():
    assert table_of([["1", "2"]], 0).to_markdown() == "|  |  |\n| --- | --- |\n| 1 | 2 |"


def test_bars_and_line_breaks_stay_in_their_cell():
    assert table_of([["a|b", "c\nd"]]).to_markdown().splitlines()[0] == r"| a\|b | c<br>d |"


def test_a_table_with_spans_is_html():
    cells = [
        Cell(row=0, column=0, column_span=2, text="a<b", header=True),
        Cell(row=1, column=0, text="1"),
    ]
    assert table(2, 2, cells).to_markdown() == (
        '<table>\n<thead>\n<tr><th colspan="2">a&lt;b</th></tr>\n</thead>\n'
        "<tbody>\n<tr><td>1</td><td></td></tr>\n</tbody>\n</table>"
    )


def test_a_header_that_reaches_into_the_body_keeps_its_span():
    cells = [
        Cell(row=0, column=0, row_span=2, text="a", header=True),
        Cell(row=0, column=1, text="b", header=True),
        Cell(row=1, column=1, text="1"),
    ]
    markup = table(2, 2, cells).to_html()
    assert "thead" not in markup
    assert '<th rowspan="2">a</th><th>b</th>' in markup


def test_cells_keep_their_styles():
    runs = (Run(text="x"), Run(text="2", superscript=True), Run(text=" "), Run(text="b", bold=True))
    source = table(1, 1, [Cell(row=0, column=0, text="x2 b", runs=runs)])
    assert "<td>x<sup>2</sup> <b>b</b></td>" in source.to_html()
    assert "| x<sup>2</sup> **b** |" in source.to_markdown()


def test_headers_are_not_made_bold_again():
    bold = {"text": "a", "runs": (Run(text="a", bold=True),)}
    source = table(
        2, 1, [Cell(row=0, column=0, header=True, **bold), Cell(row=1, column=0, **bold)]
    )
    assert source.to_markdown() == "| a |\n| --- |\n| **a** |"
    assert "<th>a</th>" in source.to_html()
    assert "<td><b>a</b></td>" in source.to_html()


def test_an_empty_table_is_empty():
    assert table(0, 0, []).to_markdown() == ""
    assert table(0, 0, []).to_html() == "<table>\n</table>"
    assert table(0, 3, []).to_dataframe().shape == (0, 3)


def test_header_rows_label_the_columns_and_spans_are_repeated():
    cells = [
        Cell(row=0, column=0, column_span=2, text="year", header=True),
        Cell(row=1, column=0, text="2023", header=True),
        Cell(row=1, column=1, text="2024", header=True),
        Cell(row=2, column=0, column_span=2, text="same"),
    ]
    frame = table(3, 2, cells).to_dataframe()
    assert list(frame.columns) == [("year", "2023"), ("year", "2024")]
    assert frame.iloc[0].tolist() == ["same", "same"]


def test_a_missing_pandas_is_named_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'docparse\[pandas\]'"):
        table_of([["a"]]).to_dataframe()

"""TEDS by hand: trees of known size with known edits."""

from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx, mark

from docparse.evaluation.table_similarity import (
    cell_texts,
    pair_tables,
    teds,
    teds_structure,
    without_spans,
)

TWO_BY_TWO = (
    "<table><tr><td>north</td><td>east</td></tr><tr><td>south</td><td>west</td></tr></table>"
)
"""Two rows and four cells: six nodes."""

cells = st.sampled_from(["<td>a</td>", "<td>bc</td>", '<td colspan="2">a</td>', "<td></td>"])
tables = st.lists(st.lists(cells, max_size=3), max_size=3).map(
    lambda rows: "<table>" + "".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</table>"
)


def test_identical_tables_score_one():
    assert teds(TWO_BY_TWO, TWO_BY_TWO) == 1
    assert teds_structure(TWO_BY_TWO, TWO_BY_TWO) == 1


@mark.parametrize(
    ("edit", "score", "structure"),
    [
        (("<td>west</td>", ""), 1 - 1 / 6, 1 - 1 / 6),  # one cell of six nodes is missing
        (("<td>west</td>", "<td>nest</td>"), 1 - (1 / 4) / 6, 1),  # one letter of four
        (("<td>west</td>", "<td></td>"), 1 - 1 / 6, 1),  # the whole text of a cell
        (("<td>west</td>", '<td colspan="2">west</td>'), 1 - 1 / 6, 1 - 1 / 6),
        (("<tr><td>south</td><td>west</td></tr>", ""), 1 - 3 / 6, 1 - 3 / 6),  # row, two cells
        (("<td>west</td>", "<td>west</td><td>far</td>"), 1 - 1 / 7, 1 - 1 / 7),  # of seven
        (("</tr><tr>", ""), 1 - 3 / 6, 1 - 3 / 6),  # two rows became one: both go, one comes
    ],
)
def test_each_edit_costs_its_share_of_the_larger_tree(
    edit: tuple[str, str], score: float, structure: float
):
    changed = TWO_BY_TWO.replace(*edit)
    assert teds(TWO_BY_TWO, changed) == approx(score)
    assert teds_structure(TWO_BY_TWO, changed) == approx(structure)


@mark.parametrize(
    "same",
    [
        TWO_BY_TWO.replace("td>", "th>"),
        TWO_BY_TWO.replace("<tr>", "<thead><tr>", 1).replace("</tr>", "</tr></thead>", 1),
        TWO_BY_TWO.replace("north", " <b>no</b>rth\n"),
        TWO_BY_TWO.replace("<td>", '<td colspan="1" rowspan="" class="x">'),
        f"Before <p>{TWO_BY_TWO}</p> after",
        TWO_BY_TWO.replace("<td>", "<td><!-- note -->"),
    ],
)
def test_differences_of_markup_alone_do_not_count(same: str):
    assert teds(TWO_BY_TWO, same) == 1


def test_line_break_in_a_cell_is_a_space():
    assert cell_texts("<table><tr><td>two<br/>lines</td><td></td></tr></table>") == ["two lines"]


def test_table_in_a_cell_is_text_of_the_cell():
    nested = TWO_BY_TWO.replace("west", "<table><tr><td>we</td><td>st</td></tr></table>")
    assert teds_structure(TWO_BY_TWO, nested) == 1
    assert cell_texts(nested)[-1] == "we st"


@mark.parametrize(
    ("truth", "prediction", "score"),
    [
        (TWO_BY_TWO, "", 0),
        (TWO_BY_TWO, "no table at all", 0),
        (TWO_BY_TWO, "<table></table>", 0),
        ("", TWO_BY_TWO, 0),
        ("", "", 1),
        ("<table></table>", "<table></table>", 1),
    ],
)
def test_missing_table_scores_zero(truth: str, prediction: str, score: float):
    assert teds(truth, prediction) == score


@given(tables, tables)
@settings(max_examples=80)
def test_score_is_symmetric_and_between_0_and_1(a: str, b: str):
    assert teds(a, b) == approx(teds(b, a))
    assert 0 <= teds(a, b) <= 1
    assert teds(a, b) <= teds_structure(a, b) + 1e-9
    assert teds(a, a) == 1


def test_tables_of_a_page_are_paired_by_their_words():
    other = "<table><tr><td>red</td><td>blue</td></tr></table>"
    alien = "<table><tr><td>nothing alike</td></tr></table>"
    assert pair_tables([TWO_BY_TWO, other, alien], [other, TWO_BY_TWO]) == [1, 0, None]


def test_a_few_hundred_cells_take_seconds():
    rows = ["".join(f"<td>{row * 9 + column}</td>" for column in range(9)) for row in range(30)]
    table = "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    began = perf_counter()
    assert teds(table, table.replace("1", "7")) > 0.5
    assert perf_counter() - began < 10


def test_spans_are_spread_over_empty_cells():
    table = (
        "<table><tr><th rowspan=2>a</th><th colspan=2>b &amp; c</th></tr>"
        "<tr><td>d</td><td>e</td></tr></table>"
    )
    assert without_spans(table) == (
        "<table><tr><td>a</td><td>b &amp; c</td><td></td></tr>"
        "<tr><td></td><td>d</td><td>e</td></tr></table>"
    )


def test_spans_past_the_end_are_cut_off():
    table = "<table><tr><td rowspan=99>a</td></tr><tr><td colspan=1000000>b</td></tr></table>"
    rows = without_spans(table).split("</tr>")
    assert [row.count("<td>") for row in rows] == [1001, 1001, 0]


def test_what_is_no_table_keeps_no_spans():
    assert without_spans("") == ""

"""What the columns of a table hold."""

import pytest

from docparse.schemas import Cell, Run
from tests.markup.grids import table, table_of


def column_type(*texts: str) -> str:
    return table_of([["head"], *([text] for text in texts)]).column_types[0]


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["12", "1,204", "(3)", "−7", "1 204", "1'000'000"], "integer"),
        (["1.5", "12", "<0.001", "1,204.5", ".5", "1e-5", "±0.2", "0,75"], "number"),
        (["3.5 %", "(4%)", "100 ％"], "percent"),
        (["€ 12.50", "$3", "1,204.00 EUR", "(£5)"], "money"),
        (["2024-03-01", "1.3.2024", "12/05/99", "3 March 2024", "Mar 2024"], "date"),
        (["2024 年 3 月 1 日"], "date"),
        (["12 km", "13 km"], "text"),
        (["12", "twelve"], "text"),
        (["1", "3 %"], "text"),
        (["0.5-0.7"], "text"),
        (["1,20,4"], "text"),
        (["", "–", "n/a", "..."], "empty"),
        (["12", "–", "", "n.a."], "integer"),
        (["12 *", "13†", "14 [2]"], "integer"),
    ],
)
def test_column_is_what_all_its_texts_are(texts: list[str], kind: str) -> None:
    assert column_type(*texts) == kind


def test_header_and_cells_over_columns_do_not_count() -> None:
    cells = [
        Cell(row=0, column=0, text="name", header=True),
        Cell(row=0, column=1, text="year", header=True),
        Cell(row=1, column=0, column_span=2, text="a remark"),
        Cell(row=2, column=0, text="1"),
        Cell(row=2, column=1, text="2.5"),
    ]
    assert table(3, 2, cells).column_types == ("integer", "number")


def test_raised_marks_of_notes_do_not_count_and_texts_stay_as_printed() -> None:
    runs = (Run(text="1,204"), Run(text="a", superscript=True))
    source = table(1, 1, [Cell(row=0, column=0, text="1,204a", runs=runs)])
    assert source.column_types == ("integer",)
    assert source.grid() == [["1,204a"]]

"""The unit tests of pages pass and fail on the Markdown they should."""

from pytest import mark

from benchmarks.page_checks import passes
from benchmarks.readers import tables_in

PAGE = """
# A **bold** title

First comes “this sentence”, then\nthe other one.

| Name | 2023 | 2024 |
|---|---|---|
| Costs | **12** | 34 |
| Sales | 56 | 78 |

$$E = m c^{2}$$
"""


@mark.parametrize(
    ("check", "passed"),
    [
        ({"type": "present", "text": 'A bold title First comes "this sentence"'}, True),
        ({"type": "present", "text": "this sentense"}, False),
        ({"type": "present", "text": "this sentense", "max_diffs": 1}, True),
        ({"type": "absent", "text": "Page 7"}, True),
        ({"type": "absent", "text": "bold title"}, False),
        ({"type": "absent", "text": "title", "last_n": 20}, True),
        ({"type": "order", "before": "this sentence", "after": "the other one"}, True),
        ({"type": "order", "before": "the other one", "after": "this sentence"}, False),
        ({"type": "order", "before": "the othr one", "after": "Costs", "max_diffs": 1}, True),
        ({"type": "table", "cell": "12", "up": "2023", "left": "Costs"}, True),
        ({"type": "table", "cell": "78", "top_heading": "2024", "left_heading": "Sales"}, True),
        ({"type": "table", "cell": "78", "up": "2024"}, False),
        ({"type": "table", "cell": "99"}, False),
        ({"type": "math", "math": r"\mathrm{E}=mc^2"}, True),
        ({"type": "math", "math": "E=mc^3"}, False),
    ],
)
def test_check_passes_on_what_it_asks_for(check: dict[str, object], passed: bool):
    assert passes(check, PAGE) is passed


def test_spanning_cell_heads_all_its_columns():
    table = '<table><tr><th colspan="2">Year</th></tr><tr><td>2023</td><td>2024</td></tr></table>'
    assert passes({"type": "table", "cell": "2024", "top_heading": "Year"}, table)


def test_pipe_table_keeps_empty_cells_and_escaped_pipes():
    assert tables_in("||a|\n|---|---|\n|b \\| c||\n") == [
        "<table><tr><td></td><td>a</td></tr><tr><td>b | c</td><td></td></tr></table>"
    ]

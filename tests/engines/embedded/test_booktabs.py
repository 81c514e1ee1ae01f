"""Tables between horizontal lines, and the displays beside them."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.booktabs import part_from_displays
from docparse.engines.embedded.regions import Grid, Label, Region
from docparse.schemas import Rule
from tests.engines.embedded.parts import box, line, rows

RULES = [Rule(box=box(50, y, 350, y + 0.4), horizontal=True) for y in (118, 142, 190)]
TABLE = rows("Model|Error", "one|0.1", "two|0.2", xs=(55, 255), y=125)
DISPLAY = line("x = 1", x=150, y=95)
DISPLAY = [w.model_copy(update={"font": "CMMI10", "italic": True}) for w in DISPLAY]
WHOLE = box(50, 90, 350, 195)


@pytest.mark.parametrize("label", ["formula", "table"])
def test_table_and_the_display_over_it_are_parted(label: Label) -> None:
    grid = Grid(ys=(90, 115, 145, 195), xs=(50, 200, 350)) if label == "table" else None
    table, display = part_from_displays(
        [Region(label, WHOLE, grid=grid)], RULES, [*DISPLAY, *TABLE]
    )
    assert (table.label, display.label) == ("table", "formula")
    assert display.box.y1 < 118 < table.box.y0


def test_table_taken_for_a_formula_is_a_table() -> None:
    (table,) = part_from_displays([Region("formula", WHOLE)], RULES, TABLE)
    assert table.label == "table"
    assert table.grid is not None


@pytest.mark.parametrize("rules", [RULES[:2], []])
def test_fewer_lines_are_no_table(rules: list[Rule]) -> None:
    formula = Region("formula", WHOLE)
    assert part_from_displays([formula], rules, [*DISPLAY, *TABLE]) == [formula]


def test_title_over_a_table_stays_its_own() -> None:
    table = Region("table", WHOLE)
    title = line("Errors of all models we tried", y=95)
    assert part_from_displays([table], RULES, [*title, *TABLE]) == [table]


def test_other_regions_stay() -> None:
    text = Region("text", WHOLE)
    assert part_from_displays([text], RULES, [*DISPLAY, *TABLE]) == [text]

"""Items of a list from the rows of a table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, TypeAdapter

from docparse import extract
from docparse.engines.embedded.fields.filling import read_fields
from docparse.engines.embedded.fields.printed import Sheet
from docparse.schemas import Box, Cell, Table
from docparse.schemas.extraction import Extraction
from docparse.tasks.wanted import wanted_fields
from tests.engines.embedded.fields.setting import words
from tests.truth import SAMPLES


class Line(BaseModel):
    description: str
    quantity: int
    total: Decimal
    unit: str | None = None


class Bill(BaseModel):
    total: Decimal
    lines: list[Line] = []


def read(*rows: tuple[str, ...]) -> Extraction[Bill]:
    """Read a page with a table of these rows, the first of them its head."""
    slots = {
        (row, column): (60.0 + 110 * column, 100.0 + 20 * row, text)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    }
    cells = [
        Cell(
            row=row,
            column=column,
            text=placed[2],
            header=row == 0,
            box=Box.around(word.box for word in words([placed])),
        )
        for (row, column), placed in slots.items()
    ]
    box = Box.around(cell.box for cell in cells if cell.box)
    table = Table(
        id="p1-b1", page=1, box=box, rows=len(rows), columns=len(rows[0]), cells=tuple(cells)
    )
    adapter: TypeAdapter[Any] = TypeAdapter(Bill)
    sheet = Sheet(1, words(slots.values()), 842.0)
    return read_fields([sheet], wanted_fields(adapter.json_schema()), adapter, [table])


def test_columns_are_known_by_their_heads_in_any_language_and_order() -> None:
    found = read(
        ("Betrag", "Menge", "Bezeichnung"),
        ("1.000,00 €", "2", "Eichentisch"),
        ("80,00 €", "4", "Hocker"),
    )
    assert found.value is not None
    assert found.value.lines == [
        Line(description="Eichentisch", quantity=2, total=Decimal("1000.00")),
        Line(description="Hocker", quantity=4, total=Decimal("80.00")),
    ]
    price = found.evidence["lines[1].total"]
    assert (price.text, price.box.y0) == ("80,00 €", 132.0)


def test_sums_below_are_no_items_and_rows_without_a_required_value_are_told() -> None:
    found = read(
        ("Description", "Qty", "Amount"),
        ("Table", "2", "10.00"),
        ("Carriage", "", "5.00"),
        ("Total", "", "15.00"),
    )
    assert found.value is not None
    assert [line.description for line in found.value.lines] == ["Table"]
    (problem,) = [one for one in found.problems if one.field == "lines"]
    assert "row 2 of the table has no quantity" in problem.message
    assert "'Carriage', '5.00'" in problem.message


def test_items_of_the_sample_add_up_to_its_net_total() -> None:
    found = extract(SAMPLES / "invoice.pdf", Bill)
    assert found.value is not None
    assert len(found.value.lines) == 6
    assert sum(line.total for line in found.value.lines) == Decimal("4272.00")
    assert all(f"lines[{number}].unit" in found.evidence for number in range(6))

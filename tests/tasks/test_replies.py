"""Raw replies to whole pages, tables and formulas: the tables in `replies/`."""

from __future__ import annotations

import pytest

from docparse.schemas import Block, Box, Caption, Cell, Footnote, Formula, Heading, ListItem, Table
from docparse.schemas.blocks import TextBlock
from docparse.tasks.formula import ReadFormula
from docparse.tasks.parse import ParsePage
from docparse.tasks.table import ReadTable
from tests.tasks.paper import Sheet
from tests.tasks.test_replies_regions import Case, cases, check

PAGES = (Sheet(4, 1000, 1000),)


@pytest.mark.parametrize("case", cases("parse"))
def test_pages(case: Case) -> None:
    task = ParsePage(pages=PAGES)
    check(
        case,
        lambda: task.read(case["reply"], case["dialect"]),
        lambda page: "\n".join(map(written_block, page.blocks)),
    )


@pytest.mark.parametrize("case", cases("table"))
def test_tables(case: Case) -> None:
    task = ReadTable(pages=PAGES)
    check(case, lambda: task.read(case["reply"], case["dialect"]), written_table)


def formula_line(formula: Formula) -> str:
    number = f" ({formula.tag})" if formula.tag else ""
    return f"{formula.latex}{number}".replace("\n", "⏎")


@pytest.mark.parametrize("case", cases("formula"))
def test_formulas(case: Case) -> None:
    task = ReadFormula(pages=PAGES)
    check(case, lambda: task.read(case["reply"], case["dialect"]), formula_line)


def test_blocks_are_numbered_placed_on_the_page_and_the_model_is_their_source() -> None:
    page = ParsePage(pages=PAGES).read("# One\n\nTwo\n\n- three", "infmllm2").value
    assert [block.id for block in page.blocks] == ["p4-b1", "p4-b2", "p4-b3"]
    whole = Box(x0=0, y0=0, x1=1000, y1=1000)
    assert {(block.page, block.source, block.box) for block in page.blocks} == {(4, "model", whole)}


def written_block(block: Block) -> str:
    """One line: kind, what is special about it, text with its styles."""
    if isinstance(block, Table):
        return f"table {block.rows}x{block.columns}: {written_table(block)}"
    if isinstance(block, Formula):
        return f"formula: {formula_line(block)}"
    special = ""
    if isinstance(block, Heading):
        special = f" {block.level}"
    elif isinstance(block, ListItem):
        special = f" {block.depth} [{block.marker}]"
    elif isinstance(block, Caption):
        special = f" of {block.of}"
    elif isinstance(block, Footnote):
        special = f" [{block.mark}]" if block.mark else ""
    words = styled(block) if isinstance(block, TextBlock) else block.text
    return f"{block.kind}{special}: {words}".replace("\n", "⏎").rstrip(" ")


def styled(block: TextBlock | Cell) -> str:
    """The text, formulas in braces, bold in stars, italic in strokes and so on."""
    if not block.runs:
        return block.text
    parts = []
    for run in block.runs:
        text = f"{{{run.text}}}" if run.math else run.text
        for flag, sign in (
            (run.bold, "*"),
            (run.italic, "/"),
            (run.superscript, "^"),
            (run.subscript, "_"),
            (run.code, "`"),
        ):
            text = f"{sign}{text}{sign}" if flag else text
        parts.append(f"{text}<{run.link}>" if run.link else text)
    return "".join(parts)


def written_table(table: Table) -> str:
    """Rows behind each other; headers begin with a star, spans stand behind the text."""
    rows: list[list[str]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        spans = f" ({cell.row_span}x{cell.column_span})"
        spans = spans if (cell.row_span, cell.column_span) != (1, 1) else ""
        words = styled(cell).replace("\n", "⏎")
        rows[cell.row].append(f"{'*' if cell.header else ''}{words}{spans}")
    return " / ".join(" | ".join(row) for row in rows)

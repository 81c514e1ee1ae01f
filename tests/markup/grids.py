"""Strategies for tables."""

from hypothesis import strategies as st

from docparse.schemas import Box, Cell, Table

CELL_TEXTS = st.text(
    st.one_of(st.sampled_from("|\\`*_<>&$~ \nab1的"), st.characters(exclude_categories=["C"])),
    max_size=8,
)


def table(rows: int, columns: int, cells: list[Cell]) -> Table:
    return Table(
        id="p1-b1",
        page=1,
        box=Box(x0=0, y0=0, x1=1, y1=1),
        rows=rows,
        columns=columns,
        cells=tuple(cells),
    )


def table_of(rows: list[list[str]], header_rows: int = 1) -> Table:
    cells = [
        Cell(row=r, column=c, text=text, header=r < header_rows)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    return table(len(rows), len(rows[0]), cells)


@st.composite
def plain_tables(draw):
    """Grids without spans, with no or one header row."""
    columns = draw(st.integers(1, 4))
    rows = draw(
        st.lists(st.lists(CELL_TEXTS, min_size=columns, max_size=columns), min_size=1, max_size=5)
    )
    return table_of(rows, draw(st.integers(0, 1)))


@st.composite
def spanning_tables(draw):
    """Grids cut at random into cells; some slots stay uncovered."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    header_rows = draw(st.integers(0, 2))
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken or draw(st.integers(0, 9)) == 0:
                continue
            cell = Cell(
                row=row,
                column=column,
                row_span=draw(st.integers(1, rows - row)),
                column_span=draw(st.integers(1, columns - column)),
                text=draw(CELL_TEXTS),
                header=row < header_rows or draw(st.integers(0, 9)) == 0,
            )
            if not taken.isdisjoint(cell.slots()):
                cell = cell.model_copy(update={"row_span": 1, "column_span": 1})
            taken.update(cell.slots())
            cells.append(cell)
    return table(rows, columns, cells)


@st.composite
def stubbed_tables(draw):
    """Grids whose first columns name the rows."""
    source = draw(plain_tables().filter(lambda found: found.columns > 1))
    bodied = source.rows > source.header_rows
    stub = draw(st.integers(0, source.columns - 1)) if bodied else 0
    return source.model_copy(update={"stub_columns": stub})

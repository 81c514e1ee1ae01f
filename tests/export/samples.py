"""A document with every kind of block, built by hand."""

from docparse.schemas import (
    Block,
    Box,
    Caption,
    Cell,
    Code,
    Document,
    Dropped,
    Figure,
    Footnote,
    Formula,
    Heading,
    KeyValue,
    ListItem,
    Page,
    PageFooter,
    PageHeader,
    PageInfo,
    Paragraph,
    Place,
    Run,
    SourceInfo,
    Table,
)

BOX = Box(x0=72, y0=72, x1=523, y1=90)


def document(*blocks: Block, **source: str) -> Document:
    """One document of the blocks, each on the page it names."""
    count = max((block.page for block in blocks), default=1)
    pages = [
        Page(
            number=number,
            width=595,
            height=842,
            blocks=tuple(block for block in blocks if block.page == number),
        )
        for number in range(1, count + 1)
    ]
    return document_of(*pages, **source)


def document_of(*pages: Page, **source: str) -> Document:
    info = SourceInfo(name="sample.pdf", format="PDF", page_count=len(pages), **source)
    return Document(source=info, engine="test", pages=pages)


def paragraph(*runs: Run | str, number: int = 1, page: int = 1) -> Paragraph:
    styled = tuple(Run(text=run) if isinstance(run, str) else run for run in runs)
    text = "".join(run.text for run in styled)
    return Paragraph(id=f"p{page}-b{number}", page=page, box=BOX, text=text, runs=styled)


def heading(text: str, level: int = 1, number: int = 1) -> Heading:
    return Heading(id=f"p1-b{number}", page=1, box=BOX, text=text, level=level)


def items(*entries: tuple[int, str, str], page: int = 1, first: int = 1) -> list[ListItem]:
    """List items of depth, marker and text."""
    return [
        ListItem(id=f"p{page}-b{number}", page=page, box=BOX, text=text, marker=marker, depth=depth)
        for number, (depth, marker, text) in enumerate(entries, first)
    ]


def footnote(mark: str | None, text: str, number: int = 9, page: int = 1) -> Footnote:
    return Footnote(id=f"p{page}-b{number}", page=page, box=BOX, text=text, mark=mark)


def table(rows: list[list[str]], number: int = 2, page: int = 1) -> Table:
    cells = tuple(
        Cell(row=r, column=c, text=text, header=r == 0)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return Table(
        id=f"p{page}-b{number}",
        page=page,
        box=BOX,
        rows=len(rows),
        columns=len(rows[0]),
        cells=cells,
    )


def raised(text: str) -> Run:
    return Run(text=text, superscript=True)


def everything() -> Document:
    """Three pages: one of every kind of block, one read by OCR with doubts, one unread."""
    return document_of(_first(), _second(), Page(number=3, width=595, height=842, error="damaged"))


def _box(top: float, height: float, left: float = 72, width: float = 451) -> Box:
    return Box(x0=left, y0=top, x1=left + width, y1=top + height)


def _first() -> Page:
    cells = (
        Cell(row=0, column=0, text="Site", header=True, row_span=2),
        Cell(row=0, column=1, text="Yield in t/ha", header=True, column_span=2),
        Cell(row=1, column=1, text="2023", header=True),
        Cell(row=1, column=2, text="2024", header=True),
        Cell(row=2, column=0, text="North"),
        Cell(row=2, column=1, text="7.1"),
        Cell(row=2, column=2, text="7.4"),
        Cell(row=3, column=0, text="South"),
        Cell(row=3, column=1, text="6.8"),
        Cell(row=3, column=2, text="6.2"),
    )
    opening = (
        Run(text="Winter wheat was grown on "),
        Run(text="two sites", bold=True),
        Run(text=" over two seasons"),
        raised("1"),
        Run(text="; the protocol is that of "),
        Run(text="Marsh et al.", italic=True),
        Run(text=", see "),
        Run(text="the register", link="https://example.org/register?id=7&v=2"),
        Run(text=" (area in m"),
        raised("2"),
        Run(text=")."),
    )
    text = "".join(run.text for run in opening)
    blocks: tuple[Block, ...] = (
        PageHeader(id="p1-b1", page=1, box=_box(30, 10), text="Field Reports 12"),
        Heading(id="p1-b2", page=1, box=_box(60, 24), text="Yield of winter wheat", level=1),
        Paragraph(id="p1-b3", page=1, box=_box(96, 44), text=text, runs=opening),
        Heading(id="p1-b4", page=1, box=_box(154, 16), text="1 Method", level=2),
        ListItem(id="p1-b5", page=1, box=_box(178, 12), text="Sow in October", marker="1."),
        ListItem(
            id="p1-b6",
            page=1,
            box=_box(194, 12, 90, 433),
            text="at 4 cm depth",
            marker="•",
            depth=1,
        ),
        ListItem(id="p1-b7", page=1, box=_box(210, 12), text="Harvest in July", marker="2."),
        Caption(id="p1-b8", page=1, box=_box(236, 12), text="Table 1: Yield by site", of="p1-b9"),
        Table(id="p1-b9", page=1, box=_box(252, 84), rows=4, columns=3, cells=cells),
        Formula(id="p1-b10", page=1, box=_box(352, 26), text="Y = m / A", latex=r"Y = \frac{m}{A}"),
        Figure(id="p1-b11", page=1, box=_box(392, 130), text="North South"),
        Caption(
            id="p1-b12", page=1, box=_box(528, 12), text="Figure 1: Map of the sites", of="p1-b11"
        ),
        Code(
            id="p1-b13",
            page=1,
            box=_box(556, 40),
            text="for s in sites:\n    print(s)",
            language="python",
        ),
        KeyValue(id="p1-b14", page=1, box=_box(612, 12), key="Contact", value="Field office"),
        Paragraph(
            id="p1-b15",
            page=1,
            box=_box(640, 40),
            continued=(Place(page=2, box=_box(72, 28)),),
            text="Both sites were drilled on the same day, and the plots laid out in four blocks.",
        ),
        Footnote(
            id="p1-b16", page=1, box=_box(740, 10), text="October 2022 to July 2024.", mark="1"
        ),
        PageFooter(id="p1-b17", page=1, box=_box(800, 10), text="1"),
    )
    return Page(
        number=1,
        width=595,
        height=842,
        blocks=blocks,
        info=PageInfo(text_source="text_layer", reason="healthy text layer", words=96),
    )


def _second() -> Page:
    return Page(
        number=2,
        width=595,
        height=842,
        blocks=(
            Paragraph(
                id="p2-b1",
                page=2,
                box=_box(120, 40),
                text="The harvesters weighed every p1ot tw1ce.",
                source="ocr",
                confidence=0.62,
            ),
            Paragraph(
                id="p2-b2",
                page=2,
                box=_box(176, 26),
                text="小麦产量逐年上升。",
                source="ocr",
                confidence=0.97,
            ),
        ),
        info=PageInfo(
            text_source="ocr",
            reason="no text layer",
            words=11,
            dropped=(Dropped(reason="outside the page", words=3, sample="draft do not"),),
            skew=1.3,
            ocr_confidence=0.81,
            notes=("Script Arabic is not read",),
        ),
    )

"""An article: two columns, formulas, tables, a figure, notes, a list and a program."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from reportlab.graphics.shapes import Drawing, Line, PolyLine, Rect, String
from reportlab.lib.colors import Color, black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle as Style
from reportlab.platypus import Flowable, FrameBreak, HRFlowable, KeepTogether, NextPageTemplate

from examples.press.blocks import Code, Figure, Grid, Span, set_text
from examples.press.fonts import MONO, SERIF
from examples.press.manuscript import set_manuscript
from examples.press.sheets import Fixed, Sheet, area, print_story

LEFT, WIDTH, GUTTER, TOP, BOTTOM = 52.0, 491.0, 19.0, 60.0, 785.0
COLUMN = (WIDTH - GUTTER) / 2
RIGHT = LEFT + COLUMN + GUTTER
BLUE = Color(0.1, 0.25, 0.55)
GREY = Color(0.92, 0.92, 0.92)

BODY = Style(
    "body", fontName=SERIF, fontSize=9.6, leading=11.4, alignment=TA_JUSTIFY, firstLineIndent=10,
    hyphenationLang="en_US", hyphenationMinWordLength=6, allowWidows=0, allowOrphans=0,
    bulletFontName=SERIF, bulletFontSize=9.6,
)  # fmt: skip
FIRST = Style("first", BODY, firstLineIndent=0)
BOLD = Style("bold", fontName=SERIF + "Bol")
CENTERED = Style("centered", fontName=SERIF, fontSize=11, leading=14, alignment=TA_CENTER)
CAPTION = Style("caption", FIRST, fontSize=8.5, leading=10, spaceBefore=4, spaceAfter=8)
NOTE = Style("note", FIRST, fontSize=7.8, leading=9.2, spaceAfter=1)
CELL = Style("cell", fontName=SERIF, fontSize=8.6, leading=10.2)
NUMBER = Style("number", CELL, alignment=TA_CENTER)
HEAD = Style("head", NUMBER, fontName=SERIF + "Bol")
RUNNING = Style("running", CELL, fontName=SERIF + "Italic")
PROGRAM = Style(
    "program", fontName=MONO, fontSize=7, leading=9, spaceBefore=5, spaceAfter=7, leftIndent=4
)
TITLE = Style("title", BOLD, fontSize=18, leading=22, alignment=TA_CENTER, spaceAfter=8)
REFERENCE = Style(
    "reference", FIRST, fontSize=8.6, leading=10.4, leftIndent=16, bulletFontSize=8.6, spaceBefore=2
)
STYLES = {
    "": BODY,
    "first": FIRST,
    "#": TITLE,
    "@author": CENTERED,
    "@address": Style("address", CENTERED, fontSize=8.5, spaceAfter=10),
    "##abstract": Style("abstract head", TITLE, fontSize=10, leading=12, spaceAfter=3),
    "@abstract": Style("abstract", FIRST, leftIndent=36, rightIndent=36),
    "##": Style("section", BOLD, fontSize=11.5, leading=14, spaceBefore=10, spaceAfter=4),
    "###": Style("subsection", BOLD, fontSize=10, leading=12, spaceBefore=7, spaceAfter=3),
    "-": Style("item", FIRST, leftIndent=12, bulletIndent=2, spaceBefore=1.5),
    "--": Style("nested item", FIRST, leftIndent=24, bulletIndent=14, spaceBefore=1.5),
    "-reference": REFERENCE,
}
CODE = """\
def undo_drift(readings, visits):
    best = None
    for beta in GRID:
        fit = solve(readings, visits, beta)
        if best is None or fit.cost < best.cost:
            best = fit
    return [
        reading.level - best.drift(reading)
        for reading in readings
    ]"""
NOTES = {
    "1": "The worst of our posts leaned by four degrees when we took it out.",
    "2": "Where two volunteers came on the same day we take the mean; they never differed by more "
    "than three millimetres.",
}
LATER_NOTES = {"3": "Floods of that height came twice during the study, both times at Stone Ford."}


def make_article() -> tuple[bytes, str]:
    first = [
        area(LEFT, TOP - 12, WIDTH, 208),
        area(LEFT, 214, COLUMN, BOTTOM - 35),
        area(RIGHT, 214, COLUMN, BOTTOM),
    ]
    second = [area(LEFT, 206, COLUMN, BOTTOM - 27), area(RIGHT, 206, COLUMN, BOTTOM)]
    sheets = [
        Sheet("first", first, after=partial(_foot, NOTES)),
        Sheet("second", second, before=_results, after=partial(_foot, LATER_NOTES)),
    ]
    inserts = {
        "columns": lambda: [FrameBreak()],
        "second": lambda: [NextPageTemplate("second")],
        "program": lambda: [Code(CODE, PROGRAM)],
        "sites": _sites,
        "curve": _curve,
    }
    story = set_manuscript("article.txt", STYLES, inserts, room=60)
    title = "The Drift of Low-Cost River Gauges and How to Undo It"
    authors = "Hanna Lindqvist, Tobe Okoye and Mira Varga"
    return print_story("article.pdf", sheets, list(story), title=title, author=authors)


def _results(_: int) -> list[Fixed]:
    """Return what stands above the text of the second page: running head and the wide table."""
    rows = [
        [Span("Sensor", 2), Span("Housing", 2), Span("Raw error (mm)", 1, 2),
         Span("Corrected error (mm)", 1, 2), Span("Kept", 2)],
        ["mean", "worst", "mean", "worst"],
        [Span("Ultrasonic", 2), "open pipe", "14.2", "31.0", "2.1", "6.4", "yes"],
        ["closed pipe", "9.7", "22.5", "1.8", "4.9", "yes"],
        [Span("Pressure", 2), "open pipe", "11.3", "27.8", "2.6", "7.7", "yes"],
        ["closed pipe", "12.9", "40.1", "8.8", "26.3", "no"],
        ["Float", Span("no housing was tried", 1, 5), "no"],
    ]  # fmt: skip
    rules = [
        ("GRID", (0, 0), (-1, -1), 0.5, black),
        ("BACKGROUND", (0, 0), (-1, 1), GREY),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    widths = [70, 76, 60, 60, 60, 60, 44]
    table = Grid(rows, widths, [CELL, CELL, *[NUMBER] * 5], rules, header_rows=2, header_style=HEAD)
    caption = (
        "Table 1: Errors before and after the correction, by sensor and housing. A sensor was "
        "<i>kept</i> when its worst corrected error was below 10 mm."
    )
    head = set_text("H. Lindqvist, T. Okoye and M. Varga", RUNNING, "page_header")
    return [
        Fixed(head, LEFT, 36, WIDTH),
        Fixed(set_text(caption, CAPTION, "caption", of="table"), LEFT, TOP - 4, WIDTH),
        Fixed(table, LEFT + 30, TOP + 22, WIDTH),
    ]


def _sites() -> list[Flowable]:
    """Return the table with book rules only."""
    rows = [
        ["Site", "Gauges", "Width (m)", "Months"],
        ["Alder Weir", "4", "11.5", "18"],
        ["Mill Race", "3", "6.2", "18"],
        ["Stone Ford", "5", "24.0", "12"],
        ["Lower Quay", "2", "31.7", "9"],
    ]
    rules = [
        ("LINEABOVE", (0, 0), (-1, 0), 0.9, black),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, black),
        ("LINEBELOW", (0, -1), (-1, -1), 0.9, black),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    styles = [CELL, NUMBER, NUMBER, NUMBER]
    table = Grid(rows, [70, 46, 56, 46], styles, rules, header_style=HEAD, spaceAfter=9)
    caption = set_text("Table 2: The four sites.", CAPTION, "caption", of="table")
    return [KeepTogether([caption, table])]


def _curve() -> list[Flowable]:
    """Return the figure, a chart of the drift, with its caption."""
    drawing = Drawing(COLUMN, 136)
    x0, y0, x1, y1 = 30, 28, COLUMN - 8, 120
    label = partial(String, fontSize=7)
    drawing.add(Rect(x0, y0, x1 - x0, y1 - y0, fillColor=None, strokeWidth=0.6))
    for step in range(3):
        y = y0 + step * 40
        drawing.add(Line(x0, y, x1, y, strokeWidth=0.25, strokeColor=Color(0.7, 0.7, 0.7)))
        drawing.add(label(x0 - 4, y - 2.5, str(10 * step), textAnchor="end"))
    for step in range(4):
        x = x0 + step * (x1 - x0) / 3
        drawing.add(label(x, y0 - 9, str(6 * step), textAnchor="middle"))
    drawing.add(label(x0, y1 + 2, "drift in mm"))
    drawing.add(label((x0 + x1) / 2, y0 - 20, "months since installation", textAnchor="middle"))
    for rate, wave, color, name in ((80, 5, black, "raw"), (7, 3, BLUE, "corrected")):
        points = _points(x0, y0, x1 - x0, rate, wave)
        drawing.add(PolyLine(points, strokeColor=color, strokeWidth=1))
        drawing.add(label(x1 - 4, y0 + rate * 0.72 + 8, name, fillColor=color, textAnchor="end"))
    caption = (
        "Figure 1: Drift of gauge 7 over eighteen months, raw and after the correction of "
        "Equation 2. The small waves are the seasons."
    )
    return [KeepTogether([Figure(drawing), set_text(caption, CAPTION, "caption", of="figure")])]


def _points(x0: float, y0: float, width: float, rate: float, wave: float) -> list[float]:
    swing = (0, 0.6, 1, 0.6, 0, -0.6, -1, -0.6)
    points: list[float] = []
    for step in range(37):
        share = step / 36
        points += [x0 + width * share, y0 + 2 + rate * share**0.8 + wave * swing[step % 8] * share]
    return points


def _foot(notes: Mapping[str, str], page: int) -> list[Fixed]:
    """Return the notes at the foot of the left column under a short rule, and the page number."""
    top = BOTTOM
    things = [Fixed(set_text(str(page), NUMBER, "page_footer"), LEFT, 800, WIDTH)]
    for mark, text in reversed(notes.items()):
        note = set_text(f"<super>{mark}</super> {text}", NOTE, "footnote", mark=mark)
        note.entry.fields |= {"text": text, "styles": {}}
        top -= note.wrap(COLUMN, BOTTOM)[1] + 1
        things.insert(0, Fixed(note, LEFT, top, COLUMN))
    rule = HRFlowable(50, 0.4, color=black, hAlign="LEFT")
    return [Fixed(rule, LEFT, top - 4, COLUMN), *things]

"""A magazine page: three columns around a full-width picture, and a box with a list."""

from __future__ import annotations

from math import sin

from reportlab.graphics.shapes import Circle, Drawing, Ellipse, Line, Polygon, Rect
from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle as Style
from reportlab.platypus import Flowable, FrameBreak

from examples.press.blocks import Figure, set_text
from examples.press.manuscript import set_manuscript
from examples.press.sheets import Fixed, Sheet, area, print_story

LEFT, WIDTH, GUTTER = 46.0, 503.0, 16.0
COLUMN = (WIDTH - 2 * GUTTER) / 3
COLUMNS = tuple(LEFT + number * (COLUMN + GUTTER) for number in range(3))
UPPER, PICTURE, LOWER, END = 164.0, 404.0, 600.0, 790.0
BROWN, SAND = Color(0.36, 0.22, 0.1), Color(0.96, 0.92, 0.84)
SKY, LEAF = Color(0.86, 0.92, 0.96), Color(0.3, 0.5, 0.22)

BODY = Style(
    "body", fontName="Times-Roman", fontSize=10.2, leading=12.6, alignment=TA_JUSTIFY,
    firstLineIndent=9, hyphenationLang="en_GB", hyphenationMinWordLength=6, allowWidows=0,
    allowOrphans=0,
)  # fmt: skip
TITLE = Style("title", fontName="Times-Bold", fontSize=34, leading=40, textColor=BROWN)
SMALL = Style("small", fontName="Helvetica", fontSize=8.5, leading=11)
CAPTION = Style("caption", SMALL, fontSize=8, leading=10, spaceBefore=4)
RUNNING = Style("running", SMALL, textColor=BROWN)
STYLES = {
    "": BODY,
    "first": Style("first", BODY, firstLineIndent=0),
    "#": TITLE,
    "@deck": Style("deck", fontName="Times-Italic", fontSize=13, leading=17, spaceAfter=5),
    "@byline": SMALL,
    "##": Style("section", TITLE, fontSize=17, leading=21, spaceBefore=8),
    "###": Style("box head", fontName="Helvetica-Bold", fontSize=11, leading=14, spaceAfter=4),
    "@box": SMALL,
    "-": Style(
        "item", SMALL, leftIndent=10, bulletFontName="Helvetica", bulletFontSize=8.5, spaceBefore=3
    ),
}


def make_sidebar() -> tuple[bytes, str]:
    frames = [
        area(LEFT, 60, WIDTH, UPPER - 10),
        *(area(x, UPPER, COLUMN, PICTURE - 8) for x in COLUMNS),
        area(LEFT, PICTURE, WIDTH, LOWER - 4),
        *(area(x, LOWER, COLUMN, END) for x in COLUMNS[:2]),
        area(COLUMNS[2] + 9, LOWER + 8, COLUMN - 18, END),
    ]
    sheet = Sheet("page", frames, before=_behind, after=_foot)
    inserts = {"break": lambda: [FrameBreak()], "picture": _picture}
    story = set_manuscript("sidebar.txt", STYLES, inserts)
    title, author = "A Year Without a Spade", "Ines Calder"
    return print_story("sidebar.pdf", [sheet], list(story), title=title, author=author)


def _behind(_: int) -> list[Fixed]:
    """Return the running head and the tint of the box."""
    tint = Drawing(COLUMN, END - LOWER)
    tint.add(Rect(0, 0, COLUMN, END - LOWER, fillColor=SAND, strokeColor=BROWN, strokeWidth=0.8))
    head = set_text("The Allotment Quarterly · Spring 2026", RUNNING, "page_header")
    return [Fixed(head, LEFT, 34, WIDTH), Fixed(tint, COLUMNS[2], LOWER, COLUMN)]


def _foot(_: int) -> list[Fixed]:
    return [Fixed(set_text("24", RUNNING, "page_footer"), LEFT, 804, WIDTH)]


def _picture() -> list[Flowable]:
    caption = (
        "Bed 3 in July: beans and leeks on the left, the last of the straw potatoes on the right."
    )
    return [Figure(_beds()), set_text(caption, CAPTION, "caption", of="figure")]


def _beds() -> Drawing:
    """Draw hills, rows of plants and the sun."""
    drawing = Drawing(WIDTH, 140)
    drawing.add(Rect(0, 0, WIDTH, 140, fillColor=SKY, strokeColor=None))
    drawing.add(Circle(430, 112, 15, fillColor=Color(0.97, 0.8, 0.3), strokeColor=None))
    steps = [WIDTH * step / 56 for step in range(57)]
    ridge = [value for x in steps for value in (x, 72 + 14 * sin(x / 60) + 5 * sin(x / 17))]
    hills = [0, 40, *ridge, WIDTH, 40]
    drawing.add(Polygon(hills, fillColor=Color(0.62, 0.74, 0.55), strokeColor=None))
    drawing.add(Rect(0, 0, WIDTH, 48, fillColor=Color(0.5, 0.36, 0.22), strokeColor=None))
    for row, y in enumerate((38, 24, 8)):
        for plant in range(14 - row):
            x = 22 + plant * (36 + 3 * row)
            drawing.add(Line(x, y, x, y + 14 + 4 * row, strokeColor=LEAF, strokeWidth=1.5))
            for side in (-5, 5):
                drawing.add(
                    Ellipse(x + side, y + 12 + 4 * row, 6, 3, fillColor=LEAF, strokeColor=None)
                )
    return drawing

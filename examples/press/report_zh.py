"""A Chinese report: headings, paragraphs, a table with spans, a list, running head and folio."""

from __future__ import annotations

from reportlab.lib.colors import Color, black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle as Style
from reportlab.platypus import Flowable, KeepTogether, paragraph

from examples.press.blocks import Grid, Span, set_text
from examples.press.fonts import HAN
from examples.press.manuscript import set_manuscript
from examples.press.sheets import Fixed, Sheet, area, print_story

LEFT, WIDTH, TOP, BOTTOM = 77.5, 440.0, 78.0, 777.0
PAGES = 2
NAVY = Color(0.1, 0.2, 0.45)

PLAIN = Style("plain", fontName=HAN, fontSize=11, leading=18, wordWrap="CJK", spaceAfter=2)
CENTERED = Style("centered", PLAIN, alignment=TA_CENTER, spaceAfter=10)
CAPTION = Style("caption", CENTERED, fontSize=9.5, leading=14, spaceBefore=6, spaceAfter=4)
CELL = Style("cell", CAPTION, leading=13, spaceBefore=0, spaceAfter=0)
RUNNING = Style("running", CELL, fontSize=9, alignment=TA_RIGHT)
FOLIO = Style("folio", CELL, fontSize=9)
BODY = Style("body", PLAIN, firstLineIndent=22, alignment=TA_JUSTIFY)
SECTION = Style(
    "section", PLAIN, fontSize=14.5, leading=22, spaceBefore=9, spaceAfter=4, textColor=NAVY
)
STYLES = {
    "": BODY,
    "first": BODY,
    "#": Style("title", CENTERED, fontSize=20, leading=30, spaceAfter=2),
    "@date": CENTERED,
    "##": SECTION,
    "###": Style("subsection", SECTION, fontSize=12, leading=20, spaceBefore=5, textColor=black),
    "-": Style(
        "item", PLAIN, alignment=TA_JUSTIFY, leftIndent=54, bulletIndent=18, bulletFontName=HAN,
        bulletFontSize=11,
    ),
}  # fmt: skip


def make_report_zh() -> tuple[bytes, str]:
    paragraph.ALL_CANNOT_START += "，；：？！）"  # which reportlab would let begin a line
    sheet = Sheet("page", [area(LEFT, TOP, WIDTH, BOTTOM)], before=_head, after=_foot)
    story = set_manuscript("report_zh.txt", STYLES, {"table": _captioned_table}, room=70)
    title, author = "青石水库水质监测年度报告", "青石水库管理处"
    return print_story("report_zh.pdf", [sheet], list(story), title=title, author=author)


def _head(_: int) -> list[Fixed]:
    return [Fixed(set_text("青石水库管理处", RUNNING, "page_header"), LEFT, 50, WIDTH)]


def _foot(page: int) -> list[Fixed]:
    return [Fixed(set_text(f"第{page}页 共{PAGES}页", FOLIO, "page_footer"), LEFT, 790, WIDTH)]


def _captioned_table() -> list[Flowable]:
    caption = set_text("表1 各监测点主要指标的年平均值", CAPTION, "caption", of="table")
    return [KeepTogether([caption, _table()])]


def _table() -> Grid:
    rows = [
        [Span("监测点", 2), Span("深度", 2), Span("每升毫克数", 1, 3), Span("类别", 2)],
        ["溶解氧", "总磷", "总氮"],
        [Span("东岸", 2), "表层", "8.4", "0.018", "0.41", "二类"],
        ["底层", "6.9", "0.021", "0.43", "二类"],
        ["西岸", "表层", "8.2", "0.019", "0.44", "二类"],
        [Span("坝前", 2), "表层", "8.6", "0.016", "0.39", "二类"],
        ["底层", "5.2", "0.027", "0.48", "三类"],
        ["河口", "表层", "7.8", "0.024", "0.49", "二类"],
    ]  # fmt: skip
    rules = [
        ("GRID", (0, 0), (-1, -1), 0.5, black),
        ("BACKGROUND", (0, 0), (-1, 1), Color(0.93, 0.94, 0.97)),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    return Grid(rows, [70, 60, 70, 70, 70, 60], [CELL] * 6, rules, header_rows=2, spaceAfter=8)

"""An invoice: two address blocks, labelled fields, a ruled table of items, totals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle

from examples.press.blocks import Grid, KeyValue, set_text
from examples.press.sheets import Fixed, print_pages

LEFT, WIDTH = 56.0, 483.0
TEAL = Color(0.05, 0.35, 0.38)
PALE = Color(0.9, 0.95, 0.95)

PLAIN = ParagraphStyle("plain", fontName="Helvetica", fontSize=9.5, leading=13)
BOLD = ParagraphStyle("bold", PLAIN, fontName="Helvetica-Bold")
FIRM = ParagraphStyle("firm", BOLD, fontSize=15, leading=19, textColor=TEAL)
TITLE = ParagraphStyle("title", BOLD, fontSize=24, leading=28, alignment=TA_RIGHT)
NUMBER = ParagraphStyle("number", PLAIN, alignment=TA_RIGHT)
TOTAL = ParagraphStyle("total", BOLD, alignment=TA_RIGHT, fontSize=11)
CENTER = ParagraphStyle("center", PLAIN, alignment=TA_CENTER)
HEAD = ParagraphStyle("head", CENTER, fontName="Helvetica-Bold")
FOOT = ParagraphStyle("foot", CENTER, fontSize=7.5, leading=10, textColor=Color(0.35, 0.35, 0.35))

SUPPLIER = "14 Cooper's Yard<br/>Norwick NW4 7LT<br/>United Kingdom<br/>accounts@harrowpine.example"
CUSTOMER = "Meadow Lane Primary School<br/>Ms Ruth Adeyemi<br/>2 Meadow Lane<br/>Eastbury EB1 9QD"
FIELDS = (
    ("Invoice number", "HP-2026-0417"),
    ("Invoice date", "17 April 2026"),
    ("Due date", "17 May 2026"),
    ("Your order", "MLP/88/2026"),
    ("Currency", "GBP"),
)
ITEMS = (
    ("Reading table, solid oak, 180 × 90 cm", 2, "pcs", "486.00"),
    ("Stacking chair, ash, seat height 38 cm", 24, "pcs", "62.50"),
    ("Bookshelf, five shelves, fixed to the wall, with rounded corners", 6, "pcs", "214.90"),
    ("Linseed oil, 5 l", 3, "cans", "41.20"),
    ("Felt pads, sheet of 28", 12, "sheets", "3.75"),
    ("Delivery and assembly on the second floor", 9, "hours", "38.00"),
)
VAT_PERCENT = 20
TERMS = (
    "Please pay within 30 days without deduction and quote the invoice number. The goods remain "
    "our property until they are paid in full. Complaints about visible defects reach us in time "
    "if they are made within two weeks of delivery."
)
BANK = (
    ("Account holder", "Harrow &amp; Pine Ltd"),
    ("Sort code", "00-11-22"),
    ("Account", "00234567"),
)
FOOTER = "Harrow &amp; Pine Ltd · Registered in England 00112233 · VAT GB 000 1122 33 · Page 1 of 1"


def make_invoice() -> tuple[bytes, str]:
    amounts = [Decimal(price) * quantity for _, quantity, _, price in ITEMS]
    net = sum(amounts, Decimal())
    vat = (net * VAT_PERCENT / 100).quantize(Decimal("0.01"))
    totals = [("Subtotal", net), (f"VAT {VAT_PERCENT}%", vat), ("Total due", net + vat)]
    items, top = _items(amounts), 318.0
    end = top + items.wrap(WIDTH, 800)[1]
    page = [
        Fixed(set_text("Harrow &amp; Pine Ltd", FIRM), LEFT, 56, 250),
        Fixed(set_text(SUPPLIER, PLAIN), LEFT, 80, 250),
        Fixed(set_text("INVOICE", TITLE, "heading", level=1), LEFT + 250, 56, WIDTH - 250),
        Fixed(set_text("Bill to", BOLD), LEFT, 180, 200),
        Fixed(set_text(CUSTOMER, PLAIN), LEFT, 195, 200),
        *_fields(FIELDS, LEFT + 270, 180, 120, 93),
        Fixed(items, LEFT, top, WIDTH),
        *_fields(_money(totals[:2]), LEFT + 310, end + 10, 83, 90, NUMBER),
        *_fields(_money(totals[2:]), LEFT + 310, end + 42, 83, 90, TOTAL),
        Fixed(set_text("Terms of payment", BOLD, "heading", level=2), LEFT, end + 100, WIDTH),
        Fixed(set_text(TERMS, PLAIN), LEFT, end + 116, WIDTH),
        *_fields(BANK, LEFT, end + 172, 110, 200),
        Fixed(set_text(FOOTER, FOOT, "page_footer"), LEFT, 790, WIDTH),
    ]
    return print_pages("invoice.pdf", [page], title="Invoice HP-2026-0417", author="Harrow & Pine")


def _items(amounts: Sequence[Decimal]) -> Grid:
    rows = [["No.", "Description", "Quantity", "Unit", "Unit price", "Amount"]]
    for number, ((name, quantity, unit, price), amount) in enumerate(
        zip(ITEMS, amounts, strict=True), 1
    ):
        rows.append([str(number), name, str(quantity), unit, price, f"{amount:,.2f}"])
    rules = [
        ("GRID", (0, 0), (-1, -1), 0.6, TEAL),
        ("BACKGROUND", (0, 0), (-1, 0), PALE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
    styles = [CENTER, PLAIN, NUMBER, PLAIN, NUMBER, NUMBER]
    return Grid(rows, [30, 208, 58, 47, 65, 75], styles, rules, header_style=HEAD)


def _money(values: Sequence[tuple[str, Decimal]]) -> list[tuple[str, str]]:
    return [(label, f"{value:,.2f}") for label, value in values]


def _fields(
    fields: Sequence[tuple[str, str]],
    x: float,
    top: float,
    label_width: float,
    value_width: float,
    style: ParagraphStyle = PLAIN,
) -> list[Fixed]:
    """Return labelled values, one below the other."""
    label_style = BOLD if style is TOTAL else PLAIN
    return [
        Fixed(
            KeyValue(label, value, [label_width, value_width], [label_style, style]),
            x,
            top + 15.5 * line,
            label_width + value_width,
        )
        for line, (label, value) in enumerate(fields)
    ]

"""Receipts on a narrow roll."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from decimal import Decimal

from benchmarks.form_press.facts import PERCENT, Fact, Part, Writer
from benchmarks.form_press.identifiers import fill
from benchmarks.form_press.parties import Firm, invent_firm
from benchmarks.form_press.sheet import Align, Sheet, Style
from benchmarks.form_press.trade import any_day, rounded

ROLL_WIDTH = 226.8
_MARGIN = 14.0
_NOTES = (5, 10, 20, 50, 100, 200)


@dataclass(frozen=True)
class Receipt:
    """A receipt; the items are name, quantity, price and amount."""

    writer: Writer
    title: str
    shop: Firm
    date: Fact
    time: str
    number: Fact
    others: tuple[Fact, ...]
    items: tuple[tuple[Fact, Fact, Fact, Fact], ...]
    totals: tuple[Fact, ...]
    paid: tuple[Fact, ...]
    vat: Fact
    thanks: str


def make_receipt(writer: Writer, rng: random.Random) -> Receipt:
    country = writer.manner.country
    shop = invent_firm(writer.words, country, rng, shop=True)
    items = _items(writer, rng)
    bought = sum((Decimal(row[3].value) for row in items), Decimal())
    rate = Decimal(country.rates[0])
    added = country.code == "US"
    share = rounded(bought * rate / PERCENT)
    tax = share if added else bought - rounded(bought / (1 + rate / PERCENT))
    gross = bought + tax if added else bought
    printed = writer.manner.rate(rate)
    tax_fact = replace(
        writer.money(writer.label("receipt_tax", rate=printed), tax, "tax_amount", sign=False),
        parts=(Part(printed, "tax_rate", f"{rate.normalize():f}"),),
    )
    total = writer.money(writer.label("receipt_total"), gross, "gross_total")
    total = replace(writer.with_currency(total), strong=True)
    given = Decimal(next((note for note in _NOTES if note >= gross), -(-gross // 100) * 100))
    subtotal = writer.money(writer.label("subtotal"), bought, sign=False)
    hour = f"{rng.randint(8, 19):02}:{rng.randint(0, 59):02}"
    return Receipt(
        writer=writer,
        title=writer.label("receipt_title"),
        shop=shop,
        date=writer.day("receipt_date", any_day(writer, rng), "issue_date"),
        time=hour,
        number=writer.other("receipt_number", fill("######", rng)),
        others=(
            writer.other("till", fill("##", rng)),
            writer.other("cashier", shop.contact.split()[0]),
        ),
        items=items,
        totals=(subtotal, tax_fact, total) if added else (total, tax_fact),
        paid=(
            writer.money(writer.label("cash"), given, sign=False),
            writer.money(writer.label("change"), given - gross, sign=False),
        ),
        vat=writer.plain("seller_vat", shop.vat),
        thanks=writer.label("thanks"),
    )


def _items(writer: Writer, rng: random.Random) -> tuple[tuple[Fact, Fact, Fact, Fact], ...]:
    names = rng.sample(writer.words.all("groceries"), rng.randint(2, 7))
    rows = []
    for number, name in enumerate(names):
        quantity, price = Decimal(rng.choice((1, 1, 2, 3))), Decimal(rng.randint(89, 1899)) / 100
        prefix = f"items.{number}"
        rows.append(
            (
                Fact("", name, f"{prefix}.description", name),
                Fact("", str(quantity), f"{prefix}.quantity", str(quantity)),
                writer.money("", price, f"{prefix}.unit_price", sign=False),
                writer.money("", quantity * price, f"{prefix}.amount", sign=False),
            )
        )
    return tuple(rows)


def draw_roll(sheet: Sheet, receipt: Receipt) -> float:
    """Print as a till does: one size, dashes between the parts; return the height."""
    style, right = Style(8.4), ROLL_WIDTH - _MARGIN
    y = _head(sheet, receipt, replace(style, bold=True), style, "center")
    y = _dashes(sheet, y + 3, style)
    end = sheet.fact(_MARGIN, y, receipt.date, style)
    sheet.text(sheet.width / 2 + 12, y, receipt.time, style)
    _pair(sheet, end, receipt.number, style)
    y = _dashes(sheet, end + style.leading, style)
    for name, quantity, price, amount in receipt.items:
        if quantity.value == "1":
            sheet.fact(_MARGIN, y, name, style)
        else:
            sheet.fact(_MARGIN, y, name, style)
            y += style.leading
            sheet.flow(_MARGIN + 10, y, [quantity, " x ", price], style, 150)
        y = sheet.fact(right, y, amount, style, "right")
    y = _dashes(sheet, y, style)
    for fact in receipt.totals:
        y = _pair(sheet, y, fact, replace(style, size=11, bold=True) if fact.strong else style)
    for fact in receipt.paid:
        y = _pair(sheet, y, fact, style)
    return _thanks(sheet, _dashes(sheet, y, style), receipt, style)


def draw_narrow(sheet: Sheet, receipt: Receipt) -> float:
    """Print with a title, columns with a head, and labelled values."""
    style, right = Style(7.8), ROLL_WIDTH - _MARGIN
    y = _head(sheet, receipt, Style(12, bold=True), style, "left") + 6
    sheet.text(_MARGIN, y, receipt.title, Style(10, bold=True))
    y += 16
    for fact in (receipt.number, receipt.date, *receipt.others):
        sheet.label(_MARGIN, y, replace(fact, label=f"{fact.label}:"), style)
        if fact is receipt.date:
            end = _MARGIN + 96 + sheet.measure(fact.text, style)
            sheet.text(end, y, receipt.time, style)
        y = sheet.fact(_MARGIN + 90, y, fact, style)
    y += 5
    words = receipt.writer.words
    ends = (right - 86, right - 45, right)
    bold = replace(style, bold=True)
    sheet.text(
        _MARGIN, y, words.label("description"), sheet.fit(words.label("description"), bold, 85)
    )
    for key, end in zip(("quantity", "unit_price", "amount"), ends, strict=True):
        sheet.text(end, y, words.label(key), sheet.fit(words.label(key), bold, 38), "right")
    y += style.leading
    sheet.rule(_MARGIN, y, right - _MARGIN)
    y += 3
    for name, *numbers in receipt.items:
        for fact, end in zip(numbers, ends, strict=True):
            sheet.fact(end, y, fact, style, "right")
        y = sheet.fact(_MARGIN, y, name, sheet.fit(name.text, style, 92))
    sheet.rule(_MARGIN, y + 2, right - _MARGIN)
    y += 6
    for fact in (*receipt.totals, *receipt.paid):
        y = _pair(sheet, y, fact, replace(style, size=10, bold=True) if fact.strong else style)
    return _thanks(sheet, y + 6, receipt, style)


def draw_centred(sheet: Sheet, receipt: Receipt) -> float:
    """Print the total large on top, as payment terminals do, and everything centred."""
    style, middle = Style(8.2), ROLL_WIDTH / 2
    y = _head(sheet, receipt, Style(11, bold=True), style, "center") + 8
    total = next(fact for fact in receipt.totals if fact.strong)
    sheet.text(middle, y, total.label, style, "center")
    y = sheet.fact(middle, y + style.leading, total, Style(19, bold=True), "center") + 4
    for fact in (receipt.date, receipt.number):
        line = f"{fact.label} {fact.text}"
        sheet.flow(middle - sheet.measure(line, style) / 2, y, [f"{fact.label} ", fact], style, 200)
        y += style.leading
    y += 6
    for name, quantity, price, amount in receipt.items:
        pieces: list[str | Fact] = [quantity, " x ", name, " @ ", price]
        sheet.flow(_MARGIN, y, pieces, style, 170)
        y = sheet.fact(ROLL_WIDTH - _MARGIN, y, amount, style, "right")
    y += 6
    for fact in (*receipt.totals, *receipt.paid):
        if not fact.strong:
            y = _pair(sheet, y, fact, style)
    return _thanks(sheet, y + 4, receipt, style)


def _head(sheet: Sheet, receipt: Receipt, name: Style, style: Style, align: Align) -> float:
    sheet.start()
    x = ROLL_WIDTH / 2 if align == "center" else _MARGIN
    shop, room = receipt.shop, ROLL_WIDTH - 2 * _MARGIN
    fact = Fact("", shop.name, "seller", shop.name)
    y = sheet.fact(x, 18, fact, sheet.fit(shop.name, name, room), align)
    lines = "\n".join(shop.address)
    address = Fact("", lines, "seller_address", ", ".join(shop.address))
    y = sheet.fact(x, y, address, sheet.fit(lines, style, room), align)
    phone = f"{receipt.writer.label('phone')} {shop.phone}"
    sheet.text(x, y, phone, style, align)
    y += style.leading
    line = f"{receipt.vat.label} {receipt.vat.text}"
    fitted = sheet.fit(line, style, room)
    left = x - sheet.measure(line, fitted) / 2 if align == "center" else x
    sheet.flow(left, y, [f"{receipt.vat.label} ", receipt.vat], fitted, room + 20)
    return y + style.leading


def _pair(sheet: Sheet, y: float, fact: Fact, style: Style) -> float:
    room = ROLL_WIDTH - 2 * _MARGIN - sheet.measure(fact.text, style) - 8
    sheet.label(_MARGIN, y, fact, sheet.fit(fact.label, style, room))
    return sheet.fact(ROLL_WIDTH - _MARGIN, y, fact, style, "right")


def _dashes(sheet: Sheet, y: float, style: Style) -> float:
    count = int((ROLL_WIDTH - 2 * _MARGIN) / sheet.measure("-", style))
    sheet.text(_MARGIN, y, "-" * count, style)
    return y + style.leading


def _thanks(sheet: Sheet, y: float, receipt: Receipt, style: Style) -> float:
    fitted = sheet.fit(receipt.thanks, style, ROLL_WIDTH - 2 * _MARGIN)
    sheet.text(ROLL_WIDTH / 2, y + 4, receipt.thanks, fitted, "center")
    return y + 4 + style.leading + 16

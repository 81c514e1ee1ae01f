"""Layouts of invoices and orders: where parties, numbers, items and totals stand."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.form_press.facts import Fact, Part
from benchmarks.form_press.pairs import Look, draw_pairs
from benchmarks.form_press.sheet import GREY, PALE, Sheet, Style, Tint
from benchmarks.form_press.tables import (
    ITEM_COLUMNS,
    Kind,
    Table,
    TotalsKind,
    draw_table,
    draw_totals,
    totals_height,
)
from benchmarks.form_press.trade import Deal, Side

Shell = Literal["classic", "din", "parties", "footer", "sidebar"]
LEFT = 56.0
_TINTS: tuple[Tint, ...] = (
    (0.05, 0.3, 0.4), (0.45, 0.1, 0.15), (0.1, 0.35, 0.2), (0.15, 0.15, 0.2), (0.2, 0.2, 0.5),
)  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """A layout.

    Attributes:
        name: In the truth.
        shell: Where things stand.
        pairs: How numbers and dates are set, one of `PAIRS`.
        table: Of the items.
        totals: Beneath it.
        long: Whether the items fill more than a page.
        held: Whether only the test split uses it.
    """

    name: str
    shell: Shell
    pairs: str
    table: Kind
    totals: TotalsKind
    long: bool = False
    held: bool = False


LAYOUTS: tuple[Layout, ...] = (
    Layout("colon_left", "classic", "colon", "ruled", "rules"),
    Layout("info_columns", "classic", "columns", "zebra", "plain"),
    Layout("label_above", "parties", "above", "space", "boxed"),
    Layout("grid_cells", "parties", "grid", "ruled", "rules"),
    Layout("din_letter", "din", "columns", "lines", "rules"),
    Layout("header_row", "parties", "header_row", "space", "plain"),
    Layout("footer_sender", "footer", "colon", "zebra", "colon"),
    Layout("two_pages", "classic", "colon", "lines", "colon", long=True),
    Layout("dotted_leaders", "classic", "dotted", "space", "colon", held=True),
    Layout("sentence_line", "footer", "sentence", "lines", "rules", held=True),
    Layout("sidebar", "sidebar", "above", "zebra", "plain", held=True),
    Layout("two_pages_din", "din", "columns", "space", "rules", long=True, held=True),
)


def choose_look(layout: Layout, rng: random.Random) -> Look:
    return Look(
        size=rng.choice((8.8, 9.2, 9.5, 10.0)),
        accent=rng.choice(_TINTS),
        pairs=layout.pairs,
        columns=rng.choice((3, 4)),
    )


def draw_deal(sheet: Sheet, deal: Deal, layout: Layout, look: Look) -> None:
    """Print an invoice or an order."""
    footer = _wide_footer if layout.shell in {"din", "footer"} else _plain_footer
    sheet.bottom = sheet.size[1] - (112 if footer is _wide_footer else 64)
    sheet.furniture = lambda page: footer(page, deal, look)
    sheet.start()
    left, y = SHELLS[layout.shell](sheet, deal, look)
    width = sheet.width - LEFT - left
    if deal.lead and layout.shell != "sidebar":
        y = sheet.paragraph(left, y, deal.lead, look.plain, width) + 6
    table = Table(
        layout.table,
        ITEM_COLUMNS,
        deal.columns,
        deal.rows,
        tuple(f"{deal.writer.words.all('position')[0]} {number}" for number in deal.articles),
    )
    y = draw_table(sheet, left, y, width, table, look) + 8
    _draw_end(sheet, left, y, deal, layout, look)


def _draw_end(sheet: Sheet, left: float, y: float, deal: Deal, layout: Layout, look: Look) -> None:
    width = sheet.width - LEFT - left
    y = _on_next_page(sheet, y, totals_height(deal.totals, look), wanted=layout.long)
    bottom = draw_totals(
        sheet, left + width - 6, y, deal.totals, look, layout.totals, min(250, width * 0.6)
    )
    if deal.rates and width > 420:
        bottom = max(bottom, _rate_table(sheet, left, y, deal, look))
    y = bottom + 6
    if deal.terms:
        terms = replace(look, pairs="colon")
        y = draw_pairs(sheet, left, y, width, (deal.terms,), terms) + 6
    if layout.shell in {"classic", "parties"}:
        facts = deal.bank
        y = _on_next_page(sheet, y, 20 + len(facts) * look.plain.leading)
        way = "colon" if look.pairs in {"above", "grid", "header_row", "columns"} else look.pairs
        y = draw_pairs(sheet, left, y, min(width, 260), facts, replace(look, pairs=way)) + 6
    if deal.conditions:
        lines = len(sheet.wrap(deal.conditions, look.small, width))
        y = _on_next_page(sheet, y, lines * look.small.leading)
        sheet.paragraph(left, y, deal.conditions, look.small, width)


def _on_next_page(sheet: Sheet, y: float, height: float, *, wanted: bool = False) -> float:
    """Return where something of a height goes: on a new page if it has no room on this one."""
    if y + height <= sheet.bottom and not (wanted and sheet.page == 1):
        return y
    sheet.start()
    return 60.0


def _rate_table(sheet: Sheet, left: float, y: float, deal: Deal, look: Look) -> float:
    for number, row in enumerate(deal.rates):
        style = replace(look.small, bold=not number)
        for text, at in zip(row, (70, 140, 200), strict=True):
            sheet.text(left + at, y, text, sheet.fit(text, style, 58), "right")
        y += look.small.leading + 2
    return y


def _title(sheet: Sheet, x: float, y: float, deal: Deal, look: Look, *, right: bool) -> None:
    style = Style(21, bold=True, tint=look.accent)
    sheet.text(x, y, deal.title, sheet.fit(deal.title, style, 230), "right" if right else "left")


def _contacts(deal: Deal, side: Side) -> list[Fact]:
    writer, firm = deal.writer, side.firm
    return [
        writer.other("phone", firm.phone),
        writer.other("fax", firm.fax),
        writer.other("email", firm.email),
    ]


def _line_of(sheet: Sheet, x: float, y: float, fact: Fact, style: Style, width: float) -> float:
    """Print a label and its value on one line."""
    fitted = sheet.fit(f"{fact.label}: {fact.text}", style, width)
    sheet.flow(x, y, [f"{fact.label}: ", fact], fitted, width * 2)
    return y + style.leading


def _side_name(sheet: Sheet, x: float, y: float, side: Side, style: Style, width: float) -> float:
    return sheet.fact(x, y, side.name, style, width=width)


def _classic(sheet: Sheet, deal: Deal, look: Look) -> tuple[float, float]:
    """The sender top left, the receiver under it, the numbers to the right."""
    issuer, right = deal.issuer, sheet.width - LEFT
    large = Style(14, bold=True, tint=look.accent)
    _title(sheet, right, 48, deal, look, right=True)
    y = _side_name(sheet, LEFT, 50, issuer, large, 240)
    y = sheet.fact(LEFT, y + 2, issuer.address, look.plain, width=230)
    for fact in _contacts(deal, issuer)[:: 2 if look.columns == 3 else 1]:
        y = _line_of(sheet, LEFT, y, fact, look.small, 230)
    if deal.vat:
        y = _line_of(sheet, LEFT, y, deal.vat, look.small, 230)
    top = max(y + 18, 150)
    sheet.rule(LEFT, top - 8, right - LEFT, look.accent, 1.0)
    y = top
    if look.columns == 3:
        sheet.text(LEFT, y, deal.partner.name.label, look.bold)
        y += look.plain.leading + 2
    y = _side_name(sheet, LEFT, y, deal.partner, look.plain, 225)
    y = sheet.fact(LEFT, y, deal.partner.address, look.plain, width=225)
    end = draw_pairs(sheet, right - 235, top, 235, deal.references, look)
    return LEFT, max(y, end) + 18


def _din(sheet: Sheet, deal: Deal, look: Look) -> tuple[float, float]:
    """A letter as in DIN 5008: a line of the sender above the window, a block to the right."""
    issuer, right = deal.issuer, sheet.width - LEFT
    sheet.text(right, 42, issuer.firm.brand, Style(17, bold=True, tint=look.accent), "right")
    between = " · "
    sender = between.join((issuer.firm.name, *issuer.firm.address))
    style = sheet.fit(sender, Style(6.8), 230)
    parts = tuple(
        Part(text, fact.name, fact.value)
        for text, fact in (
            (issuer.firm.name, issuer.name),
            (between.join(issuer.firm.address), issuer.address),
        )
    )
    sheet.text(LEFT, 128, sender, style, "left", parts)
    sheet.rule(LEFT, 138, sheet.measure(sender, style), GREY, 0.4)
    y = _side_name(sheet, LEFT, 146, deal.partner, look.plain, 225)
    sheet.fact(LEFT, y, deal.partner.address, look.plain, width=225)
    end = draw_pairs(sheet, right - 200, 140, 200, deal.references, look)
    y = max(end + 20, 262)
    _title(sheet, LEFT, y, deal, replace(look, accent=(0.0, 0.0, 0.0)), right=False)
    return LEFT, y + 36


def _parties(sheet: Sheet, deal: Deal, look: Look) -> tuple[float, float]:
    """A band with the title, both parties beside each other, the numbers across the sheet."""
    right = sheet.width - LEFT
    sheet.rect((0, 0, sheet.width, 14), fill=look.accent, edge=None)
    _title(sheet, LEFT, 36, deal, look, right=False)
    half, ends = (right - LEFT) / 2, []
    for number, side in enumerate((deal.issuer, deal.partner)):
        x, room = LEFT + number * half, half - 16
        sheet.text(x, 76, side.name.label, replace(look.faint, bold=True))
        bold = replace(look.bold, size=look.size * 1.1)
        y = _side_name(sheet, x, 90, side, bold, room)
        y = sheet.fact(x, y, side.address, look.plain, width=room)
        if side is deal.issuer:
            for fact in _contacts(deal, side)[::2]:
                y = _line_of(sheet, x, y, fact, look.small, room)
            if deal.vat:
                y = _line_of(sheet, x, y, deal.vat, look.small, room)
        ends.append(y)
    y = max(ends) + 12
    return LEFT, draw_pairs(sheet, LEFT, y, right - LEFT, deal.references, look) + 12


def _footer(sheet: Sheet, deal: Deal, look: Look) -> tuple[float, float]:
    """Nothing of the sender but its brand above; the rest is in the footer."""
    right, middle = sheet.width - LEFT, sheet.width / 2
    style = Style(20, bold=True, tint=look.accent)
    brand = deal.issuer.firm.brand
    sheet.text(middle, 40, brand, sheet.fit(brand, style, right - LEFT), "center")
    sheet.rule(middle - 90, 70, 180, look.accent)
    y = 100.0
    if look.columns == 3:
        sheet.text(LEFT, y, deal.partner.name.label, look.faint)
        y += look.faint.leading
    y = _side_name(sheet, LEFT, y, deal.partner, look.plain, 225)
    y = sheet.fact(LEFT, y, deal.partner.address, look.plain, width=225) + 22
    _title(sheet, LEFT, y, deal, look, right=False)
    y += 34
    width = right - LEFT if look.pairs == "sentence" else 300
    return LEFT, draw_pairs(sheet, LEFT, y, width, deal.references, look) + 12


def _sidebar(sheet: Sheet, deal: Deal, look: Look) -> tuple[float, float]:
    """A pale column with the sender, the numbers and the bank; the deal beside it."""
    wide, x, room = 168.0, 26.0, 130.0
    sheet.rect((0, 0, wide, sheet.size[1]), fill=PALE, edge=None)
    y = _side_name(sheet, x, 48, deal.issuer, Style(12, bold=True, tint=look.accent), room)
    y = sheet.fact(x, y + 3, deal.issuer.address, look.small, width=room)
    for fact in _contacts(deal, deal.issuer):
        y = _line_of(sheet, x, y, fact, look.small, room)
    if deal.vat:
        y = _line_of(sheet, x, y + 2, deal.vat, look.small, room)
    narrow = replace(look, columns=1)
    y = draw_pairs(sheet, x, y + 22, room, deal.references, narrow)
    draw_pairs(sheet, x, y + 14, room, deal.bank, replace(narrow, size=look.size * 0.9))
    left = wide + 22
    _title(sheet, left, 46, deal, look, right=False)
    sheet.text(left, 88, deal.partner.name.label, look.faint)
    y = _side_name(sheet, left, 100, deal.partner, look.bold, 300)
    y = sheet.fact(left, y, deal.partner.address, look.plain, width=300)
    return left, max(y + 24, 180)


SHELLS: Mapping[Shell, Callable[[Sheet, Deal, Look], tuple[float, float]]] = {
    "classic": _classic,
    "din": _din,
    "parties": _parties,
    "footer": _footer,
    "sidebar": _sidebar,
}


def _page_line(sheet: Sheet, deal: Deal, y: float, look: Look) -> None:
    words = deal.writer.words
    if sheet.pages > 1 or look.columns == 4:
        number = words.label("page", n=sheet.page, m=sheet.pages)
        sheet.text(sheet.width - LEFT, y, number, Style(7.5, tint=GREY), "right")


def _plain_footer(sheet: Sheet, deal: Deal, look: Look) -> None:
    _page_line(sheet, deal, sheet.size[1] - 34, look)


def _wide_footer(sheet: Sheet, deal: Deal, look: Look) -> None:
    """Three columns: who, how to reach them, and where to pay."""
    firm, writer = deal.issuer.firm, deal.writer
    top, width = sheet.size[1] - 92, sheet.width - 2 * LEFT
    sheet.rule(LEFT, top - 6, width, GREY, 0.5)
    style, room = Style(7.2, tint=(0.25, 0.25, 0.25)), width / 3 - 10
    y = sheet.fact(LEFT, top, deal.issuer.name, style, width=room)
    sheet.fact(LEFT, y, deal.issuer.address, style, width=room)
    y = top
    for fact in (*_contacts(deal, deal.issuer), writer.other("register", firm.register)):
        y = _line_of(sheet, LEFT + width / 3 + 6, y, fact, style, room)
    y = top
    last = (*deal.bank, *((deal.vat,) if deal.vat else ()))
    for fact in last:
        y = _line_of(sheet, LEFT + width / 3 * 2 + 6, y, fact, style, room)
    _page_line(sheet, deal, sheet.size[1] - 30, look)

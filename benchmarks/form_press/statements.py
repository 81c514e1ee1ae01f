"""Account statements: what came, what went, and what was there before and after."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.form_press.facts import Fact, Writer
from benchmarks.form_press.identifiers import fill, make_bic, make_iban
from benchmarks.form_press.pairs import Look, draw_pairs
from benchmarks.form_press.parties import invent_address, invent_firm, invent_person
from benchmarks.form_press.sheet import Sheet, Style
from benchmarks.form_press.tables import Column, Kind, Table, draw_table, draw_totals
from benchmarks.form_press.trade import any_day

_LEFT = 56.0
_COLUMNS = (Column(0.17), Column(0.17), Column(0.44), Column(0.22, right=True))


@dataclass(frozen=True)
class Statement:
    """A statement; the rows are days, text and amount."""

    writer: Writer
    title: str
    bank: str
    address: tuple[str, ...]
    holder: Fact
    references: tuple[Fact, ...]
    opening: Fact
    closing: Fact
    head: tuple[Fact, ...]
    rows: tuple[tuple[Fact, ...], ...]


def make_statement(writer: Writer, rng: random.Random) -> Statement:
    manner, country = writer.manner, writer.manner.country
    drawn_up = any_day(writer, rng)
    person = invent_person(writer.words, rng)
    firm = invent_firm(writer.words, country, rng)
    holder = person.full if rng.random() < 0.6 else firm.name
    opening = Decimal(rng.randint(-50000, 900000)) / 100
    rows, moved = _rows(writer, rng, drawn_up)
    iban = make_iban(country, rng)
    account = (
        writer.plain("iban", iban) if iban else writer.other("account", fill("##########", rng))
    )
    first = drawn_up - timedelta(days=30)
    period = f"{manner.day(first)} - {manner.day(drawn_up)}"
    sign = rng.random() < 0.6
    closing = writer.money(
        writer.label("closing_balance"), opening + moved, "closing_balance", sign=sign
    )
    currency = writer.plain("currency", country.currency)
    others = [
        account,
        writer.other("bic", make_bic(country, rng)),
        writer.day("statement_date", drawn_up),
        writer.other("period", period),
        writer.other("sheet", f"{rng.randint(1, 12)}/{drawn_up.year}"),
    ]
    return Statement(
        writer=writer,
        title=writer.label("statement_title"),
        bank=rng.choice(writer.words.all("bank_names")),
        address=invent_address(writer.words, rng),
        holder=writer.plain("account_holder", holder),
        references=(*others, *(() if sign else (currency,))),
        opening=writer.money(
            writer.label("opening_balance"), opening, "opening_balance", sign=sign
        ),
        closing=replace(writer.with_currency(closing) if sign else closing, strong=True),
        head=tuple(Fact("", writer.label(key)) for key in ("booked", "valued", "text", "moved")),
        rows=rows,
    )


def _rows(
    writer: Writer, rng: random.Random, until: date
) -> tuple[tuple[tuple[Fact, ...], ...], Decimal]:
    rows, moved = [], Decimal()
    ago = 30
    for text in rng.sample(writer.words.all("statement_entries"), rng.randint(4, 10)):
        amount = Decimal(rng.randint(-90000, 60000)) / 100
        moved += amount
        ago = max(1, ago - rng.randint(1, 4))
        days = (until - timedelta(days=ago), until - timedelta(days=ago - 1))
        rows.append(
            (
                *(Fact("", writer.manner.day(day)) for day in days),
                Fact("", text),
                writer.money("", amount, sign=False),
            )
        )
    return tuple(rows), moved


def draw_summary(sheet: Sheet, statement: Statement, look: Look) -> None:
    """Address left, a block of numbers right, the balances before and after the entries."""
    y = _letterhead(sheet, statement, look)
    right = sheet.width - _LEFT
    x, room = right - 225, 225.0
    end = draw_pairs(sheet, x, y, room, (statement.holder, *statement.references), look)
    sheet.fact(_LEFT, y, statement.holder, look.plain)
    for number, line in enumerate(statement.address, 1):
        sheet.text(_LEFT, y + number * look.plain.leading, line, sheet.fit(line, look.plain, 190))
    y = max(end, y + 60) + 26
    y = draw_totals(sheet, right - 4, y, (statement.opening,), look, "plain", right - _LEFT - 8)
    y = draw_table(sheet, _LEFT, y, right - _LEFT, _table(statement, "lines"), look)
    draw_totals(sheet, right - 4, y + 4, (statement.closing,), look, "rules", right - _LEFT - 8)


def draw_boxes(sheet: Sheet, statement: Statement, look: Look) -> None:
    """Everything in cells across the sheet, then the entries."""
    y = _letterhead(sheet, statement, look)
    facts = (statement.holder, *statement.references, statement.opening, statement.closing)
    width = sheet.width - 2 * _LEFT
    y = draw_pairs(sheet, _LEFT, y, width, facts, replace(look, columns=3)) + 16
    draw_table(sheet, _LEFT, y, width, _table(statement, "zebra"), look)


def draw_lines(sheet: Sheet, statement: Statement, look: Look) -> None:
    """The balances are rows of the table of entries."""
    y = _letterhead(sheet, statement, look)
    width = sheet.width - 2 * _LEFT
    facts = (statement.holder, *statement.references)
    y = draw_pairs(sheet, _LEFT, y, width, facts, look) + 16
    blank = Fact("", "")
    first, last = (
        (blank, blank, Fact("", fact.label), replace(fact, label=""))
        for fact in (statement.opening, statement.closing)
    )
    table = _table(statement, "ruled")
    draw_table(sheet, _LEFT, y, width, replace(table, rows=(first, *table.rows, last)), look)


def _table(statement: Statement, kind: Kind) -> Table:
    return Table(kind, _COLUMNS, statement.head, statement.rows)


def _letterhead(sheet: Sheet, statement: Statement, look: Look) -> float:
    sheet.start()
    sheet.text(_LEFT, 44, statement.bank, Style(15, bold=True, tint=look.accent))
    right = sheet.width - _LEFT
    number = statement.writer.words.label("page", n=sheet.page, m=sheet.pages)
    sheet.text(right, sheet.size[1] - 40, number, look.faint, "right")
    title = Style(13, bold=True)
    sheet.text(right, 46, statement.title, sheet.fit(statement.title, title, 220), "right")
    sheet.rule(_LEFT, 70, right - _LEFT, look.accent, 1.2)
    return 96.0

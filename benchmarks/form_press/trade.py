"""Invoices and purchase orders: who owes what to whom, and how it adds up."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from benchmarks.form_press.countries import choose_country, choose_manner
from benchmarks.form_press.facts import CENT, PERCENT, Fact, Part, Writer, kept
from benchmarks.form_press.identifiers import fill, make_number
from benchmarks.form_press.parties import Firm, invent_firm
from benchmarks.form_press.words import Split, Words

Shown = Literal["everywhere", "totals", "fact", "column"]
"""Where the currency is printed."""

_DUE_DAYS = (7, 14, 21, 30, 45, 60)
_DISCOUNTS = (Decimal(3), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Side:
    """A party of a deal as it is printed."""

    firm: Firm
    name: Fact
    address: Fact


@dataclass(frozen=True)
class Deal:
    """An invoice or an order.

    Attributes:
        writer: In whose words it is written.
        title: Heading.
        issuer: Who wrote it.
        partner: Who gets it.
        vat: The issuer's tax number; nothing on orders.
        references: Numbers and dates.
        columns: Heads of the table: number, description, quantity, price, amount.
        rows: Cells, in the same order.
        articles: Article numbers under the descriptions, or nothing.
        totals: Beneath the table.
        rates: Rate, net and tax of each rate, with a head; nothing where there is one rate.
        terms: When to pay.
        bank: Where to pay.
        lead: Sentence before the table.
        conditions: Text after it.
    """

    writer: Writer
    title: str
    issuer: Side
    partner: Side
    vat: Fact | None
    references: tuple[Fact, ...]
    columns: tuple[Fact, ...]
    rows: tuple[tuple[Fact, ...], ...]
    articles: tuple[str, ...]
    totals: tuple[Fact, ...]
    rates: tuple[tuple[str, str, str], ...]
    terms: Fact | None
    bank: tuple[Fact, ...]
    lead: str
    conditions: str


@dataclass(frozen=True)
class _Item:
    text: str
    quantity: Decimal
    price: Decimal
    rate: Decimal

    @property
    def amount(self) -> Decimal:
        return rounded(self.quantity * self.price)


def rounded(value: Decimal) -> Decimal:
    """Round to cents, halves upwards."""
    return value.quantize(CENT, ROUND_HALF_UP)


def make_writer(language: str, split: Split, seed: str, rng: random.Random) -> Writer:
    country = choose_country(language, rng)
    words = Words(language, country.code, split, seed)
    return Writer(words, choose_manner(country, rng))


def any_day(writer: Writer, rng: random.Random, first: int = 2023, last: int = 2026) -> date:
    """Return a day; a late one of the month where early ones could be misread."""
    day = rng.randint(13, 28) if writer.manner.ambiguous else rng.randint(1, 28)
    return date(rng.randint(first, last), rng.randint(1, 12), day)


def make_invoice(writer: Writer, rng: random.Random, *, long: bool = False) -> Deal:
    """Invent an invoice; a `long` one has more items than a page holds."""
    seller, buyer = _firms(writer, rng)
    issued = any_day(writer, rng)
    shown: Shown = rng.choice(("everywhere", "totals", "totals", "fact", "column"))
    several = rng.random() < 0.2 and len(writer.manner.country.rates) > 1
    items = _items(writer, rng, long=long, several=several and writer.manner.country.code != "US")
    days = rng.choice(_DUE_DAYS)
    terms = writer.label("terms_days", days=days)
    references = _invoice_references(writer, rng, issued, days, seller)
    if shown == "fact":
        code = writer.manner.country.currency
        references += (writer.plain("currency", code),)
    terms_fact = writer.plain("payment_terms", terms) if rng.random() < 0.6 else None
    in_block = terms_fact is not None and rng.random() < 0.4
    return Deal(
        writer=writer,
        title=writer.label("invoice_title"),
        issuer=_side(writer, seller, "seller", "seller"),
        partner=_side(writer, buyer, "buyer", "buyer"),
        vat=writer.plain("seller_vat", seller.vat),
        references=references + ((terms_fact,) if terms_fact and in_block else ()),
        columns=_columns(writer, shown),
        rows=_rows(writer, items, shown),
        articles=_articles(rng, items),
        totals=_totals(writer, rng, items, shown),
        rates=_rate_table(writer, items),
        terms=None if in_block else terms_fact,
        bank=_bank(writer, seller),
        lead=writer.words.text("hello") if rng.random() < 0.7 else "",
        conditions=writer.words.text("conditions") if rng.random() < 0.7 else "",
    )


def make_order(writer: Writer, rng: random.Random, *, long: bool = False) -> Deal:
    """Invent a purchase order."""
    buyer, seller = _firms(writer, rng)
    issued = any_day(writer, rng)
    shown: Shown = rng.choice(("everywhere", "totals", "column"))
    items = _items(writer, rng, long=long, several=False)
    wanted = issued + timedelta(days=rng.randint(5, 60))
    number = make_number(issued.year, rng)
    delivery = writer.day("order_delivery_date", wanted, "delivery_date")
    terms = writer.plain("payment_terms", writer.label("terms_days", days=rng.choice(_DUE_DAYS)))
    net_only = rng.random() < 0.4
    references = (
        writer.plain("own_order_number", number, "order_number"),
        writer.day("order_issue_date", issued, "issue_date"),
        *kept(
            (
                (rng.random() < 0.8, delivery),
                (rng.random() < 0.4, writer.other("contact", buyer.contact)),
                (rng.random() < 0.4, terms),
            )
        ),
    )
    return Deal(
        writer=writer,
        title=writer.label("order_title"),
        issuer=_side(writer, buyer, "buyer", "order_buyer"),
        partner=_side(writer, seller, "seller", "order_seller"),
        vat=None,
        references=references,
        columns=_columns(writer, shown),
        rows=_rows(writer, items, shown),
        articles=_articles(rng, items),
        totals=_totals(writer, rng, items, shown, order=True, net_only=net_only),
        rates=(),
        terms=None,
        bank=(),
        lead=writer.words.text("order_hello"),
        conditions="",
    )


def _firms(writer: Writer, rng: random.Random) -> tuple[Firm, Firm]:
    country = writer.manner.country
    first = invent_firm(writer.words, country, rng)
    return first, invent_firm(writer.words, country, rng, not_root=first.brand)


def _side(writer: Writer, firm: Firm, name: str, label: str) -> Side:
    address = Fact("", "\n".join(firm.address), f"{name}_address", ", ".join(firm.address))
    return Side(firm, Fact(writer.label(label), firm.name, name, firm.name), address)


def _invoice_references(
    writer: Writer, rng: random.Random, issued: date, days: int, seller: Firm
) -> tuple[Fact, ...]:
    ordered = issued - timedelta(days=rng.randint(8, 50))
    delivered = issued - timedelta(days=rng.randint(0, 7))
    number = make_number(issued.year, rng)
    others = list(
        kept(
            (
                (rng.random() < 0.5, writer.plain("order_number", fill("PO-#####", rng))),
                (rng.random() < 0.6, writer.plain("customer_number", fill("#####", rng))),
                (rng.random() < 0.5, writer.day("delivery_date", delivered)),
                (rng.random() < 0.3, writer.day("order_date", ordered, "")),
                (rng.random() < 0.3, writer.other("contact", seller.contact)),
                (rng.random() < 0.7, writer.day("due_date", issued + timedelta(days=days))),
            )
        )
    )
    if rng.random() < 0.4:
        rng.shuffle(others)
    first = [writer.plain("invoice_number", number), writer.day("issue_date", issued)]
    return tuple((first if rng.random() < 0.7 else first[::-1]) + others)


def _items(writer: Writer, rng: random.Random, *, long: bool, several: bool) -> tuple[_Item, ...]:
    names = list(writer.words.all("items"))
    count = rng.randint(26, 34) if long else rng.randint(1, 7)
    chosen = [names[number % len(names)] for number in range(count)]
    rng.shuffle(chosen)
    rates = [Decimal(rate) for rate in writer.manner.country.rates]
    rate = rates[0] if several or rng.random() < 0.8 else rates[-1]
    return tuple(
        _Item(
            name,
            Decimal(rng.choice(("1", "2", "3", "4", "6", "10", "12", "24", "1.5", "7.5"))),
            Decimal(rng.choice((rng.randint(250, 9999), rng.randint(10000, 189900)))) / 100,
            rates[number % 2] if several else rate,
        )
        for number, name in enumerate(chosen)
    )


def _columns(writer: Writer, shown: Shown) -> tuple[Fact, ...]:
    keys = ("position", "description", "quantity", "unit_price", "amount")
    labels = [Fact("", writer.label(key)) for key in keys]
    if shown == "column":
        code = writer.manner.country.currency
        last = labels[-1]
        part = Part(code, "currency", code)
        labels[-1] = replace(last, text=f"{last.text.partition('（')[0]} ({code})", parts=(part,))
    return tuple(labels)


def _rows(writer: Writer, items: tuple[_Item, ...], shown: Shown) -> tuple[tuple[Fact, ...], ...]:
    manner, sign = writer.manner, shown == "everywhere"
    return tuple(
        (
            Fact("", str(number + 1)),
            Fact("", item.text, f"items.{number}.description", item.text),
            Fact(
                "",
                manner.plain(item.quantity),
                f"items.{number}.quantity",
                f"{item.quantity.normalize():f}",
            ),
            writer.money("", item.price, f"items.{number}.unit_price", sign=sign),
            writer.money("", item.amount, f"items.{number}.amount", sign=sign),
        )
        for number, item in enumerate(items)
    )


def _articles(rng: random.Random, items: tuple[_Item, ...]) -> tuple[str, ...]:
    if len(items) > 10 or rng.random() < 0.75:
        return ()
    return tuple(fill("####-##", rng) for _ in items)


def _taxes(items: tuple[_Item, ...], discount: Decimal) -> dict[Decimal, tuple[Decimal, Decimal]]:
    """Return net and tax by rate."""
    taxes = {}
    for rate in sorted({item.rate for item in items}, reverse=True):
        total = sum((item.amount for item in items if item.rate == rate), Decimal())
        net = total - rounded(total * discount / PERCENT)
        taxes[rate] = (net, rounded(net * rate / PERCENT))
    return taxes


def _totals(
    writer: Writer,
    rng: random.Random,
    items: tuple[_Item, ...],
    shown: Shown,
    *,
    order: bool = False,
    net_only: bool = False,
) -> tuple[Fact, ...]:
    sign = shown in {"everywhere", "totals"}
    discount = rng.choice(_DISCOUNTS) if rng.random() < 0.2 else Decimal()
    single = len({item.rate for item in items}) == 1
    discount = discount if single else Decimal()
    taxes = _taxes(items, discount)
    net = sum((net for net, _ in taxes.values()), Decimal())
    tax = sum((tax for _, tax in taxes.values()), Decimal())
    before = sum((item.amount for item in items), Decimal())
    part = Decimal(rng.choice(("0.3", "0.4"))) if rng.random() < 0.12 and not order else None
    prepaid = rounded((net + tax) * part) if part else None
    usual = "order_total" if order else "gross_total"
    label = writer.label("gross_explicit" if prepaid else usual)
    gross = replace(writer.money(label, net + tax, "gross_total", sign=sign), strong=True)
    net_fact = writer.money(writer.label("net_total"), net, "net_total", sign=sign)
    marked = net_fact if net_only else gross
    marked = writer.with_currency(marked) if shown == "everywhere" or sign else marked
    lines: list[Fact] = []
    if discount:
        share = writer.label("discount", rate=writer.manner.rate(discount))
        lines.append(writer.money(_apart(writer, "subtotal", "net_total"), before, sign=sign))
        lines.append(writer.money(share, net - before, sign=sign))
    if net_only:
        return (*lines, replace(marked, strong=True))
    lines.append(net_fact)
    lines += _tax_lines(writer, rng, taxes, sign=sign)
    lines.append(marked)
    if prepaid is not None:
        lines.append(writer.money(writer.label("prepaid"), -prepaid, sign=sign))
        lines.append(writer.money(writer.label("balance"), net + tax - prepaid, sign=sign))
    return tuple(lines)


def _apart(writer: Writer, key: str, other: str) -> str:
    """Return a label that is not also that of another field."""
    taken = writer.label(other)
    free = [label for label in writer.words.all(key) if label != taken]
    label = writer.label(key)
    return label if label != taken else free[0]


def _tax_lines(
    writer: Writer,
    rng: random.Random,
    taxes: dict[Decimal, tuple[Decimal, Decimal]],
    *,
    sign: bool,
) -> list[Fact]:
    whole = sum((tax for _, tax in taxes.values()), Decimal())
    total = writer.money(writer.label("tax_amount"), whole, "tax_amount", sign=sign)
    if len(taxes) > 1:
        return [
            *(
                writer.money(writer.label("tax", rate=writer.manner.rate(rate)), tax, sign=sign)
                for rate, (_, tax) in taxes.items()
            ),
            replace(total, label=writer.words.all("tax_amount")[0]),
        ]
    rate = next(iter(taxes))
    printed, value = writer.manner.rate(rate), f"{rate.normalize():f}"
    if rng.random() < 0.25 and writer.manner.country.code != "US":
        return [Fact(writer.label("tax_rate"), printed, "tax_rate", value), total]
    label = writer.label("tax", rate=printed)
    return [replace(total, label=label, parts=(Part(printed, "tax_rate", value),))]


def _rate_table(writer: Writer, items: tuple[_Item, ...]) -> tuple[tuple[str, str, str], ...]:
    taxes = _taxes(items, Decimal())
    if len(taxes) == 1:
        return ()
    manner, head = writer.manner, writer.words.all("rate_table")
    rows = [
        (manner.rate(rate), manner.number(net), manner.number(tax))
        for rate, (net, tax) in taxes.items()
    ]
    return ((head[0], head[1], head[2]), *rows)


def _bank(writer: Writer, firm: Firm) -> tuple[Fact, ...]:
    bank = writer.other("bank", firm.bank)
    if not firm.iban:
        return (bank, writer.other("account", firm.account))
    return (bank, writer.plain("iban", firm.iban), writer.plain("bic", firm.bic))

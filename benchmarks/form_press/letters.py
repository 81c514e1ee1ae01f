"""Reminders: letters whose amounts and dates stand in sentences."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from benchmarks.form_press.facts import Fact, Writer
from benchmarks.form_press.identifiers import fill, make_number
from benchmarks.form_press.pairs import Look, draw_pairs
from benchmarks.form_press.parties import Firm, invent_firm, invent_person
from benchmarks.form_press.sheet import Sheet, Style
from benchmarks.form_press.trade import any_day

_LEFT = 66.0
_SLOT = re.compile(r"\{(\w+)\}")

Pieces = tuple[str | Fact, ...]


@dataclass(frozen=True)
class Letter:
    """A letter."""

    title: str
    sender: Firm
    receiver: str
    receiver_address: tuple[str, ...]
    date: Fact
    customer: Fact
    phone: Fact
    paragraphs: tuple[Pieces, ...]
    regards: str
    signed: str


def make_letter(writer: Writer, rng: random.Random) -> Letter:
    country, words = writer.manner.country, writer.words
    sender = invent_firm(words, country, rng)
    other = invent_firm(words, country, rng, not_root=sender.brand)
    issued = any_day(writer, rng)
    amount = writer.money("", Decimal(rng.randint(4500, 950000)) / 100, "gross_total")
    facts = {
        "invoice_number": writer.plain("invoice_number", make_number(issued.year, rng)),
        "issue_old": writer.day("issue_date", issued - timedelta(days=rng.randint(40, 80)), ""),
        "gross_total": writer.with_currency(amount),
        "due_date": writer.day("due_date", issued + timedelta(days=rng.randint(7, 14))),
        "iban": writer.plain("iban", sender.iban),
        "bic": writer.plain("bic", sender.bic),
    }
    keys = ["letter_invoice", "letter_due", "letter_bank", "letter_end"]
    if not sender.iban and words.language != "zh":
        keys.remove("letter_bank")
    private = rng.random() < 0.4
    return Letter(
        title=words.label("reminder_title"),
        sender=sender,
        receiver=invent_person(words, rng).full if private else other.name,
        receiver_address=other.address,
        date=writer.day("issue_date", issued),
        customer=writer.plain("customer_number", fill("#####", rng)),
        phone=writer.other("phone", sender.phone),
        paragraphs=((words.text("dear"),), *(_pieces(words.text(key), facts) for key in keys)),
        regards=words.label("regards"),
        signed=sender.contact,
    )


def _pieces(text: str, facts: dict[str, Fact]) -> Pieces:
    """Put facts into the slots of a text."""
    pieces = (
        facts[piece] if number % 2 else piece for number, piece in enumerate(_SLOT.split(text))
    )
    return tuple(piece for piece in pieces if piece)


def _sender(letter: Letter) -> tuple[Fact, Fact]:
    firm = letter.sender
    address = Fact("", "\n".join(firm.address), "seller_address", ", ".join(firm.address))
    return Fact("", firm.name, "seller", firm.name), address


def _receiver(letter: Letter) -> tuple[Fact, Fact]:
    lines = letter.receiver_address
    address = Fact("", "\n".join(lines), "buyer_address", ", ".join(lines))
    return Fact("", letter.receiver, "buyer", letter.receiver), address


def draw_block(sheet: Sheet, letter: Letter, look: Look) -> None:
    """The sender on top, the receiver left, labelled numbers right."""
    sheet.start()
    right = sheet.width - _LEFT
    name, address = _sender(letter)
    y = sheet.fact(_LEFT, 48, name, Style(14, bold=True, tint=look.accent), width=right - _LEFT)
    sheet.fact(_LEFT, y, address, look.small)
    y = 132.0
    for fact in _receiver(letter):
        y = sheet.fact(_LEFT, y, fact, look.plain, width=220)
    facts = (letter.date, letter.customer, letter.phone)
    draw_pairs(sheet, right - 190, 132, 190, facts, look)
    _body(sheet, letter, look, 220)


def draw_plain(sheet: Sheet, letter: Letter, look: Look) -> None:
    """The sender top right, the place and the day on one line, nothing labelled."""
    sheet.start()
    right, y = sheet.width - _LEFT, 52.0
    for fact in _sender(letter):
        y = sheet.fact(right, y, fact, look.plain, "right")
    y += 20
    for fact in _receiver(letter):
        y = sheet.fact(_LEFT, y, fact, look.plain, width=220)
    sheet.fact(right, y + 22, letter.date, look.plain, "right")
    _body(sheet, letter, look, y + 60)


def _body(sheet: Sheet, letter: Letter, look: Look, y: float) -> None:
    width = sheet.width - 2 * _LEFT
    sheet.text(_LEFT, y, letter.title, Style(look.size + 2, bold=True))
    y += 34
    text = Style(look.size + 0.8)
    for pieces in letter.paragraphs:
        y = sheet.flow(_LEFT, y, pieces, text, width) + 8
    sheet.text(_LEFT, y + 8, letter.regards, text)
    sheet.text(_LEFT, y + 56, letter.signed, text)

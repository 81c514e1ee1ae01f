"""Registration records and cards of persons."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from benchmarks.form_press.facts import Fact, Writer, kept
from benchmarks.form_press.identifiers import fill
from benchmarks.form_press.pairs import Look, draw_pairs
from benchmarks.form_press.parties import invent_person
from benchmarks.form_press.sheet import GREY, PALE, Sheet, Style
from benchmarks.form_press.trade import any_day

CARD = (400.0, 252.0)
_LEFT = 70.0


@dataclass(frozen=True)
class Record:
    """What is known of a person."""

    title: str
    authority: str
    facts: tuple[Fact, ...]
    signature: str


def make_record(writer: Writer, rng: random.Random) -> Record:
    person = invent_person(writer.words, rng)
    issued = any_day(writer, rng, 2016, 2025)
    expires = issued + timedelta(days=365 * rng.choice((5, 10)) + 2)
    number = fill(rng.choice(("@########", "@@######", "##########", "@##@###@#")), rng)
    height = str(rng.randint(152, 196))
    facts = kept(
        (
            (True, writer.plain("surname", person.surname)),
            (True, writer.plain("given_names", person.given)),
            (True, writer.day("birth_date", any_day(writer, rng, 1948, 2007))),
            (rng.random() < 0.8, _picked(writer, rng, "birth_place", "towns")),
            (rng.random() < 0.9, _picked(writer, rng, "nationality", "nation")),
            (rng.random() < 0.8, sex_of(writer, female=person.female)),
            (rng.random() < 0.4, writer.other("height", height)),
            (True, writer.plain("document_number", number)),
            (True, writer.day("id_issue_date", issued, "issue_date")),
            (rng.random() < 0.85, writer.day("expiry_date", expires)),
            (rng.random() < 0.6, _other(writer, rng, "authority", "authority_name")),
        )
    )
    title, authority = writer.label("identity_title"), writer.words.text("authority_name")
    return Record(title, authority, facts, writer.label("signature"))


def sexes(writer: Writer) -> tuple[str, str]:
    """Return how this document calls a man and a woman."""
    words = writer.words
    male = words.text("male")
    return male, words.all("female")[words.all("male").index(male)]


def sex_of(writer: Writer, *, female: bool) -> Fact:
    return writer.plain("sex", sexes(writer)[female])


def _picked(writer: Writer, rng: random.Random, key: str, source: str) -> Fact:
    return writer.plain(key, rng.choice(writer.words.all(source)))


def _other(writer: Writer, rng: random.Random, key: str, source: str) -> Fact:
    return writer.other(key, rng.choice(writer.words.all(source)))


def draw_on_lines(sheet: Sheet, record: Record, look: Look) -> None:
    """Labels left, each value on a line as on a form that was filled in."""
    y = _head(sheet, record, look)
    right = sheet.width - _LEFT
    column = max(sheet.measure(fact.label, look.plain) for fact in record.facts) + 16
    column = min(column, 210)
    for fact in record.facts:
        sheet.label(_LEFT, y, fact, sheet.fit(fact.label, look.plain, column - 10))
        sheet.rule(_LEFT + column, y + look.size * 1.32, right - _LEFT - column, GREY, 0.5)
        y = sheet.fact(_LEFT + column + 6, y, fact, replace(look.plain, size=look.size + 1)) + 11
    _sign(sheet, record, y + 50, look)


def draw_in_boxes(sheet: Sheet, record: Record, look: Look) -> None:
    """A grid of cells, two beside each other."""
    y = _head(sheet, record, look)
    width = sheet.width - 2 * _LEFT
    y = draw_pairs(sheet, _LEFT, y, width, record.facts, replace(look, columns=2))
    _sign(sheet, record, y + 56, look)


def draw_card(sheet: Sheet, record: Record, look: Look) -> None:
    """A card with a place for the picture and two columns of values."""
    sheet.start()
    wide, high = sheet.size
    sheet.rect((6, 6, wide - 6, high - 6), fill=(0.95, 0.96, 0.92), edge=look.accent, wide=1.2)
    sheet.text(20, 16, record.authority.upper(), Style(9.5, bold=True, tint=look.accent))
    sheet.text(20, 30, record.title, Style(8, tint=GREY))
    sheet.rect((20, 52, 108, 168), fill=(0.85, 0.86, 0.86), edge=GREY)
    small = replace(look, size=9.2)
    half = -(-len(record.facts) // 2)
    for x, facts in ((122.0, record.facts[:half]), (262.0, record.facts[half:])):
        y = 48.0
        for fact in facts:
            sheet.label(x, y, fact, sheet.fit(fact.label, small.faint, 126))
            y += small.faint.leading
            y = sheet.fact(x, y, fact, sheet.fit(fact.text, small.bold, 126)) + 4
    sheet.rule(20, high - 34, 88, GREY, 0.5)
    sheet.text(20, high - 30, record.signature, sheet.fit(record.signature, small.faint, 90))


def draw_numbered(sheet: Sheet, record: Record, look: Look) -> None:
    """Numbered labels over the values, in two columns with stripes."""
    y = _head(sheet, record, look)
    width = (sheet.width - 2 * _LEFT) / 2
    for start in range(0, len(record.facts), 2):
        row: Sequence[Fact] = record.facts[start : start + 2]
        if start % 4 == 0:
            sheet.rect((_LEFT - 6, y - 4, _LEFT + 2 * width, y + 34), fill=PALE, edge=None)
        for number, fact in enumerate(row):
            x = _LEFT + number * width
            label = replace(fact, label=f"{start + number + 1}. {fact.label}")
            sheet.label(x, y, label, sheet.fit(label.label, look.small, width - 10))
            sheet.fact(x + 12, y + look.small.leading + 2, fact, look.bold)
        y += 38
    _sign(sheet, record, y + 46, look)


def _head(sheet: Sheet, record: Record, look: Look) -> float:
    sheet.start()
    sheet.text(_LEFT, 56, record.authority, Style(10, tint=GREY))
    title = Style(18, bold=True, tint=look.accent)
    sheet.text(_LEFT, 74, record.title, sheet.fit(record.title, title, sheet.width - 2 * _LEFT))
    return 124.0


def _sign(sheet: Sheet, record: Record, y: float, look: Look) -> None:
    sheet.rule(_LEFT, y, 190, GREY, 0.5)
    sheet.text(_LEFT, y + 3, record.signature, look.faint)

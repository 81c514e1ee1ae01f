"""The documents of a run: which kinds, in which languages and layouts."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from benchmarks.form_press import applications, identities, letters, receipts, statements, widgets
from benchmarks.form_press.facts import Writer
from benchmarks.form_press.layouts import LAYOUTS, Layout, choose_look, draw_deal
from benchmarks.form_press.pairs import Look
from benchmarks.form_press.printing import Draw, Printed, print_document
from benchmarks.form_press.sheet import (
    A4,
    CHINESE,
    LATIN,
    LETTER,
    MONO,
    MONO_POLISH,
    POLISH,
    Faces,
    Sheet,
)
from benchmarks.form_press.trade import make_invoice, make_order, make_writer
from benchmarks.form_press.words import Split

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "zh")
SELDOM = ("pl", "pt")
_SELDOM_EVERY = 16
"""Each so many documents one is in a language of `SELDOM`."""

_KINDS = (
    "invoice", "receipt", "invoice", "application", "order", "invoice", "identity", "statement",
    "invoice", "letter", "invoice", "application", "receipt", "invoice", "identity", "invoice",
    "order", "application", "invoice", "statement",
)  # fmt: skip
_SELDOM_KINDS = ("invoice", "receipt", "invoice", "identity")


@dataclass(frozen=True)
class Plan:
    """A document to be made."""

    number: int
    kind: str
    language: str
    layout: str

    @property
    def name(self) -> str:
        return f"{self.number:03}_{self.kind}_{self.language}_{self.layout}"


@dataclass(frozen=True)
class Named:
    """A layout of a kind of documents; the test split alone uses those that are held."""

    name: str
    held: bool = False


_DEALS = tuple(Named(layout.name, layout.held) for layout in LAYOUTS)
KINDS: Mapping[str, tuple[Named, ...]] = {
    "invoice": _DEALS,
    "order": tuple(named for named in _DEALS if not named.name.startswith("two_pages")),
    "receipt": (
        Named("receipt_roll"),
        Named("receipt_narrow"),
        Named("receipt_centred", held=True),
    ),
    "statement": (
        Named("statement_summary"),
        Named("statement_boxes"),
        Named("statement_lines", held=True),
    ),
    "identity": (
        Named("identity_lines"),
        Named("identity_boxes"),
        Named("identity_card"),
        Named("identity_numbered", held=True),
    ),
    "application": (
        Named("acro_lines"),
        Named("drawn_boxes"),
        Named("acro_above"),
        Named("drawn_yes_no"),
        Named("acro_columns", held=True),
        Named("drawn_table", held=True),
    ),
    "letter": (Named("letter_block"), Named("letter_plain", held=True)),
}


def plans(count: int, seed: int, split: Split) -> Iterator[Plan]:
    """Yield what to make: languages in equal shares, layouts of a kind in equal shares."""
    rng = random.Random(f"plan-{seed}-{split}")
    decks: dict[str, list[str]] = {}
    seen: dict[str, int] = {}
    common = 0
    for number in range(count):
        seldom = number % _SELDOM_EVERY == _SELDOM_EVERY - 1
        if seldom:
            language = SELDOM[number // _SELDOM_EVERY % len(SELDOM)]
            kinds: Sequence[str] = _SELDOM_KINDS
        else:
            language, kinds = LANGUAGES[common % len(LANGUAGES)], _KINDS
            common += 1
        turn = seen.get(language, LANGUAGES.index(language) * 3 if not seldom else 0)
        seen[language] = turn + 1
        kind = kinds[turn % len(kinds)]
        if not decks.get(kind):
            decks[kind] = _deck(kind, split, rng)
        yield Plan(number, kind, language, decks[kind].pop())


def _deck(kind: str, split: Split, rng: random.Random) -> list[str]:
    """Return the layouts in a new order, those held for the test split twice."""
    offered = KINDS[kind]
    names = [named.name for named in offered if not named.held]
    if split == "test":
        names += [named.name for named in offered if named.held] * 2
    rng.shuffle(names)
    return names


def print_plan(plan: Plan, seed: int, split: Split) -> Printed:
    """Invent a document and print it; the same one each time."""
    key = f"{seed}-{split}-{plan.name}"
    rng = random.Random(key)
    writer = make_writer(plan.language, split, key, rng)
    return _PRINTERS[plan.kind](plan.layout, writer, rng)


def _size(writer: Writer) -> tuple[float, float]:
    return LETTER if writer.manner.country.code == "US" else A4


def _faces(writer: Writer, rng: random.Random, *, mono: bool = False) -> Faces:
    language = writer.words.language
    if language == "zh":
        return CHINESE[0]
    if mono:
        return MONO_POLISH if language == "pl" else MONO
    return rng.choice(POLISH if language == "pl" else LATIN)


def _look(rng: random.Random, pairs: str = "colon") -> Look:
    layout = Layout("", "classic", pairs, "ruled", "rules")
    return choose_look(layout, rng)


def _invoice(layout: str, writer: Writer, rng: random.Random) -> Printed:
    chosen = next(other for other in LAYOUTS if other.name == layout)
    deal = make_invoice(writer, rng, long=chosen.long)
    draw = partial(draw_deal, deal=deal, layout=chosen, look=choose_look(chosen, rng))
    return print_document(_size(writer), _faces(writer, rng), draw)


def _order(layout: str, writer: Writer, rng: random.Random) -> Printed:
    chosen = next(other for other in LAYOUTS if other.name == layout)
    deal = make_order(writer, rng)
    draw = partial(draw_deal, deal=deal, layout=chosen, look=choose_look(chosen, rng))
    return print_document(_size(writer), _faces(writer, rng), draw)


def _receipt(layout: str, writer: Writer, rng: random.Random) -> Printed:
    receipt = receipts.make_receipt(writer, rng)
    drawing = {
        "receipt_roll": receipts.draw_roll,
        "receipt_narrow": receipts.draw_narrow,
        "receipt_centred": receipts.draw_centred,
    }[layout]
    faces = _faces(writer, rng, mono=layout == "receipt_roll")
    height = drawing(Sheet((receipts.ROLL_WIDTH, 2000), faces), receipt)

    def draw(sheet: Sheet) -> None:
        drawing(sheet, receipt)

    return print_document((receipts.ROLL_WIDTH, height), faces, draw)


def _statement(layout: str, writer: Writer, rng: random.Random) -> Printed:
    statement = statements.make_statement(writer, rng)
    drawing, pairs = {
        "statement_summary": (statements.draw_summary, "columns"),
        "statement_boxes": (statements.draw_boxes, "grid"),
        "statement_lines": (statements.draw_lines, "above"),
    }[layout]
    draw = partial(drawing, statement=statement, look=_look(rng, pairs))
    return print_document(_size(writer), _faces(writer, rng), draw)


def _identity(layout: str, writer: Writer, rng: random.Random) -> Printed:
    record = identities.make_record(writer, rng)
    drawing, pairs = {
        "identity_lines": (identities.draw_on_lines, "colon"),
        "identity_boxes": (identities.draw_in_boxes, "grid"),
        "identity_card": (identities.draw_card, "above"),
        "identity_numbered": (identities.draw_numbered, "above"),
    }[layout]
    size = identities.CARD if layout == "identity_card" else _size(writer)
    draw = partial(drawing, record=record, look=_look(rng, pairs))
    return print_document(size, _faces(writer, rng), draw)


def _application(layout: str, writer: Writer, rng: random.Random) -> Printed:
    form = applications.make_application(writer, rng)
    faces, size = _faces(writer, rng), _size(writer)
    if layout.startswith("drawn"):
        drawing = {
            "drawn_boxes": applications.draw_boxes_before,
            "drawn_yes_no": applications.draw_yes_no,
            "drawn_table": applications.draw_table_of_boxes,
        }[layout]
        drawn = applications.choose_drawn_look(rng)
        return print_document(size, faces, partial(drawing, form=form, drawn=drawn))
    made = widgets.choose_widget_look(layout, rng)
    draw: Draw = partial(widgets.draw_widgets, form=form, made=made)
    printed = print_document(size, faces, draw)
    if writer.words.language != "zh":
        return printed
    return Printed(widgets.fill_in_chinese(printed.pdf, form), printed.marks, printed.sizes)


def _letter(layout: str, writer: Writer, rng: random.Random) -> Printed:
    letter = letters.make_letter(writer, rng)
    drawing = {"letter_block": letters.draw_block, "letter_plain": letters.draw_plain}[layout]
    draw = partial(drawing, letter=letter, look=_look(rng))
    return print_document(_size(writer), _faces(writer, rng), draw)


_PRINTERS: Mapping[str, Callable[[str, Writer, random.Random], Printed]] = {
    "invoice": _invoice,
    "order": _order,
    "receipt": _receipt,
    "statement": _statement,
    "identity": _identity,
    "application": _application,
    "letter": _letter,
}

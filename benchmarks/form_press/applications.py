"""Application forms with check boxes, drawn on the page as on paper that was scanned or printed."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from benchmarks.form_press.facts import Fact, Writer
from benchmarks.form_press.identities import sex_of, sexes
from benchmarks.form_press.pairs import Look
from benchmarks.form_press.parties import invent_address, invent_person
from benchmarks.form_press.sheet import GREY, PALE, SIGNS, Box, Sheet, Style
from benchmarks.form_press.trade import any_day

QUESTIONS = ("newsletter", "married", "smoker", "employed", "agree_terms")
LEFT = 62.0


@dataclass(frozen=True)
class Application:
    """A form that was filled in.

    Attributes:
        writer: In whose words it is written.
        title: Heading.
        intro: What to do.
        sections: Heads of its two parts.
        texts: Labelled texts.
        sex: Which of the two, or nothing where it is not asked.
        sexes: How both are called, the man's first.
        nations: Citizenships to choose from.
        answers: Labelled `true` and `false`.
        signature: Label of the line to sign on.
    """

    writer: Writer
    title: str
    intro: str
    sections: tuple[str, str]
    texts: tuple[Fact, ...]
    sex: Fact | None
    sexes: tuple[str, str]
    nations: tuple[str, ...]
    answers: tuple[Fact, ...]
    signature: str


def make_application(writer: Writer, rng: random.Random) -> Application:
    words = writer.words
    person = invent_person(words, rng)
    questions = sorted(rng.sample(QUESTIONS, rng.randint(3, 5)), key=QUESTIONS.index)
    nation = writer.plain("nationality", rng.choice(words.all("nation")))
    return Application(
        writer=writer,
        title=writer.label("application_title"),
        intro=words.text("intro"),
        sections=(writer.label("section_person"), writer.label("section_choices")),
        texts=(
            writer.plain("surname", person.surname),
            writer.plain("given_names", person.given),
            writer.day("birth_date", any_day(writer, rng, 1948, 2007)),
            writer.plain("birth_place", rng.choice(words.all("towns"))),
            writer.plain("address", ", ".join(invent_address(words, rng))),
            *((nation,) if rng.random() < 0.7 else ()),
        ),
        sex=sex_of(writer, female=person.female) if rng.random() < 0.6 else None,
        sexes=sexes(writer),
        nations=words.all("nation"),
        answers=tuple(
            Fact(writer.label(key), "", key, rng.choice(("true", "false"))) for key in questions
        ),
        signature=writer.label("signature"),
    )


TickMark = Callable[[Sheet, float, float, float, bool], str]
"""Draws a box of a size at x and y, ticked or not; returns the sign printed in it."""


def _crossed(sheet: Sheet, x: float, y: float, size: float, ticked: bool) -> str:
    sheet.rect((x, y, x + size, y + size), wide=0.8)
    if ticked:
        sheet.line(x + 1.5, y + 1.5, x + size - 1.5, y + size - 1.5, wide=1.2)
        sheet.line(x + 1.5, y + size - 1.5, x + size - 1.5, y + 1.5, wide=1.2)
    return ""


def _checked(sheet: Sheet, x: float, y: float, size: float, ticked: bool) -> str:
    sheet.rect((x, y, x + size, y + size), wide=0.8)
    if ticked:
        low = y + size - 2
        sheet.line(x + 1.5, y + size * 0.5, x + size * 0.4, low, wide=1.3)
        sheet.line(x + size * 0.4, low, x + size + 1.5, y - 1, wide=1.3)
    return ""


def _typed(sheet: Sheet, x: float, y: float, size: float, ticked: bool) -> str:
    sheet.rect((x, y, x + size, y + size), wide=0.8)
    if not ticked:
        return ""
    sheet.text(x + size / 2, y - 0.4, "X", Style(size * 0.95, bold=True), "center")
    return "X"


def _sign(signs: str, font: str) -> TickMark:
    def draw(sheet: Sheet, x: float, y: float, size: float, ticked: bool) -> str:
        sign = signs[ticked]
        sheet.canvas.setFont(font, size * 1.25)
        sheet.canvas.setFillColorRGB(0, 0, 0)
        sheet.canvas.drawString(x, sheet.size[1] - y - size, sign)
        return sign

    return draw


TICKS: Mapping[str, TickMark] = {
    "crossed": _crossed,
    "checked": _checked,
    "typed": _typed,
    "ballot_x": _sign("☐☒", SIGNS),
    "ballot_check": _sign("☐☑", SIGNS),
    "dingbats": _sign("❏✔", "ZapfDingbats"),
}


@dataclass(frozen=True)
class DrawnLook:
    """How a drawn form looks: its text, and one of `TICKS`."""

    look: Look
    ticks: str


def choose_drawn_look(rng: random.Random) -> DrawnLook:
    look = Look(size=rng.choice((9.2, 9.8)), accent=(0.12, 0.25, 0.35))
    return DrawnLook(look, rng.choice(tuple(TICKS)))


def draw_boxes_before(sheet: Sheet, form: Application, drawn: DrawnLook) -> None:
    """Lines to write on, then boxes with their labels behind them."""
    look = drawn.look
    y = head(sheet, form, look)
    y = _lines(sheet, form, y, look)
    if form.sex:
        y = _choice(sheet, form, y, drawn) + 6
    y = section(sheet, form.sections[1], y + 12, look)
    for fact in form.answers:
        _tick(sheet, LEFT, y + 1, fact, drawn, fact.value == "true")
        sheet.text(LEFT + 20, y, fact.label, look.plain)
        y += 22
    _signature(sheet, form, y + 50, look)


def draw_yes_no(sheet: Sheet, form: Application, drawn: DrawnLook) -> None:
    """Cells to write in, then questions with a box for yes and one for no."""
    look, words = drawn.look, form.writer.words
    y = head(sheet, form, look)
    y = _cells(sheet, form, y, look)
    if form.sex:
        y = _choice(sheet, form, y + 8, drawn)
    y = section(sheet, form.sections[1], y + 16, look)
    right = sheet.width - LEFT
    for fact in form.answers:
        sheet.text(LEFT, y, fact.label, look.plain)
        for key, answer, x in (("yes", "true", right - 110), ("no", "false", right - 50)):
            chosen = fact.value == answer
            marked = fact if chosen else replace(fact, name="")
            _tick(sheet, x, y + 1, marked, drawn, chosen)
            sheet.text(x + 17, y, words.text(key), look.plain)
        sheet.rule(LEFT, y + 18, right - LEFT, GREY, 0.3)
        y += 24
    _signature(sheet, form, y + 46, look)


def draw_table_of_boxes(sheet: Sheet, form: Application, drawn: DrawnLook) -> None:
    """One ruled table: labels left, values and boxes right."""
    look = drawn.look
    y = head(sheet, form, look)
    right, middle = sheet.width - LEFT, LEFT + 205
    for fact in (*form.texts, *((form.sex,) if form.sex else ()), *form.answers):
        sheet.rect((LEFT, y, middle, y + 24), fill=PALE, edge=look.accent)
        sheet.rect((middle, y, right, y + 24), edge=look.accent)
        sheet.text(LEFT + 6, y + 6, fact.label, sheet.fit(fact.label, look.plain, 192))
        if fact in form.answers:
            _tick(sheet, middle + 10, y + 6.5, fact, drawn, fact.value == "true")
        else:
            room = right - middle - 16
            sheet.fact(middle + 8, y + 6, fact, sheet.fit(fact.text, look.plain, room))
        y += 24
    _signature(sheet, form, y + 60, look)


def head(sheet: Sheet, form: Application, look: Look) -> float:
    """Print the title and what to do; return where the form begins."""
    sheet.start()
    sheet.text(LEFT, 54, form.title, Style(18, bold=True, tint=look.accent))
    width = sheet.width - 2 * LEFT
    y = sheet.paragraph(LEFT, 84, form.intro, look.plain, width)
    return section(sheet, form.sections[0], y + 12, look)


def section(sheet: Sheet, text: str, y: float, look: Look) -> float:
    style = Style(look.size + 2, bold=True, tint=look.accent)
    sheet.text(LEFT, y, text, style)
    sheet.rule(LEFT, y + style.leading + 1, sheet.width - 2 * LEFT, look.accent)
    return y + style.leading + 12


def _lines(sheet: Sheet, form: Application, y: float, look: Look) -> float:
    right = sheet.width - LEFT
    for fact in form.texts:
        label = f"{fact.label}:"
        style = sheet.fit(label, look.plain, 160)
        sheet.text(LEFT, y, label, style)
        sheet.rule(LEFT + 170, y + look.size * 1.3, right - LEFT - 170, GREY, 0.5)
        sheet.fact(LEFT + 174, y, fact, sheet.fit(fact.text, look.plain, right - LEFT - 176))
        y += 24
    return y


def _cells(sheet: Sheet, form: Application, y: float, look: Look) -> float:
    half = (sheet.width - 2 * LEFT) / 2
    for number, fact in enumerate(form.texts):
        x, top = LEFT + number % 2 * half, y + number // 2 * 38
        sheet.rect((x, top, x + half, top + 34), edge=GREY)
        sheet.text(x + 4, top + 2, fact.label, sheet.fit(fact.label, look.small, half - 8))
        sheet.fact(x + 8, top + 16, fact, sheet.fit(fact.text, look.plain, half - 14))
    return y + -(-len(form.texts) // 2) * 38


def _choice(sheet: Sheet, form: Application, y: float, drawn: DrawnLook) -> float:
    """Print a box for each sex; the text of the truth is that behind the ticked one."""
    assert form.sex
    label = f"{form.sex.label}:"
    sheet.text(LEFT, y, label, drawn.look.plain)
    x = LEFT + max(174.0, sheet.measure(label, drawn.look.plain) + 12)
    for text in form.sexes:
        chosen = text == form.sex.text
        TICKS[drawn.ticks](sheet, x, y + 1, 10, chosen)
        box = sheet.text(x + 17, y, text, drawn.look.plain)
        if chosen:
            sheet.mark("sex", form.sex.value, text, box)
        x = box[2] + 30
    return y + 20


def _tick(sheet: Sheet, x: float, y: float, fact: Fact, drawn: DrawnLook, ticked: bool) -> None:
    size = 10.0
    sign = TICKS[drawn.ticks](sheet, x, y, size, ticked)
    box: Box = (x - 0.5, y - 0.5, x + size + 0.5, y + size + 0.5)
    sheet.mark(fact.name, fact.value, sign, box)


def _signature(sheet: Sheet, form: Application, y: float, look: Look) -> None:
    sheet.rule(LEFT, y, 200, GREY, 0.5)
    sheet.text(LEFT, y + 3, form.signature, look.faint)

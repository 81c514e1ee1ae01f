"""Application forms to be filled in on a computer: text fields, boxes, buttons and lists.

The names of the fields tell what they are about in one half of the forms, and nothing in the
other. Chinese values are drawn with an embedded font; the library that makes the fields has none.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from io import BytesIO

import pymupdf
from reportlab.lib.colors import black, white
from reportlab.pdfgen.canvas import Canvas

from benchmarks.form_press.applications import LEFT, Application, head, section
from benchmarks.form_press.facts import Fact
from benchmarks.form_press.pairs import Look
from benchmarks.form_press.sheet import Box, Sheet
from examples.press.fonts import HAN

_HEIGHT = 17.0
_BOX = 11.0
_TEXT_WIDGET = 7
"""MuPDF's number of the kind."""


@dataclass(frozen=True)
class WidgetLook:
    """How a form is made.

    Attributes:
        look: Of its text.
        telling: Whether the names of its fields tell something.
        above: Whether the labels stand above the fields.
        columns: Fields beside each other.
        listed: Whether citizenships are chosen from a list.
        style: Of the check boxes.
        yes_no: Whether questions have two buttons instead of a box.
    """

    look: Look
    telling: bool
    above: bool
    columns: int
    listed: bool
    style: str
    yes_no: bool


def choose_widget_look(layout: str, rng: random.Random) -> WidgetLook:
    return WidgetLook(
        look=Look(size=rng.choice((9.2, 9.8)), accent=(0.1, 0.3, 0.25)),
        telling=rng.random() < 0.5,
        above=layout != "acro_lines",
        columns={"acro_lines": 1, "acro_above": 1, "acro_columns": 2}[layout],
        listed=rng.random() < 0.6,
        style=rng.choice(("check", "cross", "check", "circle")),
        yes_no=rng.random() < 0.3,
    )


def draw_widgets(sheet: Sheet, form: Application, made: WidgetLook) -> None:
    look = made.look
    y = head(sheet, form, look)
    width = (sheet.width - 2 * LEFT) / made.columns
    step = 40.0 if made.above else 25.0
    for number, fact in enumerate(form.texts):
        x, top = LEFT + number % made.columns * width, y + number // made.columns * step
        _text_field(sheet, form, made, fact, (x, top, x + width - 12, top + step), number)
    y += -(-len(form.texts) // made.columns) * step
    if form.sex:
        _radio(sheet, made, form.sex, form.sexes, y + 4)
        y += 26
    y = section(sheet, form.sections[1], y + 10, look)
    for number, fact in enumerate(form.answers):
        if made.yes_no and fact.name != "agree_terms":
            _yes_no(sheet, form, made, fact, y)
        else:
            _check_box(sheet, made, fact, y, number)
        y += 23
    sheet.rule(LEFT, y + 60, 200)
    sheet.text(LEFT, y + 63, form.signature, look.faint)


def _name(made: WidgetLook, fact: Fact, other: str) -> str:
    return fact.name if made.telling else other


def _text_field(
    sheet: Sheet, form: Application, made: WidgetLook, fact: Fact, room: Box, number: int
) -> None:
    x, top, right, _ = room
    if made.above:
        sheet.text(x, top, fact.label, sheet.fit(fact.label, made.look.small, right - x))
        top += made.look.small.leading + 1
    else:
        sheet.text(x, top + 2, fact.label, sheet.fit(fact.label, made.look.plain, 150))
        x += 160
    box = (x, top, right, top + _HEIGHT)
    place = {
        "x": x, "y": sheet.size[1] - top - _HEIGHT, "width": right - x, "height": _HEIGHT,
        "fontSize": 9, "borderWidth": 0.6, "borderColor": black, "fillColor": white,
    }  # fmt: skip
    han = form.writer.words.language == "zh"
    if fact.name == "nationality" and made.listed and not han:
        options = [(nation, nation) for nation in form.nations]
        name = _name(made, fact, "ComboBox1")
        sheet.canvas.acroForm.choice(name=name, value=fact.text, options=options, **place)
    else:
        value = "" if han else fact.text
        name = _name(made, fact, f"Text{number + 11}")
        sheet.canvas.acroForm.textfield(name=name, value=value, **place)
    sheet.mark(fact.name, fact.value, fact.text, box)


def _radio(sheet: Sheet, made: WidgetLook, fact: Fact, options: tuple[str, str], y: float) -> None:
    """Print a button for each option; the text of the truth is that behind the chosen one."""
    sheet.text(LEFT, y, fact.label, made.look.plain)
    x = LEFT + max(160.0, sheet.measure(fact.label, made.look.plain) + 12)
    group = _name(made, fact, "Group3")
    for state, text in zip("mf", options, strict=True):
        chosen = text == fact.text
        _button(sheet, group, state, x, y, chosen=chosen)
        box = sheet.text(x + 17, y, text, made.look.plain)
        if chosen:
            sheet.mark(fact.name, fact.value, text, box)
        x = box[2] + 30


def _yes_no(sheet: Sheet, form: Application, made: WidgetLook, fact: Fact, y: float) -> None:
    sheet.text(LEFT, y, fact.label, made.look.plain)
    x = sheet.width - LEFT - 110
    group = _name(made, fact, f"Group_{fact.label[0]}{round(y)}")
    for key, answer in (("yes", "true"), ("no", "false")):
        chosen = fact.value == answer
        _button(sheet, group, key, x, y, chosen=chosen)
        sheet.text(x + 17, y, form.writer.words.text(key), made.look.plain)
        if chosen:
            sheet.mark(fact.name, fact.value, "", (x, y + 1, x + _BOX, y + 1 + _BOX))
        x += 58


def _button(sheet: Sheet, group: str, state: str, x: float, y: float, *, chosen: bool) -> None:
    sheet.canvas.acroForm.radio(
        name=group, value=state, selected=chosen, x=x, y=sheet.size[1] - y - 1 - _BOX, size=_BOX,
        borderWidth=0.7, borderColor=black, fillColor=white, buttonStyle="circle", shape="circle",
    )  # fmt: skip


def _check_box(sheet: Sheet, made: WidgetLook, fact: Fact, y: float, number: int) -> None:
    sheet.canvas.acroForm.checkbox(
        name=_name(made, fact, f"Check Box{number + 1}"), checked=fact.value == "true", x=LEFT,
        y=sheet.size[1] - y - 1 - _BOX, size=_BOX, borderWidth=0.8, borderColor=black,
        fillColor=white, buttonStyle=made.style,
    )  # fmt: skip
    sheet.mark(fact.name, fact.value, "", (LEFT, y + 1, LEFT + _BOX, y + 1 + _BOX))
    sheet.text(LEFT + 19, y, fact.label, made.look.plain)


def fill_in_chinese(pdf: bytes, form: Application) -> bytes:
    """Put the texts into the fields of a form, and draw them with a font that has the signs."""
    with pymupdf.open(stream=pdf) as document:
        page = document[0]
        found = [(widget.xref, widget.rect) for widget in page.widgets(types=[_TEXT_WIDGET])]
        for (xref, shape), fact in zip(found, form.texts, strict=True):
            with pymupdf.open(stream=_drawn(fact.text, shape.width, shape.height)) as drawn:
                spare = document.new_page(width=shape.width, height=shape.height)
                spare.show_pdf_page(spare.rect, drawn, 0)
                shown = spare.get_xobjects()[0][0]
            document.xref_set_key(xref, "V", pymupdf.get_pdf_str(fact.text))
            document.xref_set_key(xref, "AP", f"<</N {shown} 0 R>>")
        document.delete_pages(range(1, len(document)))
        return bytes(document.tobytes(garbage=3, deflate=True, no_new_id=True))


def _drawn(text: str, width: float, height: float) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), invariant=1)
    canvas.setFillColor(white)
    canvas.setStrokeColor(black)
    canvas.setLineWidth(0.6)
    canvas.rect(0.3, 0.3, width - 0.6, height - 0.6, fill=1)
    canvas.setFillColor(black)
    canvas.setFont(HAN, 9)
    canvas.drawString(3, 5, text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()

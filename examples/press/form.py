"""A form: sections of labelled fields and check boxes that have been filled in."""

from __future__ import annotations

from reportlab.lib.colors import Color, black, white
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from examples.press.blocks import Noted, set_text
from examples.press.sheets import Fixed, print_pages
from examples.press.truth import Entry

LEFT, WIDTH = 60.0, 475.0
HEIGHT, LABEL = 17.0, 108.0
GREEN = Color(0.12, 0.35, 0.2)

PLAIN = ParagraphStyle("plain", fontName="Helvetica", fontSize=10, leading=14)
TITLE = ParagraphStyle("title", PLAIN, fontName="Helvetica-Bold", fontSize=19, leading=24)
SECTION = ParagraphStyle("section", PLAIN, fontName="Helvetica-Bold", fontSize=12, textColor=GREEN)
FOOT = ParagraphStyle("foot", PLAIN, fontSize=8, alignment=TA_CENTER)

INTRODUCTION = (
    "Please fill in this form in block letters or on a computer and hand it in at the desk of any "
    "branch. Your card will be ready within three working days. Fields marked with an asterisk are "
    "required."
)
PERSON = (
    (("Surname *", "Okonkwo"),),
    (("Given names *", "Ada Miriam"),),
    (("Date of birth *", "1987-11-23"), ("Phone", "0114 496 0182")),
    (("Street *", "27 Chandler Row"),),
    (("Postcode *", "SF3 8GT"), ("Town *", "Stannington")),
    (("E-mail", "ada.okonkwo@post.example"),),
)
CARD = (("Single", True), ("Family", False), ("Student", False))
EXTRAS = (("Newsletter", True), ("Home delivery", False), ("Large print", True))
SIGNED = ((("Place, date", "Sheffield, 4 May 2026"),),)
CONSENT = (
    "I have read the rules of the library and agree to them. I know that I am liable for lost "
    "books and that my data are deleted one year after my membership ends."
)


class _TextField(Flowable):
    """A label and a text widget."""

    def __init__(self, label: str, value: str) -> None:
        super().__init__()
        self.label, self.value = label, value

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, HEIGHT
        return width, HEIGHT

    def draw(self) -> None:
        self.canv.setFont("Helvetica", 10)
        self.canv.drawString(0, 5, self.label)
        self.canv.acroForm.textfield(
            name=self.label.strip(" *"), value=self.value, x=LABEL, y=0, width=self.width - LABEL,
            height=HEIGHT, fontSize=10, borderWidth=0.6, borderColor=black, fillColor=white,
            relative=True,
        )  # fmt: skip


class _CheckBox(_TextField):
    """A box with its label behind it."""

    def draw(self) -> None:
        self.canv.setFont("Helvetica", 10)
        self.canv.drawString(17, 4, self.label)
        self.canv.acroForm.checkbox(
            name=self.label, checked=bool(self.value), x=0, y=2, size=11, borderWidth=0.8,
            borderColor=black, fillColor=white, buttonStyle="check", relative=True,
        )  # fmt: skip


class TextField(Noted, _TextField):
    def __init__(self, label: str, value: str) -> None:
        self.entry = Entry("key_value", {"text": f"{label} {value}", "key": label, "value": value})
        super().__init__(label, value)


class CheckBox(Noted, _CheckBox):
    """Its value in the truth is `yes` or `no`; its text begins with a ticked or an empty box."""

    def __init__(self, label: str, checked: bool) -> None:
        text = f"{'☑' if checked else '☐'} {label}"
        value = "yes" if checked else "no"
        self.entry = Entry("key_value", {"text": text, "key": label, "value": value})
        super().__init__(label, "x" if checked else "")


def make_form() -> tuple[bytes, str]:
    page = [
        Fixed(
            set_text("Application for a Library Card", TITLE, "heading", level=1), LEFT, 58, WIDTH
        ),
        Fixed(set_text(INTRODUCTION, PLAIN), LEFT, 92, WIDTH),
        _section("1. About you", 158),
        *_rows(PERSON, 182),
        _section("2. Your card", 356),
        Fixed(set_text("Kind of card (tick one):", PLAIN), LEFT, 378, WIDTH),
        *_boxes(CARD, 400),
        Fixed(set_text("I would also like:", PLAIN), LEFT, 430, WIDTH),
        *_boxes(EXTRAS, 452),
        _section("3. Consent", 500),
        Fixed(set_text(CONSENT, PLAIN), LEFT, 522, WIDTH),
        *_rows(SIGNED, 570),
        Fixed(set_text("Form LC-7 · Page 1 of 1", FOOT, "page_footer"), LEFT, 790, WIDTH),
    ]
    return print_pages(
        "form.pdf", [page], title="Application for a Library Card", author="City Library"
    )


def _section(text: str, top: float) -> Fixed:
    return Fixed(set_text(text, SECTION, "heading", level=2), LEFT, top, WIDTH)


def _rows(rows: tuple[tuple[tuple[str, str], ...], ...], top: float) -> list[Fixed]:
    fixed = []
    for number, row in enumerate(rows):
        width = WIDTH / len(row)
        for column, (label, value) in enumerate(row):
            gap = 12 if column + 1 < len(row) else 0
            place = (LEFT + column * width, top + 25 * number, width - gap)
            fixed.append(Fixed(TextField(label, value), *place))
    return fixed


def _boxes(boxes: tuple[tuple[str, bool], ...], top: float) -> list[Fixed]:
    return [
        Fixed(CheckBox(label, checked), LEFT + 130 * number, top, 120)
        for number, (label, checked) in enumerate(boxes)
    ]

"""A sheet of paper to print on, that notes where each value was printed.

Places are in points from the top left of the page. The `y` of a text is the top of its line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from typing import Literal

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from benchmarks.form_press.facts import Fact, Part
from examples.press.fonts import HAN, embed, embed_families

Align = Literal["left", "right", "center"]
Box = tuple[float, float, float, float]
Tint = tuple[float, float, float]

A4 = (595.3, 841.9)
LETTER = (612.0, 792.0)
BLACK: Tint = (0.0, 0.0, 0.0)
GREY: Tint = (0.42, 0.42, 0.42)
PALE: Tint = (0.93, 0.94, 0.95)
_LEADING = 1.36
_BASELINE, _DEPTH = 0.95, 1.2
"""Of the size: from the top of a line to its baseline, and to the lower edge of its box."""
_LEAST_SIZE = 5.0


@dataclass(frozen=True)
class Faces:
    """A family of fonts; `thick` where its bold is the regular one with an outline."""

    regular: str
    bold: str
    thick: bool = False


@dataclass(frozen=True)
class Style:
    """How a text is set."""

    size: float = 9.5
    bold: bool = False
    tint: Tint = BLACK

    @property
    def leading(self) -> float:
        return self.size * _LEADING


@dataclass(frozen=True)
class Mark:
    """Where a value was printed."""

    name: str
    value: str
    page: int
    box: Box
    text: str


LATIN: tuple[Faces, ...] = (
    Faces("Helvetica", "Helvetica-Bold"),
    Faces("Helvetica", "Helvetica-Bold"),
    Faces("Times-Roman", "Times-Bold"),
    Faces("DejaVuSans", "DejaVuSans-Bold"),
    Faces("STIXGeneral", "STIXGeneralBol"),
)
POLISH = LATIN[3:]
CHINESE = (Faces(HAN, HAN, thick=True),)
MONO = Faces("Courier", "Courier-Bold")
MONO_POLISH = Faces("DejaVuSansMono", "DejaVuSansMono-Bold")
SIGNS = "DejaVuSans"
"""The font of ballot boxes and check marks."""


@cache
def embed_faces() -> None:
    """Register the fonts that are not built into every reader."""
    embed_families()
    for name in ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono-Bold", "STIXGeneralBol"):
        embed(name)


@dataclass
class Sheet:
    """Pages that are being printed.

    Attributes:
        size: Of each page.
        faces: To set texts in.
        pages: How many there will be, once that is known.
        furniture: Prints what stands on each page.
        bottom: Where the room for texts ends.
        marks: Where values stand.
        page: From 1.
    """

    size: tuple[float, float]
    faces: Faces
    pages: int = 1
    furniture: Callable[[Sheet], None] | None = None
    bottom: float = 0.0
    marks: list[Mark] = field(default_factory=list)
    page: int = 0
    _buffer: BytesIO = field(default_factory=BytesIO)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self._buffer, pagesize=self.size, invariant=1)
        self.bottom = self.bottom or self.size[1] - 60

    @property
    def width(self) -> float:
        return self.size[0]

    def start(self) -> None:
        """Begin a page."""
        if self.page:
            self.canvas.showPage()
        self.page += 1
        if self.furniture:
            self.furniture(self)

    def end(self) -> bytes:
        """Return the file."""
        self.canvas.showPage()
        self.canvas.save()
        return self._buffer.getvalue()

    def font(self, style: Style) -> str:
        return self.faces.bold if style.bold else self.faces.regular

    def measure(self, text: str, style: Style) -> float:
        return float(stringWidth(text, self.font(style), style.size))

    def fit(self, text: str, style: Style, width: float) -> Style:
        """Return the style, smaller where the text would be too wide."""
        wide = max((self.measure(line, style) for line in text.split("\n")), default=0.0)
        if wide <= width:
            return style
        return replace(style, size=max(_LEAST_SIZE, style.size * width / wide))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        align: Align = "left",
        parts: Sequence[Part] = (),
    ) -> Box:
        """Print one line, and note the values in it. Return its box."""
        wide = self.measure(text, style)
        left = x - {"left": 0.0, "right": wide, "center": wide / 2}[align]
        line = self.canvas.beginText(left, self.size[1] - y - _BASELINE * style.size)
        line.setFont(self.font(style), style.size)
        line.setFillColor(Color(*style.tint))
        if style.bold and self.faces.thick:
            self.canvas.setLineWidth(0.035 * style.size)
            self.canvas.setStrokeColor(Color(*style.tint))
            line.setTextRenderMode(2)
        line.textOut(text)
        if style.bold and self.faces.thick:
            line.setTextRenderMode(0)
        self.canvas.drawText(line)
        for part in parts:
            before, found, _ = text.partition(part.text)
            if found:
                start = left + self.measure(before, style)
                end = start + self.measure(part.text, style)
                self.mark(part.name, part.value, part.text, (start, y, end, _foot(y, style)))
        return (left, y, left + wide, _foot(y, style))

    def mark(self, name: str, value: str, text: str, box: Box) -> None:
        """Note a value."""
        if name:
            shown = text.replace("\u00a0", " ")
            self.marks.append(Mark(name, value, self.page, box, shown))

    def label(self, x: float, y: float, fact: Fact, style: Style, align: Align = "left") -> Box:
        """Print the label of a fact, which may hold a value."""
        return self.text(x, y, fact.label, style, align, fact.parts)

    def fact(
        self,
        x: float,
        y: float,
        fact: Fact,
        style: Style,
        align: Align = "left",
        width: float | None = None,
    ) -> float:
        """Print the text of a fact on as many lines as it needs; return where the next one is."""
        lines = [
            line
            for whole in fact.text.split("\n")
            for line in (self.wrap(whole, style, width) if width else [whole])
        ]
        boxes = [
            self.text(x, y + number * style.leading, line, style, align, fact.parts)
            for number, line in enumerate(lines)
        ]
        self.mark(fact.name, fact.value, "\n".join(lines), around(boxes))
        return y + len(lines) * style.leading

    def wrap(self, text: str, style: Style, width: float) -> list[str]:
        """Break a text into lines."""
        lines = [""]
        for word in _words(text):
            if lines[-1] and self.measure((lines[-1] + word).rstrip(), style) > width:
                lines.append("")
            lines[-1] += word if lines[-1] else word.lstrip()
        return [line.rstrip() for line in lines]

    def paragraph(self, x: float, y: float, text: str, style: Style, width: float) -> float:
        """Print a text; return where the next one is."""
        for line in self.wrap(text, style, width):
            self.text(x, y, line, style)
            y += style.leading
        return y

    def flow(
        self, x: float, y: float, pieces: Sequence[str | Fact], style: Style, width: float
    ) -> float:
        """Print text with facts in it, none of which is broken; return where the next one is."""
        at = x
        for piece in pieces:
            if isinstance(piece, Fact):
                wide = self.measure(piece.text, style)
                if at + wide > x + width and at > x:
                    at, y = x, y + style.leading
                self.fact(at, y, piece, style)
                at += wide
                continue
            for word in _words(piece):
                if at + self.measure(word.rstrip(), style) > x + width:
                    at, y = x, y + style.leading
                shown = word.lstrip() if at == x else word
                self.text(at, y, shown, style)
                at += self.measure(shown, style)
        return y + style.leading

    def line(
        self, x: float, y: float, to_x: float, to_y: float, tint: Tint = BLACK, wide: float = 0.6
    ) -> None:
        self.canvas.setStrokeColor(Color(*tint))
        self.canvas.setLineWidth(wide)
        self.canvas.line(x, self.size[1] - y, to_x, self.size[1] - to_y)

    def rule(self, x: float, y: float, width: float, tint: Tint = BLACK, wide: float = 0.6) -> None:
        self.line(x, y, x + width, y, tint, wide)

    def rect(
        self, box: Box, *, fill: Tint | None = None, edge: Tint | None = BLACK, wide: float = 0.6
    ) -> None:
        x0, y0, x1, y1 = box
        self.canvas.setLineWidth(wide)
        if fill:
            self.canvas.setFillColor(Color(*fill))
        if edge:
            self.canvas.setStrokeColor(Color(*edge))
        self.canvas.rect(
            x0,
            self.size[1] - y1,
            x1 - x0,
            y1 - y0,
            stroke=int(edge is not None),
            fill=int(bool(fill)),
        )


def around(boxes: Sequence[Box]) -> Box:
    """Return the box around boxes."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _foot(y: float, style: Style) -> float:
    return y + _DEPTH * style.size


def _words(text: str) -> list[str]:
    """Split where a line may end: behind blanks, and around Chinese characters."""
    words = [""]
    for before, sign in zip(" " + text, text, strict=False):
        han = max(before, sign) >= "\u3000" and sign not in "，。、：；）！"
        if words[-1] and (before == " " or han):
            words.append("")
        words[-1] += sign
    return words

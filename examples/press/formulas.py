"""Displayed formulas: matplotlib places the glyphs that LaTeX asks for, reportlab draws them."""

from __future__ import annotations

from pathlib import Path

from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from reportlab.platypus import Flowable

from examples.press.blocks import Noted
from examples.press.fonts import SERIF, embed
from examples.press.truth import Entry

_PARSER = MathTextParser("path")


class _Glyphs(Flowable):
    """A formula in the middle of the column, its number at the right edge."""

    def __init__(self, latex: str, number: str, size: float) -> None:
        super().__init__()
        self.formula = _PARSER.parse(
            f"${latex}$", 72, FontProperties(size=size, math_fontfamily="stix")
        )
        self.number, self.size = f"({number})", size

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, self.formula.height + self.formula.depth
        return self.width, self.height

    def draw(self) -> None:
        canvas, formula = self.canv, self.formula
        canvas.saveState()
        canvas.setFont(SERIF, self.size)
        canvas.drawRightString(self.width, formula.depth, self.number)
        canvas.translate((self.width - formula.width) / 2, formula.depth)
        for font, size, code, _, x, y in formula.glyphs:
            canvas.setFont(embed(Path(font.fname).stem), size)
            canvas.drawString(float(x), float(y), chr(code))
        for x, y, width, height in formula.rects:
            canvas.rect(float(x), float(y), float(width), float(height), stroke=0, fill=1)
        canvas.restoreState()


class Formula(Noted, _Glyphs):
    """A displayed formula."""

    def __init__(self, latex: str, number: str, size: float = 10.0) -> None:
        self.entry = Entry("formula", {"latex": rf"{latex} \tag{{{number}}}"})
        super().__init__(latex, number, size)
        self.spaceBefore, self.spaceAfter = 2, 3

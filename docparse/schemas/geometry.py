"""Boxes, words and rules: where things stand on a page.

Coordinates are page points (1/72 inch) with the origin at the top left of the upright page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

Coordinate = Annotated[float, AfterValidator(lambda value: round(value, 2))]


class Value(BaseModel):
    """Base of all typed values: immutable, closed, compared by content."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


class Box(Value):
    """An upright rectangle in page points; coordinates are kept to 1/100 point."""

    x0: Coordinate
    y0: Coordinate
    x1: Coordinate
    y1: Coordinate

    @classmethod
    def of(cls, corners: Iterable[float]) -> Box:
        """Make a box from `(x0, y0, x1, y1)` in any corner order."""
        xa, ya, xb, yb = corners
        return cls(x0=min(xa, xb), y0=min(ya, yb), x1=max(xa, xb), y1=max(ya, yb))

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """Return the smallest box around one or more boxes."""
        x0s, y0s, x1s, y1s = zip(*(box.corners for box in boxes), strict=True)
        return cls(x0=min(x0s), y0=min(y0s), x1=max(x1s), y1=max(y1s))

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """`(x0, y0, x1, y1)`."""
        return (self.x0, self.y0, self.x1, self.y1)

    @property
    def width(self) -> float:
        """Extent in x, points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Extent in y, points."""
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        """Square points."""
        return self.width * self.height

    @property
    def center(self) -> tuple[float, float]:
        """Middle point `(x, y)`."""
        return ((self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2)

    def intersection(self, other: Box) -> float:
        """Return the shared area in square points."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(width, 0.0) * max(height, 0.0)

    def contains(self, point: tuple[float, float]) -> bool:
        """Tell whether a point lies in the box, its border included."""
        return self.x0 <= point[0] <= self.x1 and self.y0 <= point[1] <= self.y1

    def expanded(self, margin: float) -> Box:
        """Return the box grown by `margin` points on every side."""
        return Box(
            x0=self.x0 - margin, y0=self.y0 - margin, x1=self.x1 + margin, y1=self.y1 + margin
        )


class Point(Value):
    """A point of a page."""

    x: Coordinate
    y: Coordinate


class Word(Value):
    """A piece of text in one style without white space: a word, or part of one.

    Attributes:
        text: As it stands in the source, ligatures expanded.
        box: Around the ink.
        baseline: y of the line the letters stand on.
        size: Type size in points (for OCR: the height of its line).
        color: sRGB as `0xRRGGBB`.
        hidden: Not painted, as the text laid under a scan.
        spaced: White space stood before it; False where only the style changed or in CJK.
        line: Number of the line the source itself put the word in.
        math: `text` is the LaTeX of a formula, which counts as one word.
        confidence: For OCR the recogniser's mean character score; None for text layers.
    """

    text: str
    box: Box
    baseline: float = 0.0
    size: float = 0.0
    font: str = ""
    bold: bool = False
    italic: bool = False
    monospaced: bool = False
    superscript: bool = False
    subscript: bool = False
    hidden: bool = False
    color: int = 0
    link: str | None = None
    spaced: bool = True
    line: int = 0
    math: bool = False
    confidence: float | None = None


class Rule(Value):
    """A straight horizontal or vertical line drawn on the page, or a thin filled rectangle."""

    box: Box
    horizontal: bool

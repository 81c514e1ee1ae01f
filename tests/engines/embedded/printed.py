"""PDF pages with tables on them, printed for one test each."""

from __future__ import annotations

from collections.abc import Sequence

import pymupdf

WORDS = (
    "The figures below were collected in the spring and checked against the ledgers of every "
    "district before they were printed here. "
)


class Paper:
    """A PDF that is written on page by page; lengths in points, from the top left."""

    def __init__(self, width: float = 595, height: float = 842) -> None:
        self.file = pymupdf.open()
        self._size = (width, height)
        self.turn_page()

    def turn_page(self) -> None:
        """Go on with a new page."""
        self.page = self.file.new_page(width=self._size[0], height=self._size[1])

    def text(self, x: float, y: float, text: str, *, size: float = 10, bold: bool = False) -> None:
        """Write lines, the first on the baseline `y`."""
        font = "hebo" if bold else "helv"
        self.page.insert_text((x, y), text, fontsize=size, fontname=font)

    def prose(self, y: float, lines: int = 5) -> None:
        """Write a paragraph of running text from `y` down."""
        box = pymupdf.Rect(60, y, 535, y + 14 * lines)
        self.page.insert_textbox(box, WORDS * max(1, lines // 2), fontsize=10)

    def across(self, x0: float, x1: float, y: float) -> None:
        """Draw a horizontal line."""
        self.page.draw_line((x0, y), (x1, y), width=0.7)

    def down(self, x: float, y0: float, y1: float) -> None:
        """Draw a vertical line."""
        self.page.draw_line((x, y0), (x, y1), width=0.7)

    def rows(
        self,
        xs: Sequence[float],
        y: float,
        rows: Sequence[Sequence[str]],
        *,
        pitch: float = 18,
        bold_rows: int = 1,
    ) -> float:
        """Write rows of cells without lines; return where the next row would stand."""
        for number, row in enumerate(rows):
            for x, cell in zip(xs, row, strict=False):
                self.text(x, y, cell, bold=number < bold_rows)
            y += pitch
        return y

    def boxes(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Draw all lines of a grid."""
        for y in ys:
            self.across(xs[0], xs[-1], y)
        for x in xs:
            self.down(x, ys[0], ys[-1])

    def pdf(self) -> bytes:
        """The file."""
        return bytes(self.file.tobytes(no_new_id=True))

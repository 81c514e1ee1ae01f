"""Blocks: reportlab's flowables, each with its entry in the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing, String
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Preformatted, Table

from examples.press.truth import Entry, plain, read_markup, without_math


class Noted(Flowable):
    """Mix-in: notes where a flowable, or each part of one, is drawn."""

    entry: Entry
    part: str | None = None

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.extent = super().wrap(width, height)
        return self.extent

    def draw(self) -> None:
        if not self.entry.places:
            self.canv.entries.append(self.entry)
        place = {"page": self.canv.getPageNumber(), "box": self._box()}
        self.entry.places.append(place if self.part is None else {**place, "text": self.part})
        super().draw()

    def _box(self) -> list[float]:
        x, y = self.canv.absolutePosition(0, 0)
        width, height = self.extent
        bottom = self.canv._pagesize[1] - y
        return [round(value, 1) for value in (x, bottom - height, x + width, bottom)]


class Text(Noted, Paragraph):
    """A block of running text."""

    def split(self, width: float, height: float) -> list[Text]:
        parts = super().split(width, height)
        for part in parts:
            part.entry = self.entry
            if self.style.wordWrap == "CJK":
                part.part = "".join(word for fragment in part.frags for word in fragment.words)
        return parts


def set_text(markup: str, style: ParagraphStyle, kind: str = "paragraph", **fields: Any) -> Text:
    """Return a block of text in the markup of `read_markup`; `fields` go into the truth."""
    text = Text(_raised(without_math(markup), style), style, bulletText=fields.get("marker"))
    text.entry = Entry(kind, {**fields, **read_markup(markup)})
    return text


def _raised(markup: str, style: ParagraphStyle) -> str:
    """Set raised and lowered signs as books do; reportlab's own are too far off."""
    small = f'size="{0.68 * style.fontSize:.1f}" rise="{{:.1f}}"'
    up, down = (small.format(share * style.fontSize) for share in (0.36, 0.16))
    return markup.replace("<super>", f"<super {up}>").replace("<sub>", f"<sub {down}>")


class Code(Noted, Preformatted):
    """A program."""

    def __init__(self, text: str, style: ParagraphStyle) -> None:
        self.entry = Entry("code", {"text": text})
        super().__init__(text, style)


class KeyValue(Noted, Table):
    """A labelled value on one line."""

    def __init__(
        self, key: str, value: str, widths: Sequence[float], styles: Sequence[ParagraphStyle]
    ) -> None:
        fields = {"key": plain(key), "value": plain(value)}
        self.entry = Entry("key_value", {"text": " ".join(fields.values()), **fields})
        flush = [
            (f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")
        ]
        cells = [Paragraph(text, style) for text, style in zip((key, value), styles, strict=True)]
        super().__init__([cells], colWidths=widths, style=flush)


class _Picture(Flowable):
    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.drawing = drawing

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.drawing.width, self.drawing.height

    def draw(self) -> None:
        renderPDF.draw(self.drawing, self.canv, 0, 0)


class Figure(Noted, _Picture):
    """A vector drawing; the strings in it are its text."""

    def __init__(self, drawing: Drawing) -> None:
        words = [shape.text for shape in drawing.contents if isinstance(shape, String)]
        self.entry = Entry("figure", {"text": "\n".join(words)})
        super().__init__(drawing)


@dataclass(frozen=True)
class Span:
    """A cell that spans rows or columns."""

    markup: str
    rows: int = 1
    columns: int = 1


class Grid(Noted, Table):
    """A table of marked-up cells.

    Args:
        rows: Cells in document order; slots covered by a span from above or left are left out.
        widths: Of the columns, points.
        styles: Of the cells, one for each column.
        header_rows: Leading rows that are headers, set in `header_style`.
        commands: reportlab's table style: rules, fills, padding.
    """

    def __init__(
        self,
        rows: Sequence[Sequence[str | Span]],
        widths: Sequence[float],
        styles: Sequence[ParagraphStyle],
        commands: Sequence[tuple[Any, ...]],
        *,
        header_rows: int = 1,
        header_style: ParagraphStyle | None = None,
        **options: Any,
    ) -> None:
        cells = _place(rows)
        data: list[list[Any]] = [[""] * len(widths) for _ in rows]
        spans = []
        for row, column, cell in cells:
            head = row < header_rows and header_style
            data[row][column] = Paragraph(cell.markup, head or styles[column])
            end = (column + cell.columns - 1, row + cell.rows - 1)
            spans.append(("SPAN", (column, row), end))
        self.entry = Entry("table", _fields(cells, len(rows), len(widths), header_rows))
        super().__init__(data, colWidths=widths, style=[*spans, *commands], **options)

    def split(self, width: float, height: float) -> list[Flowable]:
        """Stand on one page."""
        return []


def _place(rows: Sequence[Sequence[str | Span]]) -> list[tuple[int, int, Span]]:
    """Give every cell its row and column, stepping over slots that spans cover."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for row, cells in enumerate(rows):
        column = 0
        for value in cells:
            cell = value if isinstance(value, Span) else Span(value)
            while (row, column) in taken:
                column += 1
            taken |= {
                (row + down, column + right)
                for down in range(cell.rows)
                for right in range(cell.columns)
            }
            placed.append((row, column, cell))
    return placed


def _fields(
    cells: Sequence[tuple[int, int, Span]], rows: int, columns: int, header_rows: int
) -> dict[str, Any]:
    listed = [
        {
            "row": row,
            "column": column,
            "row_span": cell.rows,
            "column_span": cell.columns,
            "header": row < header_rows,
            "text": plain(cell.markup),
        }
        for row, column, cell in cells
    ]
    return {"rows": rows, "columns": columns, "cells": listed}

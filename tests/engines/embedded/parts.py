"""Words, lines, rules and pages, made by hand.

Letters are half as wide as the type is large, spaces a third; a word's box is as high as its type,
its baseline four fifths down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PIL import Image

from docparse.engines.embedded.blocks import PageContext
from docparse.engines.embedded.lines import Line
from docparse.engines.embedded.placing import PlacedRegion
from docparse.engines.embedded.regions import Grid, Label, Region
from docparse.schemas import Box, Rule, Word
from docparse.sources import SourcePage


def box(x0: float, y0: float, x1: float, y1: float) -> Box:
    return Box(x0=x0, y0=y0, x1=x1, y1=y1)


def word(text: str, x: float, y: float, *, size: float = 10, **style: Any) -> Word:
    """A word with its top left corner at (x, y); what stands level from one x on is one line."""
    width = style.pop("width", 0.5 * size * len(text))
    place = {"line": round(y) * 1000 + round(x), "baseline": y + 0.8 * size}
    return Word(text=text, box=box(x, y, x + width, y + size), size=size, **(place | style))


def line(text: str, x: float = 50, y: float = 100, *, size: float = 10, **style: Any) -> list[Word]:
    """The words of a line of the source."""
    words: list[Word] = []
    number = round(y) * 1000 + round(x)
    for part in text.split():
        words.append(word(part, x, y, size=size, **({"line": number} | style)))
        x = words[-1].box.x1 + size / 3
    return words


def lines(
    *texts: str, x: float = 50, y: float = 100, pitch: float = 12, **style: Any
) -> list[Word]:
    """The words of lines one below the other."""
    return [w for i, text in enumerate(texts) for w in line(text, x, y + i * pitch, **style)]


def rows(
    *texts: str, xs: tuple[float, ...] = (50, 150, 250, 350), y: float = 100, pitch: float = 20
) -> list[Word]:
    """The words of table rows; `|` goes on to the next of the columns that begin at `xs`."""
    return [
        w
        for i, text in enumerate(texts)
        for x, cell in zip(xs, text.split("|"), strict=False)
        for w in line(cell, x, y + i * pitch)
    ]


def as_lines(*rows_of_words: list[Word]) -> list[Line]:
    return [Line(tuple(words)) for words in rows_of_words]


def across(x0: float, x1: float, y: float) -> Rule:
    return Rule(box=box(x0, y, x1, y + 0.5), horizontal=True)


def down(x: float, y0: float, y1: float) -> Rule:
    return Rule(box=box(x, y0, x + 0.5, y1), horizontal=False)


def grid_rules(xs: tuple[float, ...], ys: tuple[float, ...]) -> list[Rule]:
    """The lines around all cells of a grid, each from end to end."""
    return [
        *(across(xs[0], xs[-1], y) for y in ys),
        *(down(x, ys[0], ys[-1]) for x in xs),
    ]


def placed(label: Label, words: list[Word], grid: Grid | None = None) -> PlacedRegion:
    """A region as large as its words."""
    return PlacedRegion(Region(label, Box.around(w.box for w in words), grid=grid), tuple(words))


def context(**known: Any) -> PageContext:
    """A page in 10 point type."""
    usual: dict[str, Any] = {
        "number": 1,
        "vocabulary": frozenset(),
        "rules": (),
        "height": 800,
        "type_size": 10,
    }
    return PageContext(**(usual | known))


@dataclass
class PaperPage(SourcePage):
    """A page that holds what it is given."""

    layer: tuple[Word, ...] = ()
    boxes: tuple[Box, ...] = ()
    picture: Image.Image | None = None
    number: int = 1
    width: float = 600
    height: float = 800

    @property
    def words(self) -> tuple[Word, ...]:
        return self.layer

    @property
    def pictures(self) -> tuple[Box, ...]:
        return self.boxes

    def image(self, dpi: float, crop: Box | None = None) -> Image.Image:
        """The picture, or white, scaled to the resolution."""
        scale = dpi / 72
        whole = self.picture or Image.new("RGB", (1, 1), "white")
        image = whole.resize((round(self.width * scale), round(self.height * scale)))
        if crop is None:
            return image
        return image.crop(tuple(round(value * scale) for value in crop.corners))

"""An item of a row with what belongs to it, and where it stands among its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from docparse.engines.embedded.formulas.items import Item


@dataclass(frozen=True, slots=True)
class Cell:
    """An item of the main line, with what belongs to it.

    Attributes:
        item: It.
        sub, sup: Its scripts, read.
        over, under: What stands above and below it, read.
    """

    item: Item
    sub: Item | None = None
    sup: Item | None = None
    over: Item | None = None
    under: Item | None = None

    @property
    def pieces(self) -> tuple[Item, ...]:
        """All of it."""
        extra = (self.sub, self.sup, self.over, self.under)
        return (self.item, *(item for item in extra if item is not None))


@dataclass(frozen=True, slots=True)
class Place:
    """A cell between its neighbours.

    Attributes:
        cell: It.
        before, after: The cells beside it; None at the ends of the row.
        size: Type size of the row.
    """

    cell: Cell
    before: Cell | None
    after: Cell | None
    size: float

    @property
    def item(self) -> Item:
        """The item of the main line."""
        return self.cell.item

    @property
    def space_before(self) -> float:
        """White space before it in points; 0 at the start of a row."""
        if self.before is None:
            return 0.0
        return self.item.left - max(piece.right for piece in self.before.pieces)

    @property
    def space_behind(self) -> float:
        """White space between its item and the next one in points; 0 at the end of a row."""
        return self.after.item.left - self.item.right if self.after else 0.0

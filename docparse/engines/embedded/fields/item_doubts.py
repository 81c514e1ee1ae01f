"""What is in doubt about the rows of a list, as problems a user is told."""

from __future__ import annotations

from collections.abc import Iterator

from docparse.engines.embedded.fields.item_cells import Line
from docparse.engines.embedded.fields.item_sums import (
    Doubt,
    Goods,
    PrintedSums,
    Why,
    checked,
    place_of,
)
from docparse.engines.embedded.fields.printed import Piece, Span
from docparse.engines.embedded.fields.telling import candidate
from docparse.schemas.extraction import Candidate, Problem

_EVEN = 0.5
"""Score of a row that may be an item or none."""
_REASONS: dict[Why, str] = {
    "carried": "it is the sum of the rows above it",
    "allowance": "it is labelled as what is taken off or paid",
    "short": "it has too few of the fields",
    "below": "it stands below a sum and lacks what the rows above it have",
}


def problems_of(name: str, goods: Goods, sums: PrintedSums) -> Iterator[Problem]:
    """Yield what should be looked at: rows that may be items or none, a total that is missed.

    Args:
        name: Of the list.
        goods: Its rows.
        sums: What is printed.
    """
    proven = goods.adds_up and not goods.alone
    carried = [doubt.line for doubt in goods.doubts if doubt.why == "carried" and not doubt.kept]
    check = None if proven else checked(goods.lines, sums, carried)
    last = place_of(goods.lines[-1])
    for doubt in goods.doubts:
        below = doubt.why == "carried" or place_of(doubt.line) > last
        if not (check is not None and check.reached and below and not doubt.kept):
            yield _of_row(name, doubt)
    if check is not None and not check.reached and not goods.adds_up:
        total = check.total
        message = (
            f"the amounts of the {len(goods.lines)} rows that were read make {check.made}, "
            f"but {total.label!r} says {total.value}"
        )
        span = Span(total.piece, 0, len(total.piece.text))
        told = candidate([span], "beside the label of a sum", _EVEN)
        yield Problem(field=name, kind="conflicting", message=message, candidates=(told,))


def _of_row(name: str, doubt: Doubt) -> Problem:
    row = _candidate(doubt.line, _REASONS[doubt.why])
    if doubt.kept:
        message = f"{row.text!r} was taken for an item, but may be none: {_REASONS[doubt.why]}"
    else:
        message = f"{row.text!r} was not taken for an item: {_REASONS[doubt.why]}"
    return Problem(
        field=name, kind="ambiguous", message=f"page {row.page}: {message}", candidates=(row,)
    )


def _candidate(line: Line, how: str) -> Candidate:
    pieces = [piece for own in line.row.cells.values() for piece in own]
    across = sorted(pieces, key=_place)
    return candidate([Span(piece, 0, len(piece.text)) for piece in across], how, _EVEN)


def _place(piece: Piece) -> tuple[float, float]:
    return piece.box.y1, piece.box.x0

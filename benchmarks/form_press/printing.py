"""Print documents, and write down their truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.form_press.sheet import Box, Faces, Mark, Sheet

Draw = Callable[[Sheet], None]


@dataclass(frozen=True)
class Printed:
    """A printed document.

    Attributes:
        pdf: The file.
        marks: Where its values stand.
        sizes: Width and height of each page.
    """

    pdf: bytes
    marks: tuple[Mark, ...]
    sizes: tuple[tuple[float, float], ...]


def print_document(size: tuple[float, float], faces: Faces, draw: Draw) -> Printed:
    """Print a document twice, so that each page can say how many there are."""
    trial = Sheet(size, faces)
    draw(trial)
    sheet = Sheet(size, faces, pages=trial.page)
    draw(sheet)
    return Printed(sheet.end(), tuple(sheet.marks), (size,) * sheet.page)


def truth_of(marks: Sequence[Mark]) -> dict[str, Any]:
    """Return the fields and items of the truth.

    A value that was printed more than once has the other places in `also`.
    """
    fields: dict[str, Any] = {}
    items: list[dict[str, Any]] = []
    for mark in marks:
        place = {"page": mark.page, "box": rounded(mark.box), "text": mark.text}
        kind, _, rest = mark.name.partition(".")
        target, name = fields, mark.name
        if kind == "items":
            number, _, name = rest.partition(".")
            while len(items) <= int(number):
                items.append({})
            target = items[int(number)]
        if name in target:
            target[name].setdefault("also", []).append(place)
        else:
            target[name] = {"value": mark.value, **place}
    return {"fields": fields, "items": items}


def rounded(box: Box) -> list[float]:
    return [round(value, 1) for value in box]

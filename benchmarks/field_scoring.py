"""Score what was read into the fields of a document against its labels."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from benchmarks.field_sets import Paper
from docparse import Box
from docparse.schemas.extraction import Evidence, Problem

_FORM = re.compile(r"(?i)\b(?:gmbh|ag|kg|ltd|llc|inc|sarl|sas|sa|sdn\.? bhd)\b\.?")
_DATE_FORMS = (
    "%Y%m%d",
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d/%m/%y",
    "%d-%m-%y",
    "%d %b %Y",
)
_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True)
class Reading:
    """What a tool read in a paper.

    Attributes:
        values: By name of the field.
        applies: False where the tool does not know such papers.
        evidence: Where the values stand, of a tool that says so.
        problems: What is missing or in doubt, of a tool that says so.
        width: Of the first page, in the unit of the boxes.
    """

    values: Mapping[str, object]
    applies: bool = True
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    width: float = 1.0


@dataclass(frozen=True)
class Outcome:
    """What became of a field."""

    paper: str
    field: str
    truth: str
    given: str | None
    right: bool
    placed: bool | None
    how: str = ""
    groups: tuple[str, ...] = ()


def outcomes(paper: Paper, reading: Reading) -> Iterator[Outcome]:
    """Judge each field that is labelled."""
    for name, truth in paper.truth.items():
        value, evidence = reading.values.get(name), reading.evidence.get(name)
        given = None if value is None else str(value)
        right = value is not None and same(truth, value)
        placed = _placed(evidence, name, paper, reading.width) if right and evidence else None
        how = f"{evidence.how} {evidence.score:.2f}" if evidence else ""
        field = _INDEX.sub("", name)
        yield Outcome(paper.name, field, truth, given, right, placed, how, paper.groups)


def same(truth: str, value: object) -> bool:
    """Tell the true value: amounts and dates by value, texts by letters and digits."""
    if isinstance(value, bool):
        return truth == str(value).lower()
    if isinstance(value, Decimal):
        bare = re.sub(r"[^\d.\-]", "", truth)
        return bool(bare.strip(".-")) and abs(Decimal(bare)) == abs(value)
    if isinstance(value, datetime.date):
        return value in _dates(truth)
    return _letters(_FORM.sub("", str(value))) == _letters(_FORM.sub("", truth))


def _dates(truth: str) -> Iterator[datetime.date]:
    """The dates a truth may mean; a numeric one has its day first where the page says nothing."""
    for form in _DATE_FORMS:
        try:
            yield datetime.datetime.strptime(truth.strip(), form).date()
        except ValueError:
            continue


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _placed(evidence: Evidence, name: str, paper: Paper, width: float) -> bool | None:
    """Tell a box that overlaps the labelled place, or a labelled line; None without either."""
    if name in paper.places:
        box = evidence.box
        return any(
            place.page == evidence.page and _overlaps(box, Box.of(place.box))
            for place in paper.places[name]
        )
    return _is_on_line(evidence, paper.truth[name], paper, width)


def _overlaps(one: Box, other: Box) -> bool:
    return one.intersection(other) > 0.3 * min(one.area, other.area)


def _is_on_line(evidence: Evidence, truth: str, paper: Paper, width: float) -> bool | None:
    """Tell a box that overlaps a labelled line with words of the truth; None without lines."""
    wanted = _letters(truth)
    own = [
        Box.of(line.box)
        for line in paper.lines
        if (said := _letters(line.text)) and (wanted in said or said in wanted)
    ]
    if not own:
        return None
    scale = _pixels(paper.path) / width
    box = Box.of(scale * side for side in evidence.box.corners)
    return any(_overlaps(box, line) for line in own)


def _pixels(path: Path) -> int:
    from PIL import Image

    with Image.open(path) as image:
        return image.width

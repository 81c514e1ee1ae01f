"""Values that a person filled in: fields of the file's form, boxes ticked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from docparse.engines.embedded.fields.candidates import Option, Reading, Values
from docparse.engines.embedded.fields.concepts import best_label, parted
from docparse.engines.embedded.fields.printed import Piece, Printed, Sheet, Span
from docparse.engines.embedded.fields.ticks import Tick, find_ticks, ticked
from docparse.engines.embedded.fields.wanting import Sought
from docparse.sources.form_fields import FormField

_NAMED = 0.75
"""Likeness from which a field of the form is the one that is asked for."""
_TICKED = 0.4
"""The same for the words beside a box, which are often a sentence."""
_ASIDE = re.compile(r"\s*[(（][^)）]*[)）]\s*$")
"""What a question says of how to answer it: (tick one)."""
_NUMBERED = re.compile(r"\[\d+\]")
_WHOLE = frozenset({"text", "terms", "party", "address", "code", "country"})
"""Kinds of values that are all that was filled in."""


class FilledValues:
    """Finds what was filled in and ticked.

    Args:
        document: Where to look.
        sheets: Its pages, with the fields of their forms.
        values: Reads values of a kind.
    """

    def __init__(self, document: Printed, sheets: Sequence[Sheet], values: Values) -> None:
        self._document, self._values = document, values
        self._buttons = [
            (sheet.number, field)
            for sheet in sheets
            for field in sheet.fields
            if field.ticked is not None
        ]

    @cached_property
    def ticks(self) -> tuple[Tick, ...]:
        """All boxes and buttons."""
        return find_ticks(self._document)

    @cached_property
    def _entered(self) -> dict[FormField, list[Piece]]:
        entered: dict[FormField, list[Piece]] = {}
        for piece in self._document.pieces:
            if piece.field is not None:
                entered.setdefault(piece.field, []).append(piece)
        return entered

    def options(self, sought: Sought) -> Iterator[Option]:
        """Yield what was filled in for a field.

        Args:
            sought: What it asks for.
        """
        if sought.kind == "boolean":
            yield from self._booleans(sought)
            return
        yield from self._fields(sought)
        if sought.kind == "text" or sought.field.choices:
            yield from self._chosen(sought)

    def _fields(self, sought: Sought) -> Iterator[Option]:
        """What was filled in where the form itself names the field."""
        for field, pieces in self._entered.items():
            likeness = best_label_of(field, sought.labels)
            if likeness < _NAMED:
                continue
            for reading in self._read(sought.kind, pieces):
                how = f"in the form's field {field.label or field.name!r}"
                features = {"form field": 0.8 * likeness, "form": 0.2 * reading.worth}
                yield Option(reading, how, features)

    def _read(self, kind: str, pieces: Sequence[Piece]) -> Iterator[Reading]:
        if kind in _WHOLE:
            first, *more = (Span(piece, 0, len(piece.text)) for piece in pieces)
            text = " ".join(piece.text for piece in pieces)
            yield Reading(first, text, more=tuple(more))
            return
        yield from (reading for piece in pieces[:1] for reading in self._values.of(kind, piece))

    def _booleans(self, sought: Sought) -> Iterator[Option]:
        for tick in self.ticks:
            if tick.answer is not None:
                likeness, on = self._asked(tick, sought), tick.answer
                if not tick.on:  # what the other box says is what counts
                    continue
            else:
                likeness, on = self._stands_for(tick, sought), tick.on
            if likeness >= _TICKED:
                how = f"{'ticked' if tick.on else 'not ticked'}: {_words(tick)!r}"
                yield Option(_reading(tick, on), how, {"box": 0.5 + 0.45 * likeness})

    def _chosen(self, sought: Sought) -> Iterator[Option]:
        """The words of the box that is ticked below or behind a question."""
        for tick in ticked(self.ticks):
            assert tick.words is not None
            likeness = self._asked(tick, sought)
            said = tick.words.text.casefold()
            one_of = any(choice.casefold() == said for choice in sought.field.choices)
            if likeness >= _NAMED or one_of:
                features = {"box": 0.65 * likeness + 0.3, "one of the choices": 0.2 * one_of}
                how = f"ticked behind {tick.group.text!r}" if tick.group else "ticked"
                yield Option(_reading(tick, tick.words.text), how, features)

    def _stands_for(self, tick: Tick, sought: Sought) -> float:
        """How alike a field and what a box stands for are."""
        said = best_label(tick.words.text, sought.labels) if tick.words else 0.0
        return max(said, self._named(tick, sought))

    def _asked(self, tick: Tick, sought: Sought) -> float:
        """How alike a field and the question before some boxes are."""
        question = _ASIDE.sub("", tick.group.text) if tick.group else ""
        said = best_label(question, sought.labels) if question else 0.0
        return max(said, self._named(tick, sought))

    def _named(self, tick: Tick, sought: Sought) -> float:
        """How alike a field and the name of a box in the file are."""
        place = tick.sign.box.center
        own = (
            best_label_of(field, sought.labels)
            for page, field in self._buttons
            if page == tick.sign.piece.page and field.box.contains(place)
        )
        return max(own, default=0.0)


def best_label_of(field: FormField, labels: Sequence[str]) -> float:
    """Return the likeness of a field of a form and the likeliest of some labels.

    Args:
        field: Known by its label, its name and the last part of that.
        labels: Of what is asked for.
    """
    name = parted(_NUMBERED.sub("", field.name).replace(".", " "))
    last = parted(_NUMBERED.sub("", field.name).rpartition(".")[2])
    said = (text for text in (field.label, name, last) if text)
    return max((best_label(text, labels) for text in said), default=0.0)


def _reading(tick: Tick, value: object) -> Reading:
    if not isinstance(value, bool):
        assert tick.words is not None
        return Reading(tick.words, value)
    first, *more = tick.spans
    return Reading(first, value, more=tuple(more))


def _words(tick: Tick) -> str:
    return tick.words.text if tick.words else ""

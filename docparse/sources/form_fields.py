"""The fields of a PDF's form (AcroForm): what was filled in, what was ticked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from docparse.schemas import Box, Word

FormFieldKind = Literal["text", "choice", "check", "radio"]

_KINDS: dict[int, FormFieldKind] = {2: "check", 3: "choice", 4: "choice", 5: "radio", 7: "text"}
"""By PyMuPDF's widget types; buttons and signatures hold no value."""
_SIGNS: dict[FormFieldKind, str] = {"check": "☐☑", "radio": "○◉"}
_UNSEEN = frozenset({1, 3})
"""Field displays by which a field is not on the screen: hidden, on paper only."""
_PASSWORD = 1 << 13
"""Field flag of a text field that shows dots for its value."""
_MARGIN = 1.0


@dataclass(frozen=True, kw_only=True)
class FormField:
    """A field of a form on a page.

    Attributes:
        kind: A box to tick, a button of several of which one is chosen, a list, or text.
        name: Of the field in the file, with those of the groups it is in: `person.surname`.
        label: What the form says when the pointer rests on the field; often nothing.
        value: What was filled in or chosen; of a box or button, the value it stands for.
        ticked: Whether a box or button is on; None for text and lists.
        box: On the page.
    """

    kind: FormFieldKind
    name: str
    label: str
    value: str
    ticked: bool | None
    box: Box


def read_form_fields(page: Any) -> Iterator[FormField]:  # noqa: ANN401 (PyMuPDF is untyped)
    """Yield the fields of a page of PyMuPDF's that a reader sees."""
    for widget in page.widgets(types=list(_KINDS)):
        if widget.field_display in _UNSEEN or (
            widget.field_type_string == "Text" and widget.field_flags & _PASSWORD
        ):
            continue
        kind = _KINDS[widget.field_type]
        on = _on_state(widget) if kind in _SIGNS else None
        given = widget.field_value
        yield FormField(
            kind=kind,
            name=_plain(widget.field_name),
            label=_plain(widget.field_label),
            value=_plain(given if on is None else on),
            ticked=None if on is None else given is True or (given not in _OFF and given == on),
            box=Box.of(widget.rect),
        )


_OFF = (None, False, "", "Off")


def _on_state(widget: Any) -> str:  # noqa: ANN401 (PyMuPDF is untyped)
    return str(widget.on_state() or "Yes")


def _plain(value: object) -> str:
    chosen = value if isinstance(value, list | tuple) else [value]
    return ", ".join(" ".join(str(one).split()) for one in chosen if one not in {None, False})


def with_form_fields(words: Sequence[Word], fields: Sequence[FormField]) -> tuple[Word, ...]:
    """Return the words of a page with those its form stands for.

    A box or button is the sign ☑, ☐, ◉ or ○, whatever mark is drawn in it. The value of a field
    that the file holds but does not draw is a word at the field's place.

    Args:
        words: Of the text layer.
        fields: Of the form.
    """
    boxes = [field.box.expanded(_MARGIN) for field in fields if field.ticked is not None]
    kept = [
        word
        for word in words
        if len(word.text) > 1 or not any(box.contains(word.box.center) for box in boxes)
    ]
    line = 1 + max((word.line for word in kept), default=0)
    for number, field in enumerate(fields, start=line):
        if field.ticked is not None:
            kept.append(_word(_SIGNS[field.kind][field.ticked], field.box, number))
        elif field.value and not any(field.box.contains(word.box.center) for word in words):
            kept += _undrawn(field, number)
    return tuple(kept)


def _undrawn(field: FormField, line: int) -> Iterator[Word]:
    """The words of a value side by side, as wide as their letters have it."""
    box, done = field.box, 0
    for text in field.value.split():
        left, right = (
            box.x0 + box.width * at / len(field.value) for at in (done, done + len(text))
        )
        yield _word(text, Box.of((left, box.y0, right, box.y1)), line)
        done += len(text) + 1


def _word(text: str, box: Box, line: int) -> Word:
    return Word(text=text, box=box, baseline=box.y1, size=box.height, line=line)

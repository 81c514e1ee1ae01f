"""Values that look like the examples a field gives: `PRJ-0417` where one is `PRJ-0012`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from docparse.engines.embedded.fields.candidates import Option, Reading
from docparse.engines.embedded.fields.printed import Printed, Span
from docparse.tasks.wanted import WantedField

_SAME, _NEARLY = 0.1, 0.05
"""What it adds that a value has the form of an example, and one of other lengths."""
_ALONE, _LATER, _MOST_LATER = 0.45, 0.005, 20
"""Score of a value without a label that has that form; what each earlier one takes from it."""
_SHORTEST = 4
"""Characters of an example, with a digit among them, that tells its kind from other words."""
_RUNS = re.compile(r"\d+|[^\W\d_]+|\s+|.")


def like_examples(field: WantedField, options: Sequence[Option]) -> list[Option]:
    """Raise the options that have the form of a field's examples.

    Args:
        field: What is asked for.
        options: What it may be.
    """
    return [_raised(option, field.examples) for option in options]


def of_examples(field: WantedField, document: Printed) -> Iterator[Option]:
    """Yield what has the very form of an example, wherever it stands; for text alone.

    Args:
        field: What is asked for.
        document: Where to look.
    """
    if field.type != "text" or field.choices:
        return
    rank = 0
    for example in field.examples:
        if len(example) < _SHORTEST or not any(map(str.isdigit, example)):
            continue
        for piece in document.pieces:
            for match in _form(example, exact=True).finditer(piece.text):
                span = Span(piece, match.start(), match.end())
                worth = _ALONE - _LATER * min(rank, _MOST_LATER)
                yield Option(Reading(span, span.text), f"like {example!r}", {"form": worth})
                rank += 1


def _raised(option: Option, examples: Sequence[str]) -> Option:
    for exact, worth in ((True, _SAME), (False, _NEARLY)):
        if any(_form(example, exact=exact).fullmatch(option.text) for example in examples):
            return replace(option, features={**option.features, "like an example": worth})
    return option


@lru_cache(maxsize=1024)
def _form(example: str, *, exact: bool) -> re.Pattern[str]:
    """The form of a text: digits and letters may be others; as many of them if it is exact."""
    form = "".join(_part(run, exact=exact) for run in _RUNS.findall(example.strip()))
    return re.compile(rf"(?<!\w){form}(?!\w)")


def _part(run: str, *, exact: bool) -> str:
    count = f"{{{len(run)}}}" if exact else "+"
    if run.isdigit():
        return rf"\d{count}"
    if run.isalpha():
        return (r"(?:(?![a-z])[^\W\d_])" if run.isupper() else r"[^\W\d_]") + count
    return r"\s+" if run.isspace() else re.escape(run)

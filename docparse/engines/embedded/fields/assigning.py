"""Choose for all fields at once: the values with the greatest sum of scores, none taken twice."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from docparse.engines.embedded.fields.candidates import Option

LEAST = 0.4
"""Score below which a field is rather left empty."""
_MOST = 40
"""Options of a field that are looked at, the best ones."""
_CENT = Decimal("0.02")
"""By which a sum may be off: rounded parts."""
_ADDS_UP = 0.15


def assigned(options: Mapping[str, Sequence[Option]]) -> dict[str, Option]:
    """Choose an option for each field, or none, so that the sum of the scores is greatest.

    Args:
        options: Of each field, by name.

    Returns:
        The chosen ones. A printed value goes to one field; of equal sums the earlier fields and
        the higher places win.
    """
    fields = list(options)
    kept = {name: ranked(options[name])[:_MOST] for name in fields}
    places: dict[Hashable, int] = {}
    for name in fields:
        for option in kept[name]:
            places.setdefault(_place(option), len(places))
    if not places:
        return {}
    gain = np.zeros((len(fields), len(places) + len(fields)))
    best: dict[tuple[int, int], Option] = {}
    for row, name in enumerate(fields):
        for option in kept[name]:
            column = places[_place(option)]
            if option.score >= LEAST and option.score > gain[row, column]:
                gain[row, column] = option.score - 1e-6 * column
                best[row, column] = option
    pairs = best_pairs(gain)
    return {fields[row]: best[row, column] for row, column in pairs if (row, column) in best}


def best_pairs(gain: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pair rows with columns, each taken once, so that the sum of what stands there is greatest.

    Returns:
        Row and column of each pair.
    """
    from scipy.optimize import linear_sum_assignment  # takes longer to load than a page to read

    rows, columns = linear_sum_assignment(gain, maximize=True)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def ranked(options: Sequence[Option]) -> list[Option]:
    """Sort options, the best first; each place once."""
    order = sorted(options, key=lambda option: -option.score)
    seen: dict[Hashable, Option] = {}
    for option in order:
        seen.setdefault(_place(option), option)
    return list(seen.values())


def _place(option: Option) -> Hashable:
    span = option.reading.span
    kind = type(option.reading.value)  # an amount and its currency are two values
    return span.piece.page, span.piece.line, span.piece.box.x0, span.start, span.end, kind


def adding_up(
    parts: Sequence[Option], further: Sequence[Option], sums: Sequence[Option]
) -> tuple[list[Option], list[Option], list[Option]]:
    """Raise the scores of amounts of which two make the third.

    Args:
        parts: What may be the net total.
        further: What may be the tax.
        sums: What may be the gross total.

    Returns:
        The same, in the same order, those that add up with a feature more.
    """
    found = set(_sums(ranked(parts)[:_MOST], ranked(further)[:_MOST], ranked(sums)[:_MOST]))
    values = [{triple[at] for triple in found} for at in range(3)]
    groups = (parts, further, sums)
    net, tax, gross = (
        raised(group, good, "adds up", _ADDS_UP) for group, good in zip(groups, values, strict=True)
    )
    return net, tax, gross


def _sums(
    parts: Sequence[Option], further: Sequence[Option], sums: Sequence[Option]
) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    wholes = _amounts(sums)
    for net in _amounts(parts):
        for tax in _amounts(further):
            for gross in wholes:
                if 0 < tax < net and abs(net + tax - gross) <= _CENT:
                    yield net, tax, gross


def _amounts(options: Sequence[Option]) -> list[Decimal]:
    values = (option.reading.value for option in options)
    return sorted({value for value in values if isinstance(value, Decimal)})


def raised(
    options: Sequence[Option], good: Collection[object], why: str, worth: float
) -> list[Option]:
    """Raise the scores of the options that have certain values.

    Args:
        options: Of a field.
        good: The values.
        why: The feature they get.
        worth: What it adds.
    """
    return [
        replace(option, features={**option.features, why: worth})
        if option.reading.value in good
        else option
        for option in options
    ]

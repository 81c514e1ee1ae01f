"""Say which prediction is of which formula: displays by place, inline formulas by order.

Two inline formulas with nothing but a comma between them look like one with a comma in it, and no
reader can tell which of both was typed. So up to four of either side are also matched as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from benchmarks.formula_scoring.predictions import Corners, Prediction, Truth
from docparse.evaluation.formulas import normalize_latex

MIN_OVERLAP = 0.3
"""Intersection over union from which a display is found."""
FOUND_WITHIN = 0.5
"""An inline formula is found if less than this share of its tokens is wrong."""
_GAP = 0.5
_MAX_JOINED = 4
_EDGES = ".,;:"


@dataclass(frozen=True)
class Match:
    """Formulas and the predictions of them; one of both may be empty, and is then an error."""

    truths: tuple[Truth, ...]
    predictions: tuple[Prediction, ...]

    @property
    def found(self) -> bool:
        return bool(self.truths and self.predictions)

    @property
    def display(self) -> bool:
        return any(formula.display for formula in self.truths or self.predictions)

    @property
    def truth(self) -> str:
        return joined(self.truths)

    @property
    def prediction(self) -> str:
        return joined(self.predictions)


def joined(formulas: Sequence[Truth] | Sequence[Prediction]) -> str:
    """Write formulas as one; the punctuation around inline ones belongs to the sentence."""
    return ", ".join(
        formula.latex if formula.display else without_punctuation(formula.latex)
        for formula in formulas
    )


def without_punctuation(latex: str) -> str:
    """Take the sentence's punctuation off an inline formula; `\\,` and `\\;` are no punctuation."""
    bare = latex.strip()
    while bare[-1:] in {*_EDGES} and bare[-2:-1] != "\\":
        bare = bare[:-1].rstrip()
    return bare or latex.strip()


def match_formulas(truths: Sequence[Truth], predictions: Sequence[Prediction]) -> list[Match]:
    """Match all formulas of a document; each one stands in exactly one match."""
    displays = _match_displays(
        [truth for truth in truths if truth.display],
        [found for found in predictions if found.display],
    )
    inline = _match_inline(
        [truth for truth in truths if not truth.display],
        [found for found in predictions if not found.display],
    )
    return [*displays, *inline]


def _match_displays(truths: Sequence[Truth], predictions: Sequence[Prediction]) -> list[Match]:
    pairs = sorted(
        (
            (_overlap(truth.box, found.box), i, j)
            for i, truth in enumerate(truths)
            for j, found in enumerate(predictions)
            if found.box is not None and found.page == truth.page
        ),
        reverse=True,
    )
    of_truth: dict[int, int] = {}
    taken: set[int] = set()
    for overlap, i, j in pairs:
        if overlap >= MIN_OVERLAP and i not in of_truth and j not in taken:
            of_truth[i] = j
            taken.add(j)
    matches = [
        Match((truth,), (predictions[of_truth[i]],) if i in of_truth else ())
        for i, truth in enumerate(truths)
    ]
    return matches + [Match((), (p,)) for j, p in enumerate(predictions) if j not in taken]


def _overlap(box: Corners, other: Corners) -> float:
    """Return the intersection over the union; the number beside a display costs no overlap.

    Only heights count where one box lies, from left to right, within the other one.
    """
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    narrower = min(box[2] - box[0], other[2] - other[0])
    tall = max(box[3], other[3]) - min(box[1], other[1])
    return (width / narrower) * (height / tall)


def _match_inline(truths: Sequence[Truth], predictions: Sequence[Prediction]) -> list[Match]:
    aligned = _align(truths, predictions)
    return _second_look(aligned)


def _align(truths: Sequence[Truth], predictions: Sequence[Prediction]) -> list[Match]:
    """Align both sequences, so that least is left over and least differs."""
    rows, columns = len(truths), len(predictions)
    cost = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    step = [[(0, 0)] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        for j in range(columns + 1):
            if i or j:
                cost[i][j], step[i][j] = min(
                    (cost[i - m][j - n] + _cost(truths[i - m : i], predictions[j - n : j]), (m, n))
                    for m, n in _steps(truths, predictions, i, j)
                )
    matches: list[Match] = []
    i, j = rows, columns
    while i or j:
        m, n = step[i][j]
        matches.append(Match(tuple(truths[i - m : i]), tuple(predictions[j - n : j])))
        i, j = i - m, j - n
    return matches[::-1]


def _steps(
    truths: Sequence[Truth], predictions: Sequence[Prediction], i: int, j: int
) -> list[tuple[int, int]]:
    steps = [(1, 0)] if i else []
    steps += [(0, 1)] if j else []
    if i and j:
        steps.append((1, 1))
        steps += [(m, 1) for m in range(2, _run(truths, i) + 1)]
        steps += [(1, n) for n in range(2, _run(predictions, j) + 1)]
    return steps


def _run(formulas: Sequence[Truth] | Sequence[Prediction], end: int) -> int:
    """Count how many before `end` have but commas between them."""
    length = 1
    while length < min(_MAX_JOINED, end) and formulas[end - length - 1].comma_follows:
        length += 1
    return length


def _cost(truths: Sequence[Truth], predictions: Sequence[Prediction]) -> float:
    if not truths or not predictions:
        return _GAP
    distance = _distance(joined(truths), joined(predictions))
    return distance if distance < FOUND_WITHIN else 2 * _GAP + distance


@lru_cache(maxsize=200_000)
def _distance(truth: str, prediction: str) -> float:
    return Levenshtein.normalized_distance(_tokens(truth), _tokens(prediction))


@lru_cache(maxsize=50_000)
def _tokens(latex: str) -> tuple[str, ...]:
    return tuple(normalize_latex(latex).split())


def _second_look(matches: Sequence[Match]) -> list[Match]:
    """Match what was left over out of order, as formulas of notes and tables are."""
    missed = [match for match in matches if not match.predictions]
    left = [match for match in matches if not match.truths]
    settled = [match for match in matches if match.found]
    for match in missed:
        (truth,) = match.truths
        near = [
            (_cost([truth], other.predictions), place)
            for place, other in enumerate(left)
            if abs(other.predictions[0].page - truth.page) <= 1
        ]
        best, place = min(near, default=(1.0, -1))
        if best < FOUND_WITHIN:
            settled.append(Match(match.truths, left.pop(place).predictions))
        else:
            settled.append(match)
    return settled + left

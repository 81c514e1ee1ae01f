"""Score matched formulas, and sum the scores up by what they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.formula_scoring.glyph_runs import ALIKE, NOT_ALIKE, Likeness, compare
from benchmarks.formula_scoring.matching import Match
from benchmarks.formula_scoring.rendering import draw_pairs
from docparse.evaluation.formulas import formula_distance, normalize_latex


@dataclass(frozen=True)
class Scored:
    """A match, and how good it is; what was not found, or is not there, is not good at all.

    Attributes:
        setup: How the document was typeset.
        match: What was compared.
        exact: Whether both are the same after normalisation.
        distance: Share of the tokens that is wrong.
        likeness: How alike both look, typeset again.
        tags_right: Whether the printed numbers are; None for inline formulas.
    """

    setup: str
    match: Match
    exact: bool = False
    distance: float = 1.0
    likeness: Likeness = NOT_ALIKE
    tags_right: bool | None = None


@dataclass(frozen=True)
class Summary:
    """Figures over many formulas; those not found count as wrong, but for `seen_found`."""

    formulas: int
    recall: float
    precision: float
    exact: float
    distance: float
    seen: float
    seen_found: float
    strict: float
    loose: float
    tags: float | None


def score_matches(setup: str, matches: Sequence[Match]) -> list[Scored]:
    """Score the matches of one document. All formulas are typeset again in one go."""
    likenesses = _likenesses(matches)
    return [
        _score(setup, match, likeness) for match, likeness in zip(matches, likenesses, strict=True)
    ]


def _score(setup: str, match: Match, likeness: Likeness) -> Scored:
    tags = _tags_right(match) if match.display and match.truths else None
    if not match.found:
        return Scored(setup, match, tags_right=tags)
    return Scored(
        setup=setup,
        match=match,
        exact=normalize_latex(match.truth) == normalize_latex(match.prediction),
        distance=formula_distance(match.truth, match.prediction),
        likeness=likeness,
        tags_right=tags,
    )


def _likenesses(matches: Sequence[Match]) -> list[Likeness]:
    differing = [
        place
        for place, match in enumerate(matches)
        if match.found and match.truth != match.prediction
    ]
    pairs = [
        (matches[place].truth, matches[place].prediction, matches[place].display)
        for place in differing
    ]
    likenesses = [ALIKE if match.found else NOT_ALIKE for match in matches]
    for place, (truth, prediction) in zip(differing, draw_pairs(pairs), strict=True):
        likenesses[place] = compare(truth, prediction)
    return likenesses


def _tags_right(match: Match) -> bool:
    wanted = ", ".join(tag for truth in match.truths for tag in truth.tags)
    return bool(match.predictions) and match.predictions[0].tag.strip() == wanted


def summarize(scored: Iterable[Scored]) -> Summary:
    """Sum up; a match of several formulas counts as often as there are formulas in it."""
    own = list(scored)
    formulas = sum(len(one.match.truths) for one in own)
    predictions = sum(len(one.match.predictions) for one in own)
    found = sum(len(one.match.truths) for one in own if one.match.found)
    right = sum(len(one.match.predictions) for one in own if one.match.found)

    def share(of: int, values: Iterable[tuple[Scored, float]]) -> float:
        return sum(len(one.match.truths) * value for one, value in values) / of if of else 0.0

    tagged = [one for one in own if one.tags_right is not None]
    seen = [(one, float(one.likeness.same)) for one in own]
    return Summary(
        formulas=formulas,
        recall=found / formulas if formulas else 0.0,
        precision=right / predictions if predictions else 0.0,
        exact=share(formulas, ((one, float(one.exact)) for one in own)),
        distance=share(formulas, ((one, one.distance) for one in own)),
        seen=share(formulas, seen),
        seen_found=share(found, seen),
        strict=share(formulas, ((one, float(one.likeness.strict)) for one in own)),
        loose=share(formulas, ((one, float(one.likeness.loose)) for one in own)),
        tags=sum(one.tags_right is True for one in tagged) / len(tagged) if tagged else None,
    )

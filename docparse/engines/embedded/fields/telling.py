"""Stretches of text as the evidence a user is given: their words, their box, their page."""

from __future__ import annotations

from collections.abc import Sequence

from docparse.engines.embedded.fields.printed import Span
from docparse.schemas import Box
from docparse.schemas.extraction import Candidate, Evidence

MOST_OTHERS = 3
"""Candidates told beside a chosen one."""


def candidate(spans: Sequence[Span], how: str, score: float) -> Candidate:
    """Return what stands in some stretches, the first of them telling the page."""
    return Candidate(
        text=" ".join(span.text for span in spans),
        page=spans[0].piece.page,
        box=Box.around(span.box for span in spans),
        score=round(score, 4),
        how=how,
    )


def evidence(
    spans: Sequence[Span],
    chosen: Candidate,
    others: Sequence[Candidate],
    features: Sequence[tuple[str, float]] = (),
) -> Evidence:
    """Return a candidate with its words, and with what was not chosen.

    Args:
        spans: Where it stands.
        chosen: It.
        others: The best first; the first few are told.
        features: What its score is the sum of.
    """
    return Evidence(
        **{name: getattr(chosen, name) for name in Candidate.model_fields},
        words=tuple(word for span in spans for word in span.words),
        features=tuple(features),
        others=tuple(others[:MOST_OTHERS]),
    )

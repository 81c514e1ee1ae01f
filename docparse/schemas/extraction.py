"""What was read into a type of the user's own: the value, and where each part of it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from pydantic import Field

from docparse.schemas.geometry import Box, Value, Word

M = TypeVar("M")

ProblemKind = Literal["missing", "ambiguous", "invalid", "unsupported", "conflicting"]
"""What may be wrong with a field.

- `missing`: nothing on the pages was taken for it;
- `ambiguous`: something else on the pages would do nearly as well;
- `invalid`: what stands there does not fit the type, or fails its check digits;
- `unsupported`: a model named a value that stands nowhere on the pages;
- `conflicting`: a model named another value when it was shown other pages, or the items of a list
    do not make the total that is printed.
"""


class Candidate(Value):
    """Words that could be the value of a field.

    Attributes:
        text: As printed.
        page: From 1.
        box: Around the words.
        score: 0 to 1, to compare with the other candidates of the field; no probability.
        how: In words, how it was found.
    """

    text: str
    page: int = Field(ge=1)
    box: Box
    score: float = Field(ge=0, le=1)
    how: str


class Evidence(Candidate):
    """Where the value of a field stands, and why it was chosen.

    Attributes:
        words: The words it was read from.
        features: What its score is the sum of, the weightiest first.
        others: Candidates that were not chosen, the best first.
    """

    words: tuple[Word, ...]
    features: tuple[tuple[str, float], ...] = ()
    others: tuple[Candidate, ...] = ()


class Problem(Value):
    """What is wrong with a field, in one sentence; `candidates` says what else could be meant."""

    field: str
    kind: ProblemKind
    message: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Extraction(Generic[M]):
    """What was read into a type.

    Attributes:
        value: Of the type; None where a field it requires was not found or does not fit.
        evidence: For each field that was found, by name (`seller.name` for one in another type),
            where it stands.
        problems: What is missing or in doubt.
        notes: What else should be known, as pages that could not be read; a sentence each.
    """

    value: M | None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    def explain(self) -> str:
        """Say for each field what was chosen and why, and what is in doubt, for a person."""
        lines: list[str] = []
        for name, found in self.evidence.items():
            lines.append(f"{name}: {found.text!r}, page {found.page}, {found.how}")
            sums = ", ".join(f"{what} {worth:+.2f}" for what, worth in found.features)
            lines.append(f"    score {found.score:.2f}" + (f" = {sums}" if sums else ""))
            lines += [
                f"    not {one.text!r}, page {one.page}, {one.how} ({one.score:.2f})"
                for one in found.others
            ]
        lines += [
            f"{problem.field}: {problem.kind}: {problem.message}" for problem in self.problems
        ]
        lines += self.notes
        return "\n".join(lines)

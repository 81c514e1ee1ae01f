"""Read the hand-written templates of formulas and prose, and say which split each belongs to.

A line of `displays/*.txt` is `kind| LaTeX`. Kinds: `d` (a display of one line), `i` (inline), or
the environment of a display of several lines. `prose/*.txt` holds pieces of LaTeX between lines
of `---`; `$?$` stands for an inline formula of the corpus. Both hold slots (`@x1`, see `composer`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Split = Literal["dev", "test", "papers"]
SPLITS: tuple[Split, ...] = ("dev", "test", "papers")
FIELDS = Path(__file__).parent / "displays"
PROSE = Path(__file__).parent / "prose"
SINGLE, INLINE = "d", "i"
ENVIRONMENTS = (
    *("align", "gather", "multline", "split", "eqnarray", "alignat", "flalign"),
    "subequations",
)
KINDS = (SINGLE, INLINE, *ENVIRONMENTS)
_TEST_SHARE = 0.4
_PAPERS: Split = "papers"
"""A split of its own, for development; its formulas stand in the prose of the dev split."""


@dataclass(frozen=True)
class Template:
    """A formula with slots.

    Attributes:
        kind: One of `KINDS`.
        latex: With slots.
        field: The file it stands in.
    """

    kind: str
    latex: str
    field: str

    @property
    def family(self) -> str:
        """A name that does not change when other templates do."""
        return hashlib.sha1(self.latex.encode()).hexdigest()[:10]

    @property
    def split(self) -> Split:
        return _PAPERS if self.field == _PAPERS else split_of(self.latex)


def split_of(text: str) -> Split:
    """Say where a template belongs, by its hash: what is made of it never stands in both."""
    share = int(hashlib.sha1(text.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return "test" if share < _TEST_SHARE else "dev"


def templates(split: Split) -> tuple[Template, ...]:
    """Return the templates of a split, in the order of the files."""
    return tuple(template for template in all_templates() if template.split == split)


def all_templates() -> Iterator[Template]:
    for path in sorted(FIELDS.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                kind, latex = line.split("| ", 1)
                yield Template(kind, latex.strip(), path.stem)


def prose(name: str, split: Split) -> tuple[str, ...]:
    """Return the pieces of a prose file that belong to a split."""
    split = "dev" if split == _PAPERS else split
    pieces = (PROSE / f"{name}.txt").read_text("utf-8").split("\n---\n")
    return tuple(piece.strip() for piece in pieces if split_of(piece.strip()) == split)

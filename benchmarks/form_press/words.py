"""Words of each language, hand-written: labels with their synonyms, texts, and names to combine.

A line of `lists/*.txt` is `key: word | word | …`; `key@AT` overrules `key` in Austria. Every third
synonym of a label is kept for the test split.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Split = Literal["dev", "test"]
SPLITS: tuple[Split, ...] = ("dev", "test")
FOLDER = Path(__file__).parent / "lists"


@cache
def entries(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the words of a language by their keys."""
    found = {}
    for line in (FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
        key, colon, words = line.partition(": ")
        if colon and not line.startswith("#"):
            found[key] = tuple(word.strip() for word in words.split("|"))
    return found


@dataclass(frozen=True)
class Words:
    """The words of one document: a label asked for twice is the same label.

    Attributes:
        language: As in `lists`.
        country: For what is called otherwise there.
        split: Whose labels may be used.
        seed: Of the choices.
    """

    language: str
    country: str
    split: Split
    seed: str

    def all(self, key: str) -> tuple[str, ...]:
        """Return the words of a key."""
        found = entries(self.language)
        return found.get(f"{key}@{self.country}") or found[key]

    def label(self, key: str, **slots: object) -> str:
        """Return the synonym that this document uses."""
        rng = random.Random(f"{self.seed}-{key}")
        return rng.choice(offered(self.all(key), self.split)).format(**slots)

    def text(self, key: str) -> str:
        """Return one of the texts, with its slots; both splits use them all."""
        return random.Random(f"{self.seed}-{key}").choice(self.all(key))


def offered(words: tuple[str, ...], split: Split) -> tuple[str, ...]:
    """Return the synonyms to choose from."""
    held = words[2::3] if split == "dev" else ()
    return tuple(word for word in words if word not in held)

"""The words by which values are known, from the data file; knows no places on pages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from docparse.markup.joining import is_cjk

_PLAIN = str.maketrans("łøđ’‘ʼ", "lod'''")
"""Letters that Unicode does not take apart, and apostrophes, made plain."""


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Return a text without case and accents, every sign where it was."""
    return "".join(map(_plain, text)).translate(_PLAIN)


@cache
def _plain(sign: str) -> str:
    first = unicodedata.normalize("NFD", sign)[0].casefold()
    return first if len(first) == 1 else sign


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    """The rows of the data file: a clue, a language and phrases."""
    lines = files(__package__).joinpath("phrases.tsv").read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and line[0] != "#")


@cache
def phrases(clue: str) -> tuple[str, ...]:
    """Return the phrases of a clue in all languages, folded, the longest first."""
    found = {folded(one) for name, _, cell in _rows() if name == clue for one in _items(cell)}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


@cache
def pattern(clue: str) -> str:
    """Return a pattern of the phrases of a clue, for folded text."""
    return f"(?:{'|'.join(map(_pattern, phrases(clue)))})"


@cache
def anywhere(clue: str) -> re.Pattern[str]:
    """Return what finds the phrases of a clue in folded text."""
    return re.compile(pattern(clue))


def says(clue: str, text: str) -> bool:
    """Tell whether a phrase of a clue stands in a text."""
    return anywhere(clue).search(folded(text)) is not None


def _items(cell: str) -> Iterator[str]:
    return (one for part in cell.split(",") if (one := part.strip()))


def _pattern(phrase: str) -> str:
    """The pattern of a phrase: words of letters with blanks stand for themselves alone."""
    stem = phrase.removesuffix("*")
    body = r"\s?".join(map(re.escape, stem.split())) if is_cjk(stem[0]) else _spaced(stem)
    if is_cjk(stem[0]):
        return body
    first = r"(?<![^\W_])" if stem[0].isalnum() else ""
    if phrase.endswith("*"):
        return rf"{first}{body}\w*"
    return rf"{first}{body}" + (r"(?![^\W_])" if stem[-1].isalpha() else "")


def _spaced(text: str) -> str:
    return r"\s+".join(rf"{re.escape(word).replace('*', chr(92) + 'w*')}" for word in text.split())

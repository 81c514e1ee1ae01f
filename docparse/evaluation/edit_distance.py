"""Edit distance between texts, and the normalisation texts get before they are compared.

Knows characters only: markup is taken off by `plain_text`, words are counted by `recall`.
"""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import Levenshtein

_SPELLINGS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("•◦▪▫■□●○‣⁃∙", "·"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
        "µ": "μ",
        "…": "...",
    }
)
_UNSPACED = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uff65\U00020000-\U0003ffff"
"""Characters of scripts, and their punctuation, that put no space between words."""
_SPACE_IN_UNSPACED = re.compile(rf"(?<=[{_UNSPACED}]) (?=[{_UNSPACED}])")


def edit_distance(truth: str, prediction: str) -> float:
    """Return the Levenshtein distance divided by the length of the longer text.

    Insertions, deletions and substitutions of one character cost 1 each (Levenshtein 1966).
    Nothing is normalised here; see `normalize_text`.

    Args:
        truth: What should have been read.
        prediction: What was read.

    Returns:
        0.0 for equal texts (two empty ones included) to 1.0 when nothing is shared.
    """
    return Levenshtein.normalized_distance(truth, prediction)


def normalize_text(text: str) -> str:
    """Remove differences of spelling that a reader does not see.

    In this order: compatibility forms are unfolded (NFKC: ligatures, full-width letters, raised
    digits); quotation marks, apostrophes, dashes and bullets of all shapes become one; soft hyphens
    and zero-width characters go; white space becomes single spaces, none at the ends and none
    between two Chinese or Japanese characters. Case, accents and punctuation stay.

    Args:
        text: Any text.

    Returns:
        The normalised text; normalising it again changes nothing.
    """
    # Twice NFKC: it turns some accents into a space and a combining mark, which may then combine.
    unfolded = unicodedata.normalize("NFKC", text.translate(_SPELLINGS)).translate(_SPELLINGS)
    spaced = " ".join(unicodedata.normalize("NFKC", unfolded).split())
    return _SPACE_IN_UNSPACED.sub("", spaced)

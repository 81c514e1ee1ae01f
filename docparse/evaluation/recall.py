"""How much of a text was found, and how much was added, whatever its order."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from docparse.evaluation.edit_distance import normalize_text

_UNSPACED_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")


@dataclass(frozen=True)
class Overlap:
    """Two multisets compared.

    Attributes:
        shared: Size of their intersection, repetitions counted.
        truth: Size of the true multiset.
        prediction: Size of the predicted multiset.
    """

    shared: int
    truth: int
    prediction: int

    @property
    def recall(self) -> float:
        """Share of the truth that was found; 1.0 when there was nothing to find."""
        return self.shared / self.truth if self.truth else 1.0

    @property
    def precision(self) -> float:
        """Share of the prediction that is true; 1.0 when nothing was predicted."""
        return self.shared / self.prediction if self.prediction else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both: 2 · shared / (truth + prediction); 1.0 when both are empty."""
        total = self.truth + self.prediction
        return 2 * self.shared / total if total else 1.0


def overlap(truth: Iterable[Hashable], prediction: Iterable[Hashable]) -> Overlap:
    """Compare two collections as multisets: an item counts as often as it occurs in both."""
    true, predicted = Counter(truth), Counter(prediction)
    return Overlap((true & predicted).total(), true.total(), predicted.total())


def word_overlap(truth: str, prediction: str) -> Overlap:
    """Compare two texts as multisets of words, as `words_of` cuts them.

    Recall and precision over word counts are those of OCR evaluation's "bag of words" (e.g. Rice,
    Jenkins & Nartker 1996), which ask whether words were read and not where they ended up.
    """
    return overlap(words_of(truth), words_of(prediction))


def character_overlap(truth: str, prediction: str) -> Overlap:
    """Compare two texts as multisets of characters, white space left out."""
    return overlap(_characters(truth), _characters(prediction))


def words_of(text: str) -> list[str]:
    """Cut normalised text into words.

    A word is a run of letters, digits and combining marks; punctuation and symbols part words and
    are not counted. In scripts written without spaces (Chinese, Japanese, Thai, Lao, Khmer,
    Burmese) every letter is a word. Case is kept.
    """
    words: list[str] = []
    open_word = False
    for character in normalize_text(text):
        if not _is_lettering(character):
            open_word = False
        elif _is_unspaced(character):
            words.append(character)
            open_word = False
        elif open_word:
            words[-1] += character
        else:
            words.append(character)
            open_word = True
    return words


def _characters(text: str) -> list[str]:
    return [character for character in normalize_text(text) if not character.isspace()]


def _is_lettering(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _is_unspaced(character: str) -> bool:
    return character > "\u0dff" and unicodedata.name(character, "").startswith(_UNSPACED_SCRIPTS)

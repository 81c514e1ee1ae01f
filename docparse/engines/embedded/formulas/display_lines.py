"""What a line of words is: of a display, of text, or the first of an item in a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docparse.engines.embedded.formulas.commands import FUNCTIONS, ROLES
from docparse.engines.embedded.formulas.page import is_formula, is_number
from docparse.engines.embedded.formulas.signs import is_mathematical
from docparse.engines.embedded.lines import Line, common_size
from docparse.schemas import Box, Word

_DECORATION = frozenset("•◦▪▫‣●○■□∙·◆▶➢✓*–—-")
_LABEL = re.compile(r"[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,5})[.)\]]")
"""What begins the item of a list."""
_RELATIONS = frozenset(sign for sign, role in ROLES.items() if role in {"rel", "arrow"}) - {":"}
_NUMBER_GAP = 0.35
"""Type sizes of white space between a number at the margin and its display, at the least."""
_NEAR_BAR = 0.7
"""Type sizes between the bar of a fraction and what is over or under it."""
_SET_IN = 1.4
"""Type sizes by which a display is set in from the left."""
_INSET, _MOST_WORDS = 2.0, 24
"""Type sizes by which a display of words is set in, and the most words of one."""
_FULL = 0.85
"""Share of the type size of a display below which a line in it is small."""
_SAME_MARGIN = 2.5
"""Points by which lines of a text may begin beside each other."""
_MANY = 5
"""Words of text on a line from which it is one, whatever tall sign is beside it."""
_TALL = 1.7
"""Height of a sign in type sizes, from which the lines beside it are its own."""


def has_relation(words: Sequence[Word]) -> bool:
    """Tell words with a relation among their signs."""
    return any(char in _RELATIONS for word in words for char in word.text)


def is_sentence(line: Line, words: Sequence[Word]) -> bool:
    """Tell a line of text, formulas in it or not; not one beside a tall brace."""
    plain = _plain_words(line)
    if _is_beside_tall(line, words) and len(plain) < _MANY:
        return False
    return len(plain) > 2 and _letters(plain) > 0.5 * _letters(line.words)


def is_end_of_sentence(line: Line, words: Sequence[Word], lefts: Sequence[float]) -> bool:
    """Tell a short line of text: words, and no relation, that begin where the text around does."""
    if _is_beside_tall(line, words) or has_relation(line.words):
        return False
    if not any(abs(line.box.x0 - left) < _SAME_MARGIN for left in lefts):
        return False
    if line.size < _FULL * common_size(words):
        return False
    return _letters(_plain_words(line)) > 0.6 * _letters(line.words)


def _is_beside_tall(line: Line, words: Sequence[Word]) -> bool:
    return any(
        word.box.height > _TALL * line.size and word.box.y0 < line.box.center[1] < word.box.y1
        for word in words
    )


def _letters(words: Sequence[Word]) -> int:
    return sum(len(word.text) for word in words)


def _plain_words(line: Line) -> list[Word]:
    return [
        word
        for word in line.words
        if len(word.text) > 1
        and word.text[0].isalpha()
        and word.text.strip(".,;:()").lower() not in FUNCTIONS
        and not is_mathematical(word.font)
    ]


def is_display_line(line: Line, left: float) -> bool:
    """Tell a line of nothing but signs, set in from the left; its number may be at the margin."""
    words = without_number(line.words)
    x0 = min(word.box.x0 for word in words)
    return x0 > left + _set_in(line) and only_signs(words) and not is_item(words[0])


def _set_in(line: Line) -> float:
    """Points by which a display begins farther right than the text around it, at the least."""
    return _SET_IN * max(line.size, 6.0)


def is_part_of_display(line: Line, words: Sequence[Word], left: float) -> bool:
    """Tell a line set in from the left that is small, or beside a tall brace.

    Args:
        line: It.
        words: Those of the text around it.
        left: Where that begins.
    """
    if line.box.x0 < left + _set_in(line):
        return False
    return line.size < _FULL * common_size(words) or _is_beside_tall(line, words)


def without_number(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words of a line without the number of a display at either end."""
    for count in range(1, min(4, len(words))):
        if is_number(words[:count]) and _gap(words, count) > _NUMBER_GAP * words[0].size:
            return words[count:]
        if is_number(words[-count:]) and _gap(words, -count) > _NUMBER_GAP * words[0].size:
            return words[:-count]
    return words


def _gap(words: Sequence[Word], at: int) -> float:
    return words[at].box.x0 - words[at - 1].box.x1


def is_item(word: Word) -> bool:
    """Tell what begins the item of a list."""
    return word.text in _DECORATION or bool(_LABEL.fullmatch(word.text))


def only_signs(words: Sequence[Word]) -> bool:
    """Tell words of a formula from those of any sentence, however short, and from program text."""
    if sum(word.monospaced for word in words) > 0.5 * len(words):
        return False
    return is_formula(words) and not any(
        len(bare) > 3 and bare.isalpha() and bare not in FUNCTIONS
        for bare in (word.text.strip(".,;:()") for word in words)
    )


def is_operand(line: Line, bars: Sequence[Box]) -> bool:
    """Tell a line close over or under the bar of a fraction that is as wide, or wider."""
    box, near = line.box, _NEAR_BAR * max(line.size, 6.0)
    return any(
        bar.x0 - 2 < box.x0
        and box.x1 < bar.x1 + 2
        and max(bar.y0 - box.y1, box.y0 - bar.y1) < near
        and not box.y0 < bar.center[1] < box.y1
        for bar in bars
    )


def is_bare_number(line: Line, words: Sequence[Word], lowest: float) -> bool:
    """Tell a number alone on its line, as that of a page, and no part of what is above it.

    Args:
        line: It.
        words: All of the region.
        lowest: Where the lowest word of the page begins.
    """
    (first, *rest) = line.words
    if rest or not first.text.isdecimal() or _is_beside_tall(line, words):
        return False
    return line.size > _FULL * common_size(words) or first.box.y0 > lowest - 1


def is_equation_in_words(line: Line, lefts: Sequence[float], rights: Sequence[float]) -> bool:
    """Tell a line set in from both sides whose words have a relation between them."""
    inset = _INSET * max(line.size, 6.0)
    words = without_number(line.words)
    if len(words) < 3 or len(words) > _MOST_WORDS or is_item(words[0]):
        return False
    inner = has_relation(words[1:-1])
    left = bool(lefts) and words[0].box.x0 > min(lefts) + inset
    return inner and left and bool(rights) and words[-1].box.x1 < max(rights) - inset

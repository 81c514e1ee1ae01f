"""Join letters to words, words to phrases, and the two words of operators such as `lim sup`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.embedded.formulas.commands import COMMANDS, FUNCTIONS
from docparse.engines.embedded.formulas.items import Item, around, joined

THIN = "\u2009"
"""Stands between the two words of an operator's name."""
THIN_PHRASES = {("lim", "sup"): "limsup", ("lim", "inf"): "liminf"}
"""Pairs of operators that LaTeX has one command for."""

_WORD_STYLES = frozenset({"up", "ti", "sf", "tt", "bf"})
"""Alphabets in which letters side by side are a word, not a product."""
_PHRASE_STYLES = frozenset({"up", "ti", "bf"})
"""Alphabets of text, whose words have spaces between them."""
_WORD_PARTS = frozenset({"letter", "word"})
_INNER = frozenset("-–'’")
"""What stands inside words besides letters."""
_TIGHT = 0.1
"""Type sizes of white space below which letters are one word."""
_SPACE = (0.22, 0.62)
"""Type sizes between words of text: more than TeX's thin space, a sixth of an em, and less than
its quad."""
_THIN_SPACE = (0.1, 0.3)
"""Type sizes between the two words of an operator."""
_CENTRED = 0.15
"""Type sizes by which what stands below a word may be off its middle."""


def words(items: Sequence[Item]) -> list[Item]:
    """Join neighbouring letters of one upright alphabet, and words of one text."""
    grouped: list[Item] = []
    for item in _abbreviated(items):
        if grouped and _goes_on(grouped[-1], item):
            grouped[-1] = _extended(grouped[-1], item)
        else:
            grouped.append(item)
    return grouped


def _abbreviated(items: Sequence[Item]) -> list[Item]:
    """Join upright letters with points between them, and the point behind the last, as in `s.t.`"""
    made: list[Item] = []
    for item, after in zip(items, [*items[1:], None], strict=True):
        if made and _is_abbreviated(made[-1], item, after):
            made[-1] = _extended(made[-1], item)
        else:
            made.append(item)
    return made


def _is_abbreviated(last: Item, item: Item, after: Item | None) -> bool:
    """Tell a point between two upright letters, and what follows one without a space."""
    if last.kind not in _WORD_PARTS or item.left - last.right >= _TIGHT * min(last.size, 8.0):
        return False
    if "." in last.char:
        return item.char == "." or _is_upright(item)
    return item.char == "." and _is_upright(last) and after is not None and _is_upright(after)


def _is_upright(item: Item) -> bool:
    return item.kind == "letter" and item.style == "up" and item.char not in COMMANDS


def _goes_on(last: Item, item: Item) -> bool:
    """Tell whether an item is the next letter, or the next word, of the one before it."""
    if last.kind not in _WORD_PARTS or last.char in COMMANDS or not _is_inner(last, item):
        return False
    gap = (item.left - last.right) / max(item.size, 1.0)
    if gap < _TIGHT:
        return item.style != "bf" or last.kind == "word" or (last.char + item.char).islower()
    if item.kind != "letter" or item.style not in _PHRASE_STYLES:
        return False
    least, most = _SPACE
    return least <= gap < most and len(last.char) > 1 and last.char not in FUNCTIONS


def _is_inner(last: Item, item: Item) -> bool:
    if item.kind == "letter":
        same = item.style == last.style and item.style in _WORD_STYLES
        return same and item.char not in COMMANDS
    return item.char in _INNER and last.kind == "word" and item.size > 0


def _extended(last: Item, item: Item) -> Item:
    gap = item.left - last.right
    space = " " if gap > 0.2 * max(item.size, 1.0) else ""
    return _pair(last, item, last.char + space + item.char)


def _pair(first: Item, second: Item, char: str) -> Item:
    """One word of two, in the alphabet of the first."""
    made = joined(
        [first, second],
        "",
        parts=(*first.signs, *second.signs),
        baseline=first.baseline,
        size=first.size,
        kind="word",
        char=char,
    )
    return replace(made, style=first.style)


def phrases(items: Sequence[Item], below: Sequence[Item]) -> list[Item]:
    """Join the two words of `lim sup` and its like.

    Args:
        items: A row, its letters joined to words.
        below: What else there is: limits under an operator are centred on both its words.
    """
    made: list[Item] = []
    for item in items:
        name = _phrase(made[-1], item, below) if made else ""
        if name:
            made[-1] = replace(_pair(made[-1], item, name), style="up")
        else:
            made.append(item)
    return made


def _phrase(word: Item, other: Item, below: Sequence[Item]) -> str:
    """The name of an operator of two words; "" where they are not one."""
    least, most = _THIN_SPACE
    if not least < (other.left - word.right) / max(other.size, 1.0) < most:
        return ""
    known = THIN_PHRASES.get((word.char, other.char))
    if known is not None:
        return "" if _is_over(word, below) else known
    return f"{word.char}{THIN}{other.char}" if _share_limits(word, other, below) else ""


def _share_limits(word: Item, other: Item, below: Sequence[Item]) -> bool:
    """Tell two words that what stands below is centred on both of."""
    if {word.kind, other.kind} != {"word"} or {word.style, other.style} != {"up"}:
        return False
    under = [i for i in below if i.cy > word.y1 and word.x0 - 2 < i.cx < other.x1 + 2]
    if not under or max(i.y0 for i in under) > word.y1 + 1.5 * word.size:
        return False
    if _has_each_its_own(word, other, under):
        return False
    middle = _middle(under)
    off = abs(middle - (word.x0 + other.x1) / 2)
    return off < 0.12 * word.size and off < abs(middle - other.cx)


def _has_each_its_own(word: Item, other: Item, under: Sequence[Item]) -> bool:
    """Tell what stands below two words in two parts, each centred on one of them."""
    ordered = sorted(under, key=lambda item: item.x0)
    cuts = ((ordered[:cut], ordered[cut:]) for cut in range(1, len(ordered)))
    return any(
        max(abs(_middle(first) - word.cx), abs(_middle(second) - other.cx)) < _CENTRED * word.size
        for first, second in cuts
    )


def _is_over(word: Item, below: Sequence[Item]) -> bool:
    """Tell whether what stands below a word is centred on that word alone."""
    left, right = word.x0 - word.width, word.x1 + word.width
    under = [i for i in below if i.cy > word.y1 and left < i.cx < right]
    return bool(under) and abs(_middle(under) - word.cx) < _CENTRED * word.size


def _middle(items: Sequence[Item]) -> float:
    x0, _, x1, _ = around(items)
    return (x0 + x1) / 2

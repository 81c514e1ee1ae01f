"""Spell one sign, or one word, of a row as LaTeX."""

from __future__ import annotations

import re
import unicodedata

from docparse.engines.embedded.formulas.cells import Cell, Place
from docparse.engines.embedded.formulas.commands import (
    ALPHABETS,
    COMMANDS,
    FUNCTIONS,
    LIMIT_FUNCTIONS,
    NEGATED,
)
from docparse.engines.embedded.formulas.items import Item
from docparse.engines.embedded.formulas.words import THIN, THIN_PHRASES

_LIGATURES = frozenset("ﬀﬁﬂﬃﬄﬅﬆ")
_STROKE = "\u0338"
_SPECIAL = re.compile(r"([#$%&_{}])")
_BETWEEN = {"\\": r"\setminus", "|": r"\mid", "‖": r"\parallel"}
"""Bars with the space of a relation around them."""
_RELATING = frozenset({"rel", "bin"})
_NAMED = FUNCTIONS | frozenset(THIN_PHRASES.values())
_ARGUMENTS = frozenset({"open", "letter"})
"""What follows the name of a function."""
_WORD_COMMANDS = {"up": "text", "bf": "mathbf", "ti": "mathit", "sf": "mathsf", "tt": "mathtt"}
_TEXT_COMMANDS = {"up": "text", "bf": "textbf", "ti": "textit", "sf": "mathsf", "tt": "mathtt"}
"""The same where there are several words."""
_MATH_SPACE = 0.2
"""Type sizes of the space around a relation, with what stretching takes (TeX: 5/18 em)."""
_APART = 0.3
"""Type sizes of white space that text in a formula has around it, its operators have less."""


def spelled(place: Place) -> str:
    """Return what writes an item of the main line."""
    item = place.item
    if item.kind == "word":
        return _word(place)
    if item.latex:
        return item.latex
    if item.char in _BETWEEN and item.baseline is not None and _has_room(place):
        return _BETWEEN[item.char]
    return "{,}" if _is_grouping(place) else _sign(item)


def has_limits(item: Item) -> bool:
    """Tell an operator that is a word whose index stands below it in a display."""
    name = item.char.replace(THIN, "")
    return item.kind == "word" and item.style == "up" and name in LIMIT_FUNCTIONS


def struck(char: str) -> str:
    """Return what writes a sign struck out."""
    return NEGATED.get(char, r"\not" + COMMANDS.get(char, char))


def _escaped(text: str) -> str:
    """Text with LaTeX's own signs escaped and its ligatures dissolved."""
    plain = "".join(unicodedata.normalize("NFKC", c) if c in _LIGATURES else c for c in text)
    return _SPECIAL.sub(r"\\\1", plain)


def _has_room(place: Place) -> bool:
    """Tell a bar with the space of a relation on both sides, that no neighbour brings."""
    if place.before is None or place.after is None:
        return False
    if place.before.item.kind in _RELATING or place.after.item.kind in _RELATING:
        return False
    return min(place.space_before, place.space_behind) > _MATH_SPACE * place.size


def _is_grouping(place: Place) -> bool:
    """Tell a comma inside a number."""
    comma = place.item
    if comma.char != "," or comma.kind != "punct":
        return False
    tight = place.space_behind < 0.08 * max(comma.size, 1)
    return tight and _is_digit(place.before) and _is_digit(place.after)


def _is_digit(cell: Cell | None) -> bool:
    return cell is not None and cell.item.kind == "digit"


def _sign(item: Item) -> str:
    char = item.char
    command = COMMANDS.get(char) or _decomposed(char)
    if item.kind == "letter":
        return _letter(item, command)
    if item.kind == "digit" and item.style not in {"up", "ti"}:
        return _in_alphabet(item, command)
    return command


def _decomposed(char: str) -> str:
    """A sign that Unicode has struck out as a whole, by the one that is struck; others stay."""
    parts = unicodedata.normalize("NFD", char)
    return struck(parts[0]) if parts[1:] == _STROKE else char


def _letter(item: Item, command: str) -> str:
    greek = item.char in COMMANDS
    if greek and item.style == "it" and item.char.isupper():
        return r"\var" + command[1:]
    return command if greek and item.style == "up" else _in_alphabet(item, command)


def _in_alphabet(item: Item, command: str) -> str:
    if item.style not in ALPHABETS:
        return command
    bold_greek = item.char in COMMANDS and item.style == "bf"
    alphabet = "boldsymbol" if bold_greek else ALPHABETS[item.style]
    return rf"\{alphabet}{{{command}}}"


def _word(place: Place) -> str:
    """An operator's name, words of text, or letters in one alphabet."""
    spelt, style = place.item.char, place.item.style
    if style == "up" and (name := _operator(place)):
        return name
    several = " " in spelt
    commands = _TEXT_COMMANDS if several or (style == "bf" and len(spelt) > 3) else _WORD_COMMANDS
    apart = several and style in {"up", "bf", "ti"}
    space = " " if apart and place.space_before > _MATH_SPACE * place.size else ""
    return rf"\{commands.get(style, 'text')}{{{space}{_escaped(spelt)}}}"


def _operator(place: Place) -> str:
    """What writes an upright word as the name of something; "" for words of text."""
    spelt = place.item.char
    plain = spelt.replace(THIN, "")
    if plain in _NAMED:
        return "\\" + plain
    if THIN in spelt:
        return r"\operatorname{" + spelt.replace(THIN, r"\,") + "}"
    if " " in spelt or _stands_apart(place):
        return ""
    called = place.after is not None and place.after.item.kind in _ARGUMENTS
    named = called and len(spelt) > 2 and spelt.islower()
    return rf"\{'operatorname' if named else 'mathrm'}{{{_escaped(spelt)}}}"


def _stands_apart(place: Place) -> bool:
    """Tell a word with the space of text around it."""
    space = max(place.space_before, place.space_behind)
    return len(place.item.char) > 1 and space > _APART * place.size

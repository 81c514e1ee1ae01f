"""Cut texts into what is compared: words, numbers, and the characters of scripts without spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from docparse.engines.embedded.formulas.commands import COMMANDS

_CJK = (
    "\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3040-\u30fb\u30fd-\u312f"
    "\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Characters of scripts without spaces: each is a token."""
_INNER = "\u0300-\u036f"
_JOINERS = "\u00ad\u200b-\u200d\u2060\ufeff"
_TOKEN = re.compile(
    rf"[{_CJK}]|(?:(?![{_CJK}])[^\W_])(?:(?![{_CJK}])[^\W_]|[{_JOINERS}{_INNER}]|(?<=\d)[.,．，](?=\d)"
    r"|['’](?=[^\W\d_]))*"
)
_ACCENTS = "ˆˇˉˊˋˍ"
"""Letters to Unicode, and the hats and bars of letters to those who set formulas."""
_UNSEEN = re.compile(f"[{_JOINERS}'’]")
_SEPARATORS = str.maketrans("", "", ".,")

_LATEX = re.compile(
    r"(?P<skipped>\\(?:begin|end|label|ref|hspace\*?|vspace\*?|color|hskip|kern)\s*\{[^{}]*\}"
    r"(?:\{[lcrp|@{}!. \d]*\})?)"
    r"|(?P<text>\\(?:text[a-z]*|mbox|operatorname\*?|mathrm|mathsf|mathtt)\s*\{(?P<inside>[^{}]*)\})"
    r"|(?P<command>\\[A-Za-z]+)|(?P<number>\d+(?:(?:[.,]|\{,\})\d+)*)|(?P<sign>[^\W\d_])"
)
_CHARACTERS = {command[1:]: sign for sign, command in COMMANDS.items()}
_FUNCTIONS = frozenset(
    {"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos"}
    | {"arctan", "log", "ln", "lg", "exp", "lim", "limsup", "liminf", "max", "min", "sup", "inf"}
    | {"det", "dim", "ker", "hom", "arg", "deg", "gcd", "mod", "Pr"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a character.

    Attributes:
        key: What is compared.
        start: Where it begins in its text; -1 for what is no stretch of it.
        end: Where it ends.
        math: Whether it is part of a formula.
    """

    key: str
    start: int
    end: int
    math: bool = False


def tokens_of(text: str, *, fold: bool = True, offset: int = 0) -> Iterator[Token]:
    """Yield the tokens of a text.

    Ligatures, full-width forms and other forms of compatibility are resolved, soft hyphens and
    apostrophes left out. A number keeps its separators: 1.5 is not 15.

    Args:
        text: Plain text.
        fold: Whether capital and small letters are the same.
        offset: Added to the places.
    """
    if text.isascii() and text.isalnum():
        yield Token(key_of(text, fold=fold), offset, offset + len(text))
        return
    for found in _TOKEN.finditer(text):
        key = key_of(found.group(), fold=fold)
        if key:
            yield Token(key, found.start() + offset, found.end() + offset)


@lru_cache(maxsize=1 << 16)
def key_of(token: str, *, fold: bool) -> str:
    """Return what is compared of a token."""
    if token.isascii():
        plain = token.replace("'", "")
        return plain.lower() if fold else plain
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", token))
    plain = "".join(sign for sign in plain if _is_sign(sign))
    return plain.casefold() if fold else plain


def _is_sign(sign: str) -> bool:
    """Tell letters, digits and separators from the accents that stand for themselves."""
    return (sign.isalnum() and sign not in _ACCENTS) or sign in ".,"


def signs(key: str) -> str:
    """Return a key without the separators of numbers, for the comparison of joined tokens."""
    return key if key.isalnum() else key.translate(_SEPARATORS)


def has_digit(key: str) -> bool:
    """Tell numbers, and what holds one."""
    return any(map(str.isdigit, key))


@lru_cache(maxsize=4096)
def latex_keys(latex: str, *, fold: bool) -> tuple[str, ...]:
    """Return the words, numbers and letters a formula shows, without its commands."""
    keys: list[str] = []
    for found in _LATEX.finditer(latex):
        match found.lastgroup:
            case "text" | "inside":
                keys += [token.key for token in tokens_of(found["inside"], fold=fold)]
            case "command":
                keys += _named(found["command"][1:], fold=fold)
            case "number":
                keys.append(found["number"].replace("{,}", ","))
            case "sign":
                keys.append(key_of(found["sign"], fold=fold))
    return tuple(key for key in keys if key)


def _named(command: str, *, fold: bool) -> Iterator[str]:
    """What a command shows as a letter or a word."""
    sign = _CHARACTERS.get(command, "")
    if sign.isalnum():
        yield key_of(sign, fold=fold)
    elif command in _FUNCTIONS:
        yield key_of(command, fold=fold)

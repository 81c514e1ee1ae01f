"""Escape literal text for GitHub Markdown: what would be read as syntax, and no more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);")
_EMAIL = re.compile(r"<[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+>", re.A)
_SIGNS = re.compile(r"[`\\\[\]<&!|]")
_DELIMITERS = re.compile(r"\*+|_+|~+|\$")

_LINE_STARTS = (
    re.compile(r"()[-+*](?=\s|$)"),  # bullet, or the underline of a heading
    re.compile(r"([0-9]{1,9})[.)](?=\s|$)"),  # number of a list
    re.compile(r"()#{1,6}(?=\s|$)"),  # heading
    re.compile(r"()>"),  # quotation
    re.compile(r"()~{3}"),  # fence
    re.compile(r"()([-_*])\s*(?:\2\s*){2,}$"),  # rule
    re.compile(r"()-[-\s]*$"),  # rule, behind the bullet of an item
)
_LINE_CONTINUED = (
    re.compile(r"()(?:=+|-+)\s*$"),  # underline of a heading
    re.compile(r"()[|:\s-]*-[|:\s-]*$"),  # line below the head of a table
)
_TASK = re.compile(r"\[[ xX]\](?=\s|$)")
_CLOSING_HASHES = re.compile(r"(?:^|\s)(#+)$")


@dataclass(frozen=True)
class Where:
    """A kind of place for running text.

    Attributes:
        newline: What a line break is written as.
        line_starts: Syntax at the start of a line means something.
        item: It is the body of a list item.
        heading: It is a heading on one line.
        cell: It is a cell of a pipe table.
    """

    newline: str = "\\\n"
    line_starts: bool = True
    item: bool = False
    heading: bool = False
    cell: bool = False


PARAGRAPH = Where()
ITEM = Where(item=True)
HEADING = Where(newline="<br>", line_starts=False, heading=True)
CELL = Where(newline="<br>", line_starts=False, cell=True)


@dataclass(frozen=True)
class Surroundings:
    """What stands around a stretch of literal text.

    Attributes:
        before: The character written before it, empty at the start of the block.
        after: The character written after it, empty at the end of the block.
        after_citation: A footnote reference stands directly before it.
        in_link: It is part of a link's text.
        lonely: Delimiters (`*`, `_`, `~`, `$`) that stand only once in the block: they can form
            no pair.
    """

    before: str = ""
    after: str = ""
    after_citation: bool = False
    in_link: bool = False
    lonely: frozenset[str] = frozenset()


def escape_literal(text: str, where: Where, around: Surroundings) -> str:
    """Return Markdown that shows the text, character for character.

    Args:
        text: Clean text, white space collapsed, `\\n` for line breaks.
        where: The kind of place it stands in.
        around: What stands beside it.
    """
    pieces: list[str] = []
    done = 0
    for at in sorted(set(_positions(text, where, around))):
        pieces += [text[done:at], "\\"]
        done = at
    return "".join([*pieces, text[done:]]).replace("\n", where.newline)


def lonely_delimiters(texts: Iterable[str], used: frozenset[str]) -> frozenset[str]:
    """Return the delimiters of which the texts of a block hold just one run, and markup none."""
    runs = [match[0][0] for text in texts for match in _DELIMITERS.finditer(text)]
    return frozenset(sign for sign in "*_~$" if runs.count(sign) == 1) - used


def is_space(character: str) -> bool:
    """Tell white space, or the border of a block, as CommonMark's flanking rules mean it."""
    return character in "\n\t " or unicodedata.category(character) == "Zs"


def is_punctuation(character: str) -> bool:
    """Tell what counts as punctuation in every version of CommonMark."""
    return character in _ASCII_PUNCTUATION or unicodedata.category(character)[0] == "P"


def may_be_punctuation(character: str) -> bool:
    """Tell what counts as punctuation in some version of CommonMark."""
    return unicodedata.category(character)[0] in "PS"


def _positions(text: str, where: Where, around: Surroundings) -> Iterator[int]:
    """Yield the characters that need a backslash."""
    for match in _SIGNS.finditer(text):
        if _is_syntax(text, match.start(), where, around):
            yield match.start()
    yield from _delimiters(text, where, around)
    if where.line_starts:
        yield from _at_line_starts(text, where, around)
    if where.heading and not around.after and (closing := _CLOSING_HASHES.search(text)):
        yield closing.start(1)
    if around.after_citation and text[0] in ":(":
        yield 0


def _is_syntax(text: str, at: int, where: Where, around: Surroundings) -> bool:
    inside = at + 1 < len(text)
    after = text[at + 1] if inside else around.after
    readings = {
        "`": True,
        "\\": after in _ASCII_PUNCTUATION or after in ("", "\n"),
        "[": around.in_link or after == "^",
        "]": around.in_link or after in ("(", ":"),
        "<": _opens_tag(text, at, after),
        "&": bool(_ENTITY.match(text, at)),
        "!": after == "[" and not inside,
        "|": where.cell,
    }
    return readings[text[at]]


def _opens_tag(text: str, at: int, after: str) -> bool:
    return (after.isascii() and after.isalpha()) or after in "/!?" or bool(_EMAIL.match(text, at))


def _delimiters(text: str, where: Where, around: Surroundings) -> Iterator[int]:
    for match in _DELIMITERS.finditer(text):
        sign = match[0][0]
        before = text[match.start() - 1] if match.start() else around.before
        after = text[match.end()] if match.end() < len(text) else around.after
        if sign in around.lonely and (sign != "~" or "*" not in before + after):
            continue
        before = where.newline[-1] if before == "\n" else before
        after = where.newline[0] if after == "\n" else after
        if is_space(before) and is_space(after) and sign in "*_":
            continue
        if sign == "_" and before.isalnum() and after.isalnum():
            continue
        yield from range(match.start(), match.end())


def _at_line_starts(text: str, where: Where, around: Surroundings) -> Iterator[int]:
    start = 0
    for number, line in enumerate(text.split("\n")):
        if number or not around.before:
            patterns = _LINE_STARTS + (_LINE_CONTINUED if number else ())
            matches = (pattern.match(line) for pattern in patterns)
            yield from (start + match.end(1) for match in matches if match)
            if where.item and not number and _TASK.match(line):
                yield start
        start += len(line) + 1

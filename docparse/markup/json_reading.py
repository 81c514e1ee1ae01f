"""Find the JSON in what a model wrote and read it, repaired where needed; knows no schema.

What JSON itself says is taken first: a reply that obeys it is never repaired, but for LaTeX whose
backslashes were not escaped, as `docparse.markup.json_escapes` tells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from docparse.errors import OutputError
from docparse.markup.json_escapes import Habits, unescape


@dataclass(frozen=True)
class JsonRead:
    """What was read.

    Attributes:
        value: Lists, dicts with text as keys, text, numbers, booleans and None.
        notes: What was repaired and what is lost, a sentence each; empty for sound JSON.
    """

    value: object
    notes: tuple[str, ...] = ()


def read_json(text: str) -> JsonRead:
    """Read the JSON in a reply.

    Code fences and the sentences around the JSON are passed over; of several values the longest is
    taken, and objects that follow one another without a list are one list. Repaired are: bare
    LaTeX, raw line breaks in strings, trailing and missing commas, single and Chinese quotes,
    Chinese commas and colons, Python's `None`, `True` and `False`, quotes inside of strings where
    what follows shows that they end nothing, comments. Where the JSON is cut off, whole elements of
    lists are kept, and whole pairs of objects that are no elements of a list, at any depth.

    Args:
        text: What a model wrote.

    Raises:
        OutputError: It holds nothing that can be read as JSON.
    """
    body = text.strip()
    if not body.startswith(("[", "{")):
        body = _THOUGHTS.split(body)[-1].strip()
    habits = Habits.of(body)
    if not habits.suspect:
        try:
            return JsonRead(json.loads(body, parse_constant=_refuse))
        except (ValueError, RecursionError):
            pass
    found = _chosen(body, list(_values(body, habits)))
    if found is None:
        start = " ".join(body.split())[:60]
        raise OutputError(f"the reply holds no JSON that can be read; it begins {start!r}")
    return found


_THOUGHTS = re.compile(r'(?<!")</think>(?!")')
_OPENER = re.compile(
    r"\[(?=\s*(?:[\[{\]\"'“‘(\d.-]|true|false|null|None|True|False|\Z))"
    r"|\{(?=\s*(?:[\"'“‘}]|\w+\s*[:：]|\Z))"
)
_MOST_TRIES = 60
"""Openers that are tried before a reply is given up: prose may hold many."""


@dataclass(frozen=True)
class _Found:
    """A value and where it stands in the reply."""

    start: int
    end: int
    read: JsonRead


def _values(text: str, habits: Habits) -> Iterator[_Found]:
    """Yield every list and object of the reply that is not part of another."""
    at = tries = 0
    while tries < _MOST_TRIES and (opener := _OPENER.search(text, at)):
        tries += 1
        found = _value_at(text, opener.start(), habits)
        if found is None:
            at = opener.start() + 1
            continue
        yield found
        at = found.end


def _value_at(text: str, start: int, habits: Habits) -> _Found | None:
    if not habits.suspect:
        try:
            value, end = _STRICT.raw_decode(text, start)
        except (ValueError, RecursionError):
            pass
        else:
            return _Found(start, end, JsonRead(value))
    parser = _Parser(text, start, habits)
    try:
        piece = parser.value(0, "list")
    except _Unreadable:
        return None
    return _Found(start, parser.at, JsonRead(piece.value, parser.notes(piece, start)))


def _chosen(text: str, found: list[_Found]) -> JsonRead | None:
    """Choose the longest of the values; objects in a row are one list."""
    if not found:
        return None
    best = max(found, key=lambda each: each.end - each.start)
    if len(found) == 1:
        return best.read
    in_a_row = all(not text[a.end : b.start].strip(" \n\r\t,，;") for a, b in pairwise(found))
    if in_a_row and all(isinstance(each.read.value, dict) for each in found):
        notes = [note for each in found for note in each.read.notes]
        apart = "the objects stood one after another, without a list around them"
        return JsonRead([each.read.value for each in found], (*dict.fromkeys(notes), apart))
    passed = sum(each.end - each.start for each in found if each is not best)
    note = f"the reply holds {len(found)} JSON values; {passed} characters of the shorter were left"
    return JsonRead(best.read.value, (*best.read.notes, note))


def _refuse(constant: str) -> object:
    raise ValueError(constant)


_STRICT = json.JSONDecoder(parse_constant=_refuse)

_Inside = Literal["object", "list", "key"]
_QUOTES = {'"': '"', "'": "'", "“": '”“"', "”": '”"', "‘": "’'"}
_CLOSES: dict[_Inside, re.Pattern[str]] = {
    "key": re.compile(r"\s*(?:[:：]|\Z)"),
    "object": re.compile(
        r"\s*(?:[}\])]|[,，]\s*(?:[\"'“”‘}\]]|\w+\s*[:：]|//|#|\Z)"
        r"|\"[^\"\n]{1,60}\"\s*[:：]|```|<\||//|\Z)"
    ),
    "list": re.compile(
        r"\s*(?:[\])}]|[,，]\s*(?:[\"'“”‘\[\]{(.\d-]|true|false|null|None|True|False|//|#|\Z)"
        r"|```|<\||//|\Z)"
    ),
}
"""What follows a quote that ends a string there."""
_RUN_OVER = re.compile(r"[{,，]\s*\"\w[^\"\n]{0,40}\"\s*[:：]")
"""A pair within what was taken for a string: it ended before."""
_SPACE = re.compile(r"\s*")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|#[^\n]*", re.S)
_END = re.compile(r"```|<\||</|\Z")
_BARE = re.compile(r"[^,，\]})\n\"“]*")
_BARE_KEY = re.compile(r"[^\s:：,，{}\[\]\"]+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_CONSTANTS: dict[str, bool | None] = {
    "true": True,
    "false": False,
    "null": None,
    "none": None,
    "nan": None,
    "undefined": None,
    "infinity": None,
    "-infinity": None,
}
_MOST_DEEP = 120


class _Unreadable(Exception):  # noqa: N818 (never leaves this module)
    """No value stands here."""


@dataclass(frozen=True)
class _Piece:
    """A value; `whole` unless the text ended inside of it, `end` is where what was kept ends."""

    value: object
    whole: bool
    end: int


class _Parser:
    """Reads one value and goes on where a strict parser gives up."""

    def __init__(self, text: str, at: int, habits: Habits) -> None:
        self.text, self.at, self._habits = text, at, habits
        self._repairs: dict[str, None] = {}
        self._open: list[str] = []

    def notes(self, piece: _Piece, start: int) -> tuple[str, ...]:
        """Say what was repaired and what is lost of the value that began at `start`."""
        notes = [f"the JSON was repaired: {', '.join(self._repairs)}"] if self._repairs else []
        if not piece.whole:
            lost, length = self.at - piece.end, self.at - start
            notes.append(f"the JSON is cut off: {lost} of its {length} characters are lost")
        return tuple(notes)

    def value(self, depth: int, inside: _Inside) -> _Piece:
        """Read whatever stands here."""
        if depth > _MOST_DEEP:
            raise OutputError(f"the reply nests JSON over {_MOST_DEEP} levels deep")
        sign = self.text[self.at]
        if sign in "[(":
            return self._list(depth)
        if sign == "{":
            return self._object(depth)
        if sign in _QUOTES:
            return self._string(inside)
        return self._bare()

    def _list(self, depth: int) -> _Piece:
        closer = "]" if self.text[self.at] == "[" else ")"
        self._open.append(closer)
        self.at += 1
        items: list[object] = []
        kept = self.at
        while not self._separated(closer, bool(items)):
            if self._ended():
                return _Piece(items, False, kept)
            piece = self.value(depth + 1, "list")
            if not piece.whole:
                return _Piece(items, False, kept)
            if piece.value not in ("...", "…"):
                items.append(piece.value)
            else:
                self._repair("something left out by the reply itself (…)")
            kept = self.at
        return _Piece(items, True, self.at)

    def _object(self, depth: int) -> _Piece:
        self._open.append("}")
        self.at += 1
        pairs: dict[str, object] = {}
        kept = self.at
        while not self._separated("}", bool(pairs)):
            key = self._key()
            if key is None or self._ended():
                return _Piece(pairs, False, kept)
            if self.text[self.at] not in ":：":
                if not pairs:
                    raise _Unreadable
                self._repair("a key without a value")
                continue
            self.at += 1
            self._space()
            if self._ended():
                return _Piece(pairs, False, kept)
            piece = self._pair_value(depth)
            if piece.whole or piece.value:
                pairs[key] = piece.value
                kept = self.at if piece.whole else piece.end
            if not piece.whole:
                return _Piece(pairs, False, kept)
        return _Piece(pairs, True, self.at)

    def _pair_value(self, depth: int) -> _Piece:
        if self.text[self.at] in ",，}]":
            self._repair("a key without a value")
            return _Piece(None, True, self.at)
        return self.value(depth + 1, "object")

    def _key(self) -> str | None:
        """Read a key and the space behind it; None when the text ends in it."""
        if self._ended():
            return None
        if self.text[self.at] in _QUOTES:
            piece = self._string("key")
            key = str(piece.value) if piece.whole else None
        else:
            match = _BARE_KEY.match(self.text, self.at)
            if match is None:
                raise _Unreadable
            self._repair("keys without quotes")
            self.at, key = match.end(), match[0]
        self._space()
        return key

    def _separated(self, closer: str, wants_comma: bool) -> bool:
        """Go to the next element; True when the container ends here instead."""
        commas = 0
        while True:
            self._space()
            sign = self.text[self.at : self.at + 1]
            if sign and sign in ",，、;；":
                commas += 1
                if sign != ",":
                    self._repair("commas of another kind")
            elif not (sign and sign in "])}"):
                if sign and wants_comma and not commas and not self._ended():
                    self._repair("missing commas")
                return False
            elif sign == closer or sign in self._open:
                return self._close(sign, closer, commas)
            else:
                self._repair("brackets that close nothing")
            self.at += 1

    def _close(self, sign: str, closer: str, commas: int) -> bool:
        """End a container; a bracket that is another's ends this one too and is left standing."""
        self._open.pop()
        if commas:
            self._repair("trailing commas")
        if sign == closer:
            self.at += 1
        else:
            self._repair("missing brackets")
        return True

    def _string(self, inside: _Inside) -> _Piece:
        opener, start = self.text[self.at], self.at + 1
        signs = re.compile(rf"[\\{_QUOTES[opener]}]")
        quotes: list[int] = []
        at = start
        while match := signs.search(self.text, at):
            if match[0] == "\\":
                at = match.start() + 2
                continue
            quotes.append(match.start())
            at = match.end()
            if _CLOSES[inside].match(self.text, at):
                break
        else:
            self.at = len(self.text)
            return _Piece("", False, start)
        return self._ending(opener, start, quotes)

    def _ending(self, opener: str, start: int, quotes: list[int]) -> _Piece:
        """End a string at the last of the quotes, or at the first where it ran over."""
        end = quotes[-1]
        if len(quotes) > 1:
            if _RUN_OVER.search(self.text, start, end):
                end = quotes[0]
            else:
                self._repair("quotes inside of strings")
        raw = self.text[start:end]
        self.at = end + 1
        if opener != '"':
            self._repair("quotes of another kind")
        if "\n" in raw:
            self._repair("raw line breaks in strings")
        text = unescape(raw, self._habits)
        if self._habits.suspect and not self._habits.careful and "\\" in text:
            self._repair("backslashes of LaTeX that were not escaped")
        return _Piece(text, True, self.at)

    def _bare(self) -> _Piece:
        """Read a number, a constant, or text without quotes."""
        match = _BARE.match(self.text, self.at)
        word = match[0].strip() if match else ""
        if not match or not word:
            raise _Unreadable
        start, self.at = self.at, match.end()
        if word.lower() in _CONSTANTS:
            if word not in ("true", "false", "null"):
                self._repair(f"{word} for a value")
            return _Piece(_CONSTANTS[word.lower()], True, self.at)
        if self.at == len(self.text):
            return _Piece("", False, start)
        if _NUMBER.fullmatch(word):
            return _Piece(_number(word), True, self.at)
        self._repair("text without quotes")
        return _Piece(word, True, self.at)

    def _space(self) -> None:
        while True:
            match = _SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at
            comment = _COMMENT.match(self.text, self.at)
            if comment is None:
                return
            self._repair("comments")
            self.at = comment.end()

    def _ended(self) -> bool:
        return _END.match(self.text, self.at) is not None

    def _repair(self, what: str) -> None:
        self._repairs[what] = None


def _number(word: str) -> int | float | str:
    """Return the number; one of absurd length stays text."""
    try:
        return int(word)
    except ValueError:
        pass
    try:
        return float(word)
    except ValueError:
        return word

"""Put accents that a PDF draws as characters of their own back on their letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

_COMBINING = {
    "`": "\u0300",
    "´": "\u0301",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "¯": "\u0304",
    "˘": "\u0306",
    "˙": "\u0307",
    "¨": "\u0308",
    "˚": "\u030a",
    "˝": "\u030b",
    "ˇ": "\u030c",
    "¸": "\u0327",
    "˛": "\u0328",
} | {chr(code): chr(code) for code in range(0x300, 0x329)}
_DOTLESS = {"ı": "i", "ȷ": "j"}
_OVERLAP = 0.5
"""Share of the narrower of two characters that makes them stand on top of each other."""


def compose_accents(characters: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join an accent and the letter it stands on, whichever was drawn first.

    Args:
        characters: As PyMuPDF's `rawdict` gives them, in drawing order.

    Returns:
        The characters; a pair that Unicode has as one character is one, in the letter's box.
    """
    if not any(character["c"] in _COMBINING for character in characters):
        return list(characters)
    composed: list[dict[str, Any]] = []
    for character in characters:
        joined = _joined(composed[-1], character) if composed else None
        if joined is None:
            composed.append(character)
        else:
            composed[-1] = joined
    return composed


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any] | None:
    for accent, letter in ((first, second), (second, first)):
        mark = _COMBINING.get(accent["c"])
        base = _DOTLESS.get(letter["c"], letter["c"])
        if mark and base.isalpha() and _on_top(accent["bbox"], letter["bbox"]):
            text = unicodedata.normalize("NFC", base + mark)
            return {**letter, "c": text} if len(text) == 1 else None
    return None


def _on_top(one: Sequence[float], other: Sequence[float]) -> bool:
    shared = min(one[2], other[2]) - max(one[0], other[0])
    return shared > _OVERLAP * min(one[2] - one[0], other[2] - other[0])

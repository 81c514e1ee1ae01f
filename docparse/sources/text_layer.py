"""Cut a text layer, as MuPDF reports it character by character, into words of one style."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docparse.schemas import Box, Word
from docparse.sources.accents import compose_accents

_BOLD, _ITALIC, _MONOSPACED = 16, 2, 8
_PAINTED = 16 | 32
"""Character flags: filled, stroked."""
_FAKE_BOLD = 8
_MONOSPACED_NAMES = re.compile(r"courier|mono|consol|typewriter|menlo|cmtt|lmtt|inconsolata", re.I)
_SPACES = frozenset(
    " \t\n\r\f\v\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff")

_SYMBOLS = {
    0xF0B7: "•",
    0xF06C: "●",
    0xF06E: "■",
    0xF06F: "□",
    0xF071: "❑",
    0xF075: "◆",
    0xF076: "❖",
    0xF0A7: "▪",
    0xF0A8: "◻",
    0xF0D8: "➢",
    0xF0E0: "→",
    0xF0FB: "✗",
    0xF0FC: "✓",
    0xF0FD: "☒",
    0xF0FE: "☑",
}
"""Signs of the Symbol and Wingdings fonts that word processors leave at private code points."""
_DINGBATS = {
    **{code: chr(0x26E0 + code) for code in range(0x21, 0x7F)},
    **dict(zip(b"%*+Hlnstuw", "☎☛☞★●■▲▼◆◗", strict=True)),
}
"""Signs of ZapfDingbats by their codes, which files without a map of characters leave."""
_HALF = re.compile("[\ud800-\udfff]")
_PICKS = (min, min, max, max)
"""Makes the corners of a whole of those of its parts."""
_BULLETS = frozenset("•●○■□▪◆▶∙·–-")

Character = dict[str, Any]


def read_words(raw: dict[str, Any], links: Sequence[tuple[Box, str]] = ()) -> Iterator[Word]:
    """Yield the words of a page.

    Args:
        raw: The page's text as PyMuPDF's `rawdict`.
        links: Link areas and their targets.
    """
    number = 0
    for block in raw["blocks"]:
        for line in block.get("lines", ()):
            number += 1
            yield from _line_words(line, number, links)


def _line_words(
    line: dict[str, Any], number: int, links: Sequence[tuple[Box, str]]
) -> Iterator[Word]:
    level = line["dir"][0] > 0.9
    size, baseline = _main_type(line)
    spaced = True
    for span in line["spans"]:
        style = _style(span, size, baseline if level else None)
        letters = compose_accents(span["chars"])
        for characters, after_space in _pieces(letters, span["size"]):
            if characters:
                yield _word(characters, span, style, number, spaced or after_space, links)
                spaced = False
            else:
                spaced = True


def _main_type(line: dict[str, Any]) -> tuple[float, float]:
    """Size and baseline of the line's main text: that of the largest type in it."""
    spans = [span for span in line["spans"] if any(c["c"] not in _SPACES for c in span["chars"])]
    if not spans:
        return 0.0, 0.0
    main = max(spans, key=lambda span: (round(span["size"], 1), len(span["chars"])))
    return main["size"], main["origin"][1]


def _style(span: dict[str, Any], size: float, baseline: float | None) -> dict[str, Any]:
    small = span["size"] < 0.85 * size
    rise = 0.0 if baseline is None else baseline - span["origin"][1]
    marks = span.get("char_flags", _PAINTED)
    return {
        "size": round(span["size"], 2),
        "font": span["font"],
        "bold": bool(span["flags"] & _BOLD or marks & _FAKE_BOLD),
        "italic": bool(span["flags"] & _ITALIC),
        "monospaced": bool(span["flags"] & _MONOSPACED or _MONOSPACED_NAMES.search(span["font"])),
        "superscript": small and rise > 0.15 * size,
        "subscript": small and rise < -0.05 * size,
        "hidden": not marks & _PAINTED or span.get("alpha", 255) == 0,
        "color": span["color"],
    }


def _pieces(characters: list[Character], size: float) -> Iterator[tuple[list[Character], bool]]:
    """Yield the stretches between spaces; an empty one stands for white space at an end."""
    piece: list[Character] = []
    spaced = False
    for index, character in enumerate(characters):
        if character["c"] in _ZERO_WIDTH:
            continue
        if character["c"] not in _SPACES:
            piece.append(character)
            continue
        if character.get("synthetic") and _is_tight(characters, index, size):
            continue
        if piece:
            yield piece, spaced
            piece = []
        spaced = True
    if piece:
        yield piece, spaced
        if characters[-1]["c"] not in _SPACES:
            return
    if spaced:
        yield [], True


def _is_tight(characters: list[Character], index: int, size: float) -> bool:
    """Tell a space MuPDF guessed inside a word: the letters around it nearly touch."""
    if index == 0 or index + 1 >= len(characters):
        return False
    gap = characters[index + 1]["origin"][0] - characters[index - 1]["bbox"][2]
    return bool(gap < 0.12 * size)


def _word(
    characters: list[Character],
    span: dict[str, Any],
    style: dict[str, Any],
    line: int,
    spaced: bool,
    links: Sequence[tuple[Box, str]],
) -> Word:
    box = _ink(characters, span["size"])
    signs = _DINGBATS if "Dingbats" in span["font"] else _SYMBOLS
    text = _paired("".join(character["c"] for character in characters)).translate(signs)
    if text in _BULLETS:  # small and raised in many fonts, but no index to anything
        style = style | {"superscript": False}
    return Word(
        text=text,
        box=box,
        baseline=round(characters[0]["origin"][1], 2),
        spaced=spaced,
        line=line,
        link=next((uri for area, uri in links if area.contains(box.center)), None),
        **style,
    )


def _paired(text: str) -> str:
    """A text whose halves of UTF-16 pairs are joined; one without its other half is unknown."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _ink(characters: list[Character], size: float) -> Box:
    corners = zip(*(character["bbox"] for character in characters), strict=True)
    x0, y0, x1, y1 = (pick(values) for pick, values in zip(_PICKS, corners, strict=True))
    if x1 - x0 < 0.01 or y1 - y0 < 0.01:
        x, y = characters[0]["origin"]
        x0, y0, x1, y1 = min(x0, x), y - 0.7 * size, max(x1, x + 0.3 * size), y
    return Box(x0=x0, y0=y0, x1=x1, y1=y1)

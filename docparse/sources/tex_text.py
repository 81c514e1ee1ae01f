"""Spell the text of a page whose fonts are nameless bitmaps, once they are recognised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docparse.sources.bitmap_fonts import TexFont
from docparse.sources.glyphs import named_character

_BOLD, _ITALIC, _MONOSPACED = 16, 2, 8
"""MuPDF's flags of a span."""
_STYLES = (
    ("CMB", _BOLD),
    ("CMSSBX", _BOLD),
    ("CMTI", _ITALIC),
    ("CMSL", _ITALIC),
    ("CMMI", _ITALIC),
    ("CMTT", _MONOSPACED),
)
"""The flags of a font of TeX by how its name begins."""


def with_tex_fonts(raw: dict[str, Any], fonts: Mapping[str, TexFont]) -> dict[str, Any]:
    """Return a page's text with the names, styles and characters of recognised fonts.

    Args:
        raw: The page's text as PyMuPDF's `rawdict`.
        fonts: By their names there.
    """
    if not fonts:
        return raw
    return {**raw, "blocks": [_block(block, fonts) for block in raw["blocks"]]}


def _block(block: dict[str, Any], fonts: Mapping[str, TexFont]) -> dict[str, Any]:
    if "lines" not in block:
        return block
    lines = [
        {**line, "spans": [_span(span, fonts) for span in line["spans"]]} for line in block["lines"]
    ]
    return {**block, "lines": lines}


def _span(span: dict[str, Any], fonts: Mapping[str, TexFont]) -> dict[str, Any]:
    font = fonts.get(span["font"])
    if font is None:
        return span
    flags = span["flags"]
    for prefix, flag in _STYLES:
        flags |= flag if font.name.startswith(prefix) else 0
    characters = [{**c, "c": _spelt(c, font)} for c in span["chars"]]
    return {**span, "font": font.name, "flags": flags, "chars": characters}


def _spelt(character: dict[str, Any], font: TexFont) -> str:
    """The character of a code; MuPDF gives the code itself, and no code for the first."""
    text = str(character["c"])
    if character.get("synthetic") or text == " ":
        return text
    code = 0 if text == "\ufffd" else ord(text)
    name = font.glyphs[code] if code < len(font.glyphs) else ""
    return named_character(name) or text

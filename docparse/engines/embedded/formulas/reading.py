"""Read a formula: glyphs and lines of a page to LaTeX."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from docparse.engines.embedded.formulas.arrays import (
    closely_set,
    fenced_arrays,
    lone_matrix,
    read_rows,
)
from docparse.engines.embedded.formulas.bands import row_bands, type_size
from docparse.engines.embedded.formulas.baselines import is_one_row
from docparse.engines.embedded.formulas.commands import COMMANDS, ROLES
from docparse.engines.embedded.formulas.items import Item, Reader, joined, of_glyph, of_rule
from docparse.engines.embedded.formulas.pieces import assemble
from docparse.engines.embedded.formulas.ruled_arrays import ruled_arrays
from docparse.engines.embedded.formulas.stacks import stack
from docparse.schemas import Rule
from docparse.sources.glyphs import Glyph


def read_glyphs(
    glyphs: Sequence[Glyph], rules: Sequence[Rule], *, display: bool, sans: bool = False
) -> Item | None:
    """Read a formula; None when there is nothing in it.

    Args:
        glyphs: All glyphs of the formula, its number left out.
        rules: The lines in it.
        display: Whether it stands on lines of its own.
        sans: Whether the upright letters of the text around it are sans serif.
    """
    if not glyphs:
        return None
    signs = [of_glyph(glyph) for glyph in glyphs]
    lines = [of_rule(rule) for rule in rules if rule.horizontal]
    signs, bars = assemble(_serifed(signs) if sans else signs, lines)
    main = type_size(signs)
    read = partial(read_rows, display=display, main=main)
    uprights = [of_rule(rule) for rule in rules if not rule.horizontal]
    signs, bars = ruled_arrays(signs, bars, uprights, partial(read_rows, main=main))
    items = fenced_arrays(stack(signs, bars, read, read_rows), main)
    return (_lines(items, read) if display else None) or read(items)


def _serifed(signs: Sequence[Item]) -> list[Item]:
    """Take sans serif letters for upright ones, as they are where all text is set so."""
    return [replace(sign, style="up") if sign.style == "sf" else sign for sign in signs]


def _lines(items: Sequence[Item], read: Reader) -> Item | None:
    """Read a display of several lines, or a matrix without delimiters; None for other ones."""
    bands = [] if is_one_row(items) else row_bands(items)
    if len(bands) < 2:
        return None
    table = lone_matrix(items, bands) or closely_set(items, bands)
    return table or _aligned([read(band) for band in bands])


def _aligned(rows: Sequence[Item]) -> Item:
    """Set rows under each other, at their relations where each has one."""
    marks = [_relation(row.latex) for row in rows]
    lines = [
        row.latex if mark is None or None in marks else f"{row.latex[:mark]}&{row.latex[mark:]}"
        for row, mark in zip(rows, marks, strict=True)
    ]
    body = r" \\ ".join(lines)
    parts = tuple(sign for row in rows for sign in row.signs)
    return joined(rows, rf"\begin{{aligned}} {body} \end{{aligned}}", parts=parts)


def _relation(latex: str) -> int | None:
    """Where the first relation is that stands in no group and between no delimiters."""
    depth = 0
    for token in _TOKEN.finditer(latex):
        word = token[0]
        depth += (word in _OPENING) - (word in _CLOSING)
        if depth == 0 and word in _RELATIONS:
            return token.start()
    return None


_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.S)
_OPENING = frozenset({"{", "(", "[", r"\{", r"\left", r"\begin"})
_CLOSING = frozenset({"}", ")", "]", r"\}", r"\right", r"\end"})
_RELATIONS = frozenset("=<>") | {
    command for sign, command in COMMANDS.items() if ROLES.get(sign) in {"rel", "arrow"}
}

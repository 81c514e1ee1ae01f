"""Read a formula: glyphs and lines of a page to LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.embedded.formulas.arrays import (
    fenced_arrays,
    lone_matrix,
    read_rows,
    row_bands,
)
from docparse.engines.embedded.formulas.items import Item, of_glyph, of_rule
from docparse.engines.embedded.formulas.pieces import assemble
from docparse.engines.embedded.formulas.rows import is_one_row
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
    signs = [of_glyph(glyph) for glyph in glyphs]
    signs = _serifed(signs) if sans else signs
    bars = [of_rule(rule) for rule in rules if rule.horizontal]
    if not signs:
        return None
    signs, bars = assemble(signs, bars)
    items = stack(signs, bars, lambda inside: read_rows(inside, display=False))
    items = fenced_arrays(items)
    if not display or is_one_row(items):
        return read_rows(items, display=display)
    bands = row_bands(items)
    if len(bands) < 2:
        return read_rows(items, display=display)
    table = lone_matrix(items, bands)
    return table or _lines([read_rows(band, display=True) for band in bands])


def _serifed(signs: Sequence[Item]) -> list[Item]:
    """Take sans serif letters for upright ones, as they are where all text is set so."""
    return [replace(sign, style="up") if sign.style == "sf" else sign for sign in signs]


def _lines(rows: Sequence[Item]) -> Item:
    from docparse.engines.embedded.formulas.items import joined

    body = r" \\ ".join(row.latex for row in rows)
    parts = tuple(sign for row in rows for sign in row.signs)
    return joined(rows, rf"\begin{{aligned}} {body} \end{{aligned}}", parts=parts)

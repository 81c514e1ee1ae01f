"""Show the formulas of an HTML text as MathML, which browsers draw without scripts."""

from __future__ import annotations

import html
import re

from docparse.errors import OutputError
from docparse.markup.escaping import escape_html
from docparse.markup.mathml import latex_to_mathml

_MATH = re.compile(r'<span class="math">([^<]*)</span>')
_DISPLAY = re.compile(r'(<p[^>]*\bclass="formula"[^>]*>)<span class="math">([^<]*)</span>')


def with_mathml(text: str) -> str:
    """Put MathML in the place of LaTeX, which stays as its title; what has none is left alone.

    Args:
        text: HTML as this package writes it.
    """
    text = _DISPLAY.sub(lambda found: found[1] + _drawn(found[2], display=True), text)
    return _MATH.sub(lambda found: _drawn(found[1], display=False), text)


def _drawn(escaped: str, *, display: bool) -> str:
    latex = html.unescape(escaped)
    try:
        drawn = latex_to_mathml(latex, display=display)
    except OutputError:
        return f'<span class="math">{escaped}</span>'
    return f'<span class="drawn" title="{escape_html(latex)}">{drawn}</span>'

"""Runs as HTML inside a block element."""

from __future__ import annotations

from collections.abc import Iterable

from docparse.markup.escaping import escape_html
from docparse.markup.styled import Citation, Inline, Node, Span, Style, nest

_TAGS = {"bold": "b", "italic": "i", "superscript": "sup", "subscript": "sub", "mark": "mark"}


def runs_to_html(runs: Iterable[Inline]) -> str:
    """Return the runs as HTML: `b`, `i`, `sup`, `sub`, `code`, `a`, and `br` for line breaks.

    Formulas become `<span class="math">` around their LaTeX.
    """
    return "".join(_node(node) for node in nest(runs))


def _node(node: Node) -> str:
    if isinstance(node, Span):
        inside = "".join(_node(child) for child in node.children)
        return _opening(node.style) + inside + f"</{_TAGS.get(node.style.name, 'a')}>"
    if isinstance(node, Citation):
        return _citation(node)
    if node.math:
        return f'<span class="math">{escape_html(node.text)}</span>'
    text = escape_html(node.text).replace("\n", "<br>")
    return f"<code>{text}</code>" if node.code else text


def _opening(style: Style) -> str:
    if style.name == "link":
        return f'<a href="{escape_html(style.url)}">'
    if style.name == "mark":
        return f'<mark title="{escape_html(style.title)}">'
    return f"<{_TAGS[style.name]}>"


def _citation(citation: Citation) -> str:
    links = ", ".join(
        f'<a href="#{escape_html(note.block)}" role="doc-noteref">{escape_html(note.mark)}</a>'
        for note in citation.notes
    )
    anchor = f' id="{escape_html(citation.anchor)}"' if citation.anchor else ""
    return f"<sup{anchor}>{links}</sup>"

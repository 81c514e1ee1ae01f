"""The view: one HTML file with the pages beside what was read from them."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping

from docparse.export.html import asset, document_title, guess_language
from docparse.export.kinds import KINDS, is_uncertain, plural
from docparse.export.marking import marked
from docparse.export.notes import find_notes
from docparse.export.sheets import marks_by_page, picture, sheet
from docparse.export.transcript import Transcript
from docparse.markup.escaping import escape_html
from docparse.schemas import Document


def document_to_view(document: Document, images: Mapping[int, bytes] | None = None) -> str:
    """Return a self-contained HTML page to compare a document with its pages.

    On one side stand the pages with a numbered box for each block, coloured by kind, on the other
    the blocks as they were read; pointing at one shows the other. `#p3-b12` in the address opens
    the view at that block. The page loads nothing, and its security policy forbids it to.

    Where pages carry an audit, what they do not bear out is marked in the text, and words that no
    block carries are marked on the page.

    Args:
        document: The document.
        images: For each page number the page as it was read (upright) in PNG, JPEG, WebP or GIF.
            Pages without one are shown as blank paper.

    Raises:
        ValueError: An image is in another format.
    """
    style, script = asset("view.css"), asset("view.js")
    pages = images or {}
    document = marked(document, sentences=False)
    marks = marks_by_page(document)
    transcript = Transcript(find_notes(document), frozenset(pages))
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{escape_html(document_title(document))}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            '<header class="bar">',
            _facts(document),
            _legend(document),
            "</header>",
            "<main>",
            '<section class="sheets pane" aria-label="Pages" tabindex="-1">',
            *(sheet(page, marks[page.number]) for page in document.pages),
            "</section>",
            f'<section class="texts pane" aria-label="Text" tabindex="-1"{_language(document)}>',
            *(transcript.page(page) for page in document.pages),
            "</section>",
            "</main>",
            "<noscript>The pictures of the pages are shown by this file's script.</noscript>",
            *(picture(number, image) for number, image in sorted(pages.items())),
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _policy(style: str, script: str) -> str:
    return (
        "default-src 'none'; img-src data:; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _language(document: Document) -> str:
    language = guess_language(document)
    return f' lang="{language}"' if language else ' lang=""'


def _facts(document: Document) -> str:
    source = document.source
    blocks = sum(len(page.blocks) for page in document.pages)
    shown = len(document.pages)
    pages = plural(shown, "page")
    if source.page_count > shown:
        pages = f"{shown} of {plural(source.page_count, 'page')}"
    title = document_title(document)
    facts = [pages, plural(blocks, "block"), f"engine {document.engine}"]
    if title != source.name:
        facts.insert(0, source.name)
    items = "".join(f"<li>{escape_html(fact)}</li>" for fact in facts)
    return f'<div class="what"><h1>{escape_html(title)}</h1><ul class="facts">{items}</ul></div>'


def _legend(document: Document) -> str:
    """Switches for what is shown, each kind with the number of its blocks."""
    counts = Counter[str](block.kind for block in document.blocks)
    uncertain = sum(is_uncertain(block) for block in document.blocks)
    chips = [
        _chip(f"show-{kind}", f"k-{kind}", name, counts[kind])
        for kind, name in KINDS.items()
        if counts[kind]
    ]
    chips.append(_chip("show-order", "order", "Order"))
    if uncertain:
        chips.append(_chip("only-doubt", "doubt", "Only uncertain", uncertain, checked=False))
    return f'<div class="legend" role="group" aria-label="Show">{"".join(chips)}</div>'


def _chip(
    name: str, kind: str, label: str, count: int | None = None, *, checked: bool = True
) -> str:
    state = " checked" if checked else ""
    number = f" <b>{count:,}</b>" if count is not None else ""
    return (
        f'<label class="chip {kind}"><input type="checkbox" id="{name}"{state} autocomplete="off">'
        f"<i></i>{label}{number}</label>"
    )

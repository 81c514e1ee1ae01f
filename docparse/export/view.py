"""The view: one HTML file with the pages beside what was read from them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from itertools import chain

from docparse.export.html import asset, lines
from docparse.export.kinds import KINDS, plural
from docparse.export.marking import marked
from docparse.export.sheets import picture, sheets
from docparse.export.survey import Survey, survey
from docparse.export.transcript import Transcript
from docparse.markup.escaping import escape_html
from docparse.schemas.paged import Paged


def document_to_view(document: Paged, images: Mapping[int, bytes] | None = None) -> str:
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
    shown = marked(document, sentences=False)
    return "".join(view_pieces(shown, survey(shown), images or {}))


def view_pieces(document: Paged, known: Survey, images: Mapping[int, bytes]) -> Iterator[str]:
    """Yield what `document_to_view` returns in pieces, page after page.

    Args:
        document: The document, with marks in it where its pages carry an audit.
        known: Its survey.
        images: As for `document_to_view`; they are asked for one by one.
    """
    transcript = Transcript(known.notes, frozenset(images))
    language = f' lang="{known.language or ""}"'
    style, script = asset("view.css"), asset("view.js")
    return lines(
        chain(
            _head(document, known, _policy(style, script), style),
            ('<section class="sheets pane" aria-label="Pages" tabindex="-1">',),
            sheets(document.pages),
            ("</section>",),
            (f'<section class="texts pane" aria-label="Text" tabindex="-1"{language}>',),
            map(transcript.page, document.pages),
            ("</section>", "</main>"),
            ("<noscript>The pictures of the pages are shown by this file's script.</noscript>",),
            (picture(number, images[number]) for number in sorted(images)),
            (f"<script>{script}</script>", "</body>", "</html>"),
        )
    )


def _head(document: Paged, known: Survey, policy: str, style: str) -> list[str]:
    return [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escape_html(known.title)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        '<header class="bar">',
        _facts(document, known),
        _legend(known),
        "</header>",
        "<main>",
    ]


def _policy(style: str, script: str) -> str:
    return (
        "default-src 'none'; img-src data:; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _facts(document: Paged, known: Survey) -> str:
    source, title = document.source, known.title
    pages = plural(known.pages, "page")
    if source.page_count > known.pages:
        pages = f"{known.pages} of {plural(source.page_count, 'page')}"
    blocks = plural(sum(known.kinds.values()), "block")
    facts = [pages, blocks, f"engine {document.engine}"]
    if title != source.name:
        facts.insert(0, source.name)
    items = "".join(f"<li>{escape_html(fact)}</li>" for fact in facts)
    return f'<div class="what"><h1>{escape_html(title)}</h1><ul class="facts">{items}</ul></div>'


def _legend(known: Survey) -> str:
    """Switches for what is shown, each kind with the number of its blocks."""
    chips = [
        _chip(f"show-{kind}", f"k-{kind}", name, known.kinds[kind])
        for kind, name in KINDS.items()
        if known.kinds.get(kind)
    ]
    chips.append(_chip("show-order", "order", "Order"))
    if known.uncertain:
        chips.append(_chip("only-doubt", "doubt", "Only uncertain", known.uncertain, checked=False))
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

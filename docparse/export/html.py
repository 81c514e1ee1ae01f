"""Documents as standalone HTML pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain

from docparse.export.captions import Captions
from docparse.export.elements import Elements
from docparse.export.flow import Fields, Items, Part, Unread, walk
from docparse.export.formulas import with_mathml
from docparse.export.survey import Survey, survey
from docparse.markup.escaping import escape_html
from docparse.schemas import Block, Caption, Figure
from docparse.schemas.paged import Paged

_POLICY = (
    "default-src 'none'; img-src * data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'"
)


def document_to_html(document: Paged, *, furniture: bool = False) -> str:
    """Return a standalone HTML page: semantic, printable, light and dark, without scripts.

    Every block's element has the block's id and its page (`data-page`). Captions stand in the
    figure of what they name. A page that could not be read is a note in its place.

    Args:
        document: The document.
        furniture: Include running headers and footers.
    """
    return "".join(html_pieces(document, survey(document), furniture=furniture))


def html_pieces(document: Paged, known: Survey, *, furniture: bool = False) -> Iterator[str]:
    """Yield what `document_to_html` returns in pieces, page after page.

    Args:
        document: The document.
        known: Its survey.
        furniture: Include running headers and footers.
    """
    body = _Body(Elements(known.notes), known.captions)
    parts = (body.part(part) for part in walk(document, furniture=furniture))
    return lines(chain(_head(known), (with_mathml(part) for part in parts if part), _FOOT))


def lines(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts, each with a line's end."""
    return (text + "\n" for text in texts)


def _head(known: Survey) -> list[str]:
    return [
        "<!DOCTYPE html>",
        f'<html lang="{known.language}">' if known.language else "<html>",
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape_html(known.title)}</title>",
        f"<style>\n{asset('document.css')}</style>",
        "</head>",
        "<body>",
        "<main>",
    ]


_FOOT = ("</main>", "</body>", "</html>")


def asset(name: str) -> str:
    """Return a style sheet or script of this package."""
    return files("docparse.export").joinpath("assets", name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class _Body:
    elements: Elements
    captions: Captions

    def part(self, part: Part) -> str:
        match part:
            case Unread():
                sentence = escape_html(part.sentence)
                return f'<p class="unread" data-page="{part.page}">{sentence}</p>'
            case Items():
                return self.elements.list_of(part.items)
            case Fields():
                return self.elements.fields(part.fields)
            case Caption() if part.of is not None and self.captions.by_target.get(part.of) == part:
                return ""  # stands with what it names
        return self._captioned(part)

    def _captioned(self, block: Block) -> str:
        caption = self.captions.by_target.get(block.id)
        if caption is None:
            return self.elements.block(block)
        label = self.elements.block(caption).replace("<p ", "<figcaption ", 1)
        label = label.removesuffix("</p>") + "</figcaption>"
        if isinstance(block, Figure):
            return self.elements.figure(block, alt=caption.text, caption=label)
        inside = [label, self.elements.block(block)]
        if block.id in self.captions.below:
            inside.reverse()
        return "<figure>\n" + "\n".join(inside) + "\n</figure>"

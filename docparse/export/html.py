"""Documents as standalone HTML pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from docparse.export.captions import captions_by_target
from docparse.export.elements import Elements
from docparse.export.flow import Fields, Items, Part, Unread, walk
from docparse.export.formulas import with_mathml
from docparse.export.notes import find_notes
from docparse.markup.escaping import escape_html
from docparse.schemas import Block, Caption, Document, Figure, Heading

_POLICY = (
    "default-src 'none'; img-src * data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'"
)
_SCRIPTS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
}
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|for|that|with|on|are|by)\b", re.I)


def document_to_html(document: Document, *, furniture: bool = False) -> str:
    """Return a standalone HTML page: semantic, printable, light and dark, without scripts.

    Every block's element has the block's id and its page (`data-page`). Captions stand in the
    figure of what they name. A page that could not be read is a note in its place.

    Args:
        document: The document.
        furniture: Include running headers and footers.
    """
    captions = captions_by_target(document)
    body = _Body(Elements(find_notes(document)), captions, _order(document))
    parts = (body.part(part) for part in walk(document, furniture=furniture))
    language = guess_language(document)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{language}">' if language else "<html>",
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{escape_html(document_title(document))}</title>",
            f"<style>\n{asset('document.css')}</style>",
            "</head>",
            "<body>",
            "<main>",
            *(with_mathml(part) for part in parts if part),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def document_title(document: Document) -> str:
    """Return the title the source states, else the first top heading, else the source's name."""
    headings = (b.text for b in document.blocks if isinstance(b, Heading) and b.level == 1)
    title = document.source.title.strip() or next(headings, "").strip()
    return " ".join(title.split()) or document.source.name


def guess_language(document: Document) -> str | None:
    """Return `ja`, `ko`, `zh` or `en` when the text is plainly in that language, else None."""
    text = " ".join(block.text for block in document.blocks)[:20_000]
    letters = sum(character.isalpha() for character in text)
    for language, script in _SCRIPTS.items():
        if len(script.findall(text)) > 0.1 * max(letters, 1):
            return language
    words = len(re.findall(r"[^\W\d_]+", text))
    return "en" if len(_ENGLISH.findall(text)) > 0.1 * max(words, 1) else None


def asset(name: str) -> str:
    """Return a style sheet or script of this package."""
    return files("docparse.export").joinpath("assets", name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class _Body:
    elements: Elements
    captions: Mapping[str, Caption]
    order: Mapping[str, int]

    def part(self, part: Part) -> str:
        match part:
            case Unread():
                sentence = escape_html(part.sentence)
                return f'<p class="unread" data-page="{part.page}">{sentence}</p>'
            case Items():
                return self.elements.list_of(part.items)
            case Fields():
                return self.elements.fields(part.fields)
            case Caption() if part.of is not None and self.captions.get(part.of) == part:
                return ""  # stands with what it names
        return self._captioned(part)

    def _captioned(self, block: Block) -> str:
        caption = self.captions.get(block.id)
        if caption is None:
            return self.elements.block(block)
        label = self.elements.block(caption).replace("<p ", "<figcaption ", 1)
        label = label.removesuffix("</p>") + "</figcaption>"
        if isinstance(block, Figure):
            return self.elements.figure(block, alt=caption.text, caption=label)
        inside = [label, self.elements.block(block)]
        if self.order[caption.id] > self.order[block.id]:
            inside.reverse()
        return "<figure>\n" + "\n".join(inside) + "\n</figure>"


def _order(document: Document) -> dict[str, int]:
    return {block.id: number for number, block in enumerate(document.blocks)}

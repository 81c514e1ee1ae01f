"""HTML around and between the blocks of a Markdown text, to Markdown; knows no tables."""

from __future__ import annotations

import re

_BLOCK = re.compile(
    r"</?(?:div|p|center|section|article|main|header|footer|figure|figcaption|details|summary|html"
    r"|body|head|blockquote|dl|dt|dd|address|nav|aside|hr|pre|form|fieldset|title|table|caption"
    r"|thead|tbody|tfoot|tr)\b[^<>]*>|<!DOCTYPE[^<>]*>",
    re.I,
)
_HEADING = re.compile(r"<h([1-6])\b[^<>]*>(.*?)(?:</h\1\s*>|(?=\n[ \t]*\n)|\Z)", re.S | re.I)
_LIST_TAG = re.compile(r"[ \t]*<(/?)(ul|ol|li)\b[^<>]*>[ \t]*", re.I)


def blocks_to_markdown(text: str) -> str:
    """Return the text with Markdown in place of HTML headings, lists and paragraphs."""
    if "<" not in text:
        return text
    text = _HEADING.sub(_heading, text)
    return _BLOCK.sub("\n\n", _lists(text))


def _heading(found: re.Match[str]) -> str:
    return f"\n\n{'#' * int(found[1])} {' '.join(found[2].split())}\n\n"


def _lists(text: str) -> str:
    """Write list items with bullets and numbers, indented by the depth of their list."""
    counts: list[int | None] = []  # for each open list the number of its last item
    parts: list[str] = []
    end = 0
    for found in _LIST_TAG.finditer(text):
        parts.append(text[end : found.start()])
        end = found.end()
        closing, name = bool(found[1]), found[2].lower()
        if name == "li":
            parts.append("\n" if closing else _item(counts))
        elif closing:
            del counts[-1:]
            parts.append("\n" if counts else "\n\n")
        else:
            parts.append("\n" if counts else "\n\n")
            counts.append(0 if name == "ol" else None)
    return "".join([*parts, text[end:]])


def _item(counts: list[int | None]) -> str:
    if counts and counts[-1] is not None:
        counts[-1] += 1
    bullet = f"{counts[-1]}. " if counts and counts[-1] is not None else "- "
    return "\n" + "    " * max(0, len(counts) - 1) + bullet

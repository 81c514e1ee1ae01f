"""Truth: the blocks of a document in reading order, noted down while they are drawn.

A truth file is JSON: `pages` holds the width and height of each page in points, `blocks` these
fields, those without a value left out:

kind      as in docparse: heading, paragraph, list_item, table, formula, figure, caption, footnote,
          code, page_header, page_footer, key_value
text      what stands on the page, hyphenation undone; of a figure the words inside it
places    where: a list of {"page": from 1, "box": [x0, y0, x1, y1] in points from the top left},
          with the `text` of the part where a page break cuts a Chinese paragraph
typed     the text with its formulas as LaTeX, where there are some
styles    the bold, italic, superscript and subscript stretches of the text outside its formulas;
          `links` holds [text, target]
level     of a heading
marker    of a list item; `depth` is 0 for the outermost
of        kind of block that a caption belongs to
mark      of a footnote
rows      of a table, also `columns` and `cells` with row, column, row_span, column_span, header,
          text
latex     of a formula, its number as \\tag{…}
key       of a key_value, also `value`

Scans have the truth of the pages they were made from, with places on the upright page. Furniture
stands where it stands on its page, first or last; footnotes follow the page's text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

_TAG = re.compile(r"<[^>]+>")
_MATH = re.compile(r'<math latex="(.*?)">(.*?)</math>')
_STYLES = {"bold": "b", "italic": "i", "superscript": "super", "subscript": "sub"}
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl"}


@dataclass
class Entry:
    """A block: what it is, and where it was drawn so far."""

    kind: str
    fields: dict[str, Any]
    places: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        fields = {key: value for key, value in self.fields.items() if value not in ({}, None)}
        return {"kind": self.kind, **fields, "places": self.places}


def read_markup(markup: str) -> dict[str, Any]:
    """Return the fields of a text in reportlab's markup, formulas marked by `<math latex="…">`."""
    typed, formulas = _MATH.subn(lambda match: match[1], markup)
    styles: dict[str, Any] = {}
    for style, tag in _STYLES.items():
        if found := re.findall(rf"<{tag}>(.*?)</{tag}>", typed, re.S):
            styles[style] = [plain(text) for text in found]
    if found := re.findall(r'<a href="(.*?)".*?>(.*?)</a>', markup):
        styles["links"] = [[plain(text), target] for target, text in found]
    fields = {"text": plain(markup), "styles": styles}
    return {**fields, "typed": plain(typed)} if formulas else fields


def without_math(markup: str) -> str:
    """Return the markup as reportlab knows it: formulas are set like any text."""
    return _MATH.sub(lambda match: match[2], markup)


def plain(markup: str) -> str:
    """Return the text as a reader sees it; `<br/>` ends a line."""
    lines = (unescape(_TAG.sub("", line)) for line in markup.split("<br/>"))
    text = "\n".join(" ".join(line.split()) for line in lines)
    for sign, letters in _LIGATURES.items():
        text = text.replace(sign, letters)
    return text


def truth_json(name: str, pages: list[tuple[float, float]], blocks: list[dict[str, Any]]) -> str:
    """Return the truth file, a line for each block."""
    lines = ",\n".join("  " + json.dumps(block, ensure_ascii=False) for block in blocks)
    sizes = json.dumps([[round(side, 2) for side in page] for page in pages])
    return f'{{\n "name": "{name}",\n "pages": {sizes},\n "blocks": [\n{lines}\n ]\n}}\n'

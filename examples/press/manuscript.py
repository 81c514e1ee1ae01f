"""Manuscripts: text files in which every line is a block and its first word says of what kind.

#, ##      headings of level 1 and 2        @word    a paragraph in a style of that name
- • Text   a list item, its marker first    $ 1 …    formula 1 in LaTeX
-- • Text  an item of a nested list         !word    what the document inserts here

A line without such a word is a paragraph. A name may follow # and -, like `-note`, to ask for a
style of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable

from examples.press.blocks import Text, set_text
from examples.press.formulas import Formula

_MARK = re.compile(r"(#+\w*|-+\w*|[@!]\w+|\$)(?: |$)")

Inserts = Mapping[str, Callable[[], Sequence[Flowable]]]


def set_manuscript(
    name: str, styles: Mapping[str, ParagraphStyle], inserts: Inserts, *, room: float = 0.0
) -> Iterator[Flowable]:
    """Set a manuscript in type.

    Args:
        name: Of the file.
        styles: For each first word; for paragraphs "", and "first" behind anything but text.
        inserts: What `!word` stands for.
        room: Points that must be left in the column where a heading begins.
    """
    file = Path(__file__).parent / "texts" / name
    style = "first"
    for line in file.read_text(encoding="utf-8").splitlines():
        match = _MARK.match(line)
        mark, text = (match[1], line[match.end() :]) if match else (style, line)
        style = "" if mark in {"", "first"} or mark[0] == "-" else "first"
        if mark[0:1] == "!":
            yield from inserts[mark[1:]]()
        elif mark == "$":
            yield Formula(*reversed(text.split(" ", 1)))
        else:
            if mark[0:1] == "#" and room:
                yield CondPageBreak(room)
            yield _set_line(mark, text, styles[mark])


def _set_line(mark: str, text: str, style: ParagraphStyle) -> Text:
    if mark.startswith("#"):
        return set_text(text, style, "heading", level=mark.count("#"))
    if mark.startswith("-"):
        marker, text = text.split(" ", 1)
        depth = mark.count("-") - 1
        return set_text(text, style, "list_item", marker=marker, depth=depth)
    return set_text(text, style)

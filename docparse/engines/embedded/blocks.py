"""Turn a placed region into blocks: paragraphs, headings, list items, tables, notes, code."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from docparse.engines.embedded.formulas.page import PageFormulas
from docparse.engines.embedded.inline import join
from docparse.engines.embedded.lines import Line, common_size, group_lines
from docparse.engines.embedded.placing import PlacedRegion
from docparse.engines.embedded.tables import read_table
from docparse.markup.joining import Inline
from docparse.schemas import (
    Block,
    Box,
    Caption,
    Code,
    Figure,
    Footnote,
    Formula,
    Heading,
    ListItem,
    PageFooter,
    PageHeader,
    Paragraph,
    Rule,
    Table,
    Word,
)

_BULLET = re.compile(r"[•◦▪▫‣⁃●○■□∙·◆◇►▶➢➤❖❑◻✓✔☑☐–—*-]")
_ORDERED = re.compile(
    r"(?:[(（]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,5}|[一二三四五六七八九十]{1,3})[.)）．、]|\[\d{1,3}\]|[①-⑳])"
)
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*†‡§¶#]{1,3}|[a-z])[.)]?")
_SECTION_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[B-HJ-Z]|[IVX]{2,5})\.?|[AI]\.")
"""A bare A or I is a word rather than a number."""
_CHINESE_NUMBER = re.compile(r"第?[一二三四五六七八九十百]{1,4}[章节、.．]")
_HEADING_SIZE, _BOLD_HEADING_SIZE = 1.4, 1.08
"""Type size, over that of most of the page, of a short line that is a heading."""
_NOTE_SIZE = 0.93
"""Type size, over that of the page, of scanned footnotes."""
_WIDE_GAP = 1.6
"""Line pitch, in the region's usual pitches, that ends a paragraph."""


@dataclass(frozen=True)
class PageContext:
    """What the blocks of a page share; `type_size` is that of most of its text.

    `formulas` reads formulas, where the page is a PDF's.
    """

    number: int
    vocabulary: frozenset[str]
    rules: tuple[Rule, ...]
    height: float
    type_size: float
    formulas: PageFormulas | None = None


Builder = Callable[[list[Line], PageContext], list[Block]]


def build_blocks(placed: PlacedRegion, page: PageContext) -> list[Block]:
    """Turn a region into blocks; their ids are given later."""
    label = placed.region.label
    if label == "picture":
        return [Figure(**_place(placed.words, page, placed.region.box), text=_plain(placed, page))]
    if label == "table":
        return [_table(placed, page)]
    if label == "formula":
        return [_formula(placed, page)]
    return _TEXT_BUILDERS.get(label, _paragraphs)(group_lines(placed.words), page)


def _one(kind: Callable[..., Block], **fields: int) -> Builder:
    return lambda lines, page: [kind(**_text(lines, page), **fields)]


def _paragraphs(lines: list[Line], page: PageContext) -> list[Block]:
    if _is_code(lines):
        return [_code(lines, page)]
    if _is_note(lines, page):
        return _footnotes(lines, page)
    blocks: list[Block] = []
    for part in [_after_drop_cap(lines)] if _drop_cap(lines) else _split_paragraphs(lines):
        if _bullet(part[0]):
            blocks += _list_items(part, page)
        elif _is_heading(part, page):
            blocks.append(Heading(**_text(part, page), level=2))
        else:
            blocks.append(Paragraph(**_text(part, page, breaks=_is_broken_by_hand(part))))
    return blocks


def _is_broken_by_hand(lines: list[Line]) -> bool:
    """Tell lines that end where the author wanted, as in addresses and verse.

    A line that was broken because it was full leaves no room for the next line's first word.
    """
    right = max(line.box.x1 for line in lines)
    early = [
        line.box.x1 + below.words[0].box.width + line.size < right
        for line, below in pairwise(lines)
    ]
    return bool(early) and sum(early) >= 0.5 * len(early)


def _is_heading(lines: list[Line], page: PageContext) -> bool:
    """Tell a heading the layout model took for text: one or two lines, larger or numbered bold."""
    words = [word for line in lines for word in line.words]
    if len(lines) > 2 or len(words) > 14 or not any(c.isalpha() for w in words for c in w.text):
        return False
    if words[-1].text.endswith((".", ",", ":", ";", "。")):
        return False
    bold = all(word.bold for word in words)
    if common_size(words) > (_BOLD_HEADING_SIZE if bold else _HEADING_SIZE) * page.type_size:
        return True
    if _CHINESE_NUMBER.match(words[0].text):
        return common_size(words) > _BOLD_HEADING_SIZE * page.type_size
    numbered = bool(_SECTION_NUMBER.fullmatch(words[0].text)) and len(words) > 1
    return numbered and all(word.bold or word.italic for word in words[1:])


def _split_paragraphs(lines: list[Line]) -> list[list[Line]]:
    """Cut at wide gaps, and at indented first lines where the other lines are flush."""
    if len(lines) < 2:
        return [lines]
    left = median(line.box.x0 for line in lines)
    flush = sum(abs(line.box.x0 - left) < 0.5 * line.size for line in lines)
    pitches = [b.baseline - a.baseline for a, b in pairwise(lines)]
    pitch = median(pitches)
    parts = [[lines[0]]]
    for before, line, step in zip(lines, lines[1:], pitches, strict=False):
        indent = line.box.x0 - left
        indented = (
            0.7 * line.size < indent < 4 * line.size
            and flush >= 0.6 * len(lines)
            and abs(before.box.x0 - left) < 4 * line.size
        )
        if indented or step > _WIDE_GAP * pitch or _bullet(line):
            parts.append([line])
        else:
            parts[-1].append(line)
    return parts


def _drop_cap(lines: list[Line]) -> bool:
    first = lines[0].words[0]
    rest = [word for line in lines[1:] for word in line.words]
    return len(first.text) == 1 and bool(rest) and first.size > 1.8 * common_size(rest)


def _after_drop_cap(lines: list[Line]) -> list[Line]:
    """Close the gap between a large initial and the rest of its word."""
    initial, *rest = lines[0].words
    if rest and rest[0].text[:1].islower():
        rest[0] = rest[0].model_copy(update={"spaced": False})
    return [Line((initial, *rest)), *lines[1:]]


def _is_note(lines: list[Line], page: PageContext) -> bool:
    """Tell a footnote the layout model took for text: small, low, behind a mark."""
    first = lines[0].words[0]
    if first.box.y0 < 0.55 * page.height or not _starts_note(lines[0]):
        return False
    words = [word for line in lines for word in line.words]
    small = common_size(words) < _NOTE_SIZE * page.type_size
    return first.superscript or (small and first.confidence is not None)


def _is_code(lines: list[Line]) -> bool:
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    fixed = sum(len(word.text) for word in words if word.monospaced)
    return fixed > 0.85 * letters and letters > 8


def _code(lines: list[Line], page: PageContext) -> Code:
    """Set code back into its columns: a character is as wide as the narrowest mean says."""
    widths = [
        word.box.width / len(word.text)
        for line in lines
        for word in line.words
        if len(word.text) > 2
    ]
    pitch = median(widths) if widths else lines[0].size * 0.6
    left = min(line.box.x0 for line in lines)
    rows: list[str] = []
    for line in lines:
        row = ""
        for word in line.words:
            column = round((word.box.x0 - left) / pitch)
            row = row.ljust(max(column, len(row) + (1 if row and word.spaced else 0))) + word.text
        rows.append(row)
    words = [word for line in lines for word in line.words]
    return Code(**_place(words, page), text="\n".join(rows), font_size=common_size(words))


def _list_items(lines: list[Line], page: PageContext) -> list[Block]:
    blocks: list[Block] = []
    for part in _split_at(lines, _starts_item):
        marker, body = _without_marker(part)
        fields = _text(body, page) | {"box": Box.around(line.box for line in part)}
        blocks.append(ListItem(**fields, marker=marker))
    return blocks


def _starts_item(line: Line) -> bool:
    return _bullet(line) or bool(_ORDERED.match(line.words[0].text) and len(line.words) > 1)


def _bullet(line: Line) -> bool:
    first = line.words[0]
    return len(line.words) > 1 and len(first.text) == 1 and bool(_BULLET.fullmatch(first.text))


def _without_marker(lines: list[Line]) -> tuple[str, list[Line]]:
    first = lines[0].words[0]
    whole = first.text
    match = _ORDERED.match(whole) or _BULLET.match(whole)
    if match is None or (match.end() == len(whole) and len(lines[0].words) == 1):
        return "", lines
    rest = lines[0].words[1:]
    if match.end() < len(whole):
        rest = (first.model_copy(update={"text": whole[match.end() :]}), *rest)
    return match[0], [Line(rest), *lines[1:]]


def _starts_note(line: Line) -> bool:
    first = line.words[0]
    return len(line.words) > 1 and bool(
        _NOTE_MARK.fullmatch(first.text) and (first.superscript or not first.text[0].isalpha())
    )


def _footnote(lines: list[Line], page: PageContext) -> Footnote:
    mark = None
    body = lines
    if _starts_note(lines[0]):
        mark = lines[0].words[0].text.rstrip(".)")
        body = [Line(lines[0].words[1:]), *lines[1:]]
    fields = _text(body, page) | {"box": Box.around(line.box for line in lines)}
    return Footnote(**fields, mark=mark)


def _table(placed: PlacedRegion, page: PageContext) -> Block:
    parts = read_table(placed.region, placed.words, page.rules)
    if parts is None:
        return Paragraph(**_text(group_lines(placed.words), page))
    return Table(
        **_place(placed.words, page, parts.box),
        rows=parts.rows,
        columns=parts.columns,
        cells=parts.cells,
        stub_columns=parts.stub_columns,
        structure_confidence=parts.agreement,
    )


def _formula(placed: PlacedRegion, page: PageContext) -> Formula:
    """Read a display; where that cannot be done or proven, its text is kept."""
    fields = _place(placed.words, page, placed.box)
    text = join(group_lines(placed.words)).text
    if page.formulas is None or fields["source"] == "ocr":
        return Formula(**{**fields, "confidence": 0.0}, text=text)
    read = page.formulas.display(placed.words, placed.box)
    fields["confidence"] = 0.0 if read.latex is None else 1.0
    return Formula(**fields, text=text, latex=read.latex, tag=read.tag)


def _footnotes(lines: list[Line], page: PageContext) -> list[Block]:
    return [_footnote(part, page) for part in _split_at(lines, _starts_note)]


_TEXT_BUILDERS: dict[str, Builder] = {
    "title": _one(Heading, level=1),
    "section-header": _one(Heading, level=2),
    "list-item": _list_items,
    "footnote": _footnotes,
    "caption": _one(Caption),
    "page-header": _one(PageHeader),
    "page-footer": _one(PageFooter),
}


def _split_at(lines: list[Line], starts: Callable[[Line], bool]) -> list[list[Line]]:
    parts = [[lines[0]]]
    for line in lines[1:]:
        if starts(line):
            parts.append([line])
        else:
            parts[-1].append(line)
    return parts


def _plain(placed: PlacedRegion, page: PageContext) -> str:
    return "\n".join(join([line], page.vocabulary).text for line in group_lines(placed.words))


def _text(lines: Sequence[Line], page: PageContext, *, breaks: bool = False) -> dict[str, Any]:
    inline: Inline = join(lines, page.vocabulary, breaks=breaks)
    words = [word for line in lines for word in line.words]
    return _place(words, page) | {
        "text": inline.text,
        "runs": inline.runs,
        "font_size": common_size(words),
    }


def _place(words: Sequence[Word], page: PageContext, box: Box | None = None) -> dict[str, Any]:
    scores = [(word.confidence, len(word.text)) for word in words if word.confidence is not None]
    total = sum(length for _, length in scores)
    confidence = sum(score * length for score, length in scores) / total if total else None
    return {
        "id": "",
        "page": page.number,
        "box": box or Box.around(word.box for word in words),
        "source": "ocr" if 2 * len(scores) > len(words) else "text_layer",
        "confidence": None if confidence is None else round(min(confidence, 1.0), 4),
    }

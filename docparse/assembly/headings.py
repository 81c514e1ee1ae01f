"""Give headings levels that agree over the whole document.

Three witnesses, in this order: the file's outline where it names the heading, the heading's own
number (`2.1` lies one below `2`), and the type it is set in, compared with the others. No level is
skipped on the way down.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median_low

from docparse.schemas import Block, Heading, OutlineEntry, Page

_DECIMAL = re.compile(
    r"(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+\S|(\d{1,2}(?:\.\d{1,2})+)(?=[\u4e00-\u9fff])"
)
_ROMAN = re.compile(r"[IVX]{1,5}\.\s+\S")
_LETTER = re.compile(r"[A-Z]\.\s+\S")
_CHINESE = (
    re.compile(r"第[一二三四五六七八九十百\d]+[章部编]"),
    re.compile(r"(?:第[一二三四五六七八九十百\d]+节|[一二三四五六七八九十]+、)"),
    re.compile(r"[（(][一二三四五六七八九十]+[)）]"),
)
_SAME_SIZE = 0.06
"""Share by which sizes differ and still are one step of the type ladder."""
_LOWEST = 6

Style = tuple[int, bool, bool]
"""Step of the size on the ladder (0 the largest), bold, capitals."""
Numbering = tuple[str, int]
"""Kind of number and its depth within that kind: `2.1` is `("decimal", 2)`."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is noted of a heading when its page goes by."""

    id: str
    page: int
    size: float
    bold: bool
    capitals: bool
    numbering: Numbering | None
    outline_level: int | None


@dataclass(frozen=True)
class _Evidence:
    heading: Sighting
    style: Style

    @property
    def numbering(self) -> Numbering | None:
        return self.heading.numbering

    @property
    def outline_level(self) -> int | None:
        return self.heading.outline_level


def outline_levels(outline: Iterable[OutlineEntry]) -> dict[str, int]:
    """Return the level the outline gives to each title, titles as they are compared."""
    return {_letters(entry.title): entry.level for entry in outline}


def sighting_of(heading: Heading, outline: Mapping[str, int]) -> Sighting:
    """Note what a heading says of its level.

    Args:
        heading: The heading.
        outline: As `outline_levels` returns it.
    """
    return Sighting(
        id=heading.id,
        page=heading.page,
        size=heading.font_size or 0.0,
        bold=_is_bold(heading),
        capitals=heading.text.isupper(),
        numbering=_numbering(heading.text),
        outline_level=outline.get(_letters(heading.text)) if outline else None,
    )


def levels_of(headings: Sequence[Sighting]) -> dict[str, int]:
    """Return the level of every heading of a document by its id; they come in reading order."""
    if not headings:
        return {}
    ladder = _ladder([heading.size for heading in headings])
    evidence = [
        _Evidence(heading, (_step(heading.size, ladder), heading.bold, heading.capitals))
        for heading in headings
    ]
    return _levels(evidence, _title(evidence))


def with_levels(page: Page, levels: Mapping[str, int]) -> Page:
    """Set the level of each heading of a page."""
    return page.model_copy(
        update={"blocks": tuple(_with_level(block, levels) for block in page.blocks)}
    )


def _with_level(block: Block, levels: Mapping[str, int]) -> Block:
    if not isinstance(block, Heading):
        return block
    return block.model_copy(update={"level": levels[block.id]})


def _ladder(sizes: Sequence[float]) -> list[float]:
    """Distinct sizes, largest first; sizes within `_SAME_SIZE` are one."""
    ladder: list[float] = []
    for size in sorted(sizes, reverse=True):
        if not ladder or ladder[-1] - size > _SAME_SIZE * ladder[-1]:
            ladder.append(size)
    return ladder


def _step(size: float, ladder: Sequence[float]) -> int:
    return min(range(len(ladder)), key=lambda i: abs(ladder[i] - size))


def _is_bold(heading: Heading) -> bool:
    return bool(heading.runs) and all(run.bold for run in heading.runs if run.text.strip())


def _letters(text: str) -> str:
    """What remains of a title without number, spaces and case: how outlines are compared."""
    return re.sub(r"[\W\d_]+", "", text).casefold()


def _numbering(text: str) -> Numbering | None:
    """Kind and depth of a heading's number, None when it has none."""
    if match := _DECIMAL.match(text):
        return "decimal", (match[1] or match[2]).count(".") + 1
    for depth, pattern in enumerate(_CHINESE, start=1):
        if pattern.match(text):
            return "chinese", depth
    if _ROMAN.match(text):
        return "roman", 1
    return ("letter", 2) if _LETTER.match(text) else None


def _ranks(evidence: Sequence[_Evidence]) -> dict[Numbering, int]:
    """Rank of each numbering from 0: by its type size, then by its depth."""
    sizes: dict[Numbering, list[int]] = {}
    for e in evidence:
        if e.numbering is not None:
            sizes.setdefault(e.numbering, []).append(e.style[0])
    steps = {numbering: median_low(found) for numbering, found in sizes.items()}

    def place(numbering: Numbering) -> tuple[int, int]:
        kind, depth = numbering
        return max(step for (k, d), step in steps.items() if k == kind and d <= depth), depth

    ranks: dict[Numbering, int] = {}
    for rank, (_, group) in enumerate(groupby(sorted(steps, key=place), key=place)):
        ranks |= dict.fromkeys(group, rank)
    return ranks


def _title(evidence: Sequence[_Evidence]) -> _Evidence | None:
    """The document's title: before all others in the largest type, which it has for itself."""
    largest = [e for e in evidence if e.style[0] == 0]
    first = evidence[0]
    for candidate in evidence[:3]:
        if candidate.numbering is None and candidate in largest and not _is_below(candidate):
            same_page = [e for e in largest if e.heading.page == candidate.heading.page]
            if len(largest) == len(same_page) <= 2 and len(evidence) > len(largest):
                return candidate
    return first if len(evidence) == 1 and first.numbering is None else None


def _is_below(e: _Evidence) -> bool:
    """Tell a heading that the outline puts below another."""
    return e.outline_level is not None and e.outline_level > 1


def _levels(evidence: Sequence[_Evidence], title: _Evidence | None) -> dict[str, int]:
    base = 0 if title is None or (title.outline_level == 1 and _outlined(evidence)) else 1
    numbers = _ranks(evidence)
    by_style = _style_levels(evidence, title, base, numbers)
    levels: dict[str, int] = {}
    around: list[tuple[int, int]] = []  # level due and level given of the headings it stands under
    above = 0
    for e in evidence:
        if e is title or (title is not None and e.style == title.style and not e.numbering):
            level = 1
        elif e.outline_level is not None:
            level = e.outline_level + base
        elif e.numbering is not None:
            level = base + 1 + numbers[e.numbering]
        else:
            level = by_style[e.style]
        while around and around[-1][0] > level:
            around.pop()
        if not around or around[-1][0] < level:
            around.append((level, max(1, min(level, above + 1, _LOWEST))))
        above = levels[e.heading.id] = around[-1][1]
    return levels


def _outlined(evidence: Sequence[_Evidence]) -> bool:
    """Tell an outline whose first level is the title alone."""
    return sum(e.outline_level == 1 for e in evidence) == 1


def _style_levels(
    evidence: Sequence[_Evidence], title: _Evidence | None, base: int, numbers: dict[Numbering, int]
) -> dict[Style, int]:
    """Level of each style: that of its outlined or numbered headings, else by its rank."""
    votes: dict[Style, Counter[int]] = {}
    for e in evidence:
        votes.setdefault(e.style, Counter())
        if e.outline_level is not None:
            votes[e.style][e.outline_level + base] += 1
        elif e.numbering is not None:
            votes[e.style][base + 1 + numbers[e.numbering]] += 1
    ranked = sorted(votes, key=lambda style: (style[0], not style[2], not style[1]))
    levels: dict[Style, int] = {}
    above = 0
    for style in ranked:
        if title is not None and style == title.style and not votes[style]:
            level = 1
        elif votes[style]:
            level = votes[style].most_common(1)[0][0]
        else:
            level = max(above + 1, base + 1)
        levels[style] = level
        above = max(above, level)
    return levels

"""Make displays whole: their lines joined, their numbers and stray signs taken in, others parted.

Gaps between lines are in type sizes: TeX sets the lines of one display closer than two displays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.embedded.formulas.atoms import has_signs
from docparse.engines.embedded.formulas.display_lines import only_signs
from docparse.engines.embedded.formulas.page import is_number
from docparse.engines.embedded.lines import Line, group_lines
from docparse.engines.embedded.regions import Label, Region
from docparse.engines.embedded.word_index import WordIndex
from docparse.schemas import Box, Word

_FAR = 60.0
"""Points within which a text shows where the lines around a display begin."""
_ROW_GAP = 0.8
"""Type sizes between the lines of one display."""
_LINE_GAP = 0.78
"""The same where the layout model saw displays on both sides of it."""
_PITCH = 1.75
"""Type sizes from baseline to baseline of the lines of one display (TeX: 12 pt and 3 pt at 10)."""
_SIDEWAYS = 24.0
"""Type sizes between the end of a line and the beginning of the next, which is set to the right."""
_APART = 1.3
"""Type sizes of white space between two displays the layout model took for one."""


def unnotched(regions: Sequence[Region], words: WordIndex) -> list[Region]:
    """Give text the ends of its lines that a tall sign made a region of their own."""
    texts = [region for region in regions if region.label == "text"]
    kept = list(regions)
    for part in texts:
        mine = words.inside(part.box)
        host = next((text for text in texts if _goes_on(text, part, mine, words)), None)
        if host is None or host not in kept:
            continue
        both = replace(host, box=Box.around([host.box, part.box]), lines=(*host.lines, *part.lines))
        kept = [both if region is host else region for region in kept if region is not part]
        texts = [region for region in kept if region.label == "text"]
    return kept


def _goes_on(text: Region, part: Region, mine: Sequence[Word], words: WordIndex) -> bool:
    """Tell a part of one line that begins where a line of a text ends, or ends where it begins."""
    if text is part or not mine or part.box.height > 0.6 * text.box.height:
        return False
    size = max(word.size for word in mine)
    if part.box.height > 2.2 * size or not (
        text.box.y0 - size < part.box.center[1] < text.box.y1 + size
    ):
        return False
    baselines = {round(word.baseline) for word in mine if word.size > 0.8 * size}
    return any(
        round(word.baseline) in baselines
        and max(part.box.x0 - word.box.x1, word.box.x0 - part.box.x1) < 0.8 * size
        for word in words.inside(text.box)
    )


def whole(regions: Sequence[Region], words: WordIndex) -> list[Region]:
    """Join displays that are the lines of one, and take in text that is a line of theirs."""
    whole: list[Region] = []
    for region in sorted(regions, key=lambda region: region.box.y0):
        mine = words.inside(region.box)
        size = max((word.size for word in mine), default=10.0)
        host = next(
            (
                i
                for i, other in enumerate(whole)
                if _is_line_of(region, mine, other, size, words, regions)
            ),
            None,
        )
        if host is None:
            whole.append(region)
        else:
            both = whole[host]
            whole[host] = replace(
                both,
                label="formula",
                box=Box.around([both.box, region.box]),
                lines=(*both.lines, *region.lines),
            )
    return whole


def _is_line_of(
    region: Region,
    mine: Sequence[Word],
    other: Region,
    size: float,
    words: WordIndex,
    regions: Sequence[Region],
) -> bool:
    labels = {region.label, other.label}
    if "formula" not in labels or not labels <= {"formula", "text"}:
        return False
    gap = region.box.y0 - other.box.y1
    apart = max(region.box.x0, other.box.x0) - min(region.box.x1, other.box.x1)
    below = region.box.y0 > other.box.center[1]
    if not -size < gap < _ROW_GAP * size or not below or apart > _SIDEWAYS * size:
        return False
    if apart > 0 and not _share_a_column(region, other, regions):
        return False
    if labels == {"formula"}:
        return gap < _LINE_GAP * size or _pitch(words.inside(other.box), mine) < _PITCH * size
    line = mine if region.label == "text" else words.inside(other.box)
    return 0 < len(line) < 40 and has_signs(line) and only_signs(line)


def _pitch(above: Sequence[Word], below: Sequence[Word]) -> float:
    """Points from the last baseline of some words in full size to the first of others."""
    rows = [
        [word.baseline for word in words if word.size > 0.9 * max(w.size for w in words)]
        for words in (above, below)
    ]
    return min(rows[1], default=float("inf")) - max(rows[0], default=0.0)


def _share_a_column(one: Region, other: Region, regions: Sequence[Region]) -> bool:
    """Tell regions side by side that a text runs over or under both of."""
    left = max(one.box.x0, other.box.x0)
    right = min(one.box.x1, other.box.x1)
    both = Box.around([one.box, other.box])
    return any(
        text.label == "text"
        and text.box.x0 < right < left < text.box.x1
        and is_above_or_below(text.box, both)
        for text in regions
    )


def parted(region: Region, words: WordIndex) -> list[Region]:
    """Part displays with wide white space between them."""
    if region.label != "formula":
        return [region]
    mine = sorted(words.inside(region.box), key=lambda word: word.box.y0)
    size = max((word.size for word in mine), default=10.0)
    parts: list[list[Word]] = []
    bottom = float("-inf")
    for word in mine:
        if not parts or word.box.y0 - bottom > _APART * size:
            parts.append([])
        parts[-1].append(word)
        bottom = max(bottom, word.box.y1)
    if len(parts) < 2:
        return [region]
    return [part_of(region, "formula", group_lines(part)) for part in parts]


def with_numbers(regions: Sequence[Region], words: WordIndex) -> list[Region]:
    """Give displays the numbers that stand beside them as regions of their own."""
    displays = [i for i, region in enumerate(regions) if region.label == "formula"]
    kept = list(regions)
    gone: set[int] = set()
    for index, region in enumerate(regions):
        mine = words.inside(region.box)
        if region.label not in {"text", "formula"} or not mine or not is_number(mine):
            continue
        for display in displays:
            other = kept[display].box
            if display != index and other.y0 - 2 < region.box.center[1] < other.y1 + 2:
                kept[display] = replace(
                    kept[display],
                    box=Box.around([other, region.box]),
                    lines=(*kept[display].lines, *region.lines),
                )
                gone.add(index)
                break
    return [region for index, region in enumerate(kept) if index not in gone]


def with_strays(regions: Sequence[Region], words: WordIndex) -> list[Region]:
    """Give displays the signs close above and below them that are in no region."""
    housed = {id(word) for region in regions for word in words.inside(region.box)}
    homeless = [word for word in words.words if id(word) not in housed]
    return [
        region if region.label != "formula" else _grown(region, homeless, words.inside(region.box))
        for region in regions
    ]


def _grown(region: Region, homeless: Sequence[Word], words: Sequence[Word]) -> Region:
    box = region.box
    main = max((word.size for word in words), default=0.0)
    near = [
        word.box
        for word in homeless
        if (word.size < 0.85 * main or not word.text.isalnum())
        and box.x0 - word.size < word.box.center[0] < box.x1 + word.size
        and max(box.y0 - word.box.y1, word.box.y0 - box.y1) < 0.8 * word.size
    ]
    return replace(region, box=Box.around([box, *near]), lines=(*region.lines, *near))


def is_above_or_below(text: Box, box: Box) -> bool:
    """Tell a text close over or under a box, and not beside it."""
    gap = max(box.y0 - text.y1, text.y0 - box.y1)
    return gap < _FAR and min(text.x1, box.x1) > max(text.x0, box.x0)


def part_of(region: Region, label: Label, lines: Sequence[Line]) -> Region:
    """Return some lines of a region as one of their own."""
    boxes = tuple(line.box for line in lines)
    return replace(region, label=label, box=Box.around(boxes), lines=boxes)

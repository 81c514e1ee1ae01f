"""Which regions of a page are displays, and which words are theirs.

The layout model is seldom wrong about displays, but it parts some into lines, leaves some to the
text around them and takes lines of text full of signs for formulas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from docparse.engines.embedded.formulas.atoms import has_signs
from docparse.engines.embedded.formulas.commands import FUNCTIONS
from docparse.engines.embedded.formulas.page import PageFormulas, is_formula, is_number
from docparse.engines.embedded.formulas.signs import is_mathematical
from docparse.engines.embedded.lines import Line, group_lines
from docparse.engines.embedded.regions import Label, Region
from docparse.engines.embedded.word_index import WordIndex
from docparse.schemas import Box, Word

_DECORATION = frozenset("•◦▪▫‣●○■□∙·◆▶➢✓*–—-")
_BULLETS = frozenset("•◦▪▫‣●■◆▶➢✓")
_LABEL = re.compile(r"[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,5})[.)\]]")
"""What begins the item of a list."""
_RELATIONS = frozenset("=<>≤≥≈≠≡∼∈⊂→⇒∝")
_LINE_GAP = 0.62
"""The same where the layout model saw displays on both sides of it."""
_SIDEWAYS = 24.0
"""Type sizes between the end of a line and the beginning of the next, which is set to the right."""
_APART = 1.3
"""Type sizes of white space between two displays the layout model took for one."""
_TALL = 1.7
"""Height of a sign in type sizes, from which the lines beside it are its own."""
_ROW_GAP = 0.8
"""Type sizes between the lines of one display."""


def settle_displays(
    words: Sequence[Word], regions: Sequence[Region], formulas: PageFormulas | None
) -> tuple[Sequence[Word], list[Region]]:
    """Put the formulas of running text in among the words, and make displays whole.

    Args:
        words: All words of the page.
        regions: All its regions.
        formulas: Reads formulas; None where the page has no glyphs to read.

    Returns:
        The words, formulas in running text as one word each; and the regions.
    """
    if formulas is None:
        return words, list(regions)
    index = WordIndex(words)
    settled = [part for region in regions for part in _with_displays(region, index)]
    settled = [part for region in settled for part in _without_prose(region, index)]
    settled = [_as_display(_as_text(region, index), index) for region in settled]
    settled = _with_numbers(_whole(_unnotched(settled, index), index), index)
    settled = [part for region in settled for part in _apart(region, index)]
    settled = [_without_bare_number(region, index) for region in _with_strays(settled, index)]
    shut = [region.box for region in settled if region.label in {"formula", "picture"}]
    if not shut:
        return formulas.mark(words), settled
    inside = [any(box.contains(word.box.center) for box in shut) for word in words]
    running = [word for word, shut_in in zip(words, inside, strict=True) if not shut_in]
    marked = formulas.mark(running)
    if not any(word.math for word in marked):
        return words, settled
    return (
        *marked,
        *(word for word, shut_in in zip(words, inside, strict=True) if shut_in),
    ), settled


def _without_prose(region: Region, words: WordIndex) -> list[Region]:
    """Part the lines of text above, between and below displays from them."""
    if region.label != "formula":
        return [region]
    mine = words.inside(region.box)
    parts = _runs(group_lines(mine), lambda line: _is_sentence(line, mine))
    if len(parts) < 2:
        return [region]
    return [_part(region, "text" if prose else "formula", lines) for prose, lines in parts]


def _runs(lines: Sequence[Line], kind: Callable[[Line], bool]) -> list[tuple[bool, list[Line]]]:
    """Part lines where their kind changes."""
    return [(found, list(run)) for found, run in groupby(lines, key=kind)]


def _is_sentence(line: Line, words: Sequence[Word]) -> bool:
    """Tell a line of text, formulas in it or not; not one beside a tall brace."""
    if any(
        word.box.height > _TALL * line.size and word.box.y0 < line.box.center[1] < word.box.y1
        for word in words
    ):
        return False
    plain = [
        word
        for word in line.words
        if len(word.text) > 1
        and word.text[0].isalpha()
        and word.text.strip(".,;:()").lower() not in FUNCTIONS
        and not is_mathematical(word.font)
    ]
    letters = sum(len(word.text) for word in line.words)
    return len(plain) > 2 and sum(len(word.text) for word in plain) > 0.5 * letters


def _with_displays(region: Region, words: WordIndex) -> list[Region]:
    """Part the displays in a text from the lines above and below them."""
    if region.label not in {"text", "list-item"}:
        return [region]
    lines = group_lines(words.inside(region.box))
    if not any(has_signs(line.words) for line in lines):
        return [region]
    left = min(line.box.x0 for line in lines)
    parts = _runs(lines, lambda line: _is_display_line(line, left))
    if len(parts) < 2:
        return [region]
    return [_part(region, "formula" if display else region.label, own) for display, own in parts]


def _is_display_line(line: Line, left: float) -> bool:
    """Tell a line of nothing but signs, set in from the left; its number may be at the margin."""
    size = max(line.size, 6.0)
    words = _without_number(line.words)
    set_in = min(word.box.x0 for word in words) > left + 1.4 * size
    return set_in and _only_signs(words) and not _is_item(words[0])


def _without_number(words: Sequence[Word]) -> Sequence[Word]:
    """The words of a line without the number of a display at its beginning."""
    for count in range(1, min(4, len(words))):
        gap = words[count].box.x0 - words[count - 1].box.x1
        if gap > words[0].size and is_number(words[:count]):
            return words[count:]
    return words


def _is_item(word: Word) -> bool:
    """Tell what begins the item of a list."""
    return word.text in _DECORATION or bool(_LABEL.fullmatch(word.text))


def _part(region: Region, label: Label, lines: Sequence[Line]) -> Region:
    boxes = tuple(line.box for line in lines)
    return replace(region, label=label, box=Box.around(boxes), lines=boxes)


def _as_text(region: Region, words: WordIndex) -> Region:
    """Take formulas that are mostly words, and items of lists, for what they are."""
    if region.label != "formula":
        return region
    mine = words.inside(region.box)
    if not mine:
        return region
    begins = group_lines(mine)[0].words[:4]
    if begins[0].text in _BULLETS and len(mine) > 1:
        return replace(region, label="list-item")
    if is_formula(mine):
        return region
    signs = any(word.text in _RELATIONS or is_mathematical(word.font) for word in begins)
    return region if signs else replace(region, label="text")


def _without_bare_number(region: Region, words: WordIndex) -> Region:
    """Take the number of a page, and any other alone, for text."""
    mine = words.inside(region.box)
    bare = region.label == "formula" and mine and all(word.text.isdecimal() for word in mine)
    return replace(region, label="text") if bare else region


def _as_display(region: Region, words: WordIndex) -> Region:
    """Take text, or a picture, that is nothing but a formula on lines of its own for a display."""
    if region.label not in {"text", "picture"} or region.drawn:
        return region
    mine = words.inside(region.box)
    if not 2 < len(mine) < 60 or not has_signs(mine) or not _only_signs(mine):
        return region
    if _is_item(_without_number(mine)[0]):
        return region
    if not any(word.text in _RELATIONS for word in mine) or not _stands_alone(mine, words.words):
        return region
    return replace(region, label="formula")


def _stands_alone(mine: Sequence[Word], words: Sequence[Word]) -> bool:
    """Tell words with no others beside them on their lines."""
    frame = Box.around(word.box for word in mine)
    own = {id(word) for word in mine}
    reach = 2 * max(word.size for word in mine)
    return not any(
        id(word) not in own
        and frame.y0 < word.box.center[1] < frame.y1
        and -reach < max(word.box.x0 - frame.x1, frame.x0 - word.box.x1) < reach
        for word in words
    )


def _unnotched(regions: Sequence[Region], words: WordIndex) -> list[Region]:
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


def _whole(regions: Sequence[Region], words: WordIndex) -> list[Region]:
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
    if apart > 0 and (labels != {"formula"} or not _share_a_column(region, other, regions)):
        return False
    if labels == {"formula"}:
        return gap < _LINE_GAP * size
    line = mine if region.label == "text" else words.inside(other.box)
    return 0 < len(line) < 40 and _only_signs(line)


def _share_a_column(one: Region, other: Region, regions: Sequence[Region]) -> bool:
    """Tell regions side by side that a text runs over or under both of."""
    left = max(one.box.x0, other.box.x0)
    right = min(one.box.x1, other.box.x1)
    return any(
        text.label == "text" and text.box.x0 < right < left < text.box.x1 for text in regions
    )


def _only_signs(words: Sequence[Word]) -> bool:
    """Tell words of a formula from those of any sentence, however short, and from program text."""
    if sum(word.monospaced for word in words) > 0.5 * len(words):
        return False
    return is_formula(words) and not any(
        len(bare) > 3 and bare.isalpha() and bare not in FUNCTIONS
        for bare in (word.text.strip(".,;:()") for word in words)
    )


def _apart(region: Region, words: WordIndex) -> list[Region]:
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
    return [_part(region, "formula", group_lines(part)) for part in parts]


def _with_numbers(regions: Sequence[Region], words: WordIndex) -> list[Region]:
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


def _with_strays(regions: Sequence[Region], words: WordIndex) -> list[Region]:
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

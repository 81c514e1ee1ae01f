"""Which regions of a page are displays, and which words are theirs.

The layout model is seldom wrong about displays, but it parts some into lines, leaves some to the
text around them and takes lines of text full of signs for formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from docparse.engines.embedded.formulas.atoms import has_signs
from docparse.engines.embedded.formulas.display_joining import (
    is_above_or_below,
    part_of,
    parted,
    unnotched,
    whole,
    with_numbers,
    with_strays,
)
from docparse.engines.embedded.formulas.display_lines import (
    has_relation,
    is_bare_number,
    is_display_line,
    is_end_of_sentence,
    is_equation_in_words,
    is_item,
    is_operand,
    is_part_of_display,
    is_sentence,
    only_signs,
    without_number,
)
from docparse.engines.embedded.formulas.page import PageFormulas, is_formula, is_number
from docparse.engines.embedded.formulas.signs import is_mathematical
from docparse.engines.embedded.lines import Line, group_lines
from docparse.engines.embedded.regions import Region
from docparse.engines.embedded.word_index import WordIndex
from docparse.schemas import Box, Word

_MISTAKEN = frozenset({"text", "picture", "section-header", "list-item"})
"""What the layout model takes displays for."""
_FEWEST = 3
"""Signs that a display without a relation has at least."""
_BULLETS = frozenset("•◦▪▫‣●■◆▶➢✓")


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What tells a line of a display from one of text.

    Attributes:
        words: Those of the page.
        bars: Lines that may be the bars of fractions.
        texts: Around each text.
        lowest: Where the lowest word begins.
    """

    words: WordIndex
    bars: Sequence[Box]
    texts: Sequence[Box]
    lowest: float

    def lefts(self, box: Box) -> list[float]:
        """Return where the texts close over and under a box begin."""
        return [t.x0 for t in self.texts if t != box and is_above_or_below(t, box)]

    def column(self, box: Box) -> tuple[list[float], list[float]]:
        """Return where all texts that are not beside a box begin and end."""
        own = [t for t in self.texts if t != box and min(t.x1, box.x1) > max(t.x0, box.x0)]
        return [text.x0 for text in own], [text.x1 for text in own]


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
    texts = [region.box for region in regions if region.label == "text"]
    lowest = max((word.box.y0 for word in words), default=0.0)
    page = _Surroundings(index, formulas.bars, texts, lowest)
    settled = [part for region in regions for part in _with_displays(region, page)]
    settled = [part for region in settled for part in _without_prose(region, page)]
    settled = [_as_display(_as_text(region, page), page) for region in settled]
    settled = with_numbers(whole(unnotched(settled, index), index), index)
    settled = [part for region in settled for part in parted(region, index)]
    settled = [_without_bare_signs(region, index) for region in with_strays(settled, index)]
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


def _without_prose(region: Region, page: _Surroundings) -> list[Region]:
    """Part the lines of text above, between and below displays from them."""
    if region.label != "formula":
        return [region]
    mine = page.words.inside(region.box)
    lefts = page.lefts(region.box)
    lines = group_lines(mine)
    cut = {word.line for word in mine if _reaches_out(word, region.box, page.words)}

    def is_text(line: Line) -> bool:
        if is_operand(line, page.bars):
            return False
        if all(word.line in cut for word in line.words):
            return True
        if line is lines[-1] and is_bare_number(line, mine, page.lowest):
            return True
        return is_sentence(line, mine) or is_end_of_sentence(line, mine, lefts)

    parts = _runs(lines, is_text)
    if len(parts) < 2:
        return [region]
    return [part_of(region, "text" if prose else "formula", lines) for prose, lines in parts]


def _reaches_out(word: Word, box: Box, words: WordIndex) -> bool:
    """Tell a word of a line of text that begins outside a box."""
    return any(
        other.line == word.line
        and other.box.x1 < box.x0
        and other.text.isalpha()
        and len(other.text) > 1
        and not is_mathematical(other.font)
        for other in words.inside(Box(x0=0, y0=word.box.y0 - 1, x1=box.x0, y1=word.box.y1 + 1))
    )


def _runs(lines: Sequence[Line], kind: Callable[[Line], bool]) -> list[tuple[bool, list[Line]]]:
    """Part lines where their kind changes."""
    return [(found, list(run)) for found, run in groupby(lines, key=kind)]


def _with_displays(region: Region, page: _Surroundings) -> list[Region]:
    """Part the displays in a text from the lines above and below them."""
    if region.label not in {"text", "list-item"}:
        return [region]
    lines = group_lines(page.words.inside(region.box))
    if not any(has_signs(line.words) for line in lines):
        return [region]
    left = min(line.box.x0 for line in lines)
    kinds = _with_parts([is_display_line(line, left) for line in lines], lines, left)
    chosen = {id(line) for line, display in zip(lines, kinds, strict=True) if display}
    parts = _runs(lines, lambda line: id(line) in chosen)
    if len(parts) < 2:
        return [region]
    return [part_of(region, "formula" if display else region.label, own) for display, own in parts]


def _with_parts(kinds: Sequence[bool], lines: Sequence[Line], left: float) -> list[bool]:
    """Count lines next to those of a display as of one that are parts of it: labels, cases."""
    words = [word for line in lines for word in line.words]
    parts = [is_part_of_display(line, words, left) for line in lines]
    grown = list(kinds)
    for order in (range(1, len(lines)), range(len(lines) - 2, -1, -1)):
        for index in order:
            grown[index] = grown[index] or (parts[index] and grown[index - order.step])
    return grown


def _as_text(region: Region, page: _Surroundings) -> Region:
    """Take formulas that are mostly words, and items of lists, for what they are."""
    if region.label != "formula":
        return region
    mine = page.words.inside(region.box)
    if not mine:
        return region
    lines = group_lines(mine)
    begins = lines[0].words[:4]
    if begins[0].text in _BULLETS and len(mine) > 1:
        return replace(region, label="list-item")
    begun = has_relation(begins) or any(is_mathematical(word.font) for word in begins)
    if begun or is_formula(mine):
        return region
    prose = any(is_sentence(line, mine) and not is_operand(line, page.bars) for line in lines)
    if not prose and has_relation(mine):
        return region
    return replace(region, label="text")


def _without_bare_signs(region: Region, words: WordIndex) -> Region:
    """Take the number of a page, and any other sign alone, for text."""
    mine = words.inside(region.box)
    if region.label != "formula" or not mine:
        return region
    signs = sum(len(word.text) for word in mine)
    bare = all(word.text.isdecimal() for word in mine) or (
        signs < _FEWEST and not has_relation(mine)
    )
    return replace(region, label="text") if bare else region


def _as_display(region: Region, page: _Surroundings) -> Region:
    """Take text, or a picture, that is nothing but a formula on lines of its own for a display."""
    if region.label not in _MISTAKEN or region.drawn:
        return region
    mine = page.words.inside(region.box)
    if not 2 < len(mine) < 60 or not (has_relation(mine) or is_number(mine[-1:])):
        return region
    if is_item(without_number(mine)[0]) or not _stands_alone(mine, page.words.words):
        return region
    signs = has_signs(mine) and only_signs(mine)
    lines = group_lines(mine)
    if signs or (len(lines) == 1 and is_equation_in_words(lines[0], *page.column(region.box))):
        return replace(region, label="formula")
    return region


def _stands_alone(mine: Sequence[Word], words: Sequence[Word]) -> bool:
    """Tell words with no others beside them on their lines."""
    frame = Box.around(word.box for word in mine)
    own = {id(word) for word in mine}
    reach = 0.9 * max(word.size for word in mine)
    return not any(
        id(word) not in own
        and frame.y0 < word.box.center[1] < frame.y1
        and -reach < max(word.box.x0 - frame.x1, frame.x0 - word.box.x1) < reach
        for word in words
    )

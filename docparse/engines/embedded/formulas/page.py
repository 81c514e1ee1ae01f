"""The formulas of a page: those in running text put in among its words, displays read whole."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from docparse.engines.embedded.formulas.atoms import Atom, TextLine, has_signs, text_lines
from docparse.engines.embedded.formulas.checking import agrees
from docparse.engines.embedded.formulas.commands import FUNCTIONS
from docparse.engines.embedded.formulas.inline import find_spans
from docparse.engines.embedded.formulas.reading import read_glyphs
from docparse.engines.embedded.formulas.signs import is_mathematical, is_sans
from docparse.engines.embedded.formulas.text_rows import is_accent, is_part, owners
from docparse.schemas import Box, Rule, Word
from docparse.sources.glyphs import Glyph
from docparse.sources.pdf import PdfPage

_NUMBER = re.compile(
    r"[(\[](?:[A-Za-z]{0,2}\.?\d+(?:[.\-–]\d+)*[a-z]?['′]{0,2}|[A-Za-z]|\*{1,3}|[†‡]|[ivx]+)[)\]]"
)
"""The number of a display, in its brackets."""
_APART = 1.0
"""Type sizes of white space between a display and its number."""
_CLOSE = 0.4
"""The same for a number in figures that stands farther out than anything else."""
_FULL = 0.8
"""Share of the largest type size of a display that its number is set in, at least."""
_BESIDE = 0.6
"""Type sizes between a formula and a delimiter at its side that has no character."""
_PIECE = 1.0
"""Points between two pieces of a sign, and by which they may be out of line, at most."""
_MARKS = frozenset("*∗†‡")
_BRACKETS, _BRACKETS_BEHIND = frozenset("(["), frozenset(")]")
_WIDEST_BAR = 300.0
"""Points up to which a line may be the bar of a fraction."""
_SPACED = 0.17


@dataclass(frozen=True)
class Display:
    """A display that was read.

    Attributes:
        latex: None where it could not be read, or the page says something else.
        tag: The number beside it, several with commas between them.
        text: Its characters.
    """

    latex: str | None
    tag: str | None
    text: str


class PageFormulas:
    """Reads the formulas of a page of a PDF.

    Args:
        page: The page; its glyphs are looked at when a formula may be there.
    """

    def __init__(self, page: PdfPage) -> None:
        self._page = page

    @cached_property
    def _glyphs(self) -> tuple[Glyph, ...]:
        return self._page.glyphs

    @property
    def bars(self) -> list[Box]:
        """The horizontal lines on the page that may be those of fractions."""
        return [r.box for r in self._page.rules if r.horizontal and r.box.width < _WIDEST_BAR]

    @cached_property
    def _italics(self) -> bool:
        """Whether formulas are set in the italic of the text: no font of its own holds letters."""
        own = alone = 0
        for word in self._page.words:
            letters = [_letter(char) for char in word.text]
            if is_mathematical(word.font):
                own += sum(letters)
            elif word.italic and len(word.text) == 1:
                alone += sum(letters)
        return alone > own

    @cached_property
    def _sans(self) -> bool:
        """Whether the text, and with it the upright letters of formulas, is in sans serif."""
        letters = Counter[bool]()
        for word in self._page.words:
            letters[is_sans(word.font)] += len(word.text)
        return letters[True] > letters[False]

    def mark(self, words: Sequence[Word]) -> list[Word]:
        """Return the words with each formula among them as one word of LaTeX."""
        if not has_signs(words):
            return list(words)
        bands = _bands(words, italics=self._italics)
        sources = {word.line for word in words if _is_near(word.box.center[1], bands)}
        near = [word for word in words if word.line in sources]  # whole lines, in their order
        glyphs = [glyph for glyph in self._glyphs if _is_near(_middle(glyph)[1], bands)]
        lines = text_lines(
            near, glyphs, self._page.rules, italics=self._italics, strays=self._strays(glyphs)
        )
        marked = near
        for line in lines:
            if spans := find_spans(line):
                here, rest = _parted(marked, line)
                for first, last in spans:
                    here = self._put_in(here, line, line.atoms[first : last + 1])
                marked = [*rest, *here]
        chosen = set(map(id, near))
        return [*(word for word in words if id(word) not in chosen), *marked]

    def _glyphs_of(self, words: Sequence[Word], frame: Box) -> list[Glyph]:
        """The glyphs in a box that are part of the words in it, or of none; accents over it too."""
        mine = {(word.text, word.box.corners) for word in words}
        frame = self._with_unspoken(frame)
        found: list[Glyph] = []
        for glyph in self._glyphs:
            if _is_at(glyph, frame, 6.0) and (_is_at(glyph, frame, 1.0) or is_accent(glyph)):
                owner = self._owner(glyph)
                own = owner is None or (owner.text, owner.box.corners) in mine
                if own or any(is_part(glyph, word) for word in words):
                    found.append(glyph)
        return found

    def _with_unspoken(self, frame: Box) -> Box:
        """Widen a box to signs at its sides that are in no word: delimiters without a character."""
        level = [(b, size) for b, size in self._unspoken if b.y0 < frame.y1 and b.y1 > frame.y0]
        for box, size in sorted(level, key=lambda sign: abs(sign[0].center[0] - frame.center[0])):
            if 0 < max(box.x0 - frame.x1, frame.x0 - box.x1) < _BESIDE * size:
                frame = Box.around([frame, box])
        return frame

    @cached_property
    def _unspoken(self) -> list[tuple[Box, float]]:
        """Around each sign that is in no word, its pieces being one; and its type size."""
        lone = [glyph for glyph in self._strays(self._glyphs) if not glyph.text.strip()]
        signs: list[tuple[Box, float]] = []
        for glyph in sorted(lone, key=lambda glyph: (round(glyph.x), glyph.y)):
            box, (last, _) = Box.of(glyph.ink), signs[-1] if signs else (None, 0.0)
            if last and abs(last.x0 - box.x0) < _PIECE and box.y0 < last.y1 + _PIECE:
                signs[-1] = Box.around([last, box]), glyph.size
            else:
                signs.append((box, glyph.size))
        return signs

    def _strays(self, glyphs: Sequence[Glyph]) -> list[Glyph]:
        """Those that are part of no word: accents MuPDF set elsewhere, signs drawn twice."""
        owner = self._owner
        return [glyph for glyph in glyphs if owner(glyph) is None]

    @cached_property
    def _owner(self) -> Callable[[Glyph], Word | None]:
        owner: Callable[[Glyph], Word | None] = owners(self._page.words)
        return owner

    def _put_in(self, words: list[Word], line: TextLine, atoms: Sequence[Atom]) -> list[Word]:
        glyphs = [glyph for atom in atoms for glyph in atom.glyphs]
        rules = [rule for atom in atoms for rule in atom.rules]
        rules += [
            rule
            for rule in _rules_within(self._page.rules, glyphs, line.size)
            if all(rule is not other for other in rules)
        ]
        read = read_glyphs(glyphs, rules, display=False, sans=self._sans)
        if read is None or not agrees(read.latex, read.signs, display=False):
            return words
        return _replaced(words, glyphs, line, read.latex)

    def display(self, words: Sequence[Word], region: Box) -> Display:
        """Read a display.

        Args:
            words: The words in its region.
            region: Around it.
        """
        glyphs = self._glyphs_of(words, Box.around([region, *(word.box for word in words)]))
        whole = all(_is_combining(word) or any(is_part(g, word) for g in glyphs) for word in words)
        glyphs, numbers = _without_numbers(glyphs)
        if not glyphs:
            return Display(None, None, "")
        frame = Box.around([Box.of(glyph.ink) for glyph in glyphs]).expanded(7.0)
        rules = [rule for rule in self._page.rules if frame.contains(rule.box.center)]
        read = read_glyphs(glyphs, rules, display=True, sans=self._sans)
        tag = ", ".join(numbers) or None
        if read is None:
            return Display(None, tag, "")
        text = "".join(item.char for item in read.signs if item.kind != "bar")
        fine = whole and agrees(read.latex, read.signs, display=True)
        return Display(read.latex if fine else None, tag, text)


def _is_at(glyph: Glyph, frame: Box, margin: float) -> bool:
    """Tell a glyph whose middle is in a box, or that many points beside it."""
    x, y = _middle(glyph)
    return (
        frame.x0 - margin <= x <= frame.x1 + margin and frame.y0 - margin <= y <= frame.y1 + margin
    )


def is_formula(words: Sequence[Word]) -> bool:
    """Tell the words of a display from those of a line of text."""
    letters = sum(len(word.text) for word in words)
    prose = sum(
        len(word.text)
        for word in words
        if len(word.text) > 2
        and word.text.isalpha()
        and word.text not in FUNCTIONS
        and not is_mathematical(word.font)
    )
    return prose < 0.45 * letters


def _bands(words: Sequence[Word], *, italics: bool) -> list[tuple[float, float]]:
    """Stripes of the page, top to bottom, around the lines in which signs of formulas stand.

    Args:
        words: All that may be part of one.
        italics: Whether a single letter in the italic of the text is a sign.
    """
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    stripes: list[tuple[float, float]] = []
    for line in lines.values():
        if has_signs(line) or (italics and any(w.italic and len(w.text) == 1 for w in line)):
            reach = max(word.size for word in line)
            top = min(word.box.y0 for word in line) - reach
            stripes.append((top, max(word.box.y1 for word in line) + reach))
    merged: list[tuple[float, float]] = []
    for top, bottom in sorted(stripes):
        if merged and top <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(bottom, merged[-1][1])
        else:
            merged.append((top, bottom))
    return merged


def _is_near(y: float, bands: Sequence[tuple[float, float]]) -> bool:
    index = bisect_right(bands, (y, float("inf"))) - 1
    return index >= 0 and y <= bands[index][1]


def _parted(words: Sequence[Word], line: TextLine) -> tuple[list[Word], list[Word]]:
    """Part the words of the lines that reach into a line of text from the others."""
    reach = 1.6 * line.size
    sources = {word.line for word in words if abs(word.box.center[1] - line.baseline) < reach}
    here = [word for word in words if word.line in sources]
    return here, [word for word in words if word.line not in sources]


def _is_combining(word: Word) -> bool:
    """Tell accents and strokes of their own, which MuPDF sets behind what they stand over."""
    return all(unicodedata.combining(char) for char in word.text)


def _letter(char: str) -> bool:
    """Tell the letters a to z, also of Unicode's mathematical italic."""
    return "a" <= char.lower() <= "z" or "\U0001d434" <= char <= "\U0001d467"


def is_number(words: Sequence[Word]) -> bool:
    """Tell the number of a display that stands alone."""
    return bool(_NUMBER.fullmatch("".join(word.text for word in words)))


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.ink[0] + glyph.ink[2]) / 2, (glyph.ink[1] + glyph.ink[3]) / 2


def _rules_within(rules: Iterable[Rule], glyphs: Sequence[Glyph], size: float) -> list[Rule]:
    """The lines of radicals, overlines and braces among some glyphs."""
    frame = Box.around(Box.of(glyph.ink) for glyph in glyphs)
    reach = Box(
        x0=frame.x0 - 1, y0=frame.y0 - 0.4 * size, x1=frame.x1 + 1, y1=frame.y1 + 0.4 * size
    )
    return [
        rule
        for rule in rules
        if rule.horizontal
        and reach.contains(rule.box.center)
        and rule.box.x0 > frame.x0 - 2
        and rule.box.x1 < frame.x1 + 2
    ]


def _replaced(
    words: Sequence[Word], glyphs: Sequence[Glyph], line: TextLine, latex: str
) -> list[Word]:
    """Put LaTeX in the place of the words that the glyphs make up; what else they hold stays."""
    covered: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        index = _word_of(words, glyph)
        if index is not None:
            covered.setdefault(index, []).append(glyph)
    box = Box.around(Box.of(glyph.ink) for glyph in glyphs)
    if not covered or _would_lose(words, covered, box):
        return list(words)
    left = min(glyph.x for glyph in glyphs)
    home = _home(words, covered, line, box)
    rest: list[Word] = []
    spaced = home.spaced if home.box.x0 >= left - 0.5 else False
    for index, word in enumerate(words):
        if index in covered:
            before, after = _cut(word, covered[index])
            rest += [w for w in (before, after) if w is not None]
            if word.line == home.line and before is None and word.box.x0 <= left + 0.5:
                spaced = word.spaced
        else:
            rest.append(word)
    made = Word(
        text=latex,
        box=box,
        baseline=round(line.baseline, 2),
        size=round(line.size, 2),
        font=home.font,
        color=home.color,
        link=home.link,
        spaced=spaced or _has_space(rest, home.line, left, line.size),
        line=home.line,
        math=True,
    )
    return _in_place(rest, made)


def _word_of(words: Sequence[Word], glyph: Glyph) -> int | None:
    return next((i for i, word in enumerate(words) if not word.math and is_part(glyph, word)), None)


def _would_lose(words: Sequence[Word], covered: Iterable[int], box: Box) -> bool:
    """Tell whether a word stands amid a formula that is no part of it."""
    taken = set(covered)
    return any(
        i not in taken and not word.math and box.contains(word.box.center)
        for i, word in enumerate(words)
    )


def _home(words: Sequence[Word], covered: Iterable[int], line: TextLine, box: Box) -> Word:
    """The word whose line the formula belongs to: one on its baseline, or the nearest."""
    on_line = [
        words[i]
        for i in covered
        if abs(words[i].baseline - line.baseline) < 1 and words[i].size > 0.8 * line.size
    ]
    if on_line:
        return min(on_line, key=lambda word: word.box.x0)
    beside = [w for w in words if abs(w.baseline - line.baseline) < 1 and w.size > 0.8 * line.size]
    if beside:
        return min(beside, key=lambda w: max(w.box.x0 - box.x1, box.x0 - w.box.x1))
    return words[next(iter(covered))]


def _cut(word: Word, glyphs: Sequence[Glyph]) -> tuple[Word | None, Word | None]:
    """What is left of a word before and behind the glyphs taken from it."""
    left, right = min(g.x for g in glyphs), max(g.x + g.advance for g in glyphs)
    taken = len(glyphs)
    if taken >= len(word.text):
        return None, None
    share = (left - word.box.x0) / max(word.box.width, 0.1)
    room = len(word.text) - taken
    start = min(round(max(share, 0.0) * len(word.text)), room)
    if left <= word.box.x0 + 0.5:
        start = 0
    elif right >= word.box.x1 - 0.5:
        start = room
    head, tail = word.text[:start], word.text[start + taken :]
    before = word.model_copy(
        update={
            "text": head,
            "box": Box.of((word.box.x0, word.box.y0, max(left, word.box.x0 + 0.1), word.box.y1)),
        }
    )
    after = word.model_copy(
        update={
            "text": tail,
            "box": Box.of((min(right, word.box.x1 - 0.1), word.box.y0, word.box.x1, word.box.y1)),
            "spaced": False,
        }
    )
    return before if head else None, after if tail else None


def _has_space(words: Sequence[Word], line: int, left: float, size: float) -> bool:
    ends = [word.box.x1 for word in words if word.line == line and word.box.x1 <= left + 0.5]
    return bool(ends) and left - max(ends) > _SPACED * size


def _in_place(words: Sequence[Word], made: Word) -> list[Word]:
    """Put a word in where it stands in its line."""
    at = None
    for index, word in enumerate(words):
        if word.line == made.line:
            if word.box.x0 > made.box.x0:
                at = index if at is None else at
                break
            at = index + 1
    at = len(words) if at is None else at
    return [*words[:at], made, *words[at:]]


def _without_numbers(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], list[str]]:
    """Part the numbers at either side of a display from it."""
    rows: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        rows.setdefault(round(glyph.y), []).append(glyph)
    every = list(glyphs)
    numbers: list[str] = []
    for y in sorted(rows):
        row = sorted(rows[y], key=lambda g: g.x)
        for group in (_last_group(row), _first_group(row)):
            text = "".join(g.text or " " for g in group)
            fits = len(group) < len(every) and _NUMBER.fullmatch(text) is not None
            if fits and _is_full(group, every) and _stands_off(group, every):
                numbers.append(text[1:-1])
                chosen = {id(g) for g in group}
                every = [g for g in every if id(g) not in chosen]
                break
    return every, numbers


def _is_full(group: Sequence[Glyph], glyphs: Sequence[Glyph]) -> bool:
    """Tell glyphs of the size of text from small ones, over or under a sign."""
    largest = max((g.size for g in glyphs if g.text.isalnum()), default=0.0)
    return max(g.size for g in group) > _FULL * largest


def _last_group(row: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs at the end of a row from the last bracket on."""
    group = [row[-1]]
    for glyph in reversed(row[:-1]):
        if group[0].text in _BRACKETS or group[0].x - glyph.x - glyph.advance > 0.6 * glyph.size:
            break
        group.insert(0, glyph)
    return group


def _first_group(row: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs at the beginning of a row up to the first bracket."""
    group = [row[0]]
    for glyph in row[1:]:
        last = group[-1]
        if last.text in _BRACKETS_BEHIND or glyph.x - last.x - last.advance > 0.6 * glyph.size:
            break
        group.append(glyph)
    return group


def _stands_off(group: Sequence[Glyph], glyphs: Sequence[Glyph]) -> bool:
    """Tell a number by the white space between it and the rest of its display."""
    chosen = {id(g) for g in group}
    x0, x1 = min(g.x for g in group), max(g.x + g.advance for g in group)
    size = max(g.size for g in group)
    y0, y1 = min(g.ink[1] for g in group), max(g.ink[3] for g in group)
    rest = [g for g in glyphs if id(g) not in chosen]
    if not rest:
        return False
    level = [g for g in rest if g.ink[1] < y1 and g.ink[3] > y0]
    if not level:  # a line of its own
        return x1 > max(g.ink[2] for g in rest) - size or x0 < min(g.ink[0] for g in rest) + size
    left, right = min(g.ink[0] for g in level), max(g.ink[2] for g in level)
    at_edge = x1 > max(g.ink[2] for g in rest) - 1 or x0 < min(g.ink[0] for g in rest) + 1
    outermost = at_edge and (group[1].text.isdigit() or group[1].text in _MARKS)
    return max(x0 - right, left - x1) > (_CLOSE if outermost else _APART) * size

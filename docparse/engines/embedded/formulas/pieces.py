"""Signs that fonts draw in pieces, put together: tall delimiters, long arrows, dots, negations.

The pieces are those of TeX's fonts: the encodings of Computer Modern (OML, OMS, OMX) and, of
plain TeX, the macros that draw arrows, relations and dots from several signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from docparse.engines.embedded.formulas.commands import ROLES
from docparse.engines.embedded.formulas.items import Item, Kind, around, is_among, joined, without
from docparse.engines.embedded.formulas.spelling import struck

_TALL = {
    "⎛": "(", "⎜": "(", "⎝": "(", "⎞": ")", "⎟": ")", "⎠": ")",
    "⎡": "[", "⎢": "[", "⎣": "[", "⎤": "]", "⎥": "]", "⎦": "]",
    "⎧": "{", "⎨": "{", "⎩": "{", "⎫": "}", "⎬": "}", "⎭": "}",
    "⎷": "√", "│": "√", "┌": "√", "⏐": "|", "‖": "‖", "⎪": "|", "⌠": "∫", "⌡": "∫",
}  # fmt: skip
"""What the pieces of a tall sign make, the first known piece deciding."""
_HALVES = {("⎣", "⎡"): "⌊", ("⎡", "⎣"): "⌈", ("⎦", "⎤"): "⌋", ("⎤", "⎦"): "⌉"}
"""Brackets that lack their top or their foot."""
_ARROWS = {
    "−+→|→−+": "⟶", "=+⇒": "⟹", "←−+|−+←": "⟵", "⇐=+": "⟸", "←−*→": "⟷", "⇐=*⇒": "⟺", "↦→": "↦",
    "↦−+→": "⟼", "↪→": "↪", "↪−+→": "↪", "←−*↩": "↩", "−⇀": "⇀", "→→": "→", "←←": "←", "⇀⇀": "⇀",
    "↩−*→": "↪",
}  # fmt: skip
_OTHERS = {
    "∫∫": "∬", "∫∫∫": "∭", "∫∫∫∫": "⨌", "[|‖⏐]=": "⊨", "▷◁": "⋈", "[¯ˉ\u0304]h": "ℏ", "−+": "−",
    "⏞+": "⏞", "⏟+": "⏟", "\u20d7+": "→",
}  # fmt: skip
_CHAINS = tuple((re.compile(links), char) for links, char in (_ARROWS | _OTHERS).items())
"""What signs that run into each other make."""
_LINKS = frozenset("−=→←⇒⇐↦↪↩∫|‖⏐▷◁¯ˉ\u0304h⇀⏞⏟\u20d7")
_STACKS = {
    "∼=": "≅", ".=": "≐", "˙=": "≐", "\u0307=": "≐", "⇀↽": "⇌", "↽⇀": "⇋", "→←": "⇄", "∼−": "≂",
    "△=": "≜",
}  # fmt: skip
"""Relations set one above the other, the upper one first."""
_LOWER = frozenset(pair[-1] for pair in _STACKS)
_SLASHES = frozenset("\u0338/")
_WHOLE = frozenset("√()[]{}|⟨⟩")
"""Tall signs whose pieces some fonts all name after the whole."""
_BARS = frozenset("|‖")
_TIPS = frozenset("╭╮╰╯")
_BRACES = frozenset("⏞⏟")
_REPEATED = frozenset("−=→←⏞⏟")
"""Signs that are set side by side to make a longer one."""
_RELATIONS = frozenset({"rel", "arrow"})
_DOTS = {".": "…", "·": "⋯"}
_SAME_COLUMN = 1.2
"""Points by which the pieces of a tall sign may begin beside each other."""
_PIECE_GAP = 2.5
"""Points of white space between two of its pieces."""
_SAME_STEP = 0.4
"""Points by which the steps from dot to dot may differ."""


def assemble(signs: Sequence[Item], bars: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Put the pieces together.

    Args:
        signs: The signs of a formula.
        bars: The horizontal lines in it.

    Returns:
        The signs, and the lines that are left.
    """
    items, left = _braces(_tall_signs(signs), bars)
    return _slanted_dots(_dots(_stacked(_negated(_chained(items))))), left


def _tall_signs(items: Sequence[Item]) -> list[Item]:
    """Stack pieces that stand under each other."""
    made = list(items)
    for column in _columns(items):
        if len(column) > 1 or column[0].kind == "piece":
            made = without(made, column, _tall_sign(column))
    for column in _repeated(made):
        made = without(made, column, _tall_sign(column))
    return made


def _columns(items: Sequence[Item]) -> list[list[Item]]:
    """Pieces by the tall sign they make; some may go by the name of the whole."""
    pieces = (item for item in items if item.char in _TALL or item.char in _WHOLE)
    ordered = sorted(pieces, key=lambda item: (round(item.left), item.y0))
    columns = _grouped(ordered, _goes_on_below, 6)
    return [column for column in columns if any(item.char in _TALL for item in column)]


def _grouped(
    items: Iterable[Item], goes_on: Callable[[Item, Item], bool], latest: int
) -> list[list[Item]]:
    """Items that go on from one to the next.

    Args:
        items: In the order in which they follow each other.
        goes_on: Tells whether the last item of a group is followed by another.
        latest: How many groups an item may belong to, from the last one on.
    """
    groups: list[list[Item]] = []
    for item in items:
        near = (group for group in reversed(groups[-latest:]) if goes_on(group[-1], item))
        group = next(near, None)
        if group is None:
            groups.append([item])
        else:
            group.append(item)
    return groups


def _goes_on_below(above: Item, below: Item) -> bool:
    if not (above.char in _TALL and below.char in _TALL) and _whole(above) != _whole(below):
        return False
    near = _overlap(above, below) < below.y0 - above.y1 < _PIECE_GAP
    return near and abs(above.left - below.left) < _SAME_COLUMN


def _whole(piece: Item) -> str:
    return _TALL.get(piece.char, piece.char)


def _overlap(above: Item, below: Item) -> float:
    """How far one piece may reach into another, as a negative gap between them."""
    return -0.5 * min(above.height, below.height)


def _repeated(items: Sequence[Item]) -> list[list[Item]]:
    """Stacks of pieces that all go by the name of the whole, as some fonts have it."""
    whole = sorted((i for i in items if i.char in _WHOLE), key=lambda i: (i.char, i.y0))
    return [stack for stack in _grouped(whole, _repeats, 6) if len(stack) > 1]


def _repeats(above: Item, below: Item) -> bool:
    beside = min(above.x1, below.x1) - max(above.x0, below.x0)
    near = _overlap(above, below) < below.y0 - above.y1 < 0.6
    shifted = above.char in _BARS and abs(above.left - below.left) < 0.2 < below.y0 - above.y0
    return (
        above.char == below.char and beside > -0.5 and (near or (shifted and below.y0 < above.y1))
    )


def _tall_sign(column: Sequence[Item]) -> Item:
    chars = {piece.char for piece in column}
    made = next((_TALL.get(piece.char, piece.char) for piece in column if piece.char != "⎪"), "|")
    for (present, absent), half in _HALVES.items():
        if present in chars and absent not in chars:
            made = half
    sign = joined(column, "", parts=(), kind=ROLES.get(made, "ord"), char=made)
    first = column[0]
    return replace(sign, left=first.left, right=first.right, ladder=first.ladder)


def _braces(items: Sequence[Item], bars: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Make horizontal braces of their four tips and the lines between them."""
    made, left = list(items), list(bars)
    for four in _fours(items):
        x0, y0, x1, y1 = around(four)
        level = [i for i in (*made, *left) if x0 - 1 < i.cx < x1 + 1 and y0 - 1 < i.cy < y1 + 1]
        filling = [i for i in level if i.char == "─" and x0 < i.cx < x1]
        char = "⏞" if four[0].char == "╭" else "⏟"
        brace = joined(four, "", parts=(), kind="brace", char=char)
        made, left = without(made, [*four, *filling], brace), without(left, level)
    return made, left


def _fours(items: Sequence[Item]) -> Iterator[list[Item]]:
    """The tips of each brace from left to right."""
    tips = sorted((item for item in items if item.char in _TIPS), key=lambda tip: tip.x0)
    for row in _grouped(tips, _is_level, len(tips)):
        for start in range(0, len(row) - 3, 4):
            yield row[start : start + 4]


def _is_level(tip: Item, other: Item) -> bool:
    return abs(tip.cy - other.cy) < 1.5 * other.height


def _chained(items: Sequence[Item]) -> list[Item]:
    """Join signs of one line that run into each other."""
    made = list(items)
    for chain in _chains(items):
        char = _chain_of("".join(link.char for link in chain))
        if len(chain) > 1 and char:
            kind: Kind = "brace" if char in _BRACES else ROLES.get(char, "letter")
            sign = joined(chain, "", parts=(), kind=kind, char=char)
            last = chain[-1]
            made = without(made, chain, replace(sign, baseline=last.baseline, size=last.size))
    return made


def _chains(items: Sequence[Item]) -> list[list[Item]]:
    links = sorted((i for i in items if i.char in _LINKS), key=lambda item: (item.left, item.x0))
    return _grouped(links, _runs_into, 8)


def _chain_of(spelt: str) -> str:
    """The sign that some make in a row; "" for none."""
    return next((char for pattern, char in _CHAINS if pattern.fullmatch(spelt)), "")


def _runs_into(first: Item, second: Item) -> bool:
    """Tell whether a sign overlaps the one before it, or repeats it close behind."""
    size = max(first.size, second.size, 6.0)
    if first.baseline is None or second.baseline is None:
        level = abs(first.cy - second.cy) < 0.15 * size
    else:
        level = abs(first.baseline - second.baseline) < 0.05 * size
    if not level or second.left - first.left <= -0.2 * size:
        return False
    overlap = first.right - second.left > 0.05 * size or first.x1 - second.x0 > 0.03 * size
    repeated = first.char in _REPEATED and first.char == second.char
    return overlap or (repeated and second.x0 - first.x1 < 0.08 * size)


def _negated(items: Sequence[Item]) -> list[Item]:
    """Strike out the sign a slash lies over."""
    made = list(items)
    for slash in [item for item in items if item.char in _SLASHES]:
        under = next((item for item in made if _lies_over(slash, item)), None)
        if under is not None:
            made = without(made, [slash, under], _struck_out(slash, under))
    return made


def _struck_out(slash: Item, under: Item) -> Item:
    sign = joined(
        [slash, under],
        struck(under.char),
        parts=(),
        kind=under.kind,
        char=under.char + "\u0338",
        baseline=under.baseline,
        size=under.size,
    )
    return replace(sign, left=under.left, right=under.right)


def _lies_over(slash: Item, item: Item) -> bool:
    if item is slash or item.kind not in _RELATIONS:
        return False
    shared = min(slash.x1, item.x1) - max(slash.x0, item.x0)
    level = item.y0 < slash.cy < item.y1 + 0.2 * slash.height
    return level and shared > 0.55 * min(slash.width, item.width)


def _stacked(items: Sequence[Item]) -> list[Item]:
    """Make one sign of two relations that stand close above each other."""
    made = list(items)
    for low in [item for item in items if item.char in _LOWER]:
        high = next((item for item in made if _stands_on(item, low)), None)
        if high is not None:
            char = _STACKS[high.char + low.char]
            sign = joined([high, low], "", parts=(), kind="rel", char=char)
            sign = replace(sign, baseline=low.baseline, size=low.size)
            made = without(made, [high, low], sign)
    return made


def _stands_on(high: Item, low: Item) -> bool:
    if high.char + low.char not in _STACKS or abs(high.cx - low.cx) >= 0.15 * low.size:
        return False
    most = 0.36 if high.char == "." else 0.16
    return -0.1 * low.size < low.y0 - high.y1 < most * low.size


def _dots(items: Sequence[Item]) -> list[Item]:
    """Make one sign of three dots in a row."""
    made = list(items)
    for dot, ellipsis in _DOTS.items():
        for row in _levels(made).values():
            for three in _triples(sorted(row, key=lambda item: item.left), dot):
                made = without(made, three, _ellipsis(three, ellipsis))
    return made


def _levels(items: Sequence[Item]) -> Mapping[int, list[Item]]:
    """Items by their baselines in half points."""
    rows: dict[int, list[Item]] = {}
    for item in items:
        if item.baseline is not None:
            rows.setdefault(round(item.baseline * 2), []).append(item)
    return rows


def _triples(row: Sequence[Item], char: str) -> Iterator[list[Item]]:
    start = 0
    while start + 2 < len(row):
        three = list(row[start : start + 3])
        found = all(item.char == char for item in three) and _are_even(three)
        if found:
            yield three
        start += 3 if found else 1


def _are_even(three: Sequence[Item]) -> bool:
    first, second = (three[i + 1].left - three[i].left for i in range(2))
    size = three[0].size
    return abs(first - second) < 0.06 * size and first < 0.75 * size


def _slanted_dots(items: Sequence[Item]) -> list[Item]:
    """Make one sign of three dots under each other, or down a slope."""
    made = list(items)
    dots = sorted((item for item in items if item.char in _DOTS), key=lambda item: item.cy)
    used: list[Item] = []
    for first in dots:
        free = [dot for dot in dots if not is_among(dot, used)]
        three = _slope(first, free, dots) if is_among(first, free) else None
        if three is not None:
            used += three
            step = three[1].cx - three[0].cx
            ellipsis = "⋮" if abs(step) < 0.3 else "⋱" if step > 0 else "⋰"
            made = without(made, three, _ellipsis(three, ellipsis))
    return made


def _slope(first: Item, free: Sequence[Item], dots: Sequence[Item]) -> list[Item] | None:
    """Three dots from one downwards in even steps; None where there are none."""
    size = first.size
    for second in free:
        across, down = second.cx - first.cx, second.cy - first.cy
        if not 0.15 * size < down < 0.6 * size or abs(across) > 0.6 * size:
            continue
        ends = (d for d in dots if _is_step(second, d, across, down))
        third = next(ends, None)
        if third is not None and is_among(third, free):
            return [first, second, third]
    return None


def _is_step(dot: Item, other: Item, across: float, down: float) -> bool:
    return (
        abs(other.cx - dot.cx - across) < _SAME_STEP and abs(other.cy - dot.cy - down) < _SAME_STEP
    )


def _ellipsis(three: Sequence[Item], made: str) -> Item:
    last = max(three, key=lambda item: item.baseline or 0)
    return joined(
        three, "", parts=(), kind="ord", char=made, baseline=last.baseline, size=last.size
    )

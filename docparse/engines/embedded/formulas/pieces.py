"""Signs that fonts draw in pieces, put together: tall delimiters, long arrows, dots, negations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from docparse.engines.embedded.formulas.commands import NEGATED, ROLES
from docparse.engines.embedded.formulas.items import Item, around, joined, without

_TALL = {
    "⎛": "(", "⎜": "(", "⎝": "(", "⎞": ")", "⎟": ")", "⎠": ")",
    "⎡": "[", "⎢": "[", "⎣": "[", "⎤": "]", "⎥": "]", "⎦": "]",
    "⎧": "{", "⎨": "{", "⎩": "{", "⎫": "}", "⎬": "}", "⎭": "}",
    "⎷": "√", "│": "√", "┌": "√", "⏐": "|", "‖": "‖", "⎪": "|", "⌠": "∫", "⌡": "∫",
}  # fmt: skip
"""What the pieces of a tall sign make, the first known piece deciding."""
_HALVES = {("⎣", "⎡"): "⌊", ("⎡", "⎣"): "⌈", ("⎦", "⎤"): "⌋", ("⎤", "⎦"): "⌉"}
"""Brackets that lack their top or their foot."""
_CHAINS = tuple(
    (re.compile(pattern), char)
    for pattern, char in (
        ("−+→|→−+", "⟶"), ("=+⇒", "⟹"), ("←−+|−+←", "⟵"), ("⇐=+", "⟸"), ("←−*→", "⟷"), ("⇐=*⇒", "⟺"),
        ("↦→", "↦"), ("↦−+→", "⟼"), ("↪→", "↪"), ("↪−+→", "↪"), ("←−*↩", "↩"), ("∫∫", "∬"),
        ("∫∫∫", "∭"), ("∫∫∫∫", "⨌"), ("[|‖⏐]=", "⊨"), ("▷◁", "⋈"), ("[¯ˉ\u0304]h", "ℏ"), ("−⇀", "⇀"),
        ("→→", "→"), ("←←", "←"), ("−+", "−"), ("⇀⇀", "⇀"), ("⏞+", "⏞"), ("⏟+", "⏟"),
    )
)  # fmt: skip
_LINKS = frozenset("−=→←⇒⇐↦↪↩∫|‖⏐▷◁¯ˉ\u0304h⇀⏞⏟")
_STACKS = {
    "∼=": "≅",
    ".=": "≐",
    "˙=": "≐",
    "\u0307=": "≐",
    "⇀↽": "⇌",
    "↽⇀": "⇋",
    "→←": "⇄",
    "∼−": "≂",
    "△=": "≜",
}
"""Relations set one above the other, the upper one first."""
_SLASHES = frozenset("\u0338/∤|")


def assemble(signs: Sequence[Item], bars: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Put the pieces together.

    Args:
        signs: The signs of a formula.
        bars: The horizontal lines in it.

    Returns:
        The signs, and the lines that are left.
    """
    items = _tall_signs(list(signs))
    items, bars = _braces(items, list(bars))
    items = _chained(items)
    items = _stacked(_negated(items))
    return _dots(items), list(bars)


def _tall_signs(items: list[Item]) -> list[Item]:
    """Stack pieces that stand under each other."""
    pieces = sorted(
        (item for item in items if item.char in _TALL), key=lambda item: (round(item.left), item.y0)
    )
    columns: list[list[Item]] = []
    for piece in pieces:
        for column in reversed(columns[-6:]):
            last = column[-1]
            if abs(last.left - piece.left) < 1.2 and _follows(last, piece):
                column.append(piece)
                break
        else:
            columns.append([piece])
    columns += _repeated(items)
    for column in columns:
        if len(column) > 1 or column[0].kind == "piece":
            items = without(items, column, _tall_sign(column))
    return items


def _repeated(items: Sequence[Item]) -> list[list[Item]]:
    """Stacks of pieces that all go by the name of the whole, as some fonts have it."""
    whole = sorted((i for i in items if i.char in _WHOLE), key=lambda i: (i.char, i.y0))
    stacks: list[list[Item]] = []
    for item in whole:
        for stack in stacks[-6:]:
            last = stack[-1]
            beside = min(last.x1, item.x1) - max(last.x0, item.x0)
            if last.char == item.char and abs(item.y0 - last.y1) < 0.6 and beside > -0.5:
                stack.append(item)
                break
        else:
            stacks.append([item])
    return [stack for stack in stacks if len(stack) > 1]


_WHOLE = frozenset("√()[]{}|⟨⟩")


def _follows(above: Item, below: Item) -> bool:
    return -0.5 * min(above.height, below.height) < below.y0 - above.y1 < 2.5


def _tall_sign(column: Sequence[Item]) -> Item:
    chars = {piece.char for piece in column}
    made = next((_TALL.get(piece.char, piece.char) for piece in column if piece.char != "⎪"), "|")
    for (present, absent), half in _HALVES.items():
        if present in chars and absent not in chars:
            made = half
    sign = joined(column, "", parts=(), kind=ROLES.get(made, "ord"), char=made)
    return replace(sign, left=column[0].left, right=column[0].right)


def _braces(items: list[Item], bars: list[Item]) -> tuple[list[Item], list[Item]]:
    """Make horizontal braces of their four tips and the lines between them."""
    tips = sorted(
        (item for item in items if item.char in {*"╭╮╰╯"} and item.char), key=lambda t: t.x0
    )
    rows: list[list[Item]] = []
    for tip in tips:
        level = (row for row in rows if abs(row[-1].cy - tip.cy) < 1.5 * tip.height)
        row = next(level, None)
        if row is None:
            rows.append([tip])
        else:
            row.append(tip)
    for row in rows:
        for start in range(0, len(row) - 3, 4):
            four = row[start : start + 4]
            x0, y0, x1, y1 = around(four)
            between = [b for b in bars if y0 - 1 < b.cy < y1 + 1 and x0 - 1 < b.cx < x1 + 1]
            char = "⏞" if four[0].char == "╭" else "⏟"
            brace = joined(four, "", parts=(), kind="brace", char=char)
            filling = [
                i for i in items if i.char == "─" and x0 < i.cx < x1 and y0 - 1 < i.cy < y1 + 1
            ]
            items = without(items, [*four, *filling], brace)
            bars = without(bars, between)
    return items, bars


def _chained(items: list[Item]) -> list[Item]:
    """Join signs of one line that run into each other."""
    links = sorted((i for i in items if i.char in _LINKS), key=lambda item: (item.left, item.x0))
    chains: list[list[Item]] = []
    for link in links:
        for chain in reversed(chains[-8:]):
            if _runs_into(chain[-1], link):
                chain.append(link)
                break
        else:
            chains.append([link])
    for chain in chains:
        spelt = "".join(link.char for link in chain)
        made = next((c for pattern, c in _CHAINS if pattern.fullmatch(spelt)), "")
        if len(chain) > 1 and made:
            last = chain[-1]
            kind = ROLES.get(made, "letter") if made not in "⏞⏟" else "brace"
            sign = joined(
                chain, "", parts=(), kind=kind, char=made, baseline=last.baseline, size=last.size
            )
            items = without(items, chain, sign)
    return items


def _runs_into(first: Item, second: Item) -> bool:
    size = max(first.size, second.size, 6.0)
    if first.baseline is None or second.baseline is None:
        level = abs(first.cy - second.cy) < 0.15 * size
    else:
        level = abs(first.baseline - second.baseline) < 0.05 * size
    overlap = first.right - second.left > 0.05 * size or first.x1 - second.x0 > 0.03 * size
    touching = first.char in {*"−=→←⏞⏟"} and first.char == second.char
    close = touching and second.x0 - first.x1 < 0.08 * size
    return level and (overlap or close) and second.left - first.left > -0.2 * size


def _negated(items: list[Item]) -> list[Item]:
    """Strike out the sign a slash lies over."""
    for slash in [item for item in items if item.char in _SLASHES and item.char in {*"\u0338/"}]:
        struck = next((item for item in items if _lies_over(slash, item)), None)
        if struck is not None:
            latex = NEGATED.get(struck.char, "")
            sign = replace(
                joined(
                    [slash, struck],
                    latex or _not(struck),
                    parts=(),
                    kind=struck.kind,
                    char=struck.char + "\u0338",
                    baseline=struck.baseline,
                    size=struck.size,
                ),
                left=struck.left,
                right=struck.right,
            )
            items = without(items, [slash, struck], sign)
    return items


def _not(struck: Item) -> str:
    from docparse.engines.embedded.formulas.commands import COMMANDS

    return r"\not" + COMMANDS.get(struck.char, struck.char)


def _lies_over(slash: Item, item: Item) -> bool:
    if item is slash or item.kind not in {"rel", "arrow"}:
        return False
    shared = min(slash.x1, item.x1) - max(slash.x0, item.x0)
    return (
        shared > 0.55 * min(slash.width, item.width)
        and item.y0 < slash.cy < item.y1 + 0.2 * slash.height
    )


def _stacked(items: list[Item]) -> list[Item]:
    """Make one sign of two relations that stand close above each other."""
    for low in [i for i in items if i.char and any(pair[1] == i.char for pair in _STACKS)]:
        for high in items:
            made = _STACKS.get(high.char + low.char)
            if (
                made
                and abs(high.cx - low.cx) < 0.15 * low.size
                and (
                    -0.1 * low.size
                    < low.y0 - high.y1
                    < (0.36 if high.char == "." else 0.16) * low.size
                )
            ):
                sign = replace(
                    joined([high, low], "", parts=(), kind="rel", char=made),
                    baseline=low.baseline,
                    size=low.size,
                )
                items = without(items, [high, low], sign)
                break
    return items


def _dots(items: list[Item]) -> list[Item]:
    """Make one sign of three dots in a row."""
    for char, made in ((".", "…"), ("·", "⋯")):
        rows: dict[int, list[Item]] = {}
        for item in items:
            if item.baseline is not None:
                rows.setdefault(round(item.baseline * 2), []).append(item)
        for row in rows.values():
            for three in _triples(sorted(row, key=lambda item: item.left), char):
                items = without(items, three, _ellipsis(three, made))
    return _slanted_dots(items)


def _triples(row: Sequence[Item], char: str) -> Iterator[list[Item]]:
    start = 0
    while start + 2 < len(row):
        three = list(row[start : start + 3])
        steps = [three[1].left - three[0].left, three[2].left - three[1].left]
        if all(item.char == char for item in three) and (
            abs(steps[0] - steps[1]) < 0.06 * three[0].size and steps[0] < 0.75 * three[0].size
        ):
            yield three
            start += 3
        else:
            start += 1


def _slanted_dots(items: list[Item]) -> list[Item]:
    """Make one sign of three dots under each other, or down a slope."""
    dots = sorted((item for item in items if item.char in {*".·"}), key=lambda item: item.cy)
    used: set[int] = set()
    for first in dots:
        for second in dots:
            step = (second.cx - first.cx, second.cy - first.cy)
            if id(first) in used or not 0.15 * first.size < step[1] < 0.6 * first.size:
                continue
            if abs(step[0]) > 0.6 * first.size:
                continue
            third = next(
                (
                    dot
                    for dot in dots
                    if abs(dot.cx - second.cx - step[0]) < 0.4
                    and abs(dot.cy - second.cy - step[1]) < 0.4
                ),
                None,
            )
            if third is not None and not used & {id(second), id(third)}:
                used |= {id(first), id(second), id(third)}
                made = "⋮" if abs(step[0]) < 0.3 else "⋱" if step[0] > 0 else "⋰"
                items = without(
                    items, [first, second, third], _ellipsis([first, second, third], made)
                )
                break
    return items


def _ellipsis(three: Sequence[Item], made: str) -> Item:
    last = max(three, key=lambda item: item.baseline or 0)
    return joined(
        three, "", parts=(), kind="ord", char=made, baseline=last.baseline, size=last.size
    )


def shown(items: Iterable[Item]) -> str:
    """The characters, for looking at."""
    return " ".join(item.char or f"<{item.latex}>" for item in items)

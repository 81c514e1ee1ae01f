"""What stands over, under or around something: radicals, accents, overlines, braces.

These are put together first, the innermost before those around them, since each covers just what
its sign or its line reaches over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.embedded.formulas.commands import ACCENTS, WIDE_ACCENTS
from docparse.engines.embedded.formulas.items import Item, Reader, is_among, joined, without

_NEAR = 0.42
"""Type sizes between an accent and what it stands on."""
_WIDE = 0.62
"""Type sizes from which an accent is one that stretches."""
_SHARED = 0.3
"""Share of the narrower of two widths from which one stands over the other."""
_STICKS_OUT = 0.22
"""Type sizes by which a sign may reach beyond the line over or under it: slanted letters do."""
_LABEL = 0.9
"""Share of a type size below which a sign may be of the label of a brace."""
_USUAL = 10.0
"""Type size in points where no sign says one."""
_ARROWS = frozenset("→←⟶⟵↔⟷")
_RIGHTWARDS = frozenset("→⟶")
_ARROW_COMMANDS = dict.fromkeys("←⟵", "overleftarrow") | dict.fromkeys("↔⟷", "overleftrightarrow")
_COVERS = frozenset({"accent", "bar", "brace"})
_DOTLESS = {"ı": r"\imath", "ȷ": r"\jmath"}


def stack(
    items: Sequence[Item], bars: Sequence[Item], read: Reader, read_small: Reader
) -> list[Item]:
    """Put together what covers something; the bars of fractions stay.

    Args:
        items: Signs, their pieces assembled.
        bars: Horizontal lines.
        read: Reads what is covered, in the size of what is around.
        read_small: Reads labels and degrees of roots.
    """
    pairs = {
        id(sign): bar
        for sign in items
        if sign.char == "√" and (bar := _line_of(sign, bars)) is not None
    }
    stacked = [*items, *without(bars, pairs.values())]
    covers = [(item, pairs.get(id(item), item)) for item in stacked if _covers(item)]
    covers += [(item, pairs[id(item)]) for item in stacked if id(item) in pairs]
    covers.sort(key=lambda pair: (round(pair[1].width, 1), -pair[1].cy))
    for cover, line in (*covers, *(pair for pair in covers if pair[0].kind == "bar")):
        if cover is not line:
            stacked = _rooted(stacked, cover, line, read, read_small)
        elif any(item is cover for item in stacked):  # an underline may wait for the one above it
            stacked = _covered(stacked, cover, read, read_small)
    return stacked


def _rooted(
    items: list[Item], sign: Item, bar: Item, read: Reader, read_small: Reader
) -> list[Item]:
    """Put a radical and its line around what they cover."""
    inside = [
        item
        for item in items
        if item is not sign
        and bar.x0 - 0.5 < item.cx < bar.x1 + 0.5
        and bar.cy - 0.5 <= item.cy < sign.y1 + 0.3
    ]
    if not inside:
        return items
    degree = _degree(items, sign, inside)
    content, index = read(inside), read_small(degree) if degree else None
    latex = rf"\sqrt{_bracketed(index)}{{{content.latex}}}"
    parts = (*content.signs, *(index.signs if index else ()), sign)
    root = joined([sign, bar, *inside, *degree], latex, parts=parts)
    root = replace(root, baseline=content.baseline, size=content.size, axis=content.axis)
    return without(items, [sign, *inside, *degree], root)


def _bracketed(index: Item | None) -> str:
    if index is None:
        return ""
    return f"[{{{index.latex}}}]" if "]" in index.latex else f"[{index.latex}]"


def _line_of(sign: Item, bars: Sequence[Item]) -> Item | None:
    """The line that starts at the top right of a radical."""
    near = [
        bar
        for bar in bars
        if abs(bar.x0 - sign.x1) < 1.5 and abs(bar.cy - sign.y0) < max(1.2, 0.06 * sign.height)
    ]
    return min(near, key=lambda bar: abs(bar.x0 - sign.x1) + abs(bar.cy - sign.y0), default=None)


def _degree(items: Sequence[Item], sign: Item, inside: Sequence[Item]) -> list[Item]:
    """The small signs over the left half of a radical."""
    sizes = [item.size for item in inside if item.size]
    main = max(sizes, default=10.0)
    return [
        item
        for item in items
        if item is not sign
        and 0 < item.size < 0.8 * main
        and sign.x0 - 0.75 * main < item.cx < sign.x0 + 0.62 * sign.width
        and item.x1 > sign.x0 - 0.1 * main
        and item.y1 < sign.cy + 0.35 * sign.height
        and item.y1 > sign.y0 - 0.2 * main
        and item.y1 <= sign.y1
    ]


def _covers(item: Item) -> bool:
    return item.kind in _COVERS or item.char in _ARROWS or item.char == "…"


def _covered(items: list[Item], cover: Item, read: Reader, read_small: Reader) -> list[Item]:
    """Put a cover and what it covers together, if it covers anything."""
    if all(item is not cover for item in items):
        return items
    if cover.kind == "bar":
        return _lined(items, cover, read)
    if cover.kind == "brace":
        return _braced(items, cover, read, read_small)
    base = [] if _has_neighbours(items, cover) else _beneath(items, cover)
    if not base:
        return items
    content = read(base)
    command = _accent(cover, content, alone=len(base) == 1)
    latex = rf"\{command}{{{_DOTLESS.get(content.latex, content.latex)}}}"
    return without(items, [cover, *base], _capped([cover, *base], latex, content, [cover]))


def _accent(cover: Item, content: Item, *, alone: bool) -> str:
    """The command of an accent: those that stretch stand over more, or are wider, than a sign."""
    if cover.char in _ARROW_COMMANDS:
        return _ARROW_COMMANDS[cover.char]
    if cover.char in _RIGHTWARDS:
        return WIDE_ACCENTS["vec"]
    name = "dddot" if cover.char == "…" else ACCENTS.get(cover.char, "")
    if name == "bar":
        return name if alone else WIDE_ACCENTS[name]
    wide = cover.style == "wide" or cover.width > _WIDE * max(content.size, 1)
    return WIDE_ACCENTS.get(name, name) if wide or not alone else name


def _has_neighbours(items: Sequence[Item], cover: Item) -> bool:
    """Tell an arrow, or dots, of a row from those over something: others stand beside them."""
    if cover.kind == "accent" or cover.baseline is None:
        return False
    return any(
        item is not cover
        and item.baseline is not None
        and abs(item.baseline - cover.baseline) < 0.08 * cover.size
        and max(item.x0 - cover.x1, cover.x0 - item.x1) < 0.6 * cover.size
        for item in items
    )


def _capped(pieces: Sequence[Item], latex: str, content: Item, added: Sequence[Item]) -> Item:
    """What was covered, with its cover: it stands where it stood."""
    signs = [item for item in added if item.char]
    made = joined(pieces, latex, parts=(*content.signs, *signs))
    return replace(
        made,
        baseline=content.baseline,
        size=content.size,
        axis=content.axis,
        left=content.left,
        right=content.right,
    )


def _beneath(items: Sequence[Item], cover: Item) -> list[Item]:
    """The items an accent stands on: one for a narrow one, all it reaches over for a wide one."""
    below = [
        item
        for item in items
        if item is not cover
        and item.kind not in {"bar", "accent"}
        and item.size > (0.9 * cover.size if cover.char in _ARROWS else 0)
        and _clear(item, cover)
        and min(item.x1, cover.x1) - max(item.x0, cover.x0) > 0.3 * min(item.width, cover.width)
    ]
    if not below:
        return []
    nearest = min(below, key=lambda item: (abs(item.y0 - cover.y1), abs(item.cx - cover.cx)))
    reach = cover.width > _WIDE * nearest.size or cover.char in _ARROWS
    if not reach:
        return [min(below, key=lambda item: abs(item.cx - cover.cx))]
    over = [
        item
        for item in items
        if item is not cover
        and cover.x0 - 0.12 * nearest.size < item.cx < cover.x1 + 0.12 * nearest.size
        and item.y0 > cover.y0
        and item.y0 - cover.y1 < 1.2 * nearest.size
        and item.y1 < nearest.y1 + 1.1 * nearest.size
    ]
    return over or [nearest]


def _clear(item: Item, cover: Item) -> bool:
    """Tell what lies under an accent, close to it."""
    gap = item.y0 - cover.y1
    size = max(item.size, 1.0)
    lowest = -0.12 * size if cover.kind == "accent" else -0.05 * size
    return lowest < gap < _NEAR * size and item.cy > cover.cy


def _lined(items: list[Item], bar: Item, read: Reader) -> list[Item]:
    """Read an overline or an underline; the bar of a fraction stays."""
    above, below = _sides(items, bar)
    base, command = (below, "overline") if below else (above, "underline")
    if not base:
        return items
    content = read(base)
    narrow = len(base) == 1 and bar.width < 0.85 * (base[0].right - base[0].left)
    command = "bar" if command == "overline" and narrow else command
    latex = rf"\{command}{{{content.latex}}}"
    return without(
        items, [bar, *base], _capped([bar, *base], latex, content, [replace(bar, char="‾")])
    )


def _sides(items: Sequence[Item], bar: Item) -> tuple[list[Item], list[Item]]:
    """What a line is set under and over: the larger of two sides; none for a fraction's bar."""
    above = _adjoining(items, bar, upwards=True)
    below = _adjoining(items, bar, upwards=False)
    if not (above and below):
        return above, below
    if any(item.kind == "bar" and _is_close(item, bar) for item in items):
        return [], []
    upper, lower = (max(item.size for item in side) for side in (above, below))
    if min(upper, lower) > 0.85 * max(upper, lower) or min(upper, lower) == 0:
        return [], []
    return (above, []) if upper > lower else ([], below)


def _is_close(other: Item, bar: Item) -> bool:
    """Tell another bar over or under one, as near as the next line of a fraction."""
    beside = min(other.x1, bar.x1) - max(other.x0, bar.x0)
    return other is not bar and beside > 0 and abs(other.cy - bar.cy) < 30


def _adjoining(items: Sequence[Item], bar: Item, *, upwards: bool) -> list[Item]:
    """The items next to a line on one side of it; none where they stick out beside it."""
    side = _on_side(items, bar, upwards=upwards)
    if not side or side[0].kind == "bar":
        return []
    nearest = side[0]
    size = nearest.size or _USUAL
    slack = _STICKS_OUT * size
    fits = nearest.x0 >= bar.x0 - slack and nearest.x1 <= bar.x1 + slack
    if not fits or _distance(nearest, bar, upwards=upwards) > 0.75 * size:
        return []
    cluster = _cluster(side, bar, size)
    return cluster + _named_above(side, cluster, size) if upwards else cluster


def _on_side(items: Sequence[Item], bar: Item, *, upwards: bool) -> list[Item]:
    """The items over, or under, a line from the nearest on."""
    side = [
        item
        for item in items
        if item is not bar
        and (item.cy < bar.cy if upwards else item.cy > bar.cy)
        and min(item.x1, bar.x1) - max(item.x0, bar.x0) > _SHARED * min(item.width, bar.width)
    ]
    return sorted(side, key=lambda item: _distance(item, bar, upwards=upwards))


def _distance(item: Item, bar: Item, *, upwards: bool) -> float:
    return bar.cy - item.y1 if upwards else item.y0 - bar.cy


def _cluster(side: Sequence[Item], bar: Item, size: float) -> list[Item]:
    """The nearest item with those level with it, and with scripts while the line is not filled."""
    cluster, low, high = [side[0]], side[0].y0, side[0].y1
    for item in side[1:]:
        if item.kind == "bar" and item.width > 0.9 * bar.width:
            break
        short = sum(i.width for i in cluster) < 0.8 * bar.width
        slack = 0.45 * size if short and item.size < size else 0.05 * size
        if min(high, item.y1) - max(low, item.y0) > -slack:
            cluster.append(item)
            low, high = min(low, item.y0), max(high, item.y1)
    return cluster


def _named_above(side: Sequence[Item], cluster: Sequence[Item], size: float) -> list[Item]:
    """The operator over the limit an underline stands under, as in an inferior limit."""
    top = min(item.y0 for item in cluster)
    return [
        item
        for item in without(side, cluster)
        if item.kind == "letter"
        and item.style == "up"
        and item.size > 1.2 * size
        and 0 < top - item.y1 < 0.6 * size
    ]


def _braced(items: list[Item], brace: Item, read: Reader, read_small: Reader) -> list[Item]:
    """Read a horizontal brace with what it spans and its label."""
    span = [i for i in items if brace.x0 - 1 < i.cx < brace.x1 + 1 and i.kind != "brace"]
    above, below = [i for i in span if i.cy < brace.cy], [i for i in span if i.cy > brace.cy]
    over = brace.char == "⏞"
    base, near = (below, above) if over else (above, below)
    if not base:
        return items
    content = read(base)
    label = _label(items, brace, near, content.size or _USUAL)
    named = read_small(label) if label else None
    latex = rf"\{'overbrace' if over else 'underbrace'}{{{content.latex}}}"
    latex += f"{'^' if over else '_'}{{{named.latex}}}" if named else ""
    parts = (*content.signs, brace, *(named.signs if named else ()))
    pieces = [brace, *base, *label]
    made = joined(pieces, latex, parts=parts)
    made = replace(made, baseline=content.baseline, size=content.size, axis=content.axis)
    return without(items, pieces, made)


def _label(items: Sequence[Item], brace: Item, near: Sequence[Item], size: float) -> list[Item]:
    """The signs of a brace's label, which may be wider than the brace."""
    label = [
        item
        for item in near
        if (item.size < _LABEL * size or item.kind == "bar")
        and max(brace.y0 - item.y1, item.y0 - brace.y1) < 1.2 * size
    ]
    lines = {round(item.baseline or item.cy) for item in label}
    for item in sorted(items, key=lambda item: abs(item.cx - brace.cx)):
        level = round(item.baseline or item.cy) in lines and 0 < item.size < _LABEL * size
        if level and not is_among(item, label):
            gap = min(max(other.x0 - item.x1, item.x0 - other.x1) for other in label)
            if gap < 0.4 * size:
                label.append(item)
    return label

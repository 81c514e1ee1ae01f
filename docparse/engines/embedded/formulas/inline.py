"""Find formulas in running text: signs nothing else has, and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence

from docparse.engines.embedded.formulas.atoms import Atom, TextLine, is_italic

_SPACE = 0.26
"""Type sizes of white space that part words; formulas have less within them, but for relations."""
_WIDE = 0.62
"""Most white space around a relation, in lines that were stretched."""
_TIGHT = 0.12
_CLOSERS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
_SHORT_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "do",
        "for",
        "if",
        "in",
        "is",
        "it",
        "no",
        "nor",
        "not",
        "of",
        "on",
        "or",
        "so",
        "the",
        "to",
        "we",
        "et",
        "la",
        "le",
        "un",
        "der",
        "die",
        "das",
        "und",
    ]
)
_RELATIONS = frozenset("=<>+−±×÷|:/∼*")


def find_spans(line: TextLine) -> list[tuple[int, int]]:
    """Return the stretches of atoms that are formulas, as `(first, last)`."""
    taken = [_is_seed(line, i) for i in range(len(line.atoms))]
    changed = True
    while changed:
        changed = False
        for i in range(len(line.atoms)):
            if not taken[i] and _joins(line, taken, i):
                taken[i] = changed = True
    spans = [_trimmed(line, first, last) for first, last in _runs(line, taken)]
    return [span for span in spans if span is not None]


def _is_seed(line: TextLine, i: int) -> bool:
    atom = line.atoms[i]
    if atom.sure:
        return not _is_label(line, i)
    if atom.text in {"=", "+", "<", ">"} and atom.kind == "op":
        return _operand(line, i - 1) and _operand(line, i + 1)
    return False


def _is_label(line: TextLine, i: int) -> bool:
    """Tell the letter of `(a)` and an article, in the italic of the text."""
    atom = line.atoms[i]
    if len(atom.glyphs) != 1 or _math_font(atom) or not atom.text.isascii():
        return False
    if atom.text in {"a", "A", "I", "O"}:
        return True
    bracketed = 0 < i < len(line.atoms) - 1 and (
        line.atoms[i - 1].kind == "open" and line.atoms[i + 1].kind == "close"
    )
    return bracketed and (i < 2 or _gap(line, i - 1) > _TIGHT)


def _operand(line: TextLine, i: int) -> bool:
    if not 0 <= i < len(line.atoms):
        return False
    atom = line.atoms[i]
    return (
        atom.sure
        or atom.kind in {"digit", "small"}
        or (atom.kind == "close")
        or atom.kind == "open"
    )


def _gap(line: TextLine, i: int) -> float:
    """White space between an atom and the one before it, in type sizes."""
    return (line.atoms[i].left - line.atoms[i - 1].right) / line.size


def _joins(line: TextLine, taken: Sequence[bool], i: int) -> bool:
    """Tell whether an atom belongs to the formula beside it."""
    before = i > 0 and taken[i - 1]
    after = i + 1 < len(line.atoms) and taken[i + 1]
    atom = line.atoms[i]
    if not before and not after and atom.kind not in {"open", "close"}:
        return False
    left = _gap(line, i) if i > 0 else 9.0
    right = _gap(line, i + 1) if i + 1 < len(line.atoms) else 9.0
    match atom.kind:
        case "small":
            close = _WIDE if after and _is_relation(line.atoms[i + 1]) else _TIGHT
            return (before and left < _SPACE) or (after and right < close)
        case "op":
            return _operator_joins(line, i, before and left < _WIDE, after and right < _WIDE)
        case "digit":
            return _number_joins(line, i, before, after, left, right)
        case "open" | "close":
            return _bracket_joins(line, taken, i)
        case "name":
            return (before and left < 0.4) or (after and right < 0.4)
        case "punct":
            return _comma_joins(line, taken, i, before, after, left, right)
        case "sure":
            return (before and left < _limit(line, i)) or (after and right < _limit(line, i + 1))
        case "word":
            return _word_joins(line, taken, i, before, after, left, right)
    return False


def _operator_joins(line: TextLine, i: int, before: bool, after: bool) -> bool:
    """An operator joins two operands, or as a sign stands close before one."""
    atom = line.atoms[i]
    if atom.text in {*":/"} and not (before and after):
        near_both = _operand(line, i - 1) and _operand(line, i + 1) and (before or after)
        if atom.text == ":":
            return False
        return near_both and max(_gap(line, i), _gap(line, i + 1)) < _TIGHT
    return before or after


def _number_joins(
    line: TextLine, i: int, before: bool, after: bool, left: float, right: float
) -> bool:
    if after and right < _TIGHT:
        return True
    if before and left < _TIGHT:
        return True
    if before and left < _WIDE and (line.atoms[i - 1].kind == "op" or _ends_open(line, i - 1)):
        return True
    if after and right < _WIDE and line.atoms[i + 1].kind in {"op"}:
        return True
    if after and right < _WIDE and _is_relation(line.atoms[i + 1]):
        return True
    return before and left < 0.4 and line.atoms[i - 1].kind == "name"


def _is_relation(atom: Atom) -> bool:
    from docparse.engines.embedded.formulas.commands import ROLES
    from docparse.engines.embedded.formulas.signs import sign

    if len(atom.glyphs) != 1:
        return False
    g = atom.glyphs[0]
    char = sign(g.name, g.text, g.font)[0]
    return char == "\u0338" or ROLES.get(char) in {"rel", "bin", "arrow", "op"}


def _ends_open(line: TextLine, i: int) -> bool:
    return line.atoms[i].kind == "open" or _is_relation(line.atoms[i]) or line.atoms[i].text == ","


def _bracket_joins(line: TextLine, taken: Sequence[bool], i: int) -> bool:
    """A bracket joins when its partner can, with all between them."""
    partner = _partner(line, i)
    if partner is None:
        return False
    first, last = min(i, partner), max(i, partner)
    inside = range(first + 1, last)
    if not inside or not all(taken[j] or _is_inner(line.atoms[j]) for j in inside):
        return False
    called = first > 0 and (taken[first - 1] or _is_call(line, taken, first))
    touching = called and _gap(line, first) < (
        _WIDE if _is_relation(line.atoms[first - 1]) else _SPACE
    )
    behind = last + 1 < len(line.atoms) and taken[last + 1] and line.atoms[last + 1].kind != "punct"
    touching = touching or (
        behind
        and _gap(line, last + 1) < (_WIDE if _is_relation(line.atoms[last + 1]) else _SPACE + 0.05)
    )
    some = any(taken[j] for j in inside)
    if not touching:
        if all(line.atoms[j].kind == "small" for j in inside):
            return some
        return some and (_is_tuple(line, first, last) or _is_term(line, taken, first, last))
    if some:
        return True
    attached = called and _gap(line, first) < _TIGHT
    digits = all(line.atoms[j].kind in {"digit", "op", "punct", "small"} for j in inside)
    return attached or digits


def _is_inner(atom: Atom) -> bool:
    return atom.kind in {"digit", "op", "punct", "name", "small", "open", "close"} or (
        len(atom.text) == 1
    )


def _is_call(line: TextLine, taken: Sequence[bool], first: int) -> bool:
    """Tell the name of a function before its brackets."""
    before = line.atoms[first - 1]
    if before.kind == "name":
        return True
    if before.kind == "word" and before.text.isalpha() and before.text[0].isupper():
        return len(before.text) < 8 and _gap(line, first) < 0.06
    related = first > 1 and taken[first - 2] and _is_relation(line.atoms[first - 2])
    return before.kind == "word" and before.text.isalpha() and related and len(before.text) < 8


def _is_term(line: TextLine, taken: Sequence[bool], first: int, last: int) -> bool:
    """Tell `(n - 1)` from a formula set in the brackets of the text, which has its relation."""
    inside = range(first + 1, last)
    signs = [j for j in inside if line.atoms[j].kind == "op" or _is_relation(line.atoms[j])]
    relations = [j for j in signs if not {*line.atoms[j].text} <= {*"+-−±·×/*∗∘⋅"}]
    return bool(signs) and not relations and all(taken[j] for j in inside)


def _is_tuple(line: TextLine, first: int, last: int) -> bool:
    """Tell `(x, y)` and `{x : y}` from words in brackets."""
    inside = line.atoms[first + 1 : last]
    if line.atoms[first].text in "{[⟨⌊⌈":
        return True
    commas = [atom for atom in inside if atom.text == ","]
    return bool(commas) and all(
        _gap(line, line.atoms.index(comma) + 1) < _SPACE for comma in commas
    )


def _partner(line: TextLine, i: int) -> int | None:
    """Index of the bracket that closes or opens one."""
    atoms, depth = line.atoms, 0
    step = 1 if atoms[i].kind == "open" else -1
    j = i
    while 0 <= j < len(atoms):
        if atoms[j].kind == "open":
            depth += step
        elif atoms[j].kind == "close":
            depth -= step
        if depth == 0:
            return j
        j += step
    return None


def _comma_joins(
    line: TextLine,
    taken: Sequence[bool],
    i: int,
    before: bool,
    after: bool,
    left: float,
    right: float,
) -> bool:
    """A comma joins what stands closer behind it than words do."""
    if line.atoms[i].text == "!" and before and left < _TIGHT:
        return _math_font(line.atoms[i]) or not after or True
    dots = i > 0 and line.atoms[i - 1].text == "…"
    if line.atoms[i].text != "," or not before or left > (_SPACE if dots else _TIGHT):
        return False
    if i + 1 >= len(line.atoms):
        return False
    following = line.atoms[i + 1]
    close = right < 0.24 if not _math_font(line.atoms[i]) else right < 1.2
    enclosed = _enclosed(line, i)
    return (close or (enclosed and right < 0.4)) and (
        after or following.kind in {"digit", "open"} or len(following.text) == 1
    )


def _enclosed(line: TextLine, i: int) -> bool:
    depth = 0
    for j in range(i, -1, -1):
        if line.atoms[j].kind == "close":
            depth += 1
        elif line.atoms[j].kind == "open":
            if depth == 0:
                partner = _partner(line, j)
                return partner is not None and all(
                    a.sure or a.kind != "word" or len(a.text) == 1 for a in line.atoms[j:partner]
                )
            depth -= 1
    return False


def _math_font(atom: Atom) -> bool:
    from docparse.engines.embedded.formulas.signs import is_mathematical

    return any(is_mathematical(glyph.font) for glyph in atom.glyphs)


def _word_joins(
    line: TextLine,
    taken: Sequence[bool],
    i: int,
    before: bool,
    after: bool,
    left: float,
    right: float,
) -> bool:
    """A letter in another alphabet beside an operator, or with scripts that are sure."""
    atom = line.atoms[i]
    if not atom.text.isalpha():
        return atom.text in {"…", "..."} and (before or after)
    if after and line.atoms[i + 1].kind == "small" and right < _TIGHT and len(atom.text) <= 4:
        return not (len(atom.text) > 1 and atom.text.islower() and len(atom.text) > 2)
    if after and line.atoms[i + 1].kind == "open" and right < _TIGHT and before:
        return left < _WIDE and _is_relation(line.atoms[i - 1])
    if after and line.atoms[i + 1].kind == "open" and _is_call(line, taken, i + 1):
        return True
    if len(atom.text) > 3:
        return False
    if before and len(atom.text) == 2 and is_italic(atom.glyphs[0].font) and left < 0.4:
        return line.atoms[i - 1].kind in {"op", "close", "small"} or _is_relation(line.atoms[i - 1])
    if before and _TIGHT <= left < 0.24:
        ends = (
            i + 1 >= len(line.atoms) or right > 0.24 or line.atoms[i + 1].kind in {"punct", "close"}
        )
        unit = (
            line.atoms[i - 1].kind in {"digit", "small"} and atom.text.lower() not in _SHORT_WORDS
        )
        single = len(atom.text) == 1 and line.atoms[i - 1].kind in {
            "op",
            "sure",
            "small",
            "digit",
            "close",
        }
        return (unit or single) and (ends or after)
    if before and left < _WIDE and _is_relation(line.atoms[i - 1]) and len(atom.text) == 1:
        return True
    if (
        after
        and right < _TIGHT
        and len(atom.text) <= 2
        and line.atoms[i + 1].kind in {"sure", "open"}
    ):
        return True
    if before and left < _TIGHT:
        return len(atom.text) == 1
    return bool(after and right < _WIDE and len(atom.text) == 1 and _is_relation(line.atoms[i + 1]))


def _runs(line: TextLine, taken: Sequence[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for i, inside in enumerate(taken):
        if not inside:
            continue
        if runs and runs[-1][1] == i - 1 and _gap(line, i) < _limit(line, i):
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return runs


def _limit(line: TextLine, i: int) -> float:
    """White space that may stand before an atom within one formula."""
    before, atom = line.atoms[i - 1], line.atoms[i]
    if before.kind == "op" or atom.kind == "op" or _is_relation(before) or _is_relation(atom):
        return _WIDE
    if before.kind in {"punct", "name"} or atom.kind == "name":
        return 0.45
    return 0.3


def _trimmed(line: TextLine, first: int, last: int) -> tuple[int, int] | None:
    """Leave out brackets without a partner and punctuation at the ends."""
    changed = True
    while changed and first <= last:
        changed = False
        for end in (first, last):
            atom = line.atoms[end]
            partner = _partner(line, end) if atom.kind in {"open", "close"} else end
            loose = partner is None or not first <= partner <= last
            if (
                loose
                or (atom.kind == "punct" and (atom.text != "!" or end == first))
                or _is_stop(atom, end == last)
            ):
                first, last = (first + 1, last) if end == first else (first, last - 1)
                changed = True
                break
    if first > last or not any(_tells(line, i) for i in range(first, last + 1)):
        return None
    return first, last


def _is_stop(atom: Atom, is_last: bool) -> bool:
    return (is_last and atom.kind == "sure" and atom.text in {",", "."}) or (
        atom.kind == "op" and atom.text in {":"}
    )


def _tells(line: TextLine, i: int) -> bool:
    atom = line.atoms[i]
    return atom.sure or atom.text in {"=", "+", "<", ">"}

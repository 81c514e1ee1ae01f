"""Find formulas in running text: signs nothing else has, and what belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docparse.engines.embedded.formulas.atoms import Atom, TextLine, is_italic
from docparse.engines.embedded.formulas.commands import ROLES
from docparse.engines.embedded.formulas.signs import is_mathematical, sign

_SPACE = 0.26
"""Type sizes of white space that part words; formulas have less within them, but for relations."""
_WIDE = 0.62
"""Most white space around a relation, in lines that were stretched."""
_TIGHT = 0.12
"""Most white space between signs that touch, but for kerns and italic corrections."""
_WORD_SPACE = 0.24
"""Least white space between words in lines that were not pressed."""
_NAME_SPACE = 0.4
"""Most white space between the name of a function and its argument."""
_ENDLESS = 9.0
"""White space at the ends of a line."""
_SHORT_LIST = (
    "a an and are as at be but by do for if in is it no nor not of on or so the to we et la le un "
    "der die das und"
)
_SHORT_WORDS = frozenset(_SHORT_LIST.split())
"""Words of text as short as units and names."""
_ARTICLES = frozenset({"a", "A", "I", "O"})
_SEEDS = frozenset({"=", "+", "<", ">"})
"""Operators that are part of a formula if they stand between operands."""
_PARTING = frozenset(":/")
"""Operators that stand in text as well."""
_TERM_SIGNS = frozenset("+-−±·×/*∗∘⋅")
_SETS = frozenset("{[⟨⌊⌈")
"""Brackets that text seldom has."""
_SLASH = "\u0338"
_BRACKETS = frozenset({"open", "close"})
_OPERANDS = frozenset({"digit", "small", "close", "open"})
_COUNTED = frozenset({"digit", "op", "punct", "small"})
_INNER = frozenset({"digit", "op", "punct", "name", "small", "open", "close"})
_RELATING_ROLES = frozenset({"rel", "bin", "arrow", "op"})
_BEFORE_LETTER = frozenset({"op", "sure", "small", "digit", "close"})
_BEFORE_UNIT = frozenset({"digit", "small"})
_BEFORE_WORD = frozenset({"op", "close", "small"})
_BEHIND_WORD = frozenset({"punct", "close"})
_BEHIND_LETTER = frozenset({"sure", "open"})
_BEHIND_COMMA = frozenset({"digit", "open"})


@dataclass(frozen=True, slots=True)
class _Spot:
    """An atom that is in no formula yet, beside one that is.

    Attributes:
        line: Its line.
        taken: Which atoms of the line are in a formula.
        index: Of it.
        before, after: The atoms beside it, where they are in a formula.
        left, right: White space on either side, in type sizes.
    """

    line: TextLine
    taken: Sequence[bool]
    index: int
    before: Atom | None
    after: Atom | None
    left: float
    right: float

    @property
    def atom(self) -> Atom:
        """The atom itself."""
        return self.line.atoms[self.index]

    @property
    def following(self) -> Atom | None:
        """The atom behind it, in a formula or not."""
        atoms = self.line.atoms
        return atoms[self.index + 1] if self.index + 1 < len(atoms) else None

    def near(self, left: float, right: float) -> bool:
        """Tell whether a formula is on one side with less white space than that side allows."""
        behind_one = self.before is not None and self.left < left
        return behind_one or (self.after is not None and self.right < right)


def find_spans(line: TextLine) -> list[tuple[int, int]]:
    """Return the stretches of atoms that are formulas, as `(first, last)`."""
    taken = [_is_seed(line, i) for i in range(len(line.atoms))]
    changed = any(taken)
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
    between = atom.text in _SEEDS and atom.kind == "op"
    return between and _is_operand(line, i - 1) and _is_operand(line, i + 1)


def _is_label(line: TextLine, i: int) -> bool:
    """Tell the letter of `(a)` and an article, in the italic of the text."""
    atom = line.atoms[i]
    if len(atom.glyphs) != 1 or _is_of_formulas(atom) or not atom.text.isascii():
        return False
    if atom.text in _ARTICLES:
        return True
    if not 0 < i < len(line.atoms) - 1:
        return False
    bracketed = line.atoms[i - 1].kind == "open" and line.atoms[i + 1].kind == "close"
    return bracketed and (i < 2 or _gap(line, i - 1) > _TIGHT)


def _is_operand(line: TextLine, i: int) -> bool:
    if not 0 <= i < len(line.atoms):
        return False
    return line.atoms[i].sure or line.atoms[i].kind in _OPERANDS


def _gap(line: TextLine, i: int) -> float:
    """White space between an atom and the one before it, in type sizes."""
    return (line.atoms[i].left - line.atoms[i - 1].right) / line.size


def _joins(line: TextLine, taken: Sequence[bool], i: int) -> bool:
    """Tell whether an atom belongs to the formula beside it."""
    if line.atoms[i].kind in _BRACKETS:
        return _bracket_joins(line, taken, i)
    end = i + 1 == len(line.atoms)
    before = line.atoms[i - 1] if i > 0 and taken[i - 1] else None
    after = line.atoms[i + 1] if not end and taken[i + 1] else None
    if before is None and after is None:
        return False
    left = _gap(line, i) if i > 0 else _ENDLESS
    right = _gap(line, i + 1) if not end else _ENDLESS
    rule = _RULES[line.atoms[i].kind]
    return rule(_Spot(line, taken, i, before, after, left, right))


def _script_joins(spot: _Spot) -> bool:
    related = spot.after is not None and _is_relation(spot.after)
    return spot.near(_SPACE, _WIDE if related else _TIGHT)


def _name_joins(spot: _Spot) -> bool:
    return spot.near(_NAME_SPACE, _NAME_SPACE)


def _sure_joins(spot: _Spot) -> bool:
    left = _limit(spot.line, spot.index) if spot.before else 0.0
    return spot.near(left, _limit(spot.line, spot.index + 1) if spot.after else 0.0)


def _operator_joins(spot: _Spot) -> bool:
    """An operator joins two operands, or as a sign stands close before one."""
    before = spot.before is not None and spot.left < _WIDE
    after = spot.after is not None and spot.right < _WIDE
    if spot.atom.text not in _PARTING or (before and after):
        return before or after
    if spot.atom.text == ":" or not (before or after):
        return False
    between = _is_operand(spot.line, spot.index - 1) and _is_operand(spot.line, spot.index + 1)
    return between and max(spot.left, spot.right) < _TIGHT


def _number_joins(spot: _Spot) -> bool:
    """A number joins what touches it, and operators and names before it."""
    if spot.near(_TIGHT, _TIGHT):
        return True
    before, after = spot.before, spot.after
    if before is not None and spot.left < _WIDE and (before.kind == "op" or _is_open(before)):
        return True
    if after is not None and spot.right < _WIDE and (after.kind == "op" or _is_relation(after)):
        return True
    return before is not None and spot.left < _NAME_SPACE and before.kind == "name"


def _is_relation(atom: Atom) -> bool:
    """Tell a single sign with white space around it in formulas."""
    if len(atom.glyphs) != 1:
        return False
    glyph = atom.glyphs[0]
    char = sign(glyph.name, glyph.text, glyph.font)[0]
    return char == _SLASH or ROLES.get(char) in _RELATING_ROLES


def _is_open(atom: Atom) -> bool:
    """Tell what a formula cannot end with."""
    return atom.kind == "open" or atom.text == "," or _is_relation(atom)


def _bracket_joins(line: TextLine, taken: Sequence[bool], i: int) -> bool:
    """A bracket joins when its partner can, with all between them."""
    partner = _partner(line, i)
    if partner is None:
        return False
    first, last = min(i, partner), max(i, partner)
    inside = range(first + 1, last)
    if not inside or not all(taken[j] or _is_inner(line.atoms[j]) for j in inside):
        return False
    some = any(taken[j] for j in inside)
    called = first > 0 and (taken[first - 1] or _is_call(line, taken, first))
    beside = called and _gap(line, first) < _reach(line.atoms[first - 1], _SPACE)
    if not beside and not _goes_on_behind(line, taken, last):
        return some and _stands_alone(line, taken, first, last)
    attached = called and _gap(line, first) < _TIGHT
    return some or attached or all(line.atoms[j].kind in _COUNTED for j in inside)


def _reach(neighbour: Atom, usual: float) -> float:
    """Most white space between a bracket and its neighbour."""
    return _WIDE if _is_relation(neighbour) else usual


def _goes_on_behind(line: TextLine, taken: Sequence[bool], last: int) -> bool:
    """Tell a formula that goes on behind a closing bracket."""
    if last + 1 >= len(line.atoms) or not taken[last + 1]:
        return False
    following = line.atoms[last + 1]
    return following.kind != "punct" and _gap(line, last + 1) < _reach(following, _SPACE + 0.05)


def _stands_alone(line: TextLine, taken: Sequence[bool], first: int, last: int) -> bool:
    """Tell brackets that are a formula of their own from those of text around one."""
    if all(atom.kind == "small" for atom in line.atoms[first + 1 : last]):
        return True
    return _is_tuple(line, first, last) or _is_term(line, taken, first, last)


def _is_inner(atom: Atom) -> bool:
    return atom.kind in _INNER or len(atom.text) == 1


def _is_call(line: TextLine, taken: Sequence[bool], first: int) -> bool:
    """Tell the name of a function before its brackets."""
    before = line.atoms[first - 1]
    if before.kind == "name":
        return True
    if before.kind != "word" or not before.text.isalpha() or len(before.text) >= 8:
        return False
    if before.text[0].isupper():
        return _gap(line, first) < 0.5 * _TIGHT
    return first > 1 and taken[first - 2] and _is_relation(line.atoms[first - 2])


def _is_term(line: TextLine, taken: Sequence[bool], first: int, last: int) -> bool:
    """Tell `(n - 1)` from a formula set in the brackets of the text, which has its relation."""
    inside = line.atoms[first + 1 : last]
    signs = [atom for atom in inside if atom.kind == "op" or _is_relation(atom)]
    summed = all(_TERM_SIGNS.issuperset(atom.text) for atom in signs)
    return bool(signs) and summed and all(taken[first + 1 : last])


def _is_tuple(line: TextLine, first: int, last: int) -> bool:
    """Tell `(x, y)` and `{x : y}` from words in brackets."""
    if line.atoms[first].text in _SETS:
        return True
    commas = [i for i in range(first + 1, last) if line.atoms[i].text == ","]
    return bool(commas) and all(_gap(line, i + 1) < _SPACE for i in commas)


def _partner(line: TextLine, i: int) -> int | None:
    """Index of the bracket that closes or opens one."""
    step = 1 if line.atoms[i].kind == "open" else -1
    depth, j = 0, i
    while 0 <= j < len(line.atoms):
        kind = line.atoms[j].kind
        depth += step * ((kind == "open") - (kind == "close"))
        if depth == 0:
            return j
        j += step
    return None


def _punctuation_joins(spot: _Spot) -> bool:
    """A comma joins what stands closer behind it than words do; a factorial what it is of."""
    if spot.before is None:
        return False
    if spot.atom.text == "!" and spot.left < _TIGHT:
        return True
    most = _SPACE if spot.before.text == "…" else _TIGHT
    return spot.atom.text == "," and spot.left <= most and _comma_goes_on(spot)


def _comma_goes_on(spot: _Spot) -> bool:
    following = spot.following
    if following is None:
        return False
    most = 1.2 if _is_of_formulas(spot.atom) else _WORD_SPACE
    close = spot.right < most or (spot.right < 0.4 and _is_enclosed(spot.line, spot.index))
    fits = following.kind in _BEHIND_COMMA or len(following.text) == 1
    return close and (spot.after is not None or fits)


def _is_enclosed(line: TextLine, i: int) -> bool:
    """Tell whether an atom stands between brackets with no words in them."""
    depth = 0
    for j in range(i, -1, -1):
        kind = line.atoms[j].kind
        if kind == "open" and depth == 0:
            partner = _partner(line, j)
            return partner is not None and not any(map(_is_text, line.atoms[j:partner]))
        depth += (kind == "close") - (kind == "open")
    return False


def _is_text(atom: Atom) -> bool:
    return not atom.sure and atom.kind == "word" and len(atom.text) != 1


def _is_of_formulas(atom: Atom) -> bool:
    """Tell an atom in a font of formulas."""
    return any(is_mathematical(glyph.font) for glyph in atom.glyphs)


def _word_joins(spot: _Spot) -> bool:
    """Short words join as names of functions, as units, or as letters in another alphabet."""
    if not spot.atom.text.isalpha():
        return spot.atom.text in {"…", "..."}
    return next(
        (joins for joins in (rule(spot) for rule in _WORD_RULES) if joins is not None), False
    )


def _scripted_joins(spot: _Spot) -> bool | None:
    """A letter, or a name in capitals, that has scripts."""
    text, after = spot.atom.text, spot.after
    if after is None or after.kind != "small" or spot.right >= _TIGHT or len(text) > 4:
        return None
    return len(text) < 3 or not text.islower()


def _called_joins(spot: _Spot) -> bool | None:
    """A function before the brackets of its arguments."""
    if spot.after is None or spot.after.kind != "open":
        return None
    if spot.before is not None and spot.right < _TIGHT:
        return spot.left < _WIDE and _is_relation(spot.before)
    return _is_call(spot.line, spot.taken, spot.index + 1) or None


def _long_joins(spot: _Spot) -> bool | None:
    return False if len(spot.atom.text) > 3 else None


def _product_joins(spot: _Spot) -> bool | None:
    """Two letters in the italic of the text behind an operator."""
    if spot.before is None or len(spot.atom.text) != 2 or spot.left >= _NAME_SPACE:
        return None
    if not is_italic(spot.atom.glyphs[0].font):
        return None
    return spot.before.kind in _BEFORE_WORD or _is_relation(spot.before)


def _spaced_joins(spot: _Spot) -> bool | None:
    """A unit, or a letter, a little apart from what it stands behind."""
    if spot.before is None or not _TIGHT <= spot.left < _WORD_SPACE:
        return None
    unit = spot.before.kind in _BEFORE_UNIT and spot.atom.text.lower() not in _SHORT_WORDS
    letter = len(spot.atom.text) == 1 and spot.before.kind in _BEFORE_LETTER
    following = spot.following
    ends = following is None or spot.right > _WORD_SPACE or following.kind in _BEHIND_WORD
    return (unit or letter) and (ends or spot.after is not None)


def _letter_joins(spot: _Spot) -> bool | None:
    """A letter beside a relation, or touching a formula."""
    length, before, after = len(spot.atom.text), spot.before, spot.after
    if before is not None and length == 1 and spot.left < _WIDE and _is_relation(before):
        return True
    touching = after is not None and spot.right < _TIGHT and after.kind in _BEHIND_LETTER
    if touching and length <= 2:
        return True
    if before is not None and spot.left < _TIGHT:
        return length == 1
    return after is not None and length == 1 and spot.right < _WIDE and _is_relation(after)


_WORD_RULES: tuple[Callable[[_Spot], bool | None], ...] = (
    _scripted_joins,
    _called_joins,
    _long_joins,
    _product_joins,
    _spaced_joins,
    _letter_joins,
)
"""What makes a word part of a formula; the first that does not leave it open decides."""
_RULES: dict[str, Callable[[_Spot], bool]] = {
    "small": _script_joins,
    "op": _operator_joins,
    "digit": _number_joins,
    "name": _name_joins,
    "punct": _punctuation_joins,
    "sure": _sure_joins,
    "word": _word_joins,
}


def _runs(line: TextLine, taken: Sequence[bool]) -> list[tuple[int, int]]:
    """Stretches of atoms that were taken, without more white space than a formula has."""
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
    while first <= last:
        if _is_loose(line, first, first, last):
            first += 1
        elif _is_loose(line, last, first, last):
            last -= 1
        else:
            break
    tells = any(atom.sure or atom.text in _SEEDS for atom in line.atoms[first : last + 1])
    return (first, last) if tells else None


def _is_loose(line: TextLine, end: int, first: int, last: int) -> bool:
    """Tell an atom at one end of a formula that is no part of it."""
    atom = line.atoms[end]
    if atom.kind in _BRACKETS:
        partner = _partner(line, end)
        return partner is None or not first <= partner <= last
    if atom.kind == "punct":
        return atom.text != "!" or end == first
    if atom.kind == "sure":
        return end == last and atom.text in {",", "."}
    return atom.kind == "op" and atom.text == ":"

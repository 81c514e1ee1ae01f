"""Let the words of a result meet those of the pages: in place first, then near, then anywhere.

Words in sequence meet first, so that of many alike each has its own; then what is left, in any
order; then words that a line or a change of type has cut; then those that differ by some signs.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from docparse.verify.ledger import BY_PLACE, NOBODY, Ledger, State, Told
from docparse.verify.signing import Signed, signed
from docparse.verify.speech import Piece
from docparse.verify.tiling import tile
from docparse.verify.tokens import has_digit, signs

_STRICT, _WIDE = 0.15, 1.0
"""Type sizes by which a place is grown, for what stands in it and for what stands near it."""
_MOST_PARTS = 12
"""Parts a word may have been cut into."""
_MOST_IN_SEQUENCE = 4000
"""Words beyond which sequences are not compared."""
_ALIKE, _ADJACENT_ALIKE = 75, 50
"""Least similarity of words, in percent, of which one is the other changed."""
_LONG_ENOUGH = 4
"""Signs a word must have to be taken for one elsewhere that is changed."""
_MOST_LETTERS = 4
"""Letters of a formula that stand together on the page."""
_FEW = 3
"""Words of a piece that may all be changed: those of a cell."""
_CONFUSED = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1", ".": "", ",": ""})
"""What OCR takes for one another in numbers."""


def align(ledger: Ledger, pieces: Sequence[int]) -> None:
    """Let the words of these pieces meet those of the pages."""
    pieces = sorted(_open(ledger, pieces), key=ledger.is_loose)
    for piece in pieces:
        _in_sequence(ledger, piece)
    for margin in (_STRICT, _WIDE):
        for piece in _open(ledger, pieces):
            _in_any_order(ledger, piece, ledger.near(ledger.pieces[piece].places, margin))
    for piece in _open(ledger, pieces):
        near = ledger.near(ledger.pieces[piece].places, _WIDE)
        _joined(ledger, piece, near, State.NEAR)
        _signs_of_formulas(ledger, piece)
    for piece in _open(ledger, pieces):
        _changed_in_place(ledger, piece, numbers=True)
    for piece in _open(ledger, pieces):
        words = ledger.on_pages(ledger.pieces[piece].places)
        _in_any_order(ledger, piece, words, State.FAR)
        _joined(ledger, piece, ledger.free(words), State.FAR)
    for piece in _open(ledger, pieces):
        _changed_in_place(ledger, piece, numbers=False)
        _changed_near(ledger, piece)
    for piece in _open(ledger, pieces):
        _misprinted(ledger, piece)


def describe(ledger: Ledger, pieces: Sequence[int]) -> None:
    """Hold descriptions of pictures against the page.

    They may say again what the page says, in a caption for one; and words that carry nothing else
    they carry where several stand in sequence. What is not on the page describes.
    """
    for piece in pieces:
        places, span = ledger.pieces[piece].places, ledger.span(piece)
        free = ledger.on_pages(places)
        keys = [ledger.said[said].key for said in span]
        found = tile(keys, [ledger.keys[word] for word in free], runs_alone=True).at.tolist()
        there = ledger.keys_on_pages(places)
        for said, at in zip(span, found, strict=True):
            if at != NOBODY:
                ledger.claim(said, [free[at]], State.NEAR)
            else:
                known = ledger.said[said].key in there
                ledger.state[said] = State.NEAR if known else State.DESCRIBED


def settle_formulas(ledger: Ledger) -> None:
    """Let signs inside formulas be carried by them: fonts name some of them wrongly."""
    for number, piece in enumerate(ledger.pieces):
        math = [ledger.said[said] for said in ledger.span(number) if ledger.said[said].math]
        if not math and not piece.proven:
            continue
        letters = Counter(token.key for token in math)
        for word in ledger.near(piece.places, 0.5 if piece.proven else _WIDE):
            if piece.proven or _is_spelt(ledger.keys[word], letters):
                ledger.by[word] = BY_PLACE


def settle_signs(ledger: Ledger) -> None:
    """Let numbers be changed that have met their own digits with another sign.

    Where as many of the same digits have the sign as lack it in turn, it is they that have met the
    wrong ones.
    """
    off: dict[str, list[tuple[int, Signed, Signed]]] = defaultdict(list)
    for number, piece in enumerate(ledger.pieces):
        for said in ledger.span(number):
            pair = _signs_of(ledger, piece, said)
            if pair is not None and pair[0].differs(pair[1], exact=ledger.is_exact(piece.places)):
                off[ledger.said[said].key].append((said, *pair))
    for changed in off.values():
        said_so = Counter(one.text for _, one, _ in changed)
        if said_so != Counter(two.text for _, _, two in changed):
            for said, one, two in changed:
                ledger.state[said] = State.CHANGED
                ledger.told[said] = Told(one.start, one.end, one.text, two.text)


def _signs_of(ledger: Ledger, piece: Piece, said: int) -> tuple[Signed, Signed] | None:
    """A number of the result and that of the page, where the page is to be believed."""
    token, word = ledger.said[said], ledger.at[said]
    if not token.key[0].isdigit() or token.math or token.start < 0:
        return None
    known = ledger.state[said] is State.NEAR and not ledger.met
    if not known and not (
        ledger.state[said] in {State.NEAR, State.FAR} and _is_beside(ledger, said)
    ):
        return None
    at = ledger.page_of(word)
    page, inner = ledger.pages[at], word - ledger.starts[at]
    other = page.signed[inner]
    if other is None or token.key != page.keys[inner] or page.unsure[inner]:
        return None
    own = signed(piece.text, token.key, token.start, token.end)
    return (own, other) if own is not None else None


def _is_beside(ledger: Ledger, said: int) -> bool:
    """Tell a word that is on the page where the one before it is, or the one behind it."""
    return any(
        0 <= said + step < len(ledger.at)
        and ledger.at[said + step] == ledger.at[said] + step != NOBODY
        for step in (-1, 1)
    )


def _is_spelt(key: str, letters: Counter[str]) -> bool:
    """Tell a sign, and a few that the letters of a formula spell: no number, which is told."""
    if len(key) == 1:
        return True
    return len(key) <= _MOST_LETTERS and not key[-2:].isdigit() and Counter(key) <= letters


def _open(ledger: Ledger, pieces: Sequence[int]) -> list[int]:
    return [piece for piece in pieces if ledger.is_open(piece)]


def _in_sequence(ledger: Ledger, piece: int) -> None:
    """Match the words of a piece with those in its place, in the order of both."""
    words = ledger.near(ledger.pieces[piece].places, _STRICT)
    said = ledger.open_said(piece)
    one, other = [ledger.said[at].key for at in said], [ledger.keys[at] for at in words]
    if one == other:
        pairs = list(zip(said, words, strict=True))
    elif len(one) * len(other) > _MOST_IN_SEQUENCE**2:
        return
    else:
        pairs = [
            (said[block.src_start + step], words[block.dest_start + step])
            for block in LCSseq.opcodes(one, other)
            if block.tag == "equal"
            for step in range(block.src_end - block.src_start)
        ]
    for at, word in pairs:
        ledger.claim(at, [word], State.NEAR)


def _in_any_order(
    ledger: Ledger, piece: int, words: Sequence[int], state: State = State.NEAR
) -> None:
    bag: dict[str, deque[int]] = defaultdict(deque)
    for word in words:
        bag[ledger.keys[word]].append(word)
    for said in ledger.open_said(piece):
        found = bag.get(ledger.said[said].key)
        if found:
            ledger.claim(said, [found.popleft()], state)


def _joined(ledger: Ledger, piece: int, words: Sequence[int], state: State) -> None:
    """Match words that are cut on the page and whole here, or the other way round."""
    bag: dict[str, list[int]] = defaultdict(list)
    for word in reversed(words):
        bag[signs(ledger.keys[word])].append(word)
    longest = max(map(len, bag), default=0)
    for said in ledger.open_said(piece):
        parts = _parts(signs(ledger.said[said].key), bag, longest)
        if parts and len(parts) > 1:  # one part alone is a number with other separators
            ledger.claim(said, parts, state)
            for word in parts:
                bag[signs(ledger.keys[word])].remove(word)
    for run in _runs(ledger.open_said(piece)):
        _claim_wholes(ledger, run, bag, state)


def _parts(key: str, bag: dict[str, list[int]], longest: int) -> tuple[int, ...] | None:
    """Words of the page that make up a word, one after the other, the longest first.

    Args:
        key: The word.
        bag: Words of the page by what they say.
        longest: Signs of the longest of these.
    """
    vain: set[tuple[int, int]] = set()  # signs that are left, words before them

    def completed(taken: tuple[int, ...], start: int) -> tuple[int, ...] | None:
        left = len(key) - start
        if not left:
            return taken
        if left > (_MOST_PARTS - len(taken)) * longest or (left, len(taken)) in vain:
            return None
        for length in range(min(left, longest), 0, -1):
            found = [w for w in bag.get(key[start : start + length], ()) if w not in taken]
            if found:
                whole = completed((*taken, found[-1]), start + length)
                if whole:
                    return whole
        vain.add((left, len(taken)))
        return None

    return completed((), 0)


def _claim_wholes(
    ledger: Ledger, run: Sequence[int], bag: dict[str, list[int]], state: State
) -> None:
    """Match words of the page that are several words here."""
    start = 0
    while start < len(run) - 1:
        key = signs(ledger.said[run[start]].key)
        for end in range(start + 1, min(len(run), start + _MOST_PARTS)):
            key += signs(ledger.said[run[end]].key)
            if bag.get(key):
                word = bag[key].pop()
                for said in run[start : end + 1]:
                    ledger.claim(said, [word], state)
                start = end
                break
        start += 1


def _runs(indices: Sequence[int]) -> Iterator[list[int]]:
    """Cut numbers into runs without a gap."""
    run: list[int] = []
    for index in indices:
        if run and index != run[-1] + 1:
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _signs_of_formulas(ledger: Ledger, piece: int) -> None:
    """Match words of the page with the signs of formulas that spell them, in any order."""
    single = [
        said
        for said in ledger.open_said(piece)
        if ledger.said[said].math and len(ledger.said[said].key) == 1
    ]
    if not single:
        return
    pool: dict[str, list[int]] = defaultdict(list)
    for said in single:
        pool[ledger.said[said].key].append(said)
    for word in ledger.near(ledger.pieces[piece].places, _WIDE):
        needed = Counter(signs(ledger.keys[word]))
        if all(len(pool.get(sign, ())) >= count for sign, count in needed.items()):
            for sign, count in needed.items():
                for _ in range(count):
                    ledger.claim(pool[sign].pop(), [word], State.NEAR)


def _changed_in_place(ledger: Ledger, piece: int, *, numbers: bool) -> None:
    """Match a word with what stands between the same neighbours on the page, if it is alike."""
    words = set(ledger.near(ledger.pieces[piece].places, _WIDE))
    said = ledger.open_said(piece)
    stands = _stands(ledger, piece)
    waiting = {ledger.keys[word] for word in ledger.on_pages(ledger.pieces[piece].places)}
    alone = len(said) == 1
    inside = ledger.near(ledger.pieces[piece].places, _STRICT) if alone else ()
    for at in said:
        if not has_digit(ledger.said[at].key) and (numbers or not stands):
            continue
        if ledger.said[at].key in waiting:
            continue
        before, after = _neighbour(ledger, piece, at, -1), _neighbour(ledger, piece, at, 1)
        beside = [word for word in (before, after) if word in words]
        if not beside and alone and len(inside) == 1:
            beside = list(inside)
        framed = before == after and before in words
        for word in dict.fromkeys(beside):
            if _is_changed(ledger, at, word, framed=framed, adjacent=True):
                _change(ledger, at, word)
                words.discard(word)
                break


def _stands(ledger: Ledger, piece: int) -> bool:
    """Tell a piece that is on the page, by and large, from one whose words are there by chance."""
    span = ledger.span(piece)
    met = sum(ledger.state[at] in {State.NEAR, State.FAR} for at in span)
    return len(span) <= _FEW or 2 * met >= len(span)


def _neighbour(ledger: Ledger, piece: int, said: int, step: int) -> int:
    """The word of the page that follows what the neighbour of a word has met."""
    other = said + step
    if other not in ledger.span(piece) or ledger.at[other] == NOBODY:
        return NOBODY
    return ledger.at[other] - step


def _changed_near(ledger: Ledger, piece: int) -> None:
    """Match what is left with words nearby that are hardly different."""
    words = ledger.near(ledger.pieces[piece].places, _WIDE)
    stands = _stands(ledger, piece)
    for at in ledger.open_said(piece):
        if not stands and not has_digit(ledger.said[at].key):
            continue
        alike = [w for w in words if _is_changed(ledger, at, w, framed=False, adjacent=False)]
        if alike:
            key = ledger.said[at].key
            word = max(alike, key=lambda w: fuzz.ratio(ledger.keys[w], key))
            _change(ledger, at, word)
            words.remove(word)


def _misprinted(ledger: Ledger, piece: int) -> None:
    """Match a number with one anywhere on its pages that has its digits in another order."""
    free = ledger.on_pages(ledger.pieces[piece].places)
    for at in ledger.open_said(piece):
        digits = sorted(signs(ledger.said[at].key))
        if len(digits) < 2 or not has_digit(ledger.said[at].key):
            continue
        same = [word for word in free if sorted(signs(ledger.keys[word])) == digits]
        if same:
            _change(ledger, at, same[0])
            free.remove(same[0])


def _is_changed(ledger: Ledger, said: int, word: int, *, framed: bool, adjacent: bool) -> bool:
    """Tell whether a word of the result may be one of the page, changed."""
    key, other = ledger.said[said].key, ledger.keys[word]
    if has_digit(key) and has_digit(other):
        return adjacent or _is_misprint(key, other)
    if has_digit(key) != has_digit(other):
        return _is_confused(key, other)
    if len(key) == 1 and len(other) == 1:
        return framed
    if not adjacent and len(key) < _LONG_ENOUGH:
        return False
    return fuzz.ratio(key, other) >= (_ADJACENT_ALIKE if adjacent else _ALIKE)


def _is_misprint(number: str, other: str) -> bool:
    """Tell numbers of the same digits in another order, or with one digit off."""
    one, two = signs(number), signs(other)
    if len(one) < 2:
        return False
    return sorted(one) == sorted(two) or (
        len(one) > 2 and Levenshtein.distance(one, two, score_cutoff=1) <= 1
    )


def _change(ledger: Ledger, said: int, word: int) -> None:
    """A word stands in another's place; what OCR read may be the other's own fault."""
    at = ledger.page_of(word)
    page = ledger.pages[at]
    exact = page.exact and not page.unsure[word - ledger.starts[at]]
    alike = not exact and _may_be_misread(ledger.said[said].key, ledger.keys[word])
    ledger.claim(said, [word], State.NEAR if alike else State.CHANGED)


def _may_be_misread(key: str, other: str) -> bool:
    """Tell words that OCR takes for one another; numbers hardly ever."""
    if has_digit(key) or has_digit(other):
        return _is_confused(key, other)
    return len(key) == len(other) == 1 or fuzz.ratio(key, other) >= _ADJACENT_ALIKE


def _is_confused(key: str, other: str) -> bool:
    """Tell words that differ by letters and digits of one shape, or by a raised mark at the end."""
    points = [number.replace(",", ".") for number in (key, other)]
    if all("." in number for number in points) and signs(key) == signs(other):
        return points[0] == points[1]
    if key.translate(_CONFUSED) == other.translate(_CONFUSED):
        return True
    longer, shorter = sorted((key, other), key=len, reverse=True)
    return (
        len(shorter) > _FEW
        and longer[:-1] == shorter
        and longer[-1].isdigit()
        and shorter.isalpha()
    )

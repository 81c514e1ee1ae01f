"""A printed line of a receipt: words, amount, quantity and price, wherever in it they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from docparse.engines.embedded.fields.candidates import LETTERS, Values
from docparse.engines.embedded.fields.item_columns import multiplies
from docparse.engines.embedded.fields.item_grid import is_column, is_number
from docparse.engines.embedded.fields.item_words import PIECES, described, is_code
from docparse.engines.embedded.fields.printed import Piece, piece_of
from docparse.schemas import Word
from docparse.values.amounts import FoundNumber

_TIMES = re.compile(
    r"(?:^|(?<=[\s(]))(?P<count>\d{1,4}(?:[.,]\d{1,3})?)\s*(?P<unit>(?:"
    + PIECES
    + r"|[^\W\d_]{1,4})\.?)?"
    r"\s*(?:[xX×*@]|(?<=\s)(?:à|a|at|je|por|per|à)(?=\s))\s*(?P<price>(?:[^\w\s]|[A-Z]{2,3})?\s?\d[\d.,]*)"
)
"""`3 x 2,50`, `0,5 kg à 3,00`, `2 @ $ 1.20`."""
_COUNTED = re.compile(
    rf"(?P<whole>(?P<count>\d{{1,3}})\s*(?:[xX×*@]|{PIECES}\.?)\s+)(?=[^\W\d_]|\d{{6}})"
)
"""`2 x`, `2 pcs` before a description or the code of an article."""
_BEHIND = re.compile(r"[^\W\d_]\S*\s+(?P<whole>[xX×]\s?(?P<count>\d{1,3}))\s*$")
"""`x 2` behind a description."""
_AFTER = 4
"""Signs that may stand behind an amount: a currency, the letter of a tax rate."""
_DECIMALS = 2
"""Figures behind the decimal sign of amounts."""
_GLUED = re.compile(r"(?P<amount>\W{0,2}[\d.,]*\d[.,]\d{2})[A-Z*]{1,3}")


@dataclass(frozen=True, eq=False)
class SlipLine:
    """A line of a receipt.

    Attributes:
        piece: All its words.
        label: The words it begins with.
        amount: The number at its right end.
        money: The words of that.
        said: What it describes.
        count: The quantity, of `3 x 2,50` and `2 x Bread`.
        price: The price, of `3 x 2,50`.
        loose: Other numbers that stand by themselves, left to right.
        unread: Whether numbers stand apart that none of these explains.
    """

    piece: Piece
    label: str
    amount: FoundNumber | None = None
    money: Piece | None = None
    said: Piece | None = None
    count: Piece | None = None
    price: Piece | None = None
    loose: tuple[Piece, ...] = ()
    unread: bool = False

    @property
    def edge(self) -> float:
        """Where its amount ends."""
        return self.money.box.x1 if self.money else self.piece.box.x1

    @property
    def middle(self) -> float:
        """Between its ends."""
        return self.piece.box.center[0]

    @property
    def size(self) -> float:
        """Of its type."""
        return self.piece.size

    @property
    def coded(self) -> bool:
        """Whether its only words are the code of an article."""
        return self.said is not None and is_code(self.said.text)


def slip_line(row: Sequence[Piece], values: Values) -> SlipLine:
    """Read a line.

    Args:
        row: Its pieces.
        values: Reads numbers.
    """
    words = [word for part in row for word in part.words]
    piece = piece_of([*words[:-1], _parted(words[-1])], row[0].page, row[0].line)
    numbers = values.numbers(piece)
    amount = _amount(numbers, piece)
    times = _times(piece, amount, numbers)
    if times and amount and amount.start < times.end():
        amount = None
    end = amount.start if amount else len(piece.text)
    counted = None if times else _counted(piece.text, end)
    loose = [] if times else [one for one in numbers if one.end <= end and _stands(one, piece)]
    found = _pair_of(loose, amount) if amount and not counted else ()
    places = [(one.start, one.end) for one in found]
    if times:
        places = [times.span()]
    elif counted:
        places = [counted.span("whole")]
    apart = {one.words[0] for one in row[1:] if is_number(one.text)}
    used = [*places, *([(amount.start, len(piece.text))] if amount else [])]
    read = {word for place in used for word in piece.words_at(*place)}
    match = times or counted
    count = match.span("count") if match else places[0] if found else None
    price = times.span("price") if times else places[1] if found else None
    if times and _has_cents(times["count"]) and not _has_cents(times["price"]):
        count, price = price, count  # 1.60 x 2
    said = _said(piece, sorted(places), end)
    if said and count and price and is_column(said.text):
        said = None
    return SlipLine(
        piece,
        _label(row, amount),
        amount,
        part_of(piece, (amount.start, amount.end)) if amount else None,
        said,
        part_of(piece, count),
        part_of(piece, price),
        tuple(_parts(piece, loose)),
        unread=amount is not None
        and any(word.text.strip("0.,") and not is_code(word.text) for word in apart - read),
    )


def _has_cents(text: str) -> bool:
    return re.search(rf"[.,]\d{{{_DECIMALS}}}$", text.strip()) is not None


def _counted(text: str, end: int) -> re.Match[str] | None:
    """A quantity before a description or behind it."""
    return _COUNTED.match(text) or _BEHIND.search(text, 0, end)


def _label(row: Sequence[Piece], amount: FoundNumber | None) -> str:
    """What a line begins with, without the amount where that stands close behind it."""
    text = row[0].text
    return text[: amount.start].rstrip() if amount and amount.start < len(text) else text


def _parted(word: Word) -> Word:
    """A word without the letter of a tax rate right behind an amount."""
    glued = _GLUED.fullmatch(word.text)
    return word.model_copy(update={"text": glued["amount"]}) if glued else word


def part_of(piece: Piece, place: tuple[int, int] | None) -> Piece | None:
    """Return the words of a piece at a place in its text; None where there are none."""
    if place is None or place[1] <= place[0]:
        return None
    parts = [
        _cut(word, place[0] - at, place[1] - at)
        for word, at in zip(piece.words, piece.starts, strict=True)
        if at < place[1] and at + len(word.text) > place[0]
    ]
    return piece_of(parts, piece.page, piece.line) if parts else None


def _cut(word: Word, start: int, end: int) -> Word:
    """The letters of a word between two places: `2` of `2x`."""
    text = word.text[max(start, 0) : end]
    return word if text == word.text else word.model_copy(update={"text": text})


def pair(pieces: Sequence[Piece], amount: Decimal, values: Values) -> tuple[Piece, Piece] | None:
    """Return the quantity and the price of which an amount is the product.

    Args:
        pieces: Numbers.
        amount: It.
        values: Reads numbers.
    """
    found = [(piece, number) for piece in pieces for number in values.numbers(piece)[:1]]
    ways = [
        (one, other)
        for one, other in permutations(found, 2)
        if one[0] is not other[0] and _makes(one[1], other[1], amount)
    ]
    best = min(ways, key=lambda way: _oddness(way[0][1], way[1][1]), default=None)
    return (best[0][0], best[1][0]) if best else None


def _amount(numbers: Sequence[FoundNumber], piece: Piece) -> FoundNumber | None:
    """The money at the right end, behind which a figure or letters for the tax may stand."""
    for number in numbers[:-3:-1]:
        rest = piece.text[number.end :].strip()
        money = number.decimals == _DECIMALS or number.currency is not None
        if money and not number.percent and len(rest) <= _AFTER:
            return number
        if len(piece.text[number.start : number.end].strip()) > 1:
            return None
    return None


def _times(
    piece: Piece, amount: FoundNumber | None, numbers: Sequence[FoundNumber]
) -> re.Match[str] | None:
    """`3 x 2,50`, if that makes the amount behind it: no code, and no size as of `tile 60 x 60`."""
    match = _TIMES.search(piece.text)
    if match is None:
        return None
    inside = [one for one in numbers if one.start < match.end() and one.end > match.start()]
    price = inside[-1] if inside else None
    if price is None or (price.decimals == 0 and len(match["price"]) > _AFTER):
        return None
    if amount and amount.start >= match.end() and len(inside) > 1:
        return match if multiplies(inside[0].value, price.value, amount.value) else None
    sized = (
        price.decimals == 0 and not price.currency and LETTERS.search(piece.text[: match.start()])
    )
    return None if sized else match


def _stands(number: FoundNumber, piece: Piece) -> bool:
    """Tell a number that stands by itself and is no code."""
    text = f" {piece.text} "
    alone = text[number.start] in " x*@(" and text[number.end + 1] in " xX×*@)/"
    return alone and not number.percent and not is_code(piece.text[number.start : number.end])


def _pair_of(numbers: Sequence[FoundNumber], amount: FoundNumber) -> tuple[FoundNumber, ...]:
    ways = [way for way in permutations(numbers[-6:], 2) if _makes(*way, amount.value)]
    return min(ways, key=lambda way: _oddness(*way), default=())


def _makes(count: FoundNumber, price: FoundNumber, amount: Decimal) -> bool:
    money = price.decimals >= _DECIMALS or price.currency is not None
    return money and amount != 0 and multiplies(count.value, price.value, amount)


def _oddness(count: FoundNumber, price: FoundNumber) -> tuple[bool, bool]:
    """How unlike a quantity and a price two numbers are."""
    return count.decimals == _DECIMALS or count.currency is not None, count.start > price.start


def _parts(piece: Piece, numbers: Sequence[FoundNumber]) -> Iterator[Piece]:
    for number in numbers:
        if part := part_of(piece, (number.start, number.end)):
            yield part


def _said(piece: Piece, places: Sequence[tuple[int, int]], end: int) -> Piece | None:
    """The words between some numbers, those with most letters, without a code before them."""
    starts = [0, *(place[1] for place in places)]
    ends = [*(place[0] for place in places), end]
    runs = [(start, min(stop, end)) for start, stop in zip(starts, ends, strict=True)]
    best: Piece | None = None
    for start, stop in runs:
        part = part_of(piece, (start, stop)) if stop > start else None
        part = described(part) if part else None
        if part and (best is None or _letters(part) > _letters(best)):
            best = part
    return best


def _letters(piece: Piece) -> int:
    return sum(map(str.isalpha, piece.text))

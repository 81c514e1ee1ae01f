"""Sum up what has met and what has not: for each block, each page and the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from docparse.schemas import FURNITURE, Block, Figure, Page, Table
from docparse.schemas.audit import BlockAudit, Counts, Missing, PageAudit, Unsupported
from docparse.verify.aligning import align, describe, settle_formulas, settle_signs
from docparse.verify.exchanging import settle_exchanged
from docparse.verify.ledger import (
    IN_FIGURE,
    IN_FURNITURE,
    NOBODY,
    NOISE,
    REPEATED_HEAD,
    Ledger,
    State,
)
from docparse.verify.speech import Piece, pieces_of, role_of
from docparse.verify.spelling import settle_spelling
from docparse.verify.tokens import tokens_of
from docparse.verify.witness import PageWords

_STRICT = 0.15
_HEAD_REACH = 0.5
"""Type sizes by which the place of a table is grown in search of its repeated head."""
_MOSTLY_OPEN = 0.6
"""Share of a block's words that must not be left on the page for it to say something again."""
_FORMULA_FOUND = 0.5
"""Share of a formula's signs that must be on the page for the others to be believed."""
_DOUBTFUL = 0.8
"""Character score below which what OCR read is not worth checking by OCR."""
_GAP = 3.0
"""Type sizes that may lie between missing words of one place."""


def account(
    pages: Sequence[Page],
    words: Sequence[PageWords],
    *,
    fold: bool = True,
    layout: Sequence[Page] = (),
    pieces: Sequence[Piece] = (),
    met: Sequence[tuple[int, int]] = (),
) -> tuple[PageAudit, ...]:
    """Compare pages of a result with what their source holds.

    Args:
        pages: Of the result.
        words: Of the source's pages, in the same order.
        fold: Whether capital and small letters are the same.
        layout: The pages as docparse reads them, for results that tell no figures, headers and
            footers: what stands in those and is carried by nothing is not missing.
        pieces: What the blocks say, where that is known already, as the places of all but figures
            were found by it: figures then excuse nothing.
        met: Words of the result, by number, and those of the pages that they are known to be.
    """
    blocks = [block for page in pages for block in page.blocks]
    laid = [block for page in layout for block in page.blocks]
    known = laid if pieces else [*blocks, *laid]
    if not pieces:
        pieces = [p for at, block in enumerate(blocks) for p in pieces_of(at, block, fold=fold)]
    roles = [role_of(block) for block in blocks]
    ledger = Ledger(words, pieces, roles, reach=1 if layout else 0, met=met)
    texts, figures, descriptions = _sorted(blocks, pieces)
    apart = _set_aside(ledger, laid)
    align(ledger, texts)
    if apart:
        for word in apart:
            ledger.by[word] = NOBODY
        align(ledger, texts)
    settle_formulas(ledger)
    settle_exchanged(ledger)
    settle_signs(ledger)
    settle_spelling(ledger, blocks)
    align(ledger, figures)
    describe(ledger, descriptions)
    _set_aside(ledger, known)
    _settle_heads(ledger, blocks, fold=fold)
    _settle_noise(ledger)
    numbers: list[list[int]] = [[] for _ in blocks]
    for number, piece in enumerate(pieces):
        numbers[piece.block].append(number)
    accounts = [_account_of(ledger, *pair) for pair in zip(numbers, blocks, strict=True)]
    rest = iter(_with_repetitions(accounts))
    return tuple(
        _page(ledger, at, page.number, list(islice(rest, len(page.blocks))))
        for at, page in enumerate(pages)
    )


def _sorted(
    blocks: Sequence[Block], pieces: Sequence[Piece]
) -> tuple[list[int], list[int], list[int]]:
    """Tell texts from what is printed in figures, and from what models and tools say of these."""
    numbers: tuple[list[int], list[int], list[int]] = ([], [], [])
    for number, piece in enumerate(pieces):
        block = blocks[piece.block]
        figure = isinstance(block, Figure)
        numbers[figure * (1 + (block.source == "model"))].append(number)
    return numbers


def _set_aside(ledger: Ledger, blocks: Iterable[Block]) -> list[int]:
    """Let what stands in a figure, a header or a footer and is carried by nothing belong to it."""
    apart: list[int] = []
    for block in blocks:
        if isinstance(block, (Figure, *FURNITURE)):
            fate = IN_FIGURE if isinstance(block, Figure) else IN_FURNITURE
            for word in ledger.near(block.places, _STRICT):
                ledger.by[word] = fate
                apart.append(word)
    return apart


def _settle_heads(ledger: Ledger, blocks: Iterable[Block], *, fold: bool) -> None:
    """A table over several pages has its head once; the pages have it again and again."""
    for block in blocks:
        if isinstance(block, Table) and block.row_pages:
            heads = [cell.text for cell in block.cells if cell.header]
            keys = {token.key for head in heads for token in tokens_of(head, fold=fold)}
            for word in ledger.near(block.places[1:], _HEAD_REACH):
                if ledger.keys[word] in keys:
                    ledger.by[word] = REPEATED_HEAD


def _settle_noise(ledger: Ledger) -> None:
    """Single signs that OCR alone sees, and nothing says, are no words of the page."""
    for at, page in enumerate(ledger.pages):
        lost = [] if page.exact else [list(group) for group in _missing(ledger, at)]
        for group in lost:
            if len(group) == 1 and len(ledger.keys[group[0]]) == 1:
                ledger.by[group[0]] = NOISE


@dataclass(frozen=True)
class _Account:
    """What became of a block's words.

    Attributes:
        text: What it says, as keys.
        near: Words found near its place.
        checked: Whether its pages have words to compare with.
    """

    block: Block
    text: str
    words: int = 0
    near: int = 0
    far: int = 0
    changed: int = 0
    described: int = 0
    unsupported: tuple[Unsupported, ...] = ()
    checked: bool = True
    repeats: str | None = None

    @property
    def added(self) -> int:
        return self.words - self.near - self.far - self.changed - self.described

    @property
    def lost(self) -> int:
        """Words for which the page has none, or has another."""
        return self.added + self.changed

    @property
    def audit(self) -> BlockAudit:
        sure = self.checked and self.words
        return BlockAudit(
            id=self.block.id,
            kind=self.block.kind,
            support=round(self.near / self.words, 4) if sure else None,
            words=self.words,
            found=self.near + self.far,
            unsupported=self.unsupported if sure else (),
            described=self.block.text if sure and self.described else "",
            described_words=self.described if sure else 0,
            repeats=self.repeats,
        )

    @property
    def counts(self) -> Counts:
        if not self.checked:
            return Counts(unchecked=self.words)
        if self.repeats is not None:
            return Counts(said=self.words, repeated=self.lost)
        return Counts(
            said=self.words, added=self.added, changed=self.changed, described=self.described
        )


def _account_of(ledger: Ledger, numbers: Sequence[int], block: Block) -> _Account:
    states = [_states(ledger, number) for number in numbers]
    every = [state for one in states for state in one]
    said = [ledger.said[at].key for number in numbers for at in ledger.span(number)]
    return _Account(
        block=block,
        text=" ".join(said),
        words=len(every),
        near=every.count(State.NEAR),
        far=every.count(State.FAR),
        changed=every.count(State.CHANGED),
        described=every.count(State.DESCRIBED),
        unsupported=tuple(
            one
            for number, of_piece in zip(numbers, states, strict=True)
            for one in _unsupported(ledger, number, of_piece)
        ),
        checked=ledger.is_checked(block.places) and not _is_doubtful(ledger, block),
    )


def _is_doubtful(ledger: Ledger, block: Block) -> bool:
    """Tell OCR that says itself it may be noise, where there is nothing but OCR to check it by."""
    score = block.confidence if block.source == "ocr" else None
    return score is not None and score < _DOUBTFUL and not ledger.is_exact(block.places)


def _states(ledger: Ledger, number: int) -> list[State]:
    """What became of the words of a piece; signs of a formula that was found are believed."""
    span = ledger.span(number)
    if ledger.pieces[number].proven:
        return [State.CHANGED if at in ledger.told else State.NEAR for at in span]
    keys = [ledger.said[at].key for at in span]
    own = [ledger.state[at] for at in span]
    if not ledger.is_exact(ledger.pieces[number].places):
        own = [
            State.NEAR if state is State.OPEN and _is_noise(keys, own, index) else state
            for index, state in enumerate(own)
        ]
    math = [at for at in span if ledger.said[at].math]
    found = sum(ledger.state[at] != State.OPEN for at in math)
    believed = found >= _FORMULA_FOUND * len(math)
    return [
        State.NEAR
        if believed
        and at not in ledger.told
        and state in {State.OPEN, State.CHANGED}
        and ledger.said[at].math
        and len(ledger.said[at].key) == 1
        else state
        for at, state in zip(span, own, strict=True)
    ]


def _is_noise(keys: Sequence[str], states: Sequence[State], at: int) -> bool:
    """Tell a single sign between words that were found: of those OCR sees some that are none."""
    beside = [states[near] for near in (at - 1, at + 1) if 0 <= near < len(states)]
    return len(keys[at]) == 1 and State.OPEN not in beside


def _unsupported(ledger: Ledger, number: int, states: Sequence[State]) -> Iterator[Unsupported]:
    """Yield the stretches of a piece that its page does not bear out."""
    pairs = list(zip(ledger.span(number), states, strict=True))
    for state, group in groupby(pairs, key=lambda pair: pair[1]):
        said = [at for at, _ in group]
        if state is State.OPEN:
            yield _stretch(ledger, number, said)
        elif state is State.CHANGED:
            yield from (_changed(ledger, number, at) for at in said)


def _changed(ledger: Ledger, number: int, said: int) -> Unsupported:
    words = ledger.parts(said)
    one = _stretch(ledger, number, [said])
    update: dict[str, object] = {"page_says": ledger.text(words), "box": ledger.box(words)}
    if said in ledger.told:
        told = ledger.told[said]
        update |= {"start": told.start, "end": told.end, "text": told.text}
        update["page_says"] = told.page_says
    return one.model_copy(update=update)


def _stretch(ledger: Ledger, number: int, said: Sequence[int]) -> Unsupported:
    piece = ledger.pieces[number]
    tokens = [ledger.said[at] for at in said]
    inside = [token for token in tokens if token.start >= 0]
    start = min((token.start for token in inside), default=-1)
    end = max((token.end for token in inside), default=-1)
    text = piece.text[start:end] if inside else " ".join(token.key for token in tokens)
    return Unsupported(start=start, end=end, cell=piece.cell, text=text, words=len(said))


def _with_repetitions(accounts: Sequence[_Account]) -> list[_Account]:
    """Find the block that says the same, of each one for which the page has no words left."""
    there: dict[str, list[_Account]] = defaultdict(list)
    for account in accounts:
        if 2 * account.lost <= account.words:
            for word in dict.fromkeys(account.text.split(" ")):
                there[word].append(account)
    return [_with_repetition(account, there) for account in accounts]


def _with_repetition(account: _Account, there: Mapping[str, Sequence[_Account]]) -> _Account:
    """Find the first block that says the same, among those that have each word."""
    if not account.lost or not account.checked or account.lost < _MOSTLY_OPEN * account.words:
        return account
    others = min((there.get(word, ()) for word in account.text.split(" ")), key=len)
    for other in others:
        if f" {account.text} " in f" {other.text} ":
            return replace(account, repeats=other.block.id)
    return account


def _page(ledger: Ledger, at: int, number: int, accounts: Sequence[_Account]) -> PageAudit:
    page = ledger.pages[at]
    groups = list(_missing(ledger, at))
    return PageAudit(
        number=number,
        witness=page.witness,
        trusted=page.trusted,
        counts=Counts.total([_on_page(ledger, at), *(account.counts for account in accounts)]),
        missing=tuple(
            Missing(text=ledger.text(group), words=len(group), box=ledger.box(group))
            for group in groups
        ),
        in_figures=tuple(_in_figures(ledger, at, [account.block for account in accounts])),
        blocks=tuple(account.audit for account in accounts),
    )


def _in_figures(ledger: Ledger, at: int, blocks: Sequence[Block]) -> Iterator[Missing]:
    """Yield what stands inside each figure, and in no block of the text."""
    inside = [word for word in ledger.sure(at) if _is_in_figure(ledger, word)]
    for block in blocks:
        if isinstance(block, Figure):
            near = set(ledger.inside(block.places, _STRICT))
            words = [word for word in inside if word in near]
            if words:
                yield Missing(text=ledger.text(words), words=len(words), box=ledger.box(words))


def _is_in_figure(ledger: Ledger, word: int) -> bool:
    by = ledger.by[word]
    return by == IN_FIGURE or (by >= 0 and ledger.roles[ledger.block_of(by)] == "figure")


def _on_page(ledger: Ledger, at: int) -> Counts:
    """Count the words of a page by what became of them; what was changed is the result's count."""
    page = ledger.pages[at]
    counts = {"text": 0, "furniture": 0, "figure": 0, "dropped": 0, "missing": 0, "changed": 0}
    for word in ledger.sure(at):
        counts[_fate(ledger, word)] += 1
    dropped = counts["dropped"] + sum(group.words for group in page.info.dropped)
    words = len(ledger.sure(at)) + dropped - counts["dropped"]
    return Counts(
        words=words,
        emitted=counts["text"],
        furniture=counts["furniture"],
        in_figures=counts["figure"],
        dropped=dropped,
        missing=counts["missing"],
    )


def _fate(ledger: Ledger, word: int) -> str:
    by = ledger.by[word]
    if by >= 0:
        if ledger.state[by] is State.CHANGED:
            return "changed"
        return ledger.roles[ledger.block_of(by)]
    if by == NOBODY:
        return "missing"
    return {IN_FIGURE: "figure", IN_FURNITURE: "furniture", REPEATED_HEAD: "dropped"}.get(
        by, "text"
    )


def _missing(ledger: Ledger, at: int) -> Iterator[list[int]]:
    """Yield the words of a page that nothing carries, those side by side together."""
    lost = [word for word in ledger.sure(at) if ledger.by[word] == NOBODY]
    group: list[int] = []
    for word in lost:
        if group and (word != group[-1] + 1 or _is_apart(ledger, at, group[-1], word)):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _is_apart(ledger: Ledger, at: int, before: int, word: int) -> bool:
    boxes, start = ledger.pages[at].boxes, ledger.starts[at]
    down = abs(boxes[word - start, 1] - boxes[before - start, 1])
    return bool(down > _GAP * ledger.pages[at].type_size)

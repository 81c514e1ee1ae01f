"""Plant errors in a page that was read: what models and parsers do to pages, done on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from docparse.schemas import Block, Box, Cell, Formula, ListItem, Page, Paragraph, Table, TextBlock
from docparse.schemas.audit import Finding

_INVENTED = (
    "The committee therefore asked that every shipment be weighed twice before it leaves port.",
    "Revenue from licences rose by 17.3 percent, mainly because of orders placed in autumn.",
    "Further details of the procedure are described in the appendix to the regional handbook.",
    "Our volunteers planted 4,280 seedlings along the northern bank during the following spring.",
    "All remaining samples were stored at 6 degrees and discarded after 48 hours without analysis.",
    "It was agreed to postpone the inspection until a qualified engineer could attend in person.",
)
_FOREIGN = (
    *("der", "die", "das", "und", "nicht", "aber", "schon", "immer", "wieder", "zwischen", "Haus"),
    *("Straße", "Wetter", "Abend", "Zeitung", "Fenster", "Garten", "Brücke", "Regierung"),
    *("Gesellschaft", "Verfahren", "Ergebnis", "Untersuchung", "gestern", "heute", "morgen"),
    *("vielleicht", "deshalb", "obwohl", "während", "jedoch", "ziemlich", "ungefähr"),
)
_NUMBER = re.compile(r"(?<![\w.,])\d[\d.,]*\d(?![\w.,])")
_ANY_NUMBER = re.compile(r"(?<![\w.,/:-])\d+(?:[.,]\d+)*(?![\w/:-]|[.,]\d)")
_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]{3,}(?![\w'’-])")
_MINUS = re.compile(r"(?<![^\s(])[-–−](\d+(?:[.,]\d+)*)(?![\w-])")
_PERCENT = re.compile(r"(?<![\w.,-])(\d+(?:[.,]\d+)*) ?%")
_POINT = re.compile(r"(?<![\w.,/:-])(\d+)([.,])(\d+)(?![\w/:-]|[.,]\d)")
_OPERATOR = re.compile(r"(?<=[\w})] )[-+=]|(?<=[\w})])[-+=](?=[\w\\({])")
_LETTER = re.compile(r"(?<![\\A-Za-z{])[a-z](?![A-Za-z])")
_LEAST_WORDS = 8
_LINE = 10
"""Words of a line that is translated."""


@dataclass(frozen=True)
class Damage:
    """A damaged page, and what must be found.

    Attributes:
        found: Tells from the new findings whether the damage was seen; those without a block may
            be about any.
    """

    kind: str
    page: Page
    found: Callable[[Sequence[Finding]], bool]


def damages(page: Page, random: Random) -> list[Damage]:
    """Damage a page in each way it can be, once each."""
    makers = (
        *(_drop_paragraph, _drop_row, _swap_digits, _invent, _repeat, _translate),
        *(_exchange_words, _exchange_numbers, _drop_minus, _drop_percent),
        *(_move_point, _exchange_separator, _drop_operator, _change_letter),
    )
    made = (maker(page, random) for maker in makers)
    return [damage for damage in made if damage is not None]


def _drop_paragraph(page: Page, random: Random) -> Damage | None:
    paragraphs = _paragraphs(page)
    if not paragraphs:
        return None
    lost = random.choice(paragraphs)
    rest = tuple(block for block in page.blocks if block is not lost)
    words = len(lost.text.split())
    return Damage(
        "drop a paragraph",
        page.model_copy(update={"blocks": rest}),
        lambda found: _missing_in(found, [place.box for place in lost.places]) >= words / 2,
    )


def _drop_row(page: Page, random: Random) -> Damage | None:
    tables = [block for block in page.blocks if isinstance(block, Table) and _rows(block)]
    if not tables:
        return None
    table = random.choice(tables)
    row = random.choice(_rows(table))
    lost = [cell for cell in table.cells if cell.row == row]
    kept = [cell for cell in table.cells if cell.row != row]
    moved = [
        cell.model_copy(update={"row": cell.row - 1}) if cell.row > row else cell for cell in kept
    ]
    shorter = table.model_copy(update={"cells": tuple(moved), "rows": table.rows - 1})
    boxes = [cell.box for cell in lost if cell.box is not None]
    words = sum(len(cell.text.split()) for cell in lost)
    return Damage(
        "drop a table row",
        _replaced(page, table, [shorter]),
        lambda found: _missing_in(found, boxes) >= words / 2,
    )


def _rows(table: Table) -> list[int]:
    """Rows that can be taken out: of cells in one row each, two of them with words."""
    if any(cell.row_span > 1 for cell in table.cells) or table.row_pages or table.rows < 3:
        return []
    filled = [cell.row for cell in table.cells if re.search(r"\w{2}", cell.text) and cell.box]
    return [row for row in sorted(set(filled)) if filled.count(row) > 1]


def _swap_digits(page: Page, random: Random) -> Damage | None:
    places = [(block, None, m) for block in _texts(page) for m in _numbers(block.text)]
    places += [
        (block, cell, m)
        for block in page.blocks
        if isinstance(block, Table)
        for cell in block.cells
        for m in _numbers(cell.text)
    ]
    if not places:
        return None
    block, cell, number = random.choice(places)
    said = _swapped(number.group(), random)
    changed: Block
    if cell is None:
        changed = _with_text(block, _put(block.text, number, said))
    else:
        spoilt = cell.model_copy(update={"text": _put(cell.text, number, said), "runs": ()})
        cells = tuple(spoilt if one is cell else one for one in block.cells)
        changed = block.model_copy(update={"cells": cells})
    return Damage(
        "swap digits",
        _replaced(page, block, [changed]),
        lambda found: any(
            one.kind == "changed"
            and one.block in {block.id, None}
            and one.page_says in number.group()
            for one in found
        ),
    )


def _numbers(text: str) -> list[re.Match[str]]:
    return [found for found in _NUMBER.finditer(text) if _swappable(found.group())]


def _swappable(number: str) -> list[int]:
    return [
        at
        for at in range(len(number) - 1)
        if number[at].isdigit() and number[at + 1].isdigit() and number[at] != number[at + 1]
    ]


def _swapped(number: str, random: Random) -> str:
    at = random.choice(_swappable(number))
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def _invent(page: Page, random: Random) -> Damage | None:
    paragraphs = _paragraphs(page)
    if not paragraphs:
        return None
    sentence, at = random.choice(_INVENTED), random.choice(paragraphs)
    if random.random() < 0.5:
        longer = _with_text(at, f"{at.text} {sentence}")
        damaged, name = _replaced(page, at, [longer]), at.id
    else:
        name = f"{at.id}-invented"
        own = Paragraph(id=name, page=at.page, box=at.box, text=sentence, source=at.source)
        damaged = _replaced(page, at, [at, own])
    words = len(sentence.split())
    return Damage("invent a sentence", damaged, lambda found: _said(found, name) >= words / 2)


def _repeat(page: Page, random: Random) -> Damage | None:
    paragraphs = _paragraphs(page)
    if not paragraphs:
        return None
    at = random.choice(paragraphs)
    again = at.model_copy(update={"id": f"{at.id}-again"})
    names = {at.id, again.id, None}
    return Damage(
        "repeat a block",
        _replaced(page, at, [at, again]),
        lambda found: any(one.kind == "repeated" and one.block in names for one in found),
    )


def _translate(page: Page, random: Random) -> Damage | None:
    paragraphs = [block for block in _paragraphs(page) if len(block.text.split()) >= 2 * _LINE]
    if not paragraphs:
        return None
    at = random.choice(paragraphs)
    words = at.text.split()
    start = random.randrange(len(words) - _LINE)
    words[start : start + _LINE] = random.sample(_FOREIGN, _LINE)
    return Damage(
        "translate a line",
        _replaced(page, at, [_with_text(at, " ".join(words))]),
        lambda found: _said(found, at.id) >= _LINE / 2,
    )


def _exchange_words(page: Page, random: Random) -> Damage | None:
    places = [
        (block, one, two)
        for block in _paragraphs(page)
        if not any(run.math for run in block.runs)
        for one, two in [_apart(list(_WORD.finditer(block.text)), random)]
        if one is not None and two is not None
    ]
    if not places:
        return None
    block, one, two = random.choice(places)
    text = _put(_put(block.text, two, one.group()), one, two.group())
    return Damage(
        "exchange two words",
        _replaced(page, block, [_with_text(block, text)]),
        lambda found: _tells(found, block.id, [one.group(), two.group()]),
    )


def _apart(
    words: Sequence[re.Match[str]], random: Random
) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """Two words that are not the same, the first before the second."""
    if len(words) < _LEAST_WORDS:
        return None, None
    one, two = sorted(random.sample(list(words), 2), key=lambda word: word.start())
    return (one, two) if one.group().lower() != two.group().lower() else (None, None)


def _exchange_numbers(page: Page, random: Random) -> Damage | None:
    """Two numbers of a text, or of a table, in one column or anywhere."""
    texts = [
        block
        for block in _texts(page)
        if len(_whole_numbers(block.text)) > 1 and not any(run.math for run in block.runs)
    ]
    tables = [block for block in page.blocks if isinstance(block, Table) and _number_cells(block)]
    blocks: list[Block] = [*texts, *tables]
    if not blocks:
        return None
    block = random.choice(blocks)
    if isinstance(block, Table):
        one, two = random.sample(_number_cells(block), 2)
        said = {one: two.text, two: one.text}
        cells = tuple(
            cell.model_copy(update={"text": said[cell], "runs": ()}) if cell in said else cell
            for cell in block.cells
        )
        if one.text == two.text:
            return None
        numbers = [one.text, two.text]
        changed: Block = block.model_copy(update={"cells": cells})
    else:
        first, second = random.sample(_whole_numbers(block.text), 2)
        if first.start() > second.start():
            first, second = second, first
        if first.group() == second.group():
            return None
        numbers = [first.group(), second.group()]
        changed = _with_text(
            block, _put(_put(block.text, second, first.group()), first, second.group())
        )
    return Damage(
        "exchange two numbers",
        _replaced(page, block, [changed]),
        lambda found: _tells(found, block.id, numbers),
    )


def _whole_numbers(text: str) -> list[re.Match[str]]:
    return list(_ANY_NUMBER.finditer(text))


def _number_cells(table: Table) -> list[Cell]:
    cells = [cell for cell in table.cells if _ANY_NUMBER.fullmatch(cell.text)]
    return cells if len(cells) > 1 else []


def _drop_minus(page: Page, random: Random) -> Damage | None:
    return _respelt(page, random, "drop a minus", _MINUS, lambda found: found[1])


def _drop_percent(page: Page, random: Random) -> Damage | None:
    return _respelt(page, random, "drop a percent sign", _PERCENT, lambda found: found[1])


def _move_point(page: Page, random: Random) -> Damage | None:
    return _respelt(page, random, "move a decimal point", _POINT, _moved)


def _moved(found: re.Match[str]) -> str:
    whole, point, part = found[1], found[2], found[3]
    return (
        f"{whole}{part[0]}{point}{part[1:]}"
        if len(part) > 1
        else f"{whole[:-1]}{point}{whole[-1]}{part}"
    )


def _exchange_separator(page: Page, random: Random) -> Damage | None:
    other = {".": ",", ",": "."}
    return _respelt(
        page,
        random,
        "exchange a separator",
        _POINT,
        lambda found: f"{found[1]}{other[found[2]]}{found[3]}",
    )


def _drop_operator(page: Page, random: Random) -> Damage | None:
    return _misprinted(page, random, "drop a formula's operator", _OPERATOR, lambda _: "")


def _change_letter(page: Page, random: Random) -> Damage | None:
    return _misprinted(
        page,
        random,
        "change a formula's letter",
        _LETTER,
        lambda letter: random.choice([one for one in "abkmnpqxyz" if one != letter]),
    )


def _misprinted(
    page: Page,
    random: Random,
    kind: str,
    pattern: re.Pattern[str],
    respell: Callable[[str], str],
) -> Damage | None:
    """Write one sign of a displayed formula in another way."""
    places = [
        (block, found)
        for block in page.blocks
        if isinstance(block, Formula) and block.latex
        for found in pattern.finditer(block.latex)
    ]
    if not places:
        return None
    block, found = random.choice(places)
    latex = _put(block.latex or "", found, respell(found.group()))
    return Damage(
        kind,
        _replaced(page, block, [block.model_copy(update={"latex": latex})]),
        lambda findings: any(one.block in {block.id, None} for one in findings),
    )


def _respelt(
    page: Page,
    random: Random,
    kind: str,
    pattern: re.Pattern[str],
    respell: Callable[[re.Match[str]], str],
) -> Damage | None:
    """Write one number of a page in another way."""
    places: list[tuple[Block, Cell | None, re.Match[str]]] = [
        (block, None, found)
        for block in _texts(page)
        if not any(run.math for run in block.runs)
        for found in pattern.finditer(block.text)
    ]
    places += [
        (block, cell, found)
        for block in page.blocks
        if isinstance(block, Table)
        for cell in block.cells
        if not any(run.math for run in cell.runs)
        for found in pattern.finditer(cell.text)
    ]
    if not places:
        return None
    block, cell, found = random.choice(places)
    said = respell(found)
    return Damage(
        kind,
        _replaced(page, block, [_rewritten(block, cell, found, said)]),
        lambda findings: _tells(findings, block.id, [found.group()]),
    )


def _rewritten(block: Block, cell: Cell | None, found: re.Match[str], said: str) -> Block:
    if cell is None:
        assert isinstance(block, TextBlock)
        return _with_text(block, _put(block.text, found, said))
    assert isinstance(block, Table)
    spoilt = cell.model_copy(update={"text": _put(cell.text, found, said), "runs": ()})
    cells = tuple(spoilt if one is cell else one for one in block.cells)
    return block.model_copy(update={"cells": cells})


def _tells(found: Sequence[Finding], block: str, printed: Sequence[str]) -> bool:
    """Whether a change is told of a block, and what the page says instead."""
    return any(
        one.kind == "changed"
        and one.block in {block, None}
        and any(one.page_says in text or text in one.page_says for text in printed)
        for one in found
    )


def _paragraphs(page: Page) -> list[Paragraph | ListItem]:
    return [
        block
        for block in page.blocks
        if isinstance(block, Paragraph | ListItem) and len(block.text.split()) >= _LEAST_WORDS
    ]


def _texts(page: Page) -> list[TextBlock]:
    return [block for block in page.blocks if isinstance(block, TextBlock)]


def _with_text(block: TextBlock, text: str) -> TextBlock:
    return block.model_copy(update={"text": text, "runs": ()})


def _put(text: str, found: re.Match[str], said: str) -> str:
    return text[: found.start()] + said + text[found.end() :]


def _replaced(page: Page, old: Block, new: Sequence[Block]) -> Page:
    blocks = [one for block in page.blocks for one in (new if block is old else [block])]
    return page.model_copy(update={"blocks": tuple(blocks)})


def _missing_in(found: Sequence[Finding], boxes: Sequence[Box]) -> int:
    return sum(
        one.words
        for one in found
        if one.kind == "missing" and one.box and any(box.intersection(one.box) for box in boxes)
    )


def _said(found: Sequence[Finding], block: str) -> int:
    return sum(
        one.words
        for one in found
        if one.kind in {"added", "changed"} and one.block in {block, None}
    )

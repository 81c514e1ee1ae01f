"""Audits: what a result says beside what its pages hold, in numbers and places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import Field

from docparse.schemas.geometry import Box, Value

Witness = Literal["text_layer", "ocr", "mixed", "none"]
"""Where the words of a page were taken from."""
OnUnsupported = Literal["keep", "mark", "repair", "drop"]
"""What is done about text that its page does not bear out."""
FindingKind = Literal["missing", "changed", "added", "repeated", "in_figure", "described"]


_WORD = re.compile(r"[^\W\d_]{3,}")
_TEXT = 20
"""Words of three letters that make a figure one to look at."""
_DESCRIPTION = 3
"""Words that make a description one to look at: “Figure” is none."""


class Unsupported(Value):
    """A stretch of a block that its page does not bear out.

    Attributes:
        start: Where it begins in the block's text, or in that of the cell; -1 for a formula, a
            marker, a number beside a formula, which are no stretch of the text.
        end: Where it ends.
        cell: Index of the cell in `Table.cells`; None outside of tables.
        text: What the result says.
        page_says: What the page has in its place; empty where it has nothing.
        words: How many words and numbers that is.
        box: Around the page's words, where there are any.
    """

    start: int
    end: int
    cell: int | None = None
    text: str
    page_says: str = ""
    words: int = Field(default=1, ge=1)
    box: Box | None = None


class BlockAudit(Value):
    """How far a block is borne out by its page.

    Attributes:
        support: Share of its words and numbers that stand near its box; None where it has none, or
            the page has no words to compare with.
        words: Words and numbers it says.
        found: Those that are on the page, wherever.
        unsupported: Those that are not, in its order.
        described_words: Those that are not on the page, of the description of a picture.
        described: The whole of that description.
        repeats: Id of the block that says the same already, where the page says it once.
    """

    id: str
    kind: str
    support: float | None = Field(default=None, ge=0, le=1)
    words: int = 0
    found: int = 0
    unsupported: tuple[Unsupported, ...] = ()
    described_words: int = 0
    described: str = ""
    repeats: str | None = None


class Missing(Value):
    """Words of the page that the text does not have: those side by side, or of one figure."""

    text: str
    words: int = Field(ge=1)
    box: Box


class Counts(Value):
    """Words and numbers, on the page and in the result.

    A character of a script without spaces counts as a word. On the page: `words` are `emitted`,
    `furniture`, `in_figures`, `dropped`, `changed` or `missing`. In the result: `said` are
    found, `changed`, `added`, `repeated` or `described`.

    Attributes:
        words: On the page.
        emitted: Carried by a block of the text.
        furniture: Carried by a running header or footer.
        in_figures: Inside a figure, which plain text and Markdown leave out.
        dropped: Left out for a reason that `page.info.dropped` names, or the repeated head of a
            table that goes on.
        missing: Carried by nothing.
        said: In the result.
        added: Not on the page.
        changed: Where the page says something else.
        repeated: Said again, while the page says it once.
        described: Said of a picture by the model or tool that describes it, and not on the page.
        unchecked: In the result, on pages without a word to compare with, or where OCR is all there
            is and doubts itself; not part of `said`.
    """

    words: int = 0
    emitted: int = 0
    furniture: int = 0
    in_figures: int = 0
    dropped: int = 0
    missing: int = 0
    said: int = 0
    added: int = 0
    changed: int = 0
    repeated: int = 0
    described: int = 0
    unchecked: int = 0

    @classmethod
    def total(cls, parts: Iterable[Counts]) -> Counts:
        """Add up."""
        every = list(parts)
        return cls(**{name: sum(getattr(one, name) for one in every) for name in cls.model_fields})

    @property
    def amiss(self) -> int:
        """Words missing, added, changed or repeated."""
        return self.missing + self.added + self.changed + self.repeated


class PageAudit(Value):
    """A page: what it holds, what the result makes of it.

    Attributes:
        witness: Where the words of the page were taken from.
        trusted: The text layer is healthy: it states what the page says, exactly.
        counts: Of the page and of the blocks that begin on it.
        missing: What no block carries, and where it stands.
        in_figures: What stands inside each figure.
        blocks: One for each block, in their order.
    """

    number: int = Field(ge=1)
    witness: Witness = "none"
    trusted: bool = False
    counts: Counts = Field(default_factory=Counts)
    missing: tuple[Missing, ...] = ()
    in_figures: tuple[Missing, ...] = ()
    blocks: tuple[BlockAudit, ...] = ()


class Finding(Value):
    """One thing amiss, and where.

    Attributes:
        page: Number of the page, from 1.
        block: Id of the block; None for what no block carries.
        text: What the result says; for what is missing, what the page says.
        page_says: What stands on the page instead.
        words: How many.
    """

    kind: FindingKind
    page: int
    block: str | None = None
    text: str
    page_says: str = ""
    words: int = 1
    box: Box | None = None

    @property
    def sentence(self) -> str:
        """What to tell the reader."""
        quoted = f"“{_shortened(self.text)}”"
        if self.kind == "in_figure":
            return f"page {self.page}: {self.words} words in a figure, not in the text: {quoted}"
        if self.kind == "described":
            return (
                f"page {self.page}, {self.block}: {self.words} words that describe a picture are "
                f"not on the page: {quoted}"
            )
        if self.kind == "missing":
            return f"page {self.page}: missing {quoted}"
        where = f"page {self.page}, {self.block}" if self.block else f"page {self.page}"
        if self.kind == "changed":
            return f"{where}: {quoted} is “{_shortened(self.page_says)}” on the page"
        if self.kind == "repeated":
            return f"{where}: says again {quoted}"
        return f"{where}: not on the page {quoted}"


class Audit(Value):
    """A result beside its source: numbers a person can act on, and where to look first."""

    source: str
    engine: str = ""
    counts: Counts = Field(default_factory=Counts)
    pages: tuple[PageAudit, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is missing, added, changed or repeated."""
        return self.counts.amiss == 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is amiss, the worst first: changed numbers, then by the number of words."""
        return tuple(sorted(self._found(), key=_weight, reverse=True))

    @property
    def hidden(self) -> tuple[Finding, ...]:
        """What nothing is amiss with as such, and still worth a look.

        Figures that hold as much text as a paragraph, which plain text and Markdown leave out: what
        was taken for a figure may be text. And descriptions of pictures that say what is not on the
        page: of those nobody can tell by words whether they are true.
        """
        return tuple(one for page in self.pages for one in (*_in_figures(page), *_described(page)))

    def _found(self) -> Iterator[Finding]:
        for page in self.pages:
            for gap in page.missing:
                yield Finding(
                    kind="missing", page=page.number, text=gap.text, words=gap.words, box=gap.box
                )
            for block in page.blocks:
                yield from _of_block(page.number, block)

    def summary(self, *, most: int = 20) -> str:
        """Return the audit as text: the sums, then the worst places, at most that many."""
        counts, findings = self.counts, self.findings
        lines = [
            f"{self.source}: {_plural(len(self.pages), 'page')}, "
            f"{_plural(counts.words, 'word')} on them",
            f"  carried: {counts.emitted:,} in the text, {counts.furniture:,} in running headers "
            f"and footers, {counts.in_figures:,} in figures, "
            f"{counts.dropped:,} dropped with reason",
            f"  amiss:   {counts.missing:,} missing, {counts.added:,} added, "
            f"{counts.changed:,} changed, {counts.repeated:,} repeated",
        ]
        if counts.described:
            lines.append(f"  described: {counts.described:,} in words of others for pictures")
        if counts.unchecked:
            lines.append(f"  unchecked: {counts.unchecked:,} where the page has no readable words")
        lines += [f"  {finding.sentence}" for finding in findings[:most]]
        if len(findings) > most:
            lines.append(f"  … and {_plural(len(findings) - most, 'more place')}")
        lines += [f"  look: {finding.sentence}" for finding in self.hidden[:most]]
        return "\n".join(lines) + "\n"

    def to_json(self, *, indent: int | None = 2) -> str:
        """Return JSON that `Audit.model_validate_json` turns into an equal audit."""
        return self.model_dump_json(indent=indent)


def _in_figures(page: PageAudit) -> Iterator[Finding]:
    for one in page.in_figures:
        if len(_WORD.findall(one.text)) >= _TEXT:
            yield Finding(
                kind="in_figure", page=page.number, text=one.text, words=one.words, box=one.box
            )


def _described(page: PageAudit) -> Iterator[Finding]:
    for block in page.blocks:
        if block.described_words >= _DESCRIPTION:
            yield Finding(
                kind="described",
                page=page.number,
                block=block.id,
                text=block.described,
                words=block.described_words,
            )


def _of_block(page: int, block: BlockAudit) -> Iterator[Finding]:
    if block.repeats is not None:
        text = " … ".join(one.text for one in block.unsupported)
        yield Finding(kind="repeated", page=page, block=block.id, text=text, words=block.words)
        return
    for one in block.unsupported:
        yield Finding(
            kind="changed" if one.page_says else "added",
            page=page,
            block=block.id,
            text=one.text,
            page_says=one.page_says,
            words=one.words,
            box=one.box,
        )


def _weight(finding: Finding) -> tuple[bool, int, int]:
    digits = finding.kind == "changed" and any(map(str.isdigit, finding.text))
    return digits, finding.words, -finding.page


def _shortened(text: str, most: int = 80) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= most else joined[: most - 1] + "…"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"

"""What is to be known of a whole document before its first page is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from docparse.export.captions import CaptionFinder, Captions
from docparse.export.kinds import is_uncertain
from docparse.export.notes import NoteFinder, Notes
from docparse.schemas import Heading, Page
from docparse.schemas.paged import Paged

_SCRIPTS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
}
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|for|that|with|on|are|by)\b", re.I)
_SAMPLE = 20_000
"""Characters of the text by which its language is guessed."""


@dataclass(frozen=True)
class Failure:
    """A page that could not be read, and why."""

    page: int
    reason: str


@dataclass(frozen=True)
class Survey:
    """Facts of a document, gathered in one go through its pages and small beside them.

    Attributes:
        title: What the source states, else the first top heading, else the source's name.
        language: `ja`, `ko`, `zh` or `en` when the text is plainly in that language.
        pages: How many there are.
        kinds: How many blocks there are of each kind.
        uncertain: Blocks whose confidence is low.
        audited: A page carries an audit.
        failures: Pages that could not be read.
    """

    title: str
    language: str | None
    pages: int
    kinds: Mapping[str, int]
    uncertain: int
    audited: bool
    failures: tuple[Failure, ...]
    captions: Captions
    notes: Notes


def survey(document: Paged) -> Survey:
    """Go through the pages of a document once."""
    seen = _Seen()
    for page in document.pages:
        seen.add(page)
    title = document.source.title.strip() or (seen.heading or "").strip()
    return Survey(
        title=" ".join(title.split()) or document.source.name,
        language=_guess_language(" ".join(seen.texts)[:_SAMPLE]),
        pages=seen.pages,
        kinds=seen.kinds,
        uncertain=seen.uncertain,
        audited=seen.audited,
        failures=tuple(seen.failures),
        captions=seen.captions.found(),
        notes=seen.notes.found(),
    )


class _Seen:
    """What was seen so far."""

    def __init__(self) -> None:
        self.heading: str | None = None
        self.texts: list[str] = []
        self.pages = self.uncertain = 0
        self.kinds: Counter[str] = Counter()
        self.audited = False
        self.failures: list[Failure] = []
        self.captions = CaptionFinder()
        self.notes = NoteFinder()
        self._missing = _SAMPLE

    def add(self, page: Page) -> None:
        self.pages += 1
        self.audited |= page.audit is not None
        if page.error:
            self.failures.append(Failure(page.number, page.error))
        self.captions.see(page)
        self.notes.see(page)
        for block in page.blocks:
            self.kinds[block.kind] += 1
            self.uncertain += is_uncertain(block)
            if self.heading is None and isinstance(block, Heading) and block.level == 1:
                self.heading = block.text
            if self._missing > 0:
                self.texts.append(block.text)
                self._missing -= len(self.texts[-1]) + 1


def _guess_language(text: str) -> str | None:
    letters = sum(character.isalpha() for character in text)
    for language, script in _SCRIPTS.items():
        if len(script.findall(text)) > 0.1 * max(letters, 1):
            return language
    words = len(re.findall(r"[^\W\d_]+", text))
    return "en" if len(_ENGLISH.findall(text)) > 0.1 * max(words, 1) else None

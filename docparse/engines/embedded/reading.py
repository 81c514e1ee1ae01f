"""Decide what to believe of a page, its text layer or its image, and read that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from docparse.engines.embedded.health import Health, check_text_layer
from docparse.engines.embedded.scan import ScanReader
from docparse.engines.embedded.sheets import Sheet, lay_under
from docparse.engines.embedded.tick_boxes import with_drawn_boxes
from docparse.heartbeat import beat
from docparse.schemas import Box, Dropped, PageInfo, Rule, Word
from docparse.sources import SourcePage
from docparse.sources.mupdf import mupdf_lock
from docparse.sources.pdf import PdfPage
from docparse.tasks.parse import OcrMode

_LEADER = re.compile(r"([._·…=*-])\1{7,}")
_SAME_PLACE = 1.5
"""Points by which a word painted over itself may be moved."""
_MAX_RULES = 5000
"""Lines beyond which a page holds a map or a plan, and no table borders."""
_SAMPLE = 100
"""Characters quoted of dropped words."""


@dataclass(frozen=True)
class Reading:
    """The words of a page, and the page as the layout model shall see it.

    Attributes:
        width: Points of the upright page.
        height: Points of the upright page.
        info: How it was read; `info.dropped` accounts for the words left out.
        words: Words to be put into blocks.
        rules: Lines drawn on the page.
        graphics: Around what else a scan shows besides words and rules.
        page: The page itself where it is a PDF's and its text layer was read.
        sheet: A page with those words as its text layer; None when there are none.
    """

    width: float
    height: float
    info: PageInfo
    words: tuple[Word, ...] = ()
    rules: tuple[Rule, ...] = ()
    graphics: tuple[Box, ...] = ()
    page: PdfPage | None = None
    sheet: Sheet | None = None


def within(reading: Reading, box: Box) -> Reading:
    """Return what of a page stands in a box, as a page with nothing else on it."""
    words = tuple(word for word in reading.words if box.contains(word.box.center))
    rules = tuple(rule for rule in reading.rules if rule.box.intersection(box) > 0)
    sheet = lay_under(None, words, reading.width, reading.height) if words else None
    return replace(reading, words=words, rules=rules, graphics=(), sheet=sheet)


class PageReader:
    """Reads pages; holds the OCR models once they were needed.

    Args:
        threads: Threads OCR may use; all cores by default.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._scans = ScanReader(threads)

    def read(self, page: SourcePage, mode: OcrMode) -> Reading:
        """Read the words of a page.

        Raises:
            SourceError: The page is damaged, or its image too large.
        """
        beat()
        with mupdf_lock:
            return self._read(page, mode)

    def _read(self, page: SourcePage, mode: OcrMode) -> Reading:
        if mode == "always":
            return self._from_image(page, "OCR was asked for")
        health = check_text_layer(page)
        if mode == "never":
            return _from_text_layer(page, health, f"{health.reason}; OCR is switched off")
        if health.verdict in {"empty", "garbled"}:
            return self._from_image(page, health.reason, health.outside)
        if health.verdict == "partial":
            return self._from_both(page, health)
        return _from_text_layer(page, health, health.reason)

    def _from_image(self, page: SourcePage, reason: str, outside: Sequence[Word] = ()) -> Reading:
        scan = self._scans.read(page)
        upright = page.turned(scan.orientation, scan.skew)
        dropped = (*_dropped("stands off the page", outside), *_dropped(scan.refusal, scan.refused))
        found = len(scan.words) + len(scan.refused)
        info = PageInfo(
            text_source="ocr" if found else "none",
            reason=reason if found else f"{reason}; its image shows no text",
            words=found + len(outside),
            dropped=dropped,
            orientation=scan.orientation,
            skew=scan.skew,
            ocr_confidence=scan.confidence,
            notes=scan.notes,
        )
        return Reading(
            width=upright.width,
            height=upright.height,
            info=info,
            words=scan.words,
            rules=scan.rules,
            graphics=scan.graphics,
            sheet=lay_under(scan.image, scan.words, upright.width, upright.height)
            if scan.words
            else None,
        )

    def _from_both(self, page: SourcePage, health: Health) -> Reading:
        """Respell words without known characters, and read bare pictures."""
        plain = _from_text_layer(page, health, health.reason)
        words = self._scans.respell(page, plain.words)
        added = self._scans.read_parts(page, health.bare, first_line=1 + _last_line(words))
        if not added and words == plain.words:
            return plain
        every = (*words, *added)
        scores = [word.confidence for word in every if word.confidence is not None]
        info = plain.info.model_copy(
            update={
                "text_source": "mixed",
                "words": plain.info.words + len(added),
                "ocr_confidence": round(sum(scores) / len(scores), 4) if scores else None,
            }
        )
        return Reading(
            width=page.width,
            height=page.height,
            info=info,
            words=every,
            rules=plain.rules,
            page=plain.page,
            sheet=lay_under(page.image(100), every, page.width, page.height)
            if added
            else plain.sheet,
        )


def _from_text_layer(page: SourcePage, health: Health, reason: str) -> Reading:
    words, twice = _drawn_once(health.words)
    words, leaders = _without_leaders(words)
    overdrawn = len(page.rules) > _MAX_RULES
    signed = words
    if isinstance(page, PdfPage) and words and not overdrawn:
        signed = with_drawn_boxes(page, words)
    info = PageInfo(
        text_source="text_layer" if words else "none",
        reason=reason,
        words=len(health.words) + len(health.outside) + len(signed) - len(words),
        dropped=(
            *_dropped("stands off the page", health.outside),
            *_dropped("is drawn twice in one place", twice),
            *_dropped("is a rule drawn with characters", leaders),
        ),
        orientation=page.orientation,
    )
    return Reading(
        width=page.width,
        height=page.height,
        info=info,
        words=signed,
        rules=() if overdrawn else page.rules,
        page=page if isinstance(page, PdfPage) else None,
        sheet=_sheet(page, words, overdrawn=overdrawn),
    )


def _sheet(page: SourcePage, words: Sequence[Word], *, overdrawn: bool) -> Sheet | None:
    """The page itself; where its drawings would keep the model busy for minutes, its words."""
    if not words or not isinstance(page, PdfPage):
        return None
    if overdrawn:
        return lay_under(None, words, page.width, page.height)
    return Sheet(page.pdf_page)


def _drawn_once(words: Iterable[Word]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Separate words painted again over themselves, as some programs do for bold type."""
    seen: dict[tuple[str, int, int], Box] = {}
    once: list[Word] = []
    twice: list[Word] = []
    for word in words:
        column, row = round(word.box.x0 / _SAME_PLACE), round(word.box.y0 / _SAME_PLACE)
        around = [(word.text, column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        if any(_is_same_place(word.box, seen[place]) for place in around if place in seen):
            twice.append(word)
        else:
            seen[word.text, column, row] = word.box
            once.append(word)
    return tuple(once), tuple(twice)


def _is_same_place(one: Box, other: Box) -> bool:
    return max(abs(one.x0 - other.x0), abs(one.y0 - other.y0)) < _SAME_PLACE


def _without_leaders(words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Separate lines that hold nothing but dots or dashes."""
    lines: dict[int, str] = {}
    for word in words:
        lines[word.line] = lines.get(word.line, "") + word.text
    drawn = {line for line, text in lines.items() if _LEADER.fullmatch(text)}
    return (
        tuple(word for word in words if word.line not in drawn),
        tuple(word for word in words if word.line in drawn),
    )


def _dropped(reason: str, words: Sequence[Word]) -> tuple[Dropped, ...]:
    if not words:
        return ()
    sample = " ".join(word.text for word in words[:30])[:_SAMPLE]
    return (Dropped(reason=reason, words=len(words), sample=sample),)


def _last_line(words: Sequence[Word]) -> int:
    return max((word.line for word in words), default=0)

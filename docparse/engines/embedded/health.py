"""Judge a text layer: can it be believed, and for which parts of the page?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from docparse.schemas import Box, Word
from docparse.sources import SourcePage

Verdict = Literal["healthy", "empty", "garbled", "partial"]

_LOST = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff\x00-\x08\x0e-\x1f]")
_LETTERS = re.compile(r"[A-Za-z]{4,}")
_VOWELS = re.compile(r"[aeiouyAEIOUY]")
_GARBLED = 0.3
"""Share of unreadable characters beyond which the whole page is read from its image."""
_SCANNED = 0.5
"""Share of the page pictures must cover, without text on them, to be read as a scan."""


@dataclass(frozen=True)
class Health:
    """What a text layer is worth, and why in words.

    Attributes:
        verdict: `healthy`; `empty` (nothing to read); `garbled` (present but meaningless);
            `partial` (good, but for some words and pictures).
        reason: For `PageInfo.reason`.
        words: The words worth keeping.
        outside: Words that stand off the page.
        bare: Pictures that may be scanned text.
    """

    verdict: Verdict
    reason: str
    words: tuple[Word, ...] = ()
    outside: tuple[Word, ...] = ()
    bare: tuple[Box, ...] = ()


def check_text_layer(page: SourcePage) -> Health:
    """Judge the text layer of a page."""
    sheet = Box(x0=0, y0=0, x1=page.width, y1=page.height)
    inside = tuple(word for word in page.words if sheet.contains(word.box.center))
    outside = tuple(word for word in page.words if not sheet.contains(word.box.center))
    if not inside:
        reason = "all text stands off the page" if outside else "the page has no text layer"
        return Health("empty", reason, outside=outside)
    lost = lost_share(inside)
    if lost > _GARBLED:
        return Health("garbled", f"{lost:.0%} of the text layer has no known character", inside)
    if not _pronounceable(inside):
        return Health("garbled", "the text layer's words have no vowels: a wrong encoding", inside)
    unread = sum(is_lost(word) for word in inside)
    hidden = sum(word.hidden for word in inside) / len(inside)
    bare = _bare_pictures(page, inside) if hidden < 0.5 else ()
    if unread or bare:
        reason = _partial_reason(unread + len(bare))
        return Health("partial", reason, inside, outside, bare)
    reason = "text laid under a scan by an earlier OCR" if hidden > 0.5 else "healthy text layer"
    return Health("healthy", reason, inside, outside)


def is_lost(word: Word) -> bool:
    """Tell a word of which a letter has no known meaning, so that it must be read anew.

    A sign that stands alone, as the pieces of large brackets do, is left as it is.
    """
    lost = len(_LOST.findall(word.text))
    return lost > 0 and lost + sum(map(str.isalnum, word.text)) > 1


def lost_share(words: Sequence[Word]) -> float:
    """Share of characters without a known meaning: replacement, private use, control."""
    text = "".join(word.text for word in words)
    return len(_LOST.findall(text)) / max(1, len(text))


def _pronounceable(words: Sequence[Word]) -> bool:
    candidates = [match for word in words for match in _LETTERS.findall(word.text)]
    if len(candidates) < 20:
        return True
    return sum(bool(_VOWELS.search(word)) for word in candidates) > 0.5 * len(candidates)


def _bare_pictures(page: SourcePage, words: Sequence[Word]) -> tuple[Box, ...]:
    """Pictures large enough to be scanned text that no text-layer word stands on."""
    area = page.width * page.height
    return tuple(
        box
        for box in page.pictures
        if box.area > _SCANNED * area and not any(box.contains(w.box.center) for w in words)
    )


def _partial_reason(count: int) -> str:
    parts = "1 part" if count == 1 else f"{count} parts"
    return f"healthy text layer, but {parts} of the page can only be read from the image"

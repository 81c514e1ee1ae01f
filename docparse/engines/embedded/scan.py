"""Read words from page images, in page points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docparse.schemas import Box, Rule, Word
from docparse.sources import SourcePage

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True)
class Scan:
    """What a page image says, upright and level."""

    image: Image
    orientation: int = 0
    skew: float = 0.0
    words: tuple[Word, ...] = ()
    rules: tuple[Rule, ...] = ()
    refused: tuple[Word, ...] = ()
    refusal: str = ""
    notes: tuple[str, ...] = ()
    confidence: float | None = None


class ScanReader:
    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads

    def read(self, page: SourcePage) -> Scan:
        return Scan(page.image(72))

    def respell(self, page: SourcePage, words: Sequence[Word]) -> tuple[Word, ...]:
        return tuple(words)

    def read_parts(
        self, page: SourcePage, parts: Sequence[Box], *, first_line: int
    ) -> tuple[Word, ...]:
        return ()

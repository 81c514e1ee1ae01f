"""Read words from page images, in page points: upright, level, with what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from docparse.engines.embedded.health import is_lost
from docparse.engines.embedded.ink import spell
from docparse.engines.embedded.ocr import LineReader, Pixels, Quad, ReadLine
from docparse.engines.embedded.strokes import find_graphics, find_rules
from docparse.engines.embedded.tick_boxes import with_pictured_boxes
from docparse.engines.embedded.upright import find_skew, is_sideways
from docparse.schemas import Box, Rule, Word
from docparse.sources import SourcePage
from docparse.sources.picture import PicturePage
from docparse.turning import turn

if TYPE_CHECKING:
    from PIL.Image import Image

_CONTRAST = 24
"""Levels between the darkest and the lightest spot of a page with anything on it."""
_DPI = 200.0
_MAX_SIDE = 2600
"""Pixels of the longer side; more gains nothing."""
_SMALL_TYPE = 17.0
"""Pixels of a line's height (with its margin) below which the image is enlarged."""
_GOOD_TYPE = 28.0
_MAX_ENLARGED = 3.0
_UNREAD = 0.5
"""Mean character score below which a line counts as not read."""
_SURE = 0.8
"""The score asked for on a page of which most is not read."""
_UPSIDE_DOWN = 0.88
"""Mean score of the longest lines that makes it worth trying them upside down."""
_PROBES = 10
_FOREIGN, _SAMPLE = 0.4, 24
"""Mean score of the longest lines, and of that many others, of a script that is not covered."""


@dataclass(frozen=True)
class Scan:
    """What a page image says.

    Attributes:
        image: The page upright and level; its resolution is `72 / scale`.
        orientation: Degrees it was turned clockwise to stand upright.
        skew: Degrees it was turned clockwise, after that, to be level.
        words: In points of the upright page.
        rules: Lines drawn on the page.
        graphics: Around what else is drawn on it.
        refused: Words read with too little certainty to be given out.
        refusal: Why they were refused.
        notes: For `PageInfo.notes`.
        confidence: Mean score of the characters of `words`.
    """

    image: Image
    orientation: int = 0
    skew: float = 0.0
    words: tuple[Word, ...] = ()
    rules: tuple[Rule, ...] = ()
    graphics: tuple[Box, ...] = ()
    refused: tuple[Word, ...] = ()
    refusal: str = ""
    notes: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True)
class _Sheet:
    """A page image with the places of its lines."""

    image: Image
    pixels: Pixels
    quads: list[Quad]
    orientation: int = 0
    skew: float = 0.0


class ScanReader:
    """Reads page images; holds the OCR models once they were needed.

    Args:
        threads: Threads to use; all cores by default.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._reader = LineReader(threads)

    def read(self, page: SourcePage) -> Scan:
        """Read all words of a page image.

        Raises:
            SourceError: The page cannot be rendered.
        """
        dpi = _resolution(page)
        image = page.image(dpi)
        if _is_blank(image):
            return Scan(image)
        sheet = self._look(image)
        enlarged = _enlargement(sheet)
        if enlarged > 1:
            dpi *= enlarged
            sheet = self._look(_resized(image, enlarged))
        sheet, lines = self._read_upright(self._levelled(sheet))
        return _account(sheet, lines, 72 / dpi)

    def respell(self, page: SourcePage, words: Sequence[Word]) -> tuple[Word, ...]:
        """Read the words with unknown characters from the page image, each at its place."""
        lost = [i for i, word in enumerate(words) if is_lost(word) and word.box.area > 0]
        if not lost:
            return tuple(words)
        pixels, scale = _pixels(page.image(_DPI)), _DPI / 72
        quads = [_quad(words[i].box.expanded(1.0), scale) for i in lost]
        spelt = list(words)
        for i, line in zip(lost, self._reader.recognise(pixels, quads), strict=True):
            if line.score >= _SURE:
                text = line.text.replace(" ", "")
                spelt[i] = words[i].model_copy(
                    update={"text": text, "confidence": round(line.score, 4)}
                )
        return tuple(spelt)

    def read_parts(
        self, page: SourcePage, parts: Sequence[Box], *, first_line: int
    ) -> tuple[Word, ...]:
        """Read the words inside parts of a page that stands upright already."""
        added: list[Word] = []
        for part in parts:
            pixels = _pixels(page.image(_DPI, part))
            lines = self._reader.recognise(pixels, self._reader.detect(pixels))
            read = [line for line in lines if line.score >= _SURE]
            words = spell(read, pixels, 72 / _DPI, first_line)
            added += [_moved(word, part.x0, part.y0) for word in words]
            first_line = 1 + max((word.line for word in added), default=first_line)
        return tuple(added)

    def _look(self, image: Image, orientation: int = 0, skew: float = 0.0) -> _Sheet:
        pixels = _pixels(image)
        return _Sheet(image, pixels, self._reader.detect(pixels), orientation, skew)

    def _levelled(self, sheet: _Sheet) -> _Sheet:
        """Turn a sideways page by 90°, then take out its skew."""
        if is_sideways(sheet.quads):
            sheet = self._look(turn(sheet.image, 90, 0), 90)
        skew = find_skew(sheet.quads)
        if skew == 0:
            return sheet
        return self._look(turn(sheet.image, 0, skew), sheet.orientation, skew)

    def _read_upright(self, sheet: _Sheet) -> tuple[_Sheet, list[ReadLine]]:
        """Read the longest lines first; when they make no sense, try them upside down."""
        quads = sorted(sheet.quads, key=_length, reverse=True)
        probes, rest = quads[:_PROBES], quads[_PROBES:]
        lines = self._reader.recognise(sheet.pixels, probes)
        if _score(lines) < _UPSIDE_DOWN:
            turned = [np.roll(quad, 2, axis=0) for quad in probes]
            if _score(self._reader.recognise(sheet.pixels, turned)) > _score(lines) + 0.05:
                orientation = (sheet.orientation + 180) % 360
                sheet = self._look(turn(sheet.image, 180, 0), orientation, sheet.skew)
                return sheet, self._reader.recognise(sheet.pixels, sheet.quads)
        if _score(lines) < _FOREIGN:
            return sheet, lines + self._read_foreign(sheet, rest)
        return sheet, lines + self._reader.recognise(sheet.pixels, rest)

    def _read_foreign(self, sheet: _Sheet, quads: Sequence[Quad]) -> list[ReadLine]:
        """Read a sample of lines; when they make no sense either, take the rest as unread."""
        step = max(1, len(quads) // _SAMPLE)
        sample = [quad for i, quad in enumerate(quads) if i % step == 0]
        rest = [quad for i, quad in enumerate(quads) if i % step]
        lines = self._reader.recognise(sheet.pixels, sample)
        if _score(lines) < _FOREIGN:
            return lines + [ReadLine(quad, (), frozenset()) for quad in rest]
        return lines + self._reader.recognise(sheet.pixels, rest)


def _is_blank(image: Image) -> bool:
    """Tell a page of one colour, to save looking for text on it."""
    low, high = cast("tuple[int, int]", image.convert("L").getextrema())
    return high - low < _CONTRAST


def _resolution(page: SourcePage) -> float:
    """Dots per inch to read at: a picture's own, else `_DPI`; large pages get fewer."""
    dpi = page.dpi if isinstance(page, PicturePage) else _DPI
    return min(dpi, _MAX_SIDE * 72 / max(page.width, page.height, 1.0))


def _enlargement(sheet: _Sheet) -> float:
    """Factor that brings small type to a legible size."""
    if not sheet.quads:
        return 1.0
    height = float(np.median([min(_length(quad), _height(quad)) for quad in sheet.quads]))
    if height >= _SMALL_TYPE:
        return 1.0
    room = _MAX_SIDE / max(sheet.image.size)
    return max(1.0, min(_GOOD_TYPE / max(height, 1.0), _MAX_ENLARGED, room))


def _account(sheet: _Sheet, lines: Sequence[ReadLine], scale: float) -> Scan:
    """Sort lines into read and refused, and say what was refused."""
    unread = sum(line.score < _UNREAD for line in lines)
    foreign = unread > 0.5 * len(lines)
    floor = _SURE if foreign else _UNREAD
    ordered = sorted(lines, key=lambda line: (float(line.quad[:, 1].min()), line.quad[0, 0]))
    words = spell([line for line in ordered if line.score >= floor], sheet.pixels, scale)
    words = list(with_pictured_boxes(sheet.pixels, scale, words))
    refused = spell([line for line in ordered if line.score < floor], sheet.pixels, scale)
    places = [word.box for word in (*words, *refused)]
    rules = find_rules(sheet.pixels, scale, places)
    return Scan(
        image=sheet.image,
        orientation=sheet.orientation,
        skew=sheet.skew,
        words=tuple(words),
        rules=rules,
        graphics=find_graphics(sheet.pixels, scale, places, rules),
        refused=tuple(refused),
        refusal="was read from the image with too little certainty",
        notes=_notes(len(lines), sum(line.score < floor for line in lines), foreign),
        confidence=_mean(words),
    )


def _notes(lines: int, refused: int, foreign: bool) -> tuple[str, ...]:
    if not refused:
        return ()
    if foreign:
        return (
            f"{refused} of {lines} lines of text in the page image could not be read; OCR covers "
            "Latin, Chinese and Japanese script",
        )
    return (f"{refused} of {lines} marks in the page image could not be read as text",)


def _mean(words: Sequence[Word]) -> float | None:
    letters = sum(len(word.text) for word in words)
    if not letters:
        return None
    return round(sum((word.confidence or 0.0) * len(word.text) for word in words) / letters, 4)


def _score(lines: Sequence[ReadLine]) -> float:
    """Mean character score; lines in which nothing was recognised weigh like two characters."""
    weights = [max(2, len(line.glyphs)) for line in lines]
    total = sum(line.score * weight for line, weight in zip(lines, weights, strict=True))
    return total / max(1, sum(weights))


def _pixels(image: Image) -> Pixels:
    """The image as the models take it; black and white dots are blurred into greys."""
    pixels = cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2BGR)
    if len(np.unique(pixels)) <= 2:
        pixels = cv2.GaussianBlur(pixels, (3, 3), 0)
    return np.asarray(pixels, np.uint8)


def _resized(image: Image, factor: float) -> Image:
    from PIL import Image as Images

    size = (round(image.width * factor), round(image.height * factor))
    return image.resize(size, Images.Resampling.BICUBIC)


def _quad(box: Box, scale: float) -> Quad:
    x0, y0, x1, y1 = (value * scale for value in box.corners)
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)


def _moved(word: Word, dx: float, dy: float) -> Word:
    box = word.box
    moved = Box(x0=box.x0 + dx, y0=box.y0 + dy, x1=box.x1 + dx, y1=box.y1 + dy)
    return word.model_copy(update={"box": moved, "baseline": word.baseline + dy})


def _length(quad: Quad) -> float:
    return float(np.hypot(*(quad[1] - quad[0])))


def _height(quad: Quad) -> float:
    return float(np.hypot(*(quad[3] - quad[0])))

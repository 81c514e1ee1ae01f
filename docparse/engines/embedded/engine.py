"""EmbeddedEngine: answers by computing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median
from typing import Any, ClassVar, TypeVar

from docparse.engines.base import Answer, Engine
from docparse.engines.embedded.answers import formula, no_table, regions, spotted, table
from docparse.engines.embedded.blocks import PageContext, build_blocks
from docparse.engines.embedded.booktabs import part_from_displays
from docparse.engines.embedded.dividing import as_table, divide
from docparse.engines.embedded.drawings import find_figures
from docparse.engines.embedded.formulas.displays import settle_displays
from docparse.engines.embedded.formulas.page import PageFormulas
from docparse.engines.embedded.fringe import complete_tables
from docparse.engines.embedded.grids import with_grids
from docparse.engines.embedded.lines import common_size
from docparse.engines.embedded.lists import nest_lists
from docparse.engines.embedded.order import reading_order
from docparse.engines.embedded.placing import PlacedRegion, place_words
from docparse.engines.embedded.reading import PageReader, Reading, within
from docparse.engines.embedded.regions import Region, find_regions
from docparse.engines.embedded.sheets import Sheet, lay_under
from docparse.errors import OutputError, SourceError
from docparse.markup.joining import vocabulary_of
from docparse.schemas import Block, Box, Page, Table
from docparse.sources.mupdf import mupdf_lock, open_layout_models
from docparse.tasks.base import Task
from docparse.tasks.extract import ExtractFields
from docparse.tasks.formula import ReadFormula
from docparse.tasks.layout import FindLayout
from docparse.tasks.pairs import FindPairs
from docparse.tasks.parse import ParsePage
from docparse.tasks.spot import SpotText
from docparse.tasks.table import ReadTable

T = TypeVar("T")


class EmbeddedEngine(Engine):
    """Parses pages on a CPU; threads take turns, processes do not.

    Args:
        threads: Threads OCR may use; all cores by default.
    """

    name: ClassVar[str] = "embedded"
    tasks: ClassVar[frozenset[type[Task[Any]]]] = frozenset(
        {ParsePage, ReadTable, ReadFormula, FindLayout, ExtractFields, FindPairs, SpotText}
    )
    max_images: int = 1_000_000
    thread_safe: ClassVar[bool] = True

    def __init__(self, *, threads: int | None = None) -> None:
        self._reader = PageReader(threads)
        open_layout_models()

    def answer(self, tasks: Sequence[Task[T]]) -> list[Answer[T]]:
        """Parse the pages; one that cannot be read is an answer with its error."""
        with mupdf_lock:
            return [self._answer(task) for task in tasks]

    def _answer(self, task: Task[Any]) -> Answer[Any]:
        if isinstance(task, ExtractFields | FindPairs):
            return self._of_pages(task)
        return self._of_page(task)

    def _of_pages(self, task: ExtractFields[Any] | FindPairs) -> Answer[Any]:
        # Most processes parse pages, and never look for fields.
        from docparse.engines.embedded.fields.answering import extracted, paired

        match task:
            case ExtractFields():
                return extracted(task, self._reader, to_page)
            case FindPairs():
                return paired(task, self._reader)

    def _of_page(self, task: Task[Any]) -> Answer[Any]:
        mode = task.ocr if isinstance(task, ParsePage) else "auto"
        try:
            reading = self._reader.read(task.page, mode)
            page = to_page(task.page.number, reading)
            match task:
                case FindLayout():
                    return Answer(regions(task, page))
                case ReadTable():
                    return Answer(table(task, page) or _boxed_table(task, reading))
                case ReadFormula():
                    return Answer(formula(task, page, reading))
                case SpotText():
                    return Answer(spotted(task, page, reading.words))
                case _:
                    return Answer(page)
        except (SourceError, OutputError) as error:
            return Answer(error=error)


def _boxed_table(task: ReadTable, reading: Reading) -> Table:
    """Read the words in a box as the table they are said to be.

    Raises:
        OutputError: There are no columns, or no box was given.
    """
    part = within(reading, task.crop) if task.crop is not None else None
    if part is None or not part.words:
        raise no_table(task)
    number = task.page.number
    if found := table(task, to_page(number, part)):
        return found
    blocks = list(_numbered(number, build_blocks(as_table(part.words), _context(number, part))))
    tables = [block for block in blocks if isinstance(block, Table) and block.columns > 1]
    if not tables:
        raise no_table(task)
    return tables[0]


def to_page(number: int, reading: Reading) -> Page:
    """Build the blocks of a page that was read."""
    return Page(
        number=number,
        width=round(reading.width, 2),
        height=round(reading.height, 2),
        blocks=tuple(_numbered(number, _blocks(number, reading))),
        info=reading.info,
    )


def _blocks(number: int, reading: Reading) -> list[Block]:
    """Words to regions, regions into order, each into its blocks."""
    if reading.sheet is None:
        return []
    regions = with_grids(_regions(reading.sheet, reading), reading.rules, reading.words)
    regions = part_from_displays(regions, reading.rules, reading.words)
    regions += find_figures(reading.sheet.page, regions, reading.words)
    formulas = None if reading.page is None else PageFormulas(reading.page)
    words, regions = settle_displays(reading.words, regions, formulas)
    placed = complete_tables(place_words(regions, words))
    placed = [part for region in placed for part in divide(region, reading.rules)]
    placed = [_off_the_edge(region, placed, reading) for region in placed]
    context = _context(number, reading, formulas)
    return [block for region in _ordered(placed) for block in build_blocks(region, context)]


def _context(number: int, reading: Reading, formulas: PageFormulas | None = None) -> PageContext:
    return PageContext(
        number=number,
        vocabulary=vocabulary_of(word.text for word in reading.words),
        rules=reading.rules,
        height=reading.height,
        type_size=common_size(reading.words),
        formulas=formulas,
    )


def _regions(sheet: Sheet, reading: Reading) -> list[Region]:
    """The regions the layout model sees, without scanned text it takes for pictures.

    Where that is most of the page, it is shown the words alone, and asked again.
    """
    regions = find_regions(sheet)
    if reading.info.text_source != "ocr":
        return regions
    if any(region.label == "picture" and _is_page(region.box, reading) for region in regions):
        return find_regions(lay_under(None, reading.words, reading.width, reading.height))
    return [
        replace(region, label="text")
        if region.label == "picture" and _is_text(region.box, reading)
        else region
        for region in regions
    ]


def _is_page(picture: Box, reading: Reading) -> bool:
    """Tell a picture that is most of a page and holds most of its words."""
    inside = sum(picture.contains(word.box.center) for word in reading.words)
    area = reading.width * reading.height
    return picture.area > _WHOLE * area and inside > _MOST * len(reading.words)


def _is_text(picture: Box, reading: Reading) -> bool:
    """Tell a picture of many words without graphics."""
    inside = sum(picture.contains(word.box.center) for word in reading.words)
    drawn = sum(picture.intersection(box) for box in reading.graphics)
    return inside > _MANY and drawn < _HOLLOW * picture.area


def _off_the_edge(
    region: PlacedRegion, placed: list[PlacedRegion], reading: Reading
) -> PlacedRegion:
    """Take a header or footer that stands far from the edge, or alone on the page, for text."""
    if region.region.label not in _SHEET:
        return region
    x, y = region.box.center[0] / reading.width, region.box.center[1] / reading.height
    outside = min(y, 1 - y) < _EDGE or min(x, 1 - x) < _MARGIN
    if outside and any(other.region.label not in _SHEET for other in placed):
        return region
    return replace(region, region=replace(region.region, label="text"))


def _ordered(placed: list[PlacedRegion]) -> list[PlacedRegion]:
    """Headers first, footers last, what is between in reading order."""
    ordered: list[PlacedRegion] = []
    for labels in ({"page-header"}, None, {"page-footer"}):
        part = [
            region
            for region in placed
            if (region.region.label in labels if labels else region.region.label not in _SHEET)
        ]
        height = median(heights) if (heights := _word_heights(part)) else 10.0
        order = reading_order([region.box for region in part], line_height=height)
        ordered += [part[i] for i in order]
    return ordered


def _word_heights(placed: list[PlacedRegion]) -> list[float]:
    return [word.box.height for region in placed for word in region.words]


_WHOLE, _MOST = 0.6, 0.6
"""Share of a scan a picture must cover, and of its words it must hold, to be taken for the text."""
_MANY, _HOLLOW = 12, 0.04
"""Words in a picture, and the share of its area that graphics cover, for it to be text."""
_EDGE, _MARGIN = 0.35, 0.1
"""Share of the page's height, and of its width, from the edge, where furniture stands."""
_SHEET = frozenset({"page-header", "page-footer"})


def _numbered(number: int, blocks: Iterable[Block]) -> Iterable[Block]:
    return (
        block.model_copy(update={"id": f"p{number}-b{index}"})
        for index, block in enumerate(nest_lists(list(blocks)), start=1)
    )

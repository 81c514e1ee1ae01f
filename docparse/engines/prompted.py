"""Engines that show images and a prompt to a model."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, Literal, TypeGuard, TypeVar, cast, get_args

from docparse.engines.asking import Manner, ask
from docparse.engines.base import Answer, Engine
from docparse.engines.grounding import Ground, GroundReader
from docparse.engines.locating import locate
from docparse.engines.many_pages import extract_by_groups
from docparse.engines.prompt import Prompt, Reply, Sampling
from docparse.engines.regions import RegionTask, region_tasks, with_replies
from docparse.errors import EngineError, SourceError
from docparse.extras import load
from docparse.schemas import Box, KeyValue, Page, PageInfo
from docparse.sources import SourcePage
from docparse.tasks.ask import AskPages
from docparse.tasks.base import DIALECTS, Dialect, Language, Task
from docparse.tasks.extract import ExtractFields
from docparse.tasks.formula import ReadFormula
from docparse.tasks.layout import FindLayout
from docparse.tasks.pairs import FindPairs
from docparse.tasks.parse import OcrMode, ParsePage
from docparse.tasks.spot import SpotText
from docparse.tasks.table import ReadTable

__all__ = ["Prompt", "PromptedEngine", "Reply", "Sampling", "Strategy"]

T = TypeVar("T")

Strategy = Literal["page", "regions"]
"""Whether `ParsePage` shows a model the page at once, or its regions one by one."""


class PromptedEngine(Engine):
    """An engine that asks a model; a new one writes `generate` and nothing else.

    `ExtractFields` may be about any number of pages: of more than `max_images` some are shown at a
    time, as `docparse.engines.many_pages` tells.

    Args:
        dialect: Family of the model: how it is asked, and what its replies look like.
        strategy: `page` asks once for a page, and places its text afterwards by the page's own
            words; `regions` finds the layout on the CPU and asks about each region, at its own
            resolution: for small print, and pages larger than the model's eye.
        language: Of the prompts.
        max_new_tokens: Where a reply is cut off.
        places: Whether text is placed on the page, for which pages without a text layer are read
            by OCR; without it all blocks have the page's box.
    """

    tasks: ClassVar[frozenset[type[Task[Any]]]] = frozenset(
        {
            ParsePage,
            ReadTable,
            ReadFormula,
            FindLayout,
            ExtractFields,
            FindPairs,
            AskPages,
            SpotText,
        }
    )
    max_images: int = 16
    batch_size: int = 8

    def __init__(
        self,
        *,
        dialect: Dialect,
        strategy: Strategy = "page",
        language: Language = "en",
        max_new_tokens: int = 4096,
        places: bool = True,
    ) -> None:
        _check("dialect", dialect, DIALECTS)
        _check("strategy", strategy, get_args(Strategy))
        _check("language", language, get_args(Language))
        if max_new_tokens < 1:
            raise EngineError(f"max_new_tokens={max_new_tokens} leaves no room for a reply")
        self.dialect, self.strategy, self.language = dialect, strategy, language
        self._manner = Manner(dialect=dialect, max_new_tokens=max_new_tokens)
        self._places = places
        self._ground = GroundReader()
        self._layout: Engine | None = None

    @abstractmethod
    def generate(self, prompts: Sequence[Prompt]) -> list[Reply | EngineError]:
        """Return what the model writes to each prompt, in order.

        A prompt that cannot be answered, as one that is too long, has an error in its place.

        Raises:
            EngineError: The model cannot be asked at all.
        """

    def answer(self, tasks: Sequence[Task[T]]) -> list[Answer[T]]:
        """Ask, read, judge, ask again."""
        spoken = [replace(task, language=self.language) for task in tasks]
        pages = iter(self._parse([task for task in spoken if _is_page(task)]))
        rest = [task for task in spoken if not (_is_page(task) or self._is_long(task))]
        others = iter(self._ask(rest))
        return [
            cast(
                "Answer[T]",
                self._by_groups(task)
                if self._is_long(task)
                else next(pages if _is_page(task) else others),
            )
            for task in spoken
        ]

    def _is_long(self, task: Task[Any]) -> TypeGuard[ExtractFields[Any]]:
        return isinstance(task, ExtractFields) and len(task.pages) > self.max_images

    def _by_groups(self, task: ExtractFields[Any]) -> Answer[Any]:
        """Show some pages at a time, and join what was said of them."""
        grounds = [self._look(page) for page in task.pages] if self._places else None
        put = partial(ask, self.generate, manner=self._manner)
        return extract_by_groups(task, grounds, put, self.max_images)

    def _ask(self, tasks: Sequence[Task[T]]) -> list[Answer[T]]:
        answers = ask(self.generate, tasks, self._manner) if tasks else []
        return [self._found(*pair) for pair in zip(tasks, answers, strict=True)]

    def _found(self, task: Task[T], answer: Answer[T]) -> Answer[T]:
        """Find the fields and pairs of an answer on the pages."""
        if not self._places or answer.value is None:
            return answer
        if isinstance(task, FindPairs):
            ground = self._look(task.page)
            pairs = cast("tuple[KeyValue, ...]", answer.value)
            return answer if isinstance(ground, SourceError) else _located(answer, pairs, ground)
        if not isinstance(task, ExtractFields):
            return answer
        grounds = [self._look(page) for page in task.pages]
        find = load("docparse.engines.embedded.fields.answering:found_on")
        seen = [ground for ground in grounds if isinstance(ground, Ground)]
        return replace(answer, value=find(answer.value, task.schema, seen))

    def _parse(self, tasks: Sequence[ParsePage]) -> list[Answer[Page]]:
        if not tasks:
            return []
        return self._by_regions(tasks) if self.strategy == "regions" else self._by_pages(tasks)

    def _by_pages(self, tasks: Sequence[ParsePage]) -> list[Answer[Page]]:
        """Show each page, upright, and place what was read by its words."""
        grounds = [self._look(task.page, task.ocr) for task in tasks]
        shown = [
            (replace(task, pages=(ground.page,)), ground)
            for task, ground in zip(tasks, grounds, strict=True)
            if isinstance(ground, Ground)
        ]
        heard = iter(
            _placed(answer, ground)
            for answer, (_, ground) in zip(
                self._ask([task for task, _ in shown]), shown, strict=True
            )
        )
        return [
            next(heard) if isinstance(ground, Ground) else Answer(error=ground)
            for ground in grounds
        ]

    def _look(self, page: SourcePage, mode: OcrMode = "auto") -> Ground | SourceError:
        if not self._places:
            return Ground(page)
        try:
            return self._ground.read(page, mode)
        except SourceError as error:
            return error

    def _by_regions(self, tasks: Sequence[ParsePage]) -> list[Answer[Page]]:
        """Find the layout of each page, then ask about all regions of all pages at once."""
        if self._layout is None:
            self._layout = cast("Engine", load("docparse.engines.embedded:EmbeddedEngine")())
        plans = [
            _Plan.of(task, answer)
            for task, answer in zip(tasks, self._layout.run(tasks), strict=True)
        ]
        heard = iter(self._ask([part.task for plan in plans for part in plan.parts]))
        return [plan.answer([next(heard) for _ in plan.parts]) for plan in plans]


@dataclass(frozen=True)
class _Plan:
    """A page with its layout, and what is asked about its regions."""

    layout: Answer[Page]
    parts: Sequence[RegionTask] = ()

    @classmethod
    def of(cls, task: ParsePage, layout: Answer[Page]) -> _Plan:
        if layout.value is None:
            return cls(layout)
        info = layout.value.info
        upright = task.page.turned(info.orientation, info.skew)
        return cls(layout, region_tasks(layout.value, upright, task.language))

    def answer(self, answers: Sequence[Answer[Any]]) -> Answer[Page]:
        page = self.layout.value
        return self.layout if page is None else with_replies(page, self.parts, answers)


def _is_page(task: Task[Any]) -> TypeGuard[ParsePage]:
    return isinstance(task, ParsePage) and task.crop is None


def _located(answer: Answer[T], pairs: Sequence[KeyValue], ground: Ground) -> Answer[T]:
    """Place pairs by the words of their page; say which are nowhere on it."""
    width, height = ground.page.width, ground.page.height
    whole = Box(x0=0, y0=0, x1=width, y1=height)
    blocks = tuple(pair.model_copy(update={"box": whole}) for pair in pairs)
    page = Page(number=ground.page.number, width=width, height=height, blocks=blocks)
    found = locate(page, ground.words).blocks
    lost = [block.text for block in found if block.box == whole]
    notes = tuple(f"page {page.number} does not say what was read: {text!r}" for text in lost)
    return replace(answer, value=cast("T", found), notes=(*answer.notes, *notes))


def _placed(answer: Answer[Page], ground: Ground) -> Answer[Page]:
    """Say on the page how it was read, and find the places of its text."""
    if answer.value is None:
        return answer
    info = PageInfo(
        text_source="model",
        reason="a model was shown the page",
        words=ground.info.words,
        orientation=ground.info.orientation,
        skew=ground.info.skew,
        ocr_confidence=ground.info.ocr_confidence,
        notes=tuple(dict.fromkeys((*answer.notes, *answer.value.info.notes))),
    )
    page = answer.value.model_copy(update={"info": info})
    if ground.words:
        page = locate(page, ground.words)
    return replace(answer, value=page)


def _check(name: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise EngineError(f"{name}={value!r} is not one of {', '.join(allowed)}")

"""What a task is: a frozen question about pages whose answer has a type.

A task knows how it is worded for each family of models, and how their replies are read.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal, Self, TypeVar, get_args

from docparse.errors import OutputError, UnsupportedTaskError
from docparse.schemas import Box
from docparse.sources import SourcePage

T = TypeVar("T")

Dialect = Literal["infmllm2", "infinity_parser2", "instruct"]
"""A family of models that is spoken to in one way.

- `infmllm2`: the sentences INF-MLLM2 was trained on; answers in Markdown, HTML and LaTeX.
- `infinity_parser2`: one prompt for everything; answers in JSON with boxes on a 0–1000 grid.
- `instruct`: any general vision-language model; told at length what to write.
"""
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)

Language = Literal["en", "zh"]
"""The language a model is asked in."""

JsonSchema = Mapping[str, object]


@dataclass(frozen=True)
class Read(Generic[T]):
    """What a reply was read as.

    Attributes:
        value: The typed value.
        notes: What was lost or is doubtful, a sentence each; empty when all of the reply was
            understood.
    """

    value: T
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turn:
    """A question that was asked before, and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Task(ABC, Generic[T]):
    """A question about one or more pages; `T` is the type of its answer.

    Attributes:
        pages: What the question is about.
        crop: The region of the only page that is shown, in its points; all of it by default.
        language: Of the prompt.
    """

    pages: tuple[SourcePage, ...]
    crop: Box | None = None
    language: Language = "en"

    multipage: ClassVar[bool] = False
    """Whether a question may be about several pages at once."""

    def __post_init__(self) -> None:
        if not self.pages or (len(self.pages) > 1 and not self.multipage):
            number = "one page or more" if self.multipage else "one page"
            raise ValueError(f"{type(self).__name__} is about {number}, not {len(self.pages)}")
        if self.crop is not None and len(self.pages) > 1:
            raise ValueError("a crop is that of one page")

    @property
    def page(self) -> SourcePage:
        """The first page, the only one of most tasks."""
        return self.pages[0]

    @property
    def region(self) -> Box:
        """What is shown of the first page: the crop, or all of it."""
        return self.crop or Box(x0=0, y0=0, x1=self.page.width, y1=self.page.height)

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns of the conversation before this question."""
        return ()

    @abstractmethod
    def prompt(self, dialect: Dialect) -> str:
        """Return the question as that family of models is asked it.

        Raises:
            UnsupportedTaskError: The family has no way to be asked this.
        """

    @abstractmethod
    def read(self, reply: str, dialect: Dialect) -> Read[T]:
        """Turn the text a model wrote into a value.

        Raises:
            OutputError: Nothing in the reply can be read as such a value.
        """

    def asked_again(self, error: OutputError) -> Self:
        """Return the task as it is asked after an unreadable reply; itself by default."""
        return self

    def json_schema(self, dialect: Dialect) -> JsonSchema | None:
        """Return the JSON Schema the reply obeys, for servers that can enforce one."""
        return None


def worded(
    wordings: Mapping[tuple[Dialect, Language], str],
    dialect: Dialect,
    language: Language,
    what: str,
) -> str:
    """Look a prompt up; English stands in for a language that a dialect has no wording in.

    Raises:
        UnsupportedTaskError: The dialect has no wording at all.
    """
    for key in ((dialect, language), (dialect, "en")):
        if key in wordings:
            return wordings[key]
    able = sorted({name for name, _ in wordings})
    raise UnsupportedTaskError(
        f"dialect {dialect!r} has no way to ask for {what}; these have: {', '.join(able)}"
    )

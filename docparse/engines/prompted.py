"""Engines that show images and a prompt to a model: ask, read, judge, ask again."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from PIL.Image import Image

from docparse.engines.base import Engine
from docparse.errors import EngineError
from docparse.tasks.base import Turn


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How a reply is drawn.

    Attributes:
        temperature: 0 takes the likeliest token each time.
        repetition_penalty: Over 1 makes tokens that were written before less likely.
        max_new_tokens: Where a reply is cut off.
    """

    temperature: float = 0.0
    repetition_penalty: float = 1.0
    max_new_tokens: int = 4096


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What a model is shown and asked.

    Attributes:
        question: The last thing the user says.
        images: RGB images, shown before the first question of the conversation.
        history: Earlier turns, the oldest first.
        json_schema: What the reply must obey, for those that can enforce it.
        sampling: How the reply is drawn.
    """

    question: str
    images: tuple[Image, ...] = ()
    history: tuple[Turn, ...] = ()
    json_schema: Mapping[str, object] | None = None
    sampling: Sampling = field(default_factory=Sampling)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a model wrote.

    Attributes:
        text: The text, without special tokens.
        finish: `stop` when the model ended it, `length` when it was cut off.
        prompt_tokens: What was read, the images included; None when not told.
        new_tokens: What was written; None when not told.
    """

    text: str
    finish: Literal["stop", "length"] = "stop"
    prompt_tokens: int | None = None
    new_tokens: int | None = None


class PromptedEngine(Engine):
    """An engine that asks a model. A new one writes `generate` and nothing else."""

    @abstractmethod
    def generate(self, prompts: Sequence[Prompt]) -> list[Reply | EngineError]:
        """Return what the model writes to each prompt, in order.

        A prompt that cannot be answered, as one that is too long, has an error in its place.

        Raises:
            EngineError: The model cannot be asked at all.
        """

"""What passes between a prompted engine and its model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from PIL.Image import Image

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


Generate: TypeAlias = Callable[[Sequence[Prompt]], "list[Reply | EngineError]"]

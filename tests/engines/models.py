"""A prompted engine whose model says what it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from docparse.engines.prompted import Prompt, PromptedEngine, Reply
from docparse.errors import EngineError

Line = str | Reply | EngineError


class Parrot(PromptedEngine):
    """Says the next line of a script to each prompt, or what a function answers."""

    name: ClassVar[str] = "parrot"

    def __init__(self, script: Iterable[Line] | Callable[[Prompt], Line], **how: object) -> None:
        how.setdefault("dialect", "infmllm2")
        how.setdefault("places", False)
        super().__init__(**how)  # type: ignore[arg-type]
        if callable(script):
            self._say = script
        else:
            lines = iter(script)
            self._say = lambda _: next(lines)
        self.asked: list[Prompt] = []
        self.rounds: list[int] = []

    def generate(self, prompts: Sequence[Prompt]) -> list[Reply | EngineError]:
        self.rounds.append(len(prompts))
        self.asked += prompts
        said = [self._say(prompt) for prompt in prompts]
        return [Reply(text=line) if isinstance(line, str) else line for line in said]

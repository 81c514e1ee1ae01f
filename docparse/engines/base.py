"""What an engine is, and what it answers with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from threading import RLock
from types import TracebackType
from typing import Any, ClassVar, Generic, Self, TypeVar

from docparse.errors import DocparseError, UnsupportedTaskError
from docparse.tasks.base import Task

T = TypeVar("T")


@dataclass(frozen=True)
class Answer(Generic[T]):
    """The answer to one task: a value or an error, never both.

    A page that could not be read is data; an engine that cannot work at all raises.

    Attributes:
        value: The typed value.
        error: Why there is none.
        raw: What a model wrote, the last time it was asked; None for engines that compute.
        tries: How often a model was asked; 0 for engines that compute.
        notes: Why it was asked again, and what is lost or doubtful, a sentence each.
    """

    value: T | None = None
    error: DocparseError | None = None
    raw: str | None = None
    tries: int = 0
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.value is None) == (self.error is None):
            raise ValueError("an answer holds either a value or an error")

    def unwrap(self) -> T:
        """Return the value, or raise the error."""
        if self.error is not None:
            raise self.error
        assert self.value is not None
        return self.value


class Engine(ABC):
    """Answers tasks about pages; a context manager, stateless between calls.

    Attributes:
        name: How `engine=` names it.
        tasks: The kinds of task it answers.
        max_images: Most pages a task may hold.
        batch_size: Tasks it likes to be given at once.
        thread_safe: Whether several threads may be answered at once; else they take turns.
    """

    name: ClassVar[str]
    tasks: ClassVar[frozenset[type[Task[Any]]]]
    max_images: int = 1
    batch_size: int = 1
    thread_safe: ClassVar[bool] = False
    _turn: RLock

    def __new__(cls, *args: object, **options: object) -> Self:
        """Give each engine its own lock, whatever its class does when it is opened."""
        engine = super().__new__(cls)
        engine._turn = RLock()
        return engine

    def run(self, tasks: Sequence[Task[T]]) -> list[Answer[T]]:
        """Answer every task, in order.

        Raises:
            UnsupportedTaskError: A task is of a kind the engine does not declare.
        """
        for task in tasks:
            if type(task) not in self.tasks:
                raise UnsupportedTaskError(self._refusal(type(task).__name__))
        with nullcontext() if self.thread_safe else self._turn:
            return self.answer(tasks)

    @abstractmethod
    def answer(self, tasks: Sequence[Task[T]]) -> list[Answer[T]]:
        """Answer tasks of declared kinds, in order."""

    def _refusal(self, task: str) -> str:
        from docparse.engines import engines_for

        own = ", ".join(sorted(kind.__name__ for kind in self.tasks))
        able = ", ".join(engines_for(task))
        return f"engine {self.name!r} does not answer {task}; it answers {own}. " + (
            f"Engines that do: {able}" if able else "No engine that comes with docparse does"
        )

    def close(self) -> None:  # noqa: B027 (most engines hold nothing)
        """Release models and connections."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

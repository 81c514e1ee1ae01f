"""Conversation: questions about one source, turn after turn."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from docparse.engines import use_engine
from docparse.engines.base import Engine
from docparse.errors import EngineError, LimitError
from docparse.sources import Limits, Source, SourceInput, SourcePage, open_source
from docparse.tasks.ask import AskPages
from docparse.tasks.base import Turn


class Conversation:
    """Asks a model about pages and remembers what was said; a context manager.

    Args:
        source: A path, the bytes, a binary file object, a PIL image or an open `Source`.
        engine: An open engine that answers questions, or its name.
        pages: Which pages it is about, like `1-3,7,-1`; all by default.
        password: Opens an encrypted PDF.
        limits: Bounds on size, pages and pixels.

    Attributes:
        turns: What was asked and answered so far, the oldest first.

    Raises:
        SourceError: The source cannot be opened.
        EngineError: The engine cannot work, or cannot look at so many pages at once.
        LimitError: `limits` has bounds that need a process of its own, which a conversation has
            not.
    """

    def __init__(
        self,
        source: SourceInput,
        *,
        engine: str | Engine,
        pages: str | None = None,
        password: str | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.turns: tuple[Turn, ...] = ()
        if limits is not None and limits.isolated:
            raise LimitError(
                "a conversation reads its pages in this process: leave page_timeout_s and "
                "max_memory_mb of Limits unset"
            )
        with ExitStack() as stack:
            if isinstance(source, Source):
                opened = source
            else:
                opened = stack.enter_context(
                    open_source(source, password=password, limits=limits or Limits())
                )
            self._engine = stack.enter_context(use_engine(engine))
            self._pages = _few(opened, pages, self._engine)
            self._stack = stack.pop_all()

    def ask(self, question: str) -> str:
        """Ask, and return the answer.

        Raises:
            TaskError: The question is empty.
            UnsupportedTaskError: The engine answers no questions; the message names those that do.
            OutputError: The model said nothing.
            SourceError: A page cannot be rendered.
            EngineError: The engine cannot work.
        """
        task = AskPages(pages=self._pages, question=question, turns=self.turns)
        (answer,) = self._engine.run([task])
        said = answer.unwrap()
        self.turns = (*self.turns, Turn(question, said))
        return said

    def close(self) -> None:
        """Close what the conversation has opened itself."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _few(source: Source, selection: str | None, engine: Engine) -> tuple[SourcePage, ...]:
    """Return the pages, unless they are more than the engine looks at in one question."""
    pages = tuple(source.pages(selection))
    if len(pages) > engine.max_images:
        raise EngineError(
            f"engine {engine.name!r} looks at {engine.max_images} pages at once, not at "
            f"{len(pages)}; select fewer with pages='1-{engine.max_images}'"
        )
    return pages

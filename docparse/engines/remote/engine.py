"""Any server that speaks the OpenAI protocol: vLLM, SGLang, LMDeploy, llama.cpp, Ollama and others.

Knows how to ask them, not what: tasks word the questions and read the replies.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from typing import ClassVar, TypeVar

from docparse.engines.prompted import Prompt, PromptedEngine, Reply, Strategy
from docparse.engines.remote.address import checked_key, server_root
from docparse.engines.remote.calls import Caller, CallOptions
from docparse.engines.remote.retry import RetryPolicy
from docparse.engines.remote.server import ChatServer, Heard, Usage
from docparse.errors import EngineError, RemoteError
from docparse.tasks.base import Dialect, Language

__all__ = ["RemoteEngine", "RetryPolicy", "Usage"]

T = TypeVar("T")


class RemoteEngine(PromptedEngine):
    """Asks a model behind an OpenAI-compatible server; nothing is sent before the first question.

    Images go as PNG, or as JPEG of quality 92 where PNG takes over 3 MiB. Where a task has a JSON
    Schema the server is asked to enforce it; one that does not know how, or does not take a
    repetition penalty or a temperature, is asked without and the engine remembers.

    Redirects are not followed and proxies of the environment not used: pages and key go to
    `base_url` and nowhere else.

    Args:
        base_url: Address of the server, as `http://localhost:8000`, with or without `/v1`; a path
            with a version in it (`/api/v3`, `/v1beta/openai`) is taken as it is.
        model: Name of the model; by default the only one the server lists.
        dialect: Family of the model.
        api_key: Sent as bearer token. No message, log or `repr` shows it.
        concurrency: Requests at once.
        timeout_s: Time for one try, from connecting to the last byte of the reply.
        connect_timeout_s: Time to connect.
        retries: Further tries where the server is busy, broken, slow or away.
        strategy: Whether a page is shown at once or by regions.
        language: Of the prompts.
        max_new_tokens: Where a reply is cut off.
        places: Whether text is placed on the page.
        proxy: URL of an HTTP proxy to go through.
        ca_file: PEM file of the authorities to trust, for servers with certificates of their own.
        policy: How to try again, in place of `retries`.

    Raises:
        EngineError: An argument is of no use.
    """

    name: ClassVar[str] = "remote"
    thread_safe: ClassVar[bool] = True

    def __init__(  # noqa: PLR0913 (a flat list is how servers are configured)
        self,
        *,
        base_url: str,
        model: str | None = None,
        dialect: Dialect = "instruct",
        api_key: str | None = None,
        concurrency: int = 8,
        timeout_s: float = 300.0,
        connect_timeout_s: float = 10.0,
        retries: int = 4,
        strategy: Strategy = "page",
        language: Language = "en",
        max_new_tokens: int = 4096,
        places: bool = True,
        proxy: str | None = None,
        ca_file: str | Path | None = None,
        policy: RetryPolicy | None = None,
    ) -> None:
        super().__init__(
            dialect=dialect,
            strategy=strategy,
            language=language,
            max_new_tokens=max_new_tokens,
            places=places,
        )
        if retries < 0:
            raise EngineError(f"retries={retries}: 0 or more")
        options = CallOptions(
            timeout_s=timeout_s,
            connect_timeout_s=connect_timeout_s,
            connections=concurrency,
            proxy=proxy,
            ca_file=ca_file,
        )
        self.base_url = server_root(base_url)
        self.batch_size = 2 * concurrency
        self._concurrency = concurrency
        self._caller = Caller(self.base_url, checked_key(api_key), options)
        self._server = ChatServer(
            self.base_url, self._caller, policy or RetryPolicy(retries=retries), model
        )
        self._closed = False

    def __repr__(self) -> str:
        return f"RemoteEngine(base_url={self.base_url!r})"

    @property
    def usage(self) -> Usage:
        """What was asked of the server so far."""
        return self._server.usage

    def close(self) -> None:
        """Close the connections; the engine cannot be used afterwards."""
        self._closed = True
        self._caller.close()
        super().close()

    def generate(self, prompts: Sequence[Prompt]) -> list[Reply | EngineError]:
        """Return what the model writes to each prompt, in order; several are asked at once.

        A request that is refused, filtered or not answered in time has an error in its place.

        Raises:
            RemoteError: The server cannot be asked at all: it is away, breaks at every request,
                or does not accept key, address or model.
            EngineError: It lists several models and none was named, or the engine is closed.
        """
        if self._closed:
            raise EngineError("the engine is closed; open a new one")
        if not prompts:
            return []
        stop = threading.Event()
        ask = partial(self._server.ask, model=self._server.model(stop), stop=stop)
        heard = _at_once([partial(ask, prompt) for prompt in prompts], self._concurrency, stop)
        if all(one.server_failed for one in heard):
            self._look_for_life(heard)
        return [one.outcome for one in heard]

    def _look_for_life(self, heard: Sequence[Heard]) -> None:
        """Tell pages that break the server from a server that is broken.

        Raises:
            RemoteError: It answers nothing else either, or turned all requests away.
        """
        errors = [one.outcome for one in heard if isinstance(one.outcome, RemoteError)]
        turned_away = all(error.status == 429 for error in errors)
        if turned_away or not self._server.is_alive():
            raise errors[0]


def _at_once(work: Sequence[Callable[[], T]], concurrency: int, stop: threading.Event) -> list[T]:
    """Do all work, so much at once, and return what came of it in order.

    The first error, and Ctrl-C, stop all of it.
    """

    def done(one: Callable[[], T]) -> T:
        try:
            return one()
        except BaseException:
            stop.set()
            raise

    with ThreadPoolExecutor(min(concurrency, len(work)), "docparse-remote") as threads:
        futures = [threads.submit(done, one) for one in work]
        try:
            ended, _ = wait(futures, return_when=FIRST_EXCEPTION)
            for future in ended:
                future.result()
            return [future.result() for future in futures]
        finally:
            stop.set()
            threads.shutdown(wait=False, cancel_futures=True)

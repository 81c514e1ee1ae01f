"""One OpenAI-compatible server: asks it a prompt, and says what went wrong.

Knows how a request is made, retried and told; not what is asked, nor how many at once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from docparse.engines.prompt import Prompt, Reply
from docparse.engines.remote.calls import Caller, Failure, HttpReply, Outcome
from docparse.engines.remote.faults import (
    concerns_all,
    fault_hint,
    is_web_page,
    refused_parameters,
    server_message,
    status_hint,
    status_text,
    told_shortly,
)
from docparse.engines.remote.retry import RetryPolicy, Tried, try_again
from docparse.engines.remote.wire import ChatRequest, Parameter, is_json, read_models, read_reply
from docparse.errors import EngineError, RemoteError

logger = logging.getLogger(__name__)

_MAX_NAMED = 10
"""Models a message names."""
_ASIDE_S = 10.0
"""Time for questions that only make a message better."""
_CHECK_ADDRESS = "check that base_url is that of an OpenAI-compatible server"


@dataclass(frozen=True)
class Usage:
    """What was asked of a server so far.

    Attributes:
        requests: Chat requests that were sent, further tries included.
        retries: Those of them that were further tries.
        prompt_tokens: Tokens the model read, by the server's account.
        new_tokens: Tokens it wrote, by the server's account.
    """

    requests: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    new_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Return the sum of both."""
        return Usage(
            self.requests + other.requests,
            self.retries + other.retries,
            self.prompt_tokens + other.prompt_tokens,
            self.new_tokens + other.new_tokens,
        )


@dataclass(frozen=True)
class Heard:
    """What came of a request.

    Attributes:
        outcome: The reply, or why there is none.
        server_failed: There is none, and that may be no fault of the request.
    """

    outcome: Reply | RemoteError
    server_failed: bool = False


class ChatServer:
    """A server with a model; safe to use from several threads.

    Args:
        root: URL that `/chat/completions` is appended to.
        caller: Makes the calls.
        policy: When to make one again.
        model: Name of the model; None for the only one the server lists.
    """

    def __init__(self, root: str, caller: Caller, policy: RetryPolicy, model: str | None) -> None:
        self._root = root
        self._caller = caller
        self._policy = policy
        self._model = model
        self._model_lock = threading.Lock()
        self._refused: frozenset[Parameter] = frozenset()
        self._usage = Usage()
        self._lock = threading.Lock()

    @property
    def usage(self) -> Usage:
        """What was asked so far."""
        return self._usage

    def model(self, stop: threading.Event) -> str:
        """Return the name of the model that is asked.

        Raises:
            RemoteError: The server does not list its models.
            EngineError: It lists none or several.
        """
        with self._model_lock:
            if self._model is None:
                self._model = self._only_model(stop)
            return self._model

    def ask(self, prompt: Prompt, model: str, stop: threading.Event) -> Heard:
        """Ask, and once more without what the server says it does not take.

        Raises:
            RemoteError: No request will be answered: no connection, or a wrong key, address or
                model.
        """
        request = ChatRequest.of(prompt, model)
        refused = self._refused
        while True:
            tried = self._chat(request.body(refused), stop)
            if isinstance(tried.outcome, Failure) or tried.outcome.status not in (400, 422):
                return self._heard(tried)
            message = server_message(tried.outcome)
            found = refused_parameters(message, request.parameters(refused))
            if not found:
                return self._heard(tried)
            refused |= found
            self._remember(found, message)

    def is_alive(self) -> bool:
        """Return whether the server answers a simple question."""
        outcome = self._caller.call("GET", "/models", timeout_s=_ASIDE_S)
        return isinstance(outcome, HttpReply) and outcome.status < 500

    def _only_model(self, stop: threading.Event) -> str:
        tried = try_again(self._attempt("GET", "/models", None, stop), self._policy, stop)
        if isinstance(tried.outcome, Failure) or tried.outcome.status != 200:
            raise self._error(tried)
        names = read_models(tried.outcome.body)
        if names is None:
            raise RemoteError(f"{self._root}/models answers with no list; {_CHECK_ADDRESS}")
        if len(names) != 1:
            raise EngineError(f"{self._root} lists {self._named(names)}; choose one by model=")
        return names[0]

    def _chat(self, body: bytes, stop: threading.Event) -> Tried:
        attempt = self._attempt("POST", "/chat/completions", body, stop)
        tried = try_again(attempt, self._policy, stop)
        self._count(Usage(requests=tried.tries, retries=tried.tries - 1))
        return tried

    def _attempt(
        self, method: str, route: str, body: bytes | None, stop: threading.Event
    ) -> Callable[[], Outcome]:
        def attempt() -> Outcome:
            outcome = self._caller.call(method, route, body, stop)
            if isinstance(outcome, Failure) or outcome.status != 200 or is_web_page(outcome):
                return outcome
            if not is_json(outcome.body):
                return Failure("not JSON", "the answer is not whole: no valid JSON")
            return outcome

        return attempt

    def _heard(self, tried: Tried) -> Heard:
        outcome = tried.outcome
        if isinstance(outcome, Failure):
            if outcome.fault in ("unreachable", "tls"):
                raise self._error(tried)
            return Heard(self._error(tried), server_failed=outcome.fault == "closed")
        if concerns_all(outcome.status) or (outcome.status == 200 and is_web_page(outcome)):
            raise self._error(tried)
        if outcome.status != 200:
            failed = outcome.status == 429 or outcome.status >= 500
            return Heard(self._error(tried), server_failed=failed)
        return self._read(outcome)

    def _read(self, answer: HttpReply) -> Heard:
        reply = read_reply(answer.body)
        if isinstance(reply, RemoteError):
            told = server_message(answer)
            what = f"{reply}; the server says: {told}" if told else str(reply)
            return Heard(RemoteError(f"{self._root}: {self._shown(what)}", status=answer.status))
        self._count(Usage(prompt_tokens=reply.prompt_tokens or 0, new_tokens=reply.new_tokens or 0))
        return Heard(reply)

    def _error(self, tried: Tried) -> RemoteError:
        """Say what the server did, how often, and what to do."""
        outcome = tried.outcome
        often = f" in {tried.tries} tries" if tried.tries > 1 else ""
        if isinstance(outcome, Failure):
            what = f"{self._shown(outcome.detail)}{often}; {fault_hint(outcome.fault)}"
            return RemoteError(f"{self._root}: {what}")
        if outcome.status == 200:
            what = f"answers with a web page; {_CHECK_ADDRESS}"
            return RemoteError(f"{self._root} {what}", status=200)
        hint = status_hint(outcome) + (self._listed() if outcome.status == 404 else "")
        what = f"{status_text(outcome, self._caller.secrets)}{often}; {hint}"
        return RemoteError(f"{self._root} {what}", status=outcome.status)

    def _listed(self) -> str:
        """Name the models a server has, if it tells."""
        outcome = self._caller.call("GET", "/models", timeout_s=_ASIDE_S)
        if isinstance(outcome, Failure) or outcome.status != 200:
            return ""
        names = read_models(outcome.body)
        return f"; it lists {self._named(names)}" if names else ""

    def _named(self, names: tuple[str, ...]) -> str:
        shown = ", ".join(names[:_MAX_NAMED]) + (", …" if len(names) > _MAX_NAMED else "")
        number = "1 model" if len(names) == 1 else f"{len(names)} models"
        return f"{number}: {self._shown(shown)}" if names else "no model"

    def _shown(self, text: str) -> str:
        return told_shortly(text, self._caller.secrets)

    def _remember(self, found: frozenset[Parameter], message: str) -> None:
        """Leave out from now on what the server named; another schema may please it."""
        named = frozenset(name for name in found if name in message)
        with self._lock:
            news = named - self._refused
            self._refused |= named
        if news or found != named:
            names, told = ", ".join(sorted(found)), self._shown(message)
            logger.warning("%s does not take %s, asking without: %s", self._root, names, told)

    def _count(self, more: Usage) -> None:
        with self._lock:
            self._usage += more

"""Try a call again where that may help, later each time; knows nothing of what is called.

Exponential backoff with full jitter: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture
Blog, 2015.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from docparse.engines.remote.calls import Failure, Outcome

logger = logging.getLogger(__name__)

PASSING_STATUSES = frozenset({408, 429, 500, 502, 503, 504, 529, *range(520, 525)})
"""Those that may be gone the next time; from 520 on those of common gateways."""
_PASSING_FAULTS = frozenset({"unreachable", "timeout", "closed", "not JSON"})


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """When and how often to try again.

    Attributes:
        retries: Tries after the first.
        first_s: The wait before the second try is a random part of this; twice as much before the
            third, and so on.
        longest_s: Longest such wait.
        longest_asked_s: Longest wait a server may ask for by `Retry-After`.
        statuses: That are worth another try.
        sleep: Waits; by default in a way that ends when the calls are stopped.
        draw: Draws from 0 to 1.
        now: The time, for servers that name a date.
    """

    retries: int = 4
    first_s: float = 0.5
    longest_s: float = 20.0
    longest_asked_s: float = 60.0
    statuses: frozenset[int] = PASSING_STATUSES
    sleep: Callable[[float], object] | None = None
    draw: Callable[[], float] = random.random
    now: Callable[[], datetime] = _now

    def covers(self, outcome: Outcome) -> bool:
        """Return whether another try may end better."""
        if isinstance(outcome, Failure):
            return outcome.fault in _PASSING_FAULTS
        return outcome.status in self.statuses

    def wait_s(self, tries: int, outcome: Outcome) -> float:
        """Return how long to wait after so many tries, the last of which ended so."""
        own = self.draw() * min(self.longest_s, self.first_s * 2.0 ** (tries - 1))
        header = None if isinstance(outcome, Failure) else outcome.header("retry-after")
        asked = self._asked_s(header)
        if asked is None:
            return own
        # The jitter stays: those who were sent away together must not come back together.
        return min(self.longest_asked_s, asked) + min(own, self.first_s)

    def _asked_s(self, retry_after: str | None) -> float | None:
        """Read the header: seconds, or the date of HTTP; None when it is neither."""
        text = (retry_after or "").strip()
        if text.isascii() and text.replace(".", "", 1).isdigit():
            return float(text)
        try:
            date = parsedate_to_datetime(text)
        except ValueError:
            return None
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        return max(0.0, (date - self.now()).total_seconds())


@dataclass(frozen=True)
class Tried:
    """How the last try ended, and which it was."""

    outcome: Outcome
    tries: int


def try_again(attempt: Callable[[], Outcome], policy: RetryPolicy, stop: threading.Event) -> Tried:
    """Make an attempt until it succeeds, cannot succeed, or was made often enough.

    Args:
        attempt: Makes it.
        policy: When to make it again.
        stop: When it is set no further attempt is made.
    """
    sleep = policy.sleep or stop.wait
    tries = 0
    while True:
        outcome = attempt()
        tries += 1
        if tries > policy.retries or stop.is_set() or not policy.covers(outcome):
            return Tried(outcome, tries)
        wait_s = policy.wait_s(tries, outcome)
        why = outcome.fault if isinstance(outcome, Failure) else f"status {outcome.status}"
        logger.info("try %d of %d: %s; again in %.1f s", tries, policy.retries + 1, why, wait_s)
        sleep(wait_s)
        if stop.is_set():
            return Tried(outcome, tries)

"""Stops worker processes at the next page: on demand, and when the process that began them ends."""

from __future__ import annotations

import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from docparse.locks import Presence, is_present


@dataclass(frozen=True)
class StopSign:
    """What a worker looks at: up when nobody shows any more that the run goes on."""

    folder: Path
    name: str

    def is_up(self) -> bool:
        """Tell whether to stop."""
        return not is_present(self.folder, self.name)


class Stop:
    """Stops a batch at the next page; may be set from any thread and in a signal handler."""

    def __init__(self) -> None:
        self.sign = StopSign(Path(tempfile.gettempdir()), f"docparse-{uuid.uuid4().hex}.run")
        self._presence = Presence(self.sign.folder, self.sign.name)

    def set(self) -> None:
        """Stop."""
        self._presence.leave()

    def is_set(self) -> bool:
        """Tell whether it was set."""
        return self.sign.is_up()

    def close(self) -> None:
        """Release it; what still runs stops."""
        self.set()

"""What tests ask of processes that commands started."""

from __future__ import annotations

import os
import time


def is_empty_soon(group: int) -> bool:
    """Whether no process of a group is left, at once or within ten seconds."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False

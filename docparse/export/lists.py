"""List markers as exports understand them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docparse.markup.joining import is_cjk

_NUMBER = re.compile(r"(\d{1,9})[.)．、]", re.A)
_BULLET = re.compile("[-*+o•◦▪▫‣⁃●∙·◆◇►▶➢➤❖–—\ue000-\uf8ff]?")


@dataclass(frozen=True)
class Marker:
    """What a list item begins with.

    Attributes:
        number: Of an item like `3.` or `3)`.
        text: What must be shown as it is: `(a)`, `iv.`, `一、`, `☐`; empty for plain bullets.
    """

    number: int | None = None
    text: str = ""

    @property
    def prefix(self) -> str:
        """The text with the space that parts it from the item, which `一、` takes none of."""
        return self.text + " " * (self.text != "" and not is_cjk(self.text[-1]))


def read_marker(printed: str) -> Marker:
    """Return what a printed marker means."""
    printed = printed.strip()
    if match := _NUMBER.fullmatch(printed):
        return Marker(number=int(match[1]))
    return Marker() if _BULLET.fullmatch(printed) else Marker(text=printed)

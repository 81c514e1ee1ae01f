"""Labels that Markdown has for footnotes, and the marks that are printed for them."""

from __future__ import annotations

import re

_SIGNS = {"*": "star", "†": "dagger", "‡": "double-dagger", "§": "section", "¶": "pilcrow"}
_MARKS = {name: sign for sign, name in _SIGNS.items()}
_LABEL = re.compile(
    rf"(?:(?P<name>{'|'.join(_MARKS)})(?:-(?P<times>\d))?|u(?!d[89a-f]..$)(?P<code>[\da-f]{{2,5}}))"
)
_OF_A_PAGE = re.compile(r"^p\d+-(?=.)")
"""What a label begins with where several pages have the mark."""


def label_of(mark: str) -> str:
    """Return a label GitHub accepts: letters, digits and hyphens."""
    if mark.isascii() and mark.isalnum():
        return mark
    sign = _SIGNS.get(mark[:1], f"u{ord(mark[0]):x}" if mark else "note")
    return sign if len(mark) < 2 else f"{sign}-{len(mark)}"


def mark_of(label: str) -> str:
    """Return the mark that a label stands for: a sign by its name, others as they are.

    The page that tells marks apart is no part of them.
    """
    name = _OF_A_PAGE.sub("", label)
    found = _LABEL.fullmatch(name)
    if found is None:
        return name
    if found["code"]:
        return chr(int(found["code"], 16))
    return _MARKS[found["name"]] * int(found["times"] or 1)

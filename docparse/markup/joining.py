"""Join pieces of running text: spaces, hyphens at line ends, CJK without spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from docparse.schemas import Run

_HYPHENS = ("-", "\u2010", "\u00ad")
_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_URL = re.compile(r"(?:https?://|www\.|doi\.org)\S*$", re.I)


@dataclass(frozen=True)
class Inline:
    """Text and the same text cut by style; `runs` is empty when all of it is plain."""

    text: str
    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, runs: Iterable[Run]) -> Inline:
        """Merge neighbours in one style and trim the ends."""
        merged: list[Run] = []
        for _, group in groupby((run for run in runs if run.text), key=lambda run: run.style):
            first, *others = group
            text = "".join(run.text for run in (first, *others))
            merged.append(first.model_copy(update={"text": text}) if others else first)
        _trim(merged)
        text = "".join(run.text for run in merged)
        return cls(text, () if all(run.plain for run in merged) else tuple(merged))


def join_inlines(first: Inline, second: Inline, vocabulary: frozenset[str]) -> Inline:
    """Join two pieces of one paragraph, as `join` joins lines."""
    runs = list(first.runs or (Run(text=first.text),))
    tail = second.runs or (Run(text=second.text),)
    close_line(runs, second.text, vocabulary)
    return Inline.of([*runs, *tail])


def vocabulary_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the lower-case words that stand whole in some lines, compounds included."""
    return frozenset(
        word.lower() for text in texts for word in _WORD.findall(text) if len(word) > 3
    )


def is_cjk(character: str) -> bool:
    """Tell Chinese and Japanese characters and their punctuation, which take no spaces."""
    return bool(_CJK.match(character)) and not _HANGUL.match(character)


def close_line(runs: list[Run], following: str, vocabulary: frozenset[str]) -> None:
    """End the text so far so that `following` can be put behind it."""
    if not runs:
        return
    last = runs[-1].text
    if last.endswith(_HYPHENS):
        if _divides_a_word("".join(run.text for run in runs[-3:]), following, vocabulary):
            runs[-1] = runs[-1].model_copy(update={"text": last[:-1]})
        elif not _stands_alone(last):
            return
        else:
            add_space(runs)
        return
    if _URL.search(last) and not last.endswith((".", ",", ";")):
        if following[:1] not in "/?&=#%":
            add_space(runs)
        return
    if not (last and following and (is_cjk(last[-1]) or is_cjk(following[0]))):
        add_space(runs)


def _stands_alone(text: str) -> bool:
    return len(text) < 2 or text[-2].isspace()


def _divides_a_word(text: str, following: str, vocabulary: frozenset[str]) -> bool:
    head = re.search(r"[\w-]+$", text[:-1])
    tail = re.match(r"[\w-]+", following)
    if head is None or tail is None:
        return False
    if text.endswith("\u00ad"):
        return True
    if _URL.search(text):  # addresses are broken without adding a hyphen
        return False
    first, second = head[0].lower(), tail[0].lower()
    if not tail[0][0].islower() or not head[0][-1].isalpha():
        return False
    if f"{first}-{second}" in vocabulary:
        return False
    return first + second in vocabulary or "-" not in first


def add_space(runs: list[Run], space: str = " ") -> None:
    """Put a space, or a line break, behind the text so far."""
    last = runs[-1]
    if last.superscript or last.subscript or last.link or last.code or last.math:
        runs.append(Run(text=space))
    else:
        runs.append(last.model_copy(update={"text": space}))


def _trim(runs: list[Run]) -> None:
    while runs and not (text := runs[0].text.lstrip()):
        runs.pop(0)
    if runs:
        runs[0] = runs[0].model_copy(update={"text": text})
    while runs and not (text := runs[-1].text.rstrip()):
        runs.pop()
    if runs:
        runs[-1] = runs[-1].model_copy(update={"text": text})

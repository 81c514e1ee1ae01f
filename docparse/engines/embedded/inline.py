"""Words to running text: lines joined, runs of one style kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from docparse.engines.embedded.lines import Line
from docparse.markup.joining import Inline, add_space, close_line, is_cjk
from docparse.schemas import Run, Word

_OPEN_COMMANDS = (
    r"leq|geq|neq|in|to|subset|subseteq|approx|sim|simeq|equiv|cong|cdot|times|pm|mp|cup|cap|wedge"
    r"|vee|oplus|otimes|circ|mid|setminus|Longleftrightarrow|Rightarrow|mapsto"
)
_OPEN_END = re.compile(rf"(?:[=<>+\-]|\\(?:{_OPEN_COMMANDS}))$")
"""What a formula cannot end with: the rest of it stands on the next line."""
_SOFT_HYPHEN = "\u00ad"
_DISSOLVED = {ord(sign): unicodedata.normalize("NFKC", sign) for sign in "ﬀﬁﬂﬃﬄﬅﬆ"} | {
    ord(_SOFT_HYPHEN): None
}
"""Ligatures as letters, soft hyphens as nothing."""


def join(
    lines: Sequence[Line], vocabulary: frozenset[str] = frozenset(), *, breaks: bool = False
) -> Inline:
    """Join lines into running text.

    A hyphen at a line end is taken out where it divides a word: the next line goes on in lower
    case, and neither the compound nor its first part's hyphens show up elsewhere.

    Args:
        lines: Top to bottom.
        vocabulary: Lower-case words of the page, compounds with their hyphens.
        breaks: Keep the line breaks.
    """
    runs: list[Run] = []
    for line in lines:
        previous: Word | None = None
        for word in filter(_spelt, line.words):
            text = _spelt(word)
            if previous is None and word.math and runs and _goes_on(runs[-1]):
                runs[-1] = runs[-1].model_copy(update={"text": f"{runs[-1].text} {text}"})
            else:
                _part(runs, previous, word, vocabulary, breaks=breaks)
                runs.append(_run(word, text))
            previous = word
    return Inline.of(_without_soft_hyphens(runs))


def _part(
    runs: list[Run],
    previous: Word | None,
    word: Word,
    vocabulary: frozenset[str],
    *,
    breaks: bool,
) -> None:
    """End the text so far so that a word can be put behind it.

    Args:
        runs: The text so far.
        previous: The word before it on its line; None for the first.
        word: It.
        vocabulary: Lower-case words of the page.
        breaks: Keep the line breaks.
    """
    if previous is None and breaks and runs:
        add_space(runs, "\n")
    elif previous is None:
        close_line(runs, _spelt(word), vocabulary)
    elif word.spaced and _wants_space(previous, word):
        add_space(runs)


def _spelt(word: Word) -> str:
    """A word with its ligatures and soft hyphens dissolved, but for one at its end."""
    if word.math:
        return word.text
    end = _SOFT_HYPHEN if word.text.endswith(_SOFT_HYPHEN) else ""
    return word.text.translate(_DISSOLVED) + end


def _goes_on(run: Run) -> bool:
    """Tell a formula broken at the end of a line: it ends with a relation or an operator."""
    return run.math and bool(_OPEN_END.search(run.text))


def _wants_space(previous: Word, word: Word) -> bool:
    if not (is_cjk(previous.text[-1]) and is_cjk(word.text[0])):
        return True
    return word.box.x0 - previous.box.x1 > max(word.size, previous.size)


def _run(word: Word, text: str) -> Run:
    return Run(
        text=text,
        bold=word.bold,
        italic=word.italic,
        superscript=word.superscript,
        subscript=word.subscript,
        code=word.monospaced,
        math=word.math,
        link=word.link,
    )


def _without_soft_hyphens(runs: Iterable[Run]) -> list[Run]:
    return [
        run.model_copy(update={"text": run.text.replace(_SOFT_HYPHEN, "")})
        if _SOFT_HYPHEN in run.text
        else run
        for run in runs
    ]

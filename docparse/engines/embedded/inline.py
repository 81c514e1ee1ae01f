"""Words to running text: lines joined, runs of one style kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from docparse.engines.embedded.lines import Line
from docparse.markup.joining import Inline, add_space, close_line, is_cjk
from docparse.schemas import Run, Word

_OPEN_END = re.compile(
    r"(?:[=<>+\-]|\\(?:leq|geq|neq|in|to|subset|subseteq|approx|sim|simeq|equiv|cong|cdot|times|pm|mp"
    r"|cup|cap|wedge|vee|oplus|otimes|circ|mid|setminus|Longleftrightarrow|Rightarrow|mapsto))$"
)
_LIGATURES = {ord(sign): unicodedata.normalize("NFKC", sign) for sign in "ﬀﬁﬂﬃﬄﬅﬆ"} | {
    ord("\u00ad"): None
}


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
        for word in line.words:
            text = word.text if word.math else word.text.translate(_LIGATURES)
            if not text and not word.text.endswith("\u00ad"):
                continue
            if previous is None and word.math and runs and _goes_on(runs[-1]):
                runs[-1] = runs[-1].model_copy(update={"text": f"{runs[-1].text} {text}"})
                previous = word
                continue
            if previous is None and breaks and runs:
                add_space(runs, "\n")
            elif previous is None:
                close_line(runs, text, vocabulary)
            elif word.spaced and _wants_space(previous, word):
                add_space(runs)
            runs.append(_run(word, text + ("\u00ad" if word.text.endswith("\u00ad") else "")))
            previous = word
    return Inline.of(_without_soft_hyphens(runs))


def _goes_on(run: Run) -> bool:
    """Tell a formula that was broken at the end of a line: it ends with a relation or an operator."""
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
        run.model_copy(update={"text": run.text.replace("\u00ad", "")})
        if "\u00ad" in run.text
        else run
        for run in runs
    ]

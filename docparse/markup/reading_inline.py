"""The inline tokens of a Markdown parser, to runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from markdown_it.token import Token

from docparse.markup.latex import tidy_latex
from docparse.schemas import Run

_TAG = re.compile(r"<(/?)\s*([A-Za-z][A-Za-z0-9]*)")
_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "sup": "superscript",
    "sub": "subscript",
    "code": "code",
}
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def inline_runs(tokens: Sequence[Token]) -> list[Run]:
    """Return the runs of a paragraph; a line break the author made is a `\\n`."""
    reader = _Reader()
    for token in tokens:
        reader.take(token)
    return reader.runs


class _Reader:
    """Keeps track of the styles that are open."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._open: list[str] = []
        self._link: str | None = None

    def take(self, token: Token) -> None:
        """Read one token."""
        match token.type:
            case "text":
                self._add(token.content)
            case "code_inline":
                self._put(Run(text=token.content, code=True, link=self._link))
            case "math_inline" | "math_inline_double":
                self._math(token)
            case "softbreak":
                self._add(self._joint())
            case "hardbreak":
                self._add("\n")
            case "footnote_ref":
                label = str((token.meta or {}).get("label", ""))
                self._put(Run(text=label, superscript=True))
            case "html_inline":
                self._html(token.content)
            case "image":
                pass
            case _:
                self._style(token)

    def _style(self, token: Token) -> None:
        """An opening or closing token of a style or link."""
        name, _, end = token.type.rpartition("_")
        if name == "link":
            self._link = str(token.attrGet("href") or "") or None if end == "open" else None
        elif token.tag in _STYLES:
            self._switch(_STYLES[token.tag], end == "open")

    def _switch(self, style: str, on: bool) -> None:
        if on:
            self._open.append(style)
        elif style in self._open:
            self._open.remove(style)

    def _html(self, content: str) -> None:
        found = _TAG.match(content)
        if found is None:
            return
        name = found[2].lower()
        if name == "br":
            self._add("\n")
        elif name in _STYLES:
            self._switch(_STYLES[name], not found[1])

    def _math(self, token: Token) -> None:
        latex = tidy_latex(token.content)
        apart = "\ue002" if token.type.endswith("double") else None
        self._put(Run(text=latex, math=True, link=apart))

    def _joint(self) -> str:
        """What a line break inside a paragraph stands for: nothing between Chinese signs."""
        last = self.runs[-1].text[-1:] if self.runs else ""
        return "" if _CJK.match(last) else " "

    def _add(self, text: str) -> None:
        if text:
            styles = dict.fromkeys(self._open, True)
            self._put(Run(text=unescape(text), link=self._link, **styles))

    def _put(self, run: Run) -> None:
        before = self.runs[-1] if self.runs else None
        if before is not None and before.style == run.style and not run.math:
            joined = before.text + run.text
            self.runs[-1] = before.model_copy(update={"text": joined})
        elif run.text:
            self.runs.append(run)

"""The inline tokens of a Markdown parser, to runs; what was set aside comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from docparse.markup.html_words import html_text
from docparse.markup.joining import is_cjk
from docparse.markup.latex import strip_math, tidy_latex
from docparse.markup.preparing import MARK, Aside, Prepared
from docparse.schemas import Run

_TAG = re.compile(r"<(/?)\s*([A-Za-z][A-Za-z0-9]*)")
_HREF = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]+)""", re.I)
_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "sup": "superscript",
    "sub": "subscript",
    "code": "code",
    "tt": "code",
}
_SILENT = frozenset(
    {"a", "abbr", "big", "cite", "del", "font", "ins", "kbd", "label", "mark", "q", "s", "samp"}
    | {"small", "span", "strike", "u", "var", "wbr"}
)
_SPACES = re.compile(r"[ \t]{2,}")

Piece = Run | Aside
"""A run, or something set aside that is a block of its own."""


def inline_pieces(tokens: Sequence[Token], prepared: Prepared) -> list[Piece]:
    """Return the content of a paragraph; a line break the author made is a `\\n`."""
    reader = _Reader(prepared)
    for token in tokens:
        reader.take(token)
    return reader.pieces


def cell_runs(tokens: Sequence[Token], prepared: Prepared) -> list[Run]:
    """Return the content of a cell of a pipe table, blocks inside it as runs."""
    reader = _Reader(prepared, in_cell=True)
    for token in tokens:
        reader.take(token)
    return trimmed(piece for piece in reader.pieces if isinstance(piece, Run))


def trimmed(runs: Iterator[Run] | Sequence[Run]) -> list[Run]:
    """Return runs without white space at both ends, and none that are empty."""
    kept = [run for run in runs if run.text]
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[0] = kept[0].model_copy(update={"text": kept[0].text.lstrip()})
        kept[-1] = kept[-1].model_copy(update={"text": kept[-1].text.rstrip()})
    return kept


class _Reader:
    """Keeps track of the styles that are open."""

    def __init__(self, prepared: Prepared, *, in_cell: bool = False) -> None:
        self.pieces: list[Piece] = []
        self._prepared = prepared
        self._in_cell = in_cell
        self._open: list[str] = []
        self._link: str | None = None

    def take(self, token: Token) -> None:
        """Read one token."""
        match token.type:
            case "text" | "text_special":
                self._text(token.content)
            case "softbreak":
                self._add(self._joint())
            case "hardbreak":
                self._add("\n")
            case "html_inline":
                self._html(token.content)
            case _:
                self._style(token)

    def _style(self, token: Token) -> None:
        """An opening or closing token of a style or link."""
        name, _, end = token.type.rpartition("_")
        if name == "link":
            href = self._prepared.restored(str(token.attrGet("href") or ""))
            self._link = href or None if end == "open" else None
        elif token.tag in _STYLES:
            self._switch(_STYLES[token.tag], end == "open")

    def _switch(self, style: str, on: bool) -> None:
        if on:
            self._open.append(style)
        elif style in self._open:
            self._open.remove(style)

    def _html(self, content: str) -> None:
        """Tags that style text; others are words between angle brackets."""
        found = _TAG.match(content)
        name = found[2].lower() if found is not None else ""
        closing = found is not None and bool(found[1])
        if name == "br":
            self._add("\n")
        elif name == "a":
            href = _HREF.search(content)
            self._link = href[1] if href is not None and not closing else None
        elif name in _STYLES:
            self._switch(_STYLES[name], not closing)
        elif name not in _SILENT:
            self._text(content)

    def _text(self, text: str) -> None:
        end = 0
        for found in MARK.finditer(text):
            self._add(text[end : found.start()])
            self._aside(self._prepared.asides[int(found[1])])
            end = found.end()
        self._add(text[end:])

    def _aside(self, aside: Aside) -> None:
        match aside.kind:
            case "inline":
                self._put(self._run(tidy_latex(aside.text), math=True))
            case "span":
                text = aside.text.replace("\\|", "|") if self._in_cell else aside.text
                self._put(self._run(text, code=True))
            case "note":
                self._put(self._run(aside.text, superscript=True))
            case _ if not self._in_cell:
                self.pieces.append(aside)
            case "math":
                self._put(self._run(tidy_latex(strip_math(aside.text)), math=True))
            case "table":
                self._put(self._run(" ".join(html_text(aside.text).split())))
            case _:
                self._put(self._run(aside.text, code=aside.kind == "code"))

    def _joint(self) -> str:
        """What a line break inside a paragraph stands for: nothing behind a Chinese sign."""
        last = self.pieces[-1] if self.pieces else None
        return "" if isinstance(last, Run) and is_cjk(last.text[-1:]) else " "

    def _add(self, text: str) -> None:
        if text:
            self._put(self._run(text))

    def _run(self, text: str, **more: bool) -> Run:
        styles = {**dict.fromkeys(self._open, True), **more}
        return Run(text=text, link=self._link, **styles)

    def _put(self, run: Run) -> None:
        """Add a run, to the one before it where they are of one style; spaces are single."""
        before = self.pieces[-1] if self.pieces else None
        text = run.text
        if not run.code and not run.math:
            text = _SPACES.sub(" ", text)
            if isinstance(before, Run) and not before.math and before.text[-1:] in {" ", "\n"}:
                text = text.lstrip(" ")
            if text.startswith("\n") and isinstance(before, Run) and not before.code:
                before = self._without_end(before)
        if isinstance(before, Run) and before.style == run.style and not run.math:
            self.pieces[-1] = before.model_copy(update={"text": before.text + text})
        elif text:
            self.pieces.append(run.model_copy(update={"text": text}))

    def _without_end(self, before: Run) -> Run | None:
        """Take the spaces off before a line break."""
        shorter = before.model_copy(update={"text": before.text.rstrip(" ")})
        self.pieces[-1:] = [shorter] if shorter.text else []
        return shorter if shorter.text else None

"""Runs made ready for markup: spaces outside of styles, neighbours merged, styles nested."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from docparse.markup.escaping import clean, safe_link
from docparse.schemas import Run

StyleName = Literal["mark", "link", "bold", "italic", "superscript", "subscript"]

_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.S)
_SPACES = re.compile(r"[^\S\n\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_BREAKS = re.compile(r"\s*\n\s*")
_NAMES: tuple[StyleName, ...] = ("link", "bold", "italic", "superscript", "subscript")


class MarkedRun(Run):
    """A stretch that is marked; `mark` says why."""

    mark: str


@dataclass(frozen=True)
class Note:
    """A footnote that is referred to: its printed mark, its unique label, its block's id."""

    mark: str
    label: str
    block: str


@dataclass(frozen=True)
class Citation:
    """A reference to one or more footnotes; `anchor` is its own id, for the way back."""

    notes: tuple[Note, ...]
    anchor: str = ""
    bold: bool = False
    italic: bool = False


Inline = Run | Citation


@dataclass(frozen=True)
class Style:
    """One way a stretch of text stands out.

    Attributes:
        url: The target of a link.
        title: Why it is marked.
    """

    name: StyleName
    url: str = ""
    title: str = ""


@dataclass(frozen=True)
class Span:
    """What stands in one style."""

    style: Style
    children: tuple[Node, ...]


Node = Span | Inline
"""A leaf's own styles have been opened by the spans around it; `code` and `math` are its own."""


def nest(runs: Iterable[Inline]) -> tuple[Node, ...]:
    """Return the runs as a tree of styles.

    Spaces at the edges of a style are put outside of it, white space is collapsed (a line break
    stays one `\\n`), stretches in one style are merged, and unsafe links are dropped.
    """
    pieces = _collapse(_merge(_without_edges(_clean(runs))))
    return _nest(_merge(pieces), frozenset())


def unemphasised(runs: Iterable[Inline]) -> tuple[Inline, ...]:
    """Return runs that are bold throughout as not bold, for places that are bold anyway."""
    kept = tuple(runs)
    if not all(run.bold for run in kept if _inked(run)):
        return kept
    return tuple(
        replace(run, bold=False)
        if isinstance(run, Citation)
        else run.model_copy(update={"bold": False})
        for run in kept
    )


def _clean(runs: Iterable[Inline]) -> list[Inline]:
    """Take out control characters and unsafe links; code and formulas stand on one line."""
    cleaned: list[Inline] = []
    for run in runs:
        if isinstance(run, Citation):
            cleaned.append(run)
            continue
        text = clean(run.text)
        if run.code or run.math:
            text = _BREAKS.sub(" ", text)
        if run.math:
            text = text.strip()
        if text:
            cleaned.append(run.model_copy(update={"text": text, "link": safe_link(run.link)}))
    return cleaned


def _without_edges(runs: Sequence[Inline]) -> list[Inline]:
    """Cut white space off the runs; it takes the styles that both its neighbours have."""
    pieces: list[Inline] = []
    for run in runs:
        if isinstance(run, Citation):
            pieces.append(run)
        elif match := _EDGES.fullmatch(run.text):
            parts = (match[1], match[2], match[3])
            pieces += [run.model_copy(update={"text": part}) for part in parts if part]
    return [
        piece
        if isinstance(piece, Citation) or _inked(piece)
        else _shared(pieces, index, piece.text)
        for index, piece in enumerate(pieces)
    ]


def _shared(pieces: Sequence[Inline], index: int, space: str) -> Run:
    before = next((p for p in reversed(pieces[:index]) if _inked(p)), None)
    after = next((p for p in pieces[index + 1 :] if _inked(p)), None)
    if not isinstance(before, Run) or not isinstance(after, Run) or before.math or after.math:
        return Run(text=space)
    styles = {name: getattr(before, name) and getattr(after, name) for name in _NAMES[1:]}
    link = before.link if before.link == after.link else None
    code = before.code and after.code and "\n" not in space
    if isinstance(before, MarkedRun) and isinstance(after, MarkedRun) and before.mark == after.mark:
        return MarkedRun(text=space, mark=before.mark, link=link, code=code, **styles)
    return Run(text=space, link=link, code=code, **styles)


def _inked(piece: Inline) -> bool:
    return isinstance(piece, Citation) or bool(piece.text.strip())


def _merge(pieces: Iterable[Inline]) -> list[Inline]:
    merged: list[Inline] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if isinstance(piece, Run) and isinstance(last, Run) and _alike(last, piece):
            merged[-1] = last.model_copy(update={"text": last.text + piece.text})
        else:
            merged.append(piece)
    return merged


def _alike(one: Run, other: Run) -> bool:
    return not one.math and one.model_copy(update={"text": other.text}) == other


def _collapse(pieces: Sequence[Inline]) -> list[Inline]:
    """Collapse white space, also over the borders of pieces, and trim the ends."""
    collapsed: list[Inline] = []
    at_space = True
    for piece in pieces:
        if isinstance(piece, Citation):
            collapsed.append(piece)
            at_space = False
            continue
        text = _BREAKS.sub("\n", _SPACES.sub(" ", piece.text))
        text = text.lstrip(" \n" if collapsed else None) if at_space else text
        if text:
            collapsed.append(piece.model_copy(update={"text": text}))
            at_space = text[-1] in " \n"
    while collapsed and isinstance(last := collapsed[-1], Run) and last.text != last.text.rstrip():
        collapsed.pop()
        if text := last.text.rstrip():
            collapsed.append(last.model_copy(update={"text": text}))
    return collapsed


def _nest(pieces: Sequence[Inline], opened: frozenset[Style]) -> tuple[Node, ...]:
    """Open first the style that reaches furthest."""
    nodes: list[Node] = []
    start = 0
    while start < len(pieces):
        reaches = {
            style: _reach(pieces, start, style)
            for style in _styles(pieces[start])
            if style not in opened
        }
        if reaches:
            style = max(reaches, key=lambda style: reaches[style])
            inside = pieces[start : reaches[style]]
            nodes.append(Span(style, _nest(inside, opened | {style})))
            start = reaches[style]
        else:
            nodes.append(pieces[start])
            start += 1
    return tuple(nodes)


def _reach(pieces: Sequence[Inline], start: int, style: Style) -> int:
    end = start + 1
    while end < len(pieces) and style in _styles(pieces[end]):
        end += 1
    return end


def _styles(piece: Inline) -> list[Style]:
    """The styles of a piece, those that should stand outside first."""
    if isinstance(piece, Citation):
        return [Style(name) for name in _NAMES[1:3] if getattr(piece, name)]
    styles = [Style("mark", title=piece.mark)] if isinstance(piece, MarkedRun) else []
    styles += [Style("link", piece.link)] if piece.link else []
    return styles + [Style(name) for name in _NAMES[1:] if getattr(piece, name)]

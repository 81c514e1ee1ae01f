"""The inline content of HTML as lxml parsed it, to runs of one style."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from docparse.markup.inline_math import split_math
from docparse.markup.latex import tidy_latex
from docparse.schemas import Run

if TYPE_CHECKING:
    from lxml import html

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
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
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_NAMES = (
    "table|thead|tbody|tfoot|tr|td|th|caption|colgroup|col|br|p|div|span|a|img|ul|ol|li|h[1-6]"
    "|b|strong|i|em|sup|sub|code|tt|u|s|del|ins|strike|font|small|big|mark|center|hr|pre|html"
    "|body|head|style|title|label|input|cite|q|kbd|samp|var|abbr|blockquote|section|figure"
    "|figcaption|nobr|wbr"
)
_NO_TAG = re.compile(rf"<(?!/?(?:{_NAMES})(?:[\s/>]|$)|!--.*?-->|!doctype|$)", re.I | re.S)


def parsed(text: str) -> html.HtmlElement:
    """Return a `div` around the HTML; what is no tag of running text or tables is text."""
    from lxml import etree, html

    text = _NO_TAG.sub("&lt;", _CONTROL.sub("", text))
    try:
        return html.fragment_fromstring(text, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        element = html.Element("div")
        element.text = text
        return element


def html_text(text: str) -> str:
    """Return the words of an HTML text, a line for each block."""
    return words_of(parsed(text))


def words_of(element: html.HtmlElement) -> str:
    """Return the text of an element."""
    return "".join(run.text for run in runs_of(element))


def tag(element: html.HtmlElement | None) -> str:
    """Return the name of an element; comments have none."""
    return element.tag.lower() if element is not None and isinstance(element.tag, str) else ""


def runs_of(element: html.HtmlElement, *, delimiters: bool = True) -> list[Run]:
    """Return the inline content, white space collapsed and none at the ends.

    Args:
        element: What holds it.
        delimiters: Whether `$…$` and its kin are formulas, as models write them; what HTML itself
            marks as one always is.
    """
    joined: list[Run] = []
    for run in _runs(element, Run(text=""), delimiters):
        if joined and joined[-1].style == run.style and not run.math:
            joined[-1] = run.model_copy(update={"text": joined[-1].text + run.text})
        else:
            joined.append(run)
    text = "".join("\0" if run.math else run.text for run in joined)
    if "\n" in text or text != text.strip() or "  " in text:
        joined = _squeezed(joined)
    return [run for run in joined if run.text]


def _runs(element: html.HtmlElement, style: Run, delimiters: bool) -> list[Run]:
    runs = _text_runs(element.text, style, delimiters)
    for child in element:
        runs += _child_runs(child, style, delimiters)
        runs += _text_runs(child.tail, style, delimiters)
    return runs


def _child_runs(child: html.HtmlElement, style: Run, delimiters: bool) -> list[Run]:
    name = tag(child)
    if name == "br":
        return [style.model_copy(update={"text": "\n"})]
    if name == "img":
        return _text_runs(child.get("alt"), style, delimiters)
    if name == "span" and child.get("class") == "math":
        return [style.model_copy(update={"text": child.text_content(), "math": True})]
    if name in _STYLES:
        style = style.model_copy(update={_STYLES[name]: True})
    if name == "a" and child.get("href"):
        style = style.model_copy(update={"link": child.get("href")})
    around = "\n" if name in _BLOCKS else " " if name in {"td", "th"} else ""
    border = [style.model_copy(update={"text": around})] if around else []
    if name in {"", "style"}:
        return []
    return [*border, *_runs(child, style, delimiters), *border]


def _text_runs(text: str | None, style: Run, delimiters: bool) -> list[Run]:
    if not text:
        return []
    if style.code:
        return [style.model_copy(update={"text": text})]
    if not delimiters:
        return [style.model_copy(update={"text": _SPACE.sub(" ", text)})]
    return [
        style.model_copy(update={"text": tidy_latex(piece.text), "math": True})
        if piece.math
        else style.model_copy(update={"text": _SPACE.sub(" ", piece.text)})
        for piece in split_math(text)
    ]


def _squeezed(runs: Sequence[Run]) -> list[Run]:
    """Collapse white space over the borders of runs."""
    result: list[Run] = []
    last = "\n"
    for run in runs:
        if run.math or run.code:
            result.append(run)
            last = "x"
            continue
        kept = []
        for sign in run.text:
            if (sign == " " and last in " \n") or (sign == last == "\n"):
                continue
            kept.append(sign)
            last = sign
        result.append(run.model_copy(update={"text": re.sub(r" +\n", "\n", "".join(kept))}))
    while result and not result[-1].math and not result[-1].text.rstrip(" \n"):
        result.pop()
    if result and not result[-1].math:
        result[-1] = result[-1].model_copy(update={"text": result[-1].text.rstrip(" \n")})
    return result

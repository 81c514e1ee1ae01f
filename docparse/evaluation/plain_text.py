"""Take Markdown and the HTML in it off a text, so that only what a reader sees is compared.

Made for measuring: it forgives malformed markup and treats what different programs write alike.
"""

from __future__ import annotations

import html
import re

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_INLINE_TAG = re.compile(
    r"</?(?:a|b|i|u|s|em|strong|sup|sub|span|mark|code|del|ins|small|font)(?:\s[^<>]*)?/?>", re.I
)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>")
_AUTOLINK = re.compile(r"<((?:https?|mailto|ftp):[^<>\s]+)>")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]:?")
_FENCE = re.compile(r"^\s*(?:```|~~~).*$", re.M)
_TABLE_RULE = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$", re.M)
_HORIZONTAL_RULE = re.compile(r"^\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$", re.M)
_LINE_START = re.compile(r"^[ \t]*(?:>[ \t]?)*(?:#{1,6}[ \t]+|[-*+•◦▪●○■□‣·][ \t]+)?", re.M)
_PIPE_ROW = re.compile(r"^[ \t]*\|.*$", re.M)
_MATH = re.compile(r"\$\$(.+?)\$\$|\$(?=\S)([^$\n]*?[\\^_{][^$\n]*?)(?<=\S)\$", re.DOTALL)
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|\*|~~|`+)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_UNDERLINED = re.compile(r"(?<!\w)(___|__|_)(?=\S)(.+?)(?<=\S)\1(?!\w)", re.DOTALL)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN = 0xF0000
"""Start of a private plane in which escaped punctuation waits until the markup is gone."""
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n|(?=^[ \t]*#{1,6} )|(?=^[ \t]*(?:[-*+]|\d+[.)]) )", re.M)


def plain_text(markdown: str) -> str:
    """Return what a reader sees of a Markdown text.

    Taken off: comments, tags (a block-level tag leaves a space), pictures with their alternative
    text, link targets, heading marks, bullets, quotation marks of block quotes, code fences,
    emphasis, table pipes and rules, footnote brackets, dollar signs around LaTeX; escapes and
    entities are resolved. Numbers of ordered lists stay: they stand on the page.

    Args:
        markdown: GitHub Markdown, plain text or HTML.
    """
    text = _COMMENT.sub(" ", markdown)
    text = _without_math_signs(_ESCAPE.sub(_hide, text))
    text = _TAG.sub(" ", _INLINE_TAG.sub("", _AUTOLINK.sub(r"\1", text)))
    text = _LINK.sub(r"\1", _FOOTNOTE.sub(r"\1 ", _IMAGE.sub(" ", text)))
    for pattern in (_FENCE, _TABLE_RULE, _HORIZONTAL_RULE):
        text = pattern.sub("", text)
    text = _PIPE_ROW.sub(lambda row: row.group().replace("|", " "), text)
    text = _LINE_START.sub("", text)
    text = _without_emphasis(text)
    return html.unescape("".join(map(_show, text)))


def paragraphs_of(markdown: str) -> list[str]:
    """Cut Markdown into the plain texts of its blocks: at empty lines, headings, list items."""
    pieces = (plain_text(piece).strip() for piece in _PARAGRAPH_BREAK.split(markdown))
    return [piece for piece in pieces if piece]


def _without_math_signs(text: str) -> str:
    return _MATH.sub(lambda match: match.group(1) or match.group(2), text)


def _without_emphasis(text: str) -> str:
    """Take emphasis off from the outside in, as often as it is nested."""
    for _ in range(3):
        text = _UNDERLINED.sub(r"\2", _EMPHASIS.sub(r"\2", text))
    return text


def _hide(match: re.Match[str]) -> str:
    return chr(_HIDDEN + ord(match.group(1)))


def _show(character: str) -> str:
    code = ord(character)
    return chr(code - _HIDDEN) if _HIDDEN < code < _HIDDEN + 128 else character

"""Take off a reply what its writer wrapped around it: fences, greetings, special tokens."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"<\|(?:im_end|im_start|endoftext|eot_id|end|assistant)\|>|</s>|<pad>")
_THOUGHT = re.compile(r"\s*<think>.*?</think>\s*", re.S)
_FENCED = re.compile(r"(?P<mark>`{3,}|~{3,})[ \t]*(?P<name>[\w+-]*)[ \t]*\n(?P<inside>.*)", re.S)
_WRAPPERS = frozenset({"", "markdown", "md", "html", "latex", "tex", "text", "json", "xml", "math"})
_GREETING = re.compile(
    r"""
    \s*(?:
      (?:sure|certainly|of\ course|okay|ok|yes)\b[^\n]{0,120}[!:.,]
    | (?:here\ (?:is|are|'s)|here’s|below\ is|the\ following\ is|this\ is)\b[^\n]{0,160}:
    | (?:i\ have|i've|i’ve)\ (?:converted|transcribed|extracted)\b[^\n]{0,160}[:.]
    | (?:the|your)\ (?:converted|transcribed|extracted)\b[^\n]{0,160}:
    | (?:好的|当然|没问题)[^\n]{0,60}[：:，,。！!]
    | (?:以下|下面|这)是[^\n]{0,60}[：:]
    | (?:转换|解析|识别|提取)(?:后的)?(?:结果|内容)[^\n]{0,30}[：:]
    )[ \t]*(?=\n|$)
    """,
    re.X | re.I,
)
_FAREWELL = re.compile(
    r"""
    \n\s*(?:
      (?:let\ me\ know|feel\ free|please\ let\ me|i\ hope\ this|if\ you\ (?:need|have|want))
      \b[^\n]{0,200}
    | note:\s+(?:the|this|i)\b[^\n]{0,40}\b(?:table|text|image|document|formula)\b[^\n]{0,160}
    | (?:如果您?|如需|希望)[^\n]{0,80}[。！!？?]
    )\s*$
    """,
    re.X | re.I,
)


def unwrap(reply: str) -> str:
    """Return what a reply says, without what stands around it.

    Only what is surely a wrapping goes: special tokens, thoughts, a greeting that ends its line
    with a colon and is followed by more, an offer of further help at the end, one fence around
    all of it, closed or not.
    """
    text = _THOUGHT.sub("", _SPECIAL.sub("", reply), count=1).strip()
    text = _without_greeting(text)
    text = _without_farewell(text)
    return _without_fence(text).strip()


def _without_greeting(text: str) -> str:
    for _ in range(2):
        found = _GREETING.match(text)
        if found is None or not text[found.end() :].strip():
            break
        text = text[found.end() :].lstrip("\n")
    return text


def _without_farewell(text: str) -> str:
    found = _FAREWELL.search(text)
    return text[: found.start()].rstrip() if found is not None and found.start() else text


def _without_fence(text: str) -> str:
    """Open a fence that is around everything; one around code alone stays."""
    found = _FENCED.match(text)
    if found is None or found["name"].lower() not in _WRAPPERS:
        return text
    mark, inside = found["mark"], found["inside"]
    lines = inside.split("\n")
    closing = [n for n, line in enumerate(lines) if line.strip() == mark]
    if not closing:
        return inside
    if closing[-1] == len(lines) - 1 and len(closing) % 2 == 1:
        return "\n".join(lines[:-1])
    return text

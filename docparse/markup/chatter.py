"""Take off a reply what its writer wrapped around it: fences, greetings, special tokens."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"<\|(?:im_end|im_start|endoftext|eot_id|end|assistant)\|>|</s>|<pad>")
_THOUGHT = re.compile(r"\s*(?:<think>)?(?:(?!<think>).)*?</think>\s*|\s*<think>.*", re.S)
_FENCED = re.compile(r"(?P<mark>`{3,}|~{3,})[ \t]*(?P<name>[\w+-]*)[ \t]*\n(?P<inside>.*)", re.S)
_WRAPPERS = frozenset({"markdown", "md", "html", "latex", "tex", "text", "json", "xml", "math"})
_PROGRAM = re.compile(
    r"^\s*(?:def |class |import |from \w+ import |return\b|#include|for ?\(|if ?\(|while ?\(|var "
    r"|let |const |public |private |function |fn |\$ |//)|[;{}]\s*$|\):\s*$|^\s*\w+ = \w+\(.*\)$",
    re.M,
)
_JOB = (
    r"(?:markdown|html|latex|json|format|transcri\w+|convert\w*|conversion|extract\w*|ocr|parsed"
    r"|recogni[sz]\w+|reply|request\w*|code\s+block)"
)
_SHOWN = (
    r"(?:image|picture|photo|scan|screenshot|document|page|table|formula|equation|text|content)"
)
_ZH_JOB = r"(?:转换|转写|解析|识别|提取|转成|图片|图像|图中|文档|markdown|html|latex|json|格式)"
_GREETING = re.compile(
    rf"""
    \s*(?:
      (?:sure|certainly|of\ course|absolutely|okay|ok|great)(?:\ thing)?[!.,]?[ \t]*(?=\n)
    | (?:(?:sure|certainly|of\ course|absolutely|okay|ok|yes)(?:\ thing)?[!.,]?[ ]+)?(?:
        (?:here\ (?:is|are)|here['’]s|below\ (?:is|are)|the\ following\ is|this\ is|i['’]ve
          |i\ have)\b (?=[^\n]*\b{_JOB}\b) [^\n]{{0,160}}[:.]
      | (?:here\ is|here['’]s|below\ is)\ (?:the|your)\ (?:\w+\ )?{_SHOWN}
          (?:\ (?:from|in|of|shown)\b[^\n]{{0,80}})?:
      | (?:the|your)\ (?:converted|transcribed|extracted)\b[^\n]{{0,160}}:
      )
    | (?:好的|当然(?:可以)?|没问题)[，,。！!：:\ ]*(?=\n)
    | (?:(?:好的|当然(?:可以)?|没问题)[，,。！!]\s*)?(?:以下|下面|这|如下)是?
        (?=[^\n]*{_ZH_JOB})[^\n]{{0,60}}[：:]
    | {_ZH_JOB}(?:后的)?(?:结果|内容)[^\n]{{0,30}}[：:]
    )[ \t]*(?:\*\*)?[ \t]*(?=\n|$)
    """,
    re.X | re.I,
)
_FAREWELL = re.compile(
    r"""
    \n[ \t]*(?:
      (?:(?:please\ )?let\ me\ know|(?:please\ )?feel\ free|i\ hope\ this
        |if\ you\ (?:need|have|want))\b [^\n]{0,240}
    | (?:如果您?|如需|希望)[^\n]{0,80}[。！!？?]
    | (?P<remark>(?:(?:please\ )?note\b|this\ \w+|请注意|注[：:])[^\n]{0,240})
    )\s*$
    """,
    re.X | re.I,
)
_JOB_WORD = re.compile(rf"\b{_JOB}\b|{_ZH_JOB}", re.I)


def unwrap(reply: str) -> str:
    """Return what a reply says, without what stands around it.

    Only what is surely a wrapping goes: special tokens, thoughts, a first line that announces the
    work asked for and is followed by more, a last line about that work or below such a first line,
    one fence around all of it, closed or not.
    """
    text = _SPECIAL.sub("", reply)
    thought = _THOUGHT.match(text)
    text = text[thought.end() if thought is not None else 0 :].strip()
    greeted = _without_greeting(text)
    text = _without_farewell(greeted, surely=greeted != text)
    return _without_fence(text).strip()


def _without_greeting(text: str) -> str:
    for _ in range(2):
        found = _GREETING.match(text)
        if found is None or not text[found.end() :].strip():
            break
        text = text[found.end() :].lstrip("\n")
    return text


def _without_farewell(text: str, *, surely: bool) -> str:
    """Take off a last line that offers more; letters end like that too, so it has to be sure."""
    found = _FAREWELL.search(text)
    if found is None or not text[: found.start()].strip():
        return text
    body = text[: found.start()].rstrip()
    fenced = body.endswith("```") and body.startswith("```")
    sure = (surely or fenced) and found["remark"] is None
    return body if sure or _JOB_WORD.search(found[0]) else text


def _without_fence(text: str) -> str:
    """Open a fence that is around everything; one around program text stays."""
    found = _FENCED.match(text)
    if found is None:
        return text
    name, inside = found["name"].lower(), found["inside"]
    if name not in _WRAPPERS and (name or _is_program(inside)):
        return text
    lines = inside.split("\n")
    end = _closing_line(lines, found["mark"])
    if end is None:
        return inside
    return "\n".join(lines[:end]) if end == len(lines) - 1 else text


def _closing_line(lines: list[str], mark: str) -> int | None:
    """Where the fence ends that is open before the lines; fences with a name may stand in it."""
    bare = [number for number, line in enumerate(lines) if line.strip() == mark]
    named = [n for n, line in enumerate(lines) if re.match(rf"\s*{mark}\w", line)]
    if not named and len(bare) % 2 == 1:
        return bare[-1]  # those inside are pairs
    depth = 1
    for number in range(len(lines)):
        depth += (number in named) - (number in bare)
        if depth == 0:
            return number
    return None


def _is_program(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("```")]
    return 3 * len(_PROGRAM.findall(text)) > len(lines)

"""AskPages: a free question about pages, answered in words; earlier turns may come before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from docparse.errors import OutputError, TaskError
from docparse.markup.escaping import clean
from docparse.tasks.base import Dialect, Language, Read, Task, Turn, worded

_QUESTION = "{question}"

# INF-MLLM2 is asked free questions as they stand. The other wordings are docparse's own.
PROMPTS: Mapping[tuple[Dialect, Language], str] = {
    ("infmllm2", "en"): _QUESTION,
    ("infmllm2", "zh"): _QUESTION,
    ("infinity_parser2", "en"): (
        f"{_QUESTION}\nAnswer from what the document shows, in plain text."
    ),
    ("infinity_parser2", "zh"): f"{_QUESTION}\n请根据文档内容，用纯文本回答。",
    ("instruct", "en"): (
        "The images are the pages of one document, in order. Answer from what they show and from "
        "nothing else; where they do not say it, answer that the document does not say. Quote "
        f"names, numbers and dates as they are printed.\n\nQuestion: {_QUESTION}"
    ),
    ("instruct", "zh"): (
        "图片按顺序是同一份文档的各页。只根据图片内容回答；文档没有说明的，请直接说明文档中没有。"
        f"名称、数字和日期请照原文引用。\n\n问题：{_QUESTION}"
    ),
}
FURTHER_PROMPTS: Mapping[tuple[Dialect, Language], str] = dict.fromkeys(PROMPTS, _QUESTION)
"""For all turns after the first, which has said what the images are."""

_THOUGHT = re.compile(r"\A.*?</think>", re.S)
_ENDING = re.compile(r"<\|(?:im_end|endoftext|eot_id|end)\|>|</s>")
_SPECIAL = re.compile(r"<\|(?:im_start|begin_of_text|start)\|>(?:\s*assistant\b)?|<s>")
_WRAPPED = re.compile(r"\A<answer>(.*?)(?:</answer>)?\Z", re.S)


@dataclass(frozen=True, kw_only=True)
class AskPages(Task[str]):
    """Ask a question about pages.

    Attributes:
        question: In any language. Signs that mean something to a model (`<image>`) are left for
            its processor to escape; control characters are taken out.
        turns: What was asked and answered before, the oldest first.
    """

    multipage: ClassVar[bool] = True

    question: str
    turns: tuple[Turn, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not clean(self.question).strip():
            raise TaskError(f"the question {self.question!r} is empty: ask something")

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns before this question."""
        return self.turns

    def prompt(self, dialect: Dialect) -> str:
        """Return the question; the first of a conversation says what the images are.

        Raises:
            UnsupportedTaskError: The dialect has no way to ask.
        """
        wordings = FURTHER_PROMPTS if self.turns else PROMPTS
        wording = worded(wordings, dialect, self.language, "an answer to a question")
        return wording.replace(_QUESTION, clean(self.question).strip())

    def read(self, reply: str, dialect: Dialect) -> Read[str]:
        """Return the words of the answer, without thoughts and special tokens around them.

        Raises:
            OutputError: No words are left.
        """
        return Read(answer_text(reply))


def answer_text(reply: str) -> str:
    """Return the words of a reply without thoughts, special tokens and `<answer>` around them.

    Raises:
        OutputError: No words are left.
    """
    text = _ENDING.split(_THOUGHT.sub("", reply), maxsplit=1)[0]
    text = clean(_SPECIAL.sub("", text)).strip()
    wrapped = _WRAPPED.match(text)
    text = wrapped[1].strip() if wrapped else text
    if not text:
        raise OutputError(f"the reply {reply[:40]!r} holds no words")
    return text

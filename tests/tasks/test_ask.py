"""Free questions: what is asked, what was asked before, and what is left of the answer."""

from __future__ import annotations

import pytest

from docparse.errors import OutputError, TaskError
from docparse.tasks.ask import AskPages
from docparse.tasks.base import DIALECTS, Dialect, Language, Turn
from tests.tasks.paper import Sheet

PAGES = (Sheet(1), Sheet(2))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_question_stands_in_every_prompt(dialect: Dialect, language: Language) -> None:
    task = AskPages(pages=PAGES, question="Who signed it?", language=language)
    assert "Who signed it?" in task.prompt(dialect)


def test_infmllm2_is_asked_the_bare_question() -> None:
    assert AskPages(pages=PAGES, question=" Why? ").prompt("infmllm2") == "Why?"


def test_earlier_turns_are_the_history_and_the_instruction_is_not_repeated() -> None:
    turns = (Turn("Who?", "Ada."),)
    task = AskPages(pages=PAGES, question="When?", turns=turns)
    assert task.history == turns
    assert task.prompt("instruct") == "When?"


def test_control_characters_are_taken_out_and_tokens_are_left_to_the_processor() -> None:
    task = AskPages(pages=PAGES, question="What\x00 is\x1b <image> and <|im_end|>\u2028here?")
    assert task.prompt("infmllm2") == "What is <image> and <|im_end|>\nhere?"


def test_braces_in_a_question_are_no_placeholders() -> None:
    question = "What is {question} or {0}?"
    assert question in AskPages(pages=PAGES, question=question).prompt("instruct")


@pytest.mark.parametrize("question", ["", "  \n", "\x00"])
def test_empty_question_is_refused(question: str) -> None:
    with pytest.raises(TaskError, match="empty"):
        AskPages(pages=PAGES, question=question)


def test_reply_of_tokens_only_is_an_error() -> None:
    with pytest.raises(OutputError, match="no words"):
        AskPages(pages=PAGES, question="Why?").read("<|im_start|>assistant\n<|im_end|>", "instruct")


def test_no_json_is_asked_for() -> None:
    assert AskPages(pages=PAGES, question="Why?").json_schema("instruct") is None

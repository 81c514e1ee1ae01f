"""ReadFormula: one formula as LaTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docparse.errors import OutputError
from docparse.markup.chatter import unwrap
from docparse.markup.latex import split_tag, strip_math, tidy_latex
from docparse.markup.reading_markdown import read_markdown
from docparse.schemas import Block, Formula
from docparse.schemas.blocks import TextBlock
from docparse.tasks.base import Dialect, Language, Read, Task, worded

_PROMPTS: dict[tuple[Dialect, Language], str] = {
    ("infmllm2", "en"): "Please convert the formula into latex format.",
    ("infmllm2", "zh"): "将图中公式转成latex格式.",  # not published; worded like the table's
    ("infinity_parser2", "en"): "Convert the formula in the image into LaTeX.",
    ("infinity_parser2", "zh"): "把图中的公式转换为 LaTeX。",
    ("instruct", "en"): (
        "Transcribe the formula in this image as LaTeX that compiles in math mode. A number "
        "printed beside it goes into \\tag{}. Several lines go into aligned. Copy sign by sign; "
        "simplify nothing. Write the LaTeX alone, without $ signs, a code fence or a word about it."
    ),
    ("instruct", "zh"): (
        "请把图中的公式转写为可在数学模式下编译的 LaTeX。旁边的编号写入 \\tag{}，多行公式用 "
        "aligned。"
        "逐个符号照抄，不化简。只输出 LaTeX，不要 $ 号、代码围栏或说明。"
    ),
}
_SENTENCE = re.compile(r"(?:[A-Za-z]{2,}[ ,.;:!?]+){3,}[A-Za-z]{2,}|[\u4e00-\u9fff，。]{6,}")
_DELIMITER = re.compile(r"(?<!\\)(?:\$\$?|\\[\[\]()])")


@dataclass(frozen=True, kw_only=True)
class ReadFormula(Task[Formula]):
    """Read one formula."""

    def prompt(self, dialect: Dialect) -> str:
        """Ask for the formula as LaTeX."""
        return worded(_PROMPTS, dialect, self.language, "a formula")

    def read(self, reply: str, dialect: Dialect) -> Read[Formula]:
        """Read LaTeX, in any delimiters or none.

        Raises:
            OutputError: The reply holds no formula.
        """
        text = unwrap(reply)
        latex = strip_math(text)
        notes: tuple[str, ...] = ()
        if _is_prose(latex):
            latex, notes = self._inside(text)
        elif _delimiters(text) % 2:
            notes = ("the formula is not closed",)
        if not latex.strip():
            raise OutputError(
                f"page {self.page.number}: the reply holds no formula: {reply[:80]!r}"
            )
        tidied, tag = split_tag(tidy_latex(latex))
        formula = Formula(
            id=f"p{self.page.number}-b1",
            page=self.page.number,
            box=self.region,
            source="model",
            text=latex,
            latex=tidied,
            tag=tag,
        )
        return Read(formula, notes)

    def _inside(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The longest formula of a text that is more than a formula."""
        read = read_markdown(text, page=self.page.number, box=self.region)
        formulas = [latex for block in read.blocks for latex in _formulas(block)]
        if not formulas:
            return "", ()
        words = " ".join(word for block in read.blocks for word in _words(block))
        notes = list(read.notes)
        if words:
            notes.append(f"text beside the formula was left out: {words[:80]}")
        if len(formulas) > 1:
            notes.append(f"{len(formulas)} formulas came, the longest is kept")
        return max(formulas, key=len), tuple(notes)


def _formulas(block: Block) -> list[str]:
    if isinstance(block, Formula):
        return [strip_math(block.text)]
    if isinstance(block, TextBlock):
        return [run.text for run in block.runs if run.math]
    return []


def _words(block: Block) -> list[str]:
    if isinstance(block, Formula):
        return []
    if isinstance(block, TextBlock):
        return "".join(run.text for run in block.inline if not run.math).split()
    return block.text.split()


def _delimiters(text: str) -> int:
    return len(_DELIMITER.findall(text))


def _is_prose(latex: str) -> bool:
    """Tell sentences from a formula: several words that are no commands and in no text group."""
    bare = re.sub(r"\\(?:text\w*|mbox|mathrm|operatorname)\*?\s*\{[^{}]*\}", "", latex)
    bare = bare.replace(r"\$", "")
    words = re.sub(r"\\[A-Za-z]+", "\\\\", bare)
    return bool(_SENTENCE.search(words)) or _delimiters(bare) > 0

"""Any text is read without raising, and what Markdown says stays said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docparse.markup.reading_markdown import read_markdown
from docparse.schemas import Block, Box, Formula, Table

PLACE = Box(x0=0, y0=0, x1=1, y1=1)
GOLDEN = Path(__file__).parents[1] / "golden"
PIECES = st.sampled_from(
    [
        "# ",
        "- ",
        "1. ",
        "> ",
        "\n",
        "\n\n",
        "    ",
        "|",
        "---|",
        "**",
        "`",
        "```",
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "<table>",
        "<tr><td>",
        "</table>",
        "\\begin{tabular}{ll}",
        "\\end{tabular}",
        "\\begin{align}",
        "&",
        "\\\\",
        "[^1]",
        "![a](b)",
        "<!--",
        "-->",
        "word",
        "字",
        "\ue003",
        "\x00",
    ]
)


def read(text: str) -> tuple[Block, ...]:
    return read_markdown(text, page=1, box=PLACE).blocks


def spelled(block: Block) -> str:
    if isinstance(block, Table):
        return " ".join(cell.text for cell in block.cells)
    return (block.latex or "") if isinstance(block, Formula) else block.text


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=200, deadline=None)
def test_any_order_of_marks_is_read(text: str) -> None:
    for number, block in enumerate(read(text), 1):
        assert block.id == f"p1-b{number}"


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read(text: str) -> None:
    read(text)


@given(st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=1, max_size=30), st.data())
@settings(max_examples=100, deadline=None)
def test_no_word_is_lost_between_marks(some: list[str], data: st.DataObject) -> None:
    joints = st.sampled_from([" ", "\n", "\n\n", "\n- ", "\n# ", "\n> ", " | ", "\n1. ", " * "])
    text = some[0] + "".join(data.draw(joints) + word for word in some[1:])
    came = re.findall(r"[a-z]{2,}", " ".join(map(spelled, read(text))))
    assert sorted(came) == sorted(some)


@pytest.mark.parametrize("name", ["article.md", "invoice.md", "report_zh.md"])
def test_words_of_our_own_markdown_come_back(name: str) -> None:
    path = GOLDEN / name
    text = re.sub(r"<[^>]*>|!\[|\]\([^)]*\)|[\\#*_`|$~^{}\[\]]|&\w+;", " ", path.read_text("utf-8"))
    back = " ".join(map(spelled, read(path.read_text("utf-8"))))
    wanted = re.findall(r"[A-Za-z]{4,}|[\u4e00-\u9fff]+", text)
    assert wanted
    joined = "".join(back.split())
    missing = [word for word in wanted if word not in joined]
    assert len(missing) <= 0.01 * len(wanted), missing


def test_halves_of_characters_are_read_as_replacements() -> None:
    (block,) = read_markdown("a \ud800 b", page=1, box=PLACE).blocks
    assert block.text == "a \ufffd b"

"""ReadTable: one table as a grid."""

from __future__ import annotations

from dataclasses import dataclass

from docparse.errors import OutputError
from docparse.markup.chatter import unwrap
from docparse.markup.reading_markdown import read_markdown
from docparse.schemas import Table
from docparse.tasks.base import Dialect, Language, Read, Task, worded

_PROMPTS: dict[tuple[Dialect, Language], str] = {
    ("infmllm2", "en"): "Please convert the table into html format.",
    ("infmllm2", "zh"): "将图中表格转成html格式.",
    ("infinity_parser2", "en"): "Convert the table in the image into HTML.",
    ("infinity_parser2", "zh"): "把图中的表格转换为 HTML。",
    ("instruct", "en"): (
        "Transcribe the table in this image as HTML: one <table> with <tr>, <th> for headers, <td> "
        "for the other cells, rowspan and colspan where cells span, <br> where a line breaks "
        "inside a cell, LaTeX between $ signs for formulas. Every row and every cell, empty ones "
        "too. Copy letter by letter; invent nothing, compute nothing. Write the HTML alone, "
        "without styles, a code fence or a word about it."
    ),
    ("instruct", "zh"): (
        "请把图中的表格转写为 HTML：一个 <table>，行用 <tr>，表头用 <th>，其余单元格用 <td>，合并"
        "单元格用 rowspan 和 colspan，单元格内换行用 <br>，公式用 $ 括起的 LaTeX。每一行、每一格都"
        "要写，空格也要写。逐字照抄，不编造，不计算。只输出 HTML，不要样式、代码围栏或说明。"
    ),
}


@dataclass(frozen=True, kw_only=True)
class ReadTable(Task[Table]):
    """Read one table: the largest of what is shown."""

    def prompt(self, dialect: Dialect) -> str:
        """Ask for the table as HTML."""
        return worded(_PROMPTS, dialect, self.language, "a table")

    def read(self, reply: str, dialect: Dialect) -> Read[Table]:
        """Read HTML, a pipe table or a LaTeX table.

        Raises:
            OutputError: The reply holds no table.
        """
        number = self.page.number
        read = read_markdown(unwrap(reply), page=number, box=self.region)
        tables = [block for block in read.blocks if isinstance(block, Table) and block.cells]
        if not tables:
            raise OutputError(f"page {number}: the reply holds no table: {reply[:80]!r}")
        best = max(tables, key=lambda table: len(table.cells))
        notes = list(read.notes)
        if len(tables) > 1:
            notes.append(f"{len(tables)} tables came, the largest is kept")
        beside = " ".join(block.text for block in read.blocks if not isinstance(block, Table))
        if beside.strip():
            words = " ".join(beside.split())
            notes.append(f"text beside the table was left out: {words[:80]}")
        return Read(best.model_copy(update={"id": f"p{number}-b1"}), tuple(notes))

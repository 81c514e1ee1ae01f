"""ParsePage: everything on a page as typed blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from docparse.errors import OutputError
from docparse.markup.chatter import unwrap
from docparse.markup.reading_markdown import read_markdown
from docparse.schemas import Page, PageInfo
from docparse.tasks.base import Dialect, JsonSchema, Language, Read, Task, worded
from docparse.tasks.layout_reply import CATEGORIES, layout_schema, read_layout_page

OcrMode = Literal["auto", "always", "never"]

_PROMPTS: dict[tuple[Dialect, Language], str] = {
    ("infmllm2", "en"): "Please convert the document to markdown.",
    ("infmllm2", "zh"): "请解析输入的文档.",
    ("instruct", "en"): (
        "Transcribe this page as Markdown, all of it, in the order a reader follows: column after "
        "column, never across columns.\n"
        "- Headings with #, one more # for each level; lists as lists; notes at the foot as "
        "[^1]: text.\n"
        "- Tables as HTML (<table>, <tr>, <th>, <td>) with rowspan and colspan where cells span.\n"
        "- Formulas as LaTeX: $…$ inside a line, $$…$$ apart.\n"
        "- Figures as ![what is printed inside](figure); captions as paragraphs of their own.\n"
        "- Leave out running headers, footers and page numbers.\n"
        "Copy letter by letter, in the language of the page. Invent nothing, translate nothing, "
        "leave nothing out; write � for what cannot be read. Write the Markdown alone, without a "
        "code fence and without a word about it."
    ),
    ("instruct", "zh"): (
        "请把这一页完整转写为 Markdown，按阅读顺序逐栏书写，不要跨栏。\n"
        "- 标题用 #，每低一级多一个 #；列表写成列表；脚注写成 [^1]: 内容。\n"
        "- 表格写成 HTML（<table>、<tr>、<th>、<td>），合并单元格用 rowspan 和 colspan。\n"
        "- 公式写成 LaTeX：行内用 $…$，单独成行用 $$…$$。\n"
        "- 图片写成 ![图中文字](figure)，图注另起一段。\n"
        "- 省略页眉、页脚和页码。\n"
        "逐字照抄，保持原文语言；不编造、不翻译、不遗漏；无法辨认处写 �。只输出 Markdown，"
        "不要代码围栏，不要任何说明。"
    ),
    ("infinity_parser2", "en"): (
        "Find every part of this page, in reading order, and write a JSON list of objects "
        '{"bbox": [x1, y1, x2, y2], "category": …, "text": …}. The corners count from 0 to 1000 '
        f"over the width and the height of the image. Categories: {', '.join(CATEGORIES)}. Text is "
        "HTML for tables, LaTeX for formulas, Markdown for everything else, and empty for figures."
    ),
    ("infinity_parser2", "zh"): (
        '请按阅读顺序找出这一页的所有部分，输出 JSON 列表，每项为 {"bbox": [x1, y1, x2, y2], '
        '"category": …, "text": …}。坐标按图像宽高归一化到 0 至 1000。类别：'
        f"{'、'.join(CATEGORIES)}。表格的 text 用 HTML，公式用 LaTeX，其余用 Markdown，图片留空。"
    ),
}


@dataclass(frozen=True, kw_only=True)
class ParsePage(Task[Page]):
    """Parse one page.

    Attributes:
        ocr: For engines that compute: `auto` reads what the text layer cannot say, `always` reads
            the page image and ignores the text layer, `never` takes the text layer as it is.
    """

    ocr: OcrMode = "auto"

    def prompt(self, dialect: Dialect) -> str:
        """Ask for everything on the page."""
        return worded(_PROMPTS, dialect, self.language, "a whole page")

    def read(self, reply: str, dialect: Dialect) -> Read[Page]:
        """Read Markdown, or a layout in JSON; without places all blocks have that of the page.

        Raises:
            OutputError: The reply says nothing.
        """
        page = self.page
        if dialect == "infinity_parser2":
            return read_layout_page(
                reply,
                page=page.number,
                width=round(page.width, 2),
                height=round(page.height, 2),
                region=self.region,
            )
        read = read_markdown(unwrap(reply), page=page.number, box=self.region)
        if not read.blocks:
            raise OutputError(f"page {page.number}: the reply says nothing: {reply[:80]!r}")
        value = Page(
            number=page.number,
            width=round(page.width, 2),
            height=round(page.height, 2),
            blocks=read.blocks,
            info=PageInfo(text_source="model", reason="a model was shown it", notes=read.notes),
        )
        return Read(value, read.notes)

    def json_schema(self, dialect: Dialect) -> JsonSchema | None:
        """Return that of a list of boxes, categories and texts, where the reply is one."""
        return layout_schema(text=True) if dialect == "infinity_parser2" else None
